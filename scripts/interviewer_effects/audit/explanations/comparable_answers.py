"""The answers by which interviews are compared with each other: every item of a survey that could
tell two apart.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .battery import FEWEST_ITEMS

# Share of the interviews that must answer an item, and of the items that an interview must answer
ANSWERED = 0.5
# By how much more an item agrees within interviewers than between: it is theirs, or their area's
SHARED = 0.2
NAMES = 0.9  # values per interview from which an item names interviews


@dataclass(frozen=True)
class Comparable:
    """answers (n, k): a number for each value of k items of any kind, NaN where there is none."""

    items: list[str]
    answers: np.ndarray
    interviews: np.ndarray
    interviewers: np.ndarray

    @property
    def answered(self) -> np.ndarray:
        """Interviews with answers to at least half of the items (n,)."""
        return np.isfinite(self.answers).sum(1) >= max(
            FEWEST_ITEMS, ANSWERED * self.answers.shape[1]
        )


def comparable(survey: pd.DataFrame, items: Collection[str]) -> Comparable | None:
    """All items of a survey (with columns interview and interviewer) but those that most were not
    asked, that name interviews, or that agree within interviewers because they are the
    interviewer's or the area's; None with too few.
    """
    who = pd.factorize(survey["interviewer"], sort=True)[0]
    columns = {item: _as_numbers(survey[item]) for item in dict.fromkeys(items) if item in survey}
    kept = {item: answers for item, answers in columns.items() if _tells_apart(answers, who)}
    if len(kept) < FEWEST_ITEMS:
        return None
    ids = survey["interview"].to_numpy(dtype=object), survey["interviewer"].to_numpy(dtype=object)
    return Comparable(list(kept), np.column_stack(list(kept.values())), *ids)


def _as_numbers(values: pd.Series) -> np.ndarray:
    """Numbers as they are, other values one number each (n,); NaN where there is none."""
    if values.dtype.kind in "ifb":
        return values.to_numpy(dtype=float)
    codes = pd.factorize(values, sort=False)[0].astype(float)
    return np.where(codes < 0, np.nan, codes)


def _tells_apart(answers: np.ndarray, who: np.ndarray) -> bool:
    known = np.isfinite(answers)
    values = np.unique(answers[known])
    if known.sum() < max(2, ANSWERED * len(answers)) or not 2 <= len(values) <= NAMES * known.sum():
        return False
    return _excess_within(answers[known], who[known]) < SHARED


def _excess_within(values: np.ndarray, who: np.ndarray) -> float:
    """Share of equal pairs within interviewers, each weighted by their interviews, less the share
    between them.
    """
    counts = pd.DataFrame({"who": who, "value": values}).value_counts(sort=False)
    equal = (counts * (counts - 1) / 2).groupby(level="who").sum()
    sizes = counts.groupby(level="who").sum()
    pairs = sizes * (sizes - 1) / 2
    several = pairs > 0
    totals = counts.groupby(level="value").sum()
    n = sizes.sum()
    between_pairs = n * (n - 1) / 2 - pairs.sum()
    if not several.any() or not between_pairs:
        return 0.0
    between = ((totals * (totals - 1) / 2).sum() - equal.sum()) / between_pairs
    within = np.average((equal / pairs)[several], weights=sizes[several])
    return float(within - between)
