"""MixedModel: the engine with the signatures of statsmodels' MixedLM, so that a user can swap the
import.
"""

from __future__ import annotations

import warnings

import numpy as np

from interviewer_effects.mixed.design.arguments import check_covariance
from interviewer_effects.mixed.design.labels import common_index, is_missing, label_array
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts, cross_products
from interviewer_effects.mixed.likelihood.moments import Design, make_design
from interviewer_effects.mixed.optimum.fit import fit

FAMILIES = ("gaussian", "binary", "ordinal", "count", "negative binomial")


class MixedModel:
    """y = Xβ + Z_ju_j + e: a linear model with random effects of one grouping factor.

    Arguments: endog (n,), exog (n, p), groups (n,), exog_re (n, q; default a random intercept; an
    empty list for none), covariance "unstructured" or "diagonal", one of FAMILIES. The families but
    the first are fitted by mixed.generalised: η = Xβ + Z_ju_j, no residual. Raises ValueError with
    the column and the remedy when a column is missing values, constant or collinear.
    """

    def __init__(
        self,
        endog,
        exog,
        groups,
        exog_re=None,
        covariance: str = "unstructured",
        family: str = "gaussian",
    ):
        from interviewer_effects.mixed.design.matrix import named_array

        check_covariance(covariance)
        if family not in FAMILIES:
            raise ValueError(f"family is '{family}': use one of {', '.join(FAMILIES)}.")
        self.family = family
        y, (self.endog_names,) = named_array(endog, "y")
        self.endog = y[:, 0]
        self.exog, self.exog_names = named_array(exog, "x")
        self.covariance = covariance
        self.exog_re, self.exog_re_names = _random_columns(exog_re, len(self.endog), named_array)
        self._check()
        self.groups = label_array(groups, len(self.endog), common_index(endog, exog, exog_re))
        self._check_groups()
        self.fixed_columns = _keys(self.exog, self.exog_names)
        self.random_columns = _random_keys(self)
        self.products = self._cross_products()

    @classmethod
    def from_formula(
        cls,
        formula: str,
        data,
        groups,
        re_formula: str | None = None,
        covariance: str = "unstructured",
        family: str = "gaussian",
    ) -> MixedModel:
        """From a formula; groups is a column name or an array.

        re_formula: None or "~1" a random intercept, "~x" a random slope besides, "0 + x" a slope
        only. Rows with missing values are dropped (n_dropped tells how many).
        """
        from interviewer_effects.mixed.design.formula import formula_design

        if isinstance(groups, str) and groups not in data.columns:
            raise ValueError(
                f"groups='{groups}' is not a column of the data: "
                f"{', '.join(map(str, data.columns))}."
            )
        labels = label_array(
            data[groups] if isinstance(groups, str) else groups, len(data), data.index
        )
        unknown = is_missing(labels)
        if unknown.any():
            name = f" in '{groups}'" if isinstance(groups, str) else ""
            warnings.warn(
                f"{unknown.sum()} rows without a group{name} were left out.", stacklevel=2
            )
        design = formula_design(formula, re_formula, data.reset_index(drop=True), ~unknown)
        model = cls(
            design.outcome,
            design.fixed,
            labels[design.outcome.index],
            design.random,
            covariance=covariance,
            family=family,
        )
        model.n_dropped = len(data) - len(design.outcome)
        model.terms = design.terms
        return model

    n_dropped = 0
    terms = None

    @property
    def nobs(self) -> int:
        """Rows used."""
        return len(self.endog)

    def random_means(self) -> np.ndarray:
        """Means of the random columns (q,)."""
        return self.exog_re.mean(0)

    def design(self) -> Design:
        """The standardised sums that the deviance reads."""
        return make_design(
            self.products,
            self.fixed_columns,
            self.random_columns,
            "outcome",
            self.covariance == "diagonal",
        )

    def fit(self, reml: bool = True):
        """The global optimum of the restricted (reml=True) or full likelihood, as a MixedResult.

        Of the other families the maximum of the marginal likelihood, as a GeneralisedResult: `reml`
        has no meaning.
        """
        if self.family != "gaussian":
            from interviewer_effects.mixed.generalised_inference.model import fit_family

            return fit_family(self)
        from .result import MixedResult

        try:
            return MixedResult(self, fit(self.design(), reml))
        except ValueError as error:
            raise ValueError(self._translate(str(error))) from None

    def _check(self) -> None:
        for names, part in (
            ([self.endog_names], self.endog[:, None]),
            (self.exog_names, self.exog),
            (self.exog_re_names, self.exog_re),
        ):
            if not np.isfinite(part).all():
                raise ValueError(_not_finite(names, part))
        if len({len(self.endog), len(self.exog), len(self.exog_re)}) > 1:
            raise ValueError(
                "endog, exog and exog_re differ in length: give one row per interview in each."
            )

    def _check_groups(self) -> None:
        unknown = is_missing(self.groups)
        if unknown.any():
            raise ValueError(
                f"groups has {unknown.sum()} missing labels (first in row {unknown.argmax()}): "
                "drop those rows, or say "
                "whose they are."
            )

    def _cross_products(self) -> CrossProducts:
        columns = {
            key: self.exog[:, k] for k, key in enumerate(self.fixed_columns) if key is not None
        }
        columns |= {
            key: self.exog_re[:, k]
            for k, key in enumerate(self.random_columns)
            if key is not None and key not in columns
        }
        return cross_products({**columns, "outcome": self.endog}, self.groups)

    def _translate(self, message: str) -> str:
        for key, name in (
            *zip(self.fixed_columns, self.exog_names, strict=True),
            *zip(self.random_columns, self.exog_re_names, strict=True),
        ):
            message = message.replace(f"'{'Intercept' if key is None else key}'", f"'{name}'")
        return message


def _not_finite(names: list[str], columns: np.ndarray) -> str:
    bad = ~np.isfinite(columns)
    k = int(bad.any(0).argmax())
    return (
        f"Column '{names[k]}' has {bad[:, k].sum()} missing or infinite values (first in row "
        f"{bad[:, k].argmax()}): "
        "drop or recode those rows."
    )


def _random_columns(exog_re, n: int, named_array) -> tuple[np.ndarray, list[str]]:
    if exog_re is None:
        return np.ones((n, 1)), ["Intercept"]
    if not np.size(exog_re):
        return np.ones((n, 0)), []
    return named_array(exog_re, "z")


def _keys(columns: np.ndarray, names: list[str]) -> list[str | None]:
    """A key per column; None marks the (first) column of ones, which the engine handles without
    rounding.
    """
    first = next((k for k, column in enumerate(columns.T) if _is_ones(column)), -1)
    return [None if k == first else f"fixed {k}: {name}" for k, name in enumerate(names)]


def _random_keys(model: MixedModel) -> list[str | None]:
    """Random columns that are also fixed columns share their cross-products."""
    if model.exog_re is model.exog:
        return list(model.fixed_columns)
    out: list[str | None] = []
    for k, (column, name) in enumerate(zip(model.exog_re.T, model.exog_re_names, strict=True)):
        if None not in out and _is_ones(column):
            out.append(None)
            continue
        same = [
            key
            for key, fixed in zip(model.fixed_columns, model.exog.T, strict=True)
            if key and np.array_equal(fixed, column)
        ]
        out.append(same[0] if same and same[0] not in out else f"random {k}: {name}")
    return out


def _is_ones(column: np.ndarray) -> bool:
    return bool(column.size and column[0] == 1 and (column == 1).all())
