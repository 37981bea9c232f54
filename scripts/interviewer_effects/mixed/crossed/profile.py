"""Profile-likelihood limits of a variance in the crossed model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.limits import Precision, crossing, crossing_outwards
from interviewer_effects.mixed.optimum.bounded import descend

from .deviance import evaluate, evaluate_curved
from .expansion import Expansion
from .meetings import Crossing

PRECISION = Precision(relative=1e-10, of_range=1e-10)
FIRST_STEP = 1e-3  # beyond a variance of 0, in units of σ²
LEAST_SCALE = 1e-12  # of σ², relative to its estimate


@dataclass(frozen=True, slots=True)
class VarianceProfile:
    """−2ℓ as a function of the variance τ² of one factor, at its best over everything else.

    All in standardised columns.

    Attributes
    ----------
    crossing : Crossing
    reml : bool
    factor : int
        The user's first (0) or second (1).
    estimate : float
        τ² at the optimum.
    deviance : float
        −2ℓ at the optimum.
    other_delta : float
        Variance of the other factor relative to σ², at the optimum.
    sigma2 : float
        σ² there.
    """

    crossing: Crossing
    reml: bool
    factor: int
    estimate: float
    deviance: float
    other_delta: float
    sigma2: float

    @classmethod
    def of(
        cls,
        crossing: Crossing,
        delta: Floats,
        *,
        factor: int,
        reml: bool,
    ) -> VarianceProfile:
        """Around the optimum δ (2,)."""
        optimum = evaluate(
            delta,
            crossing,
            reml=reml,
        )
        sigma2 = optimum.r2 / optimum.N
        return cls(
            crossing=crossing,
            reml=reml,
            factor=factor,
            estimate=sigma2 * delta[factor],
            deviance=optimum.deviance,
            other_delta=delta[1 - factor],
            sigma2=sigma2,
        )

    def lower_limit(self, rise: float) -> float:
        """τ² below the estimate where −2ℓ stands `rise` above its minimum; 0 where it does not
        rise so far.
        """
        if self.estimate == 0:
            return 0.0
        excess = _Excess(self, rise)
        return crossing(
            excess,
            self.estimate,
            0.0,
            excess_outside=excess(0.0),
            precision=PRECISION,
        )

    def upper_limit(self, rise: float) -> float:
        """τ² above the estimate where −2ℓ stands `rise` above its minimum."""
        return crossing_outwards(
            _Excess(self, rise),
            self.estimate,
            step=max(self.estimate, FIRST_STEP * self.sigma2),
            precision=PRECISION,
        )

    def lowest(self, variance: float) -> float:
        """The lowest −2ℓ with τ² given, over the other relative variance and σ²."""
        deviance = _HeldVariance(
            self.crossing,
            self.reml,
            self.factor,
            variance,
            LEAST_SCALE * self.sigma2,
        )
        start = np.array([self.other_delta, self.sigma2])
        optimum = descend(deviance, start)
        return deviance(optimum)[0]


@dataclass(frozen=True, slots=True)
class _Excess:
    """√(−2ℓ above its minimum) − √rise as a function of τ², nearly a line."""

    profile: VarianceProfile
    rise: float

    def __call__(self, variance: float) -> float:
        """At τ²."""
        lowest_deviance = self.profile.lowest(variance)
        above_minimum = max(lowest_deviance - self.profile.deviance, 0.0)
        return np.sqrt(above_minimum) - np.sqrt(self.rise)


@dataclass(frozen=True, slots=True)
class _HeldVariance:
    """−2ℓ with the variance of one factor given, as a function of the other relative variance and
    σ².
    """

    crossing: Crossing
    reml: bool
    factor: int
    variance: float
    least_sigma2: float

    def __call__(self, other_delta_and_sigma2: Floats) -> Expansion:
        """Value, gradient (2,) and Hessian (2, 2) at (δ of the other factor, σ²).

        The relative variance δ = τ²/σ² of the factor moves with σ²: dδ/dσ² = −τ²/σ⁴.
        """
        factor = self.factor
        other_factor = 1 - factor
        sigma2 = max(other_delta_and_sigma2[1], self.least_sigma2)
        delta = np.empty(2)
        delta[factor] = self.variance / sigma2
        delta[other_factor] = other_delta_and_sigma2[0]
        point = evaluate_curved(
            delta,
            self.crossing,
            reml=self.reml,
            sigma2=sigma2,
        )

        delta_slope = -self.variance / sigma2**2
        slope = point.N / sigma2 - point.r2 / sigma2**2 + point.gradient[factor] * delta_slope
        mixed = (
            point.products[other_factor] / sigma2**2
            + point.curvature[factor, other_factor] * delta_slope
        )
        curve = (
            -point.N / sigma2**2
            + 2 * point.r2 / sigma2**3
            + 2 * point.gradient[factor] * self.variance / sigma2**3
        )
        curve += (
            2 * point.products[factor] / sigma2**2 * delta_slope
            + point.curvature[factor, factor] * delta_slope**2
        )
        other_slope = point.gradient[other_factor]
        other_curve = point.curvature[other_factor, other_factor]
        return Expansion(
            value=point.deviance,
            gradient=np.array([other_slope, slope]),
            hessian=np.array([[other_curve, mixed], [mixed, curve]]),
        )
