"""Sentences about other treatments of an outcome with few points: whether the findings survive
them.
"""

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.text.sentences import Sentence, join, quote, say

EFFECT = {"Intercept": "levels"}
ORDERED = "cumulative logit"
ANSWERS = "The cumulative logit model"
SPLIT = "A logistic model of the split, without predictors,"
HOW = {"normal scores": "by order", ORDERED: "by a cumulative logit model"}


def treatments(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentence: decisions, who stands out, and the share of the variance."""
    rows = analysis.table("treatments")
    parts = [part for _, part in rows.groupby("effect", sort=False)]
    return _heading(analysis, parts), join(
        [_intro(rows), *(_effect(analysis, part) for part in parts), _latent(analysis)]
    )


def kept(analysis: Analysis, part: pd.DataFrame) -> bool:
    """Whether every treatment leads to the same decision about one effect."""
    return len(set(part["p_mixture"] < analysis.survey.alpha)) == 1


def _heading(analysis: Analysis, parts: list) -> Sentence:
    lost = [_split(analysis, part) for part in parts if not kept(analysis, part)]
    if lost:
        return join(lost, "; ")
    if all(same_people(part) for part in parts):
        return say("The findings are the same under other codings of the outcome")
    return say(
        "Whether interviewers differ is the same under other codings "
        "of the outcome; who is extreme is not"
    )


def _split(analysis: Analysis, part: pd.DataFrame) -> Sentence:
    """How many treatments say that an effect differs, where they do not agree."""
    found = int((part["p_mixture"] < analysis.survey.alpha).sum())
    anchor = f"{analysis.anchor}-treatments"
    return say(
        "{what} differ under {k} of {n} codings of the outcome",
        what=named(part["effect"].iloc[0]).capitalize(),
        k=quote(found, numbers.count, anchor),
        n=quote(len(part), numbers.count, anchor),
    )


def same_people(part: pd.DataFrame) -> bool:
    """Whether whoever is extreme as numbers, and nobody else, is so by every other treatment that
    names anybody.
    """
    other = part.iloc[1:].dropna(subset=["n_both", "n_extreme"])
    first = part["n_extreme"].iloc[0]
    return bool(((other["n_both"] == first) & (other["n_extreme"] == first)).all())


def named(effect: str) -> str:
    """What differs: levels, or the slopes of a predictor."""
    return EFFECT.get(effect, f"slopes of {effect}")


def _intro(rows: pd.DataFrame) -> Sentence:
    split = rows["treatment"].iloc[-1]
    return say(
        (
            "The outcome has few values, so the model was also fitted to "
            "normal scores of the ranks{ordered} and to a split "
            "({split})."
        ),
        ordered=(", to ordered categories (a cumulative logit model with a random intercept)")
        if (rows["treatment"] == ORDERED).any()
        else "",
        split=split,
    )


def _effect(analysis: Analysis, part: pd.DataFrame) -> Sentence:
    anchor = f"{analysis.anchor}-treatments"
    other = part.iloc[1:]
    told = say(
        "Do {what} differ? Answers as numbers: {first}; {rest}.",
        what=named(part["effect"].iloc[0]),
        first=quote(part["p_mixture"].iloc[0], numbers.p_phrase, anchor),
        rest=join([_p(row, anchor) for _, row in other.iterrows()], ", "),
    )
    least = other["correlation"].min()
    if numbers.is_missing(least):
        return told
    out = part["n_extreme"].iloc[0]
    return join(
        [
            told,
            say(
                (
                    "The correlation of interviewers' z with those of the "
                    "numbers is at least {r}. Of {k} extreme with answers as "
                    "numbers, {both} are extreme by ranks{also}."
                ),
                r=quote(least, lambda value: numbers.fixed(value, 2), anchor),
                k=quote(out, numbers.count, anchor),
                both=quote(other["n_both"].iloc[0], numbers.count, anchor),
                also=_also(other[other["treatment"] == ORDERED], anchor),
            ),
        ]
    )


def _also(ordered: pd.DataFrame, anchor: str) -> Sentence | str:
    """How many of them are extreme in the cumulative logit model too, where it has this effect."""
    if ordered.empty:
        return ""
    return say(
        ", {n} by the cumulative logit model",
        n=quote(ordered["n_both"].iloc[0], numbers.count, anchor),
    )


def _p(row: pd.Series, anchor: str) -> Sentence:
    how = HOW.get(row["treatment"], "as a split")
    return say("{p} {how}", p=quote(row["p_mixture"], numbers.p_phrase, anchor), how=how)


def _latent(analysis: Analysis) -> Sentence | None:
    """The shares of the continuous answers behind the order and behind the split."""
    rows = analysis.table("treatments").dropna(subset="icc_latent").drop_duplicates("treatment")
    told = [_share(row, f"{analysis.anchor}-treatments") for _, row in rows.iterrows()]
    return join(told) if told else None


def _share(row: pd.Series, anchor: str) -> Sentence:
    return say(
        "{behind} estimates a latent-scale ICC of {icc} ({range}).",
        behind=ANSWERS if row["treatment"] == ORDERED else SPLIT,
        icc=quote(row["icc_latent"], numbers.percent, anchor),
        range=quote(
            (row["latent_low"], row["latent_high"]),
            lambda pair: numbers.percent_interval(*pair),
            anchor,
        ),
    )
