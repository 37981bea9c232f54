"""Sampling weights of rows and of groups, and cross-products that count rows by them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.crossproducts import (
    CrossProducts,
    cross_products,
    group_codes,
)


def scaled(
    weights: Floats,
    groups: np.ndarray,
    method: str,
) -> Floats:
    """Row weights scaled within groups: "A" to sum to the rows n_j of each, "B" to their effective
    number (Σw)²/Σw².

    Weights that are constant within groups become 1 everywhere under either: then only group
    weights can do anything.
    """
    _, codes = group_codes(groups)
    sums = np.bincount(codes, weights)
    sums_of_squares = np.bincount(codes, weights**2)
    factors = {"A": np.bincount(codes) / sums, "B": sums / sums_of_squares}
    return weights * factors[method][codes]


def group_weights(
    weights: Floats,
    groups: np.ndarray,
) -> Floats:
    """Mean row weight of each group (J,), scaled to a mean of 1 over groups."""
    _, codes = group_codes(groups)
    means = np.bincount(codes, weights) / np.bincount(codes)
    return means / means.mean()


def weighted_products(
    columns: dict[str, Floats],
    groups: np.ndarray,
    weights: Floats,
) -> CrossProducts:
    """Cross-products with each row counted `weights` (n,) times; `sizes` are then Σ w."""
    unweighted = cross_products(columns, groups)
    _, codes = group_codes(groups)
    standardised = [
        (column - shift) / scale
        for column, shift, scale in zip(
            columns.values(), unweighted.shift, unweighted.scale, strict=True
        )
    ]
    root_weights = np.sqrt(weights)
    base = np.column_stack([np.ones(len(weights)), *standardised]) * root_weights[:, None]
    gram = np.empty_like(unweighted.gram)
    for row in range(base.shape[1]):
        for column in range(row + 1):
            product = base[:, row] * base[:, column]
            sums = np.bincount(codes, product, len(gram))
            gram[:, row, column] = sums
            gram[:, column, row] = sums
    return replace(unweighted, gram=gram)


def check_positive(
    weights: Floats,
    kind: str,
) -> Floats:
    """The weights; raises ValueError where one is not positive."""
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise ValueError(f"A {kind} weight is zero, negative or missing: leave those rows out.")
    return weights
