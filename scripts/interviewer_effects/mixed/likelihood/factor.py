"""The relative covariance factor as a linear function of its parameters, Λ(θ) = Σ θ_t B_t, and
derivatives carried from Δ = ΛΛ' to θ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from .deviance import Evaluation


@dataclass(frozen=True)
class LinearFactor:
    """Λ(θ) = Σ θ_t basis[t]; basis is (m, q, q)."""

    basis: np.ndarray

    @property
    def size(self) -> int:
        """Number of parameters in θ."""
        return len(self.basis)

    @cached_property
    def bend(self) -> np.ndarray:
        """∂²Δ/∂θ_t∂θ_u = B_tB_u' + B_uB_t' (m, m, q, q), the same at every θ."""
        half = self.basis[:, None] @ self.basis.transpose(0, 2, 1)
        return half + half.transpose(0, 1, 3, 2)

    def lam(self, theta: np.ndarray) -> np.ndarray:
        """Λ (R, q, q) of θ (R, m)."""
        m, q = self.basis.shape[:2]
        return (theta @ self.basis.reshape(m, q * q)).reshape(len(theta), q, q)

    def directions(self, theta: np.ndarray) -> np.ndarray:
        """∂Δ/∂θ_t = B_tΛ' + ΛB_t' (R, m, q, q), linear in θ."""
        m, q = self.basis.shape[:2]
        return (theta @ self.bend.reshape(m, m * q * q)).reshape(len(theta), m, q, q)

    def gradient(self, e: Evaluation, E: np.ndarray) -> np.ndarray:
        """∂(−2ℓ)/∂θ (R, m), with E the directions."""
        return self._along(E, e.gradient)

    def hessian(self, e: Evaluation, E: np.ndarray) -> np.ndarray:
        """∂²(−2ℓ)/∂θ² (R, m, m), with σ² profiled out or as given: E'·curvature·E +
        gradient·bend.
        """
        R, m, q = E.shape[:3]
        flat = E.reshape(R, m, q * q)
        out = flat @ e.curvature.reshape(R, q * q, q * q) @ flat.transpose(0, 2, 1)
        return out + (e.gradient.reshape(R, q * q) @ self.bend.reshape(m * m, q * q).T).reshape(
            R, m, m
        )

    def of_residuals(self, e: Evaluation, E: np.ndarray) -> np.ndarray:
        """T_yy along each direction (R, m): −N ∂ log r²/∂θ."""
        return self._along(E, e.of_residuals)

    @staticmethod
    def _along(E: np.ndarray, slope: np.ndarray) -> np.ndarray:
        R, m, q = E.shape[:3]
        return (E.reshape(R, m, q * q) @ slope.reshape(len(slope), q * q, 1))[:, :, 0]


@dataclass(frozen=True)
class Factor(LinearFactor):
    """θ is the lower triangle of Λ (q × q), column by column (unstructured D), or its diagonal."""

    basis: np.ndarray
    diagonal: bool = False

    @classmethod
    @lru_cache
    def of(cls, q: int, diagonal: bool = False) -> Factor:
        """The factor of q random effects."""
        places = (
            [(k, k) for k in range(q)]
            if diagonal
            else [(i, k) for k in range(q) for i in range(k, q)]
        )
        basis = np.zeros((len(places), q, q))
        for t, place in enumerate(places):
            basis[t][place] = 1.0
        return cls(basis, diagonal)

    @property
    def q(self) -> int:
        """Random effects."""
        return self.basis.shape[1]

    @cached_property
    def columns(self) -> np.ndarray:
        """The column of Λ that each θ stands in (m,)."""
        return self.basis.any(1).argmax(1) if self.size else np.zeros(0, int)

    def theta(self, lam: np.ndarray) -> np.ndarray:
        """θ (R, m) of lower-triangular Λ (R, q, q)."""
        m, q = self.basis.shape[:2]
        return lam.reshape(len(lam), q * q) @ self.basis.reshape(m, q * q).T

    def up_to_rank(self, rank: int) -> np.ndarray:
        """Which θ are free when D has this rank: the first columns of Λ."""
        return self.columns < rank

    def rank(self, free: np.ndarray) -> int:
        """The rank of D that free entries (m,) of θ allow."""
        return len(set(self.columns[free].tolist()))
