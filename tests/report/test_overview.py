"""Several surveys on one page: ranked by size, with what differs said."""

from dataclasses import replace

import pandas as pd
import pytest
from audited import REPORTS
from interviewer_effects.report.overview import findings, items_by_survey, overview_rows, render_overview

CSS, STYLE = "", REPORTS / "figures.mplstyle"


@pytest.fixture
def surveys(drawn):
    """Two surveys of the same answers."""
    one = drawn().survey
    return [replace(one, name="north", read={}), replace(one, name="south", read={})]


def test_every_analysis_of_every_survey_has_a_row(surveys):
    rows = overview_rows(surveys)
    assert rows["survey"].tolist() == ["north", "south"]
    fit = surveys[0].table("fits").query("variant == 'recoded' and model == 'intercept' and criterion == 'REML'")
    assert rows["icc"].tolist() == [fit["icc"].iloc[0]] * 2
    items = items_by_survey(surveys)
    assert list(items.columns) == ["north", "south"]
    assert items["north"].is_monotonic_decreasing


def test_what_differs_is_said_and_what_may_be_chance():
    rows = pd.DataFrame(
        {"survey": ["a", "b"], "analysis": "first", "icc": [0.2, 0.05], "icc_low": [0.12, 0.02],
         "icc_high": [0.3, 0.1], "differs": [True, True]}
    )  # fmt: skip
    items = pd.DataFrame({"a": [0.3, 0.1], "b": [0.2, 0.0]}, index=["trust", "age"])
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
