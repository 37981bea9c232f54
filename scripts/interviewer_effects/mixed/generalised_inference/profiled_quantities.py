"""ℓ as a function of one quantity, everything else at its best: what an interval's search reads.

`excess(value)` is by how much the best ℓ at a value is below that at the limits; each quantity is a
linear condition on the parameters in a suitable basis of the random effects (see `profile`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.generalised.cells import Cells
from interviewer_effects.mixed.generalised.factor import Factor, lower_trapezoid
from interviewer_effects.mixed.generalised.fit import GeneralisedFit
from interviewer_effects.mixed.generalised.parameters import Parameters
from interviewer_effects.mixed.limits import Precision, crossing_outwards

from .conditional import Angle, ConditionalSearch, FixedEffects, OneElement

PRECISION = Precision(of_range=1e-5)  # of a limit, relative to its distance from the estimate


@dataclass(frozen=True, slots=True)
class FixedProfile:
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
    ) -> FixedProfile:
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
class DeviationProfile:
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
    ) -> DeviationProfile:
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
class UncorrelatedDeviationProfile:
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
    ) -> UncorrelatedDeviationProfile:
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
class CorrelationProfile:
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
    ) -> CorrelationProfile:
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
