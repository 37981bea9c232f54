"""The first screen: what the tables answer, in plain words, for one analysis."""

from dataclasses import dataclass

from interviewer_effects import numbers
from interviewer_effects.report.areas import findings as areas_findings
from interviewer_effects.report.data.analysis import Analysis, quoted
from interviewer_effects.report.data.headline import Size, differs, quoted_limits, size_of
from interviewer_effects.report.interviewers import absent_findings
from interviewer_effects.report.interviewers.flag_findings import MOST_NAMED, named, people
from interviewer_effects.report.text.p_values import p_of, p_phrase
from interviewer_effects.report.text.sentences import Sentence, enumerated, join, quote, say, term


@dataclass(frozen=True)
class Answer:
    """A question of the reader, its answer in a few words, what it rests on, and the name of a small picture."""

    question: str
    answer: Sentence
    text: Sentence
    picture: str | None


def answers(analysis: Analysis) -> list[Answer]:
    """The answers of the first screen, in the order a reader asks."""
    return [level(analysis), slopes(analysis), looked_at(analysis)]


def level(analysis: Analysis) -> Answer:
    """Do interviewers differ in their mean answer: ICC with interval, test, design effect, of the mean and given the
    predictors.
    """
    question = "Do interviewers differ in level?"
    size = size_of(analysis)
    if size is None:
        return Answer(question, say("Not asked"), say("This analysis has no random intercept."), None)
    headline = "Yes: {icc} of the variance" if differs(analysis) else "{icc} of the variance, not more than chance"
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
        "With only {n} interviewers their variance is hardly known: read the interval, not the estimate.",
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
        range=quote((size.icc_low, size.icc_high), lambda pair: numbers.percent_interval(*pair), size.limits_anchor),
        areas=term("area", "areas"),
    )


def _given(analysis: Analysis) -> Sentence | None:
    """The same of what the predictors leave, with the test."""
    fit, test = analysis.fit("recoded", analysis.level_model), analysis.level_test("recoded")
    tested = {} if test is None else {"lrt": term("LRT", "test"), "p": p_of(analysis, test)}
    if not analysis.predictors:
        return say("{lrt}: {p}.", **tested | {"lrt": term("LRT", "Test")}) if tested else None
    limits = quoted_limits(analysis, "recoded", analysis.level_model, "icc")
    return say(
        "Given the predictors it is {icc} ({range}" + ("; {lrt}: {p}" if tested else "") + ").",
        icc=quote(fit["icc"], numbers.percent, f"{analysis.anchor}-fits"),
        range=quote(limits, lambda pair: numbers.percent_interval(*pair), f"{analysis.anchor}-intervals"),
        **tested,
    )


def _design(size: Size) -> Sentence | None:
    if not size.icc > 0:
        return None
    return say(
        "{word} {deff} ({range}): the {n} interviews tell as much about a mean as {effective} independent ones.",
        word=term("deff", "Design effect"),
        deff=quote(size.deff, numbers.statistic, size.anchor),
        range=quote(
            (size.deff_low, size.deff_high), lambda ends: " to ".join(map(numbers.statistic, ends)), size.limits_anchor
        ),
        n=quote(size.n, numbers.count, size.anchor),
        effective=quote(size.n_effective, numbers.count, size.anchor),
    )


def _level_raw(analysis: Analysis) -> Sentence | None:
    if analysis.coded_cells.empty:
        return None
    return say("With the codes left in the ICC was {icc}.", icc=icc(size_of(analysis, "raw")))


SLOPE_ANSWERS = {
    (True, False): "Not once the missing codes are recoded",
    (True, True): "Yes, also after recoding",
    (False, True): "Yes, but it shows only after recoding",
    (False, False): "Not detectably",
}


def slopes(analysis: Analysis) -> Answer:
    """Do the slopes of the interviewers differ: raw p against recoded p, and which records make the difference."""
    question = "Do their slopes differ?"
    decisions = tuple(analysis.differ("slopes", variant) for variant in ("raw", "recoded"))
    if None in decisions:
        return Answer(question, say("Not asked"), say("This analysis has no random slopes."), None)
    same = analysis.coded_records.empty
    parts = [_slope_tests(analysis, same), None if same else _records(analysis), _slope_reading(decisions, same)]
    answer = "Yes" if same and all(decisions) else SLOPE_ANSWERS[decisions]
    return Answer(question, say(answer), join(parts), "slopes")


def _slope_tests(analysis: Analysis, same: bool) -> Sentence:
    after = analysis.slope_test("recoded")
    slope = term("slope", "Random slope" if len(analysis.slope_names) == 1 else "Random slopes")
    names = numbers.listed(analysis.slope_names)
    usual = _mixture_p(analysis, after)
    beside = " ({usual} by the {word})" if usual else ""
    told = {"usual": usual, "word": term("mixture", "mixture")} if usual else {}
    if same:
        return say("{slope} of {names}: {p}" + beside + ".", slope=slope, names=names, p=p_of(analysis, after), **told)
    before = analysis.slope_test("raw")
    pattern = "{slope} of {names}: {before} with the {codes} left in, {after}" + beside + " after recoding them."
    fields = told | {
        "before": p_of(analysis, before),
        "after": p_of(analysis, after),
        "codes": term("missing", "missing codes"),
    }
    return say(pattern, slope=slope, names=names, **fields)


def _mixture_p(analysis: Analysis, test):
    """The p-value of the boundary mixture, which other software gives, where the quoted one reads otherwise."""
    if numbers.is_missing(test["p_mixture"]) or numbers.p_phrase(test["p_mixture"]) == p_phrase(test, quoted(test)):
        return None
    return quote(test["p_mixture"], numbers.p_phrase, f"{analysis.anchor}-tests")


def _records(analysis: Analysis) -> Sentence:
    """Which records separate raw from recoded, by interviewer."""
    if analysis.survey.hides:
        return say("The two differ in nothing but the records with {codes}.", codes=_codes(analysis))
    records = analysis.coded_records
    n = len(records)
    by = records["interviewer"].value_counts()
    by = by[sorted(by.index, key=lambda name: (-by[name], name))]
    names = [
        say("{who} ({n})", who=named(analysis, [name]), n=quote(k, numbers.count, f"{analysis.anchor}-coded"))
        for name, k in by.items()
    ]
    few = len(by) <= MOST_NAMED
    told = enumerated(names) if few else quote(len(by), numbers.count, f"{analysis.anchor}-coded")
    whose = "{n} {noun} with {codes}"
    if "n_drawn" in analysis.survey.source:
        whose = "the records with {codes}, {n} of the interviews drawn"
    return say(
        "The two differ in nothing but " + whose + (", at {who} {names}." if few else ", at {names} {who}."),
        n=quote(n, numbers.count, f"{analysis.anchor}-coded"),
        noun=numbers.plural(n, "record"),
        codes=_codes(analysis),
        who=numbers.plural(len(by), "interviewer"),
        names=told,
    )


def _codes(analysis: Analysis) -> str:
    return numbers.listed(sorted({f"code {code}" for code in analysis.coded_cells["code"]}), limit=4)


def _slope_reading(decisions: tuple, same: bool) -> Sentence | None:
    if decisions == (True, False):
        return say("What looked like different slopes came from the codes.")
    if decisions == (False, False) and not same:
        return say("Recoding does not change this answer.")
    return None


def looked_at(analysis: Analysis) -> Answer:
    """Whom to check and for what, with the number expected by chance of those who are only extreme."""
    return Answer("Which interviewers should be checked?", *people(analysis), "looked_at")
