"""The relative covariance factor Λ(θ): which entries of the lower triangle are free, and derivatives carried from Δ = ΛΛ' to θ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .deviance import Evaluation


@dataclass(frozen=True)
class Factor:
    """Positions of θ in the lower triangle of Λ (q × q): all of it (unstructured D) or its diagonal."""

    q: int
    diagonal: bool = False

    @property
    def positions(self) -> list[tuple[int, int]]:
        """(row, column) of each θ, column by column."""
        if self.diagonal:
            return [(k, k) for k in range(self.q)]
        return [(i, k) for k in range(self.q) for i in range(k, self.q)]

    @property
    def size(self) -> int:
        """Number of parameters in θ."""
        return self.q if self.diagonal else self.q * (self.q + 1) // 2

    def lam(self, theta: np.ndarray) -> np.ndarray:
        """Λ (R, q, q) of θ (R, m)."""
        out = np.zeros((len(theta), self.q, self.q))
        for t, (i, k) in enumerate(self.positions):
            out[:, i, k] = theta[:, t]
        return out

    def theta(self, lam: np.ndarray) -> np.ndarray:
        """θ (R, m) of Λ (R, q, q)."""
        return np.array([lam[:, i, k] for i, k in self.positions]).T.reshape(len(lam), self.size)

    def up_to_rank(self, rank: int) -> np.ndarray:
        """Which θ are free when D has this rank: the first columns of Λ (unstructured only)."""
        return np.array([k < rank for _, k in self.positions], dtype=bool)

    def directions(self, theta: np.ndarray) -> np.ndarray:
        """∂Δ/∂θ_t = e_iλ_k' + λ_ke_i' (R, m, q, q), λ_k the k-th column of Λ."""
        lam = self.lam(theta)
        out = np.zeros((len(theta), self.size, self.q, self.q))
        for t, (i, k) in enumerate(self.positions):
            out[:, t, i] += lam[:, :, k]
            out[:, t, :, i] += lam[:, :, k]
        return out

    def gradient(self, e: Evaluation, E: np.ndarray) -> np.ndarray:
        """∂(−2ℓ)/∂θ (R, m)."""
        return (E * e.gradient[:, None]).sum((-2, -1))

    def hessian(self, e: Evaluation, E: np.ndarray, profiled: bool = True) -> np.ndarray:
        """∂²(−2ℓ)/∂θ² (R, m, m), with σ² profiled out or held at its estimate."""
        R, m, q = len(E), self.size, self.q
        flat = E.reshape(R, m, q * q)
        out = flat @ e.curvature.reshape(R, q * q, q * q) @ flat.transpose(0, 2, 1)
        if profiled:
            slope = (E * e.slope_r2[:, None]).sum((-2, -1)) / e.r2[:, None]
            out = out - e.N[:, None, None] * slope[:, :, None] * slope[:, None]
        for t, (i, k) in enumerate(self.positions):
            for u, (j, l) in enumerate(self.positions):
                if k == l:
                    out[:, t, u] += 2 * e.gradient[:, i, j]
        return out
