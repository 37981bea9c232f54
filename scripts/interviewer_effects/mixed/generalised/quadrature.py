"""Where the integral over the random effects is evaluated, and with which weights.

Adaptive Gauss-Hermite nodes lie around each interviewer's mode in units of its curvature (Pinheiro
& Bates 1995; Rabe-Hesketh, Skrondal & Pickles 2005); one node is Laplace's approximation. Where
answers are rare and the variance is large they hardly settle: the integrand has tails of another
width than its peak. A trapezoid sum in t, v = v̂ + C sinh t, is dense at the peak, reaches far into
the tails and converges exponentially in 1/step (Trefethen & Weideman 2014).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from .modes import Modes

SINH_REACH = 6.5  # of t: sinh 6.5 is 333 standard deviations of the peak


class Nodes(NamedTuple):
    """Positions v and log weights of the integral over v ~ N(0, I): (J, M, r) and (J, M)."""

    position: np.ndarray
    log_weight: np.ndarray


@dataclass(frozen=True)
class GaussHermite:
    """`points` nodes along each of the r effects, adapted to every interviewer."""

    points: int

    @property
    def mode_tolerance(self) -> float:
        """One node rests on the mode itself; more nodes do not mind where their centre is."""
        return 1e-8 if self.points == 1 else 0.05

    def n_nodes(self, rank: int) -> int:
        """M."""
        return self.points**rank

    def nodes(self, modes: Modes) -> Nodes:
        """Nodes v̂ + Cx with CC' the inverse of the curvature; weights w(x)·exp(x'x/2 −
        v'v/2)·|C|.
        """
        rank = modes.position.shape[1]
        abscissas, log_weights = _product_rule(self.points, rank)
        return _around(modes, abscissas, log_weights)


@dataclass(frozen=True)
class SinhTrapezoid:
    """Steps of `step` in t along each effect, v = v̂ + C sinh t."""

    step: float

    mode_tolerance = 0.05

    def n_nodes(self, rank: int) -> int:
        """M."""
        return len(_sinh_lattice(self.step, rank)[0])

    def nodes(self, modes: Modes) -> Nodes:
        """Nodes v̂ + C sinh t with weights step^r·Π cosh t·|C|·φ(v)."""
        rank = modes.position.shape[1]
        abscissas, log_weights = _sinh_lattice(self.step, rank)
        return _around(modes, abscissas, log_weights)


Rule = GaussHermite | SinhTrapezoid


def _around(modes: Modes, abscissas: np.ndarray, log_weights: np.ndarray) -> Nodes:
    """Nodes v̂ + Cx, CC' the inverse of the curvature, with weights w(x)·|C|·exp(−v'v/2)."""
    root = np.linalg.inv(np.linalg.cholesky(modes.curvature))
    position = modes.position[:, None, :] + np.einsum("jba,mb->jma", root, abscissas)
    log_volume = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(1)
    log_density = -(position**2).sum(2) / 2
    return Nodes(position, log_weights + log_density + log_volume[:, None])


@cache
def _product_rule(points: int, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """Abscissas (M, r) and log(weight·exp(x'x/2)/(2π)^(r/2)) (M,) of r Gauss-Hermite rules."""
    abscissas, weights = np.polynomial.hermite_e.hermegauss(points)
    grid = _power(abscissas, rank)
    log_weights = _power(np.log(weights) - np.log(2 * np.pi) / 2, rank).sum(1)
    return grid, log_weights + (grid**2).sum(1) / 2


@cache
def _sinh_lattice(step: float, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """sinh t (M, r) of a lattice in t within SINH_REACH of the origin, and its log weights (M,)."""
    half = np.arange(step, SINH_REACH + step / 2, step)
    grid = _power(np.concatenate([-half[::-1], [0.0], half]), rank)
    grid = grid[(grid**2).sum(1) <= SINH_REACH**2]
    log_weights = rank * (np.log(step) - np.log(2 * np.pi) / 2) + np.log(np.cosh(grid)).sum(1)
    return np.sinh(grid), log_weights


def _power(values: np.ndarray, rank: int) -> np.ndarray:
    """All combinations of `rank` values (len(values)^rank, rank)."""
    if rank == 0:
        return np.zeros((1, 0))
    axes = np.meshgrid(*[values] * rank, indexing="ij")
    return np.stack([axis.ravel() for axis in axes], axis=1)
