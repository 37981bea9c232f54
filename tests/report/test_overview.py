"""Several surveys on one page: ranked by size, with what differs said."""

from dataclasses import replace

import pandas as pd
import pytest
from audited import REPORTS
from interviewer_effects import numbers
from interviewer_effects.report.overview.page import (
    findings,
    items_by_survey,
    overview_rows,
    overview_tables,
    render_overview,
)

pytestmark = pytest.mark.slow

CSS, STYLE = "", REPORTS / "figures.mplstyle"


@pytest.fixture
def surveys(drawn):
    """Two surveys of the same answers."""
    one = drawn().survey
    return [replace(one, name="north", read={}), replace(one, name="south", read={})]


def test_every_analysis_of_every_survey_has_a_row(surveys):
    rows = overview_rows(surveys)
    assert rows["survey"].tolist() == ["north", "south"]
    fit = (
        surveys[0]
        .table("fits")
        .query("variant == 'recoded' and model == 'intercept' and criterion == 'REML'")
    )
    assert rows["icc"].tolist() == [fit["icc"].iloc[0]] * 2
    items = items_by_survey(surveys)
    assert set(items["survey"]) == {"north", "south"}
    assert items["median"].is_monotonic_decreasing


def test_a_survey_that_is_screened_alone_is_counted_and_linked(surveys):
    alone = replace(surveys[0], name="east", analyses={}, read={})
    rows = overview_rows([*surveys, alone]).set_index("survey")
    assert rows.loc["east", "analysis"] == "screening alone"
    assert rows.loc["east", ["n", "icc", "deff"]].isna().all()
    page = render_overview([*surveys, alone], REPORTS / "templates", CSS, STYLE, {})
    assert "3 surveys: where do interviewers matter most?" in page
    assert '<a href="east.html">east</a>' in page
    both = [alone, replace(alone, name="west", read={})]
    assert "2 surveys: where" in render_overview(both, REPORTS / "templates", CSS, STYLE, {})


def test_what_the_page_prints_is_in_its_tables(surveys):
    screened = surveys[0].table("screening")
    surveys[1].read["screening"] = screened.assign(icc=2 * screened["icc"]).iloc[1:]
    tables = overview_tables(surveys)
    items = tables["index-items.csv"]
    for item, own in items.groupby("item"):
        one = screened.set_index("item").loc[item, "icc"]
        only = item == screened["item"].iloc[0]
        assert own["icc"].tolist() == ([one] if only else [one, 2 * one])
        assert own["median"].tolist() == [one if only else 1.5 * one] * len(own)
        assert set(own["n_surveys"]) == {len(own)}
    page = render_overview(surveys, REPORTS / "templates", CSS, STYLE, {})
    for name, table in tables.items():
        assert f'href="{name}" download' in page
        assert len(table)
    row = tables["index-surveys.csv"].iloc[0]
    for shown in (
        numbers.percent(row["icc"]),
        numbers.count(row["n_effective"]),
        numbers.fixed(row["deff"], 2),
    ):
        assert f">{shown}<" in page
    first = items.iloc[0]
    assert f"largest for {first['item']} ({numbers.percent(first['median'])})" in page


def test_what_differs_is_said_and_what_may_be_chance():
    rows = pd.DataFrame(
        {"survey": ["a", "b"], "analysis": "first", "icc": [0.2, 0.05], "icc_low": [0.12, 0.02],
         "icc_high": [0.3, 0.1], "differs": [True, True]}
    )  # fmt: skip
    items = pd.DataFrame({"item": ["trust", "trust", "age"], "median": [0.25, 0.25, 0.1]})
    said = findings(rows, items)
    assert said[0] == "first: interviewers differ in level in 2 of 2 surveys."
    assert "largest in a (20 %, 12 to 30 %) and smallest in b" in said[1].replace("\u202f", " ")
    assert "do not overlap" in said[1]
    assert "may be chance" in findings(rows.assign(icc_low=0.01), items)[1]
    assert "largest for trust" in said[2]


def test_the_page_leads_to_each_report(surveys):
    page = render_overview(surveys, REPORTS / "templates", CSS, STYLE, {})
    assert 'href="north.html"' in page
    assert page.count("<svg") >= 2
    assert page == render_overview(surveys, REPORTS / "templates", CSS, STYLE, {})
