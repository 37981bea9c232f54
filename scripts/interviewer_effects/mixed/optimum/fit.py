"""One fitted model in the user's columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.deviance import Evaluation, evaluate
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Design, subset

from .effort import check_random_effects
from .saturation import NO_ERROR, saturated
from .search import Optimum, search
from .starts import Starts

SAMPLE = 500  # interviewers enough to find the basin of a large survey
MANY = 4 * SAMPLE  # interviewers from whom on a sample is searched first
OFF_BOUNDARY = 0.1  # how far inside a boundary a start lies
TINY = 1e-300


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
    def lam(self) -> Floats:
        """Relative factor Λ (1, q, q) in standardised columns."""
        return self.factor.lam(self.optimum.theta)

    @cached_property
    def evaluation(self) -> Evaluation:
        """The deviance at the optimum and what comes with it, in standardised columns; curved has
        derivatives too.
        """
        return evaluate(
            self.lam,
            self.design.moments,
            reml=self.reml,
            derivatives=False,
        )

    @cached_property
    def curved(self) -> Evaluation:
        """The same with derivatives, for those who need them: half the work of a deviance is in
        these.
        """
        return evaluate(
            self.lam,
            self.design.moments,
            reml=self.reml,
        )

    @property
    def scale_star(self) -> float:
        """σ̂² in standardised columns: r²/n (ML) or r²/(n − p) (REML)."""
        r2 = self.evaluation.r2[0]
        N = self.evaluation.N[0]
        return float(r2 / N)

    @property
    def sigma2(self) -> float:
        """Residual variance σ̂², in squared units of the outcome."""
        return self.scale_star * self.design.y_scale**2

    @property
    def D(self) -> Floats:
        """Covariance matrix (q, q) of the random effects; entries are exactly 0 where the factor
        is.
        """
        lam = self.lam[0]
        root = self.design.to_z @ lam
        return self.sigma2 * root @ root.T

    @property
    def beta(self) -> Floats:
        """Fixed effects β̂ (p,)."""
        design = self.design
        beta_star = self.evaluation.beta[0]
        of_shift = design.y_shift * design.constant
        return design.y_scale * design.to_x @ beta_star + of_shift

    @property
    def cov_beta(self) -> Floats:
        """Var(β̂) = σ̂²Ω⁻¹ (p, p)."""
        to_x = self.design.to_x
        root_star = self.evaluation.root[0]
        root = root_star @ to_x.T
        return self.sigma2 * root.T @ root

    @property
    def deviance(self) -> float:
        """−2ℓ at the optimum, for the user's own columns and units."""
        design = self.design
        deviance_star = self.evaluation.deviance[0]
        N = self.evaluation.N[0]
        in_units = deviance_star + N * 2 * np.log(design.y_scale)
        return float(in_units - design.log_volume(self.reml))

    def rho(self, z: Floats) -> float:
        """Intra-group correlation z'Dz/(z'Dz + σ²) at random-effect values z (q,), by way of the
        standardised columns: z'Dz from D itself cancels where a predictor lies far from zero.
        """
        values = np.asarray(z, dtype=float)
        z_star = self.design.to_z.T @ values
        coordinates = self.lam[0].T @ z_star
        between = float((coordinates**2).sum())
        return between / (between + 1)

    @property
    def n_parameters(self) -> int:
        """p + (co)variances of D + 1."""
        p = self.design.moments.p
        return p + self.factor.size + 1

    @property
    def gradient_norm(self) -> float:
        """The largest derivative of the deviance in a free θ, at the optimum: rounding, when all is
        well.
        """
        factor = self.factor
        if not factor.size:
            return 0.0
        directions = factor.directions(self.optimum.theta)
        gradient = factor.gradient(self.curved, directions)[0]
        is_free = self.optimum.free[0]
        return float(np.abs(gradient[is_free]).max(initial=0))

    @property
    def status(self) -> str:
        """interior or boundary."""
        is_free = self.optimum.free[0]
        return "interior" if is_free.all() else "boundary"


def fit(
    design: Design,
    reml: bool = True,
) -> Fit:
    """The lowest deviance of the design. Raises ValueError when the model explains the outcome
    without error, when there is only one group, and when there are more random effects than memory
    holds.
    """
    moments = design.moments
    _refuse_too_few_rows(design)
    check_random_effects(moments, design.diagonal)

    factor = Factor.of(moments.q, design.diagonal)
    starts = None
    if moments.q and moments.groups > MANY:
        starts = _starts_of_a_sample(
            design,
            factor,
            reml=reml,
        )
    fitted = Fit(
        design,
        reml,
        optimum=search(
            moments,
            factor,
            reml=reml,
            starts=starts,
        ),
    )

    outcome_squares = max(moments.yy[0], TINY)
    has_error = fitted.evaluation.r2[0] > NO_ERROR * outcome_squares
    if not has_error:
        raise ValueError(
            "The outcome is explained without any error (residual variance 0): a predictor is "
            "the outcome itself, or the outcome is constant."
        )
    return fitted


def _refuse_too_few_rows(design: Design) -> None:
    moments = design.moments
    p = moments.p
    q = moments.q
    n_groups = moments.groups
    n = moments.n[0]
    if q and n_groups < 2:
        raise ValueError(
            "All rows are of one group: random effects are differences between groups, so two "
            "are needed."
        )
    if n <= p + 1:
        raise ValueError(
            f"{n:.0f} interviews cannot carry {p} fixed effects: use fewer predictors or more data."
        )
    if n <= n_groups * q + p and saturated(moments):
        raise ValueError(
            f"The random effects and predictors reproduce all {n:.0f} interviews exactly, "
            "so the likelihood has no maximum: use fewer random effects, or interviewers with more "
            "interviews."
        )


def _starts_of_a_sample(
    design: Design,
    factor: Factor,
    reml: bool,
) -> Starts:
    """Where the search on every k-th interviewer ends, which is a few steps from where the whole
    one does; an interior point beside it when that is on the boundary.
    """
    last_group = design.moments.groups - 1
    groups = np.linspace(0, last_group, SAMPLE).astype(int)
    optimum = search(
        subset(design, groups),
        factor,
        reml=reml,
    )
    starts = Starts(optimum.theta, optimum.free)
    if starts.free.all():
        return starts
    lam = factor.lam(starts.theta)
    interior_lam = lam + OFF_BOUNDARY * np.eye(factor.q)
    all_free = np.ones_like(starts.free)
    interior = Starts(factor.theta(interior_lam), all_free)
    return starts.then(interior)
