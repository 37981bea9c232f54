"""Sentences about how alike the answers of each interviewer are."""

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.flags.variance_reference import Scale
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.text.naming import named
from interviewer_effects.report.text.sentences import Sentence, Told, join, quote, say, term

TOLD = 3  # interviewers whose numbers are told

DIFFERS = "it differs between interviewers"
EQUAL = "this is compatible with equal variances"


def spread_rows(analysis: Analysis, variant: str | None = None) -> pd.DataFrame:
    """The interviewers with interviews enough, those flagged first, then by p."""
    rows = analysis.table("spread", variant).dropna(subset=["ratio"])
    rows = rows.fillna({"flag": "", "cause": "", "evidence": ""})
    return rows.assign(quiet=rows["flag"] == "").sort_values(
        ["quiet", "p", "interviewer"], kind="stable"
    )


def spread(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentence about the spread of answers, recoded data."""
    rows = spread_rows(analysis, "recoded")
    return _heading(analysis, rows), _sentence(analysis, rows)


def named_spread(analysis: Analysis) -> pd.DataFrame:
    """The rows of those flagged by a p that holds after adjustment, also where the config has none,
    recoded data; nobody where such flags do not keep their error rate.
    """
    rows = spread_rows(analysis, "recoded")
    named = ~rows["quiet"] & (rows["p_adjusted_bh"] < analysis.survey.alpha)
    return rows[named & keeps_its_rate(analysis)]


def keeps_its_rate(analysis: Analysis) -> bool:
    """Whether flags by the residual variance keep their error rate for such answers: not in
    simulated clean surveys of two values, and of answers that pile up at one value and have no
    short scale (docs/error-rates.md).
    """
    answers = analysis.data("recoded")[analysis.outcome].dropna()
    shares = answers.value_counts(normalize=True)
    piled_up = shares.max() > 0.5 and Scale.of(answers.to_numpy(dtype=float)) is None
    return len(shares) > 2 and not piled_up


def first_screen(analysis: Analysis) -> list[Sentence]:
    """Whose answers are unusually alike or unlike, with the cause that was found."""
    anchor = f"{analysis.anchor}-spread"
    return [
        _one(analysis, row, anchor) for row in named_spread(analysis).head(TOLD).to_dict("records")
    ]


def _heading(analysis: Analysis, rows: pd.DataFrame) -> Sentence:
    """Whose answers are unusually alike or unlike."""
    parts = [
        say(
            ("{who} {have} an unusual residual variance: answers are unusually {how}"),
            who=named(analysis, who, 4),
            have=_have(who),
            how=how,
        )
        for how in ("alike", "unlike")
        if (who := rows.loc[rows["flag"] == how, "interviewer"].tolist())
    ]
    if not parts:
        return say("No interviewer has an unusual residual variance")
    return join(parts, "; ")


def _have(who: list) -> str:
    return "has" if len(who) == 1 else "have"


def _sentence(analysis: Analysis, rows: pd.DataFrame) -> Sentence:
    """How far answers scatter, whether interviewers differ in it, and who stands out."""
    first, anchor = rows.iloc[0], f"{analysis.anchor}-spread"
    differ = first["between_p"] < analysis.survey.alpha
    whole = say(
        (
            "The {word} is {sd}. It varies by about {between} over {n} "
            "interviewers; {verdict} ({p})."
        ),
        word=term("spread", "residual standard deviation"),
        sd=quote(first["sd_all"], numbers.significant, anchor),
        n=quote(len(rows), numbers.count, anchor),
        between=quote(first["between_sd"], numbers.percent, anchor),
        verdict=DIFFERS if differ else EQUAL,
        p=quote(first["between_p"], numbers.p_phrase, anchor),
    )
    caution = None
    if not keeps_its_rate(analysis):
        caution = say(
            "For such answers most surveys without any peculiarity have somebody flagged here: "
            "do not rely on it."
        )
    return join(
        [
            whole,
            caution,
            *(
                _one(analysis, row, anchor)
                for row in rows[~rows["quiet"]].head(TOLD).to_dict("records")
            ),
        ]
    )


def _one(analysis: Analysis, row: dict, anchor: str) -> Sentence:
    """Whose answers are alike or unlike, by how much and why."""
    cause = row["cause"]
    found = (
        say("{name}: {evidence}", name=cause.capitalize(), evidence=Told(row["evidence"], anchor))
        if cause
        else ""
    )
    return say(
        "Answers to {outcome} are unusually {how} at {who}: their {word} is {ratio} times that "
        "of an ordinary "
        "interviewer ({low} to {high}; adjusted p {p}). {cause}",
        outcome=analysis.outcome,
        how=row["flag"],
        who=named(analysis, [row["interviewer"]]),
        word=term("spread", "residual standard deviation"),
        **{k: quote(row[c], numbers.significant, anchor) for k, c in
           (("ratio", "ratio"), ("low", "ci_low"), ("high", "ci_high"))},
        p=quote(row["p_adjusted"], numbers.p_value, anchor),
        cause=found or "No cause found.",
    )  # fmt: skip
