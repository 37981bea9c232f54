"""The marginal log-likelihood, its gradient and its observed information.

ℓ = Σ_j log ∫ Π_c f(y_c | x_c'β + z_c'Lv) φ(v) dv. With g the score of the complete data at a node
and E_j the mean over the posterior of v_j, Fisher's identity gives the gradient Σ_j E_j[g] and
Louis (1982) the information Σ_j {E_j[−∂g] − E_j[gg'] + E_j[g]E_j[g]'}. Both are exact up to the
quadrature.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers

from .cells import Cells
from .parameters import Parameters
from .posterior import Posterior
from .scheme import Scheme
from .thresholds import threshold_information, threshold_push, threshold_term


@dataclass(frozen=True, slots=True)
class Integral:
    """What the quadrature gives.

    Attributes
    ----------
    log_likelihood : ndarray (J,)
        Of each interviewer, without the term of the thresholds.
    modes : ndarray (J, r)
        Where the next search for modes may start.
    score : ndarray (J, K)
        E_j[g], K = P + E.
    information : ndarray (R, K, K)
        Louis' observed information.
    """

    log_likelihood: Floats
    modes: Floats
    score: Floats
    information: Floats


@dataclass(frozen=True, slots=True)
class Effects:
    """Posterior mean (J, q) and covariance (J, q, q) of the random effects u_j = Lv_j."""

    mean: Floats
    covariance: Floats


def integrate(
    scheme: Scheme,
    parameters: Parameters,
    *,
    start: Floats | None = None,
) -> Integral:
    """Log-likelihood and derivatives at the parameters; `start` (J, r) is where modes are
    sought.
    """
    n_interviewers = scheme.cells.n_interviewers
    n_parameters = parameters.vector.shape[1]
    log_likelihood = np.empty(n_interviewers)
    modes = np.empty((n_interviewers, parameters.factor.rank))
    score = np.empty((n_interviewers, n_parameters))
    information = threshold_information(scheme.cells, parameters)
    for interviewers, posterior in _posteriors(
        scheme,
        parameters,
        start=start,
    ):
        block = _integrate_block(posterior, parameters)
        log_likelihood[interviewers] = block.log_likelihood
        modes[interviewers] = block.modes
        score[interviewers] = block.score
        information += block.information
    return Integral(
        log_likelihood,
        modes,
        score,
        information,
    )


def log_likelihoods(
    scheme: Scheme,
    parameters: Parameters,
    *,
    start: Floats | None = None,
) -> Floats:
    """ℓ_j (J,) of every interviewer, at a third of the cost of the derivatives."""
    values = np.empty(scheme.cells.n_interviewers)
    for interviewers, posterior in _posteriors(
        scheme,
        parameters,
        start=start,
    ):
        values[interviewers] = posterior.log_likelihood
    return values


def covariance_gradient(
    scheme: Scheme,
    parameters: Parameters,
    *,
    start: Floats | None = None,
) -> Floats:
    """½E_j[g_z g_z' + ∂²_z] (J, q, q): summed it is ∂ℓ/∂D, also where D is singular."""
    n_effects = parameters.factor.n_effects
    values = np.empty((scheme.cells.n_interviewers, n_effects, n_effects))
    for interviewers, posterior in _posteriors(
        scheme,
        parameters,
        start=start,
    ):
        values[interviewers] = _covariance_gradient(posterior)
    return values


def effects(
    scheme: Scheme,
    parameters: Parameters,
    *,
    start: Floats | None = None,
) -> Effects:
    """What is known of every interviewer's random effects once the answers are seen."""
    n_interviewers = scheme.cells.n_interviewers
    n_effects = parameters.factor.n_effects
    mean = np.empty((n_interviewers, n_effects))
    covariance = np.empty((n_interviewers, n_effects, n_effects))
    for interviewers, posterior in _posteriors(
        scheme,
        parameters,
        start=start,
    ):
        block = _effects(posterior, parameters)
        mean[interviewers] = block.mean
        covariance[interviewers] = block.covariance
    return Effects(mean, covariance)


def _posteriors(
    scheme: Scheme,
    parameters: Parameters,
    *,
    start: Floats | None,
) -> Iterator[tuple[Integers, Posterior]]:
    """The posteriors block by block, with the interviewers of each."""
    rank = parameters.factor.rank
    if start is None or start.shape[1] != rank:
        start = np.zeros((scheme.cells.n_interviewers, rank))
    for block in scheme.blocks:
        posterior = Posterior.at(
            block.cells,
            parameters,
            block.rule,
            start=start[block.interviewers],
        )
        yield block.interviewers, posterior


def total(
    cells: Cells,
    parameters: Parameters,
    by_interviewer: Floats,
) -> Floats:
    """ℓ (R,) of the data sets from ℓ_j (J,), with the term of the thresholds."""
    sums = cells.sum_by_data_set(by_interviewer)
    return sums + threshold_term(cells, parameters)


def gradient(
    cells: Cells,
    parameters: Parameters,
    integral: Integral,
) -> Floats:
    """∂ℓ (R, K) with the term of the thresholds."""
    sums = cells.sum_by_data_set(integral.score)
    n_inner = cells.inner.shape[1]
    push = threshold_push(cells, parameters)
    sums[:, 1 : 1 + n_inner] += push
    sums[:, :n_inner] -= push
    return sums


def _integrate_block(
    posterior: Posterior,
    parameters: Parameters,
) -> Integral:
    complete_score = posterior.complete_score(parameters.factor)
    mean_score = np.einsum("jm,jmk->jk", posterior.share, complete_score)
    weighted = complete_score * posterior.share[..., None]
    mean_square = (
        weighted.transpose(
            0,
            2,
            1,
        )
        @ complete_score
    )
    squared_mean = mean_score[:, :, None] * mean_score[:, None, :]
    missing = np.zeros_like(_empty_information(parameters))
    cells = posterior.cells
    missing_of_each = cells.weighted(mean_square - squared_mean)
    np.add.at(
        missing,
        cells.data_set,
        missing_of_each,
    )
    complete = _complete_information(posterior, parameters)
    return Integral(
        log_likelihood=posterior.log_likelihood,
        modes=posterior.modes,
        score=mean_score,
        information=complete - missing,
    )


def _empty_information(parameters: Parameters) -> Floats:
    """Zeros (R, K, K)."""
    n_data_sets, n_parameters = parameters.vector.shape
    return np.zeros((n_data_sets, n_parameters, n_parameters))


def _complete_information(
    posterior: Posterior,
    parameters: Parameters,
) -> Floats:
    """Σ_j E_j[−∂g] (R, K, K), from the moments of curvature × 1, v and vv' in every cell.

    A parameter's column is multiplied by 1 (fixed effects) or by one of v (elements of L): `power`
    says by which.
    """
    cells = posterior.cells
    factor = parameters.factor
    n_fixed = cells.fixed.shape[1]
    moments = posterior.curvature_moments()
    columns = np.concatenate([cells.fixed, cells.random[:, factor.rows]], axis=1)
    power = np.concatenate([np.zeros(n_fixed, dtype=int), factor.columns + 1])
    powers = np.unique(power)

    information = _empty_information(parameters)
    bounds = np.searchsorted(cells.cell_data_set, np.arange(len(information) + 1))
    for data_set in np.unique(cells.data_set):
        rows = slice(bounds[data_set], bounds[data_set + 1])
        data_set_columns = columns[rows]
        for row_power in powers:
            for column_power in powers:
                a = np.flatnonzero(power == row_power)
                b = np.flatnonzero(power == column_power)
                moment = moments[rows, row_power, column_power, None]
                weighted = data_set_columns[:, b] * moment
                information[data_set][np.ix_(a, b)] = data_set_columns[:, a].T @ weighted
    return information


def _covariance_gradient(posterior: Posterior) -> Floats:
    """½E_j[g_z g_z' − Σ z z' c] (J, q, q)."""
    cells = posterior.cells
    n_effects = cells.random.shape[1]
    score = posterior.random_score()
    mean_square = np.einsum("jm,ajm,bjm->jab", posterior.share, score, score)
    curvature = posterior.mean_curvature()
    squares = cells.random[:, :, None] * cells.random[:, None, :]
    products = squares * curvature[:, None, None]
    sums = cells.by_interviewer @ products.reshape(-1, n_effects**2)
    mean_curvature = sums.reshape(
        len(sums),
        n_effects,
        n_effects,
    )
    return (mean_square - mean_curvature) / 2


def _effects(
    posterior: Posterior,
    parameters: Parameters,
) -> Effects:
    loading = parameters.loading[posterior.cells.data_set]
    position = posterior.nodes.position
    mean = np.einsum("jm,jmr->jr", posterior.share, position)
    mean_square = np.einsum("jm,jma,jmb->jab", posterior.share, position, position)
    covariance = mean_square - mean[:, :, None] * mean[:, None, :]
    effect_mean = loading @ mean[..., None]
    return Effects(
        mean=effect_mean[..., 0],
        covariance=loading
        @ covariance
        @ loading.transpose(
            0,
            2,
            1,
        ),
    )
