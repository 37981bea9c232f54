"""Sentences about the checks of the model and about single interviewers."""

from interviewer_effects import numbers
from interviewer_effects.audit.flags.flags import most_sought
from interviewer_effects.report.data.analysis import MAX_PAGES, Analysis
from interviewer_effects.report.text.sentences import Sentence, Told, join, quote, say, term

from .flag_findings import extremes, named, striking


def diagnostics(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentence about the checks of the model."""
    return _diagnostics_heading(analysis), _diagnostics_sentence(analysis)


def _diagnostics_heading(analysis: Analysis) -> Sentence:
    """How many checks of the model raise a question, recoded data."""
    rows = analysis.table("diagnostics", "recoded")
    rows = rows[rows["verdict"] != "note"]
    raised = rows[rows["verdict"] == "doubtful"]
    anchor = f"{analysis.anchor}-diagnostics"
    n = quote(len(rows), numbers.count, anchor)
    if raised.empty:
        return say("None of {n} checks of assumptions shows a departure", n=n)
    return say(
        "{k} of {n} checks of assumptions show a departure",
        k=quote(len(raised), numbers.count, anchor),
        n=n,
    )


def _diagnostics_sentence(analysis: Analysis) -> Sentence:
    """What the checks that do not simply hold say, in the words of the stage that made them."""
    rows = analysis.table("diagnostics", "recoded")
    said = dict.fromkeys(rows.loc[rows["verdict"] != "holds", "sentence"])
    if not said:
        return say("Residuals and predicted effects are compatible with the model.")
    anchor = f"{analysis.anchor}-diagnostics"
    return join([say("{sentence}", sentence=Told(sentence, anchor)) for sentence in said])


def interviewers(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentence about who is looked at."""
    return _interviewers_heading(analysis), _interviewers_sentence(analysis)


def _interviewers_heading(analysis: Analysis) -> Sentence:
    """How many interviewers are worth a look."""
    n = len(analysis.looked_at)
    if not n:
        return say("No interviewer stands out")
    pattern = "{n} {noun} flagged for review, {outliers} by a test of their effects"
    tested = {*analysis.with_reason("outlier"), *analysis.outliers_again}
    n_outliers, anchor = len(tested), f"{analysis.anchor}-effects"
    outliers = quote(n_outliers, lambda k: numbers.count(k) if k else "none", anchor)
    shown = quote(n, numbers.count, anchor)
    return say(pattern, n=shown, noun=numbers.plural(n, "interviewer"), outliers=outliers)


def _interviewers_sentence(analysis: Analysis) -> Sentence:
    """Who, for which reason; and how many pages were left out."""
    left_out = len(analysis.panelled) - len(analysis.shown)
    only_raw = analysis.panelled[len(analysis.looked_at) :]
    names = named(analysis, only_raw)
    raw = say(
        "{extreme} only if codes are treated as answers: {names}.",
        extreme=term("extreme", "Extreme"),
        names=names,
    )
    more = (
        say("The first {k} have a page each; the table holds all.", k=MAX_PAGES)
        if left_out > 0
        else None
    )
    first = [*analysis.with_reason("outlier"), *analysis.with_reason("extreme")]
    told = [
        extremes(analysis),
        _second(analysis),
        striking(analysis, first),
        raw if only_raw else None,
    ]
    return join([*told, more, _sought(analysis)])


def _second(analysis: Analysis) -> Sentence | None:
    """Who is extreme only once those found at first are left out."""
    names = [who for who in analysis.at_second_look if who not in analysis.outliers_again]
    if not names:
        return None
    return say(
        "{extreme} only when re-assessed: {names}.",
        extreme=term("extreme", "Extreme"),
        names=named(analysis, names),
    )


def _sought(analysis: Analysis) -> Sentence | None:
    """For how many causes were sought, where there are too many to look into."""
    n = analysis.table("causes")["interviewer"].nunique()
    if not 0 < n < len(analysis.panelled) or n < most_sought(
        analysis.effects("recoded")["interviewer"].nunique()
    ):
        return None
    return say(
        (
            "Explanations were sought for {n} of the {all} flagged: all "
            "who are flagged for more than a code, and of the others the "
            "most extreme."
        ),
        n=quote(n, numbers.count, f"{analysis.anchor}-causes"),
        all=numbers.count(len(analysis.panelled)),
    )
