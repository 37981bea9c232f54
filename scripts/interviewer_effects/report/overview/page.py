"""Several surveys beside one another: one page that ranks them, names what differs, and leads to
their reports.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import Analysis, analyses
from interviewer_effects.report.data.headline import differs, size_of
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.figures.style import dark_style
from interviewer_effects.report.page.attribution_wording import gated, is_refused
from interviewer_effects.report.page.first_screen import looked_at, slopes
from interviewer_effects.report.page.page import environment_of

from .figures import overview_pictures

SCREENED = "screening alone"
SURVEYS, ITEMS = "index-surveys.csv", "index-items.csv"
NUMBERS = [
    "survey",
    "analysis",
    "n",
    "n_interviewers",
    "icc",
    "icc_low",
    "icc_high",
    "deff",
    "n_effective",
    "differs",
]
PER_ITEM = ["item", "median", "n_surveys", "survey", "icc"]


@dataclass(frozen=True)
class Row:
    """One analysis of one survey, as the overview shows it; numbers are missing where levels are
    not random.
    """

    survey: str
    analysis: str
    n: float
    n_interviewers: float
    icc: float
    icc_low: float
    icc_high: float
    deff: float
    n_effective: float
    differs: bool
    slopes: str
    looked_at: str


def overview_rows(surveys: list[Survey]) -> pd.DataFrame:
    """A row per survey and analysis, the largest share of variance between interviewers first; one
    for a survey that is screened and has no analysis.
    """
    rows = [row for survey in surveys for row in _rows(survey)]
    table = pd.DataFrame(rows, columns=[one.name for one in fields(Row)])
    return table.sort_values(
        ["analysis", "icc", "survey"], ascending=[True, False, True], ignore_index=True
    )


def _rows(survey: Survey) -> list[Row]:
    return [_row(one) for one in analyses(survey)] or [screened_alone(survey.name)]


def screened_alone(name: str) -> Row:
    """The row of a survey without an analysis: its name leads to what was screened."""
    unknown: dict[str, Any] = {field.name: np.nan for field in fields(Row) if field.type is float}
    return Row(survey=name, analysis=SCREENED, **unknown, differs=False, slopes="", looked_at="")


def _row(one: Analysis) -> Row:
    size = size_of(one)
    names = ("n", "n_interviewers", "icc", "icc_low", "icc_high", "deff", "n_effective")
    numbers_quoted: dict[str, Any] = {name: getattr(size, name, np.nan) for name in names}
    return Row(
        one.survey.name,
        one.name,
        **numbers_quoted,
        differs=size is not None and differs(one),
        slopes=str(slopes(one).answer),
        looked_at=str(looked_at(one).answer),
    )


def items_by_survey(surveys: list[Survey]) -> pd.DataFrame:
    """The ICC of every screened item in every survey, with the item's median over them and in how
    many it is screened; the largest median first.
    """
    parts = [one.screened[["item", "icc"]].assign(survey=one.name) for one in surveys]
    rows = pd.concat(parts, ignore_index=True)
    by = rows.groupby("item", sort=False)["icc"]
    rows = rows.assign(median=by.transform("median"), n_surveys=by.transform("count"))
    order = rows.drop_duplicates("item").sort_values("median", ascending=False, kind="stable")[
        "item"
    ]
    place = dict(zip(order, range(len(order)), strict=True))
    return rows.sort_values(
        "item", key=lambda items: items.map(place), kind="stable", ignore_index=True
    )[PER_ITEM]


def overview_tables(surveys: list[Survey]) -> dict[str, pd.DataFrame]:
    """What the page prints, by file: index-surveys.csv and index-items.csv beside it."""
    return {SURVEYS: overview_rows(surveys)[NUMBERS], ITEMS: items_by_survey(surveys)}


def findings(rows: pd.DataFrame, items: pd.DataFrame) -> list[str]:
    """What differs, in sentences: how many surveys, the two ends of the ranking, the item with the
    largest share.
    """
    said = []
    for name, part in rows.dropna(subset=["icc"]).groupby("analysis", sort=False):
        surveys = "survey" if len(part) == 1 else "surveys"
        said.append(
            f"{name}: interviewers differ in level in {part['differs'].sum()} of {len(part)} "
            f"{surveys}."
        )
        if len(part) > 1:
            said.append(_ends(part.iloc[0], part.iloc[-1]))
    if len(items):
        first, last = items.iloc[0], items.iloc[-1]
        said.append(
            f"Of {items['item'].nunique()} screened items the median share is largest for "
            f"{first['item']} "
            f"({numbers.percent(first['median'])}) and smallest for {last['item']} "
            f"({numbers.percent(last['median'])})."
        )
    return said


def _ends(first: pd.Series, last: pd.Series) -> str:
    apart = first["icc_low"] > last["icc_high"]
    verdict = (
        "their intervals do not overlap"
        if apart
        else "but their intervals overlap: the order may be chance"
    )
    return (
        f"The share is largest in {first['survey']} ({_with_interval(first)}) and smallest in "
        f"{last['survey']} "
        f"({_with_interval(last)}); {verdict}."
    )


def _with_interval(row: pd.Series) -> str:
    return (
        f"{numbers.percent(row['icc'])}, "
        f"{numbers.percent_interval(row['icc_low'], row['icc_high'])}"
    )


def render_overview(surveys: list[Survey], templates, css: str, style, failed: dict) -> str:
    """The page as HTML; `templates` is a folder, `css` the style sheet, `style` the figures' style
    file; `failed` says why other surveys could not be audited.
    """
    rows, items = overview_rows(surveys), items_by_survey(surveys)
    tied = [survey.name for survey in surveys if is_refused(survey)]
    page = (
        environment_of(Path(templates))
        .get_template("index.html.j2")
        .render(
            rows=rows.to_dict("records"),
            findings=[*findings(rows, items), *_tied(tied)],
            failed=failed,
            pictures=overview_pictures(rows, _shares(items), surveys[0].interval, style),
            tables=[SURVEYS, *([ITEMS] if len(items) else [])],
            percent=numbers.percent,
            percent_interval=numbers.percent_interval,
            fixed=numbers.fixed,
            count=numbers.count,
            missing=numbers.is_missing,
            style=Markup(f"{css}\n{dark_style(within='.picture ')}"),
        )
    )
    return gated(page) if tied else page


def _shares(items: pd.DataFrame) -> pd.DataFrame:
    """Items (rows) by surveys (columns), in the order of the table."""
    wide = items.pivot(index="item", columns="survey", values="icc")
    return wide.loc[items["item"].unique(), items["survey"].unique()]


def _tied(names: list[str]) -> list[str]:
    """Where the words of the page are not to be taken for the interviewers'."""
    return (
        [f"In {numbers.listed(names)} interviewers and areas cannot be told apart."]
        if names
        else []
    )
