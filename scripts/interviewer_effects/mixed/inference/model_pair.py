"""Two models of the same interviews, on the cross-products of the columns of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.likelihood.crossproducts import (
    CrossProducts,
    cross_products,
    group_codes,
)
from interviewer_effects.mixed.likelihood.moments import Design, make_design
from interviewer_effects.mixed.optimum.fit import Fit, fit

# Relative difference of cross-products that rounding makes between two readings of one file
SAME_SUMS = 1e-8


@dataclass(frozen=True)
class Columns:
    """The fixed and the random columns of a model, by their names in the cross-products (None is
    the constant).
    """

    fixed: list[str | None]
    random: list[str | None]
    diagonal: bool


@dataclass(frozen=True)
class Pair:
    """A null and an alternative model on common cross-products."""

    products: CrossProducts
    outcome: str
    null: Columns
    alternative: Columns

    def design(self, columns: Columns) -> Design:
        """One of the two models on the common cross-products."""
        return make_design(
            self.products, columns.fixed, columns.random, self.outcome, columns.diagonal
        )


def pair_of(null, alternative) -> Pair:
    """The models of two results, which must be of the same interviews.

    Raises ValueError where rows, outcomes or groups differ, or one model holds its rows and the
    other does not.
    """
    small, large = null.model, alternative.model
    if small.nobs != large.nobs:
        raise ValueError(
            f"The fits use {small.nobs} and {large.nobs} rows: fit both on the same rows."
        )
    holds_rows = [hasattr(model, "exog") for model in (small, large)]
    if all(holds_rows):
        return _of_rows(small, large)
    if any(holds_rows):
        raise ValueError(
            "One model is a FileModel and one a MixedModel: fit both as the same kind."
        )
    return _of_files(small, large)


def refitted(result, pair: Pair, columns: Columns) -> Fit:
    """The fit of a result on the cross-products of the pair; the result's own where those are
    its.
    """
    if result.model.products is pair.products:
        return result._fit
    return fit(pair.design(columns), result.reml)


def _of_rows(small, large) -> Pair:
    if not np.array_equal(small.endog, large.endog):
        raise ValueError(
            "The outcomes of the two models differ: fit both to the same rows in the same order."
        )
    if small.exog_re_names and not _same_groups(small.groups, large.groups):
        raise ValueError("The groups of the two models differ: fit both with the same `groups`.")
    have = dict(zip(large.fixed_columns, large.exog.T, strict=True))
    have |= dict(zip(large.random_columns, large.exog_re.T, strict=True))
    lacking: dict[str, np.ndarray] = {}
    fixed = _placed(small.fixed_columns, small.exog, have, lacking, "null fixed")
    random = _placed(small.random_columns, small.exog_re, have, lacking, "null random")
    columns = {name: column for name, column in have.items() if name is not None} | lacking
    products = (
        cross_products({**columns, "outcome": large.endog}, large.groups)
        if lacking
        else large.products
    )
    return Pair(
        products,
        "outcome",
        null=Columns(fixed, random, small.covariance == "diagonal"),
        alternative=Columns(
            large.fixed_columns, large.random_columns, large.covariance == "diagonal"
        ),
    )


def _placed(
    names: list[str | None], columns: np.ndarray, have: dict, lacking: dict, prefix: str
) -> list[str | None]:
    """The names under which the columns of the null stand in the common cross-products; new ones go
    to `lacking`.
    """
    placed = []
    for k, (name, column) in enumerate(zip(names, columns.T, strict=True)):
        every = have | lacking
        known = [
            other
            for other, values in every.items()
            if other is not None and np.array_equal(column, values)
        ]
        if name is None or known:
            placed.append(None if name is None else known[0])
        else:
            placed.append(f"{prefix} {k}")
            lacking[placed[-1]] = column
    return placed


def _same_groups(labels: np.ndarray, others: np.ndarray) -> bool:
    """Whether two labellings put the same rows together, whatever the labels are."""
    codes = group_codes(labels)[1]
    other_codes = group_codes(others)[1]
    pairs = np.unique(np.column_stack([codes, other_codes]), axis=0)
    return len(pairs) == codes.max() + 1 == other_codes.max() + 1


def _of_files(small, large) -> Pair:
    if small.endog_names != large.endog_names:
        raise ValueError(
            f"The outcomes of the two models are '{small.endog_names}' and "
            f"'{large.endog_names}': fit both to the same."
        )
    lacking = [name for name in small.products.names if name not in large.products.names]
    if lacking:
        raise ValueError(
            f"Column '{lacking[0]}' of the null model is not in the alternative: the models are "
            "not nested."
        )
    if not _same_sums(small.products, large.products.select_columns(list(small.products.names))):
        raise ValueError(
            "The two models are not of the same files, rows and groups: fit both to the same."
        )
    return Pair(
        large.products,
        large.endog_names,
        null=Columns(small.fixed_columns, small.random_columns, small.covariance == "diagonal"),
        alternative=Columns(
            large.fixed_columns, large.random_columns, large.covariance == "diagonal"
        ),
    )


def _same_sums(products: CrossProducts, others: CrossProducts) -> bool:
    if not np.array_equal(products.groups, others.groups):
        return False
    moved = others.standardised(products.shift, products.scale)
    return np.allclose(products.gram, moved.gram, rtol=SAME_SUMS, atol=SAME_SUMS * products.n)
