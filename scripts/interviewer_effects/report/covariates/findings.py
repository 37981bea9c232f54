"""Sentences about interviewer covariates: what they explain, what they do to slopes, and what that
speaks for.
"""

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.models.centring import NONE
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.interviewers.absent_findings import of_covariates
from interviewer_effects.report.models.findings import effect_of
from interviewer_effects.report.text.parameters import printed, printed_interval
from interviewer_effects.report.text.sentences import Sentence, join, quote, say, term


def explained(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentences: shares with intervals, cross-level interaction, nonresponse or
    measurement, centring.
    """
    told = [
        of_covariates(analysis),
        _shares(analysis),
        _negative(analysis),
        *_interactions(analysis),
        _speaks_for(analysis),
        _centring(analysis),
    ]
    return _heading(analysis), join(told)


def _heading(analysis: Analysis) -> Sentence:
    """How much of each variance the interviewer covariates account for, recoded data."""
    rows = analysis.table("explained", "recoded")
    parts = [_component(analysis, row) for _, row in rows.iterrows()]
    verb = numbers.plural(len(analysis.covariates), "explains", "explain")
    return join(
        [
            say("{names} {verb}", names=numbers.listed(analysis.covariates), verb=verb),
            join(parts, " and "),
        ]
    )


def _component(analysis: Analysis, row) -> Sentence:
    name = f"the variance of the {effect_of(row['component'])}"
    if numbers.is_missing(row["explained"]):
        return say("{name} is not detectable, so there is no variance to explain", name=name)
    shown = quote(row["explained"], numbers.percent, f"{analysis.anchor}-explained")
    return say(
        "{shown} of {name}" if row["explained"] > 0 else "nothing of {name} ({shown})",
        shown=shown,
        name=name,
    )


def _shares(analysis: Analysis) -> Sentence:
    """The interval of each share, by simulated surveys."""
    said, anchor = [], f"{analysis.anchor}-intervals"
    for _, row in shares(analysis).iterrows():
        limits = quote((row["lower"], row["upper"]), lambda pair: explained_range(*pair), anchor)
        said.append(
            say("{range} of that of the {effect}", range=limits, effect=effect_of(row["term"]))
        )
    first = say(
        ("This is the relative decrease of each variance when the {covariate} is added"),
        covariate=term("covariate"),
    )
    if not said:
        return join([first, say(".")], "")
    rest = say(
        "; bootstrap {interval}: {said}.",
        said=join(said, ", "),
        interval=analysis.survey.interval,
    )
    return join([first, rest], "")


def explained_range(low: float, high: float) -> str:
    """An interval of a share explained; where it reaches far below zero nothing is known but
    that.
    """
    if low >= -1:
        return numbers.percent_interval(low, high)
    return f"nothing at all to {numbers.percent(max(high, 0.0))}"


def shares(analysis: Analysis) -> pd.DataFrame:
    """The intervals of variance explained, recoded, where there are any."""
    rows = analysis.table("intervals", "recoded")
    rows = rows[rows["quantity"] == "variance explained"]
    return rows[rows["lower"].notna() & rows["upper"].notna()]


def _negative(analysis: Analysis) -> Sentence | None:
    """What a negative share means, where there is one."""
    if not (analysis.table("explained", "recoded")["explained"] < 0).any():
        return None
    return say(
        (
            "A negative share means that the variance is estimated "
            "larger with the {covariate} in the model than without it, "
            "which happens by chance when the covariate explains "
            "nothing. Read it as 0."
        ),
        covariate=term("covariate"),
    )


def _interactions(analysis: Analysis) -> list[Sentence]:
    """Whether slopes change with the covariates: the cross-level interactions."""
    made = []
    for slope in analysis.slope_names or analysis.predictors:
        for covariate in analysis.covariates:
            row = analysis.parameter("recoded", "interaction", f"{slope}:{covariate}")
            if row is not None:
                made.append(_interaction(analysis, slope, covariate, row))
    return made


def _interaction(analysis: Analysis, slope: str, covariate: str, row) -> Sentence:
    changes = row["p"] < analysis.survey.alpha
    anchor = f"{analysis.anchor}-parameters"
    return say(
        "The slope of {slope} {verb} with {covariate}: by {value} a point ({range}; {p}).",
        slope=slope,
        verb="changes" if changes else "does not change detectably",
        covariate=covariate,
        value=quote(row["estimate"], lambda _: printed(row), anchor),
        range=quote((row["ci_low"], row["ci_high"]), lambda _: printed_interval(row), anchor),
        p=quote(row["p"], numbers.p_phrase, anchor),
    )


def _speaks_for(analysis: Analysis) -> Sentence | None:
    """Nonresponse or measurement: what a response rate among the covariates would tell."""
    rates = [
        name for name in analysis.covariates if _is_response_rate(name, analysis.survey.label(name))
    ]
    if not rates:
        return None
    rows = analysis.table("explained", "recoded")
    known = shares(analysis)
    level = known[known["term"] == "var(Intercept)"]
    if rows["explained"].isna().all() or level.empty:
        return None
    some = bool(level["lower"].iloc[0] > 0)
    found = "which is so here" if some else "but the interval includes 0"
    return say(
        (
            "If {names} is the interviewer's response rate, variance "
            "explained by it points to differential nonresponse rather "
            "than to measurement (West and Olson 2010; West, Kreuter and "
            "Jaenichen 2013), {found}."
        ),
        names=numbers.listed(rates),
        found=found,
    )


RESPONSE_RATES = {"rr", "int_rr", "rr_int", "resp_rate", "response_rate", "rrate", "rate"}
RATE_WORDS = ("response rate", "cooperation rate")


def _is_response_rate(name: str, label: str) -> bool:
    """Whether a covariate is called as response rates are, or its label says that it is one."""
    return name.lower() in RESPONSE_RATES or any(words in label.lower() for words in RATE_WORDS)


def _centring(analysis: Analysis) -> Sentence | None:
    """At which values of the predictors intercepts are compared, where none is centred."""
    if not analysis.predictors or any(
        analysis.centre(name) != NONE for name in analysis.predictors
    ):
        return None
    return say(
        "Predictors are not centred: random intercepts refer to {names} = 0. Flags judge "
        "interviewers at the means of the predictors.",
        names=numbers.listed(analysis.predictors),
    )
