"""The screened items with areas beside interviewers: what is left of the interviewers' share in
each item.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects.audit.flags.flags import adjusted
from interviewer_effects.audit.models.design_effect import design_effect
from interviewer_effects.audit.robustness.areas import ADDED, is_clustered
from interviewer_effects.mixed.crossed.meetings import cross
from interviewer_effects.mixed.crossed.search import fit_crossed
from interviewer_effects.mixed.inference.likelihood_ratio import chi2_mixture_p

REPLACED = ("icc", "icc_low", "icc_high", "deff", "n_effective", "p_adjusted")
SUFFIX = "_areas"  # of the columns that stand beside these, from the model with areas
ADDED_COLUMNS = (
    "icc_areas",
    "icc_low_areas",
    "icc_high_areas",
    "deff_areas",
    "n_effective_areas",
    "p_areas",
    "area_share",
)


def beside_areas(
    screening: pd.DataFrame,
    survey: pd.DataFrame,
    columns: dict,
    alpha: float,
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
    interviewer = columns["interviewer"]
    added = [
        _item(
            survey,
            item,
            interviewer,
            area=area,
            alpha=alpha,
        )
        for item in screening["item"]
    ]
    table = pd.concat([screening.reset_index(drop=True), pd.DataFrame(added)], axis=1)
    p = table["p_areas"].to_numpy(dtype=float)
    return table.assign(p_adjusted_areas=adjusted(p, "bh"))


def _item(
    survey: pd.DataFrame,
    item: str,
    interviewer: str,
    area: str,
    alpha: float,
) -> dict[str, float]:
    """The columns that one item adds; NaN where its model cannot be fitted."""
    answered = survey[[item, interviewer, area]].dropna()
    try:
        crossing = cross(
            {item: answered[item].to_numpy(dtype=float)},
            [None],
            item,
            answered[interviewer].to_numpy(),
            answered[area].to_numpy(),
        )
        crossed = fit_crossed(crossing)
    except ValueError:
        return dict.fromkeys(ADDED_COLUMNS, np.nan)

    variance = float(crossed.variances[0])
    variance_low, variance_high = crossed.interval(0, alpha)
    other_variance = float(crossed.variances[1] + crossed.sigma2)
    icc = variance / (variance + other_variance)
    workloads = answered[interviewer].value_counts().to_numpy()
    deff = design_effect(icc, workloads)
    return {
        "icc_areas": icc,
        "icc_low_areas": variance_low / (variance_low + other_variance),
        "icc_high_areas": variance_high / (variance_high + other_variance),
        "deff_areas": deff,
        "n_effective_areas": len(answered) / deff,
        "p_areas": chi2_mixture_p(crossed.statistic(0), ADDED),
        "area_share": float(crossed.shares[1]),
    }


def headline(screening: pd.DataFrame) -> pd.DataFrame:
    """The table with the numbers to quote in its columns: those beside areas, where there are
    any.
    """
    table = screening.copy()
    for name in REPLACED:
        beside = f"{name}{SUFFIX}"
        if beside in screening:
            table[name] = screening[beside].fillna(screening[name])
    return table
