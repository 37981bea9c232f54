"""How well two crossed variances are known, from the information at the optimum."""

from __future__ import annotations

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .deviance import CurvedEvaluation


def standard_errors(
    evaluation: CurvedEvaluation,
    delta: Floats,
) -> Floats:
    """Standard errors of τ₁² = σ²δ₁, τ₂² = σ²δ₂ and σ² (3,), in standardised columns.

    Var(δ, σ²) is twice the inverse of the Hessian of −2ℓ, and that of the variances follows by the
    delta method; NaN of those whose δ is 0.
    """
    sigma2 = evaluation.r2 / evaluation.N
    is_estimated = np.append(delta > 0, True)
    estimated = np.ix_(is_estimated, is_estimated)
    hessian = np.zeros((3, 3))
    hessian[:2, :2] = evaluation.curvature
    hessian[2, 2] = evaluation.N / sigma2**2
    hessian[:2, 2] = evaluation.products / sigma2**2
    hessian[2, :2] = evaluation.products / sigma2**2
    covariance = 2 * np.linalg.inv(hessian[estimated])

    jacobian = np.diag([sigma2, sigma2, 1.0])
    jacobian[:2, 2] = delta
    of_estimated = np.where(is_estimated, jacobian, 0.0)[:, is_estimated]
    variances = of_estimated @ covariance @ jacobian[:, is_estimated].T
    return np.where(is_estimated, np.sqrt(np.diag(variances)), np.nan)


def correlation_of_variances(
    evaluation: CurvedEvaluation,
    delta: Floats,
    *,
    n_rows: float,
) -> float:
    """Correlation of the two estimated variances, by the expected information.

    The information of (δ, σ²) has ‖Z_k'V⁻¹Z_l‖² for the variances, tr Z_k'V⁻²Z_k beside σ² and
    tr V⁻² for σ² itself, all over 2; σ² is then swept out.
    """
    norms = evaluation.norms
    with_sigma2 = evaluation.traces - norms @ delta  # tr Z_k'V⁻²Z_k
    of_sigma2 = n_rows - delta @ evaluation.traces - delta @ with_sigma2  # tr V⁻²
    information = norms - np.outer(with_sigma2, with_sigma2) / of_sigma2
    scale = np.sqrt(information[0, 0] * information[1, 1])
    return float(-information[0, 1] / scale)
