"""MixedModel: the engine with the signatures of statsmodels' MixedLM, so that a user can swap the
import.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.design.arguments import check_covariance
from interviewer_effects.mixed.design.keys import fixed_keys, random_keys
from interviewer_effects.mixed.design.labels import common_index, is_missing, label_array
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts, cross_products
from interviewer_effects.mixed.likelihood.moments import Design, make_design
from interviewer_effects.mixed.optimum.fit import fit

if TYPE_CHECKING:
    import pandas as pd

    from interviewer_effects.mixed.design.formula import Terms

FAMILIES = ("gaussian", "binary", "ordinal", "count", "negative binomial")
OUTCOME = "outcome"  # its key among the columns of the cross-products


class MixedModel:
    """y = Xβ + Z_ju_j + e: a linear model with random effects of one grouping factor.

    Arguments: endog (n,), exog (n, p), groups (n,), exog_re (n, q; default a random intercept; an
    empty list for none), covariance "unstructured" or "diagonal", one of FAMILIES. The families but
    the first are fitted by mixed.generalised: η = Xβ + Z_ju_j, no residual. Raises ValueError with
    the column and the remedy when a column is missing values, constant or collinear.
    """

    n_dropped = 0
    terms: Terms | None = None

    def __init__(
        self,
        endog: Any,
        exog: Any,
        groups: Any,
        exog_re: Any = None,
        covariance: str = "unstructured",
        family: str = "gaussian",
    ) -> None:
        from interviewer_effects.mixed.design.matrix import named_array

        check_covariance(covariance)
        if family not in FAMILIES:
            raise ValueError(f"family is '{family}': use one of {', '.join(FAMILIES)}.")
        self.covariance = covariance
        self.family = family

        outcome, (self.endog_names,) = named_array(endog, "y")
        self.endog = outcome[:, 0]
        self.exog, self.exog_names = named_array(exog, "x")
        n = len(self.endog)
        self.exog_re = np.ones((n, 1))
        self.exog_re_names = ["Intercept"]
        if exog_re is not None and np.size(exog_re):
            self.exog_re, self.exog_re_names = named_array(exog_re, "z")
        elif exog_re is not None:
            self.exog_re = np.ones((n, 0))
            self.exog_re_names = []
        self._check_columns()

        index = common_index(endog, exog, exog_re)
        self.groups = label_array(groups, n, index=index)
        self._check_groups()

        self.fixed_columns = fixed_keys(self.exog, self.exog_names)
        self.random_columns = list(self.fixed_columns)
        if self.exog_re is not self.exog:
            by_key = dict(zip(self.fixed_columns, self.exog.T, strict=True))
            self.random_columns = random_keys(self.exog_re, self.exog_re_names, fixed=by_key)
        self.products = self._cross_products()

    @classmethod
    def from_formula(
        cls,
        formula: str,
        data: pd.DataFrame,
        groups: Any,
        re_formula: str | None = None,
        covariance: str = "unstructured",
        family: str = "gaussian",
    ) -> MixedModel:
        """From a formula; groups is a column name or an array.

        re_formula: None or "~1" a random intercept, "~x" a random slope besides, "0 + x" a slope
        only. Rows with missing values are dropped (n_dropped tells how many).
        """
        from interviewer_effects.mixed.design.formula import formula_design

        is_name = isinstance(groups, str)
        if is_name and groups not in data.columns:
            columns = ", ".join(map(str, data.columns))
            raise ValueError(f"groups='{groups}' is not a column of the data: {columns}.")
        n = len(data)
        labels = label_array(data[groups] if is_name else groups, n, index=data.index)
        lacks_group = is_missing(labels)
        if lacks_group.any():
            column = f" in '{groups}'" if is_name else ""
            warnings.warn(
                f"{lacks_group.sum()} rows without a group{column} were left out.", stacklevel=2
            )

        numbered = data.reset_index(drop=True)
        design = formula_design(
            formula,
            re_formula,
            data=numbered,
            rows=~lacks_group,
        )
        rows = design.outcome.index
        model = cls(
            design.outcome,
            design.fixed,
            labels[rows],
            design.random,
            covariance=covariance,
            family=family,
        )
        model.n_dropped = n - len(rows)
        model.terms = design.terms
        return model

    @property
    def nobs(self) -> int:
        """Rows used."""
        return len(self.endog)

    def random_means(self) -> Floats:
        """Means of the random columns (q,)."""
        return self.exog_re.mean(0)

    def design(self) -> Design:
        """The standardised sums that the deviance reads."""
        is_diagonal = self.covariance == "diagonal"
        return make_design(
            self.products,
            self.fixed_columns,
            random=self.random_columns,
            outcome=OUTCOME,
            diagonal=is_diagonal,
        )

    def fit(self, reml: bool = True) -> Any:
        """The global optimum of the restricted (reml=True) or full likelihood, as a MixedResult.

        Of the other families the maximum of the marginal likelihood, as a GeneralisedResult: `reml`
        has no meaning.
        """
        if self.family != "gaussian":
            from interviewer_effects.mixed.generalised_inference.model import fit_family

            return fit_family(self)
        from .result import MixedResult

        try:
            fitted = fit(self.design(), reml)
        except ValueError as error:
            message = self._with_names(str(error))
            raise ValueError(message) from None
        return MixedResult(self, fitted)

    def _check_columns(self) -> None:
        _check_finite([self.endog_names], self.endog[:, None])
        _check_finite(self.exog_names, self.exog)
        _check_finite(self.exog_re_names, self.exog_re)
        lengths = {len(self.endog), len(self.exog), len(self.exog_re)}
        if len(lengths) > 1:
            raise ValueError(
                "endog, exog and exog_re differ in length: give one row per interview in each."
            )

    def _check_groups(self) -> None:
        lacks_group = is_missing(self.groups)
        if lacks_group.any():
            first_row = lacks_group.argmax()
            raise ValueError(
                f"groups has {lacks_group.sum()} missing labels (first in row {first_row}): drop "
                "those rows, or say whose they are."
            )

    def _cross_products(self) -> CrossProducts:
        """Of every different column but the constant, and of the outcome."""
        columns: dict[str, Floats] = {}
        for key, column in zip(self.fixed_columns, self.exog.T, strict=True):
            if key is not None:
                columns[key] = column
        for key, column in zip(self.random_columns, self.exog_re.T, strict=True):
            if key is not None:
                columns.setdefault(key, column)
        columns[OUTCOME] = self.endog
        return cross_products(columns, self.groups)

    def _with_names(self, message: str) -> str:
        """A message of the engine with the user's names in place of the keys of columns."""
        keys = [*self.fixed_columns, *self.random_columns]
        names = [*self.exog_names, *self.exog_re_names]
        for key, name in zip(keys, names, strict=True):
            printed_key = "Intercept" if key is None else key
            message = message.replace(f"'{printed_key}'", f"'{name}'")
        return message


def _check_finite(
    names: list[str],
    columns: Floats,
) -> None:
    """Raise ValueError naming the first column (n, k) with missing or infinite values."""
    is_bad = ~np.isfinite(columns)
    if not is_bad.any():
        return
    k = int(is_bad.any(0).argmax())
    is_bad_row = is_bad[:, k]
    first_row = is_bad_row.argmax()
    raise ValueError(
        f"Column '{names[k]}' has {is_bad_row.sum()} missing or infinite values (first in row "
        f"{first_row}): drop or recode those rows."
    )
