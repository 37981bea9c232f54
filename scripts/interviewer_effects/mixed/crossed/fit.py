"""Crossed random intercepts of two factors, as fitted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import chdtri

from interviewer_effects.mixed.arrays import Floats

from .deviance import CurvedEvaluation, evaluate_curved
from .meetings import Crossing
from .profile import VarianceProfile
from .uncertainty import correlation_of_variances, standard_errors


@dataclass(frozen=True)
class CrossedFit:
    """The accepted optimum.

    Attributes
    ----------
    crossing : Crossing
    reml : bool
    delta : ndarray (2,)
        Variances of the first and the second factor relative to σ²; exactly 0 on the boundary.
    single_deviances : ndarray (2,)
        −2ℓ, in standardised columns, of the first and the second factor without the other.
    deviance_of_neither : float
        The same without both.
    """

    crossing: Crossing
    reml: bool
    delta: Floats
    single_deviances: Floats
    deviance_of_neither: float

    @cached_property
    def evaluation(self) -> CurvedEvaluation:
        """The deviance at the optimum with its derivatives, in standardised columns."""
        return evaluate_curved(
            self.delta,
            self.crossing,
            reml=self.reml,
        )

    @property
    def scale_star(self) -> float:
        """σ̂² in standardised columns."""
        evaluation = self.evaluation
        return evaluation.r2 / evaluation.N

    @property
    def sigma2(self) -> float:
        """Residual variance σ̂²."""
        y_scale = self.crossing.design.y_scale
        return self.scale_star * y_scale**2

    @property
    def variances(self) -> Floats:
        """Variances of the random intercepts of the first and the second factor (2,)."""
        return self.sigma2 * self.delta

    @property
    def shares(self) -> Floats:
        """Shares of the factors and of the residual in the variance given X (3,)."""
        relative = np.append(self.delta, 1.0)
        return relative / relative.sum()

    @property
    def beta(self) -> Floats:
        """Fixed effects β̂ (p,)."""
        design = self.crossing.design
        to_x = design.y_scale * design.to_x
        shift = design.y_shift * design.constant
        return to_x @ self.evaluation.beta + shift

    @property
    def cov_beta(self) -> Floats:
        """Var(β̂) = σ̂²Ω⁻¹ (p, p)."""
        to_x = self.crossing.design.to_x
        root = self.evaluation.root @ to_x.T
        return self.sigma2 * root.T @ root

    @property
    def deviance(self) -> float:
        """−2ℓ at the optimum, for the user's columns and units."""
        return self.evaluation.deviance + self._deviance_of_units

    def deviance_without(self, factor: int) -> float:
        """−2ℓ of the model without the first (0) or second (1) factor, the other one refitted."""
        other_factor = 1 - factor
        without = float(self.single_deviances[other_factor])
        return without + self._deviance_of_units

    def statistic(self, factor: int) -> float:
        """Likelihood-ratio statistic of the variance of a factor; its null distribution is
        ½χ²₀ + ½χ²₁ where the other variance is not zero (Self & Liang 1987). Never negative.
        """
        other_factor = 1 - factor
        without = float(self.single_deviances[other_factor])
        gain = without - self.evaluation.deviance
        return max(0.0, gain)

    @property
    def _deviance_of_units(self) -> float:
        """What −2ℓ of the user's columns exceeds that of standardised ones by."""
        design = self.crossing.design
        log_unit = np.log(design.y_scale)
        of_outcome = self.evaluation.N * 2 * log_unit
        return of_outcome - design.log_volume(self.reml)

    @property
    def n_parameters(self) -> int:
        """p + 2 variances + σ²."""
        return self.crossing.p + 3

    @property
    def status(self) -> str:
        """interior, or boundary when a variance is zero."""
        is_interior = (self.delta > 0).all()
        return "interior" if is_interior else "boundary"

    @property
    def gradient_norm(self) -> float:
        """The largest derivative of −2ℓ in a logarithm of a variance that is not zero: rounding,
        when all is well.
        """
        gradient = self.evaluation.gradient
        by_log_variance = gradient * self.delta
        return float(np.abs(by_log_variance).max())

    @property
    def errors(self) -> Floats:
        """Standard errors of the two variances and σ² (3,) from the observed information; NaN of
        variances on the boundary, where a Wald error would mislead.
        """
        errors = standard_errors(self.evaluation, self.delta)
        y_scale = self.crossing.design.y_scale
        return errors * y_scale**2

    @property
    def correlation(self) -> float:
        """Correlation that the expected information gives to the two estimated variances (σ²
        estimated too): near −1 the data know their sum and not which factor it belongs to.
        """
        n_rows = self.crossing.n
        return correlation_of_variances(
            self.evaluation,
            self.delta,
            n_rows=n_rows,
        )

    def interval(
        self,
        factor: int,
        alpha: float = 0.05,
    ) -> tuple[float, float]:
        """Profile-likelihood limits of the variance of the first (0) or second (1) factor; the
        lower one may be exactly 0.
        """
        profile = VarianceProfile.of(
            self.crossing,
            self.delta,
            factor=factor,
            reml=self.reml,
        )
        rise = float(chdtri(1, alpha))
        low = profile.lower_limit(rise)
        high = profile.upper_limit(rise)
        y_scale = self.crossing.design.y_scale
        return low * y_scale**2, high * y_scale**2
