"""The profiled deviance of the two-level linear model with its gradient and Hessian, for a batch of
fits at once.

With V_j = I + Z_jΔZ_j' (in units of σ²), Δ = ΛΛ', and N = n (ML) or n − p (REML), β and σ² profiled
out:

    −2ℓ(Λ) = Σ log|V_j| + (REML: log|Ω|) + N [1 + log(2π r²/N)]
    Ω      = Σ X_j'V_j⁻¹X_j
    r²     = Σ (y_j − X_jβ̂)'V_j⁻¹(y_j − X_jβ̂)

(Bates, Mächler, Bolker & Walker 2015, eq. 34-41, in cross-products). The outcome is one more column
of X: the Cholesky factor L of [X y]'V⁻¹[X y] holds that of Ω, and r as its last pivot; [X y]L'⁻¹
are the columns of X made orthonormal in V⁻¹, and the residuals over r. With σ̂² = r²/N these are
taken as (y − Xβ̂)/σ̂, so that every column a counts alike: P_j = Z_j'V_j⁻¹Z_j, h_ja = Z_j'V_j⁻¹
times column a, and from dV = Z dΔ Z'

    ∂/∂Δ   = Σ P_j − Σ h_ja h_ja'            over the residuals, and under REML all a
    ∂²/∂Δ² : E, F ↦ Σ tr[E(−P_j + 2 Σ h_ja h_ja') F P_j] − Σ_ab W_ab T_ab(E) T_ab(F)
    T_ab(E) = Σ h_ja'E h_jb

where W is 1 between residuals and X, 1 (REML) or 0 within X, and for the residuals alone 0 while σ²
is held, 1/N when it is profiled out: ∂ log r²/∂Δ : E ↦ −T_yy(E)/N.

Every sum over interviewers is one matrix product, so a call costs O(J) array work whatever q is.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.design.memory import keep_freed

from .derivatives import derivatives as derivatives_in_delta
from .moments import Moments
from .sweep import sweep

keep_freed()
# Numbers of Z'B handled at a time: the arrays made on the way stay in the processor's cache
BLOCK = 1 << 16


@dataclass
class Evaluation:
    """The deviance of R fits and what follows from it, in the standardised columns of the design.

    Shapes: deviance, r2, N (R,); basis (R, p + 1, p + 1): [X y]basis' are the columns a; gradient
    (R, q, q) and curvature (R, q, q, q, q) in Δ, with σ² profiled out or as given; T (R, q, q, p +
    1, p + 1): T_ab(E) = Σ_kl E_kl T_klab.
    """

    deviance: Floats
    r2: Floats
    N: Floats
    basis: Floats
    gradient: Floats | None = None
    curvature: Floats | None = None
    T: Floats | None = None

    @property
    def root(self) -> Floats:
        """root (R, p, p) with root'root = Ω⁻¹."""
        return self.basis[:, :-1, :-1]

    @property
    def beta(self) -> Floats:
        """β̂ (R, p): the last column is (y − Xβ̂)/σ."""
        residual_row = self.basis[:, -1]  # of [−β̂ 1]/σ
        scaled_beta = residual_row[:, :-1]
        inverse_sd = residual_row[:, -1:]
        return scaled_beta / -inverse_sd

    @property
    def of_residuals(self) -> Floats:
        """T_yy (R, q, q): −N ∂ log r²/∂Δ, or −σ⁻² ∂r²/∂Δ where σ² is given."""
        assert self.T is not None
        return self.T[..., -1, -1]


def evaluate(
    lam: Floats,
    moments: Moments,
    reml: bool,
    derivatives: bool = True,
    sigma2: Floats | None = None,
) -> Evaluation:
    """Deviance (and derivatives in Δ) at relative factors lam (R, q, q) for the R data sets of
    moments; one factor (1, q, q) serves all data sets, one data set all factors.

    With sigma2 (R,) that is σ², not profiled out: Σ log|V_j| + (REML: log|Ω|) + N log 2πσ² + r²/σ².
    """
    n_fits = max(len(lam), moments.batch)
    block = max(1, BLOCK // max(moments.ZB.size, 1))
    if n_fits <= block:
        return _evaluate(
            lam,
            moments,
            reml=reml,
            derivatives=derivatives,
            sigma2=sigma2,
        )
    evaluations = []
    for start in range(0, n_fits, block):
        rows = slice(start, start + block)
        evaluation = _evaluate(
            lam if len(lam) == 1 else lam[rows],
            moments.rows(rows),
            reml=reml,
            derivatives=derivatives,
            sigma2=sigma2 if sigma2 is None or len(sigma2) == 1 else sigma2[rows],
        )
        evaluations.append(evaluation)
    return _joined(evaluations)


def _joined(evaluations: list[Evaluation]) -> Evaluation:
    """Blocks of data sets as one; what they share is there once."""
    first = evaluations[0]
    joined = {}
    for field in fields(Evaluation):
        blocks = [getattr(evaluation, field.name) for evaluation in evaluations]
        is_by_data_set = blocks[0] is not None and len(blocks[0]) == len(first.deviance)
        joined[field.name] = np.concatenate(blocks) if is_by_data_set else blocks[0]
    return Evaluation(**joined)


def _evaluate(
    lam: Floats,
    moments: Moments,
    reml: bool,
    derivatives: bool,
    sigma2: Floats | None,
) -> Evaluation:
    p = moments.p
    counts = moments.restricted if reml else moments.full
    ZV, gram, log_det = sweep(
        lam,
        moments,
        by_group=derivatives,
    )
    basis, pivots = _inverse_cholesky(gram)
    r = pivots[:, p]
    r2 = r * r

    if sigma2 is None:
        pair_weights = counts.W_profiled
        log_pivots = np.vecdot(np.log(pivots), counts.logs)
        deviance = log_det + counts.constant + log_pivots
        basis[:, p] *= counts.root
    else:
        pair_weights = counts.W_held
        deviance = log_det + counts.N * np.log(2 * np.pi * sigma2) + r2 / sigma2
        if reml:
            deviance += 2 * np.log(pivots[:, :p]).sum(1)
        basis[:, p] *= (r / np.sqrt(sigma2))[:, None]

    if not derivatives or not moments.q:
        return Evaluation(
            deviance,
            r2,
            N=counts.N,
            basis=basis,
        )
    slopes = derivatives_in_delta(
        ZV,
        moments,
        basis=basis,
        pair_weights=pair_weights,
        reml=reml,
    )
    return Evaluation(
        deviance=deviance,
        r2=r2,
        N=counts.N,
        basis=basis,
        gradient=slopes.gradient,
        curvature=slopes.curvature,
        T=slopes.T,
    )


def _inverse_cholesky(gram: Floats) -> tuple[np.ndarray, np.ndarray]:
    """The inverse of the Cholesky factor of gram (R, p + 1, p + 1), and the factor's diagonal (R,
    p + 1); NaN for a data set whose gram is singular, so that the others of the batch go on.
    """
    try:
        factor = np.linalg.cholesky(gram)
        return np.linalg.inv(factor), factor.diagonal(axis1=1, axis2=2)
    except np.linalg.LinAlgError:
        if len(gram) == 1:
            missing = np.full_like(gram, np.nan)
            return missing, missing[:, 0]

    each = [_inverse_cholesky(single[None]) for single in gram]
    inverses = np.concatenate([inverse for inverse, _ in each])
    pivots = np.concatenate([pivot for _, pivot in each])
    return inverses, pivots


class ResidualProducts(NamedTuple):
    """P = Z'V⁻¹Z (R, q, q, J), Q = Z'V⁻¹X (R, q, p, J) and w = Z'V⁻¹(y − Xβ) (R, q, J), V in units
    of σ².
    """

    P: Floats
    Q: Floats
    w: Floats


def residual_products(
    lam: Floats,
    moments: Moments,
    beta: Floats,
) -> ResidualProducts:
    """What predicted effects and their errors are made of, at relative factors lam (R, q, q) and
    fixed effects beta (R, p).
    """
    q = moments.q
    x_at = moments.x_at
    ZV = sweep(lam, moments).ZV
    P = ZV[:, :, :q]
    Q = ZV[:, :, x_at:-1]
    Zy = ZV[:, :, -1]
    ZXb = beta[:, None, None] @ Q  # Z'V⁻¹Xβ (R, q, 1, J)
    return ResidualProducts(
        P,
        Q,
        w=Zy - ZXb[:, :, 0],
    )
