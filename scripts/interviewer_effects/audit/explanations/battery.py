"""The battery: items on one scale that one respondent answers after each other, and how alike the
answers are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects.numbers import percent, significant

from .exact_counts import Marks, upper_tail

FEWEST_ITEMS = 5
MOST_HEAPS = 100_000  # of a scale without end, such as an income
MOST_VALUES = 21
STRAIGHT = 0.8  # share of the answers of an interview that are the same


@dataclass(frozen=True)
class Battery:
    """answers (n, k) to k items on the scale low to high, NaN where there is none, of interviews by
    interviewers.
    """

    items: list[str]
    low: float
    high: float
    answers: np.ndarray
    interviews: np.ndarray
    interviewers: np.ndarray

    @property
    def answered(self) -> np.ndarray:
        """Interviews with answers to at least half of the items, and to FEWEST_ITEMS (n,)."""
        n = np.isfinite(self.answers).sum(1)
        return n >= max(FEWEST_ITEMS, self.answers.shape[1] / 2)

    def marks(self, cause: str, what: str, inside: np.ndarray) -> Marks:
        """A kind of interviews among those that answered enough."""
        keep = self.answered
        return Marks(cause, what, self.interviews[keep], self.interviewers[keep], inside[keep])


def find_battery(
    survey: pd.DataFrame, screened: list[str], codebook: dict[str, dict]
) -> Battery | None:
    """The largest set of numeric items with one valid range, among the screened ones if there are
    any; the observed range where none is declared. None when fewer than FEWEST_ITEMS share one.
    """
    names = [
        item
        for item in screened or list(codebook)
        if item in survey and survey[item].dtype.kind in "if"
    ]
    scales: dict[tuple, list[str]] = {}
    for item in names:
        if (scale := _scale(survey[item], codebook.get(item, {}))) is not None:
            scales.setdefault(scale, []).append(item)
    if not scales or max(map(len, scales.values())) < FEWEST_ITEMS:
        return None
    (low, high), items = max(scales.items(), key=lambda pair: len(pair[1]))
    answers = survey[items].to_numpy(dtype=float)
    answers = np.where((answers >= low) & (answers <= high), answers, np.nan)
    ids = survey["interview"].to_numpy(), survey["interviewer"].to_numpy()
    return Battery(items, low, high, answers, *ids)


def _scale(answers: pd.Series, entry: dict) -> tuple[float, float] | None:
    if entry.get("kind") == "categorical":
        return None
    if entry.get("valid"):
        low, high = entry["valid"]
        return (low, high) if high - low < MOST_VALUES else None
    known = answers.dropna()
    whole = len(known) and known.nunique() <= MOST_VALUES and bool((known % 1 == 0).all())
    return (float(known.min()), float(known.max())) if whole and known.nunique() > 2 else None


def straight_lines(battery: Battery) -> Marks:
    """Interviews in which at least STRAIGHT of the answers are the same one."""
    same = np.max(
        [
            (battery.answers == value).sum(1)
            for value in np.unique(battery.answers[battery.answered])
        ],
        axis=0,
    )
    share = same / np.maximum(np.isfinite(battery.answers).sum(1), 1)
    what = (
        f"interviews give the same answer to {STRAIGHT:.0%} or more of {len(battery.items)} items"
    ).replace("%", "\u202f%")
    return battery.marks("straight-lining", what, share >= STRAIGHT)


def alike(battery: Battery) -> Marks:
    """Interviews whose answers vary least: the variance over the items of one interview in the
    lowest tenth.
    """
    n = np.maximum(np.isfinite(battery.answers).sum(1), 1)
    variance = np.nansum(battery.answers**2, 1) / n - (np.nansum(battery.answers, 1) / n) ** 2
    spread = np.where(battery.answered, variance, np.nan)
    least = upper_tail(-spread)
    what = (
        f"interviews have answers to {len(battery.items)} items that hardly vary "
        f"({_share_of(battery, least)} of all "
        f"interviews do: their variance is {_most(spread[least])} or less)"
    )
    return battery.marks("low variance", what, least)


def heaped(battery: Battery) -> Marks | None:
    """Interviews with most answers on the ends and the middle of the scale: the highest tenth by
    their share.
    """
    values = heap_values(battery.low, battery.high)
    if values is None:
        return None
    n = np.maximum(np.isfinite(battery.answers).sum(1), 1)
    share = np.where(battery.answered, np.isin(battery.answers, values).sum(1) / n, np.nan)
    shown = ", ".join(f"{value:g}" for value in values)
    most = upper_tail(share)
    least = percent(share[most].min()) if most.any() else percent(1.0)
    what = (
        f"interviews have {shown} as {least} or more of their answers to {len(battery.items)} "
        "items "
        f"({_share_of(battery, most)} of all interviews do)"
    )
    return battery.marks("heaping", what, most)


def _share_of(battery: Battery, inside: np.ndarray) -> str:
    return percent(inside.sum() / max(battery.answered.sum(), 1))


def _most(values: np.ndarray) -> str:
    return significant(values.max() if len(values) else 0.0)


def heap_values(low: float, high: float) -> np.ndarray | None:
    """Where answers heap: both ends and the middle of a scale of five steps or more with a middle,
    else the multiples of five, of ten beyond fifty steps, of a larger power of ten where these
    would be more than MOST_HEAPS. None for shorter scales.
    """
    steps = high - low
    if steps < 4 or low % 1 or high % 1:
        return None
    if steps <= 10:
        return np.array([low, (low + high) / 2, high]) if steps % 2 == 0 else None
    unit = 5 if steps <= 50 else 10 ** max(1, int(np.ceil(np.log10(steps / MOST_HEAPS))))
    first, last = np.ceil(low / unit), np.floor(high / unit + 1e-9)
    return np.arange(first, last + 1) * unit
