"""Profile-likelihood intervals: the values of a quantity whose best ℓ is within ½χ²₁ of the
maximum.

Every quantity here is a linear condition on the parameters once the random effects are put in a
suitable order: thresholds and fixed effects are linear in θ; the standard deviation of the first
effect is L₁₁; the correlation sin φ of two effects has cos φ · L₂₁ = sin φ · L₂₂. So a point of a
profile is a search that may not move along one direction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.generalised.cells import Cells
from interviewer_effects.mixed.generalised.factor import Factor, lower_trapezoid
from interviewer_effects.mixed.generalised.fit import GeneralisedFit
from interviewer_effects.mixed.generalised.parameters import Parameters
from interviewer_effects.mixed.generalised.search import search
from interviewer_effects.mixed.limits import Precision, crossing, crossing_outwards

from .conditional import Angle, ConditionalSearch, FixedEffects, OneElement

if TYPE_CHECKING:
    from .result import GeneralisedResult

PRECISION = Precision(of_range=1e-5)  # of a limit, relative to its distance from the estimate
FIRST_STEP = 0.25  # of a standard deviation: relative to it, and in η where it is 0


class Interval(NamedTuple):
    """Lower and upper limit."""

    low: float
    high: float


def profile_table(
    result: GeneralisedResult,
    alpha: float,
) -> pd.DataFrame:
    """(1 − alpha) limits of thresholds, fixed effects, variances and the correlation of two
    effects.

    The limit of a variance is 0, and of a correlation ±1, where that boundary is within reach; NaN
    for the correlation of a fit on the boundary; infinite where ℓ never falls far enough.
    """
    fit = result._fit
    names = result.model.exog_re_names
    drop = special.chdtri(1, alpha) / 2
    limits = {}
    for position, name in enumerate([*result.thresholds.index, *result.fe_params.index]):
        limits[name] = fixed_interval(
            fit,
            position,
            drop,
        )
    for effect, name in enumerate(names):
        limits[f"var({name})"] = variance_interval(
            fit,
            effect,
            drop,
        )
    if len(names) == 2 and not fit.diagonal:
        limits[f"corr({names[0]},{names[1]})"] = correlation_interval(fit, drop)
    return pd.DataFrame.from_dict(
        limits,
        orient="index",
        columns=["low", "high"],
    )


def fixed_interval(
    fit: GeneralisedFit,
    position: int,
    drop: float,
) -> Interval:
    """Limits of one of the thresholds and fixed effects (K − 1 + p,), in the units of the data."""
    profile = _FixedProfile.of(
        fit,
        position,
        drop,
    )
    return Interval(
        low=profile.outward(-profile.error),
        high=profile.outward(profile.error),
    )


def variance_interval(
    fit: GeneralisedFit,
    effect: int,
    drop: float,
) -> Interval:
    """Limits of D_kk, in squared units of η per unit of the predictor."""
    deviation = float(np.sqrt(fit.D[effect, effect]))
    kind = _UncorrelatedDeviation if fit.diagonal else _Deviation
    profile = kind.of(
        fit,
        effect,
        drop,
    )
    excess_at_zero = _excess_without(
        fit,
        effect,
        drop,
    )
    lowest_deviation = crossing(
        profile.excess,
        deviation,
        0.0,
        excess_outside=excess_at_zero,
        precision=PRECISION,
    )
    step = FIRST_STEP * (deviation or fit.scaled.random_back[effect, effect])
    highest_deviation = crossing_outwards(
        profile.excess,
        deviation,
        step,
        precision=PRECISION,
    )
    return Interval(lowest_deviation**2, highest_deviation**2)


def correlation_interval(
    fit: GeneralisedFit,
    drop: float,
) -> Interval:
    """Limits of the correlation of two random effects; NaN where D is singular."""
    if fit.status == "boundary":
        return Interval(np.nan, np.nan)
    profile = _CorrelationProfile.of(fit, drop)
    limits = []
    for boundary in (-np.pi / 2, np.pi / 2):
        angle = crossing(
            profile.excess,
            profile.angle,
            boundary,
            excess_outside=profile.excess(boundary),
            precision=PRECISION,
        )
        limits.append(float(np.sin(angle)))
    return Interval(*limits)


def _excess_without(
    fit: GeneralisedFit,
    effect: int,
    drop: float,
) -> float:
    """By how much ℓ without an effect is further below the maximum than `drop`."""
    from_data = np.linalg.inv(fit.scaled.random_back)
    columns = fit.cells.random @ from_data
    other_columns = np.delete(columns, effect, axis=1)
    cells = replace(fit.cells, random=other_columns)
    without = search(
        cells,
        fit.parameters.fixed[0],
        diagonal=fit.diagonal,
    )
    highest = float(without.optimum.log_likelihood[0])
    bound = fit.log_likelihood - drop
    return bound - highest


@dataclass(frozen=True, slots=True)
class _FixedProfile:
    """Of a threshold or fixed effect.

    Attributes
    ----------
    optimum : Parameters
    conditional : ConditionalSearch
    bound : float
        ℓ at the limits.
    estimate, error : float
        In the units of the data.
    direction : ndarray (K,)
        How the other estimates move with this one, to first order.
    """

    optimum: Parameters
    conditional: ConditionalSearch
    bound: float
    estimate: float
    error: float
    direction: Floats

    @classmethod
    def of(
        cls,
        fit: GeneralisedFit,
        position: int,
        drop: float,
    ) -> _FixedProfile:
        """Of the threshold or fixed effect at a position."""
        optimum = fit.parameters
        condition = FixedEffects(fit.full_back[position])
        weights = condition.weights(optimum.factor)
        covariance = np.linalg.inv(fit.maximum.optimum.information[0])
        error = float(np.sqrt(weights @ covariance @ weights))
        return cls(
            optimum=optimum,
            conditional=ConditionalSearch(
                fit.cells,
                condition,
                0,
                fit.maximum.scheme,
            ),
            bound=fit.log_likelihood - drop,
            estimate=float(weights @ optimum.vector[0]),
            error=error,
            direction=covariance @ weights / error**2,
        )

    def excess(self, value: float) -> float:
        """By how much ℓ at a value is below that at the limits."""
        distance = value - self.estimate
        change = distance * self.direction
        vector = self.optimum.vector + change
        start = self.optimum.with_vector(vector)
        return self.bound - self.conditional.highest(start)

    def outward(self, step: float) -> float:
        """The limit on the side of a step."""
        return crossing_outwards(
            self.excess,
            self.estimate,
            step,
            precision=PRECISION,
        )


@dataclass(frozen=True, slots=True)
class _Deviation:
    """The profile of the standard deviation of one effect, which is the first of its basis: L₁₁."""

    optimum: Parameters
    conditional: ConditionalSearch
    bound: float

    @classmethod
    def of(
        cls,
        fit: GeneralisedFit,
        effect: int,
        drop: float,
    ) -> _Deviation:
        """Of one of the random effects."""
        n_effects = len(fit.D)
        order = [effect, *(index for index in range(n_effects) if index != effect)]
        rotated = _Rotated.of(fit, fit.scaled.random_back[order])
        n_fixed = rotated.optimum.fixed.shape[1]
        condition = OneElement(n_fixed, 0)
        conditional = ConditionalSearch(
            rotated.cells,
            condition,
            1,
            fit.maximum.scheme,
        )
        return cls(
            rotated.optimum,
            conditional,
            fit.log_likelihood - drop,
        )

    def excess(self, deviation: float) -> float:
        """By how much ℓ at a standard deviation is below that at the limits."""
        start = self._start(deviation)
        highest = self.conditional.highest(start)
        return self.bound - highest

    def _start(self, deviation: float) -> Parameters:
        loading = self.optimum.loading.copy()
        n_effects = loading.shape[1]
        if loading[0, 0].any():
            loading[0, 0, 0] = deviation
        else:
            column = np.eye(n_effects)[None, :, :1] * deviation
            wider = np.concatenate([column, loading], axis=2)
            loading = lower_trapezoid(wider)
        factor = Factor.of_rank(n_effects, loading.shape[2])
        return Parameters(
            self.optimum.fixed,
            factor.elements(loading),
            factor,
        )


@dataclass(frozen=True, slots=True)
class _UncorrelatedDeviation:
    """The same of uncorrelated effects, whose L has one element for each.

    Attributes
    ----------
    start : Parameters
        The optimum, with the effect among those that vary.
    element : int
        The number of its element in L.
    scale : float
        A standard deviation in the units of the data for each one on standardised columns.
    """

    start: Parameters
    element: int
    scale: float
    conditional: ConditionalSearch
    bound: float

    @classmethod
    def of(
        cls,
        fit: GeneralisedFit,
        effect: int,
        drop: float,
    ) -> _UncorrelatedDeviation:
        """Of one of the random effects."""
        optimum = fit.parameters
        n_effects = len(fit.D)
        n_present = optimum.factor.n_free
        present = tuple(optimum.factor.rows)
        rows = present if effect in present else (*present, effect)
        elements = np.zeros((1, len(rows)))
        elements[:, :n_present] = optimum.elements
        factor = Factor.diagonal(n_effects, rows)
        start = Parameters(
            optimum.fixed,
            elements,
            factor,
        )
        element = rows.index(effect)
        condition = OneElement(optimum.fixed.shape[1], element)
        return cls(
            start=start,
            element=element,
            scale=fit.scaled.random_back[effect, effect],
            conditional=ConditionalSearch(
                fit.cells,
                condition,
                n_effects,
                fit.maximum.scheme,
            ),
            bound=fit.log_likelihood - drop,
        )

    def excess(self, deviation: float) -> float:
        """By how much ℓ at a standard deviation is below that at the limits."""
        elements = self.start.elements.copy()
        elements[:, self.element] = deviation / self.scale
        start = replace(self.start, elements=elements)
        highest = self.conditional.highest(start)
        return self.bound - highest


@dataclass(frozen=True, slots=True)
class _CorrelationProfile:
    """Of the correlation sin φ of two effects, as a function of the angle φ."""

    cells: Cells
    optimum: Parameters
    fit: GeneralisedFit
    bound: float

    @classmethod
    def of(
        cls,
        fit: GeneralisedFit,
        drop: float,
    ) -> _CorrelationProfile:
        """With both effects in units of their standard deviations."""
        deviations = np.sqrt(np.diagonal(fit.D))
        basis = fit.scaled.random_back / deviations[:, None]
        rotated = _Rotated.of(fit, basis)
        return cls(
            rotated.cells,
            rotated.optimum,
            fit,
            fit.log_likelihood - drop,
        )

    @property
    def angle(self) -> float:
        """φ̂."""
        second_row = self.optimum.loading[0, 1]
        angle = np.arctan2(second_row[0], second_row[1])
        return float(angle)

    def excess(self, angle: float) -> float:
        """By how much ℓ at an angle is below that at the limits."""
        n_fixed = self.optimum.fixed.shape[1]
        vector = self.optimum.vector.copy()
        vector[0, n_fixed + 1] = np.sin(angle)
        vector[0, n_fixed + 2] = np.cos(angle)
        start = self.optimum.with_vector(vector)
        condition = Angle(n_fixed, angle)
        conditional = ConditionalSearch(
            self.cells,
            condition,
            2,
            self.fit.maximum.scheme,
        )
        return self.bound - conditional.highest(start)


class _Rotated(NamedTuple):
    """Cells and optimum with the random effects in another basis; L has a positive diagonal."""

    cells: Cells
    optimum: Parameters

    @classmethod
    def of(
        cls,
        fit: GeneralisedFit,
        transform: Floats,
    ) -> _Rotated:
        """With u' = Tu, T = transform (q, q)."""
        optimum = fit.parameters
        columns = fit.cells.random @ np.linalg.inv(transform)
        cells = replace(fit.cells, random=columns)
        loading = lower_trapezoid(transform @ optimum.loading)
        diagonal = np.diagonal(loading, axis1=1, axis2=2)
        sign = np.where(diagonal < 0, -1.0, 1.0)
        factor = Factor.of_rank(len(transform), optimum.factor.rank)
        elements = factor.elements(loading * sign[:, None, :])
        return cls(
            cells,
            Parameters(
                optimum.fixed,
                elements,
                factor,
            ),
        )
