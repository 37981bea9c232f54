"""The large-sample null distribution when several variances are added at once: χ̄², by simulation.

Adding r random effects to q leaves room for a block of D that is positive semidefinite, so the
statistic tends to the squared length of a normal vector's projection on the cone of such matrices,
plus χ² for each free covariance with the effects that were there (Self & Liang 1987; Shapiro 1988;
Baey, Cournède & Kuhn 2019). The metric is the Fisher information at the fitted null; with r = 1 the
result is ½χ²_q + ½χ²_{q+1}.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.design.arguments import check_count
from interviewer_effects.mixed.likelihood.moments import Design
from interviewer_effects.mixed.optimum.fit import Fit

from .covariance_entries import Entry, entries, orthonormal_basis

DRAWS = 5_000
STEPS = 400
CLOSE = 1e-9  # of a coordinate of the projection, in standard errors
ZERO = 1e-7  # a squared length below this is rounding


@dataclass(frozen=True)
class ChiBar:
    """Draws of the limiting statistic, sorted, and the share of them at zero."""

    draws: Floats
    share_zero: float

    def p(self, statistic: float) -> float:
        """(1 + #{draws ≥ T}) / (draws + 1); 1 for T = 0."""
        if statistic <= 0:
            return 1.0
        return float((1 + self.beyond(statistic)) / (len(self.draws) + 1))

    def beyond(self, statistic: float) -> int:
        """How many draws reach the statistic: with none, p is a floor and says "at most"."""
        return int((self.draws >= statistic).sum())


@dataclass(frozen=True, slots=True)
class _AddedBlock:
    """What an alternative adds to D, in large samples.

    Attributes
    ----------
    covariance : ndarray (k, k)
        Of the block of the added effects, in an orthonormal basis of symmetric (or diagonal)
        matrices.
    n_effects : int
        Rows r of the block.
    n_covariances : int
        Free covariances of the added effects with the others.
    """

    covariance: Floats
    n_effects: int
    n_covariances: int


def chi_bar(
    null: Fit,
    alternative: Design,
    draws: int = DRAWS,
    seed: int = 1,
) -> ChiBar:
    """The χ̄² of adding the random columns of alternative that null lacks; those of null come first
    in it.

    Raises ValueError when the null fit lies on the boundary itself: then the variances it holds are
    on the edge too, and only a bootstrap is left.
    """
    check_count("draws", draws)
    if null.status == "boundary":
        raise ValueError(
            "The smaller model lies on the boundary itself, where no χ² mixture is known: use a "
            "bootstrap."
        )
    rng = np.random.default_rng(seed)
    block = _added_block(null, alternative)
    standard_normal = rng.standard_normal((draws, len(block.covariance)))
    root = np.linalg.cholesky(block.covariance)
    statistics = projected(
        np.asarray(standard_normal @ root.T, dtype=float),
        np.asarray(np.linalg.inv(block.covariance), dtype=float),
        r=block.n_effects,
        diagonal=alternative.diagonal,
    )
    statistics[statistics < ZERO] = 0.0
    if block.n_covariances:
        statistics += rng.chisquare(block.n_covariances, draws)
    return ChiBar(
        draws=np.sort(statistics),
        share_zero=float((statistics == 0).mean()),
    )


def _added_block(
    null: Fit,
    alternative: Design,
) -> _AddedBlock:
    """The block's covariance from the information about it that the (co)variances of the null
    leave.
    """
    q_null = null.factor.q
    q = alternative.moments.q
    positions = entries(q, alternative.diagonal)
    information = _information(null, alternative, positions=positions)
    in_null = np.array([column < q_null for _, column in positions])
    in_block = np.array([row >= q_null for row, _ in positions])

    of_added = information[np.ix_(~in_null, ~in_null)]
    if in_null.any():
        cross = information[np.ix_(~in_null, in_null)]
        of_null = information[np.ix_(in_null, in_null)]
        of_added = of_added - cross @ np.linalg.solve(of_null, cross.T)
    added_in_block = in_block[~in_null]
    covariance = np.linalg.inv(of_added)
    return _AddedBlock(
        covariance=covariance[np.ix_(added_in_block, added_in_block)],
        n_effects=q - q_null,
        n_covariances=int((~added_in_block).sum()),
    )


def _information(
    null: Fit,
    alternative: Design,
    positions: list[Entry],
) -> Floats:
    """Fisher information ½ Σ tr(P_j B_s P_j B_t) of D/σ² at the null, σ² profiled out; P_j =
    Z_j'V_j⁻¹Z_j.
    """
    m = alternative.moments
    q_null = null.factor.q
    lam = np.zeros((m.q, m.q))
    lam[:q_null, :q_null] = null.lam[0]
    ZZ = np.moveaxis(m.ZZ, -1, 0)
    ZZ_lam = ZZ @ lam
    inner = np.eye(m.q) + lam.T @ ZZ_lam
    P = ZZ - ZZ_lam @ np.linalg.solve(inner, ZZ_lam.transpose(0, 2, 1))

    PB = P[:, None] @ orthonormal_basis(positions, m.q)
    squares = np.einsum("jsab,jtba->st", PB, PB, optimize=True)
    traces = np.einsum("jtaa->t", PB)
    return squares / 2 - np.outer(traces, traces) / (2 * m.n[0])


def projected(
    normal: Floats,
    metric: Floats,
    r: int,
    diagonal: bool,
) -> Floats:
    """Squared length in the metric of the projection of each row on the cone: accelerated projected
    gradient (Beck & Teboulle 2009).
    """
    basis = orthonormal_basis(entries(r, diagonal), r)
    step = 1 / np.linalg.eigvalsh(metric)[-1]
    projection = onto_cone(normal, basis)
    extrapolated = projection
    momentum = 1.0
    for _ in range(STEPS):
        descended = extrapolated - step * (extrapolated - normal) @ metric
        new_projection = onto_cone(descended, basis)
        new_momentum = (1 + np.sqrt(1 + 4 * momentum * momentum)) / 2
        change = new_projection - projection
        extrapolated = new_projection + (momentum - 1) / new_momentum * change
        momentum = new_momentum
        projection = new_projection
        if np.abs(change).max() < CLOSE * np.sqrt(step):
            break
    length2 = ((normal @ metric) * normal).sum(1)
    error = normal - projection
    distance2 = ((error @ metric) * error).sum(1)
    return np.maximum(length2 - distance2, 0)


def onto_cone(
    points: Floats,
    basis: Floats,
) -> Floats:
    """The nearest positive semidefinite matrix of each row of coordinates (R, k) in an orthonormal
    basis (k, r, r).
    """
    eigenvalues, eigenvectors = np.linalg.eigh(np.tensordot(points, basis, 1))
    scaled = eigenvectors * np.maximum(eigenvalues, 0)[:, None]
    semidefinite = scaled @ eigenvectors.transpose(0, 2, 1)
    return np.tensordot(semidefinite, basis, ((1, 2), (1, 2)))
