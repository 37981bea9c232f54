"""What an estimate means for the survey, in one sentence for a reader who is no statistician; and
what to know of its interval.
"""

from __future__ import annotations

import numpy as np

from interviewer_effects.numbers import count, estimate, percent, percent_interval, significant

WILD = "wild bootstrap"  # the method of intervals by random signs of residuals
ZERO = "The estimate is 0, so the upper limit is a bound: larger values would hardly have given 0."
SLOPE = (
    "Quote the bootstrap: the profile interval of a slope's variance that is truly 0 leaves out "
    "the 0 in up to 8 % "
    "of surveys instead of 5 % (benchmarks/calibration.md)."
)
CORRELATION = (
    "In {share} of the replicates a variance is 0 or the correlation ±1, so the bootstrap knows "
    "little of it."
)
SHARE = "{share} of the simulated surveys have no variance to explain and are left out."


def note(row: dict) -> str:
    """What limits an interval; empty where nothing does."""
    if np.isnan(row["estimate"]):
        return "A variance is 0, so the quantity does not exist."
    if np.isnan(row["lower"]):
        return "It does not exist in half of the replicates: no interval."
    if (
        row["quantity"] == "correlation"
        and row["method"] == "bootstrap"
        and row["share_edge"] > 0.05
    ):
        return CORRELATION.format(share=percent(row["share_edge"]))
    if row["quantity"] == "variance explained" and row["share_edge"] > 0:
        return SHARE.format(share=percent(row["share_edge"]))
    if row["quantity"] in ("variance", "icc", "rho") and row["estimate"] == 0:
        return ZERO
    if (
        row["quantity"] == "variance"
        and row["method"] == "profile"
        and _is_slope(row["term"])
        and not row["quoted"]
    ):
        return SLOPE
    return ""


def meaning(row: dict, n: int) -> str:
    """The sentence of a row of intervals.csv; empty for points of a curve and fixed effects."""
    make = SENTENCES.get(row["quantity"])
    return make(row, n) if make else ""


def _is_slope(term: str) -> bool:
    return term not in ("var(Intercept)", "sigma2")


def _icc(row: dict, n: int) -> str:
    if row["estimate"] == 0:
        return (
            "No share of the differences between answers was found to lie with the "
            f"interviewers; {_up_to(row)}."
        )
    range_ = percent_interval(row["lower"], row["upper"])
    return (
        f"Of the variance of the answers, {percent(row['estimate'])} ({range_}) lies between "
        "interviewers, with all "
        "that goes with them: their areas and their respondents too, unless these are in the model."
    )


def _up_to(row: dict) -> str:
    return f"up to {percent(row['upper'])} is not ruled out"


def _design_effect(row: dict, n: int) -> str:
    return (
        f"The variance of a mean is {_times(row)} what it would be if interviewers made no "
        "difference; interviewers "
        "with many interviews count more (Kish)."
    )


def _mean_workload(row: dict, n: int) -> str:
    return (
        f"It would be {_times(row)} if all interviewers had the same workload; the rest is the "
        "price of uneven ones."
    )


def _effective(row: dict, n: int) -> str:
    return (
        f"About a mean, the {count(n)} interviews tell as much as {count(row['estimate'])} "
        f"({count(row['lower'])} to {count(row['upper'])}) interviews that share no interviewer."
    )


def _factor(row: dict, n: int) -> str:
    return (
        "Standard errors of means that take no account of interviewers have to be multiplied by "
        f"{_number(row)}."
    )


def _variance(row: dict, n: int) -> str:
    term = row["term"]
    spread, high = (significant(max(row[key], 0) ** 0.5) for key in ("estimate", "upper"))
    if term == "sigma2":
        return (
            f"About two in three answers lie within {spread} points of what the model expects "
            "for them."
        )
    what = "level" if term == "var(Intercept)" else "slope"
    where = ", where the predictor is 0," if what == "level" and row["model"] == "slope" else ""
    if row["estimate"] == 0:
        return (
            f"No differences in {what} were detected; a standard deviation of up to {high} is "
            "not ruled out."
        )
    low = significant(row["lower"] ** 0.5)
    ends = f"up to {high} is not ruled out, nor is 0" if row["lower"] == 0 else f"{low} to {high}"
    return (
        f"About two in three interviewers have a {what}{where} within {spread} of the average "
        f"one ({ends})."
    )


def _correlation(row: dict, n: int) -> str:
    if np.isnan(row["estimate"]):
        return "There is no correlation where a variance is zero."
    line = "steeper" if row["estimate"] > 0 else "flatter"
    said = f"Interviewers with a higher level (where the predictor is 0) tend to have a {line} line"
    return said + (
        "; the data leave the direction open." if row["lower"] < 0 < row["upper"] else "."
    )


def _explained(row: dict, n: int) -> str:
    if np.isnan(row["estimate"]):
        return "There is no variance to explain."
    if row["estimate"] <= 0:
        return "The covariates explain none of it; chance can make the estimate negative."
    return f"{percent(row['estimate'])} of this variance goes with the interviewer covariates."


def _number(row: dict) -> str:
    """An estimate with its interval."""
    return f"{estimate(row['estimate'])} ({estimate(row['lower'])} to {estimate(row['upper'])})"


def _times(row: dict) -> str:
    return (
        f"{estimate(row['estimate'])} times ({estimate(row['lower'])} to {estimate(row['upper'])})"
    )


SENTENCES = {
    "icc": _icc,
    "design effect": _design_effect,
    "design effect, mean workload": _mean_workload,
    "effective sample size": _effective,
    "standard error factor": _factor,
    "variance": _variance,
    "correlation": _correlation,
    "variance explained": _explained,
}
