"""Parametric bootstrap of a likelihood-ratio test between generalised models.

Surveys are simulated from the null and both models refitted, many surveys as one array; ranks of D
are tried in turn for each of them, from the null's estimates. The integral needs few nodes here: an
error of 1e-5 in a statistic moves no p-value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .cells import Cells
from .factor import Factor, lower_trapezoid
from .fit import GeneralisedFit, full_back
from .marginal import Parameters, covariance_gradient, log_likelihoods, total
from .newton import Optimum, maximise
from .quadrature import GaussHermite
from .scheme import Scheme
from .search import one_rank_more
from .simulate import RowCells, simulate_cells, with_columns

SEARCH_POINTS = {0: 1, 1: 9, 2: 5, 3: 5}
VALUE_POINTS = {0: 1, 1: 15, 2: 9, 3: 7}
TOLERANCE = 1e-5
DATA_SETS_PER_BLOCK = 8
ROUNDING = 1e-4  # of a statistic: what few nodes leave of zero


@dataclass(frozen=True)
class Maxima:
    """The maximal ℓ (R,) of R data sets, and the best parameters of the rank that the search began
    with.
    """

    log_likelihood: np.ndarray
    first: Parameters


def maxima(cells: Cells, start: Parameters, *, max_rank: int) -> Maxima:
    """The maximum over all D of rank `max_rank` or less, of R data sets.

    Parameters
    ----------
    cells : Cells
        Of R data sets.
    start : Parameters
        Of R data sets, at a rank that is not above `max_rank`.
    """
    rank = start.factor.rank
    scheme = Scheme.uniform(cells, rank, GaussHermite(SEARCH_POINTS[rank]))
    optimum = maximise(scheme, start, tolerance=TOLERANCE)
    values = _finer_values(cells, optimum)
    if rank < max_rank:
        drive = covariance_gradient(scheme, optimum.parameters, start=optimum.integral.modes)
        above = Scheme.uniform(cells, rank + 1, GaussHermite(SEARCH_POINTS[rank + 1]))
        wider = one_rank_more(above, optimum.parameters, drive)
        if wider is not None:
            chosen = wider.data_sets
            larger = maxima(cells.of_data_sets(chosen), wider.start, max_rank=max_rank)
            values[chosen] = np.maximum(values[chosen], larger.log_likelihood)
    return Maxima(values, optimum.parameters)


def _finer_values(cells: Cells, optimum: Optimum) -> np.ndarray:
    rank = optimum.parameters.factor.rank
    scheme = Scheme.uniform(cells, rank, GaussHermite(VALUE_POINTS[rank]))
    by_interviewer = log_likelihoods(scheme, optimum.parameters, start=optimum.integral.modes)
    return total(cells, optimum.parameters, by_interviewer)


def bootstrap_statistics(null, alternative, *, replicates: int, seed: int) -> np.ndarray:
    """T* (B,) of surveys simulated from the null, both models refitted to each.

    Parameters
    ----------
    null, alternative : GeneralisedResult
        Of the same answers; the null's columns are among the alternative's, by name.
    replicates, seed : int
        Every block of surveys has its own stream, so the first B of more are the same.

    Raises
    ------
    ValueError
        Where a column of the null is none of the alternative's, or effects are uncorrelated.

    Notes
    -----
    The size θ of the negative binomial is held at the null's in both refits.
    """
    if null._fit.diagonal or alternative._fit.diagonal:
        raise ValueError(
            "A bootstrap of binary, ordinal and count models is for correlated effects: use "
            "likelihood_ratio "
            "for models with covariance='diagonal'."
        )
    places = _Places.of(null, alternative)
    rows = _rows_of_both(null, alternative)
    n_blocks = -(-replicates // DATA_SETS_PER_BLOCK)
    streams = np.random.default_rng(seed).spawn(n_blocks)
    blocks = [
        _block_of_statistics(null._fit, alternative._fit, places, rows, rng=rng) for rng in streams
    ]
    statistics = np.concatenate(blocks)[:replicates]
    return np.where(statistics < ROUNDING, 0.0, statistics)


@dataclass(frozen=True)
class _Places:
    """Where the null's thresholds, fixed and random columns stand among the alternative's."""

    fixed: np.ndarray
    random: np.ndarray

    @classmethod
    def of(cls, null, alternative) -> _Places:
        fixed = _found(null._design.fixed_names, alternative._design.fixed_names, "fixed")
        random = _found(null.model.exog_re_names, alternative.model.exog_re_names, "random")
        n_thresholds = len(null.thresholds)
        return cls(np.concatenate([np.arange(n_thresholds), n_thresholds + fixed]), random)


def _found(names: list[str], among: list[str], part: str) -> np.ndarray:
    for name in names:
        if name not in among:
            raise ValueError(
                f"The {part} column '{name}' of the smaller model is none of the larger one's: a "
                "bootstrap of "
                "binary, ordinal and count models compares models with the same columns and some "
                "more."
            )
    return np.array([among.index(name) for name in names], dtype=int)


@dataclass(frozen=True)
class _Rows:
    """Rows with the same columns of both models, by interviewer: the null's, and the alternative's
    beside them.
    """

    null: RowCells
    fixed: np.ndarray
    random: np.ndarray


def _rows_of_both(null, alternative) -> _Rows:
    one, other = null._fit.scaled, alternative._fit.scaled
    columns = [one.fixed, other.fixed, one.random, other.random]
    ends = np.cumsum([part.shape[1] for part in columns])
    interviewer = null._design.group_index
    cells = RowCells.of(
        np.column_stack(columns), np.zeros((len(interviewer), 0)), interviewer=interviewer
    )
    parts = np.split(cells.fixed, ends[:-1], axis=1)
    return _Rows(replace(cells, fixed=parts[0], random=parts[2]), parts[1], parts[3])


def _block_of_statistics(
    null: GeneralisedFit, alternative: GeneralisedFit, places: _Places, rows: _Rows, *, rng
) -> np.ndarray:
    drawn_from = null.maximum.optimum.parameters
    cells = simulate_cells(
        rows.null, drawn_from, like=null.cells, replicates=DATA_SETS_PER_BLOCK, rng=rng
    )
    start = drawn_from.of_data_sets(np.zeros(DATA_SETS_PER_BLOCK, dtype=int))
    smaller = maxima(cells, start, max_rank=len(null.D))
    wider_cells = with_columns(
        cells,
        rows.fixed,
        rows.random,
        replicates=DATA_SETS_PER_BLOCK,
        n_thresholds=len(null.thresholds),
    )
    embedded = _embedded(smaller.first, null, alternative, places)
    larger = maxima(wider_cells, embedded, max_rank=len(alternative.D))
    return 2 * np.maximum(larger.log_likelihood - smaller.log_likelihood, 0.0)


def _embedded(
    parameters: Parameters, null: GeneralisedFit, alternative: GeneralisedFit, places: _Places
) -> Parameters:
    """The null's parameters (R data sets) as the alternative's."""
    there = (
        np.linalg.inv(alternative.scaled.random_back)[:, places.random] @ null.scaled.random_back
    )
    n_thresholds = len(null.thresholds)
    from_data = np.linalg.inv(full_back(alternative.scaled, n_thresholds))[:, places.fixed]
    fixed = parameters.fixed @ (from_data @ full_back(null.scaled, n_thresholds)).T
    factor = Factor.of_rank(len(there), parameters.factor.rank)
    elements = factor.elements(lower_trapezoid(there @ parameters.loading))
    return Parameters(fixed, elements, factor)
