"""A first config and codebook for a survey file, proposed from its labels, ranges and column names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer_effects.survey.dictionary import Dictionary
from interviewer_effects.survey.names import (
    AREA,
    COUNTRY,
    INTERVIEW,
    INTERVIEWER,
    INTERVIEWER_WEIGHT,
    RESPONDENT,
    ROUND,
    TECHNICAL,
    WEIGHT,
    first_named,
    is_named,
)
from interviewer_effects.survey.sources import code_sources
from interviewer_effects.survey.suspect import evidence, suspected_codes

if TYPE_CHECKING:
    import pandas as pd

LAST_DIGIT = {"6": "not applicable", "7": "refusal", "8": "don't know", "9": "no answer"}
MOST_VALUES = 200


@dataclass(frozen=True)
class Entry:
    """The proposed codebook entry of one item, and what it rests on."""

    label: str | None
    valid: list[int] | None
    missing: dict[str, str]
    remark: str


def propose_columns(frame: pd.DataFrame) -> dict[str, str | None]:
    """Recognise the columns of interview, interviewer, weights and area by their names; None where none fits.

    An interview column must tell all interviews apart, an interviewer column must not, a weight must be a
    number, and that of interviewers one number for each.
    """
    numeric = [name for name in frame.columns if frame[name].dtype.kind in "if"]
    columns = {
        "interview": first_named(frame.columns, INTERVIEW),
        "interviewer": first_named(frame.columns, INTERVIEWER),
        "weight": first_named(numeric, WEIGHT),
        "interviewer_weight": first_named(numeric, INTERVIEWER_WEIGHT),
        "area": first_named(frame.columns, AREA),
    }
    interview = columns["interview"]
    if interview and (frame[interview].isna().any() or frame[interview].duplicated().any()):
        columns["interview"] = None
    for role in ("weight", "interviewer_weight"):
        if columns[role] and (frame[columns[role]] < 0).any():
            columns[role] = None
    weight, interviewer = columns["interviewer_weight"], columns["interviewer"]
    if weight and not (interviewer and (frame.groupby(interviewer)[weight].nunique() <= 1).all()):
        columns["interviewer_weight"] = None
    return columns


def propose_keys(left: Iterable[str], right: Iterable[str]) -> list[str]:
    """Name the columns to join two files on: round, country and interview of both, else their interviewer."""
    both = [name for name in left if name in set(right)]
    interview, interviewer = first_named(both, INTERVIEW), first_named(both, INTERVIEWER)
    if interview:
        return [name for name in both if name.lower() in (*ROUND, *COUNTRY) or name == interview]
    return [interviewer] if interviewer else []


def propose_codebook(
    frame: pd.DataFrame, dictionary: Dictionary, extended: pd.DataFrame, items: Iterable[str]
) -> Iterator[tuple[str, Entry]]:
    """Propose label, observed range and missing codes of each item.

    Codes come from the file's declarations and labels; of a number that nobody declares and that looks like a code the
    reason says `suspected`, read by the convention that a last digit of 6 is not applicable, 7 refusal, 8 don't know
    and 9 no answer. A range is proposed for whole numbers; not where a code lies inside it.
    """
    lettered = dict(iter(extended.groupby("item")["code"]))
    for item in items:
        rows = code_sources(item, frame[item], {}, dictionary, lettered.get(item))
        missing = {row["code"]: row["reason"] for row in rows if row["treated"] == "missing"}
        answers, remark = frame[item].dropna(), ""
        if answers.dtype.kind in "if":
            answers = answers[~answers.isin([float(code) for code in missing if not code.startswith(".")])]
            suspected = suspected_codes(answers.to_numpy(dtype=float))
            missing |= {f"{code:g}": _suspicion(code) for code in suspected}
            remark = evidence(answers.to_numpy(dtype=float), suspected) if suspected else ""
            answers = answers[~answers.isin(suspected)]
        yield item, Entry(dictionary.labels.get(item), _observed_range(answers, missing), missing, remark)


def propose_screen(frame: pd.DataFrame, entries: dict[str, Entry], roles: Iterable[str]) -> list[str]:
    """List the items worth screening: whole-number scales with at least three answers that are no technical column."""
    left_out = {name.lower() for name in (*TECHNICAL, *roles)}
    return [
        item
        for item, entry in entries.items()
        if item.lower() not in left_out and entry.valid and 2 <= entry.valid[1] - entry.valid[0] <= 10
    ]


def propose_covariates(frame: pd.DataFrame, interviewer: str | None, entries: dict[str, Entry]) -> list[str]:
    """List the numeric items that are constant within interviewers and differ between them."""
    numeric = [item for item in entries if frame[item].dtype.kind in "if" and frame[item].nunique() > 1]
    if interviewer is None or not numeric:
        return []
    most = frame.groupby(interviewer)[numeric].nunique().max()
    return [item for item in numeric if most[item] <= 1]


def propose_respondent_covariates(frame: pd.DataFrame, interviewer: str | None, entries: dict[str, Entry]) -> list[str]:
    """List the items that are called like what is known of respondents and differ within interviewers."""
    named = [item for item in entries if is_named(item, RESPONDENT)]
    constant = propose_covariates(frame, interviewer, entries)
    return [item for item in named if item not in constant]


def _suspicion(code: float) -> str:
    return f"suspected {LAST_DIGIT[f'{code:g}'[-1]]}" if code > 0 else "suspected missing code"


def _observed_range(answers: pd.Series, missing: dict[str, str]) -> list[int] | None:
    if answers.dtype.kind not in "if" or answers.empty or (answers % 1 != 0).any() or answers.abs().max() > 1e9:
        return None
    low, high = int(answers.min()), int(answers.max())
    inside = any(not code.startswith(".") and low <= float(code) <= high for code in missing)
    return None if inside or high - low > MOST_VALUES else [low, high]
