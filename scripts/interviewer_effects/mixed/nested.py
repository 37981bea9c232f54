"""Places a null model on the cross-products of its alternative."""

from __future__ import annotations

import numpy as np

from .fit import Fit, fit
from .moments import make_design


def on_products_of(null, alternative) -> Fit:
    """The null result refitted on the alternative's cross-products, so that both see the same standardised columns.

    Raises ValueError naming the columns of the null that the alternative lacks: then the models are not nested.
    """
    model, other = null.model, alternative.model
    have = [
        *zip(other.fixed_columns, other.exog.T, strict=True),
        *zip(other.random_columns, other.exog_re.T, strict=True),
    ]
    fixed = [_find(column, name, have) for column, name in zip(model.exog.T, model.exog_names, strict=True)]
    random = [_find(column, name, have) for column, name in zip(model.exog_re.T, model.exog_re_names, strict=True)]
    if not np.array_equal(model.endog, other.endog):
        raise ValueError("The outcomes of the two models differ: fit both to the same rows in the same order.")
    return fit(make_design(other.products, fixed, random, "outcome", model.covariance == "diagonal"), null.reml)


def _find(column: np.ndarray, name: str, have: list) -> str | None:
    for key, other in have:
        if np.array_equal(column, other):
            return key
    raise ValueError(f"Column '{name}' of the null model is not in the alternative: the models are not nested.")
