"""CrossedModel: random intercepts of two crossed factors, by formula or arrays."""

from __future__ import annotations

import numpy as np

from .fit import CrossedFit, fit_crossed
from .meetings import Crossing, cross

OUTCOME = "(outcome)"


class CrossedModel:
    """y = Xβ + Z₁u + Z₂v + e: random intercepts of two factors, crossed in any way (nested ones are
    a special case).

    Arguments: endog (n,), exog (n, p), first (n,) and second (n,) labels. fit(reml) gives a
    CrossedFit: beta, cov_beta, variances, sigma2, errors, interval(k), statistic(k), deviance,
    status. Raises ValueError where rows are missing values, columns are collinear, or the variances
    cannot be told apart.
    """

    def __init__(self, endog, exog, first, second):
        from interviewer_effects.mixed.design.formula import named_array

        X, self.exog_names = named_array(exog, "x")
        y = np.asarray(endog, dtype=float)
        if not (np.isfinite(y).all() and np.isfinite(X).all()):
            raise ValueError(
                "The outcome or a predictor has missing or infinite values: drop or recode those "
                "rows."
            )
        if len({len(y), len(X), len(first), len(second)}) > 1:
            raise ValueError(
                "endog, exog, first and second differ in length: give one row per interview in "
                "each."
            )
        ones = [bool((column == 1).all()) for column in X.T]
        names = [
            None if one else f"{k}: {name}"
            for k, (one, name) in enumerate(zip(ones, self.exog_names, strict=True))
        ]
        columns = {name: X[:, k] for k, name in enumerate(names) if name is not None}
        self.crossing: Crossing = cross({**columns, OUTCOME: y}, names, OUTCOME, first, second)

    @classmethod
    def from_formula(cls, formula: str, data, first: str, second: str) -> CrossedModel:
        """From a formula and two columns of labels; rows with missing values are dropped."""
        from interviewer_effects.mixed.design.formula import formula_arrays

        frame = data.dropna(subset=[first, second]).reset_index(drop=True)
        y, X, _ = formula_arrays(formula, None, frame)
        return cls(
            y.to_numpy(), X, *(frame.loc[y.index, name].to_numpy() for name in (first, second))
        )

    def fit(self, reml: bool = True) -> CrossedFit:
        """The global optimum of the restricted (reml=True) or full likelihood."""
        return fit_crossed(self.crossing, reml)
