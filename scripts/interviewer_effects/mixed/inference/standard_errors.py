"""Standard errors, degrees of freedom and p-values of a fit, from the observed information in (θ,
σ²).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.optimum.fit import Fit

NO_INFORMATION = 1e-15  # eigenvalue of the information, relative to the largest


@dataclass(frozen=True, slots=True)
class Information:
    """What the data say of the free variance parameters (θ, σ²), in standardised columns.

    Attributes
    ----------
    covariance : ndarray (m + 1, m + 1)
        The asymptotic covariance 2F⁻¹, F the Hessian of −2ℓ before σ² is profiled out.
    directions : ndarray (m, q, q)
        ∂Δ/∂θ.
    """

    covariance: Floats
    directions: Floats


def information(fit: Fit) -> Information:
    """The observed information of a fit.

    On the boundary only the free entries of the factor count (the others are fixed at zero there).
    """
    N = fit.evaluation.N[0]
    sigma2 = fit.scale_star
    is_free = fit.optimum.free[0]
    m = int(is_free.sum())
    F = np.zeros((m + 1, m + 1))
    F[m, m] = N / sigma2**2
    directions = np.zeros((0, fit.factor.q, fit.factor.q))
    if m:
        curved = fit.curved
        of_all = fit.factor.directions(fit.optimum.theta)
        directions = of_all[0][is_free]
        slope = fit.factor.of_residuals(curved, of_all)[0, is_free]
        profiled_hessian = fit.factor.hessian(curved, of_all)[0]
        F[:m, :m] = profiled_hessian[np.ix_(is_free, is_free)] + np.outer(slope, slope) / N
        F[:m, m] = slope / sigma2
        F[m, :m] = slope / sigma2
    return Information(covariance=2 * _pseudo_inverse(F), directions=directions)


def _pseudo_inverse(F: Floats) -> Floats:
    """F⁻¹; a direction without information has no inverse."""
    eigenvalues, axes = np.linalg.eigh(F)
    sizes = np.abs(eigenvalues)
    informative = sizes > NO_INFORMATION * sizes.max()
    axes = axes[:, informative]
    return axes / eigenvalues[informative] @ axes.T


def variance_errors(fit: Fit) -> tuple[Floats, float]:
    """Standard errors of D (q, q) and of σ² by the delta method; NaN for D on the boundary, where a
    Wald error would mislead: use an interval.
    """
    design = fit.design
    observed = information(fit)
    sigma2_error = float(design.y_scale**2 * np.sqrt(observed.covariance[-1, -1]))
    if fit.status == "boundary" or not len(observed.directions):
        return np.full((fit.factor.q, fit.factor.q), np.nan), sigma2_error

    delta = fit.lam[0] @ fit.lam[0].T
    slopes = np.concatenate([fit.scale_star * observed.directions, delta[None]])
    slopes = design.y_scale**2 * (design.to_z @ slopes @ design.to_z.T)
    variance = np.einsum("tab,tu,uab->ab", slopes, observed.covariance, slopes)
    return np.sqrt(np.maximum(variance, 0)), sigma2_error


def satterthwaite(
    fit: Fit,
    contrasts: Floats | None = None,
) -> Floats:
    """Degrees of freedom 2v²/(g'Ag) of contrasts (k, p), default each coefficient: v = c'Var(β̂)c,
    g its gradient in (θ, σ²), A their covariance.

    (Kuznetsova, Brockhoff & Christensen 2017.) Interviewer-level covariates get about J − q − 1 of
    them however many interviews there are.
    """
    observed = information(fit)
    if contrasts is None:
        contrasts = np.eye(fit.design.moments.p)
    contrasts = np.atleast_2d(contrasts)
    root_of_contrasts = fit.curved.root[0] @ fit.design.to_x.T @ contrasts.T  # (p, k)
    v = fit.scale_star * (root_of_contrasts**2).sum(0)
    gradient = (root_of_contrasts**2).sum(0)[:, None]
    if len(observed.directions):
        T = fit.curved.T
        assert T is not None  # curved holds derivatives
        of_fixed = T[0, :, :, :-1, :-1]
        of_theta = np.einsum("tab,abmn->tmn", observed.directions, of_fixed)
        by_theta = fit.scale_star * np.einsum(
            "mk,tmn,nk->kt", root_of_contrasts, of_theta, root_of_contrasts
        )
        gradient = np.column_stack([by_theta, gradient])
    variance_of_v = np.einsum("kt,tu,ku->k", gradient, observed.covariance, gradient)
    return 2 * v**2 / variance_of_v


def fixed_effects(
    fit: Fit,
    alpha: float = 0.05,
) -> dict[str, Floats]:
    """Estimates, standard errors, Satterthwaite df, t, two-sided p and (1 − alpha) limits of β,
    each (p,).
    """
    beta = fit.beta
    se = np.sqrt(np.diag(fit.cov_beta))
    df = satterthwaite(fit)
    t = beta / se
    half_width = special.stdtrit(df, 1 - alpha / 2) * se
    return {
        "estimate": beta,
        "se": se,
        "df": df,
        "t": t,
        "p": 2 * special.stdtr(df, -np.abs(t)),
        "low": beta - half_width,
        "high": beta + half_width,
    }
