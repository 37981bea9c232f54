"""Where each interviewer's integrand is largest, and its curvature there.

The integrand Σ_c log f(x_c'β + z_c'Lv) − v'v/2 is concave in v (r,), so Newton's method finds the
one mode; a step that does not gain is halved, for each interviewer by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cells import Cells

MAX_STEPS = 100
MAX_HALVINGS = 40


@dataclass(frozen=True)
class Modes:
    """Modes v̂ (J, r) and the curvature I + Σ z_L z_L' c (J, r, r) at them, z_L = L'z."""

    position: np.ndarray
    curvature: np.ndarray


def find_modes(
    cells: Cells,
    eta_fixed: np.ndarray,
    *,
    loadings: np.ndarray,
    start: np.ndarray,
    tolerance: float,
) -> Modes:
    """Newton's method from `start` (J, r) until every step is below `tolerance`.

    Parameters
    ----------
    cells : Cells
    eta_fixed : ndarray (C,)
        x'β of each cell.
    loadings : ndarray (C, r)
        L'z of each cell: what a unit of v adds to η.
    start : ndarray (J, r)
    tolerance : float
        Of v, in standard deviations of the random effects.
    """
    position = start
    value, gradient, curvature = _objective(cells, eta_fixed, loadings=loadings, position=position)
    for _ in range(MAX_STEPS):
        step = np.linalg.solve(curvature, gradient[..., None])[..., 0]
        if not step.size or np.abs(step).max() < tolerance:
            break
        for _ in range(MAX_HALVINGS):
            ahead = position + step
            ahead_value, ahead_gradient, ahead_curvature = _objective(
                cells, eta_fixed, loadings=loadings, position=ahead
            )
            lower = ahead_value < value - 1e-12 * (1 + np.abs(value))
            if not lower.any():
                break
            step = np.where(lower[:, None], step / 2, step)
        position, value = ahead, ahead_value
        gradient, curvature = ahead_gradient, ahead_curvature
    return Modes(position, curvature)


def _objective(cells: Cells, eta_fixed: np.ndarray, *, loadings: np.ndarray, position: np.ndarray):
    """Log integrand (J,), its gradient (J, r) and minus its Hessian (J, r, r)."""
    eta = eta_fixed + (loadings * position[cells.interviewer]).sum(1)
    terms = cells.kernel.terms(cells.events, cells.trials, eta)
    rank = loadings.shape[1]
    weighted = loadings * terms.curvature[:, None]
    products = (weighted[:, :, None] * loadings[:, None, :]).reshape(len(eta), rank * rank)
    columns = np.column_stack([terms.value, loadings * terms.score[:, None], products])
    sums = cells.by_interviewer @ columns
    value = sums[:, 0] - (position**2).sum(1) / 2
    gradient = sums[:, 1 : 1 + rank] - position
    curvature = sums[:, 1 + rank :].reshape(len(sums), rank, rank) + np.eye(rank)
    return value, gradient, curvature
