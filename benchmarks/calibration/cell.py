"""One cell of the calibration: surveys of one kind, and how their tests and intervals did."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from interviewer_effects.mixed.optimum.fit import Fit

from . import intervals
from .design import Designs, designs, root_ratio, truth
from .null import Null
from .rejections import p_values
from .replicates import Fitted, fitted, statistics, statistics_of

LEVELS = (0.05, 0.01)
WIDTHS = 100  # surveys whose profile intervals of fixed effects are searched one by one


class Cell(NamedTuple):
    """J interviewers, true intraclass correlation, true slope variance over σ² for a predictor one
    SD from its mean.
    """

    J: int
    icc: float
    slope: float

    @property
    def name(self) -> str:
        """What the cell is called in the cache and in progress lines."""
        return f"J{self.J}-icc{self.icc:g}-slope{self.slope:g}"


def measure(cell: Cell, null: Null, count: int, seed) -> list[dict]:
    """The rows of calibration.csv of one cell."""
    d = designs(cell.J)
    source = truth(d.slope, root_ratio(cell.icc), np.sqrt(cell.slope))
    data, draws = np.random.SeedSequence(seed).spawn(2)
    parts, kept = [], {}
    for part in fitted(source, d, count, data):
        done = sum(len(p.level) for p in parts)
        parts.append(statistics_of(part))
        for key, values in covered(cell, d, source, part, null, done).items():
            kept.setdefault(key, []).append(values)
    p = p_values(statistics(parts), null, np.random.default_rng(draws))
    tabulated = {"bootstrap": len(null.level), "exact": len(null.exact)}
    rows = [
        rejections(cell, what, method, level, values, tabulated.get(method, np.inf))
        for (what, method), values in p.items()
        for level in LEVELS
    ]
    return rows + [coverage(cell, *key, values) for key, values in kept.items()]


def covered(cell: Cell, d: Designs, source: Fit, f: Fitted, null: Null, done: int) -> dict:
    """(what, method) -> covered and width of the intervals of a chunk, `done` surveys into the
    cell.

    Without slopes the model with a random intercept is judged, with slopes the one that has both.
    """
    if not cell.slope:
        kept = {
            ("icc", "profile"): intervals.icc_profile(f, cell.icc),
            ("icc", "bootstrap percentile"): intervals.icc_bootstrap(f, null, cell.icc),
            ("icc", "bootstrap inverted"): intervals.icc_inverted(f, null, cell.icc),
        }
        design, moments, found = d.level, f.level_moments, f.level
    else:
        kept = {}
        design, moments, found = d.slope, f.slope_moments, f.slope
    kept |= intervals.fixed_wald(design, moments, found, source.beta)
    widths = (
        intervals.fixed_profile_widths(design, moments, max(WIDTHS - done, 0))
        if done < WIDTHS
        else {}
    )
    for term, hit in intervals.fixed_profile(design, moments, source.beta).items():
        kept[term, "profile"] = hit, widths.get(term, np.empty(0))
    return kept


def rejections(
    cell: Cell, what: str, method: str, level: float, p: np.ndarray, tabulated: float
) -> dict:
    """One test at one level: its size where its null hypothesis holds, else its power. The Monte
    Carlo error of a size counts the surveys and the draws behind the null distribution.
    """
    null = {
        "level": cell.icc == 0 and cell.slope == 0,
        "slope": cell.slope == 0,
        "both": cell.icc == cell.slope == 0,
    }
    return _row(cell, "size" if null[what] else "power", what, method, level, p <= level, tabulated)


def coverage(cell: Cell, what: str, method: str, values: list[intervals.Kept]) -> dict:
    """One interval at 95 %: how often it holds the truth, with its mean width and from how many
    surveys that is.
    """
    hit, width = (np.concatenate(part) for part in zip(*values, strict=True))
    row = _row(cell, "coverage", what, method, 1 - intervals.ALPHA, hit)
    return row | {"width": float(width.mean()), "n_width": len(width)}


def _row(
    cell: Cell, quantity: str, what: str, method: str, level: float, hit: np.ndarray, more=np.inf
) -> dict:
    share, count = float(hit.mean()), len(hit)
    chance = share if quantity == "power" else level  # of a method that keeps its promise
    error = float(np.sqrt(chance * (1 - chance) * (1 / count + 1 / more)))
    return {
        "interviewers": cell.J,
        "icc": cell.icc,
        "slope_variance": cell.slope,
        "quantity": quantity,
        "what": what,
        "method": method,
        "level": level,
        "share": share,
        "mc_error": error,
        "n": count,
        "width": np.nan,
        "n_width": 0,
    }
