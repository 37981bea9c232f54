"""Predicted interviewer effects (EBLUPs) and the three variances that go with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.likelihood.deviance import Evaluation, residual_products
from interviewer_effects.mixed.likelihood.moments import Moments
from interviewer_effects.mixed.optimum.fit import Fit


@dataclass(frozen=True)
class Effects:
    """Predicted effects of J interviewers in the user's columns, q effects each.

    eblup (J, q) is û_j; comparative (J, q, q) is Var(u_j | y) with β known, for ranking; pev adds
    the uncertainty of β̂, for caterpillar plots; diagnostic = D − pev is Var(û_j), by which an
    outlier is judged (Lange & Ryan 1989).
    """

    eblup: np.ndarray
    comparative: np.ndarray
    pev: np.ndarray
    diagnostic: np.ndarray

    @property
    def z(self) -> np.ndarray:
        """û_jk / sqrt(diagnostic_kk), N(0, 1) under the model; 0 where the variance is estimated as
        0 (nobody can stand out).
        """
        variance = np.diagonal(self.diagnostic, axis1=1, axis2=2)
        spread = np.sqrt(np.maximum(variance, 0))
        return np.divide(
            self.eblup, spread, out=np.zeros_like(self.eblup), where=spread > 1e-9 * self._unit
        )

    @property
    def distance(self) -> np.ndarray:
        """û_j'Var(û_j)⁻¹û_j (J,), χ² with as many degrees of freedom as D has rank."""
        unit = np.where(self._unit > 0, self._unit, 1.0)
        inverse = np.linalg.pinv(self.diagnostic / np.outer(unit, unit), rcond=1e-9, hermitian=True)
        return np.einsum("ja,jab,jb->j", self.eblup / unit, inverse, self.eblup / unit)

    @property
    def correlation(self) -> np.ndarray:
        """Correlation of each predicted effect with the first, from Var(û_j) (J, q); NaN where one
        does not vary.
        """
        spread = np.sqrt(np.maximum(np.diagonal(self.diagnostic, axis1=1, axis2=2), 0))
        size = spread[:, :1] * spread
        vary = (spread > 1e-9 * self._unit) & (spread[:, :1] > 1e-9 * self._unit[:1])
        return np.divide(self.diagnostic[:, 0], size, out=np.full_like(size, np.nan), where=vary)

    @property
    def _unit(self) -> np.ndarray:
        """Standard deviation of each effect (q,): no threshold may depend on the units of a
        predictor.
        """
        D = self.pev[0] + self.diagnostic[0]
        return np.sqrt(np.maximum(np.diag(D), 0))


def effects(fit: Fit) -> Effects:
    """EBLUPs û_j = ΔZ_j'V_j⁻¹(y_j − X_jβ̂) of every interviewer, Δ = D/σ²."""
    m, d, s = fit.design.moments, fit.design, fit.scale_star
    P, Q, w = (part[0] for part in residual_products(fit.lam, m, fit.evaluation.beta))
    delta = fit.lam[0] @ fit.lam[0].T
    half = np.einsum("mp,apj->jam", fit.evaluation.root[0], Q)
    gain = np.moveaxis(P, -1, 0) - half @ half.transpose(0, 2, 1)
    diagnostic = s * delta @ gain @ delta
    comparative = s * (delta - delta @ np.moveaxis(P, -1, 0) @ delta)
    pev = s * delta - diagnostic
    back = d.y_scale * d.to_z
    turn = [back @ part @ back.T for part in (comparative, pev, diagnostic)]
    return Effects((back @ delta @ w).T, *turn)


def refitted_z(fit: Fit, lam: np.ndarray, moments: Moments, e: Evaluation) -> np.ndarray:
    """z (R, J, q) of every interviewer in each of R refits with relative factors lam (R, q, q):
    Effects.z of a batch.

    fit says which columns the refits have; 0 where a variance is estimated as 0.
    """
    P, Q, w = residual_products(lam, moments, e.beta)
    half = np.einsum("rmp,rapj->rjam", e.root, Q)
    gain = P.transpose(0, 3, 1, 2) - half @ half.transpose(0, 1, 3, 2)
    D = fit.design.to_z @ lam @ lam.transpose(0, 2, 1)
    size = np.einsum("rab,rbj->rja", D, w)
    variance = np.diagonal(D[:, None] @ gain @ D.transpose(0, 2, 1)[:, None], axis1=2, axis2=3)
    unit = np.sqrt(np.maximum(np.diagonal(D @ fit.design.to_z.T, axis1=1, axis2=2), 0))[:, None]
    spread = np.sqrt(np.maximum(variance, 0))
    error = np.sqrt(e.r2 / e.N)[:, None, None] * spread
    return np.divide(size, error, out=np.zeros_like(size), where=spread > 1e-9 * unit)
