"""The parameters of a generalised model: fixed effects and the factor of D."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers

from .factor import Factor


@dataclass(frozen=True, slots=True)
class Parameters:
    """Those of R data sets.

    Attributes
    ----------
    fixed : ndarray (R, P)
        Thresholds, then fixed effects.
    elements : ndarray (R, E)
        The free elements of L.
    factor : Factor
        Where they stand in L.
    """

    fixed: Floats
    elements: Floats
    factor: Factor

    @property
    def vector(self) -> Floats:
        """Both side by side (R, K), K = P + E."""
        sides = [self.fixed, self.elements]
        return np.concatenate(sides, axis=1)

    @property
    def loading(self) -> Floats:
        """L (R, q, r)."""
        return self.factor.matrix(self.elements)

    @property
    def covariance(self) -> Floats:
        """D = LL' (R, q, q)."""
        loading = self.loading
        transposed = loading.transpose(
            0,
            2,
            1,
        )
        return loading @ transposed

    def with_vector(self, vector: Floats) -> Parameters:
        """The parameters whose vector (R, K) this is."""
        n_fixed = self.fixed.shape[1]
        fixed = vector[:, :n_fixed]
        elements = vector[:, n_fixed:]
        return Parameters(
            fixed,
            elements,
            self.factor,
        )

    def of_data_sets(self, chosen: Integers) -> Parameters:
        """Those of some data sets, each as often as it is named."""
        fixed = self.fixed[chosen]
        elements = self.elements[chosen]
        return Parameters(
            fixed,
            elements,
            self.factor,
        )
