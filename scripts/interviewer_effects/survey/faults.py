"""Faults of a survey that no model could mend: ids, ranges, and columns that are not what the
config says.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from interviewer_effects.frames import present
from interviewer_effects.numbers import plural
from interviewer_effects.problems import Problem
from interviewer_effects.schema import nearest
from interviewer_effects.survey.describe import split_cells
from interviewer_effects.survey.load import Survey

LARGEST = 1e100
MOST_SPREADS = 1e10
LARGEST_ANALYSED, SMALLEST_SPREAD = (
    1e30,
    1e-30,
)  # products of eight such numbers are still numbers of a computer


def survey_faults(survey: Survey, key: str) -> Iterator[Problem]:
    """List the faults of ids, weight, items and valid ranges; `key` is the survey's place in the
    config.
    """
    columns: dict[str, str] = {}
    for role, column in survey.columns.items():
        if column is not None and column in survey.frame.columns:
            columns[role] = column
        elif column is not None:
            yield absent(survey, column, f"{key}.columns.{role}")
    if "interview" in columns:
        yield from _interview_faults(survey, columns["interview"])
    if "interviewer" in columns:
        yield from _interviewer_faults(survey, columns["interviewer"])
    for role in ("weight", "interviewer_weight"):
        if role in columns:
            yield from _weight_faults(survey, columns[role], survey.frame[columns[role]], role)
    if {"interviewer", "interviewer_weight"} <= set(columns):
        yield from _differing_weights(survey, columns["interviewer_weight"], columns["interviewer"])
    if "area" in columns:
        yield from _area_faults(survey, columns["area"])
    for item in survey.codebook:
        if survey.frame[item].dtype.kind == "f":
            yield from number_faults(survey, item, survey.frame[item])
    yield from _range_faults(survey)


def absent(survey: Survey, column: str, key: str) -> Problem:
    """Say that a column which the config names under `key` is not in the file."""
    known = nearest(
        column, survey.frame.columns[: survey.source["n_columns"]]
    )  # without a made-up interview id
    return survey.problem(
        column, "There is no such column.", f"{known} Correct {key} in the config."
    )


def number_faults(survey: Survey, column: str, values: pd.Series) -> Iterator[Problem]:
    """List what keeps a column from being numbers: text, infinite and absurdly large values."""
    if values.dtype.kind not in "if":
        at = _first(_not_number(values))
        remedy = "Correct the cell, or name a numeric column."
        if at is not None:
            yield survey.problem(column, "This column is not numeric.", remedy, values.iloc[at], at)
        return
    at = _first(np.abs(values.to_numpy(dtype=float)) > LARGEST)
    if at is not None:
        remedy = "Correct the cell, or declare it as a missing code."
        yield survey.problem(
            column, "This value is infinite or too large.", remedy, values.iloc[at], at
        )


def precision_faults(survey: Survey, column: str, values: pd.Series) -> Iterator[Problem]:
    """Numbers so far from zero, for how little they differ, that a computer's numbers do not hold
    the differences; and numbers so large or so alike that it cannot hold their squares.

    They have 16 digits; where a value is 1e10 standard deviations, six of them are left for what is
    analysed.
    """
    numbers = values.dropna().to_numpy(dtype=float)
    if not len(numbers):
        return
    largest = np.abs(numbers).max()
    spread = (numbers / largest).std() * largest if largest else 0.0
    if largest > LARGEST_ANALYSED or 0 < np.ptp(numbers) < SMALLEST_SPREAD:
        what = (
            f"reach {largest:.3g}"
            if largest > LARGEST_ANALYSED
            else f"differ by {np.ptp(numbers):.2g} at most"
        )
        size = largest if largest > LARGEST_ANALYSED else np.ptp(numbers)
        remedy = (
            f"Multiply the column by a constant, such as 1e{-int(np.floor(np.log10(size))):+d}."
        )
        yield survey.problem(
            column, f"Its values {what}, which cannot be computed with.", remedy, numbers[0]
        )
        return
    if spread > 0 and largest > MOST_SPREADS * spread:
        said = (
            f"Its values reach {largest:.3g}; the differences between them (SD {spread:.2g}) are "
            "lost beside that."
        )
        yield survey.problem(column, said, "Subtract a constant from the column.", numbers[0])


def mixture_faults(survey: Survey, column: str, values: pd.Series) -> Iterator[Problem]:
    """Report a column of text in which most cells are numbers: a slip would turn every number into
    a category.
    """
    if values.dtype.kind in "if":
        return
    odd = _not_number(values)
    if 0 < odd.sum() < values.notna().sum() / 2:
        at = present(_first(odd))
        remedy = (
            "Correct the cell, empty it, or use a number that the codebook declares as missing."
        )
        yield survey.problem(
            column, "This cell is text among numbers.", remedy, values.iloc[at], at
        )


def _weight_faults(survey: Survey, column: str, values: pd.Series, role: str) -> Iterator[Problem]:
    yield from number_faults(survey, column, values)
    if values.dtype.kind not in "if":
        return
    at = _first(values < 0)
    if at is not None:
        remedy = f"Correct the cell, or set columns.{role} to null."
        yield survey.problem(column, "A weight cannot be negative.", remedy, values.iloc[at], at)
    elif not (values > 0).any():
        said = (
            "Every weight is missing."
            if values.isna().all()
            else "Every weight is zero or missing."
        )
        yield survey.problem(column, said, f"Name another column, or set columns.{role} to null.")


def _differing_weights(survey: Survey, column: str, interviewer: str) -> Iterator[Problem]:
    """A weight of interviewers that differs between the interviews of one."""
    weights = survey.frame[column]
    if weights.dtype.kind not in "if":
        return
    at = _first(
        weights.notna() & (weights != weights.groupby(survey.frame[interviewer]).transform("first"))
    )
    if at is not None:
        said = (
            f"Interviewer {survey.frame[interviewer].iloc[at]} has other weights in earlier "
            "interviews."
        )
        remedy = (
            "Name a column that is constant within interviewers, or set "
            "columns.interviewer_weight to null."
        )
        yield survey.problem(column, said, remedy, weights.iloc[at], at)


def _area_faults(survey: Survey, column: str) -> Iterator[Problem]:
    if survey.frame[column].nunique() < 2:
        said = (
            "There is one area only."
            if survey.frame[column].notna().any()
            else "Every area is missing."
        )
        yield survey.problem(column, said, "Name another column, or set columns.area to null.")


def _interview_faults(survey: Survey, column: str) -> Iterator[Problem]:
    ids = survey.frame[column]
    yield from _empty_ids(survey, column, "interview")
    repeated = ids.duplicated() & ids.notna()
    at = _first(repeated)
    if at is not None:
        first = survey.row(int(np.flatnonzero(ids == ids.iloc[at])[0]))
        more = f"; {int(repeated.sum())} rows repeat an id" if repeated.sum() > 1 else ""
        said = f"This interview id stands in row {first} already{more}."
        remedy = "Remove the duplicates, or set columns.interview to null to number the rows."
        yield survey.problem(column, said, remedy, ids.iloc[at], at)


def _interviewer_faults(survey: Survey, column: str) -> Iterator[Problem]:
    ids = survey.frame[column]
    yield from _empty_ids(survey, column, "interviewer")
    counts = ids.value_counts()
    if len(counts) == 1:
        remedy = "Name the column that tells interviewers apart in columns.interviewer."
        yield survey.problem(column, "There is one interviewer only.", remedy, counts.index[0])
    elif len(counts) and counts.max() == 1:
        said = (
            "Every interviewer has one interview, so interviewers and interviews cannot be told "
            "apart."
        )
        remedy = "Name the column that identifies interviewers, not interviews."
        yield survey.problem(column, said, remedy, ids.iloc[0], 0)


def _empty_ids(survey: Survey, column: str, role: str) -> Iterator[Problem]:
    empty = survey.frame[column].isna()
    at = _first(empty)
    if at is not None:
        n = survey.source.get("n_checked", len(empty))
        said = f"The {role} id is empty in {int(empty.sum())} of {n} rows."
        yield survey.problem(column, said, "Fill in the id or remove the row.", None, at)


def _range_faults(survey: Survey) -> Iterator[Problem]:
    for item, entry in survey.codebook.items():
        if entry["valid"] is None or entry["valid"][0] > entry["valid"][1]:
            continue
        values = survey.frame[item]
        if values.dtype.kind not in "if":
            yield from number_faults(survey, item, values)
            continue
        low, high = entry["valid"]
        numbers = values.to_numpy()
        if ((numbers >= low) & (numbers <= high)).all():
            continue
        outside = split_cells(values, entry)["outside"] & ~(
            values.abs() > LARGEST
        )  # that is said already
        at = _first(outside)
        if at is not None:
            distinct = ", ".join(f"{value:g}" for value in sorted(values[outside].unique())[:6])
            n = int(outside.sum())
            cells = f"{n} {plural(n, 'cell')}: {distinct}"
            said = f"Outside the valid range {low:g} to {high:g} and no missing code ({cells})."
            remedy = "Declare it in the codebook as a missing code, or widen the valid range."
            yield survey.problem(item, said, remedy, f"{values.iloc[at]:g}", at)


def _not_number(values: pd.Series) -> np.ndarray:
    return (pd.to_numeric(values, errors="coerce").isna() & values.notna()).to_numpy()


def _first(mask: pd.Series | np.ndarray) -> int | None:
    places = np.flatnonzero(np.asarray(mask))
    return int(places[0]) if len(places) else None
