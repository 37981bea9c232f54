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

    def take(self, rows: np.ndarray | slice) -> Minimum:
        """Some of the end points."""
        return Minimum(*(getattr(self, name)[rows] for name in _FIELDS))

    def put(self, rows: np.ndarray | int, other: Minimum, theirs: np.ndarray | slice | int) -> None:
        """Replace end points by others."""
        for name in _FIELDS:
            getattr(self, name)[rows] = getattr(other, name)[theirs]


_FIELDS = tuple(field.name for field in fields(Minimum))


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
        now = Minimum(start.copy(), free, *function(start, rows), np.zeros(len(start), int))
        over = ~np.isfinite(now.value) | ~free.any(1)
        ends, lowest = now.take(rows), np.inf
        for _ in range(most):
            if over.any():
                ends.put(rows, now, slice(None))
                now, rows = now.take(~over), rows[~over]
            if not rows.size:
                break
            step, predicted, convex = newton_step(now.gradient, now.hessian, now.free)
            vain = np.zeros(len(rows), bool)
            if bound is not None or (together and len(now.value) > 1):
                lowest = np.fmin.reduce(now.value, initial=lowest)
                limit = lowest + APART if bound is None else bound[rows] - KNOWN
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
    everything = free.all()
    if not everything:
        gradient = np.where(free, gradient, 0.0)
        hessian = np.where(free[:, :, None] & free[:, None, :], hessian, _unit(free.shape[1]))
    curve, axes = np.linalg.eigh(hessian)
    size = np.abs(curve)
    size = np.maximum(size, 1e-10 * np.maximum(size[:, :1], size[:, -1:]) + 1e-300)  # curve ascends
    along = (gradient[:, None] @ axes)[:, 0]
    scaled = along / size
    step = (axes @ -scaled[:, :, None])[:, :, 0]
    return step if everything else step * free, 0.5 * np.vecdot(scaled, along), curve[:, 0] > 0


def _advance(function, now: Minimum, rows: np.ndarray, step, predicted, vain) -> np.ndarray:
    """Move each row along its step, but for those whose step is in vain; shortened while the value does not fall. The
    last step of a row is taken as predicted: so near to the end the prediction is exact but for rounding.

    Returns which rows are at their end (R,).
    """
    _limit(step, now.theta)
    last = ~vain & (predicted < DONE + ROUNDING * np.abs(now.value))
    now.steps += ~vain
    over, left = vain | last, slice(None)
    if over.any():
        now.theta[last] += step[last]
        now.value[last] -= predicted[last]
        left, step = np.flatnonzero(~over), step[~over]
    for _ in range(12):
        if not len(step):
            return over
        trial = now.theta[left] + step
        value, gradient, hessian = function(trial, rows[left])
        good = value <= now.value[left]
        if not good.all():
            left = np.arange(len(rows))[left]
            bad, left = left[~good], left[good]
            trial, value, gradient, hessian = trial[good], value[good], gradient[good], hessian[good]
        now.theta[left], now.value[left], now.gradient[left], now.hessian[left] = trial, value, gradient, hessian
        if good.all():
            return over
        left, step = bad, 0.25 * step[~good]
    over[left] = True  # no lower value along the step: rounding, or the caller's checks will tell
    return over


def _limit(step: np.ndarray, theta: np.ndarray) -> None:
    """Shorten steps (R, m) in place to half a unit and the length of θ."""
    square = np.vecdot(step, step)
    if square.max() > 0.25:
        reach = (0.5 + np.sqrt(np.vecdot(theta, theta))) / (1e-300 + np.sqrt(square))
        step *= np.minimum(1, reach)[:, None]
