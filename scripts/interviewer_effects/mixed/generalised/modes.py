"""Where each interviewer's integrand is largest, and its curvature there.

The integrand Σ_c log f(x_c'β + z_c'Lv) − v'v/2 is concave in v (r,), so Newton's method finds the
one mode; a step that does not gain is halved, for each interviewer by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .cells import Cells

MAX_STEPS = 100
MAX_HALVINGS = 40
ROUNDING = 1e-12  # of the integrand's logarithm, relative


@dataclass(frozen=True, slots=True)
class Modes:
    """Modes v̂ (J, r) and the curvature I + Σ z_L z_L' c (J, r, r) at them, z_L = L'z."""

    position: Floats
    curvature: Floats


class _Integrand(NamedTuple):
    """Its logarithm (J,), the gradient (J, r) and minus the Hessian (J, r, r)."""

    value: Floats
    gradient: Floats
    curvature: Floats


def find_modes(
    cells: Cells,
    eta_fixed: Floats,
    *,
    loadings: Floats,
    start: Floats,
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
    integrand = _integrand(
        cells,
        eta_fixed,
        loadings=loadings,
        position=position,
    )
    for _ in range(MAX_STEPS):
        right_hand_side = integrand.gradient[..., None]
        step = np.linalg.solve(integrand.curvature, right_hand_side)[..., 0]
        if not step.size or np.abs(step).max() < tolerance:
            break
        lowest_value = integrand.value - ROUNDING * (1 + np.abs(integrand.value))
        for _ in range(MAX_HALVINGS):
            trial = position + step
            integrand = _integrand(
                cells,
                eta_fixed,
                loadings=loadings,
                position=trial,
            )
            is_lower = integrand.value < lowest_value
            if not is_lower.any():
                break
            step = np.where(is_lower[:, None], step / 2, step)
        position = trial
    return Modes(position, integrand.curvature)


def _integrand(
    cells: Cells,
    eta_fixed: Floats,
    *,
    loadings: Floats,
    position: Floats,
) -> _Integrand:
    """The logarithm of the integrand at v = position (J, r)."""
    n_cells, rank = loadings.shape
    eta = eta_fixed + (loadings * position[cells.interviewer]).sum(1)
    terms = cells.kernel.terms(
        cells.events,
        cells.trials,
        eta,
    )
    scores = loadings * terms.score[:, None]
    weighted = loadings * terms.curvature[:, None]
    products = weighted[:, :, None] * loadings[:, None, :]
    columns = np.column_stack([terms.value, scores, products.reshape(n_cells, rank * rank)])

    sums = cells.by_interviewer @ columns
    log_prior = (position**2).sum(1) / 2
    value = sums[:, 0] - log_prior
    gradient = sums[:, 1 : 1 + rank] - position
    curvature = sums[:, 1 + rank :].reshape(
        len(sums),
        rank,
        rank,
    )
    return _Integrand(
        value,
        gradient,
        curvature + np.eye(rank),
    )
