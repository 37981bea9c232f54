"""Fit a generalised mixed model: standardise, collapse, search, and undo the standardising."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cells import Cells, collapse, collapse_ordered
from .dispersion import search_dispersed
from .factor import Factor, lower_trapezoid
from .families import COUNTS, Answers, kernel_of, read_answers, starting_effects
from .kernels import Kernel
from .marginal import Parameters, effects
from .quadrature import GaussHermite
from .scheme import Scheme
from .search import Maximum, search
from .separation import separation

LEAST_VARIANCE = 1e-12  # relative to the largest: below it a direction of D does not vary
DEFAULT_NODES = 25
LARGEST_DEVIATION = 30.0  # SD of a random effect in η: answers then hang on the interviewer alone


@dataclass(frozen=True)
class Columns:
    """Fixed (n, p) and random (n, q) columns as the data have them, with their names."""

    fixed: np.ndarray
    fixed_names: list[str]
    random: np.ndarray
    random_names: list[str]


@dataclass(frozen=True)
class Standardised:
    """Columns with mean 0 and SD 1, and what they were: x = mean + sd·standardised.

    A column of ones takes up the means; without one (ordered answers) the thresholds do, and
    random columns without a constant are scaled but not centred.
    """

    fixed: np.ndarray
    random: np.ndarray
    fixed_back: np.ndarray
    random_back: np.ndarray
    shift: np.ndarray


@dataclass(frozen=True)
class GeneralisedFit:
    """Estimates in the units of the data.

    Attributes
    ----------
    thresholds : ndarray (K − 1,)
        Empty unless the answers are ordered.
    beta : ndarray (p,)
    covariance_of_fixed : ndarray (K − 1 + p, K − 1 + p)
        Of thresholds and fixed effects together, from the observed information.
    D : ndarray (q, q)
    log_likelihood : float
        Without constants that depend on the answers only.
    maximum : Maximum
        The search's end, on standardised columns.
    effect_mean, effect_covariance : ndarray (J, q) and (J, q, q)
        Posterior of every interviewer's random effects.
    """

    family: str
    kernel: Kernel
    answers: Answers
    cells: Cells
    maximum: Maximum
    thresholds: np.ndarray
    beta: np.ndarray
    covariance_of_fixed: np.ndarray
    D: np.ndarray
    log_likelihood: float
    effect_mean: np.ndarray
    effect_covariance: np.ndarray
    scaled: Standardised
    diagonal: bool
    log_size_error: float

    def parameters_at(self, fixed: np.ndarray, covariance: np.ndarray) -> Parameters:
        """Thresholds and fixed effects (K − 1 + p,) and D (q, q) as standardised parameters."""
        back = full_back(self.scaled, len(self.thresholds))
        there = np.linalg.inv(self.scaled.random_back)
        values, vectors = np.linalg.eigh(there @ covariance @ there.T)
        present = values > LEAST_VARIANCE * max(values.max(), 1e-300)
        loading = vectors[:, present] * np.sqrt(values[present])
        factor = Factor.of_rank(len(values), int(present.sum()))
        elements = factor.elements(lower_trapezoid(loading[None]))
        return Parameters(np.linalg.solve(back, fixed)[None], elements, factor)

    def scheme_for(self, rank: int, nodes: int | None) -> Scheme:
        """The rules that settled, or so many Gauss-Hermite nodes for everybody."""
        if nodes is None and rank == self.maximum.rank:
            return self.maximum.scheme
        return Scheme.uniform(self.cells, rank, GaussHermite(nodes or DEFAULT_NODES))

    @property
    def n_parameters(self) -> int:
        """Thresholds, fixed effects and free (co)variances, those on the boundary among them."""
        n_effects = len(self.D)
        n_variances = n_effects if self.diagonal else n_effects * (n_effects + 1) // 2
        n_sizes = int(self.family == "negative binomial")
        return len(self.thresholds) + len(self.beta) + n_variances + n_sizes

    @property
    def status(self) -> str:
        """interior, or boundary: D is singular."""
        return "interior" if self.maximum.rank == len(self.D) else "boundary"


def fit_generalised(
    endog: np.ndarray,
    columns: Columns,
    interviewer: np.ndarray,
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
    answers = read_answers(endog, family, outcome)
    scaled = standardise(columns, centred=not diagonal)
    kernel = kernel_of(family)
    gather = collapse_ordered if family == "ordinal" else collapse
    cells = gather(
        kernel,
        answers.values,
        fixed=scaled.fixed,
        random=scaled.random,
        interviewer=interviewer,
    )
    _refuse_separation(cells, columns, family=family, outcome=outcome)
    start = starting_effects(answers, family, cells.fixed.shape[1])
    if family == "negative binomial":
        dispersed = search_dispersed(cells, start, answers=answers, diagonal=diagonal)
        cells, maximum, information = dispersed.cells, dispersed.maximum, dispersed.information
    else:
        maximum = search(cells, start, diagonal=diagonal)
        information = maximum.optimum.information[0]
    _refuse_divergence(maximum, columns, answers=answers, interviewer=interviewer, outcome=outcome)
    return _in_units_of_the_data(
        maximum,
        cells,
        scaled,
        answers=answers,
        family=family,
        diagonal=diagonal,
        information=information,
    )


def standardise(columns: Columns, *, centred: bool) -> Standardised:
    """Standardised columns and the matrices that undo it.

    `centred` says whether random columns may be centred: uncorrelated effects are another model
    once a predictor has moved.
    """
    fixed_constant = _constant(columns.fixed)
    random_constant = _constant(columns.random)
    fixed_mean, fixed_sd = _moments(columns.fixed, centred=True)
    may_centre = centred and random_constant is not None
    random_mean, random_sd = _moments(columns.random, centred=may_centre)
    return Standardised(
        fixed=(columns.fixed - fixed_mean) / fixed_sd,
        random=(columns.random - random_mean) / random_sd,
        fixed_back=_back(fixed_mean, fixed_sd, fixed_constant),
        random_back=_back(random_mean, random_sd, random_constant),
        shift=fixed_mean / fixed_sd if fixed_constant is None else np.zeros(len(fixed_sd)),
    )


def _constant(columns: np.ndarray) -> int | None:
    """Index of the column of ones."""
    ones = np.flatnonzero((columns == 1).all(0))
    return int(ones[0]) if len(ones) else None


def _moments(columns: np.ndarray, *, centred: bool) -> tuple[np.ndarray, np.ndarray]:
    """Means (0 where not centred) and SDs (1 of constants) of columns."""
    sd = columns.std(0)
    varies = sd > 0
    scale = np.where(varies, sd, 1.0)
    mean = columns.mean(0) if centred else np.zeros(columns.shape[1])
    return np.where(varies, mean, 0.0), scale


def _back(mean: np.ndarray, sd: np.ndarray, constant: int | None) -> np.ndarray:
    """The matrix A with (coefficients of the data's columns) = A·(those of standardised ones)."""
    back = np.diag(1 / sd)
    if constant is not None:
        back[constant] -= mean / sd
        back[constant, constant] = 1.0
    return back


def _in_units_of_the_data(
    maximum: Maximum,
    cells: Cells,
    scaled: Standardised,
    *,
    answers: Answers,
    family: str,
    diagonal: bool,
    information: np.ndarray,
) -> GeneralisedFit:
    parameters = maximum.optimum.parameters
    n_thresholds = cells.fixed.shape[1] - len(scaled.fixed_back)
    back = full_back(scaled, n_thresholds)
    fixed = back @ parameters.fixed[0]
    inverse = np.linalg.inv(information)
    covariance = inverse[: len(fixed), : len(fixed)]
    has_size = len(information) > parameters.vector.shape[1]
    known = effects(maximum.scheme, parameters, start=maximum.optimum.integral.modes)
    return GeneralisedFit(
        family=family,
        kernel=cells.kernel,
        answers=answers,
        cells=cells,
        maximum=maximum,
        thresholds=fixed[:n_thresholds],
        beta=fixed[n_thresholds:],
        covariance_of_fixed=back @ covariance @ back.T,
        D=scaled.random_back @ parameters.covariance[0] @ scaled.random_back.T,
        log_likelihood=float(maximum.optimum.log_likelihood[0]),
        effect_mean=known.mean @ scaled.random_back.T,
        effect_covariance=scaled.random_back @ known.covariance @ scaled.random_back.T,
        scaled=scaled,
        diagonal=diagonal,
        log_size_error=float(np.sqrt(inverse[-1, -1])) if has_size else float("nan"),
    )


def full_back(scaled: Standardised, n_thresholds: int) -> np.ndarray:
    """A for thresholds and fixed effects: a threshold moves by what the columns' means took."""
    n_columns = len(scaled.fixed_back)
    back = np.eye(n_thresholds + n_columns)
    back[n_thresholds:, n_thresholds:] = scaled.fixed_back
    back[:n_thresholds, n_thresholds:] = scaled.shift
    return back


def _refuse_separation(cells: Cells, columns: Columns, *, family: str, outcome: str) -> None:
    result = separation(cells, counts=family in COUNTS)
    if result is None:
        return
    n_thresholds = cells.fixed.shape[1] - columns.fixed.shape[1]
    if result.column < n_thresholds:
        place = "in all of them"
        name = "the thresholds"
    else:
        name = columns.fixed_names[result.column - n_thresholds]
        place = f"by '{name}'"
    rows = int(cells.trials[result.cells].sum())
    raise ValueError(
        f"The answers to '{outcome}' are separated {place}: {rows} rows can be told apart with "
        f"certainty, and the effect of '{name}' has no finite estimate. Merge categories of it, "
        "or leave it out."
    )


def _refuse_divergence(
    maximum: Maximum,
    columns: Columns,
    *,
    answers: Answers,
    interviewer: np.ndarray,
    outcome: str,
) -> None:
    """Where interviewers' answers are all or nothing, ℓ rises with the variance without end."""
    variances = np.diagonal(maximum.optimum.parameters.covariance[0])
    if variances.max(initial=0) < LARGEST_DEVIATION**2:
        return
    effect = int(np.argmax(variances))
    n_interviewers = interviewer.max() + 1
    n_alike = _interviewers_with_one_answer(answers.values, interviewer)
    raise ValueError(
        f"The variance of '{columns.random_names[effect]}' between interviewers has no finite "
        f"estimate: {n_alike} of {n_interviewers} interviewers have only one kind of answer to "
        f"'{outcome}', and its likelihood rises with the variance without end. Leave the random "
        "effect out, or ask more interviews."
    )


def _interviewers_with_one_answer(values: np.ndarray, interviewer: np.ndarray) -> int:
    n_interviewers = interviewer.max() + 1
    largest = np.full(n_interviewers, -np.inf)
    smallest = np.full(n_interviewers, np.inf)
    np.maximum.at(largest, interviewer, values)
    np.minimum.at(smallest, interviewer, values)
    return int((largest == smallest).sum())
