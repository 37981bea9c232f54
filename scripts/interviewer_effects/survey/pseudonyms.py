"""Keyed pseudonyms in place of the ids of people: who holds the key can undo them, nobody else can guess them."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer_effects.files import write_csv

if TYPE_CHECKING:
    import pandas as pd

    from interviewer_effects.survey.load import Survey

FOLDER = Path("private")  # of the working directory: never read by a rule after read_survey, never in the report
ROLES = {"interviewer": ("I-", 7), "interview": ("R-", 12), "area": ("A-", 7)}  # prefix and letters of 5 bits each


def the_key(folder: Path) -> bytes:
    """The secret of a working directory, drawn by the first run and kept: the same ids get the same pseudonyms."""
    file = folder / "pseudonyms.key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as new:
            new.write(secrets.token_hex(32) + "\n")
    except FileExistsError:
        pass
    return bytes.fromhex(file.read_text(encoding="ascii"))


def pseudonym(value: str, role: str, key: bytes) -> str:
    """The role's letter and the first bits of HMAC-SHA256 of role and id (RFC 2104)."""
    prefix, letters = ROLES[role]
    digest = hmac.new(key, f"{role}:{value}".encode(), "sha256").digest()
    return prefix + base64.b32encode(digest).decode("ascii")[:letters]


def with_pseudonyms(survey: Survey, key: bytes) -> tuple[Survey, pd.DataFrame]:
    """The survey with every id replaced, and the table that undoes it: role, id, pseudonym.

    Keys of a join that matched nothing are ids too. Raises ValueError where two ids of a role would share a pseudonym
    (one chance in 10,000 for 3,000 interviewers): another key ends that.
    """
    import pandas as pd

    frame, parts = survey.frame.copy(), []
    for role in ROLES:
        column = survey.columns.get(role)
        if column is None or column not in frame:
            continue
        known = sorted(frame[column].dropna().unique())
        made = {value: pseudonym(str(value), role, key) for value in known}
        _distinct(made, role)
        frame[column] = frame[column].map(made).astype(object)
        parts.append(pd.DataFrame({"role": role, "id": list(made), "pseudonym": list(made.values())}))
    account = survey.account.assign(key=[_of_key(value, key) for value in survey.account["key"]])
    return replace(survey, frame=frame, account=account, truth=None), pd.concat(parts, ignore_index=True)


def kept_apart(survey: Survey, name: str, folder: Path = FOLDER) -> Survey:
    """The survey with pseudonyms; the table that undoes them is written to the private folder."""
    changed, table = with_pseudonyms(survey, the_key(folder))
    write_csv(table, folder / f"{name}.csv")
    return changed


def _of_key(value: object, key: bytes) -> object:
    return pseudonym(value, "interviewer", key) if isinstance(value, str) and value else value


def _distinct(made: dict, role: str) -> None:
    if len(set(made.values())) < len(made):
        raise ValueError(f"Two {role} ids have one pseudonym: delete {FOLDER}/pseudonyms.key, which draws a new key.")
