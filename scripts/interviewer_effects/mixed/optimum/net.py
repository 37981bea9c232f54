"""A net of covariance matrices, and where the deviance on it is lower than around.

With few groups, or few rows, the deviance has several minima, most of them where D is singular or
nearly so, each with a basin of its own that no fixed start may lie in. A value costs a fraction of
a descent, so many are looked at, and descents begin where the net has a minimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats
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

    theta: Floats
    widths: tuple[float, ...]
    circle: bool

    def minima(self, values: Floats) -> tuple[Floats, Booleans]:
        """The points of the net (k, m) whose value (A, S, W) is below those of their neighbours,
        the lowest first, and whether each is of full rank (k,).
        """
        is_minimum = _below_neighbours(values, axis=1)
        is_minimum &= _below_neighbours(values, axis=2)
        if self.circle:
            is_minimum &= values <= np.roll(values, 1, 0)
            is_minimum &= values <= np.roll(values, -1, 0)
        order = np.argsort(values[is_minimum], kind="stable")
        first = order[:FEW_MINIMA]
        has_width = np.array(self.widths) > 0
        is_full_rank = np.broadcast_to(has_width, values.shape)
        return self.theta[is_minimum][first], is_full_rank[is_minimum][first]


def _below_neighbours(
    values: Floats,
    axis: int,
) -> Booleans:
    """Whether each value is at most those before and after it along an axis."""
    along = np.moveaxis(values, axis, 0)
    border = np.full_like(along[:1], np.inf)
    previous = np.concatenate([border, along[:-1]])
    following = np.concatenate([along[1:], border])
    is_below = (along <= previous) & (along <= following)
    return np.moveaxis(is_below, 0, axis)


@dataclass(frozen=True)
class Mesh:
    """How fine a net is."""

    directions: int
    sizes: tuple[float, ...]
    widths: tuple[float, ...]


COARSE = Mesh(
    16,
    (0.1, 0.25, 0.6, 1.5, 4.0),
    widths=(0.0,),
)
FINE = Mesh(
    24,
    (0.1, 0.25, 0.6, 1.5, 4.0, 10.0, 25.0, 60.0),
    widths=(0.0, 0.1, 0.4, 1.0),
)


@lru_cache
def _net(
    q: int,
    mesh: Mesh,
) -> Net:
    """Directions all round the half circle for two effects, a fixed random choice for more."""
    factor = Factor.of(q)
    sizes = mesh.sizes
    widths = mesh.widths if q > 1 else (0.0,)
    rotations = _rotations(q, mesh.directions)
    lam = []
    for rotation, size, width in product(
        rotations,
        sizes,
        widths,
    ):
        along = rotation[:, :1]
        across = width * rotation[:, 1:]
        columns = np.column_stack([along, across])
        lam.append(trapezoid(size * columns))
    theta = factor.theta(np.array(lam))
    by_point = theta.reshape(-1, len(sizes), len(widths), factor.size)
    return Net(
        by_point,
        widths,
        circle=q == 2,
    )


def _rotations(
    q: int,
    directions: int,
) -> Floats:
    """Orthogonal matrices (A, q, q)."""
    if q == 1:
        return np.ones((1, 1, 1))
    if q > 2:
        rng = np.random.default_rng(q)
        matrices = rng.standard_normal((directions, q, q))
        return np.linalg.qr(matrices)[0]
    angles = np.pi * np.arange(directions) / directions
    cosines = np.cos(angles)
    sines = np.sin(angles)
    entries = np.array([[cosines, -sines], [sines, cosines]])
    return entries.transpose(2, 0, 1)


def needs_net(
    moments: Moments,
    factor: Factor,
    interior: bool,
) -> bool:
    """Whether a search of one data set that ended inside, or on the boundary, may have missed a
    lower minimum.
    """
    is_batch = moments.batch > 1
    if is_batch or factor.diagonal or not factor.q:
        return False
    if is_rugged(moments):
        return True
    return not interior and moments.groups <= MANY_GROUPS


def net_starts(
    moments: Moments,
    factor: Factor,
    reml: bool,
) -> Starts:
    """Where on the net the deviance of one data set has its minima."""
    mesh = FINE if is_rugged(moments) else COARSE
    net = _net(factor.q, mesh)
    points = net.theta.reshape(-1, factor.size)
    lam = factor.lam(points)
    deviance = evaluate(
        lam,
        moments,
        reml=reml,
        derivatives=False,
    ).deviance
    finite_deviance = np.where(np.isfinite(deviance), deviance, np.inf)
    values = finite_deviance.reshape(net.theta.shape[:-1])
    theta, is_full_rank = net.minima(values)

    all_free = factor.up_to_rank(factor.q)
    first_column = factor.up_to_rank(1)
    is_free = np.where(is_full_rank[:, None], all_free, first_column)
    return Starts(theta, is_free)
