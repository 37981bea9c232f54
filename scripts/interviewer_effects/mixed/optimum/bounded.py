"""Newton's method in a few variables that may not be negative."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats

STEPS = 100
GROWTH = 10.0
# Of a deviance: the step that promises less is the last, for Newton's error squares with each
CLOSE = 1e-9
ARMIJO = 1e-4
SHORTEST = 1e-8  # share of a step
ROUNDING = 1e-13  # share of the value
FLATTEST = 1e-12  # eigenvalue, as a share of the largest
TINY = 1e-300

Value = Callable[[Floats], tuple[float, Floats, Floats]]


def descend(
    function: Value,
    start: Floats,
    held: Booleans | None = None,
) -> Floats:
    """The minimum over x ≥ 0 that Newton's steps reach from `start`; `held` variables stay where
    they are.

    function gives value, gradient (m,) and Hessian (m, m). Steps go downhill where the Hessian is
    indefinite, end at 0 where they would cross it, and are halved until the value falls. A variable
    at 0 whose derivative is negative is let go again, so a zero is never kept only because the
    search came there.
    """
    x = np.array(start, dtype=float)
    may_move = np.ones(len(x), bool) if held is None else ~held
    point = Point(x, *function(x))
    for _ in range(STEPS):
        is_free = may_move & ~point.is_held_by_bound
        if not is_free.any():
            break
        step = _newton_step(point, is_free)
        lower_point = _halved(
            function,
            point,
            step=step,
        )
        if lower_point is None:
            break
        point = lower_point
        wants_off_bound = may_move & point.wants_off_bound
        if step.promise < CLOSE and not wants_off_bound.any():
            break
    return point.x


@dataclass(frozen=True, slots=True)
class Point:
    """Where the search stands: x (m,), the value, its gradient (m,) and Hessian (m, m)."""

    x: Floats
    value: float
    gradient: Floats
    hessian: Floats

    @property
    def is_held_by_bound(self) -> Booleans:
        """Variables (m,) at 0 that would not rise."""
        at_bound = self.x <= 0
        return at_bound & (self.gradient >= 0)

    @property
    def wants_off_bound(self) -> Booleans:
        """Variables (m,) at 0 that would rise."""
        at_bound = self.x <= 0
        return at_bound & (self.gradient < 0)


@dataclass(frozen=True, slots=True)
class Step:
    """A displacement (m,) and the fall of the value that it promises."""

    displacement: Floats
    promise: float


def _newton_step(
    point: Point,
    is_free: Booleans,
) -> Step:
    """−|H|⁻¹g over the free variables."""
    gradient = point.gradient[is_free]
    hessian = point.hessian[np.ix_(is_free, is_free)]
    eigenvalues, axes = np.linalg.eigh(hessian)
    along = axes.T @ gradient
    sizes = np.abs(eigenvalues)
    smallest_size = FLATTEST * sizes.max() + TINY
    curvature = np.maximum(sizes, smallest_size)

    displacement = np.zeros(len(point.x))
    displacement[is_free] = -axes @ (along / curvature)
    gains = along**2 / curvature
    return Step(displacement, promise=float(gains.sum() / 2))


def _halved(
    function: Value,
    point: Point,
    step: Step,
) -> Point | None:
    """The first point on the way back from x + step that is lower; None when rounding hides any."""
    share = 1.0
    slack = ROUNDING * abs(point.value)
    furthest = GROWTH * point.x + 1
    while share > SHORTEST:
        target = point.x + share * step.displacement
        x = np.clip(target, 0.0, furthest)
        candidate = Point(x, *function(x))
        highest_value = point.value - ARMIJO * share * step.promise + slack
        if candidate.value <= highest_value:
            return candidate
        share /= 2
    return None
