"""The table of exact refits without each interviewer in turn."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects.mixed.arrays import Floats

from .refits import Refits, refits
from .weights import each_left_out


def leave_one_out(result) -> pd.DataFrame:
    """One row per interviewer left out.

    Parameters
    ----------
    result : MixedResult

    Returns
    -------
    DataFrame
        group, cooks_d, mdffits, covratio, the refitted parameters, and the relative change of each
        variance; NaN where the interviewers left cannot carry the model.
    """
    model = result.model
    groups = model.products.groups
    weights = each_left_out(len(groups))
    without_each = refits(result._fit, weights)
    table = pd.DataFrame(
        {
            "group": groups,
            "cooks_d": without_each.cooks_d,
            "mdffits": without_each.mdffits,
            "covratio": without_each.covratio,
        }
    )
    table[model.exog_names] = without_each.beta
    variances = _variance_columns(
        without_each,
        model.exog_re_names,
        whole=result._fit.D,
    )
    return table.assign(**variances, sigma2=without_each.sigma2)


def _variance_columns(
    without_each: Refits,
    effects: list[str],
    *,
    whole: Floats,
) -> dict[str, Floats | float]:
    """Variances, their changes relative to those of the whole fit D (q, q), and covariances."""
    D = without_each.D
    columns: dict[str, Floats | float] = {}
    for row, effect in enumerate(effects):
        variance = D[:, row, row]
        variance_of_all = whole[row, row]
        columns[f"var({effect})"] = variance
        change = (variance - variance_of_all) / variance_of_all if variance_of_all > 0 else np.nan
        columns[f"change of var({effect})"] = change
        for column, earlier_effect in enumerate(effects[:row]):
            columns[f"cov({earlier_effect},{effect})"] = D[:, row, column]
    return columns
