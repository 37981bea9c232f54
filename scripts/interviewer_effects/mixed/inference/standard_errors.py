"""Standard errors, degrees of freedom and p-values of a fit, from the observed information in (θ,
σ²).
"""

from __future__ import annotations

import numpy as np
from scipy import special

from interviewer_effects.mixed.optimum.fit import Fit


def information(fit: Fit) -> tuple[np.ndarray, np.ndarray]:
    """Asymptotic covariance 2F⁻¹ of the free (θ, σ²) in standardised columns, F the Hessian of −2ℓ
    before σ² is profiled out, and the directions ∂Δ/∂θ (m, q, q).

    On the boundary only the free entries of the factor count (the others are fixed at zero there).
    """
    e, N, s = fit.curved, fit.evaluation.N[0], fit.scale_star
    free = fit.optimum.free[0]
    m = int(free.sum())
    F = np.zeros((m + 1, m + 1))
    F[m, m] = N / s**2
    E = np.zeros((0, fit.factor.q, fit.factor.q))
    if m:
        every = fit.factor.directions(fit.optimum.theta)
        E, slope = every[0][free], fit.factor.of_residuals(e, every)[0, free]
        F[:m, :m] = fit.factor.hessian(e, every)[0][np.ix_(free, free)] + np.outer(slope, slope) / N
        F[:m, m] = F[m, :m] = slope / s
    values, axes = np.linalg.eigh(F)
    sharp = (
        np.abs(values) > 1e-15 * np.abs(values).max()
    )  # a direction without information has no inverse
    return 2 * (axes[:, sharp] / values[sharp]) @ axes[:, sharp].T, E


def variance_errors(fit: Fit) -> tuple[np.ndarray, float]:
    """Standard errors of D (q, q) and of σ² by the delta method; NaN for D on the boundary, where a
    Wald error would mislead: use an interval.
    """
    covariance, E = information(fit)
    d, s = fit.design, fit.scale_star
    sigma2_error = d.y_scale**2 * np.sqrt(covariance[-1, -1])
    if fit.status == "boundary" or not len(E):
        return np.full((fit.factor.q, fit.factor.q), np.nan), float(sigma2_error)
    delta = fit.lam[0] @ fit.lam[0].T
    slopes = d.y_scale**2 * (d.to_z @ np.concatenate([s * E, delta[None]]) @ d.to_z.T)
    variance = np.einsum("tab,tu,uab->ab", slopes, covariance, slopes)
    return np.sqrt(np.maximum(variance, 0)), float(sigma2_error)


def satterthwaite(fit: Fit, contrasts: np.ndarray | None = None) -> np.ndarray:
    """Degrees of freedom 2v²/(g'Ag) of contrasts (k, p), default each coefficient: v = c'Var(β̂)c,
    g its gradient in (θ, σ²), A their covariance.

    (Kuznetsova, Brockhoff & Christensen 2017.) Interviewer-level covariates get about J − q − 1 of
    them however many interviews there are.
    """
    covariance, E = information(fit)
    contrasts = np.eye(fit.design.moments.p) if contrasts is None else np.atleast_2d(contrasts)
    half = fit.curved.root[0] @ fit.design.to_x.T @ contrasts.T  # (p, k)
    v = fit.scale_star * (half**2).sum(0)
    g = (half**2).sum(0)[:, None]
    if len(E):
        A = np.einsum("tab,abmn->tmn", E, fit.curved.T[0, :, :, :-1, :-1])
        g = np.column_stack([fit.scale_star * np.einsum("mk,tmn,nk->kt", half, A, half), g])
    return 2 * v**2 / np.einsum("kt,tu,ku->k", g, covariance, g)


def fixed_effects(fit: Fit, alpha: float = 0.05) -> dict[str, np.ndarray]:
    """Estimates, standard errors, Satterthwaite df, t, two-sided p and (1 − alpha) limits of β,
    each (p,).
    """
    beta, se, df = fit.beta, np.sqrt(np.diag(fit.cov_beta)), satterthwaite(fit)
    t = beta / se
    wide = special.stdtrit(df, 1 - alpha / 2) * se
    return {
        "estimate": beta,
        "se": se,
        "df": df,
        "t": t,
        "p": 2 * special.stdtr(df, -np.abs(t)),
        "low": beta - wide,
        "high": beta + wide,
    }
