"""Newton's method for a batch of smooth functions, made to leave saddle points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

DONE, ROUNDING = 1e-8, 1e-12  # below this predicted decrease, or this share of the deviance, one last step: it leaves
# about the square of what it gains
KNOWN = 1e-8  # a search that will not end lower than what is known by more than this is over
APART = 1e-5  # of searches for one minimum, those that will end higher by more than this are over; the rest may agree


@dataclass
class Minimum:
    """Where R searches are or ended: theta (R, m) and its free entries, value (R,), gradient (R, m), hessian
    (R, m, m), steps (R,).
    """

    theta: np.ndarray
    free: np.ndarray
    value: np.ndarray
    gradient: np.ndarray
    hessian: np.ndarray
    steps: np.ndarray

    def take(self, rows: np.ndarray) -> Minimum:
        """Some of the end points."""
        return Minimum(*(getattr(self, field.name)[rows] for field in fields(self)))

    def put(self, rows: np.ndarray | int, other: Minimum, theirs: np.ndarray | slice | int) -> None:
        """Replace end points by others."""
        for field in fields(self):
            getattr(self, field.name)[rows] = getattr(other, field.name)[theirs]


def minimise(
    function: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]],
    start: np.ndarray,
    free: np.ndarray,
    bound: np.ndarray | None = None,
    together: bool = False,
    most: int = 100,
) -> Minimum:
    """Minimise function(theta, rows) -> value, gradient, Hessian from each row of start, moving only the free
    entries.

    The step is −|H|⁻¹g with the eigenvalues of H in absolute value, so negative curvature is followed downhill
    (Dauphin et al. 2014), shortened until the value falls.
    Λ-space has a saddle wherever a column of Λ is zero: a start there stays there, which is how the boundary fits
    are made.

    A search that is about to end at or above its bound (R,), a value that is known already, stops there. Searches
    together are for one minimum: one that is about to end above where another stands stops too.
    """
    rows = np.arange(len(start))  # that still move
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # a step too far gives NaN: never accepted
        now = Minimum(start, free, *function(start, rows), np.zeros(len(start), int))
        over = ~np.isfinite(now.value) | ~free.any(1)
        ends, lowest = now.take(rows), np.inf
        for _ in range(most):
            if over.any():
                ends.put(rows, now, slice(None))
                now, rows = now.take(~over), rows[~over]
            if not rows.size:
                break
            step, predicted, convex = newton_step(now.gradient, now.hessian, now.free)
            lowest = np.fmin.reduce(now.value, initial=lowest)
            limit = (lowest + APART if together else np.inf) if bound is None else bound[rows] - KNOWN
            vain = convex & (now.value - predicted * (1 + 10 * np.sqrt(predicted)) > limit)
            over = _advance(function, now, rows, step, predicted, vain)
        ends.put(rows, now, slice(None))
    return ends


@lru_cache
def _unit(size: int) -> np.ndarray:
    return np.eye(size)


def newton_step(
    gradient: np.ndarray, hessian: np.ndarray, free: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Saddle-free Newton steps (R, m), the decrease each predicts (R,), and whether the Hessian is positive definite
    there (R,).
    """
    if not free.all():
        gradient = np.where(free, gradient, 0.0)
        hessian = np.where(free[:, :, None] & free[:, None, :], hessian, _unit(free.shape[1]))
    curve, axes = np.linalg.eigh(hessian)
    size = np.abs(curve)
    size = np.maximum(size, 1e-10 * size.max(1, keepdims=True) + 1e-300)
    along = (gradient[:, None] @ axes)[:, 0]
    scaled = along / size
    step = (axes @ -scaled[:, :, None])[:, :, 0]
    return np.where(free, step, 0.0), 0.5 * np.vecdot(scaled, along), curve[:, 0] > 0


def _advance(function, now: Minimum, rows: np.ndarray, step, predicted, vain) -> np.ndarray:
    """Move each row along its step, but for those whose step is in vain; shortened in length, and while the value does
    not fall. The last step of a row is taken as predicted: so near to the end the prediction is exact but for rounding.

    Returns which rows are at their end (R,).
    """
    reach = (0.5 + np.sqrt(np.vecdot(now.theta, now.theta))) / (1e-300 + np.sqrt(np.vecdot(step, step)))
    step *= np.minimum(1, reach)[:, None]
    last = ~vain & (predicted < DONE + ROUNDING * np.abs(now.value))
    now.theta[last] += step[last]
    now.value[last] -= predicted[last]
    now.steps += ~vain
    over = vain | last
    left, step = np.flatnonzero(~over), step[~over]
    for _ in range(12):
        if not left.size:
            return over
        trial = now.theta[left] + step
        value, gradient, hessian = function(trial, rows[left])
        good = value <= now.value[left]
        moved = left[good]
        now.theta[moved], now.value[moved] = trial[good], value[good]
        now.gradient[moved], now.hessian[moved] = gradient[good], hessian[good]
        left, step = left[~good], 0.25 * step[~good]
    over[left] = True  # no lower value along the step: rounding, or the caller's checks will tell
    return over
