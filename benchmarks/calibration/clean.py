"""Clean surveys, in which nothing is planted: their cells and how they are drawn."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from interviewer_effects.audit.models.model_sequence import Ladder, make_ladder
from interviewer_effects.specification import AnalysisSpec

from .answers import CUTS, is_dealt, kinds, pool, residuals, true_icc
from .design import workloads

INTERVIEWERS, ICCS = (125, 60, 12, 300), (0.05, 0.0, 0.1)
FEW = np.round(np.geomspace(3, 60, 12)).astype(int)  # workloads of 12 interviewers
SLOPE, TRIALS, CHANCE = 0.04, 10, 0.55  # effect of the predictor, and its binomial distribution
CLUSTERED, MORE, SELECTED = "clustered predictor", "more predictors", "selected by answers"
OF_PREDICTOR = 0.3  # share of a clustered predictor's variance between interviewers
PLAIN = "one predictor"
HARDER = ("normal", "floor five", "log-normal")  # kinds of answers of the other designs


class Clean(NamedTuple):
    """Surveys of one kind of answers, J interviewers and true correlation of the answers (before
    they are cut to a scale); design: what is unusual about predictors or interviews.
    """

    answers: str
    J: int
    icc: float
    design: str = PLAIN

    @property
    def name(self) -> str:
        """What the cell is called in the cache and in progress lines."""
        words = f"{self.answers}-J{self.J}-icc{self.icc:g}-{self.design}"
        return "".join(c if c.isalnum() or c in ".-" else "_" for c in words)

    @property
    def truth(self) -> float:
        """The intra-interviewer correlation of the answers as they are; NaN where it has no closed
        form.
        """
        known = self.design in (PLAIN, CLUSTERED, MORE)
        return true_icc(self.answers, self.icc) if known else np.nan


def clean_cells(reference: Path | None) -> list[Clean]:
    """All cells, those that matter most first."""
    plain = [Clean(*cell) for J in INTERVIEWERS for cell in product(kinds(reference), [J], ICCS)]
    more = [
        Clean(kind, J, icc, design)
        for J in INTERVIEWERS[:2]
        for design, kind, icc in product((CLUSTERED, MORE, SELECTED), HARDER, ICCS[:2])
        if design != SELECTED or kind == "normal"
    ]
    return plain + more


def sizes_of(J: int) -> np.ndarray:
    """Workloads (J,)."""
    return FEW if len(FEW) == J else workloads(J)


def clean_survey(cell: Clean, reference: Path | None, rng: np.random.Generator) -> pd.DataFrame:
    """Complete interviews with columns interview, interviewer, outcome and predictors x, x2, x3."""
    sizes = sizes_of(cell.J)
    owner = np.repeat(np.arange(cell.J), sizes)
    level = np.sqrt(cell.icc / (1 - cell.icc)) * rng.normal(size=cell.J)
    if is_dealt(cell.answers):
        x, y = _dealt(cell.answers, owner, level, reference, rng)
    else:
        x = _predictor(cell, owner, rng)
        y = level[owner] + residuals(cell.answers, owner, cell.design == SELECTED, rng)
        cuts = CUTS.get(cell.answers)
        # a floor makes the slope of whatever has an effect differ, so there x has none
        y = y + SLOPE * x if cuts is None else np.digitize(y, cuts).astype(float)
    frame = {
        "interview": np.arange(len(owner)).astype(str),
        "interviewer": np.char.zfill(owner.astype(str), 4),
        "outcome": y,
        "x": x,
    }
    if cell.design == MORE:
        frame["x2"] = rng.normal(size=len(owner))
        frame["x3"] = np.array(["a", "b", "c"])[rng.integers(0, 3, len(owner))]
    return pd.DataFrame(frame)


def clean_ladder(cell: Clean, frame: pd.DataFrame) -> Ladder:
    """The models of a survey: x has a slope that may differ."""
    predictors = [name for name in ("x", "x2", "x3") if name in frame]
    analysis = AnalysisSpec("outcome", predictors, ["x"])
    return make_ladder(frame, analysis)


def _predictor(cell: Clean, owner: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if cell.design != CLUSTERED:
        return rng.binomial(TRIALS, CHANCE, len(owner)).astype(float)
    between, within = np.sqrt([OF_PREDICTOR, 1 - OF_PREDICTOR])
    made = between * rng.normal(size=cell.J)[owner] + within * rng.normal(size=len(owner))
    spread = np.sqrt(TRIALS * CHANCE * (1 - CHANCE))
    return np.clip(np.round(TRIALS * CHANCE + spread * made), 0, TRIALS)


def _dealt(
    kind: str, owner: np.ndarray, level: np.ndarray, reference: Path | None, rng
) -> tuple[np.ndarray, np.ndarray]:
    """Predictor and answers (n,) of interviews drawn from a file, with levels added; drawn with
    replacement where the design has more than the file.
    """
    source = pool(kind, reference)
    count = len(source.answers)
    chosen = rng.choice(count, len(owner), replace=len(owner) > count)
    return source.predictor[chosen], source.answers[chosen] + source.residual_sd * level[owner]
