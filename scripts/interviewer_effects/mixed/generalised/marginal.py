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

from .cells import Cells
from .factor import Factor
from .modes import find_modes
from .quadrature import Nodes, Rule
from .scheme import Scheme


@dataclass(frozen=True)
class Parameters:
    """Fixed effects (R, P), thresholds first, and the free elements of L (R, E)."""

    fixed: np.ndarray
    elements: np.ndarray
    factor: Factor

    @property
    def vector(self) -> np.ndarray:
        """Both side by side (R, P + E)."""
        return np.concatenate([self.fixed, self.elements], axis=1)

    @property
    def loading(self) -> np.ndarray:
        """L (R, q, r)."""
        return self.factor.matrix(self.elements)

    @property
    def covariance(self) -> np.ndarray:
        """D = LL' (R, q, q)."""
        return self.loading @ self.loading.transpose(0, 2, 1)

    def moved(self, vector: np.ndarray) -> Parameters:
        """The parameters whose vector this is."""
        n_fixed = self.fixed.shape[1]
        return Parameters(vector[:, :n_fixed], vector[:, n_fixed:], self.factor)

    def of_data_sets(self, chosen: np.ndarray) -> Parameters:
        """Those of some data sets."""
        return Parameters(self.fixed[chosen], self.elements[chosen], self.factor)


@dataclass(frozen=True)
class Integral:
    """What the quadrature gives; without derivatives only `log_likelihood` and `modes`.

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

    log_likelihood: np.ndarray
    modes: np.ndarray
    score: np.ndarray
    information: np.ndarray


@dataclass(frozen=True)
class Effects:
    """Posterior mean (J, q) and covariance (J, q, q) of the random effects u_j = Lv_j."""

    mean: np.ndarray
    covariance: np.ndarray


def integrate(
    scheme: Scheme, parameters: Parameters, *, start: np.ndarray | None = None
) -> Integral:
    """Log-likelihood and derivatives at the parameters; `start` (J, r) is where modes are
    sought.
    """
    n_interviewers = scheme.cells.n_interviewers
    n_parameters = parameters.vector.shape[1]
    log_likelihood = np.empty(n_interviewers)
    modes = np.empty((n_interviewers, parameters.factor.rank))
    score = np.empty((n_interviewers, n_parameters))
    information = _threshold_information(scheme.cells, parameters)
    for interviewers, posterior in _posteriors(scheme, parameters, start=start):
        part = _integrate_block(posterior, parameters)
        log_likelihood[interviewers] = part.log_likelihood
        modes[interviewers] = part.modes
        score[interviewers] = part.score
        information += part.information
    return Integral(log_likelihood, modes, score, information)


def log_likelihoods(
    scheme: Scheme, parameters: Parameters, *, start: np.ndarray | None = None
) -> np.ndarray:
    """ℓ_j (J,) of every interviewer, at a third of the cost of the derivatives."""
    values = np.empty(scheme.cells.n_interviewers)
    for interviewers, posterior in _posteriors(scheme, parameters, start=start):
        values[interviewers] = posterior.log_likelihood
    return values


def covariance_gradient(
    scheme: Scheme, parameters: Parameters, *, start: np.ndarray | None = None
) -> np.ndarray:
    """½E_j[g_z g_z' + ∂²_z] (J, q, q): summed it is ∂ℓ/∂D, also where D is singular."""
    n_effects = parameters.factor.n_effects
    values = np.empty((scheme.cells.n_interviewers, n_effects, n_effects))
    for interviewers, posterior in _posteriors(scheme, parameters, start=start):
        values[interviewers] = _covariance_gradient(posterior)
    return values


def effects(scheme: Scheme, parameters: Parameters, *, start: np.ndarray | None = None) -> Effects:
    """What is known of every interviewer's random effects once the answers are seen."""
    n_effects = parameters.factor.n_effects
    mean = np.empty((scheme.cells.n_interviewers, n_effects))
    covariance = np.empty((scheme.cells.n_interviewers, n_effects, n_effects))
    for interviewers, posterior in _posteriors(scheme, parameters, start=start):
        part = _effects(posterior, parameters)
        mean[interviewers] = part.mean
        covariance[interviewers] = part.covariance
    return Effects(mean, covariance)


def _posteriors(
    scheme: Scheme, parameters: Parameters, *, start: np.ndarray | None
) -> Iterator[tuple[np.ndarray, _Posterior]]:
    """The integrand block by block, with the interviewers of each."""
    rank = parameters.factor.rank
    if start is None or start.shape[1] != rank:
        start = np.zeros((scheme.cells.n_interviewers, rank))
    for block in scheme.blocks:
        posterior = _Posterior.at(
            block.cells, parameters, block.rule, start=start[block.interviewers]
        )
        yield block.interviewers, posterior


def total(cells: Cells, parameters: Parameters, by_interviewer: np.ndarray) -> np.ndarray:
    """ℓ (R,) of the data sets from ℓ_j (J,), with the term of the thresholds."""
    return cells.sum_by_data_set(by_interviewer) + threshold_term(cells, parameters)


def gradient(cells: Cells, parameters: Parameters, integral: Integral) -> np.ndarray:
    """∂ℓ (R, K) with the term of the thresholds."""
    sums = cells.sum_by_data_set(integral.score)
    n_inner = cells.inner.shape[1]
    push = cells.inner / np.expm1(threshold_gaps(cells, parameters))
    sums[:, 1 : 1 + n_inner] += push
    sums[:, :n_inner] -= push
    return sums


def threshold_gaps(cells: Cells, parameters: Parameters) -> np.ndarray:
    """c_k − c_{k−1} (R, K − 2); no columns without thresholds."""
    return np.diff(parameters.fixed[:, : cells.inner.shape[1] + 1], axis=1)[
        :, : cells.inner.shape[1]
    ]


def threshold_term(cells: Cells, parameters: Parameters) -> np.ndarray:
    """Σ_k n_k log(1 − exp(−(c_k − c_{k−1}))) (R,); −∞ where thresholds are out of order."""
    gaps = threshold_gaps(cells, parameters)
    ordered = np.where(gaps > 0, gaps, 1.0)
    terms = np.where(gaps > 0, cells.inner * np.log(-np.expm1(-ordered)), -np.inf)
    return terms.sum(1)


def _threshold_information(cells: Cells, parameters: Parameters) -> np.ndarray:
    n_data_sets, n_parameters = parameters.vector.shape
    information = np.zeros((n_data_sets, n_parameters, n_parameters))
    rate = 1 / np.expm1(threshold_gaps(cells, parameters))
    curvature = cells.inner * rate * (1 + rate)
    for k in range(cells.inner.shape[1]):
        information[:, k, k] += curvature[:, k]
        information[:, k + 1, k + 1] += curvature[:, k]
        information[:, k, k + 1] -= curvature[:, k]
        information[:, k + 1, k] -= curvature[:, k]
    return information


@dataclass(frozen=True)
class _Posterior:
    """The integrand of a block of interviewers at its nodes."""

    cells: Cells
    loadings: np.ndarray
    nodes: Nodes
    modes: np.ndarray
    log_likelihood: np.ndarray
    share: np.ndarray
    score: np.ndarray
    curvature: np.ndarray

    @classmethod
    def at(
        cls, cells: Cells, parameters: Parameters, rule: Rule, *, start: np.ndarray
    ) -> _Posterior:
        data_set = cells.cell_data_set
        eta_fixed = np.einsum("cp,cp->c", cells.fixed, parameters.fixed[data_set])
        loadings = np.einsum("cq,cqr->cr", cells.random, parameters.loading[data_set])
        modes = find_modes(
            cells, eta_fixed, loadings=loadings, start=start, tolerance=rule.mode_tolerance
        )
        nodes = rule.nodes(modes)
        eta = np.repeat(eta_fixed[:, None], nodes.log_weight.shape[1], axis=1)
        for effect in range(loadings.shape[1]):
            eta += loadings[:, effect, None] * nodes.position[cells.interviewer, :, effect]
        terms = cells.kernel.terms(cells.events[:, None], cells.trials[:, None], eta)
        joint = cells.by_interviewer @ terms.value + nodes.log_weight
        highest = joint.max(axis=1, keepdims=True)
        density = np.exp(joint - highest)
        mass = density.sum(axis=1, keepdims=True)
        return cls(
            cells=cells,
            loadings=loadings,
            nodes=nodes,
            modes=modes.position,
            log_likelihood=(highest + np.log(mass))[:, 0],
            share=density / mass,
            score=terms.score,
            curvature=terms.curvature,
        )


def _integrate_block(posterior: _Posterior, parameters: Parameters) -> Integral:
    complete_score = _complete_score(posterior, parameters.factor)
    mean_score = np.einsum("jm,jmk->jk", posterior.share, complete_score)
    weighted = complete_score * posterior.share[..., None]
    outer = weighted.transpose(0, 2, 1) @ complete_score
    spread = outer - mean_score[:, :, None] * mean_score[:, None, :]
    lost = _by_data_set(posterior.cells, spread, parameters)
    return Integral(
        log_likelihood=posterior.log_likelihood,
        modes=posterior.modes,
        score=mean_score,
        information=_complete_information(posterior, parameters) - lost,
    )


def _complete_score(posterior: _Posterior, factor: Factor) -> np.ndarray:
    """g (J, M, K) at every node: Σ x s for fixed effects, Σ z_a s · v_b for the element L_ab."""
    cells = posterior.cells
    n_nodes = posterior.share.shape[1]
    fixed = (cells.fixed_by_interviewer @ posterior.score).reshape(
        -1, cells.n_interviewers, n_nodes
    )
    random = _random_score(posterior)
    elements = random[factor.rows] * posterior.nodes.position.transpose(2, 0, 1)[factor.columns]
    return np.concatenate([fixed, elements]).transpose(1, 2, 0)


def _random_score(posterior: _Posterior) -> np.ndarray:
    """g_z = Σ z s (q, J, M)."""
    cells = posterior.cells
    n_nodes = posterior.share.shape[1]
    shape = (cells.random.shape[1], cells.n_interviewers, n_nodes)
    return (cells.random_by_interviewer @ posterior.score).reshape(shape)


def _complete_information(posterior: _Posterior, parameters: Parameters) -> np.ndarray:
    """Σ_j E_j[−∂g] (R, K, K), from the moments of curvature × 1, v and vv' in every cell."""
    cells = posterior.cells
    factor = parameters.factor
    n_data_sets, n_parameters = parameters.vector.shape
    moments = _moments_by_cell(posterior)
    columns = np.concatenate([cells.fixed, cells.random[:, factor.rows]], axis=1)
    place = np.concatenate([np.zeros(cells.fixed.shape[1], dtype=int), factor.columns + 1])
    information = np.zeros((n_data_sets, n_parameters, n_parameters))
    first = np.searchsorted(cells.cell_data_set, np.arange(n_data_sets + 1))
    for data_set in np.unique(cells.data_set):
        rows = slice(first[data_set], first[data_set + 1])
        for left in np.unique(place):
            for right in np.unique(place):
                a = np.flatnonzero(place == left)
                b = np.flatnonzero(place == right)
                weighted = columns[rows][:, b] * moments[rows, left, right, None]
                information[data_set][np.ix_(a, b)] = columns[rows][:, a].T @ weighted
    return information


def _moments_by_cell(posterior: _Posterior) -> np.ndarray:
    """E_j[curvature · (1, v)(1, v)'] of every cell (C, 1 + r, 1 + r)."""
    interviewer = posterior.cells.interviewer
    position = posterior.nodes.position
    basis = np.concatenate([np.ones((*position.shape[:2], 1)), position], axis=2)
    size = basis.shape[2]
    moments = np.empty((len(interviewer), size, size))
    for left in range(size):
        for right in range(left + 1):
            weight = posterior.share * basis[..., left] * basis[..., right]
            moment = np.einsum("cm,cm->c", weight[interviewer], posterior.curvature)
            moments[:, left, right] = moment
            moments[:, right, left] = moment
    return moments


def _by_data_set(cells: Cells, values: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Sums over the interviewers of each data set, zero for data sets that are not in the block."""
    sums = np.zeros((len(parameters.fixed), *values.shape[1:]))
    np.add.at(sums, cells.data_set, values)
    return sums


def _covariance_gradient(posterior: _Posterior) -> np.ndarray:
    """½E_j[g_z g_z' − Σ z z' c] (J, q, q)."""
    cells = posterior.cells
    random = _random_score(posterior)
    outer = np.einsum("jm,ajm,bjm->jab", posterior.share, random, random)
    curvature = (posterior.share[cells.interviewer] * posterior.curvature).sum(1)
    products = cells.random[:, :, None] * cells.random[:, None, :] * curvature[:, None, None]
    n_effects = cells.random.shape[1]
    inner = cells.by_interviewer @ products.reshape(-1, n_effects**2)
    return (outer - inner.reshape(len(inner), n_effects, n_effects)) / 2


def _effects(posterior: _Posterior, parameters: Parameters) -> Effects:
    loading = parameters.loading[posterior.cells.data_set]
    position = posterior.nodes.position
    mean = np.einsum("jm,jmr->jr", posterior.share, position)
    second = np.einsum("jm,jma,jmb->jab", posterior.share, position, position)
    covariance = second - mean[:, :, None] * mean[:, None, :]
    return Effects(
        mean=(loading @ mean[..., None])[..., 0],
        covariance=loading @ covariance @ loading.transpose(0, 2, 1),
    )
