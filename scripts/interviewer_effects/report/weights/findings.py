"""Sentences about the sampling weights: what changes when interviews or interviewers are
weighted.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.frames import row_at
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.text.sentences import Sentence, join, quote, say, term

NAMES = {
    "none": "unweighted",
    "level1_A": "interviews weighted (A)",
    "level1_B": "interviews weighted (B)",
    "level2": "interviewers weighted",
    "both_A": "both weighted (A)",
    "both_B": "both weighted (B)",
}


def is_weighted(analysis: Analysis) -> bool:
    """Whether this analysis asks for weights."""
    return analysis.settings.get("weights", "none") != "none"


def rows_of(analysis: Analysis, model: str, variant: str = "recoded") -> pd.DataFrame:
    """The rows of weighting.csv of one model, with the weighting in words."""
    rows = analysis.table("weighting", variant)
    return rows[rows["model"] == model].assign(named=lambda part: part["weighting"].map(NAMES))


def moved(analysis: Analysis) -> pd.DataFrame:
    """The fixed effects of the main model under each weighting beside the unweighted ones: how many
    standard errors (weighted) apart.
    """
    rows = rows_of(analysis, analysis.model)
    rows = rows[rows["kind"] == "fixed"]
    plain = rows[rows["weighting"] == "none"].set_index("term")["estimate"]
    return rows.assign(distance=(rows["estimate"] - rows["term"].map(plain)).abs() / rows["se"])


def weights(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentences: how far the weights move the results, what they can do, and what is
    tested.
    """
    rows = moved(analysis)
    top = row_at(rows, rows["distance"].idxmax())
    changed = changed_variances(analysis)
    variances = list(dict.fromkeys(changed["term"]))
    if top["distance"] >= HALF:
        heading = f"The weights change {numbers.listed(['the fixed effects', *variances])}"
    else:
        heading = "The weights hardly change the fixed effects"
        heading += f", and change {numbers.listed(variances)}" if variances else ""
    anchor = f"{analysis.anchor}-weighting"
    shown = partial(numbers.fixed, decimals=numbers.decimals_for(top["se"]))
    largest = say(
        "Largest change: {term} is {plain} unweighted and {value} with {named}, {distance} "
        "standard errors apart.",
        term=top["term"],
        plain=quote(_plain(rows, top["term"]), shown, anchor),
        value=quote(top["estimate"], shown, anchor),
        named=top["named"],
        distance=quote(top["distance"], numbers.statistic, anchor),
    )
    facts = analysis.survey.table("weights")
    made_of = facts.loc[facts["fact"] == "function of a column", "sentence"]
    told = [*rows_of(analysis, analysis.model)["note"], *made_of]
    notes = [say("{note}", note=note) for note in dict.fromkeys(filter(None, told))]
    tested = say(
        (
            "Weighted estimates have no likelihood-ratio test, because a "
            "weighted sum is no likelihood. The p-values are of {wald} "
            "tests with standard errors from the variation between "
            "interviewers."
        ),
        wald=term("robust_wald", "robust Wald"),
    )
    none = say("No weighting moves a fixed effect.")
    return say(heading), join(
        [
            largest if top["distance"] > 0.005 else none,
            _variances(analysis),
            *_design(analysis),
            *notes,
            tested,
        ]
    )


HALF = 0.5  # standard errors by which an estimate is moved
CHANGED = 1.25  # factor from which a variance is called changed


def changed_variances(analysis: Analysis) -> pd.DataFrame:
    """The variances of the main model that some weighting makes larger or smaller by a quarter or
    more, by how much.
    """
    rows = rows_of(analysis, analysis.model)
    rows = rows[rows["kind"] == "variance"]
    plain = rows[rows["weighting"] == "none"].set_index("term")["estimate"]
    rows = rows.assign(plain=rows["term"].map(plain))
    rows = rows[(rows["weighting"] != "none") & (rows["plain"] > 0)]
    factor = rows["estimate"] / rows["plain"]
    return rows[(factor >= CHANGED) | (factor <= 1 / CHANGED)]


def _variances(analysis: Analysis) -> Sentence | None:
    """The variance that weights change most."""
    rows = changed_variances(analysis)
    if rows.empty:
        return None
    ratios = (rows["estimate"] / rows["plain"]).clip(lower=1e-9)
    top = row_at(rows, ratios.map(lambda ratio: max(ratio, 1 / ratio)).idxmax())
    anchor = f"{analysis.anchor}-weighting"
    return say(
        "{term} is {plain} unweighted and {value} with {named}.",
        term=top["term"],
        plain=quote(top["plain"], numbers.variance, anchor),
        value=quote(top["estimate"], numbers.variance, anchor),
        named=top["named"],
    )


def _plain(rows: pd.DataFrame, name: str) -> float:
    return float(
        rows.loc[(rows["weighting"] == "none") & (rows["term"] == name), "estimate"].iloc[0]
    )


def _design(analysis: Analysis) -> list[Sentence]:
    rows = rows_of(analysis, analysis.level_model or analysis.model)
    effects = rows[(rows["kind"] == "design effect") & (rows["weighting"] != "none")]
    if effects.empty:
        return []
    told = effects[effects["weighting"] == effects["weighting"].iloc[-1]].set_index("term")[
        "estimate"
    ]
    anchor = f"{analysis.anchor}-weighting"
    return [
        say(
            (
                "The design effect of a weighted mean is {both}: {weights} "
                "for unequal weights times {people} for interviewers."
            ),
            both=quote(told["both"], numbers.statistic, anchor),
            weights=quote(told["weights"], numbers.statistic, anchor),
            people=quote(told["interviewers"], numbers.statistic, anchor),
        )
    ]
