"""The inverse and determinant of V_j = I + Z_jΛΛ'Z_j', by sweeping in one column of Λ at a time.

With a column λ of Λ, V + Zλλ'Z' has the inverse V⁻¹ − V⁻¹Zλλ'Z'V⁻¹/π and the determinant π|V|, with
the pivot π = 1 + λ'Z'V⁻¹Zλ (Sherman & Morrison 1950). Only products with Z, X and y are held, so
nothing has the size of the data.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .moments import Moments


class Swept(NamedTuple):
    """Products in the metric V⁻¹ of R fits.

    Shapes: ZV = Z_j'V_j⁻¹[B y] (R, q, c + 1, J), with B the c columns of the moments; gram =
    [X y]'V⁻¹[X y] over all interviewers (R, p + 1, p + 1); log_det = Σ log|V_j| (R,).
    """

    ZV: Floats
    gram: Floats
    log_det: Floats


def sweep(
    lam: Floats,
    moments: Moments,
    by_group: bool = True,
) -> Swept:
    """The products at relative factors lam (R, q, q); ZV is of no use unless by_group."""
    ZV, gram = moments.with_outcome
    _, q, n_columns, J = ZV.shape
    x_at = moments.x_at
    determinants = None  # |V_j| (R, 1, J)
    for k in range(q):
        column = lam[:, None, :, k]  # λ' (R, 1, q)
        if not np.count_nonzero(column):
            continue
        flat_projection = column @ ZV.reshape(len(ZV), q, n_columns * J)
        projection = flat_projection.reshape(-1, n_columns, J)  # λ'Z'V⁻¹[B y]
        pivot = 1 + column @ projection[:, :q]
        determinants = pivot if determinants is None else determinants * pivot

        explained = projection / pivot
        explained_of_fixed = moments.times_weights(explained[:, x_at:])
        of_fixed = projection[:, x_at:]
        gram = gram - explained_of_fixed @ of_fixed.transpose(0, 2, 1)
        if by_group or k < q - 1:
            ZV = ZV - projection[:, :q, None] * explained[:, None]
    if determinants is None:
        n_fits = max(len(lam), len(ZV))
        return _unswept(ZV, gram, n_fits=n_fits)
    log_determinants = moments.times_weights(np.log(determinants))
    return Swept(ZV, gram, log_determinants.sum(-1)[:, 0])


def _unswept(
    ZV: Floats,
    gram: Floats,
    n_fits: int,
) -> Swept:
    """V is I everywhere."""
    ZV_of_each = np.broadcast_to(ZV, (n_fits, *ZV.shape[1:]))
    gram_of_each = np.broadcast_to(gram, (n_fits, *gram.shape[1:]))
    log_det = np.zeros(n_fits)
    return Swept(
        ZV_of_each,
        gram_of_each,
        log_det=log_det,
    )
