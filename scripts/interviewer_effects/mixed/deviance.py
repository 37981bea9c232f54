"""The profiled deviance of the two-level linear model with its gradient and Hessian, for a batch of fits at once.

With V_j = I + Z_jΔZ_j' (in units of σ²), Δ = ΛΛ', and N = n (ML) or n − p (REML), β and σ² profiled out:

    −2ℓ(Λ) = Σ log|V_j| + (REML: log|Ω|) + N [1 + log(2π r²/N)],     Ω = Σ X_j'V_j⁻¹X_j,   r² = Σ (y_j −
    X_jβ̂)'V_j⁻¹(y_j − X_jβ̂)

(Bates, Mächler, Bolker & Walker 2015, eq. 34-41, in cross-products). First and second derivatives follow from dV =
Z dΔ Z'. Writing P_j = Z_j'V_j⁻¹Z_j, Q_j = Z_j'V_j⁻¹X_j,
w_j = Z_j'V_j⁻¹(y_j − X_jβ̂) and B_j = Q_jΩ⁻¹Q_j',

    ∂/∂Δ   = Σ P_j − (N/r²) Σ w_jw_j' − Σ B_j [REML]
    ∂²/∂Δ² : E, F ↦ Σ tr[E(−P_j + 2(N/r²) w_jw_j' + 2B_j) F P_j] − 2(N/r²) s_E'Ω⁻¹s_F − tr(Ω⁻¹A_EΩ⁻¹A_F) − N (r²)'_E
    (r²)'_F / r⁴
              s_E = Σ Q_j'E w_j,   A_E = Σ Q_j'E Q_j,   (r²)'_E = −Σ w_j'E w_j           (terms in B and A only
              under REML)

Every sum over interviewers is one matrix product, so a call costs O(J) array work whatever q is. What depends on Λ
alone has a leading axis of its own (L): data sets that stand at one Λ share it, and only their outcomes cost.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from .moments import Moments

BLOCK = 1 << 15  # numbers of Z'B handled at a time: the arrays made on the way stay in the processor's cache


@dataclass(frozen=True)
class Evaluation:
    """The deviance of R fits and what follows from it, in the standardised columns of the design.

    Shapes: deviance, r2, N (R,); beta (R, p); root (R, p, p) with root'root = Ω⁻¹; gradient (R, q, q) and curvature
    (R, q, q, q, q) in Δ with σ² held at r²/N;
    slope_r2 and curvature_r2 = ∂r²/∂Δ, ∂²r²/∂Δ²; A (R, q, q, p, p): A_E = Σ_ab E_ab A_ab with Ω⁻¹ᐟ² on both sides.
    """

    deviance: np.ndarray
    beta: np.ndarray
    r2: np.ndarray
    N: np.ndarray
    root: np.ndarray
    gradient: np.ndarray | None = None
    curvature: np.ndarray | None = None
    slope_r2: np.ndarray | None = None
    curvature_r2: np.ndarray | None = None
    A: np.ndarray | None = None


def evaluate(lam: np.ndarray, m: Moments, reml: bool, derivatives: bool = True) -> Evaluation:
    """Deviance (and derivatives in Δ) at relative factors lam (R, q, q) for the R data sets of m; one factor (1, q, q)
    serves all data sets, one data set all factors.
    """
    count, block = max(len(lam), m.batch), max(1, BLOCK // max(m.ZB.size, 1))
    # a step too far gives NaN, which no search accepts
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if count <= block:
            return _evaluate(lam, m, reml, derivatives)
        cuts = [slice(at, at + block) for at in range(0, count, block)]
        return _together([_evaluate(lam[c] if len(lam) > 1 else lam, m.rows(c), reml, derivatives) for c in cuts])


def _together(parts: list[Evaluation]) -> Evaluation:
    """Blocks of data sets as one; what they share is there once."""
    joined = {}
    for name in (field.name for field in fields(Evaluation)):
        pieces = [getattr(part, name) for part in parts]
        several = pieces[0] is not None and len(pieces[0]) == len(parts[0].deviance)
        joined[name] = np.concatenate(pieces) if several else pieces[0]
    return Evaluation(**joined)


def _evaluate(lam: np.ndarray, m: Moments, reml: bool, derivatives: bool) -> Evaluation:
    p, q = m.p, m.q
    swept = _swept(lam, m)
    root = _inverse_root(swept.omega)
    half = (root @ swept.right[..., None])[..., 0]
    beta = (root.transpose(0, 2, 1) @ half[..., None])[..., 0]
    r2 = swept.yy - (half * half).sum(-1)
    N = m.n - p * reml
    deviance = swept.log_det + N * (1 + np.log(2 * np.pi * r2 / N))
    if reml and p:
        deviance = deviance - 2 * np.log(root.diagonal(axis1=1, axis2=2)).sum(-1)
    if not derivatives or not q:
        return Evaluation(deviance, beta, r2, N, root)
    return Evaluation(deviance, beta, r2, N, root, *_derivatives(swept, m, beta, root, N / r2, reml))


def _inverse_root(omega: np.ndarray) -> np.ndarray:
    """root with root'root = Ω⁻¹ (R, p, p); NaN for a data set whose Ω is singular, so that the others of the batch
    go on.
    """
    try:
        return np.linalg.inv(np.linalg.cholesky(omega))
    except np.linalg.LinAlgError:
        if len(omega) == 1:
            return np.full_like(omega, np.nan)
        return np.concatenate([_inverse_root(one[None]) for one in omega])


@dataclass(frozen=True)
class _Swept:
    """Products in V⁻¹: ZB (L, q, c, J) and Zy (R, q, J) by interviewer; Ω, X'V⁻¹y, y'V⁻¹y and Σ log|V_j| in all."""

    ZB: np.ndarray
    Zy: np.ndarray
    omega: np.ndarray
    right: np.ndarray
    yy: np.ndarray
    log_det: np.ndarray


def _swept(lam: np.ndarray, m: Moments) -> _Swept:
    """The columns λ of Λ taken into V one after another: V + Zλλ'Z' has the inverse V⁻¹ − V⁻¹Zλλ'Z'V⁻¹/π and the
    determinant π|V|, with the pivot π = 1 + λ'Z'V⁻¹Zλ (Sherman & Morrison 1950).
    """
    q, c, J = m.ZB.shape
    ZB, Zy, omega, right, yy = m.ZB[None], m.Zy, m.XX, m.Xy, m.yy
    pivots, w = 1.0, m.weights
    for k in range(q):
        column = lam[:, None, :, k]
        h = (column @ ZB.reshape(len(ZB), q, c * J)).reshape(len(lam), c, J)
        hy = (column @ Zy)[:, 0]
        pivot = 1 + (column @ h[:, :q])[:, 0]
        pivots, scale = pivots * pivot, 1 / np.sqrt(pivot)
        h *= scale[:, None]
        hy *= scale
        hx, counted = h[:, m.x_at :], hy if w is None else hy * w
        taken = -hx if w is None else -hx * w[:, None]  # new memory: an array times itself is slow in BLAS
        omega = omega + taken @ hx.transpose(0, 2, 1)
        right = right - (hx @ counted[..., None])[..., 0]
        yy = yy - (hy * counted).sum(-1)
        ZB = ZB - h[:, :q, None] * h[:, None]
        Zy = Zy - h[:, :q] * hy[:, None]
    logs = np.log(pivots)
    return _Swept(ZB, Zy, omega, right, yy, (logs if w is None else logs * w).sum(-1))


def _weighted(U: np.ndarray, m: Moments) -> np.ndarray:
    return U if m.weights is None else U * m.weights[:, None]


def residual_products(lam: np.ndarray, m: Moments, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """P = Z'V⁻¹Z (L, q, q, J), Q = Z'V⁻¹X (L, q, p, J) and w = Z'V⁻¹(y − Xβ) (R, q, J), V in units of σ²."""
    return _products(_swept(lam, m), m, beta)


def _products(swept: _Swept, m: Moments, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    Q = swept.ZB[:, :, m.x_at :]
    return swept.ZB[:, :, : m.q], Q, swept.Zy - (beta[:, None, None, :] @ Q)[:, :, 0]


@lru_cache
def _pairs(q: int) -> tuple[np.ndarray, ...]:
    """Symmetric q × q matrices by their lower triangle: its rows and columns, where each entry stands in it (q, q),
    and for Σ_j Y_ad P_bc, summed by pairs of entries, where [a, b, c, d] stands (q, q, q, q).
    """
    row, column = np.tril_indices(q)
    at = np.zeros((q, q), int)
    at[row, column] = at[column, row] = np.arange(len(row))
    return row, column, at, at[:, None, None, :] * len(row) + at[None, :, :, None]


def _derivatives(swept: _Swept, m: Moments, beta: np.ndarray, root: np.ndarray, ratio: np.ndarray, reml: bool) -> tuple:
    q, p, J = m.q, m.p, m.groups
    row, column, at, four = _pairs(q)
    P, Q, w = _products(swept, m, beta)
    H = root[:, None] @ Q
    flat = H.reshape(len(H), q * p, J)
    weighted_flat = flat.copy() if m.weights is None else _weighted(flat, m)
    A, s = weighted_flat @ flat.transpose(0, 2, 1), weighted_flat @ w.transpose(0, 2, 1)
    A = A.reshape(len(A), q, p, q, p).transpose(0, 1, 3, 2, 4)
    s = s.reshape(len(s), q, p, q).transpose(0, 1, 3, 2).reshape(len(s), q * q, p)
    packed, squares = P[:, row, column], w[:, row] * w[:, column]
    weighted_packed = _weighted(packed, m)
    after = weighted_packed.transpose(0, 2, 1)
    ww = _weighted(squares, m).sum(-1)[:, at]
    of_r2 = _fourfold(squares @ after, four) - (s @ s.transpose(0, 2, 1)).reshape(len(s), q, q, q, q)
    of_r2 *= 2
    lower = 2 * (H[:, row] * H[:, column]).sum(2) - packed if reml else -packed
    curvature = _fourfold(lower @ after, four) + ratio[:, None, None, None, None] * of_r2
    gradient = weighted_packed.sum(-1)[:, at] - ratio[:, None, None] * ww
    if reml:
        gradient = gradient - A.trace(axis1=3, axis2=4)
        one, other = A.reshape(len(A), q * q, p * p), A.transpose(0, 1, 2, 4, 3).reshape(len(A), q * q, p * p)
        curvature = curvature - (one @ other.transpose(0, 2, 1)).reshape(len(A), q, q, q, q)
    return gradient, curvature, -ww, of_r2, A


def _fourfold(sums: np.ndarray, four: np.ndarray) -> np.ndarray:
    return sums.reshape(len(sums), sums.shape[1] * sums.shape[2])[:, four]
