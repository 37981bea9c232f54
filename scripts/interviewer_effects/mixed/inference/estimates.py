"""The estimates of many refits at once, and the quantities that they give."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from interviewer_effects.mixed.likelihood.moments import Design


@dataclass(frozen=True)
class Replicates:
    """B refits of one design: the relative factor Λ (B, q, q) in standardised columns, σ² (B,) in
    squared units of the outcome.
    """

    design: Design
    lam: np.ndarray
    sigma2: np.ndarray

    @property
    def D(self) -> np.ndarray:
        """Covariance matrices (B, q, q) of the random effects, in the user's columns."""
        root = self.design.to_z @ self.lam
        return self.sigma2[:, None, None] * root @ root.transpose(0, 2, 1)

    def rho(self, z: np.ndarray) -> np.ndarray:
        """ρ(z) = z'Dz/(z'Dz + σ²) of each refit (B,), by way of the standardised columns (see
        Fit.rho).
        """
        between = ((np.asarray(z, dtype=float) @ self.design.to_z @ self.lam) ** 2).sum(-1)
        return between / (1 + between)

    def first(self, count: int | None) -> Replicates:
        """The first of them; all for None."""
        return replace(self, lam=self.lam[:count], sigma2=self.sigma2[:count])

    def scaled(self, ratio: float) -> Replicates:
        """The same, had the variances that they were simulated from all been ratio times as
        large.
        """
        return replace(self, sigma2=ratio * self.sigma2)


def correlations(r: Replicates) -> np.ndarray:
    """The correlation of the first two effects (B,); NaN where a variance is 0."""
    D = r.D
    size = np.sqrt(D[:, 0, 0] * D[:, 1, 1])
    return np.clip(np.divide(D[:, 0, 1], size, out=np.full(len(D), np.nan), where=size > 0), -1, 1)
