"""The lowest deviance of crossed random intercepts over all variances, zeros among them."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.optimum.bounded import descend

from .deviance import evaluate, evaluate_curved
from .expansion import Expansion
from .fit import CrossedFit
from .meetings import Crossing
from .one_factor import SingleFactorDeviance
from .refusals import refuse_without_estimates

GRID = np.array([0.0, 0.01, 0.1, 1.0, 20.0])  # variances of a factor relative to σ²
INDISTINGUISHABLE = 1e-10  # of a deviance: rounding of two evaluations of one model


class ProfiledDeviance:
    """−2ℓ as a function of δ (2,) with gradient and Hessian, σ² profiled out; each δ is evaluated
    once.
    """

    def __init__(
        self,
        crossing: Crossing,
        reml: bool,
    ):
        self.crossing = crossing
        self.reml = reml
        self._evaluated: dict[tuple[float, ...], Expansion] = {}

    def __call__(self, delta: Floats) -> Expansion:
        """Value, gradient (2,) and Hessian (2, 2)."""
        key = tuple(delta.tolist())
        if key not in self._evaluated:
            evaluation = evaluate_curved(
                delta,
                self.crossing,
                reml=self.reml,
            )
            self._evaluated[key] = Expansion(
                evaluation.deviance,
                evaluation.gradient,
                evaluation.profiled_curvature,
            )
        return self._evaluated[key]

    def value(self, delta: Floats) -> float:
        """−2ℓ."""
        return self(delta).value


def fit_crossed(
    crossing: Crossing,
    reml: bool = True,
) -> CrossedFit:
    """The lowest deviance of two crossed random intercepts over the closed quadrant δ ≥ 0.

    A grid that includes both boundaries is evaluated first; Newton's method starts from each of its
    local minima, and along each boundary, where one factor is alone, from those there.

    Raises
    ------
    ValueError
        Where the likelihood has no maximum or the variances cannot be told apart.
    """
    refuse_without_estimates(crossing)
    deviance = ProfiledDeviance(crossing, reml)
    first_factor = SingleFactorDeviance.of(
        crossing,
        0,
        reml=reml,
    )
    second_factor = SingleFactorDeviance.of(
        crossing,
        1,
        reml=reml,
    )
    heights = _heights(
        deviance,
        first_factor,
        second_factor,
    )
    first_delta = _best_alone(first_factor, heights[:, 0])
    second_delta = _best_alone(second_factor, heights[0])
    first_alone = np.array([first_delta, 0.0])
    second_alone = np.array([0.0, second_delta])

    candidates = [np.zeros(2), first_alone, second_alone]
    for cell in _local_minima(heights):
        start = GRID[list(cell)]
        optimum = descend(deviance, start)
        candidates.append(optimum)
    lowest_candidate = min(candidates, key=deviance.value)
    polished = descend(deviance, lowest_candidate)
    singles = [first_alone, second_alone]
    return CrossedFit(
        crossing=crossing,
        reml=reml,
        delta=_on_boundary_if_equal(
            polished,
            singles,
            deviance=deviance,
        ),
        single_deviances=np.array([deviance.value(single) for single in singles]),
        deviance_of_neither=float(heights[0, 0]),
    )


def _heights(
    deviance: ProfiledDeviance,
    first_factor: SingleFactorDeviance,
    second_factor: SingleFactorDeviance,
) -> Floats:
    """−2ℓ on GRID × GRID; on the boundaries that of a factor alone, which costs less."""
    heights = np.empty((len(GRID), len(GRID)))
    for cell, delta in enumerate(GRID):
        variance = np.array([delta])
        heights[cell, 0] = first_factor(variance).value
        heights[0, cell] = second_factor(variance).value

    inner_cells = range(1, len(GRID))
    for row in inner_cells:
        for column in inner_cells:
            delta = GRID[[row, column]]
            point = evaluate(
                delta,
                deviance.crossing,
                reml=deviance.reml,
            )
            heights[row, column] = point.deviance
    return heights


def _best_alone(
    deviance: SingleFactorDeviance,
    heights: Floats,
) -> float:
    """δ of the optimum of a factor alone, from its deviances (len(GRID),) along the grid."""
    optima = []
    for cell in _local_minima(heights):
        start = GRID[list(cell)]
        optimum = descend(deviance, start)
        optima.append(optimum)
    values = [deviance(optimum).value for optimum in optima]
    optimum = optima[int(np.argmin(values))]
    return float(optimum[0])


def _on_boundary_if_equal(
    lowest: Floats,
    singles: list[Floats],
    *,
    deviance: ProfiledDeviance,
) -> Floats:
    """A variance that the likelihood cannot tell from zero is zero."""
    bound = deviance.value(lowest) + INDISTINGUISHABLE
    for boundary in (np.zeros(2), *singles):
        value, slope, _ = deviance(boundary)
        rises_inwards = (slope >= 0)[boundary == 0].all()
        if value <= bound and rises_inwards:
            return boundary
    return lowest


def _local_minima(heights: Floats) -> list[tuple[int, ...]]:
    """Cells of a grid of which no neighbour is lower, diagonal ones included."""
    padded = np.pad(heights, 1, constant_values=np.inf)
    windows = sliding_window_view(padded, (3,) * heights.ndim)
    window_axes = tuple(range(-heights.ndim, 0))
    lowest_nearby = windows.min(axis=window_axes)
    is_minimum = heights <= lowest_nearby
    return [tuple(cell) for cell in np.argwhere(is_minimum)]
