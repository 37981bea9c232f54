"""The relative covariance factor as a linear function of its parameters, Λ(θ) = Σ θ_t B_t, and
derivatives carried from Δ = ΛΛ' to θ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats, Integers

from .deviance import Evaluation


@dataclass(frozen=True)
class LinearFactor:
    """Λ(θ) = Σ θ_t basis[t]; basis is (m, q, q)."""

    basis: Floats

    @property
    def size(self) -> int:
        """Number of parameters in θ."""
        return len(self.basis)

    @property
    def q(self) -> int:
        """Random effects."""
        return self.basis.shape[1]

    @cached_property
    def bend(self) -> Floats:
        """∂²Δ/∂θ_t∂θ_u = B_tB_u' + B_uB_t' (m, m, q, q), the same at every θ."""
        B = self.basis
        B_transposed = B.transpose(0, 2, 1)
        products = B[:, None] @ B_transposed
        return products + products.transpose(0, 1, 3, 2)

    @cached_property
    def _flat_bend(self) -> Floats:
        """The same with a row for each pair of θ (m², q²)."""
        m, q, _ = self.basis.shape
        return self.bend.reshape(m * m, q * q)

    @cached_property
    def _flat_basis(self) -> Floats:
        """The basis with a row for each θ (m, q²)."""
        m, q, _ = self.basis.shape
        return self.basis.reshape(m, q * q)

    def lam(self, theta: Floats) -> Floats:
        """Λ (R, q, q) of θ (R, m)."""
        q = self.q
        n_fits = len(theta)
        entries = theta @ self._flat_basis
        return entries.reshape(n_fits, q, q)

    def directions(self, theta: Floats) -> Floats:
        """∂Δ/∂θ_t = B_tΛ' + ΛB_t' (R, m, q, q), linear in θ."""
        m, q, _ = self.basis.shape
        n_fits = len(theta)
        entries = theta @ self._flat_bend.reshape(m, m * q * q)
        return entries.reshape(n_fits, m, q, q)

    def gradient(
        self,
        e: Evaluation,
        E: Floats,
    ) -> Floats:
        """∂(−2ℓ)/∂θ (R, m), with E the directions."""
        assert e.gradient is not None
        return self._along(E, e.gradient)

    def hessian(
        self,
        e: Evaluation,
        E: Floats,
    ) -> Floats:
        """∂²(−2ℓ)/∂θ² (R, m, m), with σ² profiled out or as given: E'·curvature·E +
        gradient·bend.
        """
        assert e.gradient is not None
        assert e.curvature is not None
        R, m, q, _ = E.shape
        flat_E = E.reshape(R, m, q * q)
        flat_gradient = e.gradient.reshape(R, q * q)
        flat_curvature = e.curvature.reshape(R, q * q, q * q)

        of_curvature = flat_E @ flat_curvature @ flat_E.transpose(0, 2, 1)
        of_gradient = flat_gradient @ self._flat_bend.T
        return of_curvature + of_gradient.reshape(R, m, m)

    def of_residuals(
        self,
        e: Evaluation,
        E: Floats,
    ) -> Floats:
        """T_yy along each direction (R, m): −N ∂ log r²/∂θ."""
        return self._along(E, e.of_residuals)

    @staticmethod
    def _along(
        E: Floats,
        slope: Floats,
    ) -> Floats:
        """Σ_kl E_tkl slope_kl (R, m)."""
        R, m, q, _ = E.shape
        n_entries = q * q
        flat_E = E.reshape(R, m, n_entries)
        flat_slope = slope.reshape(len(slope), n_entries, 1)
        derivatives = flat_E @ flat_slope
        return derivatives[:, :, 0]


@dataclass(frozen=True)
class Factor(LinearFactor):
    """θ is the lower triangle of Λ (q × q), column by column (unstructured D), or its diagonal."""

    basis: Floats
    diagonal: bool = False

    @classmethod
    @lru_cache
    def of(
        cls,
        q: int,
        diagonal: bool = False,
    ) -> Factor:
        """The factor of q random effects."""
        if diagonal:
            entries = [(k, k) for k in range(q)]
        else:
            entries = [(row, column) for column in range(q) for row in range(column, q)]
        m = len(entries)
        basis = np.zeros((m, q, q))
        for t, entry in enumerate(entries):
            of_parameter = basis[t]
            of_parameter[entry] = 1.0
        return cls(basis, diagonal)

    @cached_property
    def columns(self) -> Integers:
        """The column of Λ that each θ stands in (m,)."""
        if not self.size:
            return np.zeros(0, int)
        return self.basis.any(1).argmax(1)

    def theta(self, lam: Floats) -> Floats:
        """θ (R, m) of lower-triangular Λ (R, q, q)."""
        q = self.q
        entries = lam.reshape(len(lam), q * q)
        return entries @ self._flat_basis.T

    def up_to_rank(self, rank: int) -> Booleans:
        """Which θ (m,) are free when D has this rank: the first columns of Λ."""
        return self.columns < rank

    def rank(self, free: Booleans) -> int:
        """The rank of D that free entries (m,) of θ allow."""
        free_columns = self.columns[free]
        return len(set(free_columns.tolist()))
