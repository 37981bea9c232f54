"""Limits of confidence intervals: where what a parameter costs passes what it may cost.

An `excess` is a continuous function of the parameter that is negative at the estimate and positive
where a value is rejected, such as √(−2ℓ above its minimum) − √χ²₁, which is nearly a line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy import optimize

GROWTH = 1.6  # of a step outwards that has not passed the limit
MOST_STEPS = 60  # outwards, before a limit counts as infinite
CLOSEST = 4 * np.finfo(float).eps  # relative precision that the search can reach

Interval: TypeAlias = tuple[float, float]
Excess: TypeAlias = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Precision:
    """How close to a limit a search ends: absolute, relative to the limit, and as a share of the
    range in which it is sought; the widest counts.
    """

    absolute: float = 0.0
    relative: float = CLOSEST
    of_range: float = 0.0


def crossing(
    excess: Excess,
    inside: float,
    outside: float,
    *,
    excess_outside: float,
    precision: Precision,
) -> float:
    """The root of excess between an inner and an outer value, by Brent's (1973) method; the outer
    value itself where even there the excess is not positive.

    Parameters
    ----------
    excess : callable
    inside, outside : float
        Values between which the root lies; the excess is not positive at `inside`.
    excess_outside : float
        At `outside`, which is not computed again.
    precision : Precision
    """
    if excess_outside <= 0:
        return outside

    def excess_at(value: float) -> float:
        return excess_outside if value == outside else excess(value)

    width = abs(outside - inside)
    root = optimize.brentq(
        excess_at,
        inside,
        outside,
        xtol=max(precision.absolute, precision.of_range * width),
        rtol=precision.relative,
    )
    return float(root)


def crossing_outwards(
    excess: Excess,
    inside: float,
    step: float,
    *,
    precision: Precision,
    passed: Callable[[], None] | None = None,
) -> float:
    """The root of excess beyond a value, on the side of `step`; infinite where growing steps do
    not reach it.

    Parameters
    ----------
    excess : callable
    inside : float
        Where the search begins, such as the estimate.
    step : float
        The first step; its sign is the side.
    precision : Precision
    passed : callable, optional
        Called when the value tried last lies inside, so that what excess computes may begin there.
    """
    for _ in range(MOST_STEPS):
        outside = inside + step
        excess_outside = excess(outside)
        if excess_outside > 0:
            return crossing(
                excess,
                inside,
                outside,
                excess_outside=excess_outside,
                precision=precision,
            )
        if passed is not None:
            passed()
        inside = outside
        step = GROWTH * step
    return float(np.copysign(np.inf, step))
