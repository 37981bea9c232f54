"""Parametric bootstrap of a likelihood-ratio test between generalised models.

Surveys are simulated from the null and both models refitted, many surveys as one array; ranks of D
are tried in turn for each of them, from the null's estimates. The integral needs few nodes here: an
error of 1e-5 in a statistic moves no p-value.
"""

from __future__ import annotations

import numpy as np

from .cells import Cells
from .marginal import Parameters, covariance_gradient, log_likelihoods, total
from .newton import maximise
from .quadrature import GaussHermite
from .scheme import Scheme
from .search import one_rank_more

SEARCH_POINTS = {0: 1, 1: 9, 2: 5, 3: 5}
VALUE_POINTS = {0: 1, 1: 15, 2: 9, 3: 7}
TOLERANCE = 1e-5
DATA_SETS_PER_BLOCK = 8


def maxima(cells: Cells, start: Parameters, *, max_rank: int) -> np.ndarray:
    """The maximal ℓ (R,) of R data sets over all D of rank `max_rank` or less.

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
    modes = optimum.integral.modes
    finer = Scheme.uniform(cells, rank, GaussHermite(VALUE_POINTS[rank]))
    by_interviewer = log_likelihoods(finer, optimum.parameters, start=modes)
    values = total(cells, optimum.parameters, by_interviewer)
    if rank == max_rank:
        return values
    drive = covariance_gradient(scheme, optimum.parameters, start=modes)
    wider = _wider(cells, optimum.parameters, drive)
    if wider:
        chosen = np.array(list(wider))
        larger = maxima(cells.of_data_sets(chosen), _stacked(list(wider.values())), max_rank=max_rank)
        values[chosen] = np.maximum(values[chosen], larger)
    return values


def _wider(cells: Cells, parameters: Parameters, drive: np.ndarray) -> dict[int, Parameters]:
    """Starts of one rank more by data set, where ℓ rises there."""
    rank = parameters.factor.rank + 1
    starts = {}
    for data_set in range(cells.n_data_sets):
        chosen = np.array([data_set])
        some = cells.of_data_sets(chosen)
        scheme = Scheme.uniform(some, rank, GaussHermite(SEARCH_POINTS[rank]))
        inside = cells.data_set == data_set
        start = one_rank_more(scheme, parameters.of_data_sets(chosen), drive[inside])
        if start is not None:
            starts[data_set] = start
    return starts


def _stacked(parameters: list[Parameters]) -> Parameters:
    return Parameters(
        np.concatenate([part.fixed for part in parameters]),
        np.concatenate([part.elements for part in parameters]),
        parameters[0].factor,
    )
