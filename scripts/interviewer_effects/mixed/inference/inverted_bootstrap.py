"""Bootstrap intervals by inverting a test: the values of a quantity whose simulated surveys do not
contradict the estimate.

For a value c the other parameters are at their best given c. Surveys are simulated there and
refitted; c is kept while estimates at least as large as the one in hand, and at least as small,
both have probability α/2 or more (Carpenter 1999). The bootstrap that takes quantiles of estimates
simulated at the estimate itself is simpler, and fails near zero, where the distribution of an
estimate changes with its parameter: there it holds the truth .90 to .997 times instead of .95
(benchmarks/calibration.md). This one holds it .95 to .98 times, and a value of zero has a bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.limits import Interval

from .estimates import Replicates
from .path import Path
from .replicates import replicates_of

CLOSE = 0.3  # probits from α/2 within which a limit is read off the line instead of simulated again
TRIES = 5
LEAST_SHARE = 0.5  # of the replicates in which a quantity must exist
ROUNDING = 1e-9  # of an estimate
FLAT = 1e-6  # difference of probits that gives no slope


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """An interval by the inverted bootstrap.

    Attributes
    ----------
    low, high : float
        NaN where the quantity exists in fewer than half of the replicates.
    replicates : int
        Behind each tail.
    share_edge : float
        Of the replicates at the estimate, those at an end of the possible or without a value.
    """

    low: float
    high: float
    replicates: int
    share_edge: float


@dataclass(frozen=True, slots=True)
class TailPoint:
    """The probit of a tail probability in surveys simulated at a coordinate t."""

    t: float
    probit: float


@dataclass(frozen=True, slots=True)
class _Tail:
    """Tail probabilities of the estimate on one side (1: as large, −1: as small)."""

    path: Path
    products: CrossProducts
    count: int
    seed: int
    side: int

    def __call__(self, t: float) -> float:
        """The probit of the tail among surveys simulated at t."""
        source, sigma2_ratio = self.path.at(t)
        replicates = replicates_of(
            source,
            self.products,
            count=self.count,
            seed=self.seed,
        )[0]
        estimates = self.path.estimates(replicates.scaled(sigma2_ratio))
        return probit(
            estimates,
            self.path,
            side=self.side,
        )


def bootstrap_interval(
    path: Path,
    near: Interval,
    products: CrossProducts,
    at_estimate: Replicates,
    seed,
    alpha: float = 0.05,
) -> Bootstrap:
    """The interval of the quantity of a path, each tail probability from as many replicates as
    at_estimate holds.

    near, the values of t tried first, are the limits of the profile (coordinate_limits). On the
    scale of probits tail probabilities lie about on a line, which gives the limit; it is known to
    some 4 % of its distance from the estimate with 999 replicates at α = 0.05. Replicates without a
    value (a correlation where a variance is 0) are left out.
    """
    count = len(at_estimate.sigma2)
    estimates = path.estimates(at_estimate)
    share_edge = _share_at_edge(estimates, path)
    if np.isfinite(estimates).sum() < LEAST_SHARE * count:
        return Bootstrap(
            low=np.nan,
            high=np.nan,
            replicates=count,
            share_edge=share_edge,
        )

    limits = []
    for direction, first, end in zip(
        (1, -1),
        near,
        path.ends,
        strict=True,
    ):
        tail = _Tail(
            path,
            products,
            count=count,
            seed=seed,
            side=direction,
        )
        limit = tail_limit(
            tail,
            TailPoint(
                path.centre,
                probit(
                    estimates,
                    path,
                    side=direction,
                ),
            ),
            first=first,
            end=end,
            target=ndtri(alpha / 2),
        )
        limits.append(path.value(limit))
    return Bootstrap(
        low=limits[0],
        high=limits[1],
        replicates=count,
        share_edge=share_edge,
    )


def least_replicates(alpha: float) -> int:
    """How many replicates resolve a tail probability of α/2 at all: 39 for α = 0.05."""
    return int(np.ceil(2 / alpha - 1e-9)) - 1


def probit(
    estimates: Floats,
    path: Path,
    side: int,
) -> float:
    """Φ⁻¹ of the share of estimates at least as large (side 1) or at most as large (−1) as the one
    of the path.
    """
    count = count_beyond(
        estimates,
        path,
        side=side,
    )
    n_estimates = np.isfinite(estimates).sum()
    return float(ndtri((count + 0.5) / (n_estimates + 1)))


def count_beyond(
    estimates: Floats,
    path: Path,
    side: int,
) -> int:
    """How many estimates are at least as large (side 1) or at most as large (−1) as the one of the
    path.
    """
    estimate = path.estimate
    distances = side * (estimates - estimate)
    is_beyond = distances >= -ROUNDING * abs(estimate)
    return int(is_beyond.sum())


def _share_at_edge(
    estimates: Floats,
    path: Path,
) -> float:
    """Of estimates at an end of the possible, or that do not exist."""
    extremes = [path.value(end) for end in path.ends]
    at_edge = ~np.isfinite(estimates) | np.isin(estimates, extremes)
    return float(at_edge.mean())


def tail_limit(
    tail: Callable[[float], float],
    start: TailPoint,
    first: float,
    end: float,
    target: float,
) -> float:
    """The t at which the probit of the tail reaches the target, or the end of what is possible
    where it never does.

    Where the start lies below already, no t is kept on this side, and `first`, the profile's limit,
    stands: a variance of 1e-8, say, which surveys simulated at it hardly ever give, as theirs lie
    farther from zero by chance.
    """
    if start.probit < target:
        return first
    points = [start]
    t = first
    for _ in range(TRIES):
        if not np.isfinite(t):
            return t
        is_possible = (t - end) * (start.t - end) > 0
        if not is_possible:
            t = end
        probit_at_t = tail(t)
        if t == end and probit_at_t >= target:
            return end
        points.append(TailPoint(t, probit_at_t))
        t = _on_the_line(points, target)
        if abs(probit_at_t - target) < CLOSE:
            break
    lowest_value = min(end, start.t)
    highest = max(end, start.t)
    return float(
        np.clip(
            t,
            lowest_value,
            highest,
        )
    )


def _on_the_line(
    points: list[TailPoint],
    target: float,
) -> float:
    """Where the line through the two points next to the target, one on each side if there are,
    reaches it.
    """
    first = points[0]
    newest = points[-1]
    reaching = [point for point in points if point.probit >= target]
    missing = [point for point in points if point.probit < target]
    inner = min(
        reaching,
        key=_probit_of,
        default=first,
    )
    outer = max(
        missing,
        key=_probit_of,
        default=newest,
    )
    if inner is outer:  # all on one side
        inner = first
    fall = inner.probit - outer.probit
    if fall < FLAT:
        return 2 * newest.t - first.t  # no slope to go by: further out
    return inner.t + (outer.t - inner.t) * (inner.probit - target) / fall


def _probit_of(point: TailPoint) -> float:
    return point.probit
