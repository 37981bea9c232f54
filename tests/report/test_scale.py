"""The section about other treatments of the outcome."""

import pytest
from interviewer_effects.files import read_csv, write_csv
from interviewer_effects.report.codings import findings as codings_findings

pytestmark = pytest.mark.slow


def said(one):
    return [str(part).replace("\u202f", " ") for part in codings_findings.treatments(one)]


def test_agreement_is_said_with_its_numbers(analysis):
    heading, sentence = said(analysis())
    assert heading == "What was found does not depend on taking the answers as numbers"
    assert (
        "Do levels differ? p < 0.001 as numbers, p < 0.001 by order, p < 0.001 by a cumulative "
        "logit model, p < 0.001" in sentence
    )
    assert "Do slopes of x differ? p = 0.61 as numbers" in sentence
    assert (
        "correlate with those of the numbers by 0.80 or more; of 1 extreme as numbers 1 are so "
        "by order, 1" in sentence
    )
    assert "by order, 1 by the cumulative logit model." in sentence
    assert (
        "Behind the answers, the cumulative logit model puts 5.2 % of the variance between "
        "interviewers (2.6" in sentence
    )
    assert "puts 7.0 % of the variance between interviewers (3.0 to 12.0 %)" in sentence


def test_a_decision_that_changes_is_the_heading(analysis):
    one = analysis()
    path = one.survey.folder.path("tables/treatments.csv")
    rows = read_csv(path)
    rows.loc[(rows["effect"] == "x") & (rows["treatment"] == "normal scores"), "p_mixture"] = 0.01
    write_csv(rows, path)
    assert said(one)[0] == "Slopes of x differ by 1 of 3 treatments of the answers"


def test_who_is_extreme_is_part_of_what_was_found(analysis):
    one = analysis()
    rows = one.survey.table("treatments")
    rows.loc[(rows["effect"] == "Intercept") & (rows["treatment"] == "normal scores"), "n_both"] = 0
    assert said(one)[0] == (
        "Whether interviewers differ does not depend on taking the answers as numbers; who is "
        "extreme does"
    )
