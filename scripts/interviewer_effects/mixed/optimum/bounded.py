"""Newton's method in a few variables that may not be negative."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

STEPS = 100
GROWTH = 10.0
# Of a deviance: the step that promises less is the last, for Newton's error squares with each
CLOSE = 1e-9
ARMIJO = 1e-4

Value = Callable[[np.ndarray], tuple[float, np.ndarray, np.ndarray]]


def descend(function: Value, start: np.ndarray, held: np.ndarray | None = None) -> np.ndarray:
    """The minimum over x ≥ 0 that Newton's steps reach from `start`; `held` variables stay where
    they are.

    function gives value, gradient (m,) and Hessian (m, m). Steps go downhill where the Hessian is
    indefinite, end at 0 where they would cross it, and are halved until the value falls. A variable
    at 0 whose derivative is negative is let go again, so a zero is never kept only because the
    search came there.
    """
    x = np.array(start, dtype=float)
    held = np.zeros(len(x), bool) if held is None else held
    value, slope, hessian = function(x)
    for _ in range(STEPS):
        free = ~held & ~((x <= 0) & (slope >= 0))
        if not free.any():
            break
        step, promise = _newton(slope[free], hessian[np.ix_(free, free)])
        full = np.zeros(len(x))
        full[free] = step
        moved = _halved(function, x, full, value, promise)
        if moved is None:
            break
        x, (value, slope, hessian) = moved
        if promise < CLOSE and not ((x <= 0) & (slope < 0) & ~held).any():
            break
    return x


def _newton(slope: np.ndarray, hessian: np.ndarray) -> tuple[np.ndarray, float]:
    """The step and the fall of the value that it promises."""
    sizes, axes = np.linalg.eigh(hessian)
    along = axes.T @ slope
    sizes = np.maximum(np.abs(sizes), 1e-12 * np.abs(sizes).max() + 1e-300)
    return -axes @ (along / sizes), float((along**2 / sizes).sum() / 2)


def _halved(function: Value, x: np.ndarray, step: np.ndarray, value: float, promise: float):
    """The first point on the way back from x + step that is lower; None when rounding hides any."""
    share, slack = 1.0, 1e-13 * abs(value)
    while share > 1e-8:
        there = np.clip(x + share * step, 0.0, GROWTH * x + 1)
        found = function(there)
        if found[0] <= value - ARMIJO * share * promise + slack:
            return there, found
        share /= 2
    return None
