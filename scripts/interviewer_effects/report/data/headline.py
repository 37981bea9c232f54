"""How large the interviewer variance of a mean is: what the first screen and the page of all
surveys quote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from .analysis import Analysis

CROSSED_NAMES = {
    "icc": "null_share", "icc_low": "null_low", "icc_high": "null_high", "deff": "null_deff",
    "deff_low": "null_deff_low", "deff_high": "null_deff_high", "n_effective": "null_n_effective",
}  # fmt: skip
# The column of areas.csv that is there where areas could be put beside interviewers
CROSSED = "null_share"


@dataclass(frozen=True)
class Size:
    """ICC, design effect and effective sample size of the mean of an outcome, from the model
    without predictors.

    Predictors take out variance that belongs to the error of a mean, the more so where the same
    interviewer asked them. With areas the ICC is the interviewers' share beside areas (crossed
    random intercepts). Limits are those of the interval that intervals.csv says to quote. anchor,
    limits_anchor: of the tables that hold the numbers, and limits.
    """

    n: float
    n_interviewers: float
    icc: float
    icc_low: float
    icc_high: float
    deff: float
    deff_low: float
    deff_high: float
    n_effective: float
    anchor: str
    limits_anchor: str
    crossed: bool = False

    @property
    def se_factor(self) -> float:
        """√deff: what standard errors of a mean are to be multiplied by."""
        return self.deff**0.5


def size_of(analysis: Analysis, variant: str = "recoded") -> Size | None:
    """The headline of one variant; None without a random intercept."""
    fit = analysis.fit(variant, "null") if analysis.level_model else None
    if fit is None:
        return None
    row = crossed(analysis, variant)
    if row is not None:
        with_areas = {name: row[column] for name, column in CROSSED_NAMES.items()}
        anchor = f"{analysis.anchor}-areas"
        n = row["n"]
        if analysis.survey.hides:  # told once, in fits.csv
            n = fit["n"]
            with_areas["n_effective"] = n / with_areas["deff"]
        return Size(
            n,
            fit["n_interviewers"],
            **with_areas,
            anchor=anchor,
            limits_anchor=anchor,
            crossed=True,
        )
    limits: dict[str, Any] = {}
    for name, quantity in (("icc", "icc"), ("deff", "design effect")):
        ends = quoted_limits(analysis, variant, "null", quantity)
        limits |= dict(zip((f"{name}_low", f"{name}_high"), ends, strict=True))
    estimates = {name: fit[name] for name in ("n", "n_interviewers", "icc", "deff", "n_effective")}
    return Size(
        **estimates,
        **limits,
        anchor=f"{analysis.anchor}-fits",
        limits_anchor=f"{analysis.anchor}-intervals",
    )


def quoted_limits(
    analysis: Analysis, variant: str, model: str, quantity: str
) -> tuple[float, float]:
    """The limits of a quantity of a model that intervals.csv says to quote."""
    rows = analysis.table("intervals", variant)
    own = (rows["model"] == model) & (rows["quantity"] == quantity) & rows["quoted"].astype(bool)
    (row,) = rows[own].to_dict("records")
    return row["lower"], row["upper"]


def crossed(analysis: Analysis, variant: str = "recoded") -> pd.Series | None:
    """The interviewers' row of areas.csv, where areas stand beside interviewers in the model."""
    if not analysis.survey.source["columns"].get("area"):
        return None
    rows = analysis.table("areas", variant)
    rows = rows[rows["component"] == "interviewer"]
    if rows.empty or pd.isna(rows[CROSSED].iloc[0]):
        return None
    return rows.iloc[0]


def differs(analysis: Analysis) -> bool:
    """Whether interviewers differ by the test at alpha: given the predictors, or beside areas where
    there are any.
    """
    row = crossed(analysis)
    if row is None:
        return bool(analysis.differ("level", "recoded"))
    return bool(row["null_p"] < analysis.survey.alpha)
