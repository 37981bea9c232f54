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
    with np.errstate(invalid="ignore", over="ignore"):  # a step too far gives NaN, which no search accepts
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
    U, Uy, log_det = _reduced(lam, m)
    Ux = U[:, :, m.x_at :]
    Vx, Vy = -_weighted(Ux, m), _weighted(Uy, m)  # new memory: a product of an array with itself is slow in BLAS
    omega, right = m.XX, m.Xy
    for a in range(q):
        omega = omega + Vx[:, a] @ Ux[:, a].transpose(0, 2, 1)
        right = right - (Ux[:, a] @ Vy[:, a, :, None])[..., 0]
    root = _inverse_root(omega)
    half = (root @ right[..., None])[..., 0]
    beta = (root.transpose(0, 2, 1) @ half[..., None])[..., 0]
    r2 = m.yy - (Vy * Uy).sum((1, 2)) - (half * half).sum(-1)
    N = m.n - p * reml
    with np.errstate(divide="ignore", invalid="ignore"):
        deviance = log_det + N * (1 + np.log(2 * np.pi * r2 / N))
    if reml and p:
        deviance = deviance - 2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(-1)
    if not derivatives or not q:
        return Evaluation(deviance, beta, r2, N, root)
    return Evaluation(deviance, beta, r2, N, root, *_derivatives(U, Uy, m, beta, root, N / r2, reml))


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


def _reduced(lam: np.ndarray, m: Moments) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """U = K⁻¹Λ'Z'B (L, q, c, J) and Uy = K⁻¹Λ'Z'y (R, q, J) with KK' = M_j, and Σ log|M_j| (L,)."""
    q, c, J = m.ZB.shape
    turned = np.ascontiguousarray(lam.transpose(0, 2, 1))
    if not q:
        return np.zeros((len(lam), q, c, J)), np.zeros((m.batch, q, J)), np.zeros(len(lam))
    U = (turned @ m.ZB.reshape(q, c * J)).reshape(len(lam), q, c, J)
    Uy = turned @ m.Zy
    K = _cholesky(U, lam)
    for a in range(q):
        for b in range(a):
            U[:, a] -= K[a][b][:, None] * U[:, b]
            Uy[:, a] -= K[a][b] * Uy[:, b]
        pivot = 1 / K[a][a]
        U[:, a] *= pivot[:, None]
        Uy[:, a] *= pivot
    pivots = K[0][0]
    for a in range(1, q):
        pivots = pivots * K[a][a]
    logs = np.log(pivots)
    return U, Uy, 2 * (logs if m.weights is None else logs * m.weights).sum(-1)


def _cholesky(A: np.ndarray, lam: np.ndarray) -> list[list[np.ndarray]]:
    """Cholesky of I + AΛ with A = Λ'Z'Z, unrolled over q so that each step is one operation on all interviewers."""
    q = lam.shape[1]
    K: list[list[np.ndarray]] = []
    for a in range(q):
        K.append([])
        for b in range(a + 1):
            entry = A[:, a, b] * lam[:, b, b, None]
            for c in range(b + 1, q):
                entry += A[:, a, c] * lam[:, c, b, None]
            for c in range(b):
                entry -= K[a][c] * K[b][c]
            K[a].append(np.sqrt(entry + 1) if a == b else entry / K[b][b])
    return K


def _weighted(U: np.ndarray, m: Moments) -> np.ndarray:
    return U if m.weights is None else U * m.weights.reshape(len(m.weights), *(1,) * (U.ndim - 2), -1)


def residual_products(lam: np.ndarray, m: Moments, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """P = Z'V⁻¹Z (L, q, q, J), Q = Z'V⁻¹X (L, q, p, J) and w = Z'V⁻¹(y − Xβ) (R, q, J), V in units of σ²."""
    U, Uy, _ = _reduced(lam, m)
    return _products(U, Uy, m, beta)


def _products(U: np.ndarray, Uy: np.ndarray, m: Moments, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    q = m.q
    left, w = m.ZB[None], m.Zy
    for b in range(q):
        left = left - U[:, b, :q, None] * U[:, b, None]
        w = w - U[:, b, :q] * Uy[:, b, None]
    P, Q = left[:, :, :q], left[:, :, m.x_at :]
    return P, Q, w - (beta[:, None, None, :] @ Q)[:, :, 0]


@lru_cache
def _pairs(q: int) -> tuple[np.ndarray, ...]:
    """Symmetric q × q matrices by their lower triangle: its rows and columns, where each entry stands in it (q, q),
    and for Σ_j Y_ad P_bc, summed by pairs of entries, where [a, b, c, d] stands (q, q, q, q).
    """
    row, column = np.tril_indices(q)
    at = np.zeros((q, q), int)
    at[row, column] = at[column, row] = np.arange(len(row))
    return row, column, at, at[:, None, None, :] * len(row) + at[None, :, :, None]


def _derivatives(
    U: np.ndarray, Uy: np.ndarray, m: Moments, beta: np.ndarray, root: np.ndarray, ratio: np.ndarray, reml: bool
) -> tuple:
    q, p, J = m.q, m.p, U.shape[-1]
    row, column, at, four = _pairs(q)
    P, Q, w = _products(U, Uy, m, beta)
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
    return sums.reshape(len(sums), -1)[:, four]
