"""Faults as they are planted: each function edits the interviews (positions) of the interviewers
given, by a size, and returns the ids of the interviews that then hold a value that is no answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects.audit.explanations.battery import heap_values
from interviewer_effects.audit.explanations.interview_kinds import answer_cuts
from interviewer_effects.audit.models.interviews import analysis_columns
from interviewer_effects.frames import present

from .simulated_survey import SurveyDesign, dealt_items, drawn_outcome, on_scale

ALTERED = 0.05  # share of the answers of a copied interview that differ from the original
UNANSWERED = 6  # items without an answer in an interview that shuns questions
SHRUNK = 0.3  # what is left of the differences between the answers of one interview


@dataclass
class Sheet:
    """A simulated survey while faults are planted: latent (n,) is the outcome before rounding, NaN
    where none is.
    """

    design: SurveyDesign
    rng: np.random.Generator
    frame: pd.DataFrame
    latent: np.ndarray
    codebook: dict[str, dict]
    battery: list[str]

    @classmethod
    def clean(cls, design: SurveyDesign, rng: np.random.Generator) -> Sheet:
        """A survey in which nothing is wrong."""
        latent = np.full(len(design.used), np.nan)
        latent[design.used] = drawn_outcome(design, rng)
        return cls(design, rng, dealt_items(design, rng), latent, design.codebook, design.battery)

    def answer(self) -> None:
        """Turn the latent outcomes into answers."""
        self.frame[self.design.analysis.outcome] = on_scale(self.design, self.latent)

    def put(self, rows: np.ndarray, item: str, values: object) -> None:
        """Write answers into the rows at positions."""
        column = self.frame[item].to_numpy(dtype=float, copy=True)
        column[rows] = values
        self.frame[item] = column

    def numeric(self, wanted: Callable[[dict], bool]) -> list[str]:
        """The outcome and the predictors that are numbers and whose codebook entry is as wanted."""
        names = [self.design.analysis.outcome, *self.design.analysis.predictors]
        return [
            name
            for name in dict.fromkeys(names)
            if self.frame[name].dtype.kind in "if"
            and wanted({"missing": {}, "valid": None} | self.codebook.get(name, {}))
            and name not in self.design.categories
        ]


def shift(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """Move all answers of the interviewers by so many SD of the outcome, in one direction."""
    sheet.latent[np.concatenate(rows)] += sheet.rng.choice([-1, 1]) * size * sheet.design.sd
    return set()


def tilt(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """Change the slope of a predictor by so many SD of the outcome per SD of the predictor, around
    its mean.
    """
    x = sheet.frame[slope_item(sheet)].to_numpy(dtype=float)
    own = np.concatenate(rows)
    sheet.latent[own] += (
        sheet.rng.choice([-1, 1]) * size * sheet.design.sd * (x[own] - np.nanmean(x)) / np.nanstd(x)
    )
    return set()


def left_in(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """A declared code in `size` records, more in each further interviewer's; the same item and code
    for all.
    """
    item = str(sheet.rng.choice(sheet.numeric(has_codes)))
    code = float(sheet.rng.choice(list(sheet.codebook[item]["missing"])))
    return _records(sheet, rows, size, item, code)


def undeclared(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """The same where the codebook knows neither codes nor range of the item."""
    item = str(sheet.rng.choice(sheet.numeric(has_codes)))
    code = float(sheet.rng.choice(list(sheet.codebook[item]["missing"])))
    free = sheet.codebook[item] | {"missing": {}, "valid": None}
    sheet.codebook = sheet.codebook | {item: free}
    return _records(sheet, rows, size, item, code)


def outside(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """A digit typed twice, in a record whose answer then lies outside the valid range."""
    item = str(sheet.rng.choice(sheet.numeric(has_range)))
    entry = sheet.codebook[item]
    codes = {float(code) for code in entry["missing"]}
    doubled = np.arange(1, 10) * 11.0
    answers = [answer for answer in doubled if answer > entry["valid"][1] and answer not in codes]
    return _records(
        sheet, rows, size, item, float(sheet.rng.choice(answers or [10 * entry["valid"][1] + 1]))
    )


def straight(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """One answer to the whole battery, the same in a share of the interviews."""
    low, high = battery_scale(sheet)
    value = float(sheet.rng.integers(int(low), int(high) + 1))
    for own in rows:
        for item in sheet.battery:
            sheet.put(_share(sheet, own, size, first=True), item, value)
    return set()


def narrow(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """Answers to the battery drawn towards the mean of the interview, in a share of the
    interviews.
    """
    for own in rows:
        chosen = _share(sheet, own, size)
        answers = _answers(sheet, chosen)
        center = np.nanmean(answers, axis=1, keepdims=True)
        _put_all(sheet, chosen, np.round(center + SHRUNK * (answers - center)))
    return set()


def heap(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """Answers to the battery rounded to the ends and the middle, in a share of the interviews."""
    values = present(heap_values(*battery_scale(sheet)))
    for own in rows:
        chosen = _share(sheet, own, size)
        answers = _answers(sheet, chosen)
        nearest = values[np.abs(np.nan_to_num(answers)[..., None] - values).argmin(-1)]
        _put_all(sheet, chosen, np.where(np.isnan(answers), np.nan, nearest))
    return set()


def repeat(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """The answers of one interview again in a share of the others, one answer in twenty altered by
    one step.
    """
    low, high = battery_scale(sheet)
    for own in rows:
        first, *others = sheet.rng.permutation(own)
        chosen = np.array(others)[: max(1, round(size * len(others)))]
        answers = np.repeat(_answers(sheet, np.array([first])), len(chosen), axis=0)
        step = sheet.rng.choice([-1, 1], answers.shape) * (
            sheet.rng.random(answers.shape) < ALTERED
        )
        _put_all(sheet, chosen, np.clip(answers + step, low, high))
    return set()


def low(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """A share of the outcomes replaced by low answers."""
    return _excess(sheet, rows, size, 0)


def middle(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """A share of the outcomes replaced by middle answers."""
    return _excess(sheet, rows, size, 1)


def high(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """A share of the outcomes replaced by high answers."""
    return _excess(sheet, rows, size, 2)


def _excess(sheet: Sheet, rows: list[np.ndarray], size: float, band: int) -> set:
    outcome = sheet.design.analysis.outcome
    known = sheet.frame[outcome].dropna()
    below, above = answer_cuts(known, sheet.codebook.get(outcome, {}).get("valid"))
    side = np.where(known < below, 0, np.where(known > above, 2, 1))
    values = np.unique(known[(side == band) & known.between(*sheet.design.scale)])
    for own in rows:
        chosen = _share(sheet, own, size)
        sheet.put(chosen, outcome, sheet.rng.choice(values, len(chosen)))
    return set()


def unanswered(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """Several items without an answer, in a share of the interviews: a declared code where there is
    one.
    """
    items = other_items(sheet)
    for own in rows:
        for row in _share(sheet, own, size):
            for item in sheet.rng.choice(items, min(UNANSWERED, len(items)), replace=False):
                codes = list(sheet.codebook[item]["missing"])
                sheet.put(np.array([row]), item, float(codes[0]) if codes else np.nan)
    return set()


def lone(sheet: Sheet, rows: list[np.ndarray], size: float) -> set:
    """One interview with the predictors farthest out and the outcome at the end of the scale away
    from the expected.
    """
    outcome, design = sheet.design.analysis.outcome, sheet.design
    known = sheet.frame[outcome].dropna()
    expected = np.full(len(design.used), np.nan)
    expected[design.used] = design.expected
    for own in rows:
        row = own[np.argmax(np.abs(expected[own] - design.expected.mean()))]
        ends = [
            e if np.isfinite(e) else known.mean() + s * 6 * design.sd
            for e, s in zip(design.scale, (-1, 1), strict=True)
        ]
        sheet.put(np.array([row]), outcome, max(ends, key=lambda end: abs(end - expected[row])))
    return set()


def _records(sheet: Sheet, rows: list[np.ndarray], size: float, item: str, value: float) -> set:
    put = [
        sheet.rng.choice(own, min(int(size) + k, len(own)), replace=False)
        for k, own in enumerate(rows)
    ]
    sheet.put(np.concatenate(put), item, value)
    return set(sheet.frame[sheet.design.roles["interview"]].to_numpy()[np.concatenate(put)])


def _share(sheet: Sheet, own: np.ndarray, size: float, first: bool = False) -> np.ndarray:
    count = max(1, round(size * len(own)))
    return own[:count] if first else np.sort(sheet.rng.choice(own, count, replace=False))


def _answers(sheet: Sheet, rows: np.ndarray) -> np.ndarray:
    """Recoded answers (rows, items) to the battery."""
    parts = []
    for item in sheet.battery:
        values = sheet.frame[item].to_numpy(dtype=float)[rows]
        parts.append(
            np.where(
                np.isin(values, [float(c) for c in sheet.codebook[item]["missing"]]), np.nan, values
            )
        )
    return np.column_stack(parts)


def _put_all(sheet: Sheet, rows: np.ndarray, answers: np.ndarray) -> None:
    for k, item in enumerate(sheet.battery):
        own = answers[:, k]
        sheet.put(rows[np.isfinite(own)], item, own[np.isfinite(own)])


def battery_scale(sheet: Sheet) -> tuple[float, float]:
    """The lowest and the highest answer to the battery."""
    answers = _answers(sheet, np.arange(len(sheet.frame)))
    return tuple(
        sheet.codebook[sheet.battery[0]].get("valid") or (np.nanmin(answers), np.nanmax(answers))
    )


def other_items(sheet: Sheet) -> list[str]:
    """Numeric items outside the analysis."""
    used = set(analysis_columns(sheet.design.analysis))
    return [
        item
        for item in sheet.design.screened or list(sheet.codebook)
        if item in sheet.frame and item not in used and sheet.frame[item].dtype.kind in "if"
    ]


def slope_item(sheet: Sheet) -> str | None:
    """The predictor whose slope is changed: a random slope where there is one."""
    analysis = sheet.design.analysis
    names = [*analysis.random_slopes, *analysis.predictors]
    known = set(sheet.numeric(lambda entry: True))
    return next((name for name in names if name in known and name != analysis.outcome), None)


def has_codes(entry: dict) -> bool:
    """Whether a codebook entry declares codes."""
    return bool(entry["missing"])


def has_range(entry: dict) -> bool:
    """Whether it declares a range of one or two digits."""
    return bool(entry["valid"]) and float(entry["valid"][1]) < 99


def always(sheet: Sheet) -> bool:
    """Any survey can hold it."""
    return True


def codable(sheet: Sheet) -> bool:
    """The outcome or a predictor has declared codes."""
    return bool(sheet.numeric(has_codes))


def ranged(sheet: Sheet) -> bool:
    """The outcome or a predictor has a range."""
    return bool(sheet.numeric(has_range))


def sloped(sheet: Sheet) -> bool:
    """A predictor is a number."""
    return slope_item(sheet) is not None


def has_battery(sheet: Sheet) -> bool:
    """Several items are on one scale."""
    return bool(sheet.battery)


def heapable(sheet: Sheet) -> bool:
    """Their scale has a middle or round numbers."""
    return has_battery(sheet) and heap_values(*battery_scale(sheet)) is not None


def has_others(sheet: Sheet) -> bool:
    """There are items outside the analysis to leave without an answer."""
    return len(other_items(sheet)) >= UNANSWERED
