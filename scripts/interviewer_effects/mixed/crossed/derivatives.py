"""Derivatives of the deviance in the variances of two crossed factors, relative to a held σ².

With dV/dδ_k = Z_kZ_k', P = Z'V⁻¹Z of both factors, w = Z'V⁻¹(y − Xβ̂) and Q = Z'V⁻¹X·root', where
root'root = Ω⁻¹:

    ∂/∂δ_k      = tr P_kk − w_k'w_k/σ²  (− tr Q_k'Q_k for REML)
    ∂²/∂δ_k∂δ_l = −‖P_kl‖² + 2(w_k'P_kl w_l − w_k'Q_k Q_l'w_l)/σ²
                  (+ 2 tr Q_k'P_kl Q_l − tr Q_k'Q_k Q_l'Q_l for REML)

Everything here is ordered major before minor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .sweep import Swept


@dataclass(frozen=True, slots=True)
class Derivatives:
    """gradient, products, traces (2,), curvature and norms (2, 2) of a CurvedEvaluation."""

    gradient: Floats
    curvature: Floats
    products: Floats
    traces: Floats
    norms: Floats


@dataclass(frozen=True, slots=True)
class _Scores:
    """w (levels,) and Q (levels, p) of one factor."""

    w: Floats
    Q: Floats

    @classmethod
    def of(
        cls,
        by_level: Floats,
        beta: Floats,
        *,
        root: Floats,
    ) -> _Scores:
        """From Z_k'V⁻¹[X y] (levels, p + 1)."""
        p = len(beta)
        of_predictors = by_level[:, :p]
        w = by_level[:, p] - of_predictors @ beta
        return cls(w, of_predictors @ root.T)

    @property
    def both(self) -> Floats:
        """[w Q] (levels, p + 1)."""
        return np.column_stack([self.w, self.Q])


@dataclass(frozen=True, slots=True)
class _Traces:
    """tr P_kk (2,) and ‖P_kl‖² (2, 2)."""

    traces: Floats
    norms: Floats


def derivatives(
    swept: Swept,
    beta: Floats,
    *,
    root: Floats,
    sigma2: float,
    reml: bool,
) -> Derivatives:
    """Gradient and Hessian of −2ℓ in δ at β̂ (p,), σ² held."""
    inverse = swept.inverse_of_S()
    major = _Scores.of(
        swept.major(),
        beta,
        root=root,
    )
    minor = _Scores.of(
        swept.minor,
        beta,
        root=root,
    )
    traces = _traces(swept, inverse)

    ratio = 1 / sigma2
    products = np.array([major.w @ major.w, minor.w @ minor.w])
    projected = np.array([major.Q.T @ major.w, minor.Q.T @ minor.w])
    forms = _quadratic_forms(
        swept,
        inverse,
        major=major.both,
        minor=minor.both,
    )
    gradient = traces.traces - ratio * products
    forms_of_w = forms[:, :, 0] - projected @ projected.T
    curvature = -traces.norms + 2 * ratio * forms_of_w
    if reml:
        major_QQ = major.Q.T @ major.Q
        minor_QQ = minor.Q.T @ minor.Q
        gradient = gradient - np.array([major_QQ.trace(), minor_QQ.trace()])
        forms_of_Q = 2 * forms[:, :, 1:].sum(-1)
        products_of_QQ = _inner_products(major_QQ, minor_QQ)
        curvature = curvature + forms_of_Q - products_of_QQ
    return Derivatives(
        gradient,
        curvature,
        products,
        traces.traces,
        traces.norms,
    )


def _inner_products(
    major: Floats,
    minor: Floats,
) -> Floats:
    """tr A_k A_l (2, 2) of two symmetric matrices."""
    mixed = (major * minor).sum()
    return np.array(
        [
            [(major * major).sum(), mixed],
            [mixed, (minor * minor).sum()],
        ]
    )


def _traces(
    swept: Swept,
    inverse: Floats,
) -> _Traces:
    """Traces of P, from inverse = S⁻¹ (J, J)."""
    crossing = swept.crossing
    d = swept.d
    delta = swept.minor_delta
    share = crossing.major_sizes / d
    squared_d = d**2
    HH = crossing.met(1 / squared_d)
    H_share_H = crossing.met(share / squared_d)
    inverse_HH = inverse @ HH
    inverse_G = inverse @ swept.G  # symmetric: S is a function of G

    major_trace = share.sum() - delta * inverse_HH.trace()
    major_norm = (
        share @ share
        - 2 * delta * np.vdot(inverse, H_share_H)
        + delta**2 * np.vdot(inverse_HH, inverse_HH.T)
    )
    mixed_norm = np.vdot(inverse, inverse_HH)
    minor_norm = np.vdot(inverse_G, inverse_G)
    return _Traces(
        traces=np.array([major_trace, inverse_G.trace()]),
        norms=np.array([[major_norm, mixed_norm], [mixed_norm, minor_norm]]),
    )


def _quadratic_forms(
    swept: Swept,
    inverse: Floats,
    *,
    major: Floats,
    minor: Floats,
) -> Floats:
    """a_k'P_kl a_l for each column of the two factors' arrays (2, 2, columns)."""
    crossing = swept.crossing
    d = swept.d[:, None]
    delta = swept.minor_delta
    share = crossing.major_sizes[:, None] / d

    Ha = crossing.transposed @ (major / d)
    met = inverse @ Ha
    P_major = share * major - delta * (crossing.counts @ met) / d
    P_minor = inverse @ (swept.G @ minor)
    major_form = (major * P_major).sum(0)
    mixed_form = (minor * met).sum(0)
    minor_form = (minor * P_minor).sum(0)
    return np.array([[major_form, mixed_form], [mixed_form, minor_form]])
