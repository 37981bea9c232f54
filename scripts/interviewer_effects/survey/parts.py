"""A survey split by a column: one audit per value, such as one per country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.schema import nearest
from interviewer_effects.survey.files import read_file

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from interviewer_effects.survey.files import SurveyFile

ROLES = ("interview", "interviewer", "area")
MOST = 500  # parts: more than that is an id, not a country


def with_parts(config: dict, base: Path, config_file: str) -> dict:
    """The filled config with one survey per value of its split_by in place of each survey that has one.

    The new surveys are called name-value; `part` of each says {column, value}. Raises AuditError where the column is
    absent or its values make no names.
    """
    surveys: dict[str, dict] = {}
    for name, survey in config["surveys"].items():
        if survey["split_by"] is None:
            surveys[name] = survey
            continue
        for value, part in _parts(survey, name, base, config_file).items():
            if part in surveys or part in config["surveys"]:
                raise AuditError([_twice(part, value, name, config_file)])
            surveys[part] = survey | {"part": {"column": survey["split_by"], "value": value}}
    return config | {"surveys": surveys}


def _parts(survey: dict, name: str, base: Path, config_file: str) -> dict[str, str]:
    """value -> name of the part's survey, in the order of the values."""
    column = survey["split_by"]
    ids = {column, survey["columns"]["interviewer"]}
    file = read_file(base / survey["data"], survey["data"], ids, survey["sample"])
    frame = file.frame
    problems = list(part_problems(frame, survey, name, config_file))
    if problems:
        raise AuditError(problems)
    values = file.large.distinct(column) if file.large else frame[column].dropna().unique()
    return {value: f"{name}-{slug(value)}" for value in sorted(values)}


def slug(value: str) -> str:
    """A value as a part of a name: letters, digits, - and _."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", value).strip("-") or "part"


def part_problems(frame: pd.DataFrame, survey: dict, name: str, config_file: str) -> Iterator[Problem]:
    """What keeps a survey from being split: no such column, no or too many values, a part with one interviewer."""
    column, key = survey["split_by"], f"surveys.{name}.split_by"
    if column not in frame.columns:
        yield Problem(config_file, key, column, None, "There is no such column.", nearest(column, frame.columns))
        return
    count = frame[column].nunique()
    if not 1 <= count <= MOST:
        remedy = "Name a column such as the country, or set split_by: null."
        yield Problem(config_file, key, column, None, f"Has {count} values: each would be a survey.", remedy)
        return
    empty = int(frame[column].isna().sum())
    if empty:
        said = f"Is empty in {empty} of {len(frame)} rows, which would be in no audit."
        yield Problem(survey["data"], column, None, None, said, "Fill in the value or remove the row.")
    if survey["columns"]["interviewer"] not in frame.columns:
        return  # absent, or in the file to join
    workers = frame.groupby(column)[survey["columns"]["interviewer"]].nunique()
    for value in workers.index[workers < 2]:
        said = (
            f"This part has {workers[value]} interviewer{'' if workers[value] == 1 else 's'}: a comparison needs two."
        )
        yield Problem(survey["data"], column, value, None, said, "Leave the part out of the file.")


def only_part(file: SurveyFile, part: dict) -> SurveyFile:
    """The records of one part."""
    kept = kept_records(file, (file.frame[part["column"]] == part["value"]).to_numpy())
    label = f"{file.facts['label']}, {part['column']} {part['value']}"
    return replace(kept, facts=file.facts | {"n_rows": len(kept.frame), "label": label, "part": part})


def told_apart(file: SurveyFile, columns: dict, split_by: str) -> SurveyFile:
    """The whole file with ids that name their part: number 7 of two countries is two people."""
    frame = file.frame.copy()
    for column in {columns.get(role) for role in ROLES} - {None, split_by}:
        if column in frame:
            frame[column] = (
                frame[split_by].str.cat(frame[column], sep=" ").where(frame[split_by].notna(), frame[column])
            )
    return replace(file, frame=frame)


def kept_records(file: SurveyFile, keep: np.ndarray) -> SurveyFile:
    """The records that keep (n,) marks, renumbered from 0."""
    import numpy as np

    frame = file.frame[keep].reset_index(drop=True)
    place = np.cumsum(keep) - 1
    extended = file.extended[keep[file.extended["row"].to_numpy(dtype=int)]]
    extended = extended.assign(row=place[extended["row"].to_numpy(dtype=int)]).reset_index(drop=True)
    return replace(file, frame=frame, rows=file.rows[keep], extended=extended)


def _twice(part: str, value: str, name: str, config_file: str) -> Problem:
    said = f"Splitting makes a second survey called '{part}'."
    return Problem(
        config_file, f"surveys.{name}.split_by", value, None, said, "Rename the survey, or recode the value."
    )
