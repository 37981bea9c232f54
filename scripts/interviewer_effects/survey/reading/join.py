"""A second file joined to the survey on stated keys: every record accounted for, nothing matched by
guesswork.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.schema import nearest

from .files import SurveyFile, as_stated, read_file

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

JOIN_COLUMNS = ["side", "file", "status", "key", "n", "first_row"]
LISTED = 5


@dataclass(frozen=True)
class Joined:
    """The survey with the columns of the second file, and the account of the join.

    `account` has one row per side (survey, interviewers) for the records that matched, and one per
    key that did not: JOIN_COLUMNS, the parts of a key separated by " | ". `unmatched` marks the
    records of the survey without a partner. `second` is the second file as read.
    """

    file: SurveyFile
    account: pd.DataFrame
    unmatched: pd.Series
    second: SurveyFile | None = None


def key_pairs(spec: dict) -> dict[str, str]:
    """The keys of a join as the config gives them: column of the survey -> column of the second
    file.
    """
    on = spec["on"]
    return dict(on) if isinstance(on, dict) else {name: name for name in on}


def not_joined(survey: SurveyFile) -> Joined:
    """A survey without a second file."""
    import pandas as pd

    return Joined(survey, pd.DataFrame(columns=JOIN_COLUMNS), _series(False, survey.frame.index))


def join_interviewers(
    survey: SurveyFile, spec: dict, base: Path, key: str, config_file: str, ids: set
) -> Joined:
    """Add the columns of the interviewer file to every interview that has its key.

    `spec` is {data, on, columns} of the config, `key` its place there. A key may occur once in the
    second file and any number of times in the survey. Raises AuditError when a key column is
    absent, a key repeats, a column stands in both files, or nothing matches.
    """
    pairs = key_pairs(spec)
    second = read_file(
        base / spec["data"], spec["data"], ids | set(pairs.values()), **as_stated(spec)
    )
    problems = list(_column_problems(survey, second, spec, key, config_file))
    if not problems:
        problems = list(_repeated_keys(second, list(pairs.values())))
    if problems:
        raise AuditError(problems)
    joined = joined_with(survey, second, spec)
    if joined.unmatched.all():
        raise AuditError(_nothing_matches(survey, second, pairs))
    return joined


def joined_with(survey: SurveyFile, second: SurveyFile, spec: dict) -> Joined:
    """The same with a second file that was read and found sound; of a block of a survey nothing
    need match.
    """
    pairs = key_pairs(spec)
    ours, theirs = (list(pairs), list(pairs.values()))
    wanted = spec["columns"] or list(second.frame.columns)
    place = _places(survey.frame[ours], second.frame[theirs])
    taken = second.frame[[name for name in wanted if name not in theirs]]
    frame = survey.frame.join(
        taken.reset_index(drop=True).reindex(place).set_axis(survey.frame.index)
    )
    extended = _extended(survey, second, taken.columns, place)
    facts = survey.facts | {"remarks": [*survey.facts["remarks"], *second.facts["remarks"]]}
    dictionary = survey.dictionary.with_other(second.dictionary)
    joined = replace(survey, frame=frame, dictionary=dictionary, extended=extended, facts=facts)
    account = _account(survey.frame[ours], second.frame[theirs], survey, second, place)
    return Joined(joined, account, _series(place < 0, survey.frame.index), second)


def total_account(accounts: list[pd.DataFrame]) -> pd.DataFrame:
    """The account of a survey from those of its blocks, each joined to the whole second file."""
    import pandas as pd

    every = pd.concat(accounts, ignore_index=True)
    by = ["side", "file", "status", "key"]
    summed = every.groupby(by, sort=False).agg(
        n=("n", "sum"), first_row=("first_row", "min"), blocks=("n", "size")
    )
    ours, theirs = (
        part.reset_index()
        for _, part in summed.groupby(summed.index.get_level_values(0) != "survey")
    )
    never = theirs[(theirs["status"] == "unmatched") & (theirs["blocks"] == len(accounts))]
    never = never.assign(n=never["n"] // len(accounts))
    records = accounts[0].loc[accounts[0]["side"] != "survey", "n"].sum()
    found = theirs[theirs["status"] == "matched"].assign(n=records - never["n"].sum())
    parts = [ours.sort_values(["status", "key"]), found, never.sort_values("key")]
    return pd.concat(parts, ignore_index=True)[JOIN_COLUMNS].astype(
        {"n": "int64", "first_row": "Int64"}
    )


def _column_problems(
    survey: SurveyFile, second: SurveyFile, spec: dict, key: str, config_file: str
) -> Iterator[Problem]:
    pairs = key_pairs(spec)
    absent = list(_absent_keys(survey, second, pairs, key))
    yield from absent
    theirs = set(pairs.values())
    if len(theirs) < len(pairs):
        said = "Two columns of the survey are joined on one column of the second file."
        yield Problem(
            config_file,
            f"{key}.on",
            ", ".join(pairs.values()),
            None,
            said,
            "Name another column for one.",
        )
    wanted = spec["columns"] or second.frame.columns
    for name in (name for name in wanted if name not in second.frame.columns):
        remedy = nearest(name, second.frame.columns)
        yield Problem(
            config_file, f"{key}.columns", name, None, "Is not in the interviewer file.", remedy
        )
    present = [
        name for name in wanted if name in second.frame.columns and name in survey.frame.columns
    ]
    for name in (name for name in present if name not in theirs and not absent):
        said = f"This column stands in {survey.facts['path']} too."
        remedy = (
            f"List the columns to take in {key}.columns without it, add it to {key}.on, or "
            "rename it."
        )
        yield Problem(second.facts["path"], name, None, None, said, remedy)


def _absent_keys(
    survey: SurveyFile, second: SurveyFile, pairs: dict[str, str], key: str
) -> Iterator[Problem]:
    said = "There is no such column to join on."
    for file, names in ((survey, pairs), (second, pairs.values())):
        for name in (name for name in names if name not in file.frame.columns):
            remedy = f"{nearest(name, file.frame.columns)} Correct {key}.on in the config."
            if file is second:
                remedy += (
                    " Where the files call it otherwise, write on: {its name in the survey: its "
                    "name here}."
                )
            yield Problem(file.facts["path"], name, None, None, said, remedy)


def _repeated_keys(second: SurveyFile, on: list[str]) -> Iterator[Problem]:
    keys = second.frame[on]
    repeated = keys.duplicated() & keys.notna().all(axis=1)
    texts = _texts(keys)
    for place in [int(at) for at in repeated.to_numpy().nonzero()[0]][:LISTED]:
        first = int((texts == texts.iloc[place]).to_numpy().argmax())
        more = f" ({int(repeated.sum())} rows repeat a key)" if repeated.sum() > 1 else ""
        said = (
            f"This key stands in row {second.rows[first]} already{more}, so it is unclear which "
            "row belongs to it."
        )
        remedy = "Remove the duplicates, or join on more columns."
        yield Problem(
            second.facts["path"],
            ", ".join(on),
            texts.iloc[place],
            int(second.rows[place]),
            said,
            remedy,
        )


def _places(left: pd.DataFrame, right: pd.DataFrame) -> np.ndarray:
    """Find the row of the second file that belongs to each interview; -1 where there is none or a
    key is empty.

    `left` and `right` hold the key columns of both files, in one order.
    """
    import pandas as pd

    keys = list(range(left.shape[1]))  # numbers: a key may be called as the column of places is
    complete = right.notna().all(axis=1).to_numpy()
    known = right[complete].set_axis(keys, axis=1).assign(place=complete.nonzero()[0])
    found = left.set_axis(keys, axis=1).merge(known, on=keys, how="left")["place"]
    found[left.isna().any(axis=1).to_numpy()] = pd.NA
    return found.fillna(-1).astype("int64").to_numpy()


def _nothing_matches(survey: SurveyFile, second: SurveyFile, pairs: dict[str, str]) -> Problem:
    ours = _texts(survey.frame[list(pairs)]).iloc[0]
    theirs = _texts(second.frame[list(pairs.values())]).iloc[0]
    said = (
        f"No interview has a partner in {second.facts['path']}: its first key is {theirs!r}, "
        f"this one is {ours!r}."
    )
    remedy = (
        "Keys are compared letter by letter (007 is not 7): join on columns written alike in "
        "both files."
    )
    return Problem(survey.facts["path"], ", ".join(pairs), ours, int(survey.rows[0]), said, remedy)


def _account(
    ours: pd.DataFrame,
    theirs: pd.DataFrame,
    survey: SurveyFile,
    second: SurveyFile,
    place: np.ndarray,
) -> pd.DataFrame:
    """The account of the join; `ours` and `theirs` are the keys of the two files."""
    import numpy as np
    import pandas as pd

    found = np.zeros(len(second.frame), dtype=bool)
    found[place[place >= 0]] = True
    parts = []
    sides = (("survey", survey, ours, place >= 0), ("interviewers", second, theirs, found))
    for side, file, every, matched in sides:
        keys = pd.DataFrame({"key": _texts(every[~matched]).to_numpy(), "row": file.rows[~matched]})
        lost = keys.groupby("key", sort=True)["row"].agg(["size", "min"]).reset_index()
        parts.append([side, file.facts["path"], "matched", "", int(matched.sum()), None])
        parts += [
            [side, file.facts["path"], "unmatched", *row] for row in lost.itertuples(index=False)
        ]
    return pd.DataFrame(parts, columns=JOIN_COLUMNS).astype({"n": "int64", "first_row": "Int64"})


def _extended(survey: SurveyFile, second: SurveyFile, taken, place) -> pd.DataFrame:
    """Carry the extended missing values of the second file to every interview that it was joined
    to.
    """
    import numpy as np
    import pandas as pd

    rows = pd.DataFrame({"row": np.arange(len(place)), "place": place})
    own = second.extended[second.extended["item"].isin(taken)].rename(columns={"row": "place"})
    carried = own.merge(rows, on="place").sort_values(["item", "row"], kind="stable")
    return pd.concat([survey.extended, carried[["row", "item", "code"]]], ignore_index=True)


def _texts(keys: pd.DataFrame) -> pd.Series:
    """Write each key as one text."""
    texts = keys.astype("str").where(keys.notna(), "(empty)")
    first, others = texts.iloc[:, 0], texts.iloc[:, 1:]
    return first.str.cat(others, sep=" | ") if len(others.columns) else first


def _series(values, index) -> pd.Series:
    import pandas as pd

    return pd.Series(values, index=index)
