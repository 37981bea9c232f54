"""The deviance of crossed random intercepts with its gradient and Hessian, blocked by the factor
with fewer levels.

In units of σ², V = I + δ₁Z₁Z₁' + δ₂Z₂Z₂' with δ = (relative standard deviation)² ≥ 0. The factor
with more levels (a) is eliminated in closed form, for its block of Z'Z is diagonal; what is left is
one dense matrix of the other one (b):

    d = 1 + δ_a n_a      G = Z_b'V_a⁻¹Z_b = diag(n_b) − C'diag(δ_a/d)C      H = diag(1/d)C      S =
    I + δ_b G log|V| = Σ log d + log|S|
    Z_b'V⁻¹Z_b = S⁻¹G      Z_a'V⁻¹Z_b = HS⁻¹      Z_a'V⁻¹Z_a = diag(n_a/d) − δ_b H S⁻¹ H'

with the counts C (Bates, Mächler, Bolker & Walker 2015, eq. 34-41, after a Schur complement).
Derivatives are those of `deviance`: dV/dδ_k = Z_kZ_k'. No product larger than J × J is made, so an
evaluation costs O(J³ + cells) whatever the number of interviews and of levels of the larger factor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from .meetings import Crossing


@dataclass(frozen=True)
class Point:
    """The deviance at one δ, in standardised columns; gradient (2,) and curvature (2, 2) in δ with
    σ² held, and with it what profiling σ² out needs: products w_k'w_k (2,) of the scores w_k =
    Z_k'V⁻¹(y − Xβ̂). traces (2,) = tr Z_k'V⁻¹Z_k and norms (2, 2) = ‖Z_k'V⁻¹Z_l‖². The order is the
    user's.
    """

    deviance: float
    beta: np.ndarray
    r2: float
    N: float
    root: np.ndarray
    gradient: np.ndarray | None = None
    curvature: np.ndarray | None = None
    products: np.ndarray | None = None
    traces: np.ndarray | None = None
    norms: np.ndarray | None = None


def evaluate(
    delta: np.ndarray,
    c: Crossing,
    reml: bool,
    sigma2: float | None = None,
    derivatives: bool = True,
) -> Point:
    """Deviance at δ (2,) with σ² = r²/N, or at a given σ² (in standardised columns); its
    derivatives hold σ².
    """
    swept = _Swept.at(
        np.asarray(delta, dtype=float)[:: 1 if c.first_is_large else -1], c, derivatives
    )
    p, total = c.p, swept.total
    root = np.linalg.inv(np.linalg.cholesky(total[:p, :p]))
    half = root @ total[:p, p]
    r2, N = float(total[p, p] - half @ half), c.n - p * reml
    beta, s = root.T @ half, r2 / N if sigma2 is None else sigma2
    deviance = swept.log_det + N * np.log(2 * np.pi * s) + r2 / s
    if reml:
        deviance -= 2 * np.log(np.diag(root)).sum()
    if not derivatives:
        return Point(deviance, beta, r2, N, root)
    found = _derivatives(swept, beta, root, 1 / s, reml)
    turned = (
        found
        if c.first_is_large
        else [part[::-1, ::-1] if part.ndim == 2 else part[::-1] for part in found]
    )
    return Point(deviance, beta, r2, N, root, *turned)


@dataclass(frozen=True)
class _Swept:
    """Both factors taken into V⁻¹: S⁻¹ (J, J), [X y]'V⁻¹[X y], and Z'V⁻¹[X y] of either factor (S⁻¹
    and the last for derivatives only).
    """

    c: Crossing
    d: np.ndarray
    delta: np.ndarray
    G: np.ndarray
    log_det: float
    total: np.ndarray
    inverse: np.ndarray | None = None
    large: np.ndarray | None = None
    small: np.ndarray | None = None

    @staticmethod
    def at(delta: np.ndarray, c: Crossing, derivatives: bool) -> _Swept:
        """V at δ = (large, small)."""
        n_a, n_b = c.sizes
        d = 1 + delta[0] * n_a
        G = np.diag(n_b) - c.met(delta[0] / d)
        large = c.large / d[:, None]
        small = c.small - delta[0] * (c.transposed @ large)
        S = delta[1] * G
        S.flat[:: len(S) + 1] += 1
        factor, _ = lapack.dpotrf(S.T, lower=1, overwrite_a=1)
        log_det = float(np.log(d).sum() + 2 * np.log(np.diag(factor)).sum())
        after, _ = lapack.dpotrs(factor, small, lower=1)
        total = c.total - delta[0] * c.large.T @ large - delta[1] * small.T @ after
        if not derivatives:
            return _Swept(c, d, delta, G, log_det, total)
        inverse = lapack.dpotri(factor, lower=1, overwrite_c=1)[
            0
        ]  # the half below the diagonal, zeros above
        own = inverse.diagonal().copy()
        inverse = inverse + inverse.T
        np.fill_diagonal(inverse, own)
        large = large - delta[1] * (c.counts @ after) / d[:, None]
        return _Swept(c, d, delta, G, log_det, total, inverse, large, after)


def _derivatives(
    s: _Swept, beta: np.ndarray, root: np.ndarray, ratio: float, reml: bool
) -> list[np.ndarray]:
    p = len(beta)
    w = [part[:, p] - part[:, :p] @ beta for part in (s.large, s.small)]
    Q = [part[:, :p] @ root.T for part in (s.large, s.small)]
    traces, norms = _traces(s)
    products = np.array([part @ part for part in w])
    scores = np.array([Q[k].T @ w[k] for k in range(2)])
    A = [part.T @ part for part in Q]
    gradient, both = (
        traces - ratio * products,
        _pairs_of(s, np.column_stack([w[0], Q[0]]), np.column_stack([w[1], Q[1]])),
    )
    curvature = -norms + 2 * ratio * (both[:, :, 0] - scores @ scores.T)
    if reml:
        gradient = gradient - np.array([part.trace() for part in A])
        curvature = (
            curvature
            + 2 * both[:, :, 1:].sum(-1)
            - np.array([[(x * z).sum() for x in A] for z in A])
        )
    return [gradient, curvature, products, traces, norms]


def _traces(s: _Swept) -> tuple[np.ndarray, np.ndarray]:
    """tr P_kk (2,) and ‖P_kl‖² (2, 2) of P = Z'V⁻¹Z, large before small."""
    c, d, delta = s.c, s.d, s.delta[1]
    own = c.sizes[0] / d
    HH, HaH = c.met(1 / d**2), c.met(own / d**2)
    of_H, of_G = s.inverse @ HH, s.inverse @ s.G  # the latter is symmetric: S is a function of G
    traces = np.array([own.sum() - delta * of_H.trace(), of_G.trace()])
    mixed = np.vdot(s.inverse, of_H)
    large = own @ own - 2 * delta * np.vdot(s.inverse, HaH) + delta**2 * np.vdot(of_H, of_H.T)
    return traces, np.array([[large, mixed], [mixed, np.vdot(of_G, of_G)]])


def _pairs_of(s: _Swept, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a_k'P_kl b_l for each column of the two factors' arrays (2, 2, columns)."""
    c, d, delta = s.c, s.d[:, None], s.delta[1]
    met = s.inverse @ (c.transposed @ (a / d))  # S⁻¹H'a
    large = (a * (c.sizes[0][:, None] / d * a - delta * (c.counts @ met) / d)).sum(0)
    mixed, small = (b * met).sum(0), (b * (s.inverse @ (s.G @ b))).sum(0)
    return np.array([[large, mixed], [mixed, small]])
