"""Which elements of L, the factor of D = LL', are free: u = Lv with v standard normal.

A covariance matrix of rank r is a lower trapezoid of r columns, so a fit on the boundary is the
same computation with fewer columns, and exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers


@dataclass(frozen=True, slots=True)
class Factor:
    """The free elements of L (q × r): element e lies in row rows[e] and column columns[e]."""

    n_effects: int
    rank: int
    rows: Integers
    columns: Integers

    @classmethod
    def of_rank(
        cls,
        n_effects: int,
        rank: int,
    ) -> Factor:
        """A lower trapezoid: any D of this rank."""
        rows, columns = np.tril_indices(n_effects, m=rank)
        return cls(
            n_effects,
            rank,
            rows,
            columns,
        )

    @classmethod
    def diagonal(
        cls,
        n_effects: int,
        present: tuple[int, ...],
    ) -> Factor:
        """Uncorrelated effects, of which those `present` vary."""
        rank = len(present)
        rows = np.array(present, dtype=int)
        columns = np.arange(rank)
        return cls(
            n_effects,
            rank,
            rows,
            columns,
        )

    @property
    def n_free(self) -> int:
        """E, the number of free elements."""
        return len(self.rows)

    def matrix(self, elements: Floats) -> Floats:
        """L (R, q, r) of the free elements (R, E)."""
        shape = (len(elements), self.n_effects, self.rank)
        matrix = np.zeros(shape)
        matrix[:, self.rows, self.columns] = elements
        return matrix

    def elements(self, matrix: Floats) -> Floats:
        """The free elements (R, E) of L (R, q, r)."""
        rows = self.rows
        columns = self.columns
        return matrix[:, rows, columns]


def lower_trapezoid(matrix: Floats) -> Floats:
    """The lower trapezoid (R, q, r) with the same LL' as matrices (R, q, r), by a QR step."""
    transposed = matrix.transpose(
        0,
        2,
        1,
    )
    upper = np.asarray(np.linalg.qr(transposed, mode="r"))
    return upper.transpose(
        0,
        2,
        1,
    )
