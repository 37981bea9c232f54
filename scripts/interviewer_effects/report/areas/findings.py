"""Sentences about interviewers and the areas they work in: who can be compared with whom, and what
is left of whom.
"""

from __future__ import annotations

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.models.quoting import published_column
from interviewer_effects.frames import cell_at, row_at
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.text.sentences import Sentence, Told, join, quote, say, term

SEPARATE = "interviewer effect"  # what areas.csv calls the difference where it may be called so


def has_areas(analysis: Analysis) -> bool:
    """Whether the survey has a column of areas, and interviews of this analysis have one."""
    column = analysis.survey.source["columns"].get("area")
    return bool(column) and not analysis.table("areas", "recoded").empty


def components(analysis: Analysis, variant: str = "recoded") -> pd.DataFrame:
    """The rows of areas.csv of one variant, by component."""
    return analysis.table("areas", variant).set_index("component")


def facts(analysis: Analysis, variant: str = "recoded") -> pd.DataFrame:
    """The rows of overlap.csv of one variant."""
    return analysis.table("overlap", variant)


def separable(analysis: Analysis) -> bool:
    """Whether what differs between interviewers may be called theirs."""
    return cell_at(components(analysis), "interviewer", "effect") == SEPARATE


def areas(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentences: what is left of the interviewers once areas are in the model, and what
    that rests on.
    """
    rows = components(analysis)
    parts = [_graph(analysis), _verdict(analysis)]
    if pd.notna(cell_at(rows, "interviewer", "with_areas")):
        parts += [_interviewers(analysis, rows), _areas(analysis, rows)]
    return _heading(analysis, rows), join(parts)


def first_screen(analysis: Analysis) -> Sentence | None:
    """What the first screen has to add about areas: that the words "interviewer effect" do not
    hold, or that they hold less; nothing where areas change nothing.
    """
    if not has_areas(analysis):
        return _no_area(analysis)
    if not separable(analysis):
        return say(
            (
                "Do not call this an “{word}”: here the effects of "
                "interviewers and {areas} cannot be separated."
            ),
            word="interviewer effect",
            areas=term("area", "areas"),
        )
    row = components(analysis).loc["interviewer"]
    if (
        not analysis.differ("level", "recoded", published_column)
        or not row["p_mixture"] >= analysis.survey.alpha
    ):
        return None
    anchor = f"{analysis.anchor}-areas"
    return say(
        ("With {areas} in the model, there is no evidence of interviewer variance ({p})."),
        areas=term("area", "areas"),
        p=quote(row["p_mixture"], numbers.p_phrase, anchor),
    )


def _no_area(analysis: Analysis) -> Sentence | None:
    """That the column of areas names nothing that interviews share, where it does not."""
    if not analysis.survey.source["columns"].get("area"):
        return None
    rows = facts(analysis)
    rows = rows[rows["fact"] == "no area"]
    return (
        None
        if rows.empty
        else say("{said}", said=Told(rows["sentence"].iloc[0], f"{analysis.anchor}-fits"))
    )


def _heading(analysis: Analysis, rows: pd.DataFrame) -> Sentence:
    if not separable(analysis):
        return say(
            "What differs between interviewers may be their areas: the two cannot be told apart"
        )
    anchor, row = f"{analysis.anchor}-areas", rows.loc["interviewer"]
    if pd.isna(row["with_areas"]):
        return say("The model with areas could not be fitted")
    return say(
        (
            "Interviewers account for {with_areas} of the variance with "
            "areas in the model and for {without} without; areas for "
            "{area}"
        ),
        with_areas=quote(row["share"], numbers.percent, anchor),
        without=quote(row["share_without"], numbers.percent, anchor),
        area=quote(rows.loc["area", "share"], numbers.percent, anchor),
    )


def _graph(analysis: Analysis) -> Sentence:
    told = facts(analysis).drop_duplicates("fact").set_index("fact")["value"]
    anchor = f"{analysis.anchor}-overlap"

    def fact(name: str, formatter=numbers.count):
        return quote(told[name], formatter, anchor)

    if "areas with one interviewer" not in told:  # where small cells are hidden
        return say(
            "{interviewers} interviewers worked in {areas} {word}, {mean} each on average.",
            interviewers=fact("interviewers"),
            areas=fact("areas"),
            word=term("area", "areas"),
            mean=fact("mean areas per interviewer", numbers.statistic),
        )
    return say(
        "{interviewers} interviewers worked in {areas} {word}, {mean} each on average; {one} of "
        "the areas were worked "
        "by one interviewer alone.",
        interviewers=fact("interviewers"),
        areas=fact("areas"),
        word=term("area", "areas"),
        mean=fact("mean areas per interviewer", numbers.statistic),
        one=fact("areas with one interviewer", numbers.percent),
    )


def _verdict(analysis: Analysis) -> Sentence:
    rows = facts(analysis)
    said = rows.loc[rows["fact"] == "verdict", "sentence"].iloc[0].partition(": ")[2]
    shown = said[:1].upper() + said[1:]
    if separable(analysis):
        return say("{said}", said=shown)
    return say(
        ("{said} This report therefore speaks of differences between interviewers or areas."),
        said=shown,
    )


def _interviewers(analysis: Analysis, rows: pd.DataFrame) -> Sentence:
    row = row_at(rows, "interviewer")
    return say(
        "By interviewer the variance is {without} without areas and {with_areas} in the "
        "{crossed} model "
        "({interval} {range}; {p}).",
        without=_value(analysis, row["without_areas"]),
        with_areas=_value(analysis, row["with_areas"]),
        crossed=term("crossed"),
        interval=analysis.survey.interval,
        range=_range(analysis, row),
        p=quote(row["p_mixture"], numbers.p_phrase, f"{analysis.anchor}-areas"),
    )


def _areas(analysis: Analysis, rows: pd.DataFrame) -> Sentence:
    row = row_at(rows, "area")
    return say(
        "Areas: {value} ({range}; {p}).",
        value=_value(analysis, row["with_areas"]),
        range=_range(analysis, row),
        p=quote(row["p_mixture"], numbers.p_phrase, f"{analysis.anchor}-areas"),
    )


def _value(analysis: Analysis, value: float):
    return quote(value, numbers.variance, f"{analysis.anchor}-areas")


def _range(analysis: Analysis, row: pd.Series):
    ends = (row["with_low"], row["with_high"])
    return quote(
        ends, lambda pair: " to ".join(map(numbers.significant, pair)), f"{analysis.anchor}-areas"
    )
