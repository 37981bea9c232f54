"""Where the integral over the random effects is evaluated, and with which weights.

Adaptive Gauss-Hermite nodes lie around each interviewer's mode in units of its curvature (Pinheiro
& Bates 1995; Rabe-Hesketh, Skrondal & Pickles 2005); one node is Laplace's approximation. Where
answers are rare and the variance is large they hardly settle: the integrand has tails of another
width than its peak. A trapezoid sum in t, v = v̂ + C sinh t, is dense at the peak, reaches far into
the tails and converges exponentially in 1/step (Trefethen & Weideman 2014).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .modes import Modes

TIGHT_MODES, LOOSE_MODES = 1e-8, 0.05  # in standard deviations of the random effects
SINH_REACH = 6.5  # of t: sinh 6.5 is 333 standard deviations of the peak
LOG_ROOT_TWO_PI = np.log(2 * np.pi) / 2


class Nodes(NamedTuple):
    """Positions v and log weights of the integral over v ~ N(0, I): (J, M, r) and (J, M)."""

    position: Floats
    log_weight: Floats


class Lattice(NamedTuple):
    """Positions (M, r) and log weights (M,) that are the same for all interviewers."""

    position: Floats
    log_weight: Floats


@dataclass(frozen=True)
class GaussHermite:
    """`points` nodes along each of the r effects, adapted to every interviewer.

    With `tight_modes` a value does not depend on which other interviewers are computed with it.
    """

    points: int
    tight_modes: bool = field(default=False, repr=False)

    @property
    def mode_tolerance(self) -> float:
        """One node rests on the mode itself; more nodes do not mind where their centre is."""
        is_tight = self.tight_modes or self.points == 1
        return TIGHT_MODES if is_tight else LOOSE_MODES

    def n_nodes(self, rank: int) -> int:
        """M."""
        return self.points**rank

    def nodes(self, modes: Modes) -> Nodes:
        """Nodes v̂ + Cx with CC' the inverse of the curvature; weights w(x)·exp(x'x/2 −
        v'v/2)·|C|.
        """
        rank = modes.position.shape[1]
        lattice = _hermite_lattice(self.points, rank)
        return _around(modes, lattice)


@dataclass(frozen=True)
class SinhTrapezoid:
    """Steps of `step` in t along each effect, v = v̂ + C sinh t."""

    step: float
    tight_modes: bool = field(default=False, repr=False)

    @property
    def mode_tolerance(self) -> float:
        """Nodes do not mind where their centre is."""
        return TIGHT_MODES if self.tight_modes else LOOSE_MODES

    def n_nodes(self, rank: int) -> int:
        """M."""
        lattice = _sinh_lattice(self.step, rank)
        return len(lattice.position)

    def nodes(self, modes: Modes) -> Nodes:
        """Nodes v̂ + C sinh t with weights step^r·Π cosh t·|C|·φ(v)."""
        rank = modes.position.shape[1]
        lattice = _sinh_lattice(self.step, rank)
        return _around(modes, lattice)


Rule = GaussHermite | SinhTrapezoid


def _around(
    modes: Modes,
    lattice: Lattice,
) -> Nodes:
    """Nodes v̂ + Cx, CC' the inverse of the curvature, with weights w(x)·|C|·exp(−v'v/2)."""
    root = np.linalg.inv(np.linalg.cholesky(modes.curvature))
    distance = np.einsum("jba,mb->jma", root, lattice.position)
    position = modes.position[:, None, :] + distance
    log_density = -(position**2).sum(2) / 2
    diagonal = np.diagonal(root, axis1=1, axis2=2)
    log_volume = np.log(diagonal).sum(1)
    log_weight = lattice.log_weight + log_density + log_volume[:, None]
    return Nodes(position, log_weight)


@cache
def _hermite_lattice(
    points: int,
    rank: int,
) -> Lattice:
    """Abscissas x and log(weight·exp(x'x/2)/(2π)^(r/2)) of r Gauss-Hermite rules."""
    abscissas, weights = np.polynomial.hermite_e.hermegauss(points)
    grid = _power(abscissas, rank)
    log_weights = _power(np.log(weights) - LOG_ROOT_TWO_PI, rank)
    squares = (grid**2).sum(1)
    return Lattice(grid, log_weights.sum(1) + squares / 2)


@cache
def _sinh_lattice(
    step: float,
    rank: int,
) -> Lattice:
    """sinh t of a lattice in t within SINH_REACH of the origin, and its log weights."""
    positive = np.arange(step, SINH_REACH + step / 2, step)
    along_axis = np.concatenate([-positive[::-1], [0.0], positive])
    grid = _power(along_axis, rank)
    squared_distance = (grid**2).sum(1)
    grid = grid[squared_distance <= SINH_REACH**2]
    log_volume = rank * (np.log(step) - LOG_ROOT_TWO_PI)
    log_stretch = np.log(np.cosh(grid)).sum(1)
    return Lattice(np.sinh(grid), log_volume + log_stretch)


def _power(
    values: Floats,
    rank: int,
) -> Floats:
    """All combinations of `rank` values (len(values)^rank, rank)."""
    if rank == 0:
        return np.zeros((1, 0))
    axes = np.meshgrid(*[values] * rank, indexing="ij")
    columns = [axis.ravel() for axis in axes]
    return np.stack(columns, axis=1)
