"""Predicted interviewer effects (EBLUPs) and the three variances that go with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.deviance import Evaluation, residual_products
from interviewer_effects.mixed.likelihood.moments import Moments
from interviewer_effects.mixed.optimum.fit import Fit

NO_VARIANCE = 1e-9  # a standard deviation of û_j below this share of that of u_j is zero


@dataclass(frozen=True)
class Effects:
    """Predicted effects of J interviewers in the user's columns, q effects each.

    Attributes
    ----------
    eblup : ndarray (J, q)
        û_j.
    comparative : ndarray (J, q, q)
        Var(u_j | y) with β known, for ranking.
    pev : ndarray (J, q, q)
        The prediction error variance, with the uncertainty of β̂, for caterpillar plots.
    diagnostic : ndarray (J, q, q)
        D − pev, which is Var(û_j), by which an outlier is judged (Lange & Ryan 1989).
    """

    eblup: Floats
    comparative: Floats
    pev: Floats
    diagnostic: Floats

    @property
    def z(self) -> Floats:
        """û_jk / sqrt(diagnostic_kk), N(0, 1) under the model; 0 where the variance is estimated as
        0 (nobody can stand out).
        """
        diagnostic_sd = self._diagnostic_sd
        return np.divide(
            self.eblup,
            diagnostic_sd,
            out=np.zeros_like(self.eblup),
            where=diagnostic_sd > NO_VARIANCE * self._sd,
        )

    @property
    def distance(self) -> Floats:
        """û_j'Var(û_j)⁻¹û_j (J,), χ² with as many degrees of freedom as D has rank."""
        unit = np.where(self._sd > 0, self._sd, 1.0)
        variance = self.diagnostic / np.outer(unit, unit)
        inverse = np.linalg.pinv(variance, rcond=1e-9, hermitian=True)
        standardised = self.eblup / unit
        return np.einsum("ja,jab,jb->j", standardised, inverse, standardised)

    @property
    def correlation(self) -> Floats:
        """Correlation of each predicted effect with the first, from Var(û_j) (J, q); NaN where one
        does not vary.
        """
        diagnostic_sd = self._diagnostic_sd
        sd_of_first = diagnostic_sd[:, :1]
        sd_product = sd_of_first * diagnostic_sd
        varies = diagnostic_sd > NO_VARIANCE * self._sd
        first_varies = sd_of_first > NO_VARIANCE * self._sd[:1]
        return np.divide(
            self.diagnostic[:, 0],
            sd_product,
            out=np.full_like(sd_product, np.nan),
            where=varies & first_varies,
        )

    @property
    def _diagnostic_sd(self) -> Floats:
        """Standard deviation of each predicted effect (J, q)."""
        variance = np.diagonal(self.diagnostic, axis1=1, axis2=2)
        return np.sqrt(np.maximum(variance, 0))

    @property
    def _sd(self) -> Floats:
        """Standard deviation of each effect (q,): no threshold may depend on the units of a
        predictor.
        """
        D = self.pev[0] + self.diagnostic[0]
        return np.sqrt(np.maximum(np.diag(D), 0))


def effects(fit: Fit) -> Effects:
    """EBLUPs û_j = ΔZ_j'V_j⁻¹(y_j − X_jβ̂) of every interviewer, Δ = D/σ²."""
    design = fit.design
    sigma2 = fit.scale_star
    products = residual_products(fit.lam, design.moments, fit.evaluation.beta)
    P, Q, w = (of_batch[0] for of_batch in products)
    P = np.moveaxis(P, -1, 0)
    delta = fit.lam[0] @ fit.lam[0].T
    scaled_Q = np.einsum("mp,apj->jam", fit.evaluation.root[0], Q)
    variance_of_w = P - scaled_Q @ scaled_Q.transpose(0, 2, 1)
    diagnostic = sigma2 * delta @ variance_of_w @ delta
    comparative = sigma2 * (delta - delta @ P @ delta)
    pev = sigma2 * delta - diagnostic
    to_user = design.y_scale * design.to_z
    return Effects(
        eblup=(to_user @ delta @ w).T,
        comparative=to_user @ comparative @ to_user.T,
        pev=to_user @ pev @ to_user.T,
        diagnostic=to_user @ diagnostic @ to_user.T,
    )


def refitted_z(
    fit: Fit,
    lam: Floats,
    moments: Moments,
    e: Evaluation,
) -> Floats:
    """z (R, J, q) of every interviewer in each of R refits with relative factors lam (R, q, q):
    Effects.z of a batch.

    fit says which columns the refits have; 0 where a variance is estimated as 0.
    """
    to_z = fit.design.to_z
    P, Q, w = residual_products(lam, moments, e.beta)
    scaled_Q = np.einsum("rmp,rapj->rjam", e.root, Q)
    variance_of_w = P.transpose(0, 3, 1, 2) - scaled_Q @ scaled_Q.transpose(0, 1, 3, 2)
    to_effects = to_z @ lam @ lam.transpose(0, 2, 1)  # D/σ², from w to û in the user's columns
    eblup = np.einsum("rab,rbj->rja", to_effects, w)
    variances = to_effects[:, None] @ variance_of_w @ to_effects.transpose(0, 2, 1)[:, None]
    variance = np.diagonal(variances, axis1=2, axis2=3)
    effect_variance = np.diagonal(to_effects @ to_z.T, axis1=1, axis2=2)
    effect_sd = np.sqrt(np.maximum(effect_variance, 0))[:, None]

    relative_sd = np.sqrt(np.maximum(variance, 0))
    diagnostic_sd = np.sqrt(e.r2 / e.N)[:, None, None] * relative_sd
    return np.divide(
        eblup,
        diagnostic_sd,
        out=np.zeros_like(eblup),
        where=relative_sd > NO_VARIANCE * effect_sd,
    )
