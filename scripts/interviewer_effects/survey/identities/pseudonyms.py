"""Keyed pseudonyms in place of the ids of people: who holds the key can undo them, nobody else can
guess them.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer_effects.files import write_csv

from .key import FOLDER, KEY_FILE, key_of_run
from .owner_only import owner_only

if TYPE_CHECKING:
    import pandas as pd

    from interviewer_effects.survey.load import Block, Survey

ROLES = {
    "interviewer": ("I-", 7),
    "interview": ("R-", 12),
    "area": ("A-", 7),
}  # prefix and letters of 5 bits each


def pseudonym(value: str, role: str, key: bytes) -> str:
    """The role's letter and the first bits of HMAC-SHA256 of role and id (RFC 2104)."""
    prefix, letters = ROLES[role]
    digest = hmac.new(key, f"{role}:{value}".encode(), "sha256").digest()
    return prefix + base64.b32encode(digest).decode("ascii")[:letters]


def with_pseudonyms(survey: Survey, key: bytes) -> tuple[Survey, pd.DataFrame]:
    """The survey with every id replaced, and the table that undoes it: role, id, pseudonym; of a
    large file for the interviews drawn, as every other one's can be made again with the key.

    Keys of a join that matched nothing are ids too. Raises ValueError where two ids of a role would
    share a pseudonym (one chance in 10,000 for 3,000 interviewers): another key ends that.
    """
    import pandas as pd

    frame, made = _replaced(survey.frame, survey.columns, key)
    table = pd.concat([_undoing(role, of) for role, of in made.items()], ignore_index=True)
    others = None if survey.others is None else partial(_blocks, survey.others, survey.columns, key)
    return replace(
        survey, frame=frame, account=_account(survey.account, key), truth=None, others=others
    ), table


def _replaced(
    frame: pd.DataFrame, columns: dict[str, str | None], key: bytes
) -> tuple[pd.DataFrame, dict[str, dict]]:
    """The frame with pseudonyms, and the pseudonym of each id by role."""
    frame, made = frame.copy(), {}
    for role in ROLES:
        column = columns.get(role)
        if column is None or column not in frame:
            continue
        made[role] = {
            value: pseudonym(str(value), role, key)
            for value in sorted(frame[column].dropna().unique())
        }
        _distinct(made[role], role)
        frame[column] = frame[column].map(made[role]).astype(object)
    return frame, made


def _undoing(role: str, made: dict) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"role": role, "id": list(made), "pseudonym": list(made.values())})


def _account(account: pd.DataFrame, key: bytes) -> pd.DataFrame:
    return account.assign(key=[_of_key(value, key) for value in account["key"]])


def _blocks(
    others: Callable[[], Iterator[Block]], columns: dict[str, str | None], key: bytes
) -> Iterator[Block]:
    return (_block(block, columns, key) for block in others())


def _block(block: Block, columns: dict[str, str | None], key: bytes) -> Block:
    frame, _ = _replaced(block.frame, columns, key)
    return replace(block, frame=frame, account=_account(block.account, key))


def kept_apart(survey: Survey, name: str, mark: str | None = None, folder: Path = FOLDER) -> Survey:
    """The survey with pseudonyms; the table that undoes them is written to the private folder, for
    its owner only.

    `mark` is that of the key which the run began with: AuditError where there is another one by
    now, because the same id would have two pseudonyms in one report.
    """
    key = key_of_run(mark, folder)
    changed, table = with_pseudonyms(survey, key)
    undoing = folder / f"{name}.csv"
    write_csv(table, undoing)
    owner_only(undoing)
    return changed


def _of_key(value: Any, key: bytes) -> Any:
    return pseudonym(value, "interviewer", key) if isinstance(value, str) and value else value


def _distinct(made: dict, role: str) -> None:
    if len(set(made.values())) < len(made):
        raise ValueError(
            f"Two {role} ids have one pseudonym: delete {FOLDER / KEY_FILE}, which draws a new key."
        )
