"""Newton's method for a batch of smooth functions, made to leave saddle points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

DONE, ROUNDING = (
    1e-8,
    1e-12,
)  # below this predicted decrease, or this share of the deviance, one last step: it leaves
# about the square of what it gains
KNOWN = 1e-8  # a search that will not end lower than what is known by more than this is over
# Of searches for one minimum, those that will end higher by more than this are over; the rest may
# agree
APART = 1e-5


@dataclass
class Minimum:
    """Where R searches are or ended: theta (R, m) and its free entries, value (R,), steps (R,)."""

    theta: np.ndarray
    free: np.ndarray
    value: np.ndarray
    steps: np.ndarray

    def take(self, rows: np.ndarray):
        """Some of the rows."""
        return type(self)(*(getattr(self, name).take(rows, 0) for name in _names(type(self))))

    def put(
        self, rows: np.ndarray | int, other: Minimum, theirs: np.ndarray | slice | int = slice(None)
    ) -> None:
        """Replace rows by those of another."""
        for name in _names(type(self)):
            getattr(self, name)[rows] = getattr(other, name)[theirs]


@dataclass
class Moving(Minimum):
    """Searches on their way: which of the starts they are, rows (R,); gradient (R, m), hessian (R,
    m, m).
    """

    rows: np.ndarray
    gradient: np.ndarray
    hessian: np.ndarray

    def arrive(self, at: np.ndarray | slice, move, value, gradient, hessian) -> None:
        """Some of them have moved, to where the function and its derivatives are these."""
        self.theta[at] += move
        self.value[at], self.gradient[at], self.hessian[at] = value, gradient, hessian


@lru_cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def minimise(
    function: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]],
    start: np.ndarray,
    free: np.ndarray,
    bound: np.ndarray | None = None,
    together: bool = False,
    most: int = 100,
) -> Minimum:
    """Minimise function(theta, rows) -> value, gradient, Hessian from each row of start, moving
    only the free entries.

    The steps are those of newton_step, shortened until the value falls. Λ-space has a saddle
    wherever a column of Λ is zero: a start there stays there, which is how the boundary fits are
    made.

    A search that is about to end at or above its bound (R,), a value that is known already, stops
    there. Searches together are for one minimum: one that is about to end above where another
    stands stops too.
    """
    rows = np.arange(len(start))
    with np.errstate(
        divide="ignore", invalid="ignore", over="ignore"
    ):  # a step too far gives NaN: never accepted
        value, *slopes = function(start, rows)
        ends = Minimum(start.copy(), free.copy(), value, np.zeros(len(start), int))
        now = Moving(start, free, value, ends.steps, rows, *slopes)
        now = now.take(np.flatnonzero(np.isfinite(value) & free.any(1)))
        if not len(now.rows):
            return ends
        for _ in range(most):
            step = newton_step(now)
            over = _advance(function, now, step, _in_vain(step, now, ends, bound, together))
            if over.any():
                ends.put(now.rows, now)
                if over.all():
                    return ends
                now = now.take(np.flatnonzero(~over))
    ends.put(now.rows, now)
    return ends


def _in_vain(
    step: Step, now: Moving, ends: Minimum, bound: np.ndarray | None, together: bool
) -> np.ndarray:
    """Which searches (R,) are about to end above what is known; False for all where nothing is."""
    if bound is not None:
        return step.ends_above(bound[now.rows] - KNOWN, now.value)
    if not together or len(now.rows) == 1:
        return np.False_
    lowest = np.fmin.reduce(now.value, initial=np.fmin.reduce(ends.value))
    return step.ends_above(lowest + APART, now.value)


@dataclass
class Step:
    """Where R searches go next: move (R, m), the decrease that it predicts (R,), and whether the
    Hessian is positive definite (R,).
    """

    move: np.ndarray
    predicted: np.ndarray
    convex: np.ndarray

    def ends_above(self, limit: np.ndarray | float, value: np.ndarray) -> np.ndarray:
        """Searches (R,) at value that will not end below the limit."""
        return self.convex & (value - self.predicted * (1 + 10 * np.sqrt(self.predicted)) > limit)

    def is_last(self, value: np.ndarray) -> np.ndarray:
        """Searches (R,) so near to their end that the prediction is exact but for rounding."""
        return self.predicted < DONE + ROUNDING * np.abs(value)


@lru_cache
def _unit(size: int) -> np.ndarray:
    return np.eye(size)


def newton_step(now: Moving) -> Step:
    """−|H|⁻¹g with the eigenvalues of H in absolute value, so that negative curvature is followed
    downhill (Dauphin et al. 2014).
    """
    gradient, hessian, free = now.gradient, now.hessian, now.free
    everything = free.all()
    if not everything:
        gradient = gradient * free
        hessian = np.where(free[:, :, None] & free[:, None, :], hessian, _unit(free.shape[1]))
    curve, axes = np.linalg.eigh(hessian)
    convex = curve[:, 0] > 1e-10 * curve[:, -1]  # curve ascends
    if not convex.all():
        curve = np.abs(curve)
        curve = np.maximum(curve, 1e-10 * curve.max(1, keepdims=True) + 1e-300)
    along = (gradient[:, None] @ axes)[:, 0]
    scaled = along / -curve
    move = (axes @ scaled[:, :, None])[:, :, 0]
    return Step(move if everything else move * free, -0.5 * np.vecdot(scaled, along), convex)


def _advance(function, now: Moving, step: Step, vain: np.ndarray) -> np.ndarray:
    """Move each row along its step, but for those whose step is in vain; shortened while the value
    does not fall. The last step of a row is taken as predicted: so near to the end the prediction
    is exact but for rounding.

    Returns which rows are at their end (R,).
    """
    move, last = _limited(step.move, now.theta), ~vain & step.is_last(now.value)
    now.steps += ~vain
    over, left = vain | last, slice(None)
    if over.any():
        now.theta[last] += move[last]
        now.value[last] -= step.predicted[last]
        left = np.flatnonzero(~over)
        move = move[left]
    for _ in range(12):
        if not len(move):
            return over
        found = function(now.theta[left] + move, now.rows[left])
        good = found[0] <= now.value[left]
        if good.all():
            now.arrive(left, move, *found)
            return over
        left = np.arange(len(now.rows))[left]
        now.arrive(left[good], move[good], *(part[good] for part in found))
        left, move = left[~good], 0.25 * move[~good]
    over[left] = True  # no lower value along the step: rounding, or the caller's checks will tell
    return over


def _limited(move: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Moves (R, m), none longer than half a unit and the length of θ."""
    square = np.vecdot(move, move)
    if square.max() <= 0.25:
        return move
    reach = (0.5 + np.sqrt(np.vecdot(theta, theta))) / (1e-300 + np.sqrt(square))
    return move * np.minimum(1, reach)[:, None]
