"""What lies next to the end of a search: the boundary beside a nearly singular D, and the interior
off a boundary where the deviance falls.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats, Integers
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.factor import Factor

from .newton import Minimum
from .objective import Objective
from .starts import trapezoid

# A singular value of Λ this small beside the largest (or beside 1) has its boundary tried
NEARLY_SINGULAR = 0.05
STEP_OFF = 0.1  # the size at which an effect is let in that was held at zero
DOWNHILL = -1e-9  # a derivative below this is no rounding


class Neighbour(NamedTuple):
    """A start for the data set row: θ (m,) and its free entries (m,)."""

    row: int
    theta: Floats
    free: Booleans


def neighbours_of(
    lowest: Minimum,
    objective: Objective,
) -> list[Neighbour]:
    """Every start next to the lowest end of each data set."""
    factor = objective.factor
    if not factor.q:
        return []
    if factor.diagonal:
        on_boundary = _without_small_variances(lowest)
    else:
        on_boundary = _of_lower_rank(lowest, factor)
    return on_boundary + _off_boundary(lowest, objective)


def _without_small_variances(lowest: Minimum) -> list[Neighbour]:
    is_free = lowest.free
    is_small = np.abs(lowest.theta) < NEARLY_SINGULAR
    is_dropped = is_small & is_free
    theta = np.where(is_dropped, 0.0, lowest.theta)
    is_kept = is_free & ~is_dropped
    rows = np.flatnonzero(is_dropped.any(1)).tolist()
    return [
        Neighbour(
            row,
            theta[row],
            free=is_kept[row],
        )
        for row in rows
    ]


def _of_lower_rank(
    lowest: Minimum,
    factor: Factor,
) -> list[Neighbour]:
    """D with its smallest directions left out: all that are nearly singular, and one."""
    lam = factor.lam(lowest.theta)
    rows = _nearly_singular(lam)
    if not rows.size:
        return []
    neighbours = []
    left_vectors, singular_values, _ = np.linalg.svd(lam[rows])
    for row, axes, sizes in zip(rows, left_vectors, singular_values, strict=True):
        rank = factor.rank(lowest.free[row])
        smallest_kept = NEARLY_SINGULAR * max(1.0, sizes[0])
        n_kept = int((sizes > smallest_kept).sum())
        if n_kept >= rank:
            continue
        for lower_rank in sorted({n_kept, rank - 1}):
            columns = axes[:, :lower_rank] * sizes[:lower_rank]
            neighbours.append(
                _of_columns(
                    row,
                    columns,
                    factor=factor,
                )
            )
    return neighbours


def _of_columns(
    row: int,
    columns: Floats,
    factor: Factor,
) -> Neighbour:
    """The start with ΛΛ' = CC' of columns C (q, r), free up to rank r."""
    lam = trapezoid(columns)
    theta = factor.theta(lam[None])[0]
    rank = columns.shape[1]
    return Neighbour(
        row,
        theta,
        free=factor.up_to_rank(rank),
    )


def _nearly_singular(lam: Floats) -> Integers:
    """Rows of lower-triangular Λ (R, q, q) that may have a small singular value: the smallest is at
    least |det Λ|/‖Λ‖^(q−1).
    """
    q = lam.shape[1]
    squares = (lam * lam).sum((1, 2))
    norm = np.sqrt(squares)
    diagonal = lam.diagonal(axis1=1, axis2=2)
    det = np.abs(diagonal.prod(1))
    smallest_kept = NEARLY_SINGULAR * np.maximum(1.0, norm)
    return np.flatnonzero(det <= smallest_kept * norm ** (q - 1))


def _off_boundary(
    lowest: Minimum,
    objective: Objective,
) -> list[Neighbour]:
    is_interior = lowest.free.all(1)
    rows = np.flatnonzero(~is_interior)
    if not rows.size:
        return []
    lam = objective.factor.lam(lowest.theta[rows])
    moments = objective.moments.rows(rows)
    gradient = evaluate(
        lam,
        moments,
        reml=objective.reml,
    ).gradient
    assert gradient is not None  # there are random effects
    if objective.factor.diagonal:
        return _with_one_variance_more(
            lowest,
            rows,
            gradient=gradient,
        )
    return _of_higher_rank(
        lowest,
        rows,
        lam=lam,
        gradient=gradient,
        factor=objective.factor,
    )


def _with_one_variance_more(
    lowest: Minimum,
    rows: Integers,
    gradient: Floats,
) -> list[Neighbour]:
    is_downhill = gradient.diagonal(axis1=1, axis2=2) < DOWNHILL
    is_held = ~lowest.free[rows]
    neighbours = []
    for position, k in np.argwhere(is_downhill & is_held):
        row = rows[position]
        theta = lowest.theta[row]
        is_opened = np.arange(len(theta)) == k
        opened_theta = np.where(is_opened, STEP_OFF, theta)
        opened_free = lowest.free[row] | is_opened
        neighbours.append(
            Neighbour(
                row,
                opened_theta,
                free=opened_free,
            )
        )
    return neighbours


def _of_higher_rank(
    lowest: Minimum,
    rows: Integers,
    lam: Floats,
    gradient: Floats,
    factor: Factor,
) -> list[Neighbour]:
    """D with the direction of its null space let in along which the deviance falls most."""
    neighbours = []
    axes = np.linalg.svd(lam)[0]
    ranks = np.array([factor.rank(is_free) for is_free in lowest.free[rows]])
    for rank in np.unique(ranks):
        of_rank = np.flatnonzero(ranks == rank)
        null_space = axes[of_rank][:, :, rank:]
        across = null_space.transpose(0, 2, 1)
        slopes, directions = np.linalg.eigh(across @ gradient[of_rank] @ null_space)
        steepest = np.abs(slopes).max(1)
        is_downhill = slopes[:, 0] < DOWNHILL * (1 + steepest)
        for k in np.flatnonzero(is_downhill):
            position = of_rank[k]
            spanned = lam[position][:, :rank]
            direction = STEP_OFF * null_space[k] @ directions[k, :, 0]
            columns = np.column_stack([spanned, direction])
            neighbours.append(
                _of_columns(
                    rows[position],
                    columns,
                    factor=factor,
                )
            )
    return neighbours
