"""Which elements of L, the factor of D = LL', are free: u = Lv with v standard normal.

A covariance matrix of rank r is a lower trapezoid of r columns, so a fit on the boundary is the
same computation with fewer columns, and exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Factor:
    """The free elements of L (q × r): element e lies in row rows[e] and column columns[e]."""

    n_effects: int
    rank: int
    rows: np.ndarray
    columns: np.ndarray

    @classmethod
    def of_rank(cls, n_effects: int, rank: int) -> Factor:
        """A lower trapezoid: any D of this rank."""
        rows, columns = np.tril_indices(n_effects, m=rank)
        return cls(n_effects, rank, rows, columns)

    @classmethod
    def diagonal(cls, n_effects: int, present: tuple[int, ...]) -> Factor:
        """Uncorrelated effects, of which those `present` vary."""
        columns = np.arange(len(present))
        return cls(n_effects, len(present), np.array(present, dtype=int), columns)

    @property
    def n_free(self) -> int:
        """Number of free elements."""
        return len(self.rows)

    def matrix(self, elements: np.ndarray) -> np.ndarray:
        """L (R, q, r) of the free elements (R, E)."""
        matrix = np.zeros((len(elements), self.n_effects, self.rank))
        matrix[:, self.rows, self.columns] = elements
        return matrix

    def elements(self, matrix: np.ndarray) -> np.ndarray:
        """The free elements (R, E) of L (R, q, r)."""
        return matrix[:, self.rows, self.columns]


def lower_trapezoid(matrix: np.ndarray) -> np.ndarray:
    """The lower trapezoid (R, q, r) with the same LL' as matrices (R, q, r), by a QR step."""
    upper = np.linalg.qr(matrix.transpose(0, 2, 1), mode="r")
    return upper.transpose(0, 2, 1)
