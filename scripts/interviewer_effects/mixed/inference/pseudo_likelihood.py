"""Pseudo-likelihood under sampling weights, with standard errors by the sandwich over groups.

Row weights w_i|j enter every sum within a group, and group weights W_j multiply a group's whole
contribution:

    −2ℓ = Σ_j W_j { log|M_j| + ñ_j log(2πσ²) + r_j²/σ² },    ñ_j = Σ_i w_i|j,    Z_j'Z_j = Σ_i w_i|j
    z_i z_i', and so on

(Pfeffermann et al. 1998; Rabe-Hesketh & Skrondal 2006). It is no likelihood: deviances and their
differences test nothing, so there are only estimates and Var = H⁻¹ (Σ W_j² s_j s_j') H⁻¹ J/(J − 1),
with the score s_j of a group and the Hessian H of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from interviewer_effects.mixed.arrays import Booleans, Floats, Integers
from interviewer_effects.mixed.likelihood.deviance import residual_products
from interviewer_effects.mixed.likelihood.moments import make_design, reweighted
from interviewer_effects.mixed.optimum.fit import Fit, fit

from .sampling_weights import check_positive, weighted_products

STEP = 1e-5  # of central differences: their error is of the order of its square


@dataclass(frozen=True)
class WeightedFit:
    """Estimates under weights. fit holds β̂, D̂, σ̂² (ML form); its deviance is no likelihood and
    tests nothing.
    """

    fit: Fit
    group_weights: Floats

    @property
    def cov_beta(self) -> Floats:
        """Sandwich Var(β̂) (p, p)."""
        design = self.fit.design
        p = design.moments.p
        to_user = design.y_scale * design.to_x
        return to_user @ self._covariance[:p, :p] @ to_user.T

    @property
    def variance_errors(self) -> tuple[Floats, float]:
        """Standard errors of the diagonal of D (q,) and of σ²; NaN for D on the boundary."""
        design = self.fit.design
        p = design.moments.p
        to_z = design.to_z
        rows, columns = self._entries
        by_delta = self.fit.scale_star * to_z[:, rows] * to_z[:, columns] * self._times_in_delta
        by_sigma2 = np.einsum("ka,ab,kb->k", to_z, self._delta, to_z)
        slopes = np.column_stack([by_delta, by_sigma2])
        covariance = self._covariance[p:, p:]
        errors = np.sqrt(np.einsum("ka,ab,kb->k", slopes, covariance, slopes))
        sigma2_error = np.sqrt(self._covariance[-1, -1])
        return errors * design.y_scale**2, float(sigma2_error * design.y_scale**2)

    @property
    def variance_tests(self) -> Floats:
        """One-sided p (q,) of D_kk = 0 by the robust Wald statistic, for a variance cannot be
        negative; 1 on the boundary. It misleads with few groups, where a variance is far from
        normal: it is there because no likelihood-ratio test exists under weights.
        """
        errors = self.variance_errors[0]
        variances = np.diag(self.fit.D)
        has_error = np.isfinite(errors) & (errors > 0)
        wald_p = ndtr(-variances / np.where(has_error, errors, 1.0))
        p_without_error = np.where(variances > 0, np.nan, 1.0)
        return np.where(has_error, wald_p, p_without_error)

    def scores(self, parameters: Floats) -> Floats:
        """Derivatives of each group's −2ℓ_j (J, parameters) in (β*, vech Δ*, σ²*), in standardised
        columns.
        """
        design = self.fit.design
        m = design.moments
        rows, columns = self._entries
        beta = parameters[: m.p]
        delta = self._symmetric(parameters[m.p : -1])
        sigma2 = parameters[-1]
        products = residual_products(_factor_of(delta)[None], m, beta[None])
        P = products[0][0]
        w = products[2][0]  # Z'V⁻¹(y − Xβ)

        Zr = m.Zy[0] - np.einsum("qpj,p->qj", m.ZX, beta)
        Xy = design.per_group_X[:, :, m.p]
        Xr = Xy - design.per_group_X[:, :, : m.p] @ beta
        rr = design.per_group_y - (Xy + Xr) @ beta
        predicted = delta @ w  # V⁻¹ = I − ZΔZ'V⁻¹
        XVr = Xr - np.einsum("qpj,qj->jp", m.ZX, predicted)
        rVr = rr - (Zr * predicted).sum(0)

        by_beta = -2 * XVr / sigma2
        by_delta = P[rows, columns] - w[rows] * w[columns] / sigma2
        by_delta = by_delta * self._times_in_delta[:, None]
        by_sigma2 = design.sizes / sigma2 - rVr / sigma2**2
        return np.column_stack([by_beta, by_delta.T, by_sigma2])

    @cached_property
    def _covariance(self) -> Floats:
        """Sandwich covariance of (β*, vech Δ*, σ²*); NaN for Δ on the boundary, where it has no
        such error.
        """
        J = len(self.group_weights)
        estimates = self._estimates
        is_free = self._free
        steps = np.diag(STEP * np.maximum(np.abs(estimates), 1e-2))[is_free]
        differences = []
        for step in steps:
            change = self.scores(estimates + step) - self.scores(estimates - step)
            differences.append((self.group_weights @ change)[is_free])
        step_sizes = steps[:, is_free].diagonal()
        hessian = np.array(differences) / (2 * step_sizes[:, None])
        bread = np.linalg.inv((hessian + hessian.T) / 2)
        weighted_scores = self.group_weights[:, None] * self.scores(estimates)[:, is_free]
        meat = weighted_scores.T @ weighted_scores

        covariance = np.full((len(estimates), len(estimates)), np.nan)
        covariance[np.ix_(is_free, is_free)] = bread @ meat @ bread * J / (J - 1)
        return covariance

    @property
    def _estimates(self) -> Floats:
        """(β*, vech Δ*, σ²*) of the fit."""
        beta = self.fit.evaluation.beta[0]
        return np.concatenate([beta, self._delta[self._entries], [self.fit.scale_star]])

    @property
    def _free(self) -> Booleans:
        """Which of the estimates have an error."""
        p = self.fit.design.moments.p
        n_entries = len(self._times_in_delta)
        is_free = np.ones(p + n_entries + 1, bool)
        if self.fit.status == "boundary":
            is_free[p : p + n_entries] = False
        return is_free

    @property
    def _delta(self) -> Floats:
        """Δ* = D*/σ²* (q, q)."""
        return self.fit.lam[0] @ self.fit.lam[0].T

    @property
    def _entries(self) -> tuple[Integers, Integers]:
        """Rows and columns of the entries of Δ that are parameters."""
        q = self.fit.design.moments.q
        if self.fit.design.diagonal:
            return np.arange(q), np.arange(q)
        return np.tril_indices(q)

    @property
    def _times_in_delta(self) -> Floats:
        """How often each of the entries stands in Δ."""
        rows, columns = self._entries
        return np.where(rows == columns, 1.0, 2.0)

    def _symmetric(self, values: Floats) -> Floats:
        """Δ of its entries."""
        rows, columns = self._entries
        q = self.fit.design.moments.q
        delta = np.zeros((q, q))
        delta[rows, columns] = values
        delta[columns, rows] = values
        return delta


def weighted_fit(
    columns: dict[str, Floats],
    groups: np.ndarray,
    fixed: list[str | None],
    random: list[str | None],
    outcome: str,
    row_weights: Floats | None = None,
    group_weights: Floats | None = None,
    diagonal: bool = False,
) -> WeightedFit:
    """The highest pseudo-likelihood (ML form) of outcome ~ fixed + (random | group), None standing
    for the constant.

    row_weights (n,) as `scaled` makes them, group_weights (J,) in the order of the sorted labels;
    both may be missing. Raises ValueError where a weight is not positive or columns are collinear.
    """
    if row_weights is None:
        row_weights = np.ones(len(groups))
    row_weights = check_positive(np.asarray(row_weights, dtype=float), "row")
    products = weighted_products(columns, groups, weights=row_weights)
    if group_weights is None:
        group_weights = np.ones(len(products.groups))
    W = np.asarray(group_weights, dtype=float)
    design = make_design(
        products,
        fixed,
        random,
        outcome,
        diagonal,
    )
    moments = reweighted(design, check_positive(W, "group")[None])
    return WeightedFit(
        fit=fit(replace(design, moments=moments), reml=False),
        group_weights=W,
    )


def _factor_of(delta: Floats) -> Floats:
    """A lower triangular Λ (q, q) with ΛΛ' = Δ, where Δ is positive semidefinite."""
    if not len(delta):
        return delta
    eigenvalues, axes = np.linalg.eigh(delta)
    root = axes * np.sqrt(np.maximum(eigenvalues, 0))
    return np.linalg.qr(root.T)[1].T
