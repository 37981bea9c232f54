"""Sentences about what the survey could have found."""

import numpy as np
import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.frames import present
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.text.sentences import Sentence, join, quote, say, term


def detectable(analysis: Analysis) -> pd.DataFrame:
    """The smallest effects found with the power asked for, in the order of power.csv."""
    rows = analysis.table("power")
    return rows[rows["detectable"].astype(bool)].reset_index(drop=True)


def power(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentence about the smallest effects that would be found."""
    rows = detectable(analysis)
    icc = rows[rows["quantity"] == "icc"].iloc[0]
    shifts = rows[rows["quantity"] == "shift"]
    middle = shifts.iloc[len(shifts) // 2]
    return _heading(analysis, icc, middle), join(
        [
            _icc(analysis, icc),
            _shift(analysis, middle),
            *_others(analysis, shifts),
            _limited(analysis, shifts),
        ]
    )


def _heading(analysis: Analysis, icc, middle) -> Sentence:
    parts = [_found_icc(analysis, icc), _found_shift(analysis, middle)]
    return join(parts, "; ")


def _found_icc(analysis: Analysis, icc) -> Sentence:
    if numbers.is_missing(icc["value"]):
        return say("This survey is too small to detect interviewer variance")
    return say("Smallest detectable ICC (80 % power): {icc}", icc=_quoted(analysis, icc))


def _found_shift(analysis: Analysis, middle) -> Sentence:
    if numbers.is_missing(middle["value"]):
        return say("no shift of one interviewer is detectable")
    if beyond_scale(analysis, middle["value"]):
        return say("no shift of one interviewer within the scale is detectable")
    return say(
        "smallest detectable shift of one interviewer: {shift} points",
        shift=_quoted(analysis, middle),
    )


def beyond_scale(analysis: Analysis, shift: float) -> bool:
    """Whether a shift is longer than the room that the scale has for it."""
    return shift > room(analysis)


def room(analysis: Analysis) -> float:
    """How far the mean of the outcome is from the farther end of its scale: no interviewer's mean
    can be farther off.

    Infinite where the codebook gives no scale.
    """
    valid = (analysis.survey.codebook.get(analysis.outcome) or {}).get("valid")
    means = analysis.survey.table("items").set_index("item")["mean"]
    if not valid or numbers.is_missing(means.get(analysis.outcome)):
        return np.inf
    mean = means[analysis.outcome]
    return max(valid[1] - mean, mean - valid[0])


def _quoted(analysis: Analysis, row):
    shown = numbers.percent if row["quantity"] == "icc" else numbers.significant
    return quote(row["value"], shown, f"{analysis.anchor}-power")


def _icc(analysis: Analysis, icc) -> Sentence:
    fit = present(analysis.fit("recoded", "intercept"))
    n = quote(fit["n_interviewers"], numbers.count, f"{analysis.anchor}-fits")
    found = {"power": term("power", "80 % power"), "n": n}
    if numbers.is_missing(icc["value"]):
        return say(
            ("With these {n} interviewers and workloads no ICC is detected with {power}."), **found
        )
    return say(
        (
            "With these {n} interviewers and their workloads, the test "
            "of interviewer variance at {alpha} has {power} if the true "
            "ICC is {icc} and answers are normal. The estimated ICC is "
            "{estimate}{given}."
        ),
        given=" given the predictors" if analysis.predictors else "",
        alpha=f"{100 * icc['alpha']:g} %",
        icc=_quoted(analysis, icc),
        estimate=quote(fit["icc"], numbers.percent, f"{analysis.anchor}-fits"),
        **found,
    )


def _shift(analysis: Analysis, row) -> Sentence:
    workload = _workload(analysis, row)
    if numbers.is_missing(row["value"]):
        return say(
            "No shift, however large, makes an interviewer with {n} interviews an {outlier} with "
            "80 % power: there are "
            "so few interviewers that one of them inflates the variance as fast as they move away.",
            n=workload,
            outlier=term("outlier"),
        )
    return say(
        (
            "An interviewer with {n} interviews, the median {workload}, "
            "is called an {outlier} with the same power if all their "
            "answers shift by {shift} points of {outcome}, which is {sd} "
            "residual standard deviations."
        ),
        n=workload,
        workload=term("workload"),
        outlier=term("outlier"),
        shift=_quoted(analysis, row),
        outcome=analysis.outcome,
        sd=quote(row["value_sd"], numbers.significant, f"{analysis.anchor}-power"),
    )


def _others(analysis: Analysis, shifts) -> list[Sentence]:
    """The smallest and the largest workload, where a shift is found."""
    ends = shifts.iloc[[0, -1]].dropna(subset=["value"])
    if len(shifts) < 3 or len(ends) < 2:
        return []
    first, last = (
        say("{shift} with {n}", shift=_quoted(analysis, row), n=_workload(analysis, row))
        for _, row in ends.iterrows()
    )
    return [
        say(
            ("The shift must be {a} interviews and {b}. Smaller shifts can go unnoticed."),
            a=first,
            b=last,
        )
    ]


def _limited(analysis: Analysis, shifts) -> Sentence | None:
    """That some of these shifts are longer than the scale allows."""
    if not (shifts["value"] > room(analysis)).any():
        return None
    return say(
        "From the mean of {outcome} to the farther end of its scale it is {room}: no "
        "interviewer's answers can shift "
        "by more, so nobody whose shift would have to be larger can be found.",
        outcome=analysis.outcome,
        room=quote(room(analysis), numbers.significant, "items"),
    )


def _workload(analysis: Analysis, row):
    return quote(row["workload"], numbers.count, f"{analysis.anchor}-power")
