"""Columns of a design made orthonormal in the total cross-product, and the error that names the
column which adds nothing to those before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .crossproducts import CrossProducts

COLLINEAR = 1e-12  # share of a column's sum of squares left by the columns before it


@dataclass(frozen=True, slots=True)
class StandardisedColumns:
    """in_products (b, k): the standardised columns in those of the cross-products; from_user
    (k, k): standardised columns = user's columns @ from_user.
    """

    in_products: Floats
    from_user: Floats


def orthonormal_columns(
    products: CrossProducts,
    names: list[str | None],
    *,
    role: str,
    centre: bool,
) -> StandardisedColumns:
    """Columns C with C'C = n I and the triangular map that makes them; None is the constant.

    With `centre`, which needs the constant among the names, it is taken out of the others by
    arithmetic: exact at any offset, where a factorisation would cancel. Raises ValueError naming
    the first column that is collinear with those before it; role says what the columns are.
    """
    columns = products.coordinates_of(names)
    to_centred = np.eye(len(names))
    if centre:
        constant = names.index(None)
        to_centred[constant] -= columns[0]
        to_centred[constant, constant] = 1.0
        columns[0] = 0.0
        columns[0, constant] = 1.0

    gram = columns.T @ products.total @ columns / products.total[0, 0]
    norms = np.sqrt(np.maximum(gram.diagonal(), 0))
    if names and norms.min() <= 0:
        raise ValueError(
            _collinear(
                names,
                int(norms.argmin()),
                role=role,
            )
        )

    correlations = gram / norms / norms[:, None]
    to_orthonormal = (
        _inverse_factor(
            correlations,
            names,
            role=role,
        )
        / norms[:, None]
    )
    return StandardisedColumns(columns @ to_orthonormal, to_centred @ to_orthonormal)


def scaled_columns(
    products: CrossProducts,
    names: list[str | None],
) -> StandardisedColumns:
    """Columns of mean square 1 that keep their zero: those of a diagonal D may not be turned."""
    columns = products.coordinates_of(names)
    if not names:
        nothing = np.zeros((0, 0))
        return StandardisedColumns(columns, nothing)
    total = products.total
    n = total[0, 0]
    sums_of_squares = np.einsum("bk,bc,ck->k", columns, total, columns)
    scale = np.sqrt(sums_of_squares / n)
    to_scaled = np.diag(1 / scale)
    return StandardisedColumns(columns @ to_scaled, to_scaled)


def _inverse_factor(
    gram: Floats,
    names: list[str | None],
    role: str,
) -> Floats:
    """The inverse of the (upper) Cholesky factor of gram; a pivot near zero names its column."""
    try:
        factor = np.linalg.cholesky(gram)
    except np.linalg.LinAlgError:
        factor = None
    if factor is None or (factor.diagonal() ** 2 <= COLLINEAR).any():
        raise ValueError(
            _collinear(
                names,
                _first_dependent(gram),
                role=role,
            )
        )
    return np.linalg.inv(factor).T


def _first_dependent(gram: Floats) -> int:
    """The first column of which the ones before leave nothing: the first leading minor without a
    Cholesky factor.
    """
    n_columns = len(gram)
    for k in range(1, n_columns):
        leading = gram[:k, :k]
        with_leading = gram[:k, k]
        coefficients = np.linalg.solve(leading, with_leading)
        unexplained = gram[k, k] - gram[k, :k] @ coefficients
        if unexplained <= COLLINEAR:
            return k
    return n_columns - 1


def _collinear(
    names: list[str | None],
    position: int,
    role: str,
) -> str:
    printed = ["Intercept" if name is None else name for name in names]
    column = printed[position]
    columns_before = ", ".join(f"'{name}'" for name in printed[:position]) or "nothing"
    return (
        f"Among the {role}, column '{column}' is constant or a linear combination of "
        f"{columns_before}: "
        f"it adds no information; leave '{column}' out."
    )
