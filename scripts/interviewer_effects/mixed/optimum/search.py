"""The lowest deviance over the whole parameter space, boundary included: many starts, each rank of
D, and proof by its gradient.

A fit is believed when (1) every start of every rank has been followed to its end and none lies
lower, and (2) no direction out of a boundary lowers the deviance: with D of rank r and N spanning
its null space, N'(∂/∂Δ)N has no negative eigenvalue (the Karush-Kuhn-Tucker condition on the cone
of covariance matrices). Where (2) fails the search goes on along that direction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Moments

from .net import needs_net, net_starts
from .newton import Minimum, minimise
from .starts import Starts, simple_first, simple_first_for, trapezoid

TIE = 1e-8  # deviances closer than this are the same fit; the simpler one (lower rank) is kept
NEARLY_SINGULAR = (
    0.05  # a singular value of Λ this small beside the largest (or beside 1) has its boundary tried
)


@dataclass
class Optimum:
    """The accepted fit of each of R data sets: theta (R, m), its free entries, deviance, steps, and
    how many of the tried starts agreed (R,).
    """

    theta: np.ndarray
    deviance: np.ndarray
    free: np.ndarray
    steps: np.ndarray
    agreed: np.ndarray
    tried: np.ndarray


def search(moments: Moments, factor: Factor, reml: bool, starts: Starts | None = None) -> Optimum:
    """The global minimum of the deviance for every data set of moments, from the usual starts or
    those given.
    """
    theta, free = simple_first_for(moments, factor) if starts is None else simple_first(*starts)
    run = _all_at_once if moments.batch == 1 else _in_turn
    best, values, steps = run(moments, factor, reml, theta, free)
    tried = len(theta)
    if starts is None and needs_net(moments, factor, interior=best.free.all()):
        found = net_starts(moments, factor, reml)
        other, more_values, more_steps = run(moments, factor, reml, *found)
        if other.value[0] < best.value[0] - TIE:
            best.put(0, other, 0)
        values = np.concatenate([values, more_values])
        steps = steps + more_steps
        tried += len(found[0])
    agreed = (values <= best.value + 1e-6).sum(0)
    for _ in range(factor.q + 1):
        if not _improve(best, moments, factor, reml):
            break
    return Optimum(best.theta, best.value, best.free, steps, agreed, np.full(moments.batch, tried))


def _all_at_once(moments: Moments, factor: Factor, reml: bool, theta: np.ndarray, free: np.ndarray):
    """One data set from every start: few rows, where the number of array operations counts.

    Returns the lowest end (among ties the one with the fewest free entries; the first where none
    has a value), the values of all ends, and the steps.
    """
    ends = descend(moments, factor, reml, theta, free, np.zeros(len(theta), int))
    low = ends.value <= np.fmin.reduce(ends.value) + TIE
    return (
        ends.take(np.argmax(low, keepdims=True)),
        ends.value[:, None],
        ends.steps.sum(keepdims=True),
    )


def _in_turn(moments: Moments, factor: Factor, reml: bool, theta: np.ndarray, free: np.ndarray):
    """Many data sets from one start after another: they share the work at the start, and stop where
    they can no longer end below what the starts before have found. Returns the same as
    _all_at_once.
    """
    R, every = moments.batch, np.arange(moments.batch)
    best, values, steps = None, [], 0
    for at, mask in zip(theta, free, strict=True):
        start, masks, bound = (
            np.tile(at, (R, 1)),
            np.tile(mask, (R, 1)),
            None if best is None else best.value,
        )
        end = descend(moments, factor, reml, start, masks, every, bound)
        values.append(end.value)
        steps = steps + end.steps
        if best is None:
            best = end
        else:
            lower = ~(end.value >= best.value - TIE) & np.isfinite(end.value)
            best.put(every[lower], end, every[lower])
    return best, np.array(values), steps


def descend(
    moments: Moments,
    factor: Factor,
    reml: bool,
    theta: np.ndarray,
    free: np.ndarray,
    data: np.ndarray,
    bound: np.ndarray | None = None,
) -> Minimum:
    """Newton from each row of theta on the data set that data (one index a row) names; bound as for
    minimise.
    """
    R, derivatives = moments.batch, bool(free.any())

    def function(at: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        whole = R == 1 or (len(rows) == R and (data[rows] == np.arange(R)).all())
        own = moments if whole else moments.rows(data[rows])
        e = evaluate(factor.lam(at), own, reml, derivatives)
        if e.gradient is None:
            return e.deviance, np.zeros_like(at), np.zeros((*at.shape, at.shape[1]))
        E = factor.directions(at)
        return e.deviance, factor.gradient(e, E), factor.hessian(e, E)

    return minimise(function, theta, free, bound, together=R == 1)


def _improve(best: Minimum, moments: Moments, factor: Factor, reml: bool) -> bool:
    """Try what lies next to each best fit: the boundary beside a nearly singular D, the interior
    where the gradient points out of a boundary.
    """
    if not factor.q:
        return False
    neighbours = [*_towards_boundary(best, factor), *_off_boundary(best, moments, factor, reml)]
    if not neighbours:
        return False
    data, theta, mask = (np.array(part) for part in zip(*neighbours, strict=True))
    ends = descend(moments, factor, reml, theta, mask, data)
    changed = False
    for k, row in enumerate(data):
        simpler = mask[k].sum() < best.free[row].sum()
        if ends.value[k] < best.value[row] + (TIE if simpler else -TIE):
            best.put(row, ends, k)
            changed = True
    return changed


def _towards_boundary(best: Minimum, factor: Factor) -> list[tuple]:
    out, free = [], best.free
    lam = factor.lam(best.theta)
    if factor.diagonal:
        small = (np.abs(best.theta) < NEARLY_SINGULAR) & free
        return [
            (r, np.where(small[r], 0.0, best.theta[r]), free[r] & ~small[r])
            for r in np.flatnonzero(small.any(1))
        ]
    near = _nearly_singular(lam)
    if not near.size:
        return []
    left, values, _ = np.linalg.svd(lam[near])
    for r, axes, sizes in zip(near, left, values, strict=True):
        rank = factor.rank(free[r])
        keep = int((sizes > NEARLY_SINGULAR * max(1.0, sizes[0])).sum())
        for lower in sorted({keep, rank - 1}) if keep < rank else ():
            theta = factor.theta(trapezoid(axes[:, :lower] * sizes[:lower])[None])[0]
            out.append((r, theta, factor.up_to_rank(lower)))
    return out


def _nearly_singular(lam: np.ndarray) -> np.ndarray:
    """Rows of lower-triangular Λ (R, q, q) that may have a small singular value: the smallest is at
    least |det Λ|/‖Λ‖^(q−1).
    """
    size = np.sqrt((lam * lam).sum((1, 2)))
    det = np.abs(lam.diagonal(axis1=1, axis2=2).prod(1))
    return np.flatnonzero(
        det <= NEARLY_SINGULAR * np.maximum(1.0, size) * size ** (lam.shape[1] - 1)
    )


def _off_boundary(best: Minimum, moments: Moments, factor: Factor, reml: bool) -> list[tuple]:
    free = best.free
    deficient = np.flatnonzero(~free.all(1))
    if not deficient.size:
        return []
    lam = factor.lam(best.theta[deficient])
    gradient = evaluate(lam, moments.rows(deficient), reml).gradient
    if factor.diagonal:
        down = (gradient.diagonal(axis1=1, axis2=2) < -1e-9) & ~free[deficient]
        return [
            (deficient[at], *_open(best.theta[deficient[at]], free[deficient[at]], k))
            for at, k in np.argwhere(down)
        ]
    axes, out = np.linalg.svd(lam)[0], []
    rank = np.array([factor.rank(f) for f in free[deficient]])
    for r in np.unique(rank):
        same = np.flatnonzero(rank == r)
        null = axes[same][:, :, r:]
        values, vectors = np.linalg.eigh(null.transpose(0, 2, 1) @ gradient[same] @ null)
        for k in np.flatnonzero(values[:, 0] < -1e-9 * (1 + np.abs(values).max(1))):
            wider = np.column_stack([lam[same[k]][:, :r], 0.1 * null[k] @ vectors[k, :, 0]])
            out.append(
                (
                    deficient[same[k]],
                    factor.theta(trapezoid(wider)[None])[0],
                    factor.up_to_rank(r + 1),
                )
            )
    return out


def _open(theta: np.ndarray, free: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    at = np.arange(len(theta)) == k
    return np.where(at, 0.1, theta), free | at
