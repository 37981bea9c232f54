"""A survey split by a column: one audit per value, such as one per country."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from interviewer_effects.config import LONGEST, REPEATED
from interviewer_effects.problems import Problem
from interviewer_effects.schema import nearest

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from interviewer_effects.survey.reading.files import SurveyFile

ROLES = ("interview", "interviewer", "area")
MOST = 500  # parts: more than that is an id, not a country


def with_parts(config: dict, audited: dict[str, dict[str, dict]]) -> dict:
    """The filled config with the parts of each survey that is split in its place.

    `audited` holds for each such survey the entries of its parts by their names (see
    `examined_parts`).
    """
    surveys: dict[str, dict] = {}
    for name, survey in config["surveys"].items():
        surveys |= audited.get(name, {name: survey})
    return config | {"surveys": surveys}


def part_names(values: Iterable[str], survey: str) -> dict[str, str]:
    """value -> name of the part's survey, in the order of the values: name-value, in letters that
    every file system knows; values that would be called alike (all of other alphabets are called
    part) are numbered.
    """
    ordered = sorted(values)
    slugs = [slug(value) for value in ordered]
    alike = Counter(one.lower() for one in slugs)
    seen: Counter = Counter()
    names = {}
    for value, one in zip(ordered, slugs, strict=True):
        seen[one.lower()] += 1
        number = f"-{seen[one.lower()]}" if alike[one.lower()] > 1 else ""
        names[value] = f"{survey}-{one}{number}"
    return names


def slug(value: str) -> str:
    """A value as a part of a name: letters, digits, - and _, not too many for the name of a
    file.
    """
    text = re.sub(r"[^A-Za-z0-9_-]+", "-", value)[:LONGEST].strip("-")
    return "part" if not text or REPEATED.search(text) else text


def part_problems(
    frame: pd.DataFrame, survey: dict, name: str, config_file: str, n: int | None = None
) -> Iterator[Problem]:
    """What keeps a survey from being split at all: no such column, no value or too many, interviews
    of no part.

    `n` is the number of interviews where the frame holds only some of them.
    """
    column, key = survey["split_by"], f"surveys.{name}.split_by"
    if column not in frame.columns:
        yield Problem(
            config_file,
            key,
            column,
            None,
            "There is no such column.",
            nearest(column, frame.columns),
        )
        return
    count = frame[column].nunique()
    if not 1 <= count <= MOST:
        remedy = "Name a column such as the country, or set split_by: null."
        yield Problem(
            config_file, key, column, None, f"Has {count} values: each would be a survey.", remedy
        )
        return
    empty = int(frame[column].isna().sum())
    if empty:
        said = f"Is empty in {empty} of {n or len(frame)} rows, which would be in no audit."
        yield Problem(
            survey["data"], column, None, None, said, "Fill in the value or remove the row."
        )


def only_part(file: SurveyFile, part: dict) -> SurveyFile:
    """The records of one part."""
    kept = kept_records(file, (file.frame[part["column"]] == part["value"]).to_numpy())
    label = f"{file.facts['label']}, {part['column']} {part['value']}"
    return replace(
        kept, facts=file.facts | {"n_rows": len(kept.frame), "label": label, "part": part}
    )


def told_apart(file: SurveyFile, columns: dict, split_by: str) -> SurveyFile:
    """The whole file with ids that name their part: number 7 of two countries is two people."""
    frame = file.frame.copy()
    for column in {columns.get(role) for role in ROLES} - {None, split_by}:
        if column in frame:
            frame[column] = (
                frame[split_by]
                .str.cat(frame[column], sep=" ")
                .where(frame[split_by].notna(), frame[column])
            )
    return replace(file, frame=frame)


def kept_records(file: SurveyFile, keep: np.ndarray) -> SurveyFile:
    """The records that keep (n,) marks, renumbered from 0."""
    import numpy as np

    frame = file.frame[keep].reset_index(drop=True)
    place = np.cumsum(keep) - 1
    extended = file.extended[keep[file.extended["row"].to_numpy(dtype=int)]]
    extended = extended.assign(row=place[extended["row"].to_numpy(dtype=int)]).reset_index(
        drop=True
    )
    return replace(file, frame=frame, rows=file.rows[keep], extended=extended)
