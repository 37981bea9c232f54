"""What to do: one line per action, each with its reason, in the order in which to do them."""

from interviewer_effects import numbers
from interviewer_effects.report.analysis import Analysis
from interviewer_effects.report.findings_people import named
from interviewer_effects.report.sentences import Sentence, quote, say, term


def advice(analysis: Analysis) -> list[Sentence]:
    """The actions that the tables call for; one line says so when there are none."""
    steps = [_recode(analysis), _level(analysis), _slopes(analysis), _look_up(analysis), _ask(analysis)]
    return [step for step in steps if step is not None] or [_nothing(analysis)]


def _nothing(analysis: Analysis) -> Sentence:
    """No action, with what the data could have missed: a wide interval is no clean bill."""
    fit = analysis.fit("recoded", analysis.level_model) if analysis.level_model else None
    if fit is None:
        return say("Nothing: analyse the interviews as they are.")
    return say(
        "Nothing: analyse the interviews as they are. Up to {high} of the variance may still lie between interviewers, "
        "by the interval.",
        high=quote(fit["icc_high"], numbers.percent, f"{analysis.anchor}-fits"),
    )


def _recode(analysis: Analysis) -> Sentence | None:
    if analysis.coded_records.empty:
        return None
    return say(
        "Recode {codes} before any analysis and quote the recoded results.", codes=term("missing", "missing codes")
    )


def _level(analysis: Analysis) -> Sentence | None:
    if not analysis.differ("level", "recoded"):
        return None
    fit = analysis.fit("recoded", analysis.level_model)
    return say(
        "Keep a {intercept} for interviewers; standard errors of a mean that ignore them are too small, by the factor "
        "{factor}.",
        intercept=term("intercept"),
        factor=quote(fit["se_factor"], numbers.statistic, f"{analysis.anchor}-fits"),
    )


def _slopes(analysis: Analysis) -> Sentence | None:
    decision = analysis.differ("slopes", "recoded")
    if decision is None:
        return None
    slope = term("slope")
    if decision:
        return say("Keep the {slope}: without it the overall slope looks more certain than it is.", slope=slope)
    return say("Do not report different slopes; a model without the {slope} is enough.", slope=slope)


def _look_up(analysis: Analysis) -> Sentence | None:
    records = analysis.coded_records
    if records.empty:
        return None
    if analysis.survey.hides:
        return say("Look up the records with codes.")
    names = list(dict.fromkeys(records["interviewer"]))
    shown = quote(len(records), numbers.count, f"{analysis.anchor}-coded")
    noun = numbers.plural(len(records), "record")
    return say("Look up the {n} {noun} with codes, at {names}.", n=shown, noun=noun, names=named(analysis, names, 5))


def _ask(analysis: Analysis) -> Sentence | None:
    first = [*analysis.with_reason("outlier"), *analysis.with_reason("extreme")]
    names = list(dict.fromkeys([*first, *analysis.at_second_look]))
    if not names:
        return None
    return say(
        "Ask fieldwork about {names}: back-check a few interviews before judging.", names=named(analysis, names, 5)
    )
