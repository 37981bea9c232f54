"""Fit a generalised mixed model: standardise, collapse, search, and undo the standardising."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers

from .cells import Cells
from .collapse import Rows, collapse, collapse_ordered
from .columns import Columns, Standardised, standardise
from .dispersion import Dispersed, search_dispersed
from .factor import Factor, lower_trapezoid
from .families import Answers, kernel_of, read_answers, starting_effects
from .kernels import Kernel
from .marginal import effects
from .parameters import Parameters
from .quadrature import GaussHermite
from .refusals import Question
from .scheme import Scheme
from .search import Maximum, search

LEAST_VARIANCE = 1e-12  # relative to the largest: below it a direction of D does not vary
DEFAULT_NODES = 25


@dataclass(frozen=True, slots=True)
class GeneralisedFit:
    """Estimates in the units of the data.

    Attributes
    ----------
    family : str
    kernel : Kernel
    answers : Answers
    cells : Cells
        Of standardised columns.
    maximum : Maximum
        The search's end, on standardised columns.
    thresholds : ndarray (K − 1,)
        Empty unless the answers are ordered.
    beta : ndarray (p,)
    covariance_of_fixed : ndarray (K − 1 + p, K − 1 + p)
        Of thresholds and fixed effects together, from the observed information.
    D : ndarray (q, q)
    log_likelihood : float
        Without constants that depend on the answers only.
    effect_mean, effect_covariance : ndarray (J, q) and (J, q, q)
        Posterior of every interviewer's random effects.
    scaled : Standardised
    diagonal : bool
        Whether the random effects are uncorrelated.
    log_size_error : float
        Standard error of log θ̂ of the negative binomial; NaN without it.
    """

    family: str
    kernel: Kernel
    answers: Answers
    cells: Cells
    maximum: Maximum
    thresholds: Floats
    beta: Floats
    covariance_of_fixed: Floats
    D: Floats
    log_likelihood: float
    effect_mean: Floats
    effect_covariance: Floats
    scaled: Standardised
    diagonal: bool
    log_size_error: float

    @property
    def full_back(self) -> Floats:
        """Thresholds and fixed effects of standardised columns to those of the data."""
        n_thresholds = len(self.thresholds)
        return self.scaled.full_back(n_thresholds)

    @property
    def parameters(self) -> Parameters:
        """The estimates, on standardised columns."""
        return self.maximum.optimum.parameters

    def parameters_at(
        self,
        fixed: Floats,
        covariance: Floats,
    ) -> Parameters:
        """Thresholds and fixed effects (K − 1 + p,) and D (q, q) as standardised parameters."""
        to_standardised = np.linalg.inv(self.scaled.random_back)
        standardised_covariance = to_standardised @ covariance @ to_standardised.T
        values, vectors = np.linalg.eigh(standardised_covariance)
        largest = max(values.max(), 1e-300)
        is_present = values > LEAST_VARIANCE * largest
        loading = vectors[:, is_present] * np.sqrt(values[is_present])
        rank = int(is_present.sum())
        factor = Factor.of_rank(len(values), rank)
        elements = factor.elements(lower_trapezoid(loading[None]))
        standardised_fixed = np.asarray(np.linalg.solve(self.full_back, fixed), dtype=float)
        return Parameters(
            standardised_fixed[None],
            elements,
            factor,
        )

    def scheme_for(
        self,
        rank: int,
        nodes: int | None,
    ) -> Scheme:
        """The rules that settled, or so many Gauss-Hermite nodes for everybody."""
        if nodes is None and rank == self.maximum.rank:
            return self.maximum.scheme
        rule = GaussHermite(nodes or DEFAULT_NODES)
        return Scheme.uniform(
            self.cells,
            rank,
            rule,
        )

    @property
    def n_parameters(self) -> int:
        """Thresholds, fixed effects and free (co)variances, those on the boundary among them."""
        n_effects = len(self.D)
        n_correlated = n_effects * (n_effects + 1) // 2
        n_variances = n_effects if self.diagonal else n_correlated
        n_fixed = len(self.thresholds) + len(self.beta)
        n_sizes = int(self.family == "negative binomial")
        return n_fixed + n_variances + n_sizes

    @property
    def status(self) -> str:
        """interior, or boundary: D is singular."""
        is_interior = self.maximum.rank == len(self.D)
        return "interior" if is_interior else "boundary"


def fit_generalised(
    endog: Floats,
    columns: Columns,
    interviewer: Integers,
    *,
    family: str,
    outcome: str,
    diagonal: bool = False,
) -> GeneralisedFit:
    """The maximum of the marginal likelihood.

    Parameters
    ----------
    endog : ndarray (n,)
    columns : Columns
        For ordered answers without a constant among the fixed ones: thresholds take its place.
    interviewer : ndarray (n,) of int
        0 … J − 1, every one present.
    family : {"binary", "ordinal", "count", "negative binomial"}
    outcome : str
        The name of the outcome, for messages.
    diagonal : bool
        Whether the random effects are uncorrelated.

    Raises
    ------
    ValueError
        Where the answers do not fit the family, or where no maximum exists.
    """
    question = Question(
        family,
        outcome,
        columns,
    )
    answers = read_answers(
        endog,
        family,
        outcome,
    )
    scaled = standardise(columns, centred=not diagonal)
    rows = Rows(
        scaled.fixed,
        scaled.random,
        interviewer,
    )
    gather = collapse_ordered if family == "ordinal" else collapse
    cells = gather(
        kernel_of(family),
        answers.values,
        rows,
    )
    question.refuse_separation(cells)

    dispersed = _maximum(
        cells,
        answers,
        family=family,
        diagonal=diagonal,
    )
    question.refuse_divergence(
        dispersed.maximum,
        answers,
        interviewer,
    )
    return _in_units_of_the_data(
        dispersed,
        scaled,
        answers=answers,
        family=family,
        diagonal=diagonal,
    )


def _maximum(
    cells: Cells,
    answers: Answers,
    *,
    family: str,
    diagonal: bool,
) -> Dispersed:
    """The maximum over all parameters, the size of the negative binomial among them."""
    n_fixed = cells.fixed.shape[1]
    start = starting_effects(
        answers,
        family,
        n_fixed,
    )
    if family == "negative binomial":
        return search_dispersed(
            cells,
            start,
            answers=answers,
            diagonal=diagonal,
        )
    maximum = search(
        cells,
        start,
        diagonal=diagonal,
    )
    information = maximum.optimum.information[0]
    return Dispersed(
        cells,
        maximum,
        information,
    )


def _in_units_of_the_data(
    dispersed: Dispersed,
    scaled: Standardised,
    *,
    answers: Answers,
    family: str,
    diagonal: bool,
) -> GeneralisedFit:
    cells = dispersed.cells
    optimum = dispersed.maximum.optimum
    parameters = optimum.parameters
    n_fixed = cells.fixed.shape[1]
    n_thresholds = n_fixed - len(scaled.fixed_back)
    full_back = scaled.full_back(n_thresholds)
    fixed = full_back @ parameters.fixed[0]
    covariance = np.linalg.inv(dispersed.information)
    covariance_of_fixed = covariance[:n_fixed, :n_fixed]
    has_size = len(dispersed.information) > parameters.vector.shape[1]
    log_size_error = np.sqrt(covariance[-1, -1]) if has_size else np.nan

    random_back = scaled.random_back
    posterior = effects(
        dispersed.maximum.scheme,
        parameters,
        start=optimum.integral.modes,
    )
    return GeneralisedFit(
        family=family,
        kernel=cells.kernel,
        answers=answers,
        cells=cells,
        maximum=dispersed.maximum,
        thresholds=fixed[:n_thresholds],
        beta=fixed[n_thresholds:],
        covariance_of_fixed=full_back @ covariance_of_fixed @ full_back.T,
        D=random_back @ parameters.covariance[0] @ random_back.T,
        log_likelihood=float(optimum.log_likelihood[0]),
        effect_mean=posterior.mean @ random_back.T,
        effect_covariance=random_back @ posterior.covariance @ random_back.T,
        scaled=scaled,
        diagonal=diagonal,
        log_size_error=float(log_size_error),
    )
