"""Newton's method for a batch of smooth functions, made to leave saddle points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

DONE, ROUNDING = 1e-8, 1e-12  # below this predicted decrease, or this share of the deviance, one last step: it leaves
# about the square of what it gains
KNOWN = 1e-8  # a search that will not end lower than what is known by more than this is over
APART = 1e-5  # of searches for one minimum, those that will end higher by more than this are over; the rest may agree


@dataclass
class Minimum:
    """End points of R searches: theta (R, m) and its free entries, value (R,), gradient (R, m), hessian (R, m, m),
    steps (R,), settled (R,).
    """

    theta: np.ndarray
    free: np.ndarray
    value: np.ndarray
    gradient: np.ndarray
    hessian: np.ndarray
    steps: np.ndarray
    settled: np.ndarray

    def take(self, rows: np.ndarray) -> Minimum:
        """Some of the end points."""
        return Minimum(*(getattr(self, field.name)[rows] for field in fields(self)))

    def put(self, rows: np.ndarray | int, other: Minimum, theirs: np.ndarray | int) -> None:
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
    rows = np.arange(len(start))
    at = Minimum(
        start.copy(), free.copy(), *function(start, rows), np.zeros(len(start), int), np.zeros(len(start), bool)
    )
    at.settled |= ~np.isfinite(at.value) | ~free.any(1)
    for _ in range(most):
        live = rows[~at.settled]
        if not live.size:
            break
        step, predicted, convex = newton_step(at.gradient[live], at.hessian[live], free[live])
        if bound is not None or (together and live.size > 1):
            limit = np.fmin.reduce(at.value) + APART if bound is None else bound[live] - KNOWN
            end = at.value[live] - predicted * (1 + 10 * np.sqrt(predicted))
            onwards = ~(convex & (end > limit))
            if not onwards.all():
                at.settled[live[~onwards]] = True
                live, step, predicted = live[onwards], step[onwards], predicted[onwards]
        step *= np.minimum(1, (0.5 + _length(at.theta[live])) / (1e-300 + _length(step)))[:, None]
        _advance(function, at, live, step, predicted)
    return at


def _length(rows: np.ndarray) -> np.ndarray:
    return np.sqrt(np.einsum("rm,rm->r", rows, rows))


def newton_step(
    gradient: np.ndarray, hessian: np.ndarray, free: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Saddle-free Newton steps (R, m), the decrease each predicts (R,), and whether the Hessian is positive definite
    there (R,).
    """
    if not free.all():
        gradient = np.where(free, gradient, 0.0)
        hessian = np.where(free[:, :, None] & free[:, None, :], hessian, np.eye(free.shape[1]))
    curve, axes = np.linalg.eigh(hessian)
    size = np.abs(curve)
    size = np.maximum(size, 1e-10 * size.max(1, keepdims=True, initial=0.0) + 1e-300)
    along = gradient[:, None] @ axes
    scaled = along / size[:, None]
    step = -(scaled @ axes.transpose(0, 2, 1))[:, 0]
    predicted = 0.5 * (scaled @ along.transpose(0, 2, 1))[:, 0, 0]
    return np.where(free, step, 0.0), predicted, curve[:, 0] > 0


def _advance(function, at: Minimum, live: np.ndarray, step: np.ndarray, predicted: np.ndarray) -> None:
    """Move each live row along its step, shortened while the value does not fall. The last step of a row is taken as
    predicted: so near to the end the prediction is exact but for rounding.
    """
    at.steps[live] += 1
    last = predicted < DONE + ROUNDING * np.abs(at.value[live])
    if last.any():
        end = live[last]
        at.theta[end] += step[last]
        at.value[end] -= predicted[last]
        at.settled[end] = True
        live, step = live[~last], step[~last]
    for _ in range(12):
        if not live.size:
            return
        trial = at.theta[live] + step
        value, gradient, hessian = function(trial, live)
        good = value <= at.value[live]
        moved = live[good]
        at.theta[moved], at.value[moved] = trial[good], value[good]
        at.gradient[moved], at.hessian[moved] = gradient[good], hessian[good]
        live, step = live[~good], 0.25 * step[~good]
    at.settled[live] = True  # no lower value along the step: rounding, or the caller's checks will tell
