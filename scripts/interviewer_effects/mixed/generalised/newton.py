"""Newton's method on the marginal log-likelihood of many data sets at once.

The observed information (Louis) is the exact Hessian; where it is indefinite the directions of
negative curvature are turned round. A step that does not gain is halved, each data set by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats, Integers

from .cells import Cells
from .marginal import Integral, gradient, integrate, total
from .parameters import Parameters
from .scheme import Scheme

MAX_EVALUATIONS = 80
LONGEST_STEP = 3.0  # of all parameters together: where answers are separated one grows without end
SMALLEST_EIGENVALUE = 1e-8
SMALLEST_STEP = 1e-10


@dataclass(frozen=True, slots=True)
class Optimum:
    """Where a search ended.

    Attributes
    ----------
    parameters : Parameters
        Of R data sets.
    log_likelihood : ndarray (R,)
    gradient : ndarray (R, K)
    information : ndarray (R, K, K)
    integral : Integral
    evaluations : int
    """

    parameters: Parameters
    log_likelihood: Floats
    gradient: Floats
    information: Floats
    integral: Integral
    evaluations: int

    @property
    def expected_gain(self) -> Floats:
        """½g'I⁻¹g (R,): how far ℓ may lie below the optimum."""
        step = _newton_step(self.gradient, self.information)
        return _expected_gain(self.gradient, step)


def maximise(
    scheme: Scheme,
    start: Parameters,
    *,
    tolerance: float,
    modes: Floats | None = None,
    directions: Floats | None = None,
) -> Optimum:
    """Newton's method until the expected gain of ℓ is below `tolerance` in every data set.

    `directions` (K, M), orthonormal, are those in which the parameters may move; by default all.
    """
    cells = scheme.cells
    state = _evaluate(
        scheme,
        start,
        modes=modes,
    )
    step = _newton_step(
        state.gradient,
        state.information,
        directions,
    )
    length = np.ones(len(step))
    live = np.flatnonzero(_expected_gain(state.gradient, step) > tolerance)
    evaluations = 1
    while live.size and evaluations < MAX_EVALUATIONS:
        is_live = np.isin(cells.data_set, live)
        trial_vector = state.parameters.vector[live] + length[live, None] * step[live]
        trial = _evaluate(
            scheme.of_data_sets(live),
            start.with_vector(trial_vector),
            modes=state.integral.modes[is_live],
        )
        evaluations += 1

        gained = trial.log_likelihood > state.log_likelihood[live] - SMALLEST_STEP
        state = _accept(
            cells,
            state,
            trial,
            live=live,
            gained=gained,
        )
        step[live[gained]] = _newton_step(
            trial.gradient[gained],
            trial.information[gained],
            directions,
        )
        length[live] = np.where(gained, 1.0, length[live] / 2)
        expected_gain = _expected_gain(state.gradient[live], step[live])
        is_stuck = length[live] < SMALLEST_STEP
        live = live[(expected_gain > tolerance) & ~is_stuck]
    return Optimum(
        parameters=state.parameters,
        log_likelihood=state.log_likelihood,
        gradient=state.gradient,
        information=state.information,
        integral=state.integral,
        evaluations=evaluations,
    )


def _evaluate(
    scheme: Scheme,
    parameters: Parameters,
    *,
    modes: Floats | None,
) -> Optimum:
    cells = scheme.cells
    integral = integrate(
        scheme,
        parameters,
        start=modes,
    )
    log_likelihood = total(
        cells,
        parameters,
        integral.log_likelihood,
    )
    is_missing = np.isnan(log_likelihood)
    return Optimum(
        parameters=parameters,
        log_likelihood=np.where(is_missing, -np.inf, log_likelihood),
        gradient=gradient(
            cells,
            parameters,
            integral,
        ),
        information=integral.information,
        integral=integral,
        evaluations=1,
    )


def _accept(
    cells: Cells,
    state: Optimum,
    trial: Optimum,
    *,
    live: Integers,
    gained: Booleans,
) -> Optimum:
    """The state with the trials of those `live` data sets that have gained."""
    if len(live) == len(state.log_likelihood) and gained.all():
        return trial
    better = live[gained]
    vector = _replaced(
        state.parameters.vector,
        better,
        trial.parameters.vector[gained],
    )
    return Optimum(
        parameters=state.parameters.with_vector(vector),
        log_likelihood=_replaced(
            state.log_likelihood,
            better,
            trial.log_likelihood[gained],
        ),
        gradient=_replaced(
            state.gradient,
            better,
            trial.gradient[gained],
        ),
        information=_replaced(
            state.information,
            better,
            trial.information[gained],
        ),
        integral=_accept_integral(
            cells,
            state.integral,
            trial.integral,
            live=live,
            gained=gained,
        ),
        evaluations=state.evaluations,
    )


def _accept_integral(
    cells: Cells,
    integral: Integral,
    trial: Integral,
    *,
    live: Integers,
    gained: Booleans,
) -> Integral:
    better = live[gained]
    was_tried = np.isin(cells.data_set, live)
    is_better = np.isin(cells.data_set, better)
    better_of_tried = is_better[was_tried]
    return Integral(
        log_likelihood=_replaced(
            integral.log_likelihood,
            is_better,
            trial.log_likelihood[better_of_tried],
        ),
        modes=_replaced(
            integral.modes,
            is_better,
            trial.modes[better_of_tried],
        ),
        score=_replaced(
            integral.score,
            is_better,
            trial.score[better_of_tried],
        ),
        information=_replaced(
            integral.information,
            better,
            trial.information[gained],
        ),
    )


def _replaced(
    values: Floats,
    rows: Integers | Booleans,
    new_values: Floats,
) -> Floats:
    """A copy of values with new ones in some rows."""
    changed = values.copy()
    changed[rows] = new_values
    return changed


def _newton_step(
    slope: Floats,
    information: Floats,
    directions: Floats | None = None,
) -> Floats:
    """|I|⁻¹g (R, K), at most LONGEST_STEP long; zero where ℓ is not finite."""
    if directions is not None:
        inner_slope = slope @ directions
        inner_information = directions.T @ information @ directions
        return _newton_step(inner_slope, inner_information) @ directions.T

    has_finite_information = np.isfinite(information).all(axis=(1, 2))
    has_finite_slope = np.isfinite(slope).all(axis=1)
    is_finite = np.asarray(has_finite_information & has_finite_slope)
    identity = np.eye(slope.shape[1])
    finite_information = np.where(is_finite[:, None, None], information, identity)
    finite_slope = np.where(is_finite[:, None], slope, 0.0)
    values, vectors = np.linalg.eigh(finite_information)
    along = np.einsum("rkl,rk->rl", vectors, finite_slope)
    along /= np.maximum(np.abs(values), SMALLEST_EIGENVALUE)
    step = np.einsum("rkl,rl->rk", vectors, along)
    length = np.linalg.norm(
        step,
        axis=1,
        keepdims=True,
    )
    return step / np.maximum(1, length / LONGEST_STEP)


def _expected_gain(
    slope: Floats,
    step: Floats,
) -> Floats:
    gain = np.einsum("rk,rk->r", slope, step)
    return gain / 2
