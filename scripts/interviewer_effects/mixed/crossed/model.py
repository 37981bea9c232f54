"""CrossedModel: random intercepts of two crossed factors, by formula or arrays."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.design.formula import formula_design
from interviewer_effects.mixed.design.matrix import named_array

from .fit import CrossedFit
from .meetings import Crossing, cross
from .search import fit_crossed

OUTCOME = "(outcome)"


class CrossedModel:
    """y = Xβ + Z₁u + Z₂v + e: random intercepts of two factors, crossed in any way.

    Nested factors are a special case.

    Parameters
    ----------
    endog : array (n,)
    exog : array or DataFrame (n, p)
    first, second : array (n,)
        Labels of the two factors.

    Raises
    ------
    ValueError
        Where rows have missing values, columns are collinear, or the variances cannot be told
        apart.
    """

    def __init__(
        self,
        endog: ArrayLike,
        exog: ArrayLike | pd.DataFrame,
        first: ArrayLike,
        second: ArrayLike,
    ):
        predictors, self.exog_names = named_array(exog, "x")
        outcome = np.asarray(endog, dtype=float)
        is_finite = np.isfinite(outcome).all() and np.isfinite(predictors).all()
        if not is_finite:
            raise ValueError(
                "The outcome or a predictor has missing or infinite values: drop or recode those "
                "rows."
            )
        first = np.asarray(first)
        second = np.asarray(second)
        lengths = {len(outcome), len(predictors), len(first), len(second)}
        if len(lengths) > 1:
            raise ValueError(
                "endog, exog, first and second differ in length: give one row per interview in "
                "each."
            )
        names = _unique_names(predictors, self.exog_names)
        columns = {OUTCOME: outcome}
        for name, predictor in zip(
            names,
            predictors.T,
            strict=True,
        ):
            if name is not None:
                columns[name] = predictor
        self.crossing: Crossing = cross(
            columns,
            names,
            OUTCOME,
            first,
            second,
        )

    @classmethod
    def from_formula(
        cls,
        formula: str,
        data: pd.DataFrame,
        first: str,
        second: str,
    ) -> CrossedModel:
        """From a formula and two columns of labels; rows with missing values are dropped."""
        labelled = data.dropna(subset=[first, second]).reset_index(drop=True)
        design = formula_design(
            formula,
            None,
            labelled,
        )
        rows = design.outcome.index
        return cls(
            design.outcome.to_numpy(),
            design.fixed,
            labelled.loc[rows, first].to_numpy(),
            labelled.loc[rows, second].to_numpy(),
        )

    def fit(self, reml: bool = True) -> CrossedFit:
        """The global optimum of the restricted (reml=True) or full likelihood."""
        return fit_crossed(self.crossing, reml)


def _unique_names(
    predictors: Floats,
    names: list[str],
) -> list[str | None]:
    """A name for every column (n, p), whatever the user calls them; None for the constant."""
    unique: list[str | None] = []
    for position, name in enumerate(names):
        is_constant = (predictors[:, position] == 1).all()
        unique.append(None if is_constant else f"{position}: {name}")
    return unique
