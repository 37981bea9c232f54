"""A MixedModel's columns as the generalised engine takes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .fit import Columns, fit_generalised
from .result import GeneralisedResult


@dataclass(frozen=True)
class GeneralisedModel:
    """Outcome, columns and interviewers of a binary, ordinal or count model.

    Attributes
    ----------
    endog : ndarray (n,)
    endog_names : str
    fixed, fixed_names : ndarray (n, p) and list
        Of ordered answers without the constant, which the thresholds replace.
    exog_re, exog_re_names : ndarray (n, q) and list
    group_labels : ndarray (J,)
    group_index : ndarray (n,) of int
    family, covariance : str
    """

    endog: np.ndarray
    endog_names: str
    fixed: np.ndarray
    fixed_names: list[str]
    exog_re: np.ndarray
    exog_re_names: list[str]
    group_labels: np.ndarray
    group_index: np.ndarray
    family: str
    covariance: str

    @cached_property
    def group_sizes(self) -> np.ndarray:
        """Rows of each interviewer (J,)."""
        return np.bincount(self.group_index)

    @classmethod
    def of(cls, model, family: str) -> GeneralisedModel:
        """The model of a MixedModel with this family."""
        labels, index = np.unique(model.groups, return_inverse=True)
        kept = [
            position
            for position, column in enumerate(model.exog.T)
            if family != "ordinal" or not (column == 1).all()
        ]
        return cls(
            endog=model.endog,
            endog_names=model.endog_names,
            fixed=model.exog[:, kept],
            fixed_names=[model.exog_names[position] for position in kept],
            exog_re=model.exog_re,
            exog_re_names=list(model.exog_re_names),
            group_labels=labels,
            group_index=index.reshape(-1),
            family=family,
            covariance=model.covariance,
        )

    def fit(self) -> GeneralisedResult:
        """The maximum of the marginal likelihood; ValueError where none exists."""
        columns = Columns(self.fixed, self.fixed_names, self.exog_re, self.exog_re_names)
        fit = fit_generalised(
            self.endog,
            columns,
            self.group_index,
            family=self.family,
            outcome=self.endog_names,
            diagonal=self.covariance == "diagonal",
        )
        return GeneralisedResult(self, fit)
