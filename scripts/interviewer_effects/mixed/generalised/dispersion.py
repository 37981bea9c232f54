"""The size θ of the negative binomial: counts with mean μ and variance μ + μ²/θ.

The profile of ℓ over log θ has one maximum or rises to the Poisson model, θ = ∞. Every point of it
is a maximum over all other parameters at one rank of D; as the best rank depends on θ, the two are
sought in turn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .cells import Cells
from .families import Answers, constant
from .kernels import NegativeBinomial
from .marginal import gradient, integrate
from .newton import Optimum, maximise
from .search import Maximum, search

LOG_SIZES = (-6.0, 14.0)  # beyond them the counts are all or nothing, or Poisson
AT_AN_END = 0.01  # of log θ
FIRST_LOG_SIZE = 1.0
TOLERANCE = 1e-6  # of log θ
GAIN = 1e-6  # of ℓ, by which the negative binomial must exceed the Poisson model
STEP = 1e-3  # of log θ, for differences of the gradient
REACHES = (4.0, 1.0, 0.5, 0.2, 0.2)  # of log θ around the last one, round by round
PROFILE_TOLERANCE = 1e-9  # expected gain of ℓ at which a point of the profile ends


@dataclass(frozen=True, slots=True)
class Dispersed:
    """The maximum over θ and all other parameters.

    Attributes
    ----------
    cells : Cells
        With the kernel of θ̂.
    maximum : Maximum
    information : ndarray (K + 1, K + 1)
        Observed information of the other parameters and log θ, last; (K, K) of the Poisson model.
    """

    cells: Cells
    maximum: Maximum
    information: Floats


def search_dispersed(
    cells: Cells,
    start: Floats,
    *,
    answers: Answers,
    diagonal: bool = False,
) -> Dispersed:
    """The maximum over θ and all other parameters, from the fixed effects `start` (P,).

    Parameters
    ----------
    cells : Cells
        With Poisson's kernel.
    start : ndarray (P,)
    answers : Answers
        The counts, row by row: what the kernel leaves out of ℓ depends on θ.
    diagonal : bool
        Whether the random effects are uncorrelated.
    """
    poisson = search(
        cells,
        start,
        diagonal=diagonal,
    )
    poisson_value = _log_likelihood(
        poisson.optimum,
        answers,
        cells,
    )
    highest = poisson_value
    maximum = poisson
    log_size = FIRST_LOG_SIZE
    for reach in REACHES:
        profile = _SizeProfile(
            cells,
            maximum,
            answers,
        )
        log_size = profile.best_log_size(near=log_size, reach=reach)
        cells_at_size = _with_log_size(cells, log_size)
        fixed_start = maximum.optimum.parameters.fixed[0]
        maximum = search(
            cells_at_size,
            fixed_start,
            diagonal=diagonal,
        )
        value = _log_likelihood(
            maximum.optimum,
            answers,
            cells_at_size,
        )
        if value - highest < GAIN:
            break
        highest = value
    is_poisson = log_size > LOG_SIZES[1] - 1
    if is_poisson or highest - poisson_value < GAIN:
        return Dispersed(
            cells,
            poisson,
            poisson.optimum.information[0],
        )
    return Dispersed(
        cells_at_size,
        maximum,
        _information_with_size(
            maximum,
            cells_at_size,
            answers,
            log_size=log_size,
        ),
    )


def _with_log_size(
    cells: Cells,
    log_size: float,
) -> Cells:
    size = float(np.exp(log_size))
    kernel = NegativeBinomial(size)
    return replace(cells, kernel=kernel)


def _log_likelihood(
    optimum: Optimum,
    answers: Answers,
    cells: Cells,
) -> float:
    value = float(optimum.log_likelihood[0])
    return value + constant(answers, cells.kernel)


@dataclass(frozen=True, slots=True)
class _SizeProfile:
    """ℓ as a function of log θ, all other parameters at their best of the maximum's rank.

    Every point starts from the maximum and not from the last one: where θ is far off D is zero, and
    stays so.
    """

    cells: Cells
    maximum: Maximum
    answers: Answers

    def loss(self, log_size: float) -> float:
        """−ℓ."""
        cells = _with_log_size(self.cells, log_size)
        optimum = self.maximum.optimum
        best_at_size = maximise(
            self.maximum.scheme.with_cells(cells),
            optimum.parameters,
            tolerance=PROFILE_TOLERANCE,
            modes=optimum.integral.modes,
        )
        value = float(best_at_size.log_likelihood[0])
        return -value - constant(self.answers, cells.kernel)

    def best_log_size(
        self,
        *,
        near: float,
        reach: float,
    ) -> float:
        """The log θ of the highest ℓ; the search goes on where that is at an end of its reach."""
        from scipy.optimize import minimize_scalar

        lowest_of_all, highest_of_all = LOG_SIZES
        low = max(lowest_of_all, near - reach)
        high = min(highest_of_all, near + reach)
        result = minimize_scalar(
            self.loss,
            bounds=(low, high),
            method="bounded",
            options={"xatol": TOLERANCE},
        )
        log_size = float(result.x)
        is_at_end = min(log_size - low, high - log_size) < AT_AN_END
        can_go_on = lowest_of_all + AT_AN_END < log_size < highest_of_all - AT_AN_END
        if is_at_end and can_go_on:
            return self.best_log_size(near=log_size, reach=reach)
        return log_size


def _information_with_size(
    maximum: Maximum,
    cells: Cells,
    answers: Answers,
    *,
    log_size: float,
) -> Floats:
    """Observed information with log θ, by central differences of ℓ and its gradient."""
    optimum = maximum.optimum
    values = []
    gradients = []
    for step in (-STEP, 0.0, STEP):
        cells_at_size = _with_log_size(cells, log_size + step)
        scheme = maximum.scheme.with_cells(cells_at_size)
        integral = integrate(
            scheme,
            optimum.parameters,
            start=optimum.integral.modes,
        )
        value = integral.log_likelihood.sum()
        values.append(value + constant(answers, cells_at_size.kernel))
        gradients.append(
            gradient(
                cells_at_size,
                optimum.parameters,
                integral,
            )[0]
        )

    n_others = optimum.information.shape[1]
    information = np.zeros((n_others + 1, n_others + 1))
    information[:n_others, :n_others] = optimum.information[0]
    slope = gradients[2] - gradients[0]
    information[:n_others, -1] = -slope / (2 * STEP)
    information[-1] = information[:, -1]
    curvature = values[2] - 2 * values[1] + values[0]
    information[-1, -1] = -curvature / STEP**2
    return information
