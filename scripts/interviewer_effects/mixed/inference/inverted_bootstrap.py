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

from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts

from .estimates import Replicates
from .profile import Interval
from .profiled_parameters import Path
from .replicates import replicates_of

CLOSE = 0.3  # probits from α/2 within which a limit is read off the line instead of simulated again
TRIES = 5
Tail = Callable[[float], float]


@dataclass(frozen=True)
class Bootstrap:
    """low and high (NaN where the quantity exists in fewer than half of the replicates), replicates
    behind each tail
    """

    low: float
    high: float
    replicates: int
    share_edge: float


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
    here = path.estimates(at_estimate)
    edge = float(
        (~np.isfinite(here) | np.isin(here, [path.value(end) for end in path.ends])).mean()
    )
    if np.isfinite(here).sum() < 0.5 * count:
        return Bootstrap(np.nan, np.nan, count, edge)

    def beyond(side: int) -> Tail:
        def tail(t: float) -> float:
            source, ratio = path.at(t)
            return probit(
                path.estimates(replicates_of(source, products, count, seed)[0].scaled(ratio)),
                path,
                side,
            )

        return tail

    limits = []
    for side, end, first in zip((1, -1), path.ends, near, strict=True):
        start = path.centre, probit(here, path, side)
        limits.append(path.value(_limit(beyond(side), start, first, end, ndtri(alpha / 2))))
    return Bootstrap(limits[0], limits[1], count, edge)


def least_replicates(alpha: float) -> int:
    """How many replicates resolve a tail probability of α/2 at all: 39 for α = 0.05."""
    return int(np.ceil(2 / alpha - 1e-9)) - 1


def probit(estimates: np.ndarray, path: Path, side: int) -> float:
    """Φ⁻¹ of the share of estimates at least as large (side 1) or at most as large (−1) as the one
    of the path.
    """
    return float(
        ndtri((count_beyond(estimates, path, side) + 0.5) / (np.isfinite(estimates).sum() + 1))
    )


def count_beyond(estimates: np.ndarray, path: Path, side: int) -> int:
    """How many estimates are at least as large (side 1) or at most as large (−1) as the one of the
    path.
    """
    return int((side * (estimates - path.estimate) >= -1e-9 * abs(path.estimate)).sum())


def _limit(
    tail: Tail, start: tuple[float, float], first: float, end: float, target: float
) -> float:
    """The t at which the probit of the tail reaches the target, or the end of what is possible
    where it never does.

    Where the start lies below already, no t is kept on this side, and `first`, the profile's limit,
    stands: a variance of 1e-8, say, which surveys simulated at it hardly ever give, as theirs lie
    farther from zero by chance.
    """
    if start[1] < target:
        return first
    known, t = [start], first
    for _ in range(TRIES):
        if not np.isfinite(t):
            return t
        if (t - end) * (start[0] - end) <= 0:  # not beyond what is possible
            t = end
        z = tail(t)
        if t == end and z >= target:
            return end
        known.append((t, z))
        t = _on_the_line(known, target)
        if abs(z - target) < CLOSE:
            break
    return float(np.clip(t, min(end, start[0]), max(end, start[0])))


def _on_the_line(known: list[tuple[float, float]], target: float) -> float:
    """Where the line through the two known values next to the target, one on each side if there
    are, reaches it.
    """
    inner = min(
        (one for one in known if one[1] >= target), key=lambda one: one[1], default=known[0]
    )
    outer = max(
        (one for one in known if one[1] < target), key=lambda one: one[1], default=known[-1]
    )
    (a, za), (b, zb) = (known[0], inner) if outer is inner else (inner, outer)
    if za - zb < 1e-6:
        return 2 * known[-1][0] - known[0][0]  # no slope to go by: further out
    return a + (b - a) * (za - target) / (za - zb)
