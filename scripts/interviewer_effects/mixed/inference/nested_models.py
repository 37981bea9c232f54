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
from itertools import combinations_with_replacement

import numpy as np

from interviewer_effects.mixed.design.memory import check_room
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts

from .model_pair import Columns, Pair

# Relative length of what is left of a column, or of a covariance matrix, that is no rounding
OUTSIDE = 1e-6
NO_RANK = 1e-6  # eigenvalue of D₁, relative to the largest


@dataclass(frozen=True)
class Nesting:
    """What an alternative adds to a null: fixed effects, (co)variances, and the rank that D₁ lacks
    under the null.
    """

    fixed: int
    variances: int
    lacking_rank: int


def nesting_of(pair: Pair) -> Nesting:
    """What the alternative of a pair adds to its null.

    Raises ValueError where the models are the same, not nested, or in the wrong order.
    """
    nesting = _nesting(pair.products, pair.null, pair.alternative)
    if nesting is None and _nesting(pair.products, pair.alternative, pair.null) is not None:
        raise ValueError("The first model is the larger one: give the smaller model first.")
    if nesting is None:
        raise ValueError(
            "The models are not nested: the fixed or random part of the first is no special case "
            "of the second's. "
            "Compare them by their AIC or BIC."
        )
    if nesting.fixed + nesting.variances == 0:
        raise ValueError(
            "The two models are the same: there is nothing to test. Give the smaller model first."
        )
    return nesting


def _nesting(products: CrossProducts, null: Columns, alternative: Columns) -> Nesting | None:
    """None where the null is not nested."""
    if not _fixed_columns_nested(products, null.fixed, alternative.fixed):
        return None
    allowed, needed = _covariances_of(products, null, alternative)
    weights = _spanned(needed, allowed)
    if weights is None:
        return None
    values = np.linalg.eigvalsh(_covariance_under_null(null, alternative, weights))
    largest = np.abs(values).max(initial=1e-300)
    if values.min(initial=0) < -NO_RANK * largest:
        return None
    return Nesting(
        fixed=len(alternative.fixed) - len(null.fixed),
        variances=_dimensions(allowed) - _dimensions(needed),
        lacking_rank=len(alternative.random) - int((values > NO_RANK * largest).sum()),
    )


def _fixed_columns_nested(
    products: CrossProducts, null: list[str | None], alternative: list[str | None]
) -> bool:
    constant = None in alternative
    root = _root(products.gram.sum(0) / products.n)
    columns = root @ _coordinates(products, null, without_constant=constant)
    others = root @ _coordinates(products, alternative, without_constant=constant)
    return _spanned(columns, others) is not None


def _covariances_of(
    products: CrossProducts, null: Columns, alternative: Columns
) -> tuple[np.ndarray, np.ndarray]:
    """Z_jEZ_j' of every interviewer for each entry of D₁ and of D₀, side by side (n, entries)."""
    q = len(alternative.random)
    entries = _entries(alternative)
    others = [(a + q, b + q) for a, b in _entries(null)]
    Z = np.column_stack(
        [_random_coordinates(products, alternative), _random_coordinates(products, null)]
    )
    check_room(
        len(products.gram) * Z.shape[1] ** 2 * len(entries + others), f"{Z.shape[1]} random effects"
    )
    roots = _root(Z.T @ products.gram @ Z)
    return _covariances(roots, entries), _covariances(roots, others)


def _covariance_under_null(null: Columns, alternative: Columns, weights: np.ndarray) -> np.ndarray:
    """D₁ (q₁, q₁) where D₀ is the identity."""
    on_diagonal = [a == b for a, b in _entries(null)]
    out = np.zeros((len(alternative.random), len(alternative.random)))
    for (a, b), weight in zip(_entries(alternative), weights[:, on_diagonal].sum(1), strict=True):
        out[a, b] = out[b, a] = weight
    return out


def _dimensions(covariances: np.ndarray) -> int:
    """How many (co)variances the likelihood depends on: not on that of two groups of
    interviewers.
    """
    return (
        int(np.linalg.matrix_rank(covariances, tol=OUTSIDE * np.linalg.norm(covariances)))
        if covariances.size
        else 0
    )


def _entries(columns: Columns) -> list[tuple[int, int]]:
    """The entries of D that are parameters."""
    pairs = combinations_with_replacement(range(len(columns.random)), 2)
    return [(a, b) for a, b in pairs if a == b or not columns.diagonal]


def _covariances(roots: np.ndarray, entries: list[tuple[int, int]]) -> np.ndarray:
    """Z_jEZ_j' for each entry of D, every interviewer's in an orthonormal basis of their columns (J
    q q, entries).
    """
    out = []
    for a, b in entries:
        product = roots[:, :, a, None] * roots[:, None, :, b]
        out.append((product if a == b else product + product.transpose(0, 2, 1)).ravel())
    return np.array(out).reshape(len(entries), roots[..., 0].size * roots.shape[-1]).T


def _random_coordinates(products: CrossProducts, columns: Columns) -> np.ndarray:
    recombined = not columns.diagonal and None in columns.random
    coordinates = _coordinates(products, columns.random, without_constant=recombined)
    total = products.gram.sum(0)
    return coordinates / np.sqrt(np.einsum("bk,bc,ck->k", coordinates, total, coordinates))


def _coordinates(
    products: CrossProducts, names: list[str | None], without_constant: bool
) -> np.ndarray:
    """Where columns lie in those of the cross-products (b, k); less their constant part where the
    constant is one of the model's columns, which leaves the model the same and no digit is lost to
    a distant origin.
    """
    unit = np.eye(len(products.names) + 1)[0]
    columns = [unit if name is None else products.coordinates(name) for name in names]
    out = np.array(columns).reshape(len(names), len(unit)).T
    if without_constant:
        out[0, [name is not None for name in names]] = 0.0
    return out


def _root(gram: np.ndarray) -> np.ndarray:
    """R (…, k, k) with R'R = gram."""
    values, vectors = np.linalg.eigh(gram)
    return np.sqrt(np.maximum(values, 0))[..., None] * np.swapaxes(vectors, -1, -2)


def _spanned(columns: np.ndarray, by: np.ndarray) -> np.ndarray | None:
    """The weights with which columns (n, k) are sums of others (n, m): (m, k); None where one of
    them is not.
    """
    if not columns.shape[1]:
        return np.zeros((by.shape[1], 0))
    if not by.shape[1]:
        return None
    lengths = np.linalg.norm(by, axis=0)
    lengths[lengths == 0] = 1.0
    weights = np.linalg.lstsq(by / lengths, columns, rcond=1e-12)[0] / lengths[:, None]
    left = np.linalg.norm(columns - by @ weights, axis=0)
    return weights if (left <= OUTSIDE * np.linalg.norm(columns, axis=0)).all() else None
