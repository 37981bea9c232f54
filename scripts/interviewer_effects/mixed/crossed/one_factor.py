"""The deviance of one of two crossed factors without the other: V = I + δZZ' is inverted in closed
form.
"""

from __future__ import annotations

import numpy as np

from interviewer_effects.mixed.optimum.bounded import Value

from .meetings import Crossing


def alone(c: Crossing, k: int, reml: bool) -> Value:
    """The function δ (1,) -> −2ℓ, its gradient (1,) and Hessian (1, 1) of the k-th factor alone, σ²
    and β at best.

    With d = 1 + δn: Z'V⁻¹Z = diag(n/d), Z'V⁻¹B = Z'B/d, B'V⁻¹B = B'B − δ(Z'B)'diag(1/d)Z'B. The
    same number as `crossed.evaluate` with the other variance at zero, for a cost of the levels of
    this factor.
    """
    is_large = (k == 0) == c.first_is_large
    sums, n = (c.large, c.sizes[0]) if is_large else (c.small, c.sizes[1])
    p, N = c.p, c.n - c.p * reml

    def value(delta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        d = 1 + delta[0] * n
        taken, own = sums / d[:, None], n / d
        total = c.total - delta[0] * sums.T @ taken
        root = np.linalg.inv(np.linalg.cholesky(total[:p, :p]))
        half = root @ total[:p, p]
        r2 = float(total[p, p] - half @ half)
        w, Q = taken[:, p] - taken[:, :p] @ (root.T @ half), taken[:, :p] @ root.T
        A, scores, product = Q.T @ Q, Q.T @ w, float(w @ w)
        deviance = np.log(d).sum() + N * np.log(2 * np.pi * r2 / N) + N
        gradient = own.sum() - N / r2 * product
        curvature = 2 * N / r2 * (own @ w**2 - scores @ scores) - own @ own - N / r2**2 * product**2
        if reml:
            deviance -= 2 * np.log(np.diag(root)).sum()
            gradient -= A.trace()
            curvature += 2 * (own @ Q**2).sum() - (A * A).sum()
        return float(deviance), np.array([gradient]), np.array([[curvature]])

    return value
