"""Where a function of one value crosses zero: the ends of a profile-likelihood interval."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import optimize

PRECISION = 1e-5  # of a limit, relative to its distance from the estimate
GROWTH = 1.6  # of a step outwards that has not passed the limit
MOST_STEPS = 40


def outward(
    excess: Callable[[float], float],
    estimate: float,
    step: float,
) -> float:
    """Where the excess becomes positive, beyond the estimate on the side of `step`; infinite where
    it never does.
    """
    start = estimate
    for _ in range(MOST_STEPS):
        end = start + step
        excess_at_end = excess(end)
        if excess_at_end > 0:
            return between(
                excess,
                start,
                end,
                excess_at_end=excess_at_end,
            )
        start = end
        step = GROWTH * step
    return float(np.copysign(np.inf, step))


def between(
    excess: Callable[[float], float],
    start: float,
    end: float,
    *,
    excess_at_end: float,
) -> float:
    """The crossing between two values; `end` itself where even there the excess is not positive."""
    if excess_at_end <= 0:
        return end

    def excess_unless_at_end(value: float) -> float:
        return excess_at_end if value == end else excess(value)

    precision = PRECISION * abs(end - start)
    crossing = optimize.brentq(
        excess_unless_at_end,
        start,
        end,
        xtol=precision,
    )
    return float(crossing)
