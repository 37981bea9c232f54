"""What to do: one line per action, each with its reason, in the order in which to do them."""

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.data.headline import differs, size_of
from interviewer_effects.report.interviewers.flag_findings import CODES, MOST_NAMED, named, to_check
from interviewer_effects.report.text.sentences import Sentence, quote, say, term


def advice(analysis: Analysis) -> list[Sentence]:
    """The actions that the tables call for; one line says so when there are none."""
    steps = [
        _recode(analysis),
        _level(analysis),
        _slopes(analysis),
        _look_up(analysis),
        _ask(analysis),
    ]
    return [step for step in steps if step is not None] or [_nothing(analysis)]


def _nothing(analysis: Analysis) -> Sentence:
    """No action, with what the data could have missed: a wide interval is no clean bill."""
    size = size_of(analysis)
    if size is None:
        return say("Nothing: analyse the interviews as they are.")
    return say(
        "Nothing: analyse the interviews as they are. Up to {high} of the variance may still lie "
        "between interviewers, "
        "by the interval.",
        high=quote(size.icc_high, numbers.percent, size.limits_anchor),
    )


def _recode(analysis: Analysis) -> Sentence | None:
    if analysis.coded_records.empty:
        return None
    return say(
        ("Set {codes} to missing before any analysis, and quote the recoded results."),
        codes=term("missing", "missing codes"),
    )


def _level(analysis: Analysis) -> Sentence | None:
    size = size_of(analysis)
    if size is None or not differs(analysis):
        return None
    return say(
        "Include a {intercept} for interviewers; standard errors of means that ignore "
        "interviewers must be multiplied "
        "by {factor} (deft).",
        intercept=term("intercept"),
        factor=quote(size.se_factor, numbers.statistic, size.anchor),
    )


def _slopes(analysis: Analysis) -> Sentence | None:
    decision = analysis.differ("slopes", "recoded")
    if decision is None:
        return None
    slope = term("slope")
    if decision:
        return say(
            "Keep the {slope}: without it the overall slope looks more certain than it is.",
            slope=slope,
        )
    return say("A {slope} is not needed: do not report different slopes.", slope=slope)


def _look_up(analysis: Analysis) -> Sentence | None:
    """The records whose codes change a result, where they are a few interviewers'."""
    if analysis.coded_records.empty:
        return None
    if analysis.survey.hides:  # whose they are is not published
        return say("Correct the records with codes.")
    names = analysis.with_reason("coded")
    if not names:
        return None
    records = analysis.coded_records
    records = records[records["interviewer"].isin(names)]
    shown = quote(len(records), numbers.count, f"{analysis.anchor}-coded")
    noun = numbers.plural(len(records), "record")
    ids = numbers.listed(records["interview"], MOST_NAMED)
    return say((
        (
"Correct the {n} {noun} with codes ({ids}) of interviewers "
"{names}."
)
    ), n=shown, noun=noun, ids=ids,
               names=named(analysis, names, MOST_NAMED))  # fmt: skip


def _ask(analysis: Analysis) -> Sentence | None:
    """Whom a test that holds after adjustment names; nobody for being extreme."""
    found = to_check(analysis)
    called = [names for what, names in found.items() if what != CODES]
    names = list(dict.fromkeys(who for some in called for who in some))
    if not names:
        return None
    return say(
        ("Ask the fieldwork team about {names}: back-check a few of their interviews."),
        names=named(analysis, names, MOST_NAMED),
    )
