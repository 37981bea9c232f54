"""Where the searches begin. Random columns are standardised, so θ is in units of the residual
standard deviation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import product

import numpy as np

from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Moments

LEVEL, SLOPE = (
    0.22,
    0.13,
)  # an intraclass correlation of 5 %, slopes less: of those tried, the fewest steps from here
FEW_GROUPS = 16  # below them two effects are also searched for from all round the circle
Starts = tuple[np.ndarray, np.ndarray]  # θ (S, m) and which entries are free (S, m)


def starts_for(moments: Moments, factor: Factor) -> Starts:
    """The ordinary starts, the interior one first; the further ones too where few groups or few
    rows make the deviance rugged.
    """
    return _usual(factor.q, factor.diagonal, _more(moments, factor))


def simple_first_for(moments: Moments, factor: Factor) -> Starts:
    """The same, those with fewer free entries first: among ties they are kept."""
    return _simple_first(factor.q, factor.diagonal, _more(moments, factor))


def _more(moments: Moments, factor: Factor) -> Callable[[int, bool], Starts] | None:
    """What is tried beyond the ordinary starts.

    Small sets have several optima, each with a basin of its own, and that most starts agree proves
    nothing there. Of a batch (replicates, deletions) the large variances are enough: none of 7,000
    simulated small outcomes ended higher than from all starts, at a tenth of the work. Of one data
    set a net is looked at besides (see net.py).
    """
    if not is_rugged(moments):
        return None
    net_suffices = moments.q <= 2 and moments.groups >= FEW_GROUPS
    return large if moments.batch > 1 or net_suffices else further


def is_rugged(moments: Moments) -> bool:
    """Whether so few groups, or rows, leave the deviance with several optima."""
    q, groups = moments.q, moments.groups
    return q > 0 and (groups < 40 or moments.n.min() < 4 * q * groups)


def most_starts(moments: Moments, diagonal: bool) -> int:
    """How many starts a search for many random effects has, without making them."""
    return 26 * moments.q + 3 if is_rugged(moments) and not diagonal else moments.q + 1


@lru_cache
def _usual(q: int, diagonal: bool, more: Callable[[int, bool], Starts] | None) -> Starts:
    if not more:
        return ordinary(q, diagonal)
    return tuple(
        np.concatenate(part) for part in zip(ordinary(q, diagonal), more(q, diagonal), strict=True)
    )


@lru_cache
def _simple_first(q: int, diagonal: bool, more: Callable[[int, bool], Starts] | None) -> Starts:
    return simple_first(*_usual(q, diagonal, more))


def simple_first(theta: np.ndarray, free: np.ndarray) -> Starts:
    """Starts in the order of their free entries."""
    order = np.argsort(free.sum(1), kind="stable")
    return theta[order], free[order]


@lru_cache
def ordinary(q: int, diagonal: bool) -> Starts:
    """An interior point, a point of each lower rank, and zero; with a diagonal D every subset at
    several sizes.

    The diagonal model is not invariant to the origin of a predictor: far from it, level and slope
    cancel at any size.
    """
    if not q:
        return np.zeros((1, 0)), np.zeros((1, 0), bool)
    if diagonal:
        return _subsets(q, (0.4, 3.0, 30.0) if q > 1 else (0.4,))
    sizes = np.diag([LEVEL, *[SLOPE] * (q - 1)])
    return _of_columns(q, [sizes[:, :rank] for rank in (q, *range(q))])


@lru_cache
def large(q: int, diagonal: bool) -> Starts:
    """Large variances, all or each in turn."""
    if diagonal:
        return _subsets(q, (2.0, 300.0))
    spans = [1.2 * np.eye(q), 12.0 * np.eye(q)]
    return _of_columns(
        q, spans + [0.2 * np.eye(q) + 1.5 * np.diag(axis) for axis in np.eye(q) if q > 1]
    )


@lru_cache
def further(q: int, diagonal: bool) -> Starts:
    """Large variances, and subspaces of each rank: all round the circle for two effects, a fixed
    random choice for more.
    """
    if diagonal or q == 1:
        return large(q, diagonal)
    spans = []
    if q == 2:
        angles = np.pi * np.arange(12) / 12
        ways = np.array([np.cos(angles), np.sin(angles)]).T[:, :, None]
        spans += [size * way for size in (0.4, 1.0, 5.0) for way in ways]
    if q > 2:
        rng = np.random.default_rng(q)
        spans += [3 * rng.standard_normal((q, rank)) for rank in range(1, q + 1) for _ in range(24)]
    return tuple(
        np.concatenate(part) for part in zip(large(q, diagonal), _of_columns(q, spans), strict=True)
    )


def trapezoid(columns: np.ndarray) -> np.ndarray:
    """A lower trapezoidal Λ (q × q, zero-padded) with the same ΛΛ' as columns (q × r)."""
    q = len(columns)
    lam = np.zeros((q, q))
    if columns.shape[1]:
        upper = np.linalg.qr(columns.T, mode="r")
        lam[:, : len(upper)] = upper.T
    return lam


def _of_columns(q: int, spans: list[np.ndarray]) -> Starts:
    factor = Factor.of(q)
    theta = factor.theta(np.array([trapezoid(columns) for columns in spans]))
    return theta, np.array([factor.up_to_rank(columns.shape[1]) for columns in spans])


def _subsets(q: int, sizes: tuple[float, ...]) -> Starts:
    """Every subset of variances free (all or none for many of them), at each size."""
    free = np.array(list(product([True, False], repeat=q)) if q <= 3 else [[True] * q, [False] * q])
    return np.concatenate([np.where(free, size, 0.0) for size in sizes]), np.tile(
        free, (len(sizes), 1)
    )
