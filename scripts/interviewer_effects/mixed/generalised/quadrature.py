"""Where the integral over the random effects is evaluated, and with which weights.

Adaptive Gauss-Hermite nodes lie around each interviewer's mode in units of its curvature (Pinheiro
& Bates 1995; Rabe-Hesketh, Skrondal & Pickles 2005); one node is Laplace's approximation. Where
answers are rare and the variance is large they hardly settle; a trapezoid sum in the standardised
effects, the same for all interviewers, then converges as fast as its step falls.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from .modes import Modes

TRAPEZOID_REACH = 6.5  # a standard normal effect lies beyond in one of 10^10


class Nodes(NamedTuple):
    """Positions v and log weights of the integral over v ~ N(0, I): (J, M, r) and (J, M)."""

    position: np.ndarray
    log_weight: np.ndarray


@dataclass(frozen=True)
class GaussHermite:
    """`points` nodes along each of the r effects, adapted to every interviewer."""

    points: int
    adaptive: bool = True

    @property
    def mode_tolerance(self) -> float:
        """One node rests on the mode itself; more nodes do not mind where their centre is."""
        return 1e-8 if self.points == 1 else 0.05

    def n_nodes(self, rank: int) -> int:
        """M."""
        return self.points**rank

    def nodes(self, modes: Modes) -> Nodes:
        """Nodes v̂ + Cx with CC' the inverse of the curvature; weights w(x)·exp(x'x/2 − v'v/2)·|C|."""
        rank = modes.position.shape[1]
        abscissas, log_weights = _product_rule(self.points, rank)
        root = np.linalg.inv(np.linalg.cholesky(modes.curvature))
        position = modes.position[:, None, :] + np.einsum("jba,mb->jma", root, abscissas)
        log_volume = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(1)
        log_density = -(position**2).sum(2) / 2
        return Nodes(position, log_weights + log_density + log_volume[:, None])


@dataclass(frozen=True)
class Trapezoid:
    """Steps of `step` standard deviations along each effect, out to 6.5 from the origin."""

    step: float
    adaptive: bool = False

    def n_nodes(self, rank: int) -> int:
        """M."""
        return len(_lattice(self.step, rank)[0])

    def nodes(self, modes: Modes) -> Nodes:
        """The same nodes for every interviewer."""
        n_interviewers, rank = modes.position.shape
        grid, log_weights = _lattice(self.step, rank)
        position = np.broadcast_to(grid, (n_interviewers, *grid.shape))
        return Nodes(position, np.broadcast_to(log_weights, (n_interviewers, len(grid))))


Rule = GaussHermite | Trapezoid


@cache
def _product_rule(points: int, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """Abscissas (M, r) and log(weight·exp(x'x/2)/(2π)^(r/2)) (M,) of r Gauss-Hermite rules."""
    abscissas, weights = np.polynomial.hermite_e.hermegauss(points)
    grid = _power(abscissas, rank)
    log_weights = _power(np.log(weights) - np.log(2 * np.pi) / 2, rank).sum(1)
    return grid, log_weights + (grid**2).sum(1) / 2


@cache
def _lattice(step: float, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """Points (M, r) of a lattice within TRAPEZOID_REACH of the origin and their log weights (M,)."""
    half = np.arange(step, TRAPEZOID_REACH + step / 2, step)
    grid = _power(np.concatenate([-half[::-1], [0.0], half]), rank)
    grid = grid[(grid**2).sum(1) <= TRAPEZOID_REACH**2]
    log_weights = rank * np.log(step) - rank * np.log(2 * np.pi) / 2 - (grid**2).sum(1) / 2
    return grid, log_weights


def _power(values: np.ndarray, rank: int) -> np.ndarray:
    """All combinations of `rank` values (len(values)^rank, rank)."""
    if rank == 0:
        return np.zeros((1, 0))
    axes = np.meshgrid(*[values] * rank, indexing="ij")
    return np.stack([axis.ravel() for axis in axes], axis=1)
