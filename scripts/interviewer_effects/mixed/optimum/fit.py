"""One fitted model in the user's columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from interviewer_effects.mixed.likelihood.deviance import Evaluation, evaluate
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Design, Moments, subset

from .effort import check_random_effects
from .search import Optimum, search
from .starts import Starts

NO_ERROR = 1e-12  # residual sum of squares, as a share of the outcome's, that is rounding
SAMPLE = 500  # interviewers enough to find the basin of a large survey


@dataclass(frozen=True)
class Fit:
    """The accepted optimum of one design under one criterion.

    status is "interior", or "boundary" when the estimated D is singular: a variance of zero or a
    correlation of ±1. That is a result (no detectable variance), not a failure.
    """

    design: Design
    reml: bool
    optimum: Optimum

    @cached_property
    def factor(self) -> Factor:
        """Which entries of Λ are parameters."""
        return Factor.of(self.design.moments.q, self.design.diagonal)

    @cached_property
    def lam(self) -> np.ndarray:
        """Relative factor Λ (1, q, q) in standardised columns."""
        return self.factor.lam(self.optimum.theta)

    @cached_property
    def evaluation(self) -> Evaluation:
        """The deviance at the optimum and what comes with it, in standardised columns; curved has
        derivatives too.
        """
        return evaluate(self.lam, self.design.moments, self.reml, derivatives=False)

    @cached_property
    def curved(self) -> Evaluation:
        """The same with derivatives, for those who need them: half the work of a deviance is in
        these.
        """
        return evaluate(self.lam, self.design.moments, self.reml)

    @property
    def scale_star(self) -> float:
        """σ̂² in standardised columns: r²/n (ML) or r²/(n − p) (REML)."""
        return float(self.evaluation.r2[0] / self.evaluation.N[0])

    @property
    def sigma2(self) -> float:
        """Residual variance σ̂², in squared units of the outcome."""
        return self.scale_star * self.design.y_scale**2

    @property
    def D(self) -> np.ndarray:
        """Covariance matrix (q, q) of the random effects; entries are exactly 0 where the factor
        is.
        """
        root = self.design.to_z @ self.lam[0]
        return self.sigma2 * root @ root.T

    @property
    def beta(self) -> np.ndarray:
        """Fixed effects β̂ (p,)."""
        d = self.design
        return d.y_scale * d.to_x @ self.evaluation.beta[0] + d.y_shift * d.constant

    @property
    def cov_beta(self) -> np.ndarray:
        """Var(β̂) = σ̂²Ω⁻¹ (p, p)."""
        half = self.evaluation.root[0] @ self.design.to_x.T
        return self.sigma2 * half.T @ half

    @property
    def deviance(self) -> float:
        """−2ℓ at the optimum, for the user's own columns and units."""
        d = self.design
        value = self.evaluation.deviance[0] + self.evaluation.N[0] * 2 * np.log(d.y_scale)
        return float(value - d.log_volume(self.reml))

    def rho(self, z: np.ndarray) -> float:
        """Intra-group correlation z'Dz/(z'Dz + σ²) at random-effect values z (q,), by way of the
        standardised columns: z'Dz from D itself cancels where a predictor lies far from zero.
        """
        between = float(
            ((self.lam[0].T @ (self.design.to_z.T @ np.asarray(z, dtype=float))) ** 2).sum()
        )
        return between / (between + 1)

    @property
    def n_parameters(self) -> int:
        """p + (co)variances of D + 1."""
        return self.design.moments.p + self.factor.size + 1

    @property
    def gradient_norm(self) -> float:
        """The largest derivative of the deviance in a free θ, at the optimum: rounding, when all is
        well.
        """
        if not self.factor.size:
            return 0.0
        slope = self.factor.gradient(self.curved, self.factor.directions(self.optimum.theta))[0]
        return float(np.abs(slope[self.optimum.free[0]]).max(initial=0))

    @property
    def status(self) -> str:
        """interior or boundary."""
        return "interior" if self.optimum.free[0].all() else "boundary"


def fit(design: Design, reml: bool = True) -> Fit:
    """The lowest deviance of the design. Raises ValueError when the model explains the outcome
    without error, when there is only one group, and when there are more random effects than memory
    holds.
    """
    m = design.moments
    if m.q and m.groups < 2:
        raise ValueError(
            "All rows are of one group: random effects are differences between groups, so two "
            "are needed."
        )
    if m.n[0] <= m.p + 1:
        raise ValueError(
            f"{m.n[0]:.0f} interviews cannot carry {m.p} fixed effects: use fewer predictors or "
            "more data."
        )
    if m.n[0] <= m.groups * m.q + m.p and saturated(m):
        raise ValueError(
            f"The random effects and predictors reproduce all {m.n[0]:.0f} interviews exactly, "
            "so the likelihood has "
            "no maximum: use fewer random effects, or interviewers with more interviews."
        )
    check_random_effects(m, design.diagonal)
    factor = Factor.of(m.q, design.diagonal)
    many = m.q and m.groups > 4 * SAMPLE
    done = Fit(
        design,
        reml,
        search(m, factor, reml, _starts_of_a_sample(design, factor, reml) if many else None),
    )
    if not done.evaluation.r2[0] > NO_ERROR * max(m.yy[0], 1e-300):
        raise ValueError(
            "The outcome is explained without any error (residual variance 0): a predictor is "
            "the outcome itself, "
            "or the outcome is constant."
        )
    return done


def _starts_of_a_sample(design: Design, factor: Factor, reml: bool) -> Starts:
    """Where the search on every k-th interviewer ends, which is a few steps from where the whole
    one does; an interior point beside it when that is on the boundary.
    """
    groups = np.linspace(0, design.moments.groups - 1, SAMPLE).astype(int)
    found = search(subset(design, groups), factor, reml)
    if found.free.all():
        return found.theta, found.free
    inside = factor.theta(factor.lam(found.theta) + 0.1 * np.eye(factor.q))
    return np.concatenate([found.theta, inside]), np.concatenate(
        [found.free, np.ones_like(found.free)]
    )


def saturated(m: Moments) -> bool:
    """Whether X and the Z_j together have as many dimensions as there are interviews: then σ² can
    go to zero.
    """
    ZZ, ZX, inverse = _by_group(m)
    dimensions = np.linalg.matrix_rank(ZZ, tol=1e-9 * np.abs(ZZ).max(), hermitian=True).sum()
    left = m.XX[0] - np.einsum("jap,jab,jbr->pr", ZX, inverse, ZX)
    return dimensions + np.linalg.matrix_rank(left, tol=1e-9 * m.n[0], hermitian=True) >= m.n[0]


def is_reproduced(m: Moments) -> bool:
    """Whether the outcome is a sum of columns of X and of the Z_j, without any error: then σ² goes
    to zero, and the likelihood has no maximum.
    """
    _, ZX, inverse = _by_group(m)
    Zy = m.Zy[0].T
    XX = m.XX[0] - np.einsum("jap,jab,jbr->pr", ZX, inverse, ZX)
    Xy = m.Xy[0] - np.einsum("jap,jab,jb->p", ZX, inverse, Zy)
    yy = m.yy[0] - np.einsum("ja,jab,jb->", Zy, inverse, Zy)
    sizes, directions = np.linalg.eigh(XX)
    within = sizes > 1e-9 * m.n[0]  # of the others the Z_j leave rounding
    left = yy - np.sum((directions[:, within].T @ Xy) ** 2 / sizes[within])
    return bool(left <= NO_ERROR * m.yy[0])


def _by_group(m: Moments) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Z_j'Z_j (J, q, q), Z_j'X_j (J, q, p), and the inverse of the first where there is one."""
    ZZ, ZX = np.moveaxis(m.ZZ, -1, 0), np.moveaxis(m.ZX, -1, 0)
    return ZZ, ZX, np.linalg.pinv(ZZ, rcond=1e-9, hermitian=True)
