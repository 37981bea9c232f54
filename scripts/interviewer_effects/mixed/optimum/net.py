"""A net of covariance matrices, and where the deviance on it is lower than around.

With few groups, or few rows, the deviance has several minima, most of them where D is singular or
nearly so, each with a basin of its own that no fixed start may lie in. A value costs a fraction of
a descent, so many are looked at, and descents begin where the net has a minimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Moments

from .starts import Starts, is_rugged, trapezoid

MANY_GROUPS = 300  # groups from whom on a deviance that is not rugged has one minimum
FEW_MINIMA = 8  # of a net, the lowest, from which descents begin


@dataclass(frozen=True)
class Net:
    """θ (A, S, W, m) of Λ with a first column of S sizes along each of A directions, and the
    others, across it, W times as wide; in a circle where directions are neighbours.
    """

    theta: np.ndarray
    widths: tuple[float, ...]
    circle: bool

    def minima(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The points of the net (k, m) whose value (A, S, W) is below those of their neighbours,
        the lowest first, and whether each is of full rank (k,).
        """
        low = _below_neighbours(values, 1) & _below_neighbours(values, 2)
        if self.circle:
            low &= (values <= np.roll(values, 1, 0)) & (values <= np.roll(values, -1, 0))
        order = np.argsort(values[low], kind="stable")[:FEW_MINIMA]
        inside = np.broadcast_to(np.array(self.widths) > 0, values.shape)
        return self.theta[low][order], inside[low][order]


def _below_neighbours(values: np.ndarray, axis: int) -> np.ndarray:
    """Whether each value is at most those before and after it along an axis."""
    ends = [(1, 1) if k == axis else (0, 0) for k in range(values.ndim)]
    wide = np.moveaxis(np.pad(values, ends, constant_values=np.inf), axis, 0)
    return (values <= np.moveaxis(wide[:-2], 0, axis)) & (values <= np.moveaxis(wide[2:], 0, axis))


@dataclass(frozen=True)
class Mesh:
    """How fine a net is."""

    directions: int
    sizes: tuple[float, ...]
    widths: tuple[float, ...]


COARSE = Mesh(16, (0.1, 0.25, 0.6, 1.5, 4.0), (0.0,))
FINE = Mesh(24, (0.1, 0.25, 0.6, 1.5, 4.0, 10.0, 25.0, 60.0), (0.0, 0.1, 0.4, 1.0))


@lru_cache
def _net(q: int, mesh: Mesh) -> Net:
    """Directions all round the half circle for two effects, a fixed random choice for more."""
    factor = Factor.of(q)
    widths = mesh.widths if q > 1 else (0.0,)
    lam = [
        trapezoid(size * np.column_stack([turn[:, :1], width * turn[:, 1:]]))
        for turn in _turns(q, mesh.directions)
        for size in mesh.sizes
        for width in widths
    ]
    theta = factor.theta(np.array(lam)).reshape(-1, len(mesh.sizes), len(widths), factor.size)
    return Net(theta, widths, circle=q == 2)


def _turns(q: int, directions: int) -> np.ndarray:
    """Orthogonal matrices (A, q, q)."""
    if q == 1:
        return np.ones((1, 1, 1))
    if q > 2:
        return np.linalg.qr(np.random.default_rng(q).standard_normal((directions, q, q)))[0]
    angles = np.pi * np.arange(directions) / directions
    ways = np.array([[np.cos(angles), -np.sin(angles)], [np.sin(angles), np.cos(angles)]])
    return ways.transpose(2, 0, 1)


def needs_net(moments: Moments, factor: Factor, interior: bool) -> bool:
    """Whether a search of one data set that ended inside, or on the boundary, may have missed a
    lower minimum.
    """
    if moments.batch > 1 or factor.diagonal or not factor.q:
        return False
    return is_rugged(moments) or (not interior and moments.groups <= MANY_GROUPS)


def net_starts(moments: Moments, factor: Factor, reml: bool) -> Starts:
    """Where on the net the deviance of one data set has its minima."""
    net = _net(factor.q, FINE if is_rugged(moments) else COARSE)
    lam = factor.lam(net.theta.reshape(-1, factor.size))
    values = evaluate(lam, moments, reml, derivatives=False).deviance.reshape(net.theta.shape[:-1])
    theta, inside = net.minima(np.where(np.isfinite(values), values, np.inf))
    return theta, np.where(inside[:, None], factor.up_to_rank(factor.q), factor.up_to_rank(1))
