"""Two models of the same interviews, on the cross-products of the columns of both."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from interviewer_effects.mixed.arrays import Floats
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

    @classmethod
    def of(cls, model) -> Columns:
        """Those of a model, by its own names."""
        return cls(
            fixed=model.fixed_columns,
            random=model.random_columns,
            diagonal=model.covariance == "diagonal",
        )


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
            self.products,
            columns.fixed,
            columns.random,
            self.outcome,
            columns.diagonal,
        )


def pair_of(
    null,
    alternative,
) -> Pair:
    """The models of two results, which must be of the same interviews.

    Raises ValueError where rows, outcomes or groups differ, or one model holds its rows and the
    other does not.
    """
    null_model = null.model
    alternative_model = alternative.model
    if null_model.nobs != alternative_model.nobs:
        raise ValueError(
            f"The fits use {null_model.nobs} and {alternative_model.nobs} rows: fit both on the "
            "same rows."
        )
    small_holds_rows = hasattr(null_model, "exog")
    large_holds_rows = hasattr(alternative_model, "exog")
    if small_holds_rows != large_holds_rows:
        raise ValueError(
            "One model is a FileModel and one a MixedModel: fit both as the same kind."
        )
    return (
        _pair_of_rows(null_model, alternative_model)
        if small_holds_rows
        else _pair_of_files(null_model, alternative_model)
    )


def refitted(
    result,
    pair: Pair,
    columns: Columns,
) -> Fit:
    """The fit of a result on the cross-products of the pair; the result's own where those are
    its.
    """
    if result.model.products is pair.products:
        return result._fit
    return fit(pair.design(columns), result.reml)


# ---- models that hold their rows


@dataclass
class _CommonColumns:
    """Columns of the alternative by their names, and what the null has besides."""

    of_alternative: dict[str | None, Floats]
    added: dict[str, Floats] = field(default_factory=dict)

    @property
    def named(self) -> dict[str, Floats]:
        """All of them but the constant."""
        columns = {name: column for name, column in self.of_alternative.items() if name is not None}
        return columns | self.added

    def names_of(
        self,
        names: list[str | None],
        columns: Floats,
        prefix: str,
    ) -> list[str | None]:
        """Under which names columns (n, k) of the null stand here; new ones are added."""
        common_names: list[str | None] = []
        for k, (name, column) in enumerate(zip(names, columns.T, strict=True)):
            common_name = None if name is None else self._name_of(column)
            if name is not None and common_name is None:
                common_name = f"{prefix} {k}"
                self.added[common_name] = column
            common_names.append(common_name)
        return common_names

    def _name_of(self, column: Floats) -> str | None:
        for name, values in self.named.items():
            if np.array_equal(column, values):
                return name
        return None


def _pair_of_rows(
    small,
    large,
) -> Pair:
    if not np.array_equal(small.endog, large.endog):
        raise ValueError(
            "The outcomes of the two models differ: fit both to the same rows in the same order."
        )
    if small.exog_re_names and not _same_groups(small.groups, large.groups):
        raise ValueError("The groups of the two models differ: fit both with the same `groups`.")

    of_alternative = dict(zip(large.fixed_columns, large.exog.T, strict=True))
    of_alternative |= dict(zip(large.random_columns, large.exog_re.T, strict=True))
    common = _CommonColumns(of_alternative)
    null = Columns(
        fixed=common.names_of(small.fixed_columns, small.exog, prefix="null fixed"),
        random=common.names_of(small.random_columns, small.exog_re, prefix="null random"),
        diagonal=small.covariance == "diagonal",
    )
    products = large.products
    if common.added:
        products = cross_products({**common.named, "outcome": large.endog}, large.groups)
    return Pair(
        products=products,
        outcome="outcome",
        null=null,
        alternative=Columns.of(large),
    )


def _same_groups(
    labels: np.ndarray,
    other_labels: np.ndarray,
) -> bool:
    """Whether two labellings put the same rows together, whatever the labels are."""
    codes = group_codes(labels)[1]
    other_codes = group_codes(other_labels)[1]
    pairs = np.unique(np.column_stack([codes, other_codes]), axis=0)
    return len(pairs) == codes.max() + 1 == other_codes.max() + 1


# ---- models of files


def _pair_of_files(
    small,
    large,
) -> Pair:
    if small.endog_names != large.endog_names:
        raise ValueError(
            f"The outcomes of the two models are '{small.endog_names}' and "
            f"'{large.endog_names}': fit both to the same."
        )
    for name in small.products.names:
        if name not in large.products.names:
            raise ValueError(
                f"Column '{name}' of the null model is not in the alternative: the models are "
                "not nested."
            )
    of_same_columns = large.products.select_columns(list(small.products.names))
    if not _same_sums(small.products, of_same_columns):
        raise ValueError(
            "The two models are not of the same files, rows and groups: fit both to the same."
        )
    return Pair(
        products=large.products,
        outcome=large.endog_names,
        null=Columns.of(small),
        alternative=Columns.of(large),
    )


def _same_sums(
    products: CrossProducts,
    other_products: CrossProducts,
) -> bool:
    if not np.array_equal(products.groups, other_products.groups):
        return False
    in_same_units = other_products.standardised(products.shift, products.scale)
    return np.allclose(
        products.gram,
        in_same_units.gram,
        rtol=SAME_SUMS,
        atol=SAME_SUMS * products.n,
    )
