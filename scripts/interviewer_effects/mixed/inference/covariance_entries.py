"""The entries of a covariance matrix D of random effects that are parameters."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np

from interviewer_effects.mixed.arrays import Floats

Entry = tuple[int, int]


def entries(
    n_effects: int,
    diagonal: bool,
) -> list[Entry]:
    """Row and column of each variance and, unless D is diagonal, of each covariance once."""
    pairs = combinations_with_replacement(range(n_effects), 2)
    return [(row, column) for row, column in pairs if row == column or not diagonal]


def orthonormal_basis(
    positions: list[Entry],
    n_effects: int,
) -> Floats:
    """The symmetric matrices (k, q, q) of unit length with entries at each position and its
    mirror image.
    """
    basis = np.zeros((len(positions), n_effects, n_effects))
    for matrix, (row, column) in zip(basis, positions, strict=True):
        matrix[row, column] = 1.0 if row == column else np.sqrt(0.5)
        matrix[column, row] = matrix[row, column]
    return basis
