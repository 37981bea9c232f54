"""The first screen: what the tables answer, in plain words, for one analysis."""

from interviewer_effects import numbers
from interviewer_effects.frames import present
from interviewer_effects.report.areas import findings as areas_findings
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.data.headline import Size, differs, quoted_limits, size_of
from interviewer_effects.report.interviewers import absent_findings
from interviewer_effects.report.interviewers.flag_findings import people
from interviewer_effects.report.text.p_values import p_of
from interviewer_effects.report.text.sentences import Sentence, join, quote, say, term

from .answer import Answer
from .slopes_answer import slopes


def answers(analysis: Analysis) -> list[Answer]:
    """The answers of the first screen, in the order a reader asks."""
    return [level(analysis), slopes(analysis), looked_at(analysis)]


def level(analysis: Analysis) -> Answer:
    """Do interviewers differ in their mean answer: ICC with interval, test, design effect, of the
    mean and given the predictors.
    """
    question = "How large are interviewer effects?"
    size = size_of(analysis)
    if size is None:
        return Answer(
            question, say("Not asked"), say("This analysis has no random intercept."), None
        )
    headline = (
        "{icc} of the variance is between interviewers"
        if differs(analysis)
        else "{icc} of the variance, no evidence that interviewers differ"
    )
    answer = say(headline, icc=icc(size)) if size.icc > 0 else say("No detectable variance")
    parts = [
        _share(analysis, size),
        _given(analysis),
        areas_findings.first_screen(analysis),
        *absent_findings.first_screen(analysis),
        _few(size),
        _design(size),
        _level_raw(analysis),
    ]
    return Answer(question, answer, join(parts), "level")


def _few(size: Size) -> Sentence | None:
    """A warning where the interviewers are too few for their variance to be known."""
    if size.n_interviewers >= FEW_INTERVIEWERS:
        return None
    return say(
        (
            "With only {n} interviewers the variance is estimated "
            "imprecisely: read the interval, not the estimate."
        ),
        n=quote(size.n_interviewers, numbers.count, size.anchor),
    )


def icc(size: Size):
    """The headline ICC, linked to its table."""
    return quote(size.icc, numbers.percent, size.anchor)


FEW_INTERVIEWERS = 10


def _share(analysis: Analysis, size: Size) -> Sentence:
    beside = ", with {areas} in the model" if size.crossed else ""
    return say(
        "The {word} of {outcome} is {icc} ({interval} {range})" + beside + ".",
        word=term("ICC", "intraclass correlation (ICC)"),
        outcome=analysis.outcome,
        icc=icc(size),
        interval=term("interval", analysis.survey.interval),
        range=quote(
            (size.icc_low, size.icc_high),
            lambda pair: numbers.percent_interval(*pair),
            size.limits_anchor,
        ),
        areas=term("area", "areas"),
    )


def _given(analysis: Analysis) -> Sentence | None:
    """The same of what the predictors leave, with the test."""
    model, test = present(analysis.level_model), analysis.level_test("recoded")
    tested = {} if test is None else {"lrt": term("LRT", "test"), "p": p_of(analysis, test)}
    if not analysis.predictors:
        return say("{lrt}: {p}.", **tested | {"lrt": term("LRT", "Test")}) if tested else None
    fit = present(analysis.fit("recoded", model))
    limits = quoted_limits(analysis, "recoded", model, "icc")
    return say(
        "Given the predictors it is {icc} ({range}" + ("; {lrt}: {p}" if tested else "") + ").",
        icc=quote(fit["icc"], numbers.percent, f"{analysis.anchor}-fits"),
        range=quote(
            limits, lambda pair: numbers.percent_interval(*pair), f"{analysis.anchor}-intervals"
        ),
        **tested,
    )


def _design(size: Size) -> Sentence | None:
    if not size.icc > 0:
        return None
    return say(
        (
            "{word} {deff} ({range}): the effective sample size for a "
            "mean is {effective} of {n} interviews."
        ),
        word=term("deff", "Design effect"),
        deff=quote(size.deff, numbers.statistic, size.anchor),
        range=quote(
            (size.deff_low, size.deff_high),
            lambda ends: " to ".join(map(numbers.statistic, ends)),
            size.limits_anchor,
        ),
        n=quote(size.n, numbers.count, size.anchor),
        effective=quote(size.n_effective, numbers.count, size.anchor),
    )


def _level_raw(analysis: Analysis) -> Sentence | None:
    if analysis.coded_cells.empty:
        return None
    return say(
        "If missing-value codes are treated as answers, the ICC is {icc}.",
        icc=icc(present(size_of(analysis, "raw"))),
    )


def looked_at(analysis: Analysis) -> Answer:
    """Whom to check and for what, with the number expected by chance of those who are only
    extreme.
    """
    return Answer("Which interviewers should be checked?", *people(analysis), None)
