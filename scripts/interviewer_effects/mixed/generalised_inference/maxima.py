"""Maxima of many data sets at once, good enough for a test statistic.

Ranks of D are tried in turn for each data set, from given estimates. The integral needs few nodes
here: an error of 1e-5 in a statistic moves no p-value.
"""

from __future__ import annotations

from dataclasses import dataclass

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.generalised.cells import Cells
from interviewer_effects.mixed.generalised.marginal import (
    covariance_gradient,
    log_likelihoods,
    total,
)
from interviewer_effects.mixed.generalised.newton import Optimum, maximise
from interviewer_effects.mixed.generalised.parameters import Parameters
from interviewer_effects.mixed.generalised.quadrature import GaussHermite
from interviewer_effects.mixed.generalised.ranks import one_rank_more
from interviewer_effects.mixed.generalised.scheme import Scheme

SEARCH_POINTS = {0: 1, 1: 9, 2: 5, 3: 5}
VALUE_POINTS = {0: 1, 1: 15, 2: 9, 3: 7}
TOLERANCE = 1e-5


@dataclass(frozen=True, slots=True)
class Maxima:
    """Of R data sets.

    Attributes
    ----------
    log_likelihood : ndarray (R,)
        The maximal ℓ.
    fixed : ndarray (R, P)
        Thresholds and fixed effects there.
    covariance : ndarray (R, q, q)
        D there.
    first : Parameters
        The best parameters of the rank that the search began with.
    """

    log_likelihood: Floats
    fixed: Floats
    covariance: Floats
    first: Parameters


def maxima(
    cells: Cells,
    start: Parameters,
    *,
    max_rank: int,
) -> Maxima:
    """The maximum over all D of rank `max_rank` or less, of R data sets.

    Parameters
    ----------
    cells : Cells
        Of R data sets.
    start : Parameters
        Of R data sets, at a rank that is not above `max_rank`.
    max_rank : int
    """
    rank = start.factor.rank
    scheme = Scheme.uniform(
        cells,
        rank,
        GaussHermite(SEARCH_POINTS[rank]),
    )
    optimum = maximise(
        scheme,
        start,
        tolerance=TOLERANCE,
    )
    values = _finer_values(cells, optimum)
    parameters = optimum.parameters
    maxima_so_far = Maxima(
        log_likelihood=values,
        fixed=parameters.fixed.copy(),
        covariance=parameters.covariance,
        first=parameters,
    )
    if rank == max_rank:
        return maxima_so_far

    modes = optimum.integral.modes
    drive = covariance_gradient(
        scheme,
        optimum.parameters,
        start=modes,
    )
    more_points = GaussHermite(SEARCH_POINTS[rank + 1])
    scheme_above = Scheme.uniform(
        cells,
        rank + 1,
        more_points,
    )
    wider = one_rank_more(
        scheme_above,
        optimum.parameters,
        drive,
    )
    if wider is not None:
        chosen = wider.data_sets
        larger = maxima(
            cells.of_data_sets(chosen),
            wider.start,
            max_rank=max_rank,
        )
        is_higher = larger.log_likelihood > values[chosen]
        higher = chosen[is_higher]
        values[higher] = larger.log_likelihood[is_higher]
        maxima_so_far.fixed[higher] = larger.fixed[is_higher]
        maxima_so_far.covariance[higher] = larger.covariance[is_higher]
    return maxima_so_far


def _finer_values(
    cells: Cells,
    optimum: Optimum,
) -> Floats:
    """ℓ (R,) with more nodes than the search had."""
    parameters = optimum.parameters
    rank = parameters.factor.rank
    rule = GaussHermite(VALUE_POINTS[rank])
    scheme = Scheme.uniform(
        cells,
        rank,
        rule,
    )
    modes = optimum.integral.modes
    by_interviewer = log_likelihoods(
        scheme,
        parameters,
        start=modes,
    )
    return total(
        cells,
        parameters,
        by_interviewer,
    )
