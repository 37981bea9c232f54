"""The kinds of interviews that could be behind a flag, marked on a survey whose codes are
recoded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from interviewer_effects.survey.codes.reasons import (
    NOT_APPLICABLE,
    SUSPECTED,
    is_suspected,
    standard_reason,
)

from .battery import Battery, alike, heap_values, heaped, straight_lines
from .exact_counts import Marks, upper_tail

LOW, HIGH = (
    0.4,
    0.6,
)  # a low answer lies in the lowest two fifths of the scale, a high one in the highest two
SHARES = ("low answers", "middle answers", "high answers")


def answer_cuts(answers: pd.Series, valid: list | None) -> tuple[float, float]:
    """Where low answers end and high answers begin: two fifths from each end of the valid range, or
    the 30th and 70th percentile of a variable without one.
    """
    if valid:
        low, high = valid
        return low + LOW * (high - low), low + HIGH * (high - low)
    return float(answers.quantile(0.3)), float(answers.quantile(0.7))


def bands(answers: pd.Series, valid: list | None) -> dict[str, tuple[np.ndarray, str]]:
    """low, middle and high answers (n,) with the words for each."""
    low, high = answer_cuts(answers, valid)
    values = answers.to_numpy(dtype=float)
    return {
        "low": (values < low, f"below {low:g}"),
        "middle": ((values >= low) & (values <= high), f"from {low:g} to {high:g}"),
        "high": (values > high, f"above {high:g}"),
    }


def share_kinds(frame: pd.DataFrame, outcome: str, valid: list | None) -> Iterator[Marks]:
    """Low, middle and high answers to the outcome among complete interviews."""
    for name, (inside, words) in bands(frame[outcome], valid).items():
        yield _marks(
            f"{name} answers", f"answers to {outcome} are {words}", frame, inside, True, "answers"
        )


def mix_kinds(
    frame: pd.DataFrame, predictors: Sequence[str], codebook: dict[str, dict]
) -> Iterator[Marks]:
    """Respondents with low or high values of a numeric predictor, or in one category of another."""
    for name in predictors:
        if pd.api.types.is_numeric_dtype(frame[name]):
            parts = bands(frame[name], codebook.get(name, {}).get("valid"))
            chosen = [
                (inside, f"{name} {words}")
                for key, (inside, words) in parts.items()
                if key != "middle"
            ]
        else:
            levels = sorted(frame[name].astype(str).unique())
            chosen = [
                ((frame[name].astype(str) == level).to_numpy(), f"{name} {level}")
                for level in levels
            ]
        for inside, words in chosen:
            yield _marks("respondent mix", f"respondents have {words}", frame, inside, True)


def heaping_kinds(
    frame: pd.DataFrame, outcome: str, valid: list | None, battery: Battery | None
) -> Iterator[Marks]:
    """Heaped answers to the outcome, and interviews with most heaped answers over the battery."""
    answers = frame[outcome].to_numpy(dtype=float)
    values = (
        heap_values(*(valid or (answers.min(), answers.max())))
        if (answers % 1 == 0).all()
        else None
    )
    if values is not None:
        words = ", ".join(f"{value:g}" for value in values) if len(values) <= 6 else "round numbers"
        yield _marks(
            "heaping", f"answers to {outcome} are {words}", frame, np.isin(answers, values)
        )
    if battery is not None and (over := heaped(battery)) is not None:
        yield over


def battery_kinds(battery: Battery | None) -> Iterator[Marks]:
    """Straight lines and answers that vary little."""
    if battery is not None:
        yield straight_lines(battery)
        yield alike(battery)


def nonresponse_kinds(
    survey: pd.DataFrame, cells: pd.DataFrame, codebook: dict[str, dict]
) -> Iterator[Marks]:
    """Interviews with most items without an answer, by reason: the highest tenth, or all with one
    where that is less.

    survey holds every interview; cells lists what was recoded. Reasons count by their standard
    names, suspected ones too; what was not applicable was not asked and is no nonresponse. Cells
    that were empty from the start are a reason where less than half of an item's are.
    """
    items = [item for item in codebook if item in survey]
    reasons = cells["reason"].map(standard_reason)
    by_reason = cells[reasons != NOT_APPLICABLE].groupby(
        reasons[reasons != NOT_APPLICABLE], sort=True
    )
    counts = {
        _as_known(reason, part["reason"]): part["interview"].value_counts()
        for reason, part in by_reason
    }
    blank = survey[items].isna()
    coded = cells.groupby("item").size().reindex(items).fillna(0)
    asked = [item for item in items if blank[item].sum() - coded[item] < 0.5 * len(survey)]
    total = survey[asked].isna().sum(axis=1) - survey["interview"].map(
        cells[cells["item"].isin(asked)]["interview"].value_counts()
    ).fillna(0)
    counts["no reason given"] = pd.Series(total.to_numpy(), survey["interview"])
    for reason, per_interview in counts.items():
        n = survey["interview"].map(per_interview).fillna(0).to_numpy(dtype=float)
        if n.any():
            most = upper_tail(n)
            least = int(n[most].min()) if most.any() else 1
            words = f"interviews have {least} or more items without an answer ({reason})"
            yield _marks("item nonresponse", words, survey, most)


def _as_known(reason: str, stated: pd.Series) -> str:
    """A reason in words: one that nobody has confirmed anywhere stays suspected."""
    return f"{SUSPECTED} {reason}" if stated.map(is_suspected).all() else reason


def _marks(
    cause: str,
    what: str,
    frame: pd.DataFrame,
    inside: np.ndarray,
    two_sided: bool = False,
    family="",
) -> Marks:
    ids = frame["interview"].to_numpy(), frame["interviewer"].to_numpy()
    return Marks(cause, what, *ids, np.asarray(inside, bool), two_sided, family)
