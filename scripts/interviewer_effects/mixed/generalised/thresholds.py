"""The term of ℓ that holds the thresholds of ordered answers apart: Σ_k n_k log(1 − exp(−g_k)).

g_k = c_k − c_{k−1} is the gap below and n_k the number of answers in category k, 0 < k < K − 1 (see
`collapse`). Other families have no thresholds, and every array here has no columns.
"""

from __future__ import annotations

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .cells import Cells
from .parameters import Parameters


def threshold_gaps(
    cells: Cells,
    parameters: Parameters,
) -> Floats:
    """g_k (R, K − 2)."""
    n_inner = cells.inner.shape[1]
    thresholds = parameters.fixed[:, : n_inner + 1]
    gaps = np.diff(thresholds, axis=1)
    return gaps[:, :n_inner]


def threshold_term(
    cells: Cells,
    parameters: Parameters,
) -> Floats:
    """Σ_k n_k log(1 − exp(−g_k)) (R,); −∞ where thresholds are out of order."""
    gaps = threshold_gaps(cells, parameters)
    is_ordered = gaps > 0
    positive_gaps = np.where(is_ordered, gaps, 1.0)
    log_terms = np.log(-np.expm1(-positive_gaps))
    terms = np.where(is_ordered, cells.inner * log_terms, -np.inf)
    return terms.sum(1)


def threshold_push(
    cells: Cells,
    parameters: Parameters,
) -> Floats:
    """∂/∂g_k = n_k/(exp g_k − 1) (R, K − 2): it pushes c_k up and c_{k−1} down."""
    gaps = threshold_gaps(cells, parameters)
    return cells.inner / np.expm1(gaps)


def threshold_information(
    cells: Cells,
    parameters: Parameters,
) -> Floats:
    """Minus the second derivatives (R, K, K) in all parameters."""
    n_data_sets, n_parameters = parameters.vector.shape
    information = np.zeros((n_data_sets, n_parameters, n_parameters))
    rate = 1 / np.expm1(threshold_gaps(cells, parameters))
    curvature = cells.inner * rate * (1 + rate)
    for k in range(cells.inner.shape[1]):
        information[:, k, k] += curvature[:, k]
        information[:, k + 1, k + 1] += curvature[:, k]
        information[:, k, k + 1] -= curvature[:, k]
        information[:, k + 1, k] -= curvature[:, k]
    return information
