"""The size θ of the negative binomial: counts with mean μ and variance μ + μ²/θ.

The profile of ℓ over log θ has one maximum or rises to the Poisson model, θ = ∞. Every point of it
is a maximum over all other parameters at one rank of D; as the best rank depends on θ, the two are
sought in turn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .cells import Cells
from .families import Answers, constant
from .kernels import NegativeBinomial
from .marginal import gradient, integrate
from .newton import maximise
from .scheme import Scheme
from .search import Maximum, search

LOWEST, HIGHEST = -6.0, 14.0  # log θ: beyond them the counts are all or nothing, or Poisson
FIRST = 1.0
TOLERANCE = 1e-6  # of log θ
GAIN = 1e-6  # of ℓ, by which the negative binomial must exceed the Poisson model
STEP = 1e-3  # of log θ, for differences of the gradient
REACHES = (4.0, 1.0, 0.5, 0.2, 0.2)  # of log θ around the last one, round by round
PROFILE_TOLERANCE = 1e-9  # expected gain of ℓ at which a point of the profile ends


@dataclass(frozen=True)
class Dispersed:
    """The maximum over all parameters, cells with its kernel, and Var(log θ̂) with the others.

    Attributes
    ----------
    information : ndarray (K + 1, K + 1)
        Observed information of the other parameters and log θ, last; (K, K) of the Poisson model.
    """

    cells: Cells
    maximum: Maximum
    information: np.ndarray


def search_dispersed(
    cells: Cells, start: np.ndarray, *, answers: Answers, diagonal: bool = False
) -> Dispersed:
    """The maximum over θ and all other parameters, from the fixed effects `start` (P,).

    Parameters
    ----------
    cells : Cells
        With Poisson's kernel.
    answers : Answers
        The counts, row by row: what the kernel leaves out of ℓ depends on θ.
    """
    poisson = search(cells, start, diagonal=diagonal)
    highest = _log_likelihood(poisson, answers, cells)
    maximum = poisson
    log_size = FIRST
    for reach in REACHES:
        log_size = _best_size(cells, maximum, answers=answers, near=log_size, reach=reach)
        at_size = _with_size(cells, log_size)
        maximum = search(at_size, maximum.optimum.parameters.fixed[0], diagonal=diagonal)
        value = _log_likelihood(maximum, answers, at_size)
        if value - highest < GAIN:
            break
        highest = value
    if highest - _log_likelihood(poisson, answers, cells) < GAIN or log_size > HIGHEST - 1:
        return Dispersed(cells, poisson, poisson.optimum.information[0])
    return Dispersed(at_size, maximum, _with_size_information(maximum, at_size, answers, log_size))


def _with_size(cells: Cells, log_size: float) -> Cells:
    return replace(cells, kernel=NegativeBinomial(float(np.exp(log_size))))


def _log_likelihood(maximum: Maximum, answers: Answers, cells: Cells) -> float:
    return float(maximum.optimum.log_likelihood[0]) + constant(answers, cells.kernel)


def _best_size(
    cells: Cells, maximum: Maximum, *, answers: Answers, near: float, reach: float
) -> float:
    """The log θ of the highest ℓ, all other parameters at their best of D's rank."""
    from scipy.optimize import minimize_scalar

    first = maximum.optimum  # not the last one: where θ is far off D is zero, and stays so

    def lost(log_size: float) -> float:
        at_size = _with_size(cells, log_size)
        scheme = Scheme.of(
            at_size, maximum.rank, maximum.scheme.rules, rule_of=maximum.scheme.rule_of
        )
        modes = first.integral.modes
        optimum = maximise(scheme, first.parameters, tolerance=PROFILE_TOLERANCE, modes=modes)
        return -float(optimum.log_likelihood[0]) - constant(answers, at_size.kernel)

    bounds = (max(LOWEST, near - reach), min(HIGHEST, near + reach))
    best = minimize_scalar(lost, bounds=bounds, method="bounded", options={"xatol": TOLERANCE})
    at_an_end = min(best.x - bounds[0], bounds[1] - best.x) < 0.01
    if at_an_end and LOWEST + 0.01 < best.x < HIGHEST - 0.01:
        return _best_size(cells, maximum, answers=answers, near=float(best.x), reach=reach)
    return float(best.x)


def _with_size_information(
    maximum: Maximum, cells: Cells, answers: Answers, log_size: float
) -> np.ndarray:
    """Observed information with log θ, by central differences of ℓ and its gradient."""
    optimum = maximum.optimum
    values, gradients = [], []
    for step in (-STEP, 0.0, STEP):
        at_size = _with_size(cells, log_size + step)
        scheme = Scheme.of(
            at_size, maximum.rank, maximum.scheme.rules, rule_of=maximum.scheme.rule_of
        )
        integral = integrate(scheme, optimum.parameters, start=optimum.integral.modes)
        values.append(integral.log_likelihood.sum() + constant(answers, at_size.kernel))
        gradients.append(gradient(at_size, optimum.parameters, integral)[0])
    below, here, above = values
    n_others = optimum.information.shape[1]
    information = np.zeros((n_others + 1, n_others + 1))
    information[:n_others, :n_others] = optimum.information[0]
    information[:n_others, -1] = -(gradients[2] - gradients[0]) / (2 * STEP)
    information[-1] = information[:, -1]
    information[-1, -1] = -(above - 2 * here + below) / STEP**2
    return information
