"""Whether the fixed effects separate the answers, so that no finite estimate exists.

A direction d separates where moving along it never lowers and somewhere raises the likelihood: for
yes/no answers (2y − 1)x'd ≥ 0 in every row and > 0 in one; for counts x'd = 0 where y > 0, ≤ 0
where y = 0 and < 0 in one (Albert & Anderson 1984; Konis 2007; Correia, Guimarães & Zylkin 2019). A
linear program over the cells finds one or shows that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cells import Cells

SMALLEST_MARGIN = 1e-7


@dataclass(frozen=True)
class Separation:
    """A separating direction: the fixed column that carries it, and the cells that it separates."""

    column: int
    cells: np.ndarray


def separation(cells: Cells, *, counts: bool = False) -> Separation | None:
    """The separation of one data set by its fixed effects, or None.

    Parameters
    ----------
    cells : Cells
    counts : bool
        Whether the answers are counts and not yes/no.
    """
    from scipy.optimize import linprog

    never = cells.events == 0
    always = np.zeros(len(never), dtype=bool) if counts else cells.events == cells.trials
    sided = never | always
    sign = np.where(always, 1.0, -1.0)
    gain = cells.fixed[sided] * sign[sided, None]
    if not len(gain):
        return None
    answer = linprog(
        -gain.sum(0),
        A_ub=-gain,
        b_ub=np.zeros(len(gain)),
        A_eq=cells.fixed[~sided] if (~sided).any() else None,
        b_eq=np.zeros((~sided).sum()) if (~sided).any() else None,
        bounds=(-1, 1),
        method="highs",
    )
    if answer.status != 0 or -answer.fun < SMALLEST_MARGIN:
        return None
    margin = gain @ answer.x
    separated = np.flatnonzero(sided)[margin > SMALLEST_MARGIN]
    return Separation(column=_carrier(cells, separated, answer.x), cells=separated)


def _carrier(cells: Cells, separated: np.ndarray, direction: np.ndarray) -> int:
    """The column whose part of the direction differs most between separated and other cells."""
    others = np.setdiff1d(np.arange(len(cells.events)), separated)
    inside = np.abs(cells.fixed[separated] * direction).mean(0)
    outside = np.abs(cells.fixed[others] * direction).mean(0) if len(others) else 0.0
    return int(np.argmax(np.abs(inside - outside)))
