"""Sentences about those who are looked at: who they are, for which reason, and how many chance
alone would show.
"""

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.frames import present, row_at
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.dispersion import findings as dispersion_findings
from interviewer_effects.report.nonresponse import findings as nonresponse_findings
from interviewer_effects.report.text.naming import named
from interviewer_effects.report.text.sentences import Sentence, Told, join, quote, say, term

SHARES = ("low answers", "middle answers", "high answers")
CODES = "missing codes that change a result"
MOST_NAMED = 5  # interviewers named in the few words of an answer


def to_check(analysis: Analysis) -> dict[str, list]:
    """Whom to check, by what was found: a test that holds after adjustment over interviewers, or a
    record that is there. Nobody is here for being the most extreme of many.
    """
    found = {
        "unusual effects": [*analysis.outliers_adjusted, *analysis.outliers_again],
        CODES: analysis.with_reason("coded"),
        "interviews that repeat each other": repeating(analysis.survey),
        "an unusual residual variance": dispersion_findings.named_spread(analysis)[
            "interviewer"
        ].tolist(),
        "item nonresponse": nonresponse_findings.named_nonresponse(analysis.survey),
        "an item with its scale reversed": list(
            dict.fromkeys(reversed_items(analysis.survey)["interviewer"])
        ),
    }
    return {what: list(dict.fromkeys(names)) for what, names in found.items() if names}


def people(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Whom to check and for what, with the number that chance alone would show of those who are
    only extreme.
    """
    parts = [
        _outliers(analysis, analysis.with_reason("outlier")),
        _again(analysis),
        _extreme(analysis),
        _influential(analysis, analysis.influential_recoded),
        _coded(analysis, analysis.with_reason("coded")),
        copies(analysis),
        *dispersion_findings.first_screen(analysis),
        nonresponse_findings.first_screen(analysis.survey),
        *turned(analysis),
        say("A flag is a reason to check, not a verdict."),
    ]
    return _answer(analysis), join(parts)


def _answer(analysis: Analysis) -> Sentence:
    found = to_check(analysis)
    if not found:
        return say("Nobody")
    told = [say("{names} ({what})", names=named(analysis, names, MOST_NAMED), what=what)
            for what, names in found.items()]  # fmt: skip
    return join(told, "; ")


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
        (
            "No {word}{first}: no interviewer's {effects} is unusual "
            "after adjustment for {n} comparisons (smallest {adjusted}: "
            "{p})."
        ),
        word=term("outlier"),
        first=" at the first look" if analysis.outliers_again else "",
        effects="intercept or slope" if analysis.slope_effects else "mean answer",
        n=n,
        adjusted=term("holm", "adjusted p"),
        p=quote(nearest["p_adjusted"], numbers.p_value, anchor),
    )


def _compared(analysis: Analysis):
    """How many interviewers are compared; those with few interviews too, where they are not
    listed.
    """
    if analysis.survey.hides:
        n = present(analysis.fit("recoded", analysis.model))["n_interviewers"]
        return quote(n, numbers.count, f"{analysis.anchor}-fits")
    return quote(
        analysis.effects("recoded")["interviewer"].nunique(),
        numbers.count,
        f"{analysis.anchor}-effects",
    )


def _unadjusted(analysis: Analysis, effects) -> Sentence:
    """What a list of outliers is worth when the config does not adjust for the number of
    comparisons.
    """
    if (effects["p_adjusted"] > effects["p"]).any():
        return say("")
    anchor = f"{analysis.anchor}-effects"
    return say(
        ", not adjusted for their number (about {expected} of {n} effects would be by chance)",
        expected=quote(round(analysis.survey.alpha * len(effects)), numbers.count, anchor),
        n=quote(len(effects), numbers.count, anchor),
    )


def _extreme(analysis: Analysis) -> Sentence | None:
    """How many are beyond the size called extreme, beside how many would be if all were alike."""
    expected, n = analysis.n_expected_extreme, len(analysis.with_reason("extreme"))
    if not expected:
        return None
    anchor = f"{analysis.anchor}-effects"
    return say(
        (
            "{n} {noun} the threshold called {extreme}; if all "
            "interviewers were alike, about {expected} would. This alone "
            "is no reason to check anybody."
        ),
        n=quote(n, lambda k: numbers.count(k) if k else "No", anchor),
        noun=numbers.plural(n or 1, "interviewer passes", "interviewers pass"),
        extreme=term("extreme"),
        expected=quote(expected, lambda k: numbers.fixed(k, 1), anchor),
    )


def extremes(analysis: Analysis) -> Sentence | None:
    """Who is beyond the size called extreme."""
    names = analysis.with_reason("extreme")
    return (
        say("{extreme}: {names}.", extreme=term("extreme", "Extreme"), names=named(analysis, names))
        if names
        else None
    )


def _again(analysis: Analysis) -> Sentence | None:
    """Whether a test finds somebody once those found at first are left out."""
    if not len(analysis.table("excluded")):
        return None
    names = analysis.outliers_again
    who = say(
        "{who} {verb} an unusual effect",
        who=named(analysis, names),
        verb=numbers.plural(len(names), "has", "have"),
    )
    return say(
        "Re-assessed without the interviewers already found ({look}), {who}.",
        look=term("second"),
        who=who if names else "nobody else has an unusual effect",
    )


def striking(analysis: Analysis, names: list) -> Sentence | None:
    """The share of answers of those looked at that differs most from everybody's, in the words of
    the causes.
    """
    rows = analysis.table("causes")
    rows = rows[
        rows["cause"].isin(SHARES)
        & rows["interviewer"].isin(names)
        & (rows["p"] < analysis.survey.alpha)
    ]
    if rows.empty:
        return None
    row = row_at(rows, rows["p"].idxmin())
    sentence = Told(row["evidence"], f"{analysis.anchor}-causes")
    return say("{who}: {sentence}", who=named(analysis, [row["interviewer"]]), sentence=sentence)


def _influential(analysis: Analysis, names: list) -> Sentence | None:
    """Who is influential once the codes are recoded."""
    if not names:
        return None
    return say(
        "{word}: {names}.", word=term("influential", "Influential"), names=named(analysis, names)
    )


def _coded(analysis: Analysis, names: list) -> Sentence | None:
    """Whose unrecoded codes change a result, or that the codes of many do."""
    if names:
        return say(
            ("{word} that change a result when they are treated as answers: {names}."),
            word=term("coded", "Unrecoded missing-value codes"),
            names=named(analysis, names),
        )
    return None


def repeating(survey: Survey) -> list:
    """The interviewers with interviews that repeat each other, those with most first."""
    rows = survey.table("duplicates")
    if rows.empty:
        return []
    both = pd.concat(
        [
            rows["interviewer"],
            rows.loc[rows["interviewer"] != rows["other_interviewer"], "other_interviewer"],
        ]
    )
    counts = both.value_counts()
    return sorted(counts.index, key=lambda name: (-counts[name], name))


def copies(analysis: Analysis) -> Sentence | None:
    """The interviews that repeat each other, by interviewer; without numbers where single
    interviews are hidden.
    """
    rows = analysis.survey.table("duplicates")
    names = repeating(analysis.survey)
    if not names:
        return None
    if analysis.survey.hides:
        return say("Interviews that repeat each other: {names}.", names=named(analysis, names))
    return join([_copied(analysis, rows, name) for name in names[:MOST_NAMED]])


def _copied(analysis: Analysis, rows: pd.DataFrame, who: str) -> Sentence:
    mine = rows[(rows["interviewer"] == who) | (rows["other_interviewer"] == who)]
    own = mine["interviewer"] == mine["other_interviewer"]
    first = (
        mine.loc[mine["interviewer"] == who, "interview_1"],
        mine.loc[mine["other_interviewer"] == who, "interview_2"],
    )
    interviews = sorted(set(first[0]) | set(first[1]) | set(mine.loc[own, "interview_2"]))
    others = sorted({*mine["interviewer"], *mine["other_interviewer"]} - {who})
    anchor = "duplicates"
    return say(
        "{n} interviews of interviewer {who} repeat {what} in {least} or more of {items} answers "
        "({ids}); two "
        "interviews of different interviewers agree in {usual} on average (smallest adjusted p "
        "over all pairs: {p}).",
        n=quote(len(interviews), numbers.count, anchor),
        who=named(analysis, [who]),
        what=say("those of {others}", others=named(analysis, others, 3))
        if others
        else "each other",
        least=quote(mine["agreement"].min(), numbers.percent, anchor),
        items=quote(mine["n_items"].iloc[0], numbers.count, anchor),
        ids=numbers.listed(interviews, 5),
        usual=quote(mine["usual"].iloc[0], numbers.percent, anchor),
        p=quote(mine["p_adjusted"].min(), numbers.p_value, anchor),
    )


def reversed_items(survey: Survey) -> pd.DataFrame:
    """Interviewers whose answers to an item run against what their other answers say."""
    rows = survey.table("reversals")
    return rows[rows["p_adjusted"] < survey.alpha]


def turned(analysis: Analysis) -> list[Sentence]:
    """One sentence per item and interviewer whose scale looks reversed."""
    anchor = "reversals"
    return [
        say(
            "Interviewer {who} seems to have recorded {item} with its scale reversed: in {n} "
            "interviews it correlates "
            "{own} with what the other answers predict, over all interviewers {usual} (adjusted "
            "p {p}).",
            who=named(analysis, [row["interviewer"]]),
            item=row["item"],
            n=quote(row["n"], numbers.count, anchor),
            own=quote(row["correlation"], lambda r: numbers.fixed(r, 2), anchor),
            usual=quote(row["usual"], lambda r: numbers.fixed(r, 2), anchor),
            p=quote(row["p_adjusted"], numbers.p_value, anchor),
        )
        for row in reversed_items(analysis.survey).head(MOST_NAMED).to_dict("records")
    ]
