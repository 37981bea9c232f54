"""Profile-likelihood intervals: the values of a quantity whose best ℓ is within ½χ²₁ of the
maximum.

Every quantity here is a linear condition on the parameters once the random effects are put in a
suitable order: thresholds and fixed effects are linear in θ; the standard deviation of the first
effect is L₁₁; the correlation sin φ of two effects has cos φ · L₂₁ = sin φ · L₂₂. So a point of a
profile is a search that may not move along one direction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import linalg, optimize, special

from .cells import Cells
from .factor import Factor, lower_trapezoid
from .fit import GeneralisedFit, full_back
from .marginal import Parameters, covariance_gradient
from .newton import maximise
from .quadrature import GaussHermite
from .scheme import Scheme
from .search import GAUSS_HERMITE, one_rank_more, search

TOLERANCE = 1e-8  # expected gain of ℓ at which a point of the profile ends
PRECISION = 1e-5  # of a limit, relative to its distance from the estimate
GROWTH = 1.6  # of a step outwards that has not passed the limit
MOST_STEPS = 40
FIRST_STEP = 0.25  # of a standard deviation: relative to it, and in η where it is 0

Interval = tuple[float, float]
Condition = Callable[[Factor], np.ndarray]  # its weights (K,) for a rank of D


@dataclass(frozen=True)
class Held:
    """A search under one condition.

    Attributes
    ----------
    cells : Cells
    condition : Condition
        The weights of the parameters whose sum is held.
    first_free : int
        The first row of L in which a further direction of D may begin: 1 where L₁₁ is held.
    rules : Scheme
        The rules that settled for the whole fit, used at its rank.
    """

    cells: Cells
    condition: Condition
    first_free: int
    rules: Scheme

    def highest(self, start: Parameters) -> float:
        """ℓ at the best parameters that keep the condition as it is at the start."""
        rank = start.factor.rank
        n_effects = start.factor.n_effects
        scheme = self._scheme(rank)
        weights = self.condition(start.factor)
        directions = linalg.null_space(weights[None])
        optimum = maximise(scheme, start, tolerance=TOLERANCE, directions=directions)
        highest = float(optimum.log_likelihood[0])
        if rank < n_effects and self.first_free < n_effects:
            drive = covariance_gradient(scheme, optimum.parameters)
            wider = one_rank_more(
                self._scheme(rank + 1), optimum.parameters, drive, first_row=self.first_free
            )
            if wider is not None:
                highest = max(highest, self.highest(wider.start))
        return highest

    def _scheme(self, rank: int) -> Scheme:
        if rank == self.rules.rank:
            return Scheme.of(self.cells, rank, self.rules.rules, rule_of=self.rules.rule_of)
        points = GAUSS_HERMITE[rank][2] if rank else 1
        return Scheme.uniform(self.cells, rank, GaussHermite(points))


def profile_table(result, alpha: float) -> pd.DataFrame:
    """(1 − alpha) limits of thresholds, fixed effects, variances and the correlation of two
    effects.

    The limit of a variance is 0, and of a correlation ±1, where that boundary is within reach; NaN
    for the correlation of a fit on the boundary; infinite where ℓ never falls far enough.
    """
    fit = result._fit
    names = result.model.exog_re_names
    drop = special.chdtri(1, alpha) / 2
    fixed_names = [*result.thresholds.index, *result.fe_params.index]
    limits = {name: fixed_interval(fit, k, drop) for k, name in enumerate(fixed_names)}
    for effect, name in enumerate(names):
        limits[f"var({name})"] = variance_interval(fit, effect, drop)
    if len(names) == 2 and not fit.diagonal:
        limits[f"corr({names[0]},{names[1]})"] = correlation_interval(fit, drop)
    return pd.DataFrame.from_dict(limits, orient="index", columns=["low", "high"])


def fixed_interval(fit: GeneralisedFit, k: int, drop: float) -> Interval:
    """Limits of one of the thresholds and fixed effects (K − 1 + p,), in the units of the data."""
    weights = full_back(fit.scaled, len(fit.thresholds))[k]
    optimum = fit.maximum.optimum.parameters

    def condition(factor: Factor) -> np.ndarray:
        return np.concatenate([weights, np.zeros(factor.n_free)])

    held = Held(fit.cells, condition, 0, fit.maximum.scheme)
    here = condition(optimum.factor)
    covariance = np.linalg.inv(fit.maximum.optimum.information[0])
    error = float(np.sqrt(here @ covariance @ here))
    towards = covariance @ here / error**2
    estimate = float(here @ optimum.vector[0])

    def lost(value: float) -> float:
        start = optimum.moved(optimum.vector + (value - estimate) * towards)
        return _highest_of(fit) - drop - held.highest(start)

    return _outward(lost, estimate, -error), _outward(lost, estimate, error)


def variance_interval(fit: GeneralisedFit, effect: int, drop: float) -> Interval:
    """Limits of D_kk, in squared units of η per unit of the predictor."""
    deviation = float(np.sqrt(fit.D[effect, effect]))
    start_at = _diagonal_starts(fit, effect) if fit.diagonal else _starts(fit, effect)

    def lost(value: float) -> float:
        held, start = start_at(value)
        return _highest_of(fit) - drop - held.highest(start)

    without = search(_without_effect(fit, effect), _fixed_start(fit), diagonal=fit.diagonal)
    lost_at_zero = _highest_of(fit) - drop - float(without.optimum.log_likelihood[0])
    low = _between(lost, deviation, 0.0, lost_outside=lost_at_zero)
    step = FIRST_STEP * (deviation or fit.scaled.random_back[effect, effect])
    return low**2, _outward(lost, deviation, step) ** 2


def correlation_interval(fit: GeneralisedFit, drop: float) -> Interval:
    """Limits of the correlation of two random effects; NaN where D is singular."""
    if fit.status == "boundary":
        return np.nan, np.nan
    basis = fit.scaled.random_back / np.sqrt(np.diagonal(fit.D))[:, None]
    cells, optimum = _in_basis(fit, basis)
    loading = optimum.loading[0]
    angle = float(np.arctan2(loading[1, 0], loading[1, 1]))
    place = optimum.fixed.shape[1]

    def lost(value: float) -> float:
        def condition(factor: Factor) -> np.ndarray:
            weights = np.zeros(place + factor.n_free)
            weights[place + 1 :] = np.cos(value), -np.sin(value)
            return weights

        vector = optimum.vector.copy()
        vector[0, place + 1 :] = np.sin(value), np.cos(value)
        held = Held(cells, condition, 2, fit.maximum.scheme)
        return _highest_of(fit) - drop - held.highest(optimum.moved(vector))

    ends = (-np.pi / 2, np.pi / 2)
    low, high = (_between(lost, angle, end, lost_outside=lost(end)) for end in ends)
    return float(np.sin(low)), float(np.sin(high))


def _starts(fit: GeneralisedFit, effect: int) -> Callable[[float], tuple[Held, Parameters]]:
    """The search with the SD of one effect held, and where it begins."""
    others = [place for place in range(len(fit.D)) if place != effect]
    cells, optimum = _in_basis(fit, fit.scaled.random_back[[effect, *others]])
    place = optimum.fixed.shape[1]

    def condition(factor: Factor) -> np.ndarray:
        return np.eye(place + factor.n_free)[place]

    held = Held(cells, condition, 1, fit.maximum.scheme)

    def start_at(deviation: float) -> tuple[Held, Parameters]:
        loading = optimum.loading.copy()
        if loading[0, 0].any():
            loading[0, 0, 0] = deviation
        else:
            column = np.eye(len(fit.D))[None, :, :1] * deviation
            loading = lower_trapezoid(np.concatenate([column, loading], axis=2))
        factor = Factor.of_rank(len(fit.D), loading.shape[2])
        return held, Parameters(optimum.fixed, factor.elements(loading), factor)

    return start_at


def _diagonal_starts(fit: GeneralisedFit, effect: int) -> Callable:
    """The same of uncorrelated effects, whose L has one element for each."""
    optimum = fit.maximum.optimum.parameters
    scale = fit.scaled.random_back[effect, effect]
    present = tuple(optimum.factor.rows)
    rows = present if effect in present else (*present, effect)
    factor = Factor.diagonal(len(fit.D), rows)
    element = optimum.fixed.shape[1] + rows.index(effect)

    def condition(factor: Factor) -> np.ndarray:
        return np.eye(optimum.fixed.shape[1] + factor.n_free)[element]

    held = Held(fit.cells, condition, len(fit.D), fit.maximum.scheme)

    def start_at(deviation: float) -> tuple[Held, Parameters]:
        elements = np.zeros((1, len(rows)))
        elements[:, : len(present)] = optimum.elements
        elements[:, rows.index(effect)] = deviation / scale
        return held, Parameters(optimum.fixed, elements, factor)

    return start_at


def _in_basis(fit: GeneralisedFit, transform: np.ndarray) -> tuple[Cells, Parameters]:
    """Cells and optimum with the random effects in another basis, u' = Tu; L with a positive
    diagonal.
    """
    optimum = fit.maximum.optimum.parameters
    cells = replace(fit.cells, random=fit.cells.random @ np.linalg.inv(transform))
    loading = lower_trapezoid(transform @ optimum.loading)
    sign = np.where(np.diagonal(loading, axis1=1, axis2=2) < 0, -1.0, 1.0)
    factor = Factor.of_rank(len(transform), optimum.factor.rank)
    elements = factor.elements(loading * sign[:, None, :])
    return cells, Parameters(optimum.fixed, elements, factor)


def _without_effect(fit: GeneralisedFit, effect: int) -> Cells:
    """Cells whose random effects are the others: those of u' = random_back · u but one."""
    columns = fit.cells.random @ np.linalg.inv(fit.scaled.random_back)
    return replace(fit.cells, random=np.delete(columns, effect, axis=1))


def _fixed_start(fit: GeneralisedFit) -> np.ndarray:
    return fit.maximum.optimum.parameters.fixed[0]


def _highest_of(fit: GeneralisedFit) -> float:
    return float(fit.maximum.optimum.log_likelihood[0])


def _outward(lost: Callable[[float], float], estimate: float, step: float) -> float:
    """Where ℓ has fallen far enough, beyond the estimate on the side of `step`."""
    inside = estimate
    for _ in range(MOST_STEPS):
        outside = inside + step
        lost_outside = lost(outside)
        if lost_outside > 0:
            return _between(lost, inside, outside, lost_outside=lost_outside)
        inside, step = outside, GROWTH * step
    return float(np.copysign(np.inf, step))


def _between(
    lost: Callable[[float], float], inside: float, outside: float, *, lost_outside: float
) -> float:
    """The crossing between two values; `outside` itself where even there ℓ has not fallen far
    enough.
    """
    if lost_outside <= 0:
        return outside

    def known(value: float) -> float:
        return lost_outside if value == outside else lost(value)

    precision = PRECISION * abs(outside - inside)
    return float(optimize.brentq(known, inside, outside, xtol=precision))
