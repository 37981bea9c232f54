"""Whether one model is nested in another, and how far its variances lie inside those of the other.

A model is nested when its fixed columns are combinations of the other's and when every covariance
matrix of an interviewer's answers that it allows is one that the other allows too:

    Z₀D₀Z₀' = Z₁D₁Z₁' for each interviewer, D₁ linear in D₀.

So a random intercept is nested in separate variances for two groups of interviewers (both variances
equal), though its column is none of theirs. Where D₁ is positive definite the null hypothesis lies
inside the parameter space of the alternative; else it lies on the boundary, by as many dimensions
as the rank of D₁ lacks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.design.memory import check_room
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts

from .covariance_entries import Entry, entries
from .model_pair import Columns, Pair

# Relative length of what is left of a column, or of a covariance matrix, that is no rounding
UNEXPLAINED = 1e-6
NO_RANK = 1e-6  # eigenvalue of D₁, relative to the largest


@dataclass(frozen=True, slots=True)
class Nesting:
    """What an alternative adds to a null: fixed effects, (co)variances, and the rank that D₁ lacks
    under the null.
    """

    fixed: int
    variances: int
    lacking_rank: int


@dataclass(frozen=True, slots=True)
class _AnswerCovariances:
    """Z_jEZ_j' of every interviewer for each entry E of D₁ and of D₀, side by side (J q q,
    entries).
    """

    of_alternative: Floats
    of_null: Floats


def nesting_of(pair: Pair) -> Nesting:
    """What the alternative of a pair adds to its null.

    Raises ValueError where the models are the same, not nested, or in the wrong order.
    """
    nesting = _nesting(pair.products, pair.null, alternative=pair.alternative)
    if nesting is None:
        if _nesting(pair.products, pair.alternative, alternative=pair.null) is not None:
            raise ValueError("The first model is the larger one: give the smaller model first.")
        raise ValueError(
            "The models are not nested: the fixed or random part of the first is no special case "
            "of the second's. Compare them by their AIC or BIC."
        )
    if nesting.fixed + nesting.variances == 0:
        raise ValueError(
            "The two models are the same: there is nothing to test. Give the smaller model first."
        )
    return nesting


def _nesting(
    products: CrossProducts,
    null: Columns,
    alternative: Columns,
) -> Nesting | None:
    """None where the null is not nested."""
    if not _fixed_columns_nested(products, null.fixed, alternative=alternative.fixed):
        return None
    covariances = _answer_covariances(products, null, alternative=alternative)
    weights = _combination(covariances.of_null, covariances.of_alternative)
    if weights is None:
        return None

    D1 = _covariance_under_null(null, alternative, weights=weights)
    eigenvalues = np.linalg.eigvalsh(D1)
    largest = np.abs(eigenvalues).max(initial=1e-300)
    if eigenvalues.min(initial=0) < -NO_RANK * largest:
        return None
    rank = int((eigenvalues > NO_RANK * largest).sum())
    variances = _dimensions(covariances.of_alternative) - _dimensions(covariances.of_null)
    return Nesting(
        fixed=len(alternative.fixed) - len(null.fixed),
        variances=variances,
        lacking_rank=len(alternative.random) - rank,
    )


def _fixed_columns_nested(
    products: CrossProducts,
    null: list[str | None],
    alternative: list[str | None],
) -> bool:
    has_constant = None in alternative
    root = _root(products.gram.sum(0) / products.n)
    null_columns = root @ _coordinates(products, null, without_constant=has_constant)
    alternative_columns = root @ _coordinates(products, alternative, without_constant=has_constant)
    return _combination(null_columns, alternative_columns) is not None


def _answer_covariances(
    products: CrossProducts,
    null: Columns,
    alternative: Columns,
) -> _AnswerCovariances:
    """What each (co)variance of the two models adds to the covariance matrices of the answers."""
    q = len(alternative.random)
    entries_of_alternative = entries(q, alternative.diagonal)
    entries_of_null = [
        (row + q, column + q) for row, column in entries(len(null.random), null.diagonal)
    ]
    Z = np.column_stack(
        [_random_coordinates(products, alternative), _random_coordinates(products, null)]
    )
    n_effects = Z.shape[1]
    n_entries = len(entries_of_alternative) + len(entries_of_null)
    check_room(len(products.gram) * n_effects**2 * n_entries, f"{n_effects} random effects")
    roots = _root(Z.T @ products.gram @ Z)
    return _AnswerCovariances(
        of_alternative=_covariances(roots, entries_of_alternative),
        of_null=_covariances(roots, entries_of_null),
    )


def _covariance_under_null(
    null: Columns,
    alternative: Columns,
    weights: Floats,
) -> Floats:
    """D₁ (q₁, q₁) where D₀ is the identity; weights (entries of D₁, entries of D₀)."""
    null_entries = entries(len(null.random), null.diagonal)
    on_diagonal = [row == column for row, column in null_entries]
    values = weights[:, on_diagonal].sum(1)
    q = len(alternative.random)
    D1 = np.zeros((q, q))
    for (row, column), value in zip(entries(q, alternative.diagonal), values, strict=True):
        D1[row, column] = value
        D1[column, row] = value
    return D1


def _dimensions(covariances: Floats) -> int:
    """How many (co)variances the likelihood depends on: not on that of two groups of
    interviewers.
    """
    if not covariances.size:
        return 0
    tolerance = UNEXPLAINED * np.linalg.norm(covariances)
    return int(np.linalg.matrix_rank(covariances, tol=tolerance))


def _covariances(
    roots: Floats,
    positions: list[Entry],
) -> Floats:
    """Z_jEZ_j' for each entry of D, every interviewer's in an orthonormal basis of their columns (J
    q q, entries).
    """
    J, q, n_effects = roots.shape
    covariances = []
    for row, column in positions:
        product = roots[:, :, row, None] * roots[:, None, :, column]
        if row != column:
            product = product + product.transpose(0, 2, 1)
        covariances.append(product.ravel())
    return np.array(covariances).reshape(len(positions), J * q * n_effects).T


def _random_coordinates(
    products: CrossProducts,
    columns: Columns,
) -> Floats:
    """Where random columns lie, in units of their root mean square."""
    may_be_recombined = not columns.diagonal and None in columns.random
    coordinates = _coordinates(products, columns.random, without_constant=may_be_recombined)
    total = products.gram.sum(0)
    squares = np.einsum("bk,bc,ck->k", coordinates, total, coordinates)
    return coordinates / np.sqrt(squares)


def _coordinates(
    products: CrossProducts,
    names: list[str | None],
    without_constant: bool,
) -> Floats:
    """Where columns lie in those of the cross-products (b, k); less their constant part where the
    constant is one of the model's columns, which leaves the model the same and no digit is lost to
    a distant origin.
    """
    constant = np.eye(len(products.names) + 1)[0]
    columns = [constant if name is None else products.coordinates(name) for name in names]
    coordinates = np.array(columns).reshape(len(names), len(constant)).T
    if without_constant:
        coordinates[0, [name is not None for name in names]] = 0.0
    return coordinates


def _root(gram: Floats) -> Floats:
    """R (…, k, k) with R'R = gram."""
    eigenvalues, eigenvectors = np.linalg.eigh(gram)
    singular_values = np.sqrt(np.maximum(eigenvalues, 0))
    return singular_values[..., None] * np.swapaxes(eigenvectors, -1, -2)


def _combination(
    columns: Floats,
    spanning: Floats,
) -> Floats | None:
    """The weights (m, k) with which columns (n, k) are sums of others (n, m); None where one of
    them is not.
    """
    if not columns.shape[1]:
        return np.zeros((spanning.shape[1], 0))
    if not spanning.shape[1]:
        return None
    lengths = np.linalg.norm(spanning, axis=0)
    lengths[lengths == 0] = 1.0
    scaled_weights = np.linalg.lstsq(spanning / lengths, columns, rcond=1e-12)[0]
    weights = scaled_weights / lengths[:, None]
    unexplained = np.linalg.norm(columns - spanning @ weights, axis=0)
    is_spanned = unexplained <= UNEXPLAINED * np.linalg.norm(columns, axis=0)
    return weights if is_spanned.all() else None
