"""The card of the first screen about slopes: published before and after recoding, and by the p to
quote.
"""

from dataclasses import dataclass

from interviewer_effects import numbers
from interviewer_effects.audit.models.quoting import published_column
from interviewer_effects.frames import present
from interviewer_effects.report.data.analysis import Analysis, quoted
from interviewer_effects.report.interviewers.flag_findings import MOST_NAMED, named
from interviewer_effects.report.tests.sign_sentences import in_step, is_in_step
from interviewer_effects.report.text.p_values import p_by, p_of
from interviewer_effects.report.text.sentences import Sentence, enumerated, join, quote, say, term

from .answer import Answer

QUESTION = "Do slopes differ between interviewers?"


@dataclass(frozen=True)
class Decisions:
    """Whether slopes differ: by the likelihood-ratio test as published, with the codes left in
    (raw) and recoded, the same test on both sides; and, of the recoded answers, by the p to quote.
    """

    raw: bool
    recoded: bool
    quoted: bool


ANSWERS = {
    Decisions(raw=True, recoded=False, quoted=False): "No, once missing-value codes are recoded",
    Decisions(raw=True, recoded=True, quoted=True): "Yes, also after recoding",
    Decisions(raw=False, recoded=True, quoted=True): "Yes, but it shows only after recoding",
    Decisions(raw=False, recoded=False, quoted=False): "Not detectably",
    Decisions(raw=True, recoded=True, quoted=False): "Not by the test to quote",
    Decisions(raw=False, recoded=True, quoted=False): "Not by the test to quote",
    Decisions(raw=True, recoded=False, quoted=True): "Yes, by the test to quote",
    Decisions(raw=False, recoded=False, quoted=True): "Yes, by the test to quote",
}


def slopes(analysis: Analysis) -> Answer:
    """Do the slopes of the interviewers differ: raw against recoded by the test that is usually
    published, the p to quote of the recoded answers, and which records make the difference.
    """
    decisions = _decisions(analysis)
    if decisions is None:
        return Answer(QUESTION, say("Not asked"), say("This analysis has no random slopes."), None)
    same = analysis.coded_records.empty
    records = None if same else _records(analysis)
    parts = [
        _tests(analysis, same),
        records,
        *_reading(analysis, decisions, same),
        in_step(analysis),
    ]
    return Answer(QUESTION, say(_answer(analysis, decisions, same)), join(parts), "slopes")


def _decisions(analysis: Analysis) -> Decisions | None:
    after = analysis.differ("slopes", "recoded")
    if after is None:
        return None
    raw, recoded = (
        analysis.differ("slopes", variant, published_column) for variant in ("raw", "recoded")
    )
    return None if raw is None else Decisions(raw, present(recoded), after)


def _answer(analysis: Analysis, decisions: Decisions, same: bool) -> str:
    if decisions.quoted and is_in_step(analysis.slope_test("recoded"), analysis.survey.alpha):
        return "Only in step with the interviewers' means"
    if same and decisions.quoted and decisions.recoded:
        return "Yes"
    return ANSWERS[decisions]


def _tests(analysis: Analysis, same: bool) -> Sentence:
    """The published p before and after recoding, and the p to quote where it is another one."""
    before, after = (present(analysis.slope_test(variant)) for variant in ("raw", "recoded"))
    slope = term("slope", "Random slope" if len(analysis.slope_names) == 1 else "Random slopes")
    names, published = numbers.listed(analysis.slope_names), published_column(after)
    fields = {
        "slope": slope,
        "names": names,
        "lrt": term("LRT", "likelihood-ratio test as usually published"),
    }
    fields |= {"after": p_by(analysis, after, published), "quoted": p_of(analysis, after)}
    is_same_p = quoted(after) == published
    if same and is_same_p:
        return say("{slope} of {names}: {after}.", **_only(fields, "slope", "names", "after"))
    if same:
        return say("{slope} of {names}: {quoted} ({after} by the {lrt}).", **fields)
    fields |= {
        "before": p_by(analysis, before, published_column(before)),
        "codes": term("missing", "missing codes"),
    }
    pattern = (
        "{slope} of {names}, by the {lrt}: {before} with the {codes} left in, {after} after "
        "recoding them"
    )
    if is_same_p:
        return say(
            pattern + ".", **_only(fields, "slope", "names", "lrt", "before", "codes", "after")
        )
    return say(pattern + "; p to quote: {quoted}.", **fields)


def _only(fields: dict, *names: str) -> dict:
    return {name: fields[name] for name in names}


def _records(analysis: Analysis) -> Sentence:
    """Which records separate raw from recoded, by interviewer."""
    if analysis.survey.hides:
        return say(
            "The two analyses differ only in the records with {codes}.", codes=_codes(analysis)
        )
    records = analysis.coded_records
    n = len(records)
    by = records["interviewer"].value_counts()
    by = by[sorted(by.index, key=lambda name: (-by[name], name))]
    names = [
        say(
            "{who} ({n})",
            who=named(analysis, [name]),
            n=quote(k, numbers.count, f"{analysis.anchor}-coded"),
        )
        for name, k in by.items()
    ]
    few = len(by) <= MOST_NAMED
    told = enumerated(names) if few else quote(len(by), numbers.count, f"{analysis.anchor}-coded")
    whose = "{n} {noun} with {codes}"
    if "n_drawn" in analysis.survey.source:
        whose = "the records with {codes}, {n} of the interviews drawn"
    return say(
        "The two analyses differ only in "
        + whose
        + (", at {who} {names}." if few else ", at {names} {who}."),
        n=quote(n, numbers.count, f"{analysis.anchor}-coded"),
        noun=numbers.plural(n, "record"),
        codes=_codes(analysis),
        who=numbers.plural(len(by), "interviewer"),
        names=told,
    )


def _codes(analysis: Analysis) -> str:
    return numbers.listed(
        sorted({f"code {code}" for code in analysis.coded_cells["code"]}), limit=4
    )


def _reading(analysis: Analysis, decisions: Decisions, same: bool) -> list[Sentence | None]:
    """What the codes did, by one test on both sides; and why the p to quote decides otherwise,
    where it does.
    """
    codes = None
    if decisions.raw and not decisions.recoded:
        codes = say("The apparent difference between slopes is caused by these codes.")
    elif decisions.raw == decisions.recoded and not decisions.quoted and not same:
        codes = say("Recoding does not change this conclusion.")
    return [codes, _otherwise(analysis, decisions)]


def _otherwise(analysis: Analysis, decisions: Decisions) -> Sentence | None:
    """Why the p to quote and the published one decide differently about the recoded answers."""
    if decisions.quoted == decisions.recoded:
        return None
    if quoted(present(analysis.slope_test("recoded"))) != "p_signs":
        return None
    if decisions.recoded:
        return say(
            (
                "The usual test assumes normal residuals with one variance; "
                "where they are not, it often finds differences that are not "
                "there. The {signs} does not assume this."
            ),
            signs=term("signs"),
        )
    return say(
        "The {signs} also sees slopes that differ in step with the interviewers' means.",
        signs=term("signs"),
    )
