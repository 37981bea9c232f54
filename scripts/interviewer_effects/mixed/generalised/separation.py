"""Whether the fixed effects separate the answers, so that no finite estimate exists.

A direction d separates where moving along it never lowers and somewhere raises the likelihood: for
yes/no answers (2y − 1)x'd ≥ 0 in every row and > 0 in one; for counts x'd = 0 where y > 0, ≤ 0
where y = 0 and < 0 in one (Albert & Anderson 1984; Konis 2007; Correia, Guimarães & Zylkin 2019). A
linear program over the cells finds one or shows that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers

from .cells import Cells

SMALLEST_MARGIN = 1e-7


@dataclass(frozen=True, slots=True)
class Separation:
    """A separating direction: the fixed column that carries it, and the cells that it separates."""

    column: int
    cells: Integers


def separation(
    cells: Cells,
    *,
    counts: bool = False,
) -> Separation | None:
    """The separation of one data set by its fixed effects, or None.

    Parameters
    ----------
    cells : Cells
    counts : bool
        Whether the answers are counts and not yes/no.
    """
    is_never = cells.events == 0
    is_always = np.zeros_like(is_never) if counts else cells.events == cells.trials
    is_uniform = is_never | is_always
    sign = np.where(is_always, 1.0, -1.0)
    gains = cells.fixed[is_uniform] * sign[is_uniform, None]
    if not len(gains):
        return None
    direction = _direction(gains, cells.fixed[~is_uniform])
    if direction is None:
        return None
    margin = gains @ direction
    uniform_cells = np.flatnonzero(is_uniform)
    separated = uniform_cells[margin > SMALLEST_MARGIN]
    column = _carrier(
        cells,
        separated,
        direction,
    )
    return Separation(column, separated)


def _direction(
    gains: Floats,
    mixed: Floats,
) -> Floats | None:
    """The d with the largest Σ gain'd where every gain'd ≥ 0 and mixed·d = 0; None where it is
    zero.
    """
    from scipy.optimize import linprog

    n_mixed = len(mixed)
    program = linprog(
        -gains.sum(0),
        A_ub=-gains,
        b_ub=np.zeros(len(gains)),
        A_eq=mixed if n_mixed else None,
        b_eq=np.zeros(n_mixed) if n_mixed else None,
        bounds=(-1, 1),
        method="highs",
    )
    if program.status != 0 or -program.fun < SMALLEST_MARGIN:
        return None
    return program.x


def _carrier(
    cells: Cells,
    separated: Integers,
    direction: Floats,
) -> int:
    """The column whose part of the direction differs most between separated and other cells."""
    all_cells = np.arange(len(cells.events))
    not_separated = np.setdiff1d(all_cells, separated)
    size = np.abs(cells.fixed * direction)
    size_in_separated = size[separated].mean(0)
    size_elsewhere = size[not_separated].mean(0) if len(not_separated) else 0.0
    difference = np.abs(size_in_separated - size_elsewhere)
    return int(np.argmax(difference))
