"""The screened items with areas beside interviewers: what is left of the interviewers' share in
each item.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects.audit.flags.flags import adjusted
from interviewer_effects.audit.models.design_effect import design_effect
from interviewer_effects.audit.robustness.areas import ADDED, is_clustered
from interviewer_effects.mixed.crossed.fit import fit_crossed
from interviewer_effects.mixed.crossed.meetings import cross
from interviewer_effects.mixed.inference.likelihood_ratio import chi2_mixture_p

REPLACED = ("icc", "icc_low", "icc_high", "deff", "n_effective", "p_adjusted")
SUFFIX = "_areas"  # of the columns that stand beside these, from the model with areas


def beside_areas(
    screening: pd.DataFrame, survey: pd.DataFrame, columns: dict, alpha: float
) -> pd.DataFrame:
    """screening.csv with the columns icc_areas, …, area_share and p_areas of crossed random
    intercepts of interviewers and areas (REML, null model); unchanged where the survey has no areas
    that interviews share.

    Limits of the ICC are those of the interviewers' variance, the other variances at their
    estimates. An item whose model cannot be fitted has none of these numbers.
    """
    area = columns.get("area")
    if not area or not len(screening) or not is_clustered(survey[area].dropna()):
        return screening
    rows = [_item(survey, item, columns["interviewer"], area, alpha) for item in screening["item"]]
    table = pd.concat([screening.reset_index(drop=True), pd.DataFrame(rows)], axis=1)
    return table.assign(p_adjusted_areas=adjusted(table["p_areas"].to_numpy(dtype=float), "bh"))


def _item(survey: pd.DataFrame, item: str, interviewer: str, area: str, alpha: float) -> dict:
    known = survey[[item, interviewer, area]].dropna()
    names = ("icc", "icc_low", "icc_high", "deff", "n_effective", "p")
    missing = dict.fromkeys([*(f"{name}{SUFFIX}" for name in names), "area_share"], np.nan)
    try:
        answers = known[item].to_numpy(dtype=float)
        made = fit_crossed(
            cross(
                {"y": answers}, [None], "y", known[interviewer].to_numpy(), known[area].to_numpy()
            )
        )
    except ValueError:
        return missing
    rest = float(made.variances[1] + made.sigma2)
    icc, low, high = (
        value / (value + rest) for value in (float(made.variances[0]), *made.interval(0, alpha))
    )
    deff = design_effect(icc, known[interviewer].value_counts().to_numpy())
    p = chi2_mixture_p(made.statistic(0), ADDED)
    values = dict(zip(names, (icc, low, high, deff, len(known) / deff, p), strict=True))
    return {f"{name}{SUFFIX}": value for name, value in values.items()} | {
        "area_share": float(made.shares[1])
    }


def headline(screening: pd.DataFrame) -> pd.DataFrame:
    """The table with the numbers to quote in its columns: those beside areas, where there are
    any.
    """
    known = [name for name in REPLACED if f"{name}{SUFFIX}" in screening]
    return screening.assign(
        **{name: screening[f"{name}{SUFFIX}"].fillna(screening[name]) for name in known}
    )
