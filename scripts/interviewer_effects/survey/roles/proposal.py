"""A first config and codebook for a survey file, proposed from its labels, ranges and column
names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer_effects.survey.codes.dictionary import Dictionary, code_number, code_text
from interviewer_effects.survey.codes.guesses import guessed_reasons
from interviewer_effects.survey.codes.measure import is_nominal, seems_nominal
from interviewer_effects.survey.codes.reasons import SUSPECTED
from interviewer_effects.survey.codes.recode import is_coded
from interviewer_effects.survey.codes.scales import far_from_scale, is_whole_scale
from interviewer_effects.survey.codes.sources import code_sources
from interviewer_effects.survey.codes.suspected_codes import evidence, suspected_by_item
from interviewer_effects.survey.codes.value_labels import labelled_answers

from .known_names import RESPONDENT, TECHNICAL, is_named

if TYPE_CHECKING:
    import pandas as pd

MOST_STEPS = 10  # of a scale to screen, from the lowest to the highest answer


@dataclass(frozen=True)
class Entry:
    """The proposed codebook entry of one item, and what it rests on; `kind` is None where the data
    say it.
    """

    label: str | None
    valid: list[int] | None
    missing: dict[str, str]
    remark: str
    kind: str | None = None


def propose_codebook(
    frame: pd.DataFrame, dictionary: Dictionary, extended: pd.DataFrame, items: Iterable[str]
) -> Iterator[tuple[str, Entry]]:
    """Propose label, observed range and missing codes of each item.

    Codes come from the file's declarations and labels; of a number that nobody declares and that
    looks like a code the reason says `suspected`, and after it the label that the file gives it,
    else a guess (guesses.guessed_reasons). A range is proposed for whole numbers; not where a code
    lies inside it, nor where an answer stands far from others.
    """
    lettered = dict(iter(extended.groupby("item")["code"]))
    names = list(items)
    rows = {
        item: code_sources(item, frame[item], {}, dictionary, lettered.get(item)) for item in names
    }
    missing = {item: _treated_as_missing(rows[item]) for item in names}
    suspected = _suspected(frame, names, missing, dictionary)
    guesses = guessed_reasons(
        {item: frame[item].to_numpy(dtype=float) for item in suspected}, suspected
    )
    for item in names:
        labels = dictionary.values.get(item, {})
        reasons = {code: f"{SUSPECTED} {labels[code]}" if labels.get(code) else guess
                   for code, guess in guesses.get(item, {}).items()}  # fmt: skip
        yield item, _entry(frame[item], missing[item], reasons, item, dictionary)


def _suspected(
    frame: pd.DataFrame,
    items: list[str],
    missing: dict[str, dict[str, str]],
    dictionary: Dictionary,
) -> dict[str, list[float]]:
    """The suspected codes of the items of numbers, without those that a label says are answers."""
    declared = {
        item: [number for number in map(code_number, missing[item]) if number is not None]
        for item in items
    }
    numeric = [item for item in items if frame[item].dtype.kind in "if"]
    answers = {
        item: frame[item].mask(frame[item].isin(declared[item])).to_numpy(dtype=float)
        for item in numeric
    }
    found = suspected_by_item(answers, declared)
    told = {
        item: labelled_answers(dictionary.values.get(item, {}), missing[item]) for item in found
    }
    return {
        item: [code for code in codes if code_text(code) not in told[item]]
        for item, codes in found.items()
    }


def _treated_as_missing(rows: list[dict]) -> dict[str, str]:
    return {row["code"]: row["reason"] for row in rows if row["treated"] == "missing"}


def _entry(
    values: pd.Series,
    declared: dict[str, str],
    reasons: dict[str, str],
    item: str,
    dictionary: Dictionary,
) -> Entry:
    label = dictionary.labels.get(item)
    if values.dtype.kind not in "if":
        return Entry(label, None, declared, "")
    cells = values.dropna()
    answers = cells[~is_coded(cells, list(declared))]
    suspected = [float(code) for code in reasons]
    missing = declared | reasons
    remark = evidence(answers.to_numpy(dtype=float), suspected) if suspected else ""
    rest = answers[~answers.isin(suspected)]
    far = far_from_scale(rest)
    if far:
        remark = "; ".join([*filter(None, [remark]), evidence(rest.to_numpy(dtype=float), far)])
    groups = any(named(values, item, dictionary, missing) for named in (is_nominal, seems_nominal))
    kind = "categorical" if groups else None
    return Entry(label, None if far else _observed_range(rest, missing), missing, remark, kind)


def propose_screen(
    frame: pd.DataFrame, entries: dict[str, Entry], roles: Iterable[str]
) -> list[str]:
    """List the items worth screening: whole-number scales, and items of two answers such as yes and
    no.

    Not technical columns, nor numbers that name groups, nor items of two answers that say who the
    respondent is.
    """
    left_out = {name.lower() for name in (*TECHNICAL, *roles)}
    return [
        item
        for item, entry in entries.items()
        if item.lower() not in left_out and _is_worth_screening(item, entry)
    ]


def _is_worth_screening(item: str, entry: Entry) -> bool:
    if entry.kind == "categorical" or not entry.valid:
        return False
    n_steps = entry.valid[1] - entry.valid[0]
    return n_steps <= MOST_STEPS and (
        n_steps > 1 or (n_steps == 1 and not is_named(item, RESPONDENT))
    )


def propose_covariates(
    frame: pd.DataFrame, interviewer: str | None, entries: dict[str, Entry]
) -> list[str]:
    """List the numeric items that are constant within interviewers and differ between them."""
    numeric = [
        item for item in entries if frame[item].dtype.kind in "if" and frame[item].nunique() > 1
    ]
    if interviewer is None or not numeric:
        return []
    most = frame.groupby(interviewer)[numeric].nunique().max()
    return [item for item in numeric if most[item] <= 1]


def propose_respondent_covariates(
    frame: pd.DataFrame, interviewer: str | None, entries: dict[str, Entry]
) -> list[str]:
    """List the items that are called like what is known of respondents and differ within
    interviewers.
    """
    named = [item for item in entries if is_named(item, RESPONDENT)]
    constant = propose_covariates(frame, interviewer, entries)
    return [item for item in named if item not in constant]


def _observed_range(answers: pd.Series, missing: dict[str, str]) -> list[int] | None:
    if not is_whole_scale(answers):
        return None
    low, high = int(answers.min()), int(answers.max())
    numbers = [number for number in map(code_number, missing) if number is not None]
    return None if any(low <= number <= high for number in numbers) else [low, high]
