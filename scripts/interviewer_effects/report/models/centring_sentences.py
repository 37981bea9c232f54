"""Sentences about centred predictors: where intercepts are compared, and slopes between and within
interviewers.
"""

from interviewer_effects import numbers
from interviewer_effects.audit.models.centring import GRAND, NONE, WITHIN, context
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.text.parameters import printed, printed_interval
from interviewer_effects.report.text.sentences import Sentence, join, quote, say

SAID = {
    GRAND: "{names} {verb} centred at the overall mean, so intercepts are those at the mean.",
    WITHIN: (
        "{names} {verb} centred at the interviewers' means, which are predictors of their own, so "
        "slopes are those among respondents of the same interviewer."
    ),
    NONE: "{names} {verb} not centred.",
}


def centring(analysis: Analysis) -> Sentence | None:
    """How predictors are centred and, where one is centred within, the test of its two slopes; None
    where none is.
    """
    by_centre = {
        word: [name for name in analysis.predictors if analysis.centre(name) == word]
        for word in SAID
    }
    if len(by_centre[NONE]) == len(analysis.predictors):
        return None
    said = [
        say(SAID[word], names=numbers.listed(names), verb=numbers.plural(len(names), "is", "are"))
        for word, names in by_centre.items()
        if names
    ]
    return join([*said, *_contexts(analysis, by_centre[WITHIN])])


def _contexts(analysis: Analysis, names: list[str]) -> list[Sentence]:
    """Slope between interviewers minus slope within, with its test, of each number that is centred
    within.
    """
    rows = {
        name: analysis.parameter("recoded", analysis.model, f"{context(name)} - {name}")
        for name in names
    }
    anchor = f"{analysis.anchor}-parameters"
    return [
        say(
            "The slope of {name} between interviewers minus that within is {difference} "
            "({interval} {range}; {p}).",
            name=name,
            difference=quote(row["estimate"], lambda _, row=row: printed(row), anchor),
            interval=analysis.survey.interval,
            range=quote(
                (row["ci_low"], row["ci_high"]), lambda _, row=row: printed_interval(row), anchor
            ),
            p=quote(row["p"], numbers.p_phrase, anchor),
        )
        for name, row in rows.items()
        if row is not None
    ]
