"""The profiled deviance of the two-level linear model with its gradient and Hessian, for a batch of
fits at once.

With V_j = I + Z_jΔZ_j' (in units of σ²), Δ = ΛΛ', and N = n (ML) or n − p (REML), β and σ² profiled
out:

    −2ℓ(Λ) = Σ log|V_j| + (REML: log|Ω|) + N [1 + log(2π r²/N)],     Ω = Σ X_j'V_j⁻¹X_j,   r² = Σ
    (y_j − X_jβ̂)'V_j⁻¹(y_j − X_jβ̂)

(Bates, Mächler, Bolker & Walker 2015, eq. 34-41, in cross-products). The outcome is one more column
of X: the Cholesky factor L of [X y]'V⁻¹[X y] holds that of Ω, and r as its last pivot; [X y]L'⁻¹
are the columns of X made orthonormal in V⁻¹, and the residuals over r. With σ̂² = r²/N these are
taken as (y − Xβ̂)/σ̂, so that every column a counts alike: P_j = Z_j'V_j⁻¹Z_j, h_ja = Z_j'V_j⁻¹
times column a, and from dV = Z dΔ Z'

    ∂/∂Δ   = Σ P_j − Σ h_ja h_ja'                                    over the residuals, and under
    REML all a
    ∂²/∂Δ² : E, F ↦ Σ tr[E(−P_j + 2 Σ h_ja h_ja') F P_j] − Σ_ab W_ab T_ab(E) T_ab(F),    T_ab(E) = Σ
    h_ja'E h_jb

where W is 1 between residuals and X, 1 (REML) or 0 within X, and for the residuals alone 0 while σ²
is held, 1/N when it is profiled out: ∂ log r²/∂Δ : E ↦ −T_yy(E)/N.

Every sum over interviewers is one matrix product, so a call costs O(J) array work whatever q is.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from interviewer_effects.mixed.design.memory import keep_freed

from .moments import Moments

keep_freed()
BLOCK = (
    1 << 16
)  # numbers of Z'B handled at a time: the arrays made on the way stay in the processor's cache


@dataclass
class Evaluation:
    """The deviance of R fits and what follows from it, in the standardised columns of the design.

    Shapes: deviance, r2, N (R,); basis (R, p + 1, p + 1): [X y]basis' are the columns a; gradient
    (R, q, q) and curvature (R, q, q, q, q) in Δ, with σ² profiled out or as given; T (R, q, q, p +
    1, p + 1): T_ab(E) = Σ_kl E_kl T_klab.
    """

    deviance: np.ndarray
    r2: np.ndarray
    N: np.ndarray
    basis: np.ndarray
    gradient: np.ndarray | None = None
    curvature: np.ndarray | None = None
    T: np.ndarray | None = None

    @property
    def root(self) -> np.ndarray:
        """root (R, p, p) with root'root = Ω⁻¹."""
        return self.basis[:, :-1, :-1]

    @property
    def beta(self) -> np.ndarray:
        """β̂ (R, p): the last column is (y − Xβ̂)/σ."""
        return self.basis[:, -1, :-1] / -self.basis[:, -1, -1:]

    @property
    def of_residuals(self) -> np.ndarray:
        """T_yy (R, q, q): −N ∂ log r²/∂Δ, or −σ⁻² ∂r²/∂Δ where σ² is given."""
        return self.T[..., -1, -1]


def evaluate(
    lam: np.ndarray,
    m: Moments,
    reml: bool,
    derivatives: bool = True,
    sigma2: np.ndarray | None = None,
) -> Evaluation:
    """Deviance (and derivatives in Δ) at relative factors lam (R, q, q) for the R data sets of m;
    one factor (1, q, q) serves all data sets, one data set all factors. With sigma2 (R,) that is
    σ², not profiled out: Σ log|V_j| + (REML: log|Ω|) + N log 2πσ² + r²/σ².
    """
    count, block = max(len(lam), m.batch), max(1, BLOCK // max(m.ZB.size, 1))
    if count <= block:
        return _evaluate(lam, m, reml, derivatives, sigma2)
    return _together(
        [
            _evaluate(_cut(lam, part), m.rows(part), reml, derivatives, _cut(sigma2, part))
            for part in (slice(at, at + block) for at in range(0, count, block))
        ]
    )


def _cut(values: np.ndarray | None, part: slice) -> np.ndarray | None:
    return values if values is None or len(values) == 1 else values[part]


def _together(parts: list[Evaluation]) -> Evaluation:
    """Blocks of data sets as one; what they share is there once."""
    joined = {}
    for name in (field.name for field in fields(Evaluation)):
        pieces = [getattr(part, name) for part in parts]
        several = pieces[0] is not None and len(pieces[0]) == len(parts[0].deviance)
        joined[name] = np.concatenate(pieces) if several else pieces[0]
    return Evaluation(**joined)


def _evaluate(
    lam: np.ndarray, m: Moments, reml: bool, derivatives: bool, sigma2: np.ndarray | None
) -> Evaluation:
    p, counts = m.p, m.restricted if reml else m.full
    N = counts.N
    ZV, gram, log_det = _swept(lam, m, derivatives)
    basis, pivots = _inverse_root(gram)
    r = pivots[:, p]
    r2 = r * r
    if sigma2 is None:
        deviance = log_det + counts.constant + np.vecdot(np.log(pivots), counts.logs)
        basis[:, p] *= counts.root
    else:
        deviance = log_det + N * np.log(2 * np.pi * sigma2) + r2 / sigma2
        if reml:
            deviance += 2 * np.log(pivots[:, :p]).sum(1)
        basis[:, p] *= (r / np.sqrt(sigma2))[:, None]
    if not derivatives or not m.q:
        return Evaluation(deviance, r2, N, basis)
    W = counts.profiled if sigma2 is None else counts.held
    return Evaluation(deviance, r2, N, basis, *_derivatives(ZV, m, basis, W, reml))


def _inverse_root(gram: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The inverse of the Cholesky factor of gram (R, p + 1, p + 1), and the factor's diagonal; NaN
    for a data set whose gram is singular, so that the others of the batch go on.
    """
    try:
        factor = np.linalg.cholesky(gram)
        return np.linalg.inv(factor), factor.diagonal(axis1=1, axis2=2)
    except np.linalg.LinAlgError:
        if len(gram) == 1:
            return np.full_like(gram, np.nan), np.full_like(gram[:, 0], np.nan)
        return tuple(
            np.concatenate(part)
            for part in zip(*(_inverse_root(one[None]) for one in gram), strict=True)
        )


def _swept(
    lam: np.ndarray, m: Moments, by_group: bool = True
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Z'V⁻¹B of each interviewer (R, q, c + 1, J; of no use unless by_group), B the columns of m
    and y; [X y]'V⁻¹[X y] in all (R, p + 1, p + 1); Σ log|V_j| (R,).

    The columns λ of Λ are taken into V one after another: V + Zλλ'Z' has the inverse V⁻¹ −
    V⁻¹Zλλ'Z'V⁻¹/π and the determinant π|V|, with the pivot π = 1 + λ'Z'V⁻¹Zλ (Sherman & Morrison
    1950).
    """
    ZV, gram = m.with_outcome
    (q, c, J), w, pivots = ZV.shape[1:], m.weights, None
    for k in range(q):
        column = lam[:, None, :, k]
        if not np.count_nonzero(column):
            continue
        h = (column @ ZV.reshape(len(ZV), q, c * J)).reshape(-1, c, J)
        pivot = 1 + column @ h[:, :q]
        pivots = pivot if pivots is None else pivots * pivot
        taken, hx = h / pivot, h[:, m.x_at :]
        taken_x = taken[:, m.x_at :] if w is None else taken[:, m.x_at :] * w[:, None]
        gram = gram - taken_x @ hx.transpose(0, 2, 1)
        if by_group or k < q - 1:
            ZV = ZV - h[:, :q, None] * taken[:, None]
    if pivots is None:  # V is I everywhere
        rows = max(len(lam), len(ZV))
        return *(np.broadcast_to(part, (rows, *part.shape[1:])) for part in (ZV, gram)), np.zeros(
            rows
        )
    logs = np.log(pivots[:, 0])
    return ZV, gram, (logs if w is None else logs * w).sum(-1)


def _weighted(U: np.ndarray, m: Moments) -> np.ndarray:
    return U if m.weights is None else U * m.weights[:, None]


def residual_products(
    lam: np.ndarray, m: Moments, beta: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """P = Z'V⁻¹Z (R, q, q, J), Q = Z'V⁻¹X (R, q, p, J) and w = Z'V⁻¹(y − Xβ) (R, q, J), V in units
    of σ².
    """
    ZV = _swept(lam, m)[0]
    Q = ZV[:, :, m.x_at : -1]
    return ZV[:, :, : m.q], Q, ZV[:, :, -1] - (beta[:, None, None, :] @ Q)[:, :, 0]


@lru_cache
def _pairs(q: int, c: int) -> tuple[np.ndarray, ...]:
    """Symmetric q × q matrices by their lower triangle: its rows and columns, where its entries
    stand in (q, c), where each entry stands in it (q, q), and for Σ_j Y_ad P_bc, summed by pairs of
    entries, where [a, b, c, d] stands (q², q²).
    """
    row, column = np.tril_indices(q)
    at = np.zeros((q, q), int)
    at[row, column] = at[column, row] = np.arange(len(row))
    four = at[:, None, None, :] * len(row) + at[None, :, :, None]
    return row, column, row * c + column, at, four.reshape(q * q, q * q)


def _derivatives(
    ZV: np.ndarray, m: Moments, basis: np.ndarray, W: np.ndarray, reml: bool
) -> tuple[np.ndarray, ...]:
    """gradient, curvature and T of an Evaluation."""
    (R, q, c, J), p = ZV.shape, m.p
    row, column, lower, at, four = _pairs(q, c)
    h = basis[:, None] @ ZV[:, :, m.x_at :]
    flat = h.reshape(R, q * (p + 1), J)
    counted = h if reml else h[:, :, p:]
    P = ZV.reshape(R, q * c, J).take(lower, 1)
    hh = (counted.take(row, 1) * counted.take(column, 1)).sum(2)
    score, after = P - hh, _weighted(P, m).transpose(0, 2, 1)
    # new memory: an array times itself is slow in BLAS
    T = (flat.copy() if m.weights is None else _weighted(flat, m)) @ flat.transpose(0, 2, 1)
    T = T.reshape(R, q, p + 1, q, p + 1).transpose(0, 1, 3, 2, 4).reshape(R, q * q, -1)
    curvature = ((hh - score) @ after).reshape(R, -1).take(four, 1) - (T * W) @ T.transpose(0, 2, 1)
    gradient = _weighted(score, m).sum(-1).take(at, 1)
    return gradient, curvature.reshape(R, q, q, q, q), T.reshape(R, q, q, p + 1, p + 1)
