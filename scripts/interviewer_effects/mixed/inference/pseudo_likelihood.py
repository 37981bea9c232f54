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

from interviewer_effects.mixed.likelihood.crossproducts import (
    CrossProducts,
    cross_products,
    group_codes,
)
from interviewer_effects.mixed.likelihood.deviance import residual_products
from interviewer_effects.mixed.likelihood.moments import Design, make_design, reweighted
from interviewer_effects.mixed.optimum.fit import Fit, fit

STEP = 1e-5  # of central differences: their error is of the order of its square


def scaled(weights: np.ndarray, groups: np.ndarray, method: str) -> np.ndarray:
    """Row weights scaled within groups: "A" to sum to the rows n_j of each, "B" to their effective
    number (Σw)²/Σw².

    Weights that are constant within groups become 1 everywhere under either: then only group
    weights can do anything.
    """
    _, codes = group_codes(groups)
    sums, squares = np.bincount(codes, weights), np.bincount(codes, weights**2)
    factor = {"A": np.bincount(codes) / sums, "B": sums / squares}[method]
    return weights * factor[codes]


def group_weights(weights: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Mean row weight of each group (J,), scaled to a mean of 1 over groups."""
    _, codes = group_codes(groups)
    means = np.bincount(codes, weights) / np.bincount(codes)
    return means / means.mean()


def weighted_products(
    columns: dict[str, np.ndarray], groups: np.ndarray, weights: np.ndarray
) -> CrossProducts:
    """Cross-products with each row counted `weights` (n,) times; `sizes` are then Σ w."""
    plain = cross_products(columns, groups)
    root = np.sqrt(weights)
    standard = [
        (c - m) / s for c, m, s in zip(columns.values(), plain.shift, plain.scale, strict=True)
    ]
    base, (_, codes) = (
        np.column_stack([np.ones(len(root)), *standard]) * root[:, None],
        group_codes(groups),
    )
    gram = np.empty_like(plain.gram)
    for a in range(base.shape[1]):
        for b in range(a + 1):
            gram[:, a, b] = gram[:, b, a] = np.bincount(codes, base[:, a] * base[:, b], len(gram))
    return replace(plain, gram=gram)


@dataclass(frozen=True)
class WeightedFit:
    """Estimates under weights. fit holds β̂, D̂, σ̂² (ML form); its deviance is no likelihood and
    tests nothing.
    """

    fit: Fit
    group_weights: np.ndarray

    @cached_property
    def _covariance(self) -> np.ndarray:
        """Sandwich covariance of (β*, vech Δ*, σ²*); NaN for Δ on the boundary, where it has no
        such error.
        """
        start, J = self._estimates, len(self.group_weights)
        free = np.ones(len(start), bool)
        p, m = self.fit.design.moments.p, self._pairs[0].size
        if self.fit.status == "boundary":
            free[p : p + m] = False
        moves = np.diag(STEP * np.maximum(np.abs(start), 1e-2))[free]
        total = [
            self.group_weights @ (self.scores(start + d) - self.scores(start - d)) for d in moves
        ]
        hessian = np.array([t[free] for t in total]) / (2 * moves[:, free].diagonal()[:, None])
        meat = self.group_weights[:, None] * self.scores(start)[:, free]
        bread = np.linalg.inv((hessian + hessian.T) / 2)
        out = np.full((len(start), len(start)), np.nan)
        out[np.ix_(free, free)] = bread @ (meat.T @ meat) @ bread * J / (J - 1)
        return out

    @property
    def _pairs(self) -> tuple[np.ndarray, np.ndarray]:
        q = self.fit.design.moments.q
        return (np.arange(q), np.arange(q)) if self.fit.design.diagonal else np.tril_indices(q)

    @property
    def _estimates(self) -> np.ndarray:
        delta = self.fit.lam[0] @ self.fit.lam[0].T
        return np.concatenate(
            [self.fit.evaluation.beta[0], delta[self._pairs], [self.fit.scale_star]]
        )

    def scores(self, parameters: np.ndarray) -> np.ndarray:
        """Derivatives of each group's −2ℓ_j (J, parameters) in (β*, vech Δ*, σ²*), in standardised
        columns.
        """
        d, m, (rows, columns) = self.fit.design, self.fit.design.moments, self._pairs
        p, s = m.p, parameters[-1]
        beta, delta = parameters[:p], np.zeros((m.q, m.q))
        delta[rows, columns] = delta[columns, rows] = parameters[p:-1]
        values, axes = np.linalg.eigh(delta)
        lam = np.linalg.qr((axes * np.sqrt(np.maximum(values, 0))).T)[1].T if m.q else delta
        P, _, w = (part[0] for part in residual_products(lam[None], m, beta[None]))
        Zr = m.Zy[0] - np.einsum("qpj,p->qj", m.ZX, beta)
        Xr = d.per_group_X[:, :, p] - d.per_group_X[:, :, :p] @ beta
        rr = d.per_group_y - (d.per_group_X[:, :, p] + Xr) @ beta
        moved = delta @ w  # V⁻¹ = I − ZΔZ'V⁻¹
        by_beta = -2 * (Xr - np.einsum("qpj,qj->jp", m.ZX, moved)) / s
        r2 = rr - (Zr * moved).sum(0)
        twice = np.where(rows == columns, 1.0, 2.0)
        by_delta = (P[rows, columns] - w[rows] * w[columns] / s) * twice[:, None]
        return np.column_stack([by_beta, by_delta.T, d.sizes / s - r2 / s**2])

    @property
    def cov_beta(self) -> np.ndarray:
        """Sandwich Var(β̂) (p, p)."""
        d = self.fit.design
        change = d.y_scale * d.to_x
        return change @ self._covariance[: d.moments.p, : d.moments.p] @ change.T

    @property
    def variance_errors(self) -> tuple[np.ndarray, float]:
        """Standard errors of the diagonal of D (q,) and of σ²; NaN for D on the boundary."""
        d, (rows, columns), p = self.fit.design, self._pairs, self.fit.design.moments.p
        s, delta = self.fit.scale_star, self.fit.lam[0] @ self.fit.lam[0].T
        twice = np.where(rows == columns, 1.0, 2.0)
        slopes = np.column_stack(
            [
                s * d.to_z[:, rows] * d.to_z[:, columns] * twice,
                np.einsum("ka,ab,kb->k", d.to_z, delta, d.to_z),
            ]
        )
        errors = np.sqrt(np.einsum("ka,ab,kb->k", slopes, self._covariance[p:, p:], slopes))
        return errors * d.y_scale**2, float(np.sqrt(self._covariance[-1, -1]) * d.y_scale**2)

    @property
    def variance_tests(self) -> np.ndarray:
        """One-sided p (q,) of D_kk = 0 by the robust Wald statistic, for a variance cannot be
        negative; 1 on the boundary. It misleads with few groups, where a variance is far from
        normal: it is there because no likelihood-ratio test exists under weights.
        """
        errors = self.variance_errors[0]
        variances = np.diag(self.fit.D)
        known = np.isfinite(errors) & (errors > 0)
        return np.where(
            known,
            ndtr(-variances / np.where(known, errors, 1.0)),
            np.where(variances > 0, np.nan, 1.0),
        )


def weighted_fit(
    columns: dict[str, np.ndarray],
    groups: np.ndarray,
    fixed: list[str | None],
    random: list[str | None],
    outcome: str,
    row_weights: np.ndarray | None = None,
    group_weights: np.ndarray | None = None,
    diagonal: bool = False,
) -> WeightedFit:
    """The highest pseudo-likelihood (ML form) of outcome ~ fixed + (random | group), None standing
    for the constant.

    row_weights (n,) as `scaled` makes them, group_weights (J,) in the order of the sorted labels;
    both may be missing. Raises ValueError where a weight is not positive or columns are collinear.
    """
    row_weights = (
        np.ones(len(groups)) if row_weights is None else np.asarray(row_weights, dtype=float)
    )
    products = weighted_products(columns, groups, _positive(row_weights, "row"))
    W = (
        np.ones(len(products.groups))
        if group_weights is None
        else np.asarray(group_weights, dtype=float)
    )
    design: Design = make_design(products, fixed, random, outcome, diagonal)
    return WeightedFit(
        fit(replace(design, moments=reweighted(design, _positive(W, "group")[None])), reml=False), W
    )


def _positive(weights: np.ndarray, what: str) -> np.ndarray:
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise ValueError(f"A {what} weight is zero, negative or missing: leave those rows out.")
    return weights
