"""The estimates of many refits at once, and the quantities that they give."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.moments import Design


@dataclass(frozen=True)
class Replicates:
    """B refits of one design.

    Attributes
    ----------
    design : Design
    lam : ndarray (B, q, q)
        The relative factor Λ in standardised columns.
    sigma2 : ndarray (B,)
        σ², in squared units of the outcome.
    """

    design: Design
    lam: Floats
    sigma2: Floats

    @property
    def D(self) -> Floats:
        """Covariance matrices (B, q, q) of the random effects, in the user's columns."""
        root = self.design.to_z @ self.lam
        return self.sigma2[:, None, None] * root @ root.transpose(0, 2, 1)

    def rho(self, z: Floats) -> Floats:
        """ρ(z) = z'Dz/(z'Dz + σ²) of each refit (B,), by way of the standardised columns (see
        Fit.rho).
        """
        relative_sd = np.asarray(z, dtype=float) @ self.design.to_z @ self.lam
        variance_ratio = (relative_sd**2).sum(-1)
        return variance_ratio / (1 + variance_ratio)

    def first(self, count: int | None) -> Replicates:
        """The first of them; all for None."""
        return replace(self, lam=self.lam[:count], sigma2=self.sigma2[:count])

    def scaled(self, ratio: float) -> Replicates:
        """The same, had the variances that they were simulated from all been ratio times as
        large.
        """
        return replace(self, sigma2=ratio * self.sigma2)


def correlations(replicates: Replicates) -> Floats:
    """The correlation of the first two effects (B,); NaN where a variance is 0."""
    D = replicates.D
    sd_product = np.sqrt(D[:, 0, 0] * D[:, 1, 1])
    correlation = np.divide(
        D[:, 0, 1],
        sd_product,
        out=np.full(len(D), np.nan),
        where=sd_product > 0,
    )
    return np.clip(correlation, -1, 1)
