"""The section about unanswered items: its sentences by what the tables hold, and its figures."""

import pandas as pd
import pytest
from audited import REPORTS, make_audit
from interviewer_effects.files import read_csv, write_csv
from interviewer_effects.report.data.results import survey_of_rule
from interviewer_effects.report.figures.style import styled
from interviewer_effects.report.nonresponse import findings as nonresponse_findings
from interviewer_effects.report.nonresponse.figures import silence_pictures

pytestmark = pytest.mark.slow


def survey_with(folder, **changes):
    """The audited survey with other values in its table of unanswered items."""
    smk = make_audit(folder, tested=True)
    path = next(path for path in smk.input.tables if path.name == "silence.csv")
    write_csv(read_csv(path).assign(**changes), path)
    return survey_of_rule(smk)


def said(survey):
    return [
        str(part).replace("\u2009", " ").replace("\u202f", " ")
        for part in nonresponse_findings.silence(survey)
    ]


def test_the_finding_names_the_spread_and_who_stands_out(tmp_path):
    heading, sentence = said(survey_with(tmp_path))
    assert heading == "Interviewers differ in what is left unanswered"
    assert (
        "By the model, 95 % of interviewers have a true share of 1.0 % to 31 %; observed are "
        in sentence
    )
    assert "9 of 144 interviews leave at least one item unanswered (don't know)" in sentence
    assert "27 % lies between interviewers (95 % interval 5 to 60 %; p = 0.001)" in sentence
    pairs = "Of 1 pairs of an item and a reason that were tested"
    assert f"{pairs}, interviewers differ in none after adjustment" in sentence
    assert (
        "the share of i00 (6 of 12, more than the others) is unusual after adjustment over "
        "interviewers" in sentence
    )


@pytest.mark.parametrize(
    ("changes", "heading"),
    [
        (
            {"p_mixture": 0.4},
            "No detectable difference between interviewers in what is left unanswered",
        ),
        (
            {"p_mixture": 0.4, "p_adjusted": 0.01},
            "Interviewers differ in 1 of 1 pairs of an item and a reason of item nonresponse",
        ),
        (
            {"sigma": float("nan"), "p_mixture": float("nan"), "status": "too few"},
            "Too few answers are missing to compare interviewers by them",
        ),
    ],
)
def test_the_heading_follows_the_tables(tmp_path, changes, heading):
    assert said(survey_with(tmp_path, **changes))[0] == heading


def test_the_figures_name_who_stands_out_and_are_left_out_where_there_is_nothing(tmp_path):
    with styled(REPORTS / "figures.mplstyle"):
        drawn = silence_pictures(survey_with(tmp_path / "a"))
        none = silence_pictures(survey_with(tmp_path / "b", sigma=pd.NA))
    assert sorted(drawn) == ["silence_funnel", "silence_items"]
    assert drawn["silence_funnel"].alt.endswith("beyond the adjusted limits: i00.")
    assert none == {}
