"""The gradient and the curvature of the deviance in Δ = ΛΛ', for a batch of fits.

Columns a of X and the residuals are orthonormal in V⁻¹, P_j = Z_j'V_j⁻¹Z_j and h_ja = Z_j'V_j⁻¹
times column a (see deviance.py):

    ∂/∂Δ   = Σ P_j − Σ h_ja h_ja'
    ∂²/∂Δ² : E, F ↦ Σ tr[E(−P_j + 2 Σ h_ja h_ja') F P_j] − Σ_ab W_ab T_ab(E) T_ab(F)
    T_ab(E) = Σ h_ja'E h_jb

Symmetric q × q matrices are handled by their lower triangle, of q(q + 1)/2 entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers

from .moments import Moments


class Derivatives(NamedTuple):
    """gradient (R, q, q), curvature (R, q, q, q, q) and T (R, q, q, p + 1, p + 1)."""

    gradient: Floats
    curvature: Floats
    T: Floats


@dataclass(frozen=True, slots=True)
class Triangle:
    """Where the entries of the lower triangle of a symmetric q × q matrix stand.

    Attributes
    ----------
    rows, columns : (q(q + 1)/2,)
        Of each entry.
    in_columns : (q(q + 1)/2,)
        Of each entry, in the flattened first q of c columns (q · c).
    entry : (q, q)
        The number of the entry that stands at each place of the matrix.
    pair : (q², q²)
        For Σ_j Y_ad P_bc, summed by pairs of entries: the number of the pair at [a, b, c, d].
    """

    rows: Integers
    columns: Integers
    in_columns: Integers
    entry: Integers
    pair: Integers

    @classmethod
    @lru_cache
    def of(
        cls,
        q: int,
        n_columns: int,
    ) -> Triangle:
        """The triangle of q × q matrices that are the first of n_columns columns."""
        rows, columns = np.tril_indices(q)
        n_entries = len(rows)
        entry = np.zeros((q, q), int)
        entry[rows, columns] = np.arange(n_entries)
        entry[columns, rows] = np.arange(n_entries)
        pair = entry[:, None, None, :] * n_entries + entry[None, :, :, None]
        return cls(
            rows=rows,
            columns=columns,
            in_columns=rows * n_columns + columns,
            entry=entry,
            pair=pair.reshape(q * q, q * q),
        )


def derivatives(
    ZV: Floats,
    moments: Moments,
    basis: Floats,
    pair_weights: Floats,
    reml: bool,
) -> Derivatives:
    """Derivatives where Z'V⁻¹[B y] is ZV (R, q, c + 1, J).

    basis (R, p + 1, p + 1) makes the columns a: [X y]basis'. pair_weights (R or 1, 1, (p + 1)²) are
    W. Under full likelihood only the residuals count in the gradient, under REML all columns.
    """
    R, q, n_columns, J = ZV.shape
    p = moments.p
    triangle = Triangle.of(q, n_columns)

    h = basis[:, None] @ ZV[:, :, moments.x_at :]
    hh = _products_by_entry(h if reml else h[:, :, p:], triangle)
    flat_ZV = ZV.reshape(R, q * n_columns, J)
    P = flat_ZV.take(triangle.in_columns, 1)

    gradient_by_group = P - hh
    triangle_gradient = moments.times_weights(gradient_by_group).sum(-1)

    # E, F ↦ Σ tr[E(−P_j + 2 Σ h_ja h_ja') F P_j]
    weighted_P = moments.times_weights(P)
    by_entries = (hh - gradient_by_group) @ weighted_P.transpose(0, 2, 1)
    within_groups = by_entries.reshape(R, -1).take(triangle.pair, 1)
    # E, F ↦ Σ_ab W_ab T_ab(E) T_ab(F)
    T = _pair_products(h, moments)
    between_groups = (T * pair_weights) @ T.transpose(0, 2, 1)
    curvature = within_groups - between_groups
    return Derivatives(
        gradient=triangle_gradient.take(triangle.entry, 1),
        curvature=curvature.reshape(R, q, q, q, q),
        T=T.reshape(R, q, q, p + 1, p + 1),
    )


def _products_by_entry(
    h: Floats,
    triangle: Triangle,
) -> Floats:
    """Σ_a h_jka h_jla for each entry k, l of the triangle (R, q(q + 1)/2, J)."""
    products = h.take(triangle.rows, 1)
    products *= h.take(triangle.columns, 1)
    return products.sum(2)


def _pair_products(
    h: Floats,
    moments: Moments,
) -> Floats:
    """Σ_j h_jka h_jlb (R, q², (p + 1)²), rows for k and l, columns for a and b."""
    R, q, n_fixed, J = h.shape
    flat = h.reshape(R, q * n_fixed, J)
    # New memory where nothing is weighted: an array times itself is slow in BLAS
    weighted = flat.copy() if moments.weights is None else moments.times_weights(flat)
    products = weighted @ flat.transpose(0, 2, 1)
    by_effects = products.reshape(R, q, n_fixed, q, n_fixed).transpose(0, 1, 3, 2, 4)
    return by_effects.reshape(R, q * q, -1)
