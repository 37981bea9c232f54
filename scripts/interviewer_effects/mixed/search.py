"""The lowest deviance over the whole parameter space, boundary included: many starts, each rank of D, and proof by
its gradient.

A fit is believed when (1) every start of every rank has been followed to its end and none lies lower, and (2) no
direction out of a boundary lowers the deviance: with D of rank r and N
spanning its null space, N'(∂/∂Δ)N has no negative eigenvalue (the Karush-Kuhn-Tucker condition on the cone of
covariance matrices). Where (2) fails the search goes on along that direction.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from .deviance import evaluate
from .factor import Factor
from .moments import Moments
from .newton import Minimum, minimise
from .starts import Starts, starts_for, trapezoid

TIE = 1e-8  # deviances closer than this are the same fit; the simpler one (lower rank) is kept
PARTS = [part.name for part in fields(Minimum)]
NEARLY_SINGULAR = 0.05  # a singular value of Λ this small beside the largest (or beside 1) has its boundary tried


@dataclass
class Found:
    """The accepted fit of each of R data sets: theta (R, m), its free entries, deviance, largest gradient before the
    last step, steps, and how many of the tried starts agreed (R,).
    """

    theta: np.ndarray
    deviance: np.ndarray
    free: np.ndarray
    gradient_norm: np.ndarray
    steps: np.ndarray
    agreed: np.ndarray
    tried: np.ndarray


def search(moments: Moments, factor: Factor, reml: bool, starts: Starts | None = None) -> Found:
    """The global minimum of the deviance for every data set of moments, from the usual starts or those given."""
    R = moments.batch
    theta, free = starts_for(moments, factor) if starts is None else starts
    simple = np.argsort(free.sum(1), kind="stable")
    theta, free = theta[simple], free[simple]
    ends = _all_at_once(moments, factor, reml, theta, free) if R == 1 else _in_turn(moments, factor, reml, theta, free)
    best, best_free = _lowest(ends, free)
    value = np.array([end.value for end in ends])
    agreed, steps = (value <= best.value + 1e-6).sum(0), sum(end.steps for end in ends)
    for _ in range(factor.q + 1):
        if not _improve(best, best_free, moments, factor, reml):
            break
    norm = np.abs(np.where(best_free, best.gradient, 0)).max(1, initial=0)
    return Found(best.theta, best.value, best_free, norm, steps, agreed, np.full(R, len(theta)))


def _all_at_once(moments: Moments, factor: Factor, reml: bool, theta: np.ndarray, free: np.ndarray) -> list[Minimum]:
    """One data set from every start: few rows, where the number of array operations counts."""
    ends = descend(moments, factor, reml, theta, free, np.zeros(len(theta), int))
    return [_take(ends, np.array([s])) for s in range(len(theta))]


def _in_turn(moments: Moments, factor: Factor, reml: bool, theta: np.ndarray, free: np.ndarray) -> list[Minimum]:
    """Many data sets from one start after another: they share the work at the start, and stop where they can no longer
    end below what the starts before have found.
    """
    R = moments.batch
    ends, bound = [], np.full(R, np.inf)
    for at, mask in zip(theta, free, strict=True):
        start, masks = np.tile(at, (R, 1)), np.tile(mask, (R, 1))
        ends.append(descend(moments, factor, reml, start, masks, np.arange(R), bound))
        bound = np.fmin(bound, ends[-1].value)
    return ends


def descend(
    moments: Moments,
    factor: Factor,
    reml: bool,
    theta: np.ndarray,
    free: np.ndarray,
    data: np.ndarray,
    bound: np.ndarray | None = None,
) -> Minimum:
    """Newton from each row of theta on the data set that data (one index a row) names; bound as for minimise."""

    def function(at: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        shared = moments.batch > 1 and (at == at[0]).all()
        every = len(rows) == moments.batch and (data[rows] == np.arange(moments.batch)).all()
        own = moments if every else moments.rows(data[rows])
        e = evaluate(factor.lam(at[:1] if shared else at), own, reml)
        if e.gradient is None:
            return e.deviance, np.zeros_like(at), np.zeros((*at.shape, at.shape[1]))
        E = factor.directions(at)
        return e.deviance, factor.gradient(e, E), factor.hessian(e, E)

    return minimise(function, theta, free, bound)


def _lowest(ends: list[Minimum], free: np.ndarray) -> tuple[Minimum, np.ndarray]:
    """The end point of each data set with the lowest value; among ties the first, which has the fewest free entries."""
    value = np.array([np.where(np.isfinite(end.value), end.value, np.inf) for end in ends])
    pick = (value <= value.min(0) + TIE).argmax(0)
    best = _take(ends[0], np.arange(value.shape[1]))
    for s in range(1, len(ends)):
        for name in PARTS:
            getattr(best, name)[pick == s] = getattr(ends[s], name)[pick == s]
    return best, free[pick]


def _take(m: Minimum, rows: np.ndarray) -> Minimum:
    return Minimum(*(getattr(m, name)[rows] for name in PARTS))


def _improve(best: Minimum, free: np.ndarray, moments: Moments, factor: Factor, reml: bool) -> bool:
    """Try what lies next to each best fit: the boundary beside a nearly singular D, the interior where the gradient
    points out of a boundary.
    """
    if not factor.q:
        return False
    neighbours = [*_towards_boundary(best, free, factor), *_off_boundary(best, free, moments, factor, reml)]
    if not neighbours:
        return False
    data, theta, mask = (np.array(part) for part in zip(*neighbours, strict=True))
    ends = descend(moments, factor, reml, theta, mask, data)
    changed = False
    for k, row in enumerate(data):
        simpler = mask[k].sum() < free[row].sum()
        if ends.value[k] < best.value[row] + (TIE if simpler else -TIE):
            for name in ("theta", "value", "gradient", "hessian", "settled"):
                getattr(best, name)[row] = getattr(ends, name)[k]
            free[row], changed = mask[k], True
    return changed


def _towards_boundary(best: Minimum, free: np.ndarray, factor: Factor) -> list[tuple]:
    out = []
    lam = factor.lam(best.theta)
    if factor.diagonal:
        small = (np.abs(best.theta) < NEARLY_SINGULAR) & free
        return [(r, np.where(small[r], 0.0, best.theta[r]), free[r] & ~small[r]) for r in np.flatnonzero(small.any(1))]
    left, values, _ = np.linalg.svd(lam)
    for r in range(len(lam)):
        rank = factor.rank(free[r])
        keep = int((values[r] > NEARLY_SINGULAR * max(1.0, values[r, 0])).sum())
        if keep < rank:
            out.append(
                (r, factor.theta(trapezoid(left[r, :, :keep] * values[r, :keep])[None])[0], factor.up_to_rank(keep))
            )
            if keep < rank - 1:
                out.append(
                    (
                        r,
                        factor.theta(trapezoid(left[r, :, : rank - 1] * values[r, : rank - 1])[None])[0],
                        factor.up_to_rank(rank - 1),
                    )
                )
    return out


def _off_boundary(best: Minimum, free: np.ndarray, moments: Moments, factor: Factor, reml: bool) -> list[tuple]:
    deficient = np.flatnonzero([factor.rank(f) < factor.q for f in free])
    if not deficient.size:
        return []
    lam = factor.lam(best.theta[deficient])
    gradient = evaluate(lam, moments.rows(deficient), reml).gradient
    out = []
    for at, r in enumerate(deficient):
        if factor.diagonal:
            out += [
                (r, *_open(best.theta[r], free[r], k)) for k in np.flatnonzero(~free[r]) if gradient[at, k, k] < -1e-9
            ]
            continue
        rank = factor.rank(free[r])
        null = np.linalg.svd(lam[at])[0][:, rank:]
        values, vectors = np.linalg.eigh(null.T @ gradient[at] @ null)
        if values[0] < -1e-9 * (1 + np.abs(values).max()):
            wider = np.column_stack([lam[at][:, :rank], 0.1 * null @ vectors[:, 0]])
            out.append((r, factor.theta(trapezoid(wider)[None])[0], factor.up_to_rank(rank + 1)))
    return out


def _open(theta: np.ndarray, free: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    at = np.arange(len(theta)) == k
    return np.where(at, 0.1, theta), free | at
