"""The large-sample null distribution when several variances are added at once: χ̄², by simulation.

Adding r random effects to q leaves room for a block of D that is positive semidefinite, so the
statistic tends to the squared length of a normal vector's projection on the cone of such matrices,
plus χ² for each free covariance with the effects that were there (Self & Liang 1987; Shapiro 1988;
Baey, Cournède & Kuhn 2019). The metric is the Fisher information at the fitted null; with r = 1 the
result is ½χ²_q + ½χ²_{q+1}.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from interviewer_effects.mixed.design.arguments import check_count
from interviewer_effects.mixed.likelihood.moments import Design
from interviewer_effects.mixed.optimum.fit import Fit

DRAWS = 5_000
STEPS = 400
CLOSE = 1e-9  # of a coordinate of the projection, in standard errors


@dataclass(frozen=True)
class ChiBar:
    """Draws of the limiting statistic, sorted, and the share of them at zero."""

    draws: np.ndarray
    share_zero: float

    def p(self, statistic: float) -> float:
        """(1 + #{draws ≥ T}) / (draws + 1); 1 for T = 0."""
        if statistic <= 0:
            return 1.0
        return float((1 + self.beyond(statistic)) / (len(self.draws) + 1))

    def beyond(self, statistic: float) -> int:
        """How many draws reach the statistic: with none, p is a floor and says "at most"."""
        return int((self.draws >= statistic).sum())


def chi_bar(null: Fit, alternative: Design, draws: int = DRAWS, seed: int = 1) -> ChiBar:
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
    covariance, linear, r = _covariance(null, alternative)
    normal = rng.standard_normal((draws, len(covariance))) @ np.linalg.cholesky(covariance).T
    statistic = projected(normal, np.linalg.inv(covariance), r, alternative.diagonal)
    statistic[statistic < 1e-7] = 0.0
    if linear:
        statistic += rng.chisquare(linear, draws)
    return ChiBar(np.sort(statistic), float((statistic == 0).mean()))


def _covariance(null: Fit, alternative: Design) -> tuple[np.ndarray, int, int]:
    """The covariance of the added block of D in an orthonormal basis of symmetric (or diagonal)
    matrices, the number of free covariances beside it, and the number of added effects.
    """
    q0, q = null.factor.q, alternative.moments.q
    pairs = [
        (a, b)
        for a, b in combinations_with_replacement(range(q), 2)
        if a == b or not alternative.diagonal
    ]
    whole = _information(null, alternative, pairs)
    old = np.array([b < q0 for _, b in pairs])
    new = np.array([a >= q0 for a, _ in pairs])
    free = whole[np.ix_(~old, ~old)]
    if old.any():
        cross = whole[np.ix_(~old, old)]
        free = free - cross @ np.linalg.solve(whole[np.ix_(old, old)], cross.T)
    within = new[~old]
    return np.linalg.inv(free)[np.ix_(within, within)], int((~within).sum()), q - q0


def _information(null: Fit, alternative: Design, pairs: list[tuple[int, int]]) -> np.ndarray:
    """Fisher information ½ Σ tr(P_j B_s P_j B_t) of D/σ² at the null, σ² profiled out; P_j =
    Z_j'V_j⁻¹Z_j.
    """
    m, q0 = alternative.moments, null.factor.q
    lam = np.zeros((m.q, m.q))
    lam[:q0, :q0] = null.lam[0]
    ZZ = np.moveaxis(m.ZZ, -1, 0)
    half = ZZ @ lam
    P = ZZ - half @ np.linalg.solve(np.eye(m.q) + lam.T @ half, half.transpose(0, 2, 1))
    basis = np.array([_unit(a, b, m.q) for a, b in pairs])
    PB = P[:, None] @ basis
    total = np.einsum("jtaa->t", PB)
    return np.einsum("jsab,jtba->st", PB, PB, optimize=True) / 2 - np.outer(total, total) / (
        2 * m.n[0]
    )


def _unit(a: int, b: int, q: int) -> np.ndarray:
    """The symmetric matrix of unit length with entries at (a, b) and (b, a)."""
    out = np.zeros((q, q))
    out[a, b] = out[b, a] = 1.0 if a == b else np.sqrt(0.5)
    return out


def projected(normal: np.ndarray, metric: np.ndarray, r: int, diagonal: bool) -> np.ndarray:
    """Squared length in the metric of the projection of each row on the cone: accelerated projected
    gradient (Beck & Teboulle 2009).
    """
    pairs = [
        (a, b) for a, b in combinations_with_replacement(range(r), 2) if a == b or not diagonal
    ]
    basis = np.array([_unit(a, b, r) for a, b in pairs])
    step = 1 / np.linalg.eigvalsh(metric)[-1]
    at = onto_cone(normal, basis)
    ahead, t = at, 1.0
    for _ in range(STEPS):
        moved = onto_cone(ahead - step * (ahead - normal) @ metric, basis)
        t, before = (1 + np.sqrt(1 + 4 * t * t)) / 2, t
        ahead = moved + (before - 1) / t * (moved - at)
        change, at = np.abs(moved - at).max(), moved
        if change < CLOSE * np.sqrt(step):
            break
    return np.maximum(
        ((normal @ metric) * normal).sum(1) - (((normal - at) @ metric) * (normal - at)).sum(1), 0
    )


def onto_cone(points: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """The nearest positive semidefinite matrix of each row of coordinates (R, k) in an orthonormal
    basis (k, r, r).
    """
    values, vectors = np.linalg.eigh(np.tensordot(points, basis, 1))
    kept = (vectors * np.maximum(values, 0)[:, None]) @ vectors.transpose(0, 2, 1)
    return np.tensordot(kept, basis, ((1, 2), (1, 2)))
