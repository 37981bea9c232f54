"""Newton's method on the marginal log-likelihood of many data sets at once.

The observed information (Louis) is the exact Hessian; where it is indefinite the directions of
negative curvature are turned round. A step that does not gain is halved, each data set by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cells import Cells
from .marginal import Integral, Parameters, gradient, integrate, total
from .scheme import Scheme

MAX_EVALUATIONS = 80
LONGEST_STEP = 3.0  # of all parameters together: where answers are separated one grows without end
SMALLEST_EIGENVALUE = 1e-8
SMALLEST_STEP = 1e-10


@dataclass(frozen=True)
class Optimum:
    """Where a search ended: parameters (R data sets), ℓ (R,), its gradient and information."""

    parameters: Parameters
    log_likelihood: np.ndarray
    gradient: np.ndarray
    information: np.ndarray
    integral: Integral
    evaluations: int

    @property
    def expected_gain(self) -> np.ndarray:
        """½g'I⁻¹g (R,): how far ℓ may lie below the optimum."""
        return _expected_gain(self.gradient, _step(self.gradient, self.information))


def maximise(
    scheme: Scheme,
    start: Parameters,
    *,
    tolerance: float,
    modes: np.ndarray | None = None,
    directions: np.ndarray | None = None,
) -> Optimum:
    """Newton's method until the expected gain of ℓ is below `tolerance` in every data set.

    `directions` (K, M), orthonormal, are those in which the parameters may move; by default all.
    """
    cells = scheme.cells
    parameters = start
    state = _evaluate(scheme, parameters, modes=modes)
    step = _step(state.gradient, state.information, directions)
    length = np.ones(len(step))
    live = np.flatnonzero(_expected_gain(state.gradient, step) > tolerance)
    evaluations = 1
    while live.size and evaluations < MAX_EVALUATIONS:
        ahead = parameters.vector[live] + length[live, None] * step[live]
        some = scheme.of_data_sets(live)
        inside = np.isin(cells.data_set, live)
        tried = _evaluate(some, parameters.moved(ahead), modes=state.integral.modes[inside])
        evaluations += 1
        gained = tried.log_likelihood > state.log_likelihood[live] - SMALLEST_STEP
        state = _merge(cells, state, tried, live=live, gained=gained)
        parameters = state.parameters
        step[live[gained]] = _step(tried.gradient[gained], tried.information[gained], directions)
        length[live] = np.where(gained, 1.0, length[live] / 2)
        gain = _expected_gain(state.gradient[live], step[live])
        stuck = length[live] < SMALLEST_STEP
        live = live[(gain > tolerance) & ~stuck]
    return Optimum(
        parameters=parameters,
        log_likelihood=state.log_likelihood,
        gradient=state.gradient,
        information=state.information,
        integral=state.integral,
        evaluations=evaluations,
    )


def _evaluate(scheme: Scheme, parameters: Parameters, *, modes: np.ndarray | None) -> Optimum:
    cells = scheme.cells
    integral = integrate(scheme, parameters, start=modes)
    log_likelihood = total(cells, parameters, integral.log_likelihood)
    return Optimum(
        parameters=parameters,
        log_likelihood=np.where(np.isnan(log_likelihood), -np.inf, log_likelihood),
        gradient=gradient(cells, parameters, integral),
        information=integral.information,
        integral=integral,
        evaluations=1,
    )


def _merge(
    cells: Cells, state: Optimum, tried: Optimum, *, live: np.ndarray, gained: np.ndarray
) -> Optimum:
    """The state with what has gained in its place."""
    if len(live) == len(state.log_likelihood) and gained.all():
        return tried
    better = live[gained]
    vector = state.parameters.vector.copy()
    vector[better] = tried.parameters.vector[gained]
    return Optimum(
        parameters=state.parameters.moved(vector),
        log_likelihood=_put(state.log_likelihood, better, tried.log_likelihood[gained]),
        gradient=_put(state.gradient, better, tried.gradient[gained]),
        information=_put(state.information, better, tried.information[gained]),
        integral=_merge_integrals(cells, state.integral, tried.integral, live=live, better=better),
        evaluations=state.evaluations,
    )


def _merge_integrals(cells, before: Integral, after: Integral, *, live, better) -> Integral:
    tried = np.isin(cells.data_set, live)
    taken = np.isin(cells.data_set, better)
    kept = taken[tried]
    by_interviewer = {
        name: _put(getattr(before, name), taken, getattr(after, name)[kept])
        for name in ("log_likelihood", "modes", "score")
    }
    information = _put(before.information, better, after.information[np.isin(live, better)])
    return Integral(information=information, **by_interviewer)


def _put(values: np.ndarray, place: np.ndarray, new: np.ndarray) -> np.ndarray:
    changed = values.copy()
    changed[place] = new
    return changed


def _step(
    slope: np.ndarray, information: np.ndarray, directions: np.ndarray | None = None
) -> np.ndarray:
    """|I|⁻¹g (R, K), at most LONGEST_STEP long; zero where ℓ is not finite."""
    if directions is not None:
        inner = _step(slope @ directions, directions.T @ information @ directions)
        return inner @ directions.T
    sound = np.isfinite(information).all((1, 2)) & np.isfinite(slope).all(1)
    safe = np.where(sound[:, None, None], information, np.eye(slope.shape[1]))
    values, vectors = np.linalg.eigh(safe)
    along = np.einsum("rkl,rk->rl", vectors, np.where(sound[:, None], slope, 0.0))
    along /= np.maximum(np.abs(values), SMALLEST_EIGENVALUE)
    step = np.einsum("rkl,rl->rk", vectors, along)
    length = np.linalg.norm(step, axis=1, keepdims=True)
    return step / np.maximum(1, length / LONGEST_STEP)


def _expected_gain(slope: np.ndarray, step: np.ndarray) -> np.ndarray:
    return np.einsum("rk,rk->r", slope, step) / 2
