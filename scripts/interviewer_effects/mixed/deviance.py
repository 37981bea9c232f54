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

Every sum over interviewers is one matrix product, so a call costs O(J) array work whatever q is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .moments import Moments


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
    """Deviance (and derivatives in Δ) at relative factors lam (R, q, q) for the R data sets of m (or one shared by
    all).
    """
    with np.errstate(invalid="ignore", over="ignore"):  # a step too far gives NaN, which no search accepts
        return _evaluate(lam, m, reml, derivatives)


def _evaluate(lam: np.ndarray, m: Moments, reml: bool, derivatives: bool) -> Evaluation:
    U, log_det = reduced(lam, m)
    V = _weighted(U, m)
    cross = sum(V[:, a] @ U[:, a].transpose(0, 2, 1) for a in range(m.q)) if m.q else 0.0
    p, q = m.p, m.q
    omega = m.XX - (cross[:, q:-1, q:-1] if q else 0.0)
    right = m.Xy - (cross[:, q:-1, -1] if q else 0.0)
    root = _inverse_root(omega)
    half = (root @ right[..., None])[..., 0]
    beta = (root.transpose(0, 2, 1) @ half[..., None])[..., 0]
    r2 = m.yy - (cross[:, -1, -1] if q else 0.0) - (half * half).sum(-1)
    N = m.n - p * reml
    with np.errstate(divide="ignore", invalid="ignore"):
        deviance = log_det + N * (1 + np.log(2 * np.pi * r2 / N))
    if reml and p:
        deviance = deviance - 2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(-1)
    if not derivatives or not q:
        return Evaluation(deviance, beta, r2, N, root)
    return Evaluation(deviance, beta, r2, N, root, *_derivatives(U, m, beta, root, N / r2, reml))


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


def reduced(lam: np.ndarray, m: Moments) -> tuple[np.ndarray, np.ndarray]:
    """U = L⁻¹Λ'[Z'Z | Z'X | Z'y] as (R, q, q + p + 1, J), and Σ log|M_j| (R,)."""
    q, p, J = m.q, m.p, m.ZZ.shape[-1]
    U = np.empty((len(lam), q, q + p + 1, J))
    turned = np.ascontiguousarray(lam.transpose(0, 2, 1))
    if q:
        U[:, :, :q] = (turned @ m.ZZ.reshape(q, -1)).reshape(len(lam), q, q, J)
        U[:, :, q:-1] = (turned @ m.ZX.reshape(q, -1)).reshape(len(lam), q, p, J)
        U[:, :, -1] = turned @ m.Zy
    L = _cholesky(U, lam)
    for a in range(q):
        for b in range(a):
            U[:, a] -= L[a][b][:, None] * U[:, b]
        U[:, a] /= L[a][a][:, None]
    if not q:
        return U, np.zeros(len(lam))
    pivots = L[0][0].copy()
    for a in range(1, q):
        pivots *= L[a][a]
    logs = np.log(pivots)
    return U, 2 * (logs if m.weights is None else logs * m.weights).sum(-1)


def _cholesky(A: np.ndarray, lam: np.ndarray) -> list[list[np.ndarray]]:
    """Cholesky of I + AΛ with A = Λ'Z'Z, unrolled over q so that each step is one operation on all interviewers."""
    q = lam.shape[1]
    L: list[list[np.ndarray]] = []
    for a in range(q):
        L.append([])
        for b in range(a + 1):
            entry = A[:, a, b] * lam[:, b, b, None]
            for c in range(b + 1, q):
                entry += A[:, a, c] * lam[:, c, b, None]
            for c in range(b):
                entry -= L[a][c] * L[b][c]
            L[a].append(np.sqrt(entry + 1) if a == b else entry / L[b][b])
    return L


def _weighted(U: np.ndarray, m: Moments) -> np.ndarray:
    return U if m.weights is None else U * m.weights.reshape(len(m.weights), *(1,) * (U.ndim - 2), -1)


def residual_products(U: np.ndarray, m: Moments, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """P = Z'V⁻¹Z (R, q, q, J), Q = Z'V⁻¹X (R, q, p, J) and w = Z'V⁻¹(y − Xβ) (R, q, J), V in units of σ²."""
    q = m.q
    left = np.empty((len(U), q, *U.shape[2:]))
    left[:, :, :q], left[:, :, q:-1], left[:, :, -1] = m.ZZ, m.ZX, m.Zy
    for a in range(q):
        for b in range(q):
            left[:, a] -= U[:, b, a, None] * U[:, b]
    P, Q = left[:, :, :q], left[:, :, q:-1]
    w = left[:, :, -1] - (beta[:, None, None, :] @ Q)[:, :, 0]
    return P, Q, w


def _derivatives(U: np.ndarray, m: Moments, beta: np.ndarray, root: np.ndarray, ratio: np.ndarray, reml: bool) -> tuple:
    R, q, p, J = len(U), m.q, m.p, U.shape[-1]
    P, Q, w = residual_products(U, m, beta)
    rows = np.empty((R, q, p + 1, J))
    rows[:, :, :p], rows[:, :, p] = root[:, None] @ Q, w
    flat = rows.reshape(R, q * (p + 1), J)
    gram = (_weighted(flat, m) @ flat.transpose(0, 2, 1)).reshape(R, q, p + 1, q, p + 1).transpose(0, 1, 3, 2, 4)
    A, s, ww = gram[..., :p, :p], gram[..., :p, p], gram[..., p, p]
    N = ratio[:, None, None]
    pairs = [(a, b) for a in range(q) for b in range(a + 1)]  # symmetric q × q matrices by their lower triangle
    half = len(pairs)
    both, packed = np.empty((R, 2 * half, J)), np.empty((R, half, J))
    for k, (a, b) in enumerate(pairs):
        packed[:, k] = P[:, a, b]
        np.multiply(w[:, a], w[:, b], out=both[:, k])
        np.negative(P[:, a, b], out=both[:, half + k])
        if reml:
            both[:, half + k] += 2 * (rows[:, a, :p] * rows[:, b, :p]).sum(1)
    K = (_weighted(both, m) @ packed.transpose(0, 2, 1)).reshape(R, 2, half, half)
    at = np.zeros((q, q), int)
    for k, (a, b) in enumerate(pairs):
        at[a, b] = at[b, a] = k
    K = K[:, :, at[:, None, None, :], at[None, :, :, None]].transpose(1, 0, 2, 3, 4, 5)  # Σ Y_ad P_bc → [a, b, c, d]
    long = s.reshape(R, q * q, p)
    of_r2 = 2 * (K[0] - (long @ long.transpose(0, 2, 1)).reshape(R, q, q, q, q))
    curvature = K[1] + ratio[:, None, None, None, None] * of_r2
    gradient = _weighted(P, m).sum(-1) - N * ww
    if reml:
        gradient = gradient - np.einsum("rabmm->rab", A)
        one, other = A.reshape(R, q * q, p * p), A.transpose(0, 1, 2, 4, 3).reshape(R, q * q, p * p)
        curvature = curvature - (one @ other.transpose(0, 2, 1)).reshape(R, q, q, q, q)
    return gradient, curvature, -ww, of_r2, A
