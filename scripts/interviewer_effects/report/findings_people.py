"""Sentences about those who are looked at: who they are, for which reason, and how many chance alone would show."""

from interviewer_effects import numbers
from interviewer_effects.report.analysis import REASONS, Analysis
from interviewer_effects.report.sentences import Link, Sentence, Told, enumerated, join, quote, say, term

SHARES = ("low answers", "middle answers", "high answers")


def people(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """How many are looked at for each reason, and who, with the number expected by chance."""
    outliers, extreme, influential, coded = (analysis.with_reason(reason) for reason in REASONS)
    told = _striking(analysis, [*outliers, *extreme])
    parts = [
        *(_outliers(analysis, outliers), _extreme(analysis, extreme), told, _again(analysis)),
        *(_influential(analysis, influential), _coded(analysis, coded)),
    ]
    head = [
        _counted(analysis, outliers, "{n} " + numbers.plural(len(outliers) or 1, "outlier"), "No"),
        _counted(analysis, extreme, "{n} extreme", "none"),
        _counted(analysis, analysis.at_second_look, "{n} at a second look", anchor="second-look"),
        _counted(analysis, influential, "{n} influential"),
        _counted(analysis, coded, "{n} with missing codes"),
    ]
    return join(head, ", "), join([*parts, say("A flag is a question to ask, not a verdict.")])


def _counted(
    analysis: Analysis, names: list, pattern: str, none: str | None = None, anchor: str = "effects"
) -> Sentence | None:
    """How many are looked at for a reason; nothing where there is nobody and no word for that."""
    if not names and none is None:
        return None
    return say(pattern, n=quote(len(names), lambda k: numbers.count(k) if k else none, f"{analysis.anchor}-{anchor}"))


def named(analysis: Analysis, names: list, limit: int = 8) -> Sentence:
    """Interviewers as prose, each leading to their panel."""
    places = [(name, analysis.pages.get(name)) for name in names]
    links = (Link(name, href) if href else say("{name}", name=name) for name, href in places)
    return enumerated(links, limit)


def _outliers(analysis: Analysis, names: list) -> Sentence:
    anchor = f"{analysis.anchor}-effects"
    effects = analysis.effects("recoded").dropna(subset=["p_adjusted"])
    n = _compared(analysis)
    if names:
        pattern = "{word} among {n}{unadjusted}: {names}."
        fields = {"word": term("outlier", "Outliers"), "n": n, "names": named(analysis, names)}
        return say(pattern, unadjusted=_unadjusted(analysis, effects), **fields)
    if effects.empty:
        return say("No {word}: nothing varies between the interviewers.", word=term("outlier"))
    nearest = effects.sort_values(["p_adjusted", "p"], kind="stable").iloc[0]
    return say(
        "No {word} once {n} interviewers are compared (smallest {adjusted}: {p}, interviewer {who}).",
        word=term("outlier"),
        n=n,
        adjusted=term("holm", "adjusted p"),
        p=quote(nearest["p_adjusted"], numbers.p_value, anchor),
        who=nearest["interviewer"],
    )


def _compared(analysis: Analysis):
    """How many interviewers are compared; those with few interviews too, where they are not listed."""
    if analysis.survey.hides:
        n = analysis.fit("recoded", analysis.model)["n_interviewers"]
        return quote(n, numbers.count, f"{analysis.anchor}-fits")
    return quote(analysis.effects("recoded")["interviewer"].nunique(), numbers.count, f"{analysis.anchor}-effects")


def _unadjusted(analysis: Analysis, effects) -> Sentence:
    """What a list of outliers is worth when the config does not adjust for the number of comparisons."""
    if (effects["p_adjusted"] > effects["p"]).any():
        return say("")
    anchor = f"{analysis.anchor}-effects"
    return say(
        ", not adjusted for their number (about {expected} of {n} effects would be by chance)",
        expected=quote(round(analysis.survey.alpha * len(effects)), numbers.count, anchor),
        n=quote(len(effects), numbers.count, anchor),
    )


def _extreme(analysis: Analysis, names: list) -> Sentence | None:
    expected = analysis.n_expected_extreme
    if not expected:
        return None
    pattern = "{word}: {names}; about {expected} {verb} {chance}."
    return say(
        pattern,
        word=term("extreme", "Extreme"),
        names=named(analysis, names) if names else "none",
        expected=quote(expected, numbers.count, f"{analysis.anchor}-effects"),
        verb=numbers.plural(expected, "is", "are"),
        chance=term("chance"),
    )


def _again(analysis: Analysis) -> Sentence | None:
    """Who stands out without those found at first, by the level where the answers are."""
    hows = ["without these"] if len(analysis.table("excluded")) else []
    hows += ["with levels at the predictors' means"] if analysis.is_centred_again else []
    if not hows:
        return None
    names = analysis.at_second_look
    who = named(analysis, names) if names else "nobody else"
    return say("{look} {how}: {who}.", look=term("second", "Second look"), how=" and ".join(hows), who=who)


def _striking(analysis: Analysis, names: list) -> Sentence | None:
    """The share of answers of those looked at that differs most from everybody's, in the words of the causes."""
    rows = analysis.table("causes")
    rows = rows[rows["cause"].isin(SHARES) & rows["interviewer"].isin(names) & (rows["p"] < analysis.survey.alpha)]
    if rows.empty:
        return None
    row = rows.loc[rows["p"].idxmin()]
    sentence = Told(row["evidence"], f"{analysis.anchor}-causes")
    return say("{who}: {sentence}", who=named(analysis, [row["interviewer"]]), sentence=sentence)


def _influential(analysis: Analysis, names: list) -> Sentence | None:
    """Who is influential, and whether only while the codes are left in."""
    if not names:
        return None
    after = {who for who in names if "influential" in analysis.reasons(who, "recoded")}
    when = "" if after else " while the missing codes are left in"
    return say(
        "{word}{when}: {names}.", word=term("influential", "Influential"), when=when, names=named(analysis, names)
    )


def _coded(analysis: Analysis, names: list) -> Sentence | None:
    if not names:
        return None
    return say("{word}: {names}.", word=term("coded", "Coded"), names=named(analysis, names))
