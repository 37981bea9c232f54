"""Sentences about the checks of the model and about single interviewers."""

from dataclasses import dataclass

from interviewer_effects import numbers
from interviewer_effects.report.analysis import MAX_PANELS, Analysis
from interviewer_effects.report.findings import looked_at, named
from interviewer_effects.report.sentences import Sentence, join, quote, say, term

DRAWN = ("reason ", "intercept ", "slope of ")


@dataclass(frozen=True)
class Panel:
    """The drill-down of one interviewer: the reasons, what the tables say, and the names of the pictures."""

    anchor: str
    who: str
    reasons: list
    why: Sentence
    facts: list
    pictures: list


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
        return say("None of {n} checks of the model raises a question", n=n)
    return say("{k} of {n} checks of the model raise a question", k=quote(len(raised), numbers.count, anchor), n=n)


def _diagnostics_sentence(analysis: Analysis) -> Sentence:
    """What the checks that do not simply hold say, in the words of the stage that made them."""
    rows = analysis.table("diagnostics", "recoded")
    said = dict.fromkeys(rows.loc[rows["verdict"] != "holds", "sentence"])
    if not said:
        return say("Residuals and predicted effects look as the model assumes.")
    return join([say("{sentence}", sentence=sentence) for sentence in said])


def interviewers(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentence about who is looked at."""
    return _interviewers_heading(analysis), _interviewers_sentence(analysis)


def _interviewers_heading(analysis: Analysis) -> Sentence:
    """How many interviewers are worth a look."""
    n = len(analysis.looked_at)
    if not n:
        return say("No interviewer stands out")
    pattern = "{n} {noun} to look at, {outliers} of them by a test"
    outliers = len(analysis.with_reason("outlier")) or "none"
    shown = quote(n, numbers.count, f"{analysis.anchor}-effects")
    return say(pattern, n=shown, noun=numbers.plural(n, "interviewer"), outliers=outliers)


def _interviewers_sentence(analysis: Analysis) -> Sentence:
    """Who, for which reason; and how many panels were left out."""
    left_out = len(analysis.panelled) - MAX_PANELS
    only_raw = analysis.panelled[len(analysis.looked_at) :]
    names = named(analysis, only_raw)
    raw = say("{extreme} only while the codes are left in: {names}.", extreme=term("extreme", "Extreme"), names=names)
    more = say("The first {k} have a panel each; the table holds all.", k=MAX_PANELS) if left_out > 0 else None
    return join([looked_at(analysis).text, raw if only_raw else None, more])


def panels(analysis: Analysis) -> list[Panel]:
    """One panel per interviewer looked at, as many as are shown."""
    return [_panel(analysis, who, i) for i, who in enumerate(analysis.panelled[:MAX_PANELS], start=1)]


def _panel(analysis: Analysis, who: str, number: int) -> Panel:
    variant = "recoded" if analysis.reasons(who, "recoded") else "raw"
    reasons = [term(reason) for reason in analysis.reasons(who, variant)]
    pictures = [f"interviewer_{number}_{name}" for name in ("answers", "line", "workload")]
    return Panel(analysis.panel_anchor(who), who, reasons, _why(analysis, who, variant), facts(analysis, who), pictures)


def _why(analysis: Analysis, who: str, variant: str) -> Sentence:
    rows = analysis.effects(variant)
    rows = rows[(rows["interviewer"] == who) & rows["z"].notna()]
    if rows.empty:
        return say("Nothing varies between the interviewers in the {variant} data.", variant=variant)
    return say(
        "In the {variant} data {parts}.",
        variant=variant,
        parts=join([_effect(analysis, r) for _, r in rows.iterrows()], "; "),
    )


def _effect(analysis: Analysis, row) -> Sentence:
    anchor = f"{analysis.anchor}-effects"
    return say(
        "{what} z = {z} ({adjusted} {p})",
        what="level" if row["effect"] == "Intercept" else f"slope of {row['effect']}",
        z=quote(row["z"], numbers.statistic, anchor),
        adjusted=term("holm"),
        p=quote(row["p_adjusted"], numbers.p_value, anchor),
    )


def facts(analysis: Analysis, who: str) -> list[str]:
    """What the drill-down says about one interviewer, without what the panel says or draws by itself."""
    rows = analysis.table("drill")
    rows = rows[(rows["interviewer"] == who) & ~rows["fact"].str.startswith(DRAWN)]
    return [sentence for sentence in rows["sentence"] if sentence]
