"""Where the searches begin. Random columns are standardised, so θ is in units of the residual
standard deviation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Moments

# An intraclass correlation of 5 %, slopes less: of those tried, the fewest steps from here
LEVEL = 0.22
SLOPE = 0.13
FEW_GROUPS = 16  # below them two effects are also searched for from all round the circle
RUGGED_GROUPS = 40
RUGGED_ROWS = 4  # by interviewer and random effect
ALL_SUBSETS = 3  # random effects up to which every subset of variances is tried
DIRECTIONS = 12  # on the half circle
SUBSPACES = 24  # of each rank


class Starts(NamedTuple):
    """θ (S, m) and which entries are free (S, m)."""

    theta: Floats
    free: Booleans

    def then(self, others: Starts) -> Starts:
        """These, and the others after them."""
        theta = np.concatenate([self.theta, others.theta])
        is_free = np.concatenate([self.free, others.free])
        return Starts(theta, is_free)

    def simple_first(self) -> Starts:
        """The same in the order of their free entries."""
        n_free = self.free.sum(1)
        order = np.argsort(n_free, kind="stable")
        return Starts(self.theta[order], self.free[order])


def starts_for(
    moments: Moments,
    factor: Factor,
) -> Starts:
    """The ordinary starts, the interior one first; the further ones too where few groups or few
    rows make the deviance rugged.
    """
    further_starts = _further_starts(moments)
    return _usual(
        factor.q,
        factor.diagonal,
        further_starts=further_starts,
    )


def simple_first_for(
    moments: Moments,
    factor: Factor,
) -> Starts:
    """The same, those with fewer free entries first: among ties they are kept."""
    further_starts = _further_starts(moments)
    return _usual_simple_first(
        factor.q,
        factor.diagonal,
        further_starts=further_starts,
    )


def _further_starts(moments: Moments) -> Callable[[int, bool], Starts] | None:
    """What is tried beyond the ordinary starts.

    Small sets have several optima, each with a basin of its own, and that most starts agree proves
    nothing there. Of a batch (replicates, deletions) the large variances are enough: none of 7,000
    simulated small outcomes ended higher than from all starts, at a tenth of the work. Of one data
    set a net is looked at besides (see net.py).
    """
    if not is_rugged(moments):
        return None
    if moments.batch > 1:
        return large
    net_suffices = moments.q <= 2 and moments.groups >= FEW_GROUPS
    return large if net_suffices else further


def is_rugged(moments: Moments) -> bool:
    """Whether so few groups, or rows, leave the deviance with several optima."""
    q = moments.q
    n_groups = moments.groups
    if q == 0:
        return False
    if n_groups < RUGGED_GROUPS:
        return True
    fewest_rows = moments.n.min()
    return bool(fewest_rows < RUGGED_ROWS * q * n_groups)


def most_starts(
    moments: Moments,
    diagonal: bool,
) -> int:
    """How many starts a search for many random effects has, without making them."""
    q = moments.q
    has_further_starts = is_rugged(moments) and not diagonal
    return 26 * q + 3 if has_further_starts else q + 1


@lru_cache
def _usual(
    q: int,
    diagonal: bool,
    further_starts: Callable[[int, bool], Starts] | None,
) -> Starts:
    starts = ordinary(q, diagonal)
    if further_starts is None:
        return starts
    return starts.then(further_starts(q, diagonal))


@lru_cache
def _usual_simple_first(
    q: int,
    diagonal: bool,
    further_starts: Callable[[int, bool], Starts] | None,
) -> Starts:
    starts = _usual(
        q,
        diagonal,
        further_starts=further_starts,
    )
    return starts.simple_first()


@lru_cache
def ordinary(
    q: int,
    diagonal: bool,
) -> Starts:
    """An interior point, a point of each lower rank, and zero; with a diagonal D every subset at
    several sizes.

    The diagonal model is not invariant to the origin of a predictor: far from it, level and slope
    cancel at any size.
    """
    if not q:
        return Starts(np.zeros((1, 0)), np.zeros((1, 0), bool))
    if diagonal:
        sizes = (0.4, 3.0, 30.0) if q > 1 else (0.4,)
        return _subsets(q, sizes)
    slopes = [SLOPE] * (q - 1)
    lam = np.diag([LEVEL, *slopes])
    ranks = (q, *range(q))
    return _spanning(q, [lam[:, :rank] for rank in ranks])


@lru_cache
def large(
    q: int,
    diagonal: bool,
) -> Starts:
    """Large variances, all or each in turn."""
    if diagonal:
        return _subsets(q, (2.0, 300.0))
    identity = np.eye(q)
    factors = [1.2 * identity, 12.0 * identity]
    if q > 1:
        factors += [0.2 * identity + 1.5 * np.diag(axis) for axis in identity]
    return _spanning(q, factors)


@lru_cache
def further(
    q: int,
    diagonal: bool,
) -> Starts:
    """Large variances, and subspaces of each rank: all round the circle for two effects, a fixed
    random choice for more.
    """
    large_starts = large(q, diagonal)
    if diagonal or q == 1:
        return large_starts
    spans = _round_the_circle() if q == 2 else _random_subspaces(q)
    return large_starts.then(_spanning(q, spans))


def _round_the_circle() -> list[Floats]:
    angles = np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    unit_vectors = np.array([np.cos(angles), np.sin(angles)]).T
    directions = unit_vectors[:, :, None]
    return [size * direction for size, direction in product((0.4, 1.0, 5.0), directions)]


def _random_subspaces(q: int) -> list[Floats]:
    rng = np.random.default_rng(q)
    spans = []
    for rank in range(1, q + 1):
        for _ in range(SUBSPACES):
            span = rng.standard_normal((q, rank))
            spans.append(3 * span)
    return spans


def trapezoid(columns: Floats) -> Floats:
    """A lower trapezoidal Λ (q × q, zero-padded) with the same ΛΛ' as columns (q × r)."""
    q, rank = columns.shape
    lam = np.zeros((q, q))
    if rank:
        upper: Any = np.linalg.qr(columns.T, mode="r")
        lam[:, : len(upper)] = upper.T
    return lam


def _spanning(
    q: int,
    spans: Iterable[Floats],
) -> Starts:
    """Starts at ΛΛ' = CC' for each C (q, r) of the spans, free up to rank r."""
    factor = Factor.of(q)
    lam = []
    is_free = []
    for span in spans:
        rank = span.shape[1]
        lam.append(trapezoid(span))
        is_free.append(factor.up_to_rank(rank))
    theta = factor.theta(np.array(lam))
    return Starts(theta, np.array(is_free))


def _subsets(
    q: int,
    sizes: tuple[float, ...],
) -> Starts:
    """Every subset of variances free (all or none for many of them), at each size."""
    if q <= ALL_SUBSETS:
        subsets = list(product([True, False], repeat=q))
    else:
        subsets = [(True,) * q, (False,) * q]
    is_free = np.array(subsets)
    theta = np.concatenate([np.where(is_free, size, 0.0) for size in sizes])
    n_sizes = len(sizes)
    return Starts(theta, np.tile(is_free, (n_sizes, 1)))
