"""The section about other treatments of the outcome."""

import pytest
from interviewer_effects.files import read_csv, write_csv
from interviewer_effects.report.codings import findings as codings_findings

pytestmark = pytest.mark.slow


def said(one):
    return [str(part).replace("\u202f", " ") for part in codings_findings.treatments(one)]


def test_agreement_is_said_with_its_numbers(analysis):
    heading, sentence = said(analysis())
    assert heading == "The findings are the same under other codings of the outcome"
    assert (
        "Do levels differ? Answers as numbers: p < 0.001; p < 0.001 by order, p < 0.001 by a "
        "cumulative logit model, p < 0.001" in sentence
    )
    assert "Do slopes of x differ? Answers as numbers: p = 0.61" in sentence
    assert (
        "with those of the numbers is at least 0.80. Of 1 extreme with answers as numbers, 1 are "
        "extreme by ranks, 1" in sentence
    )
    assert "by ranks, 1 by the cumulative logit model." in sentence
    assert "The cumulative logit model estimates a latent-scale ICC of 5.2 % (2.6" in sentence
    assert "estimates a latent-scale ICC of 7.0 % (3.0 to 12.0 %)" in sentence


def test_a_decision_that_changes_is_the_heading(analysis):
    one = analysis()
    path = one.survey.folder.path("tables/treatments.csv")
    rows = read_csv(path)
    rows.loc[(rows["effect"] == "x") & (rows["treatment"] == "normal scores"), "p_mixture"] = 0.01
    write_csv(rows, path)
    assert said(one)[0] == "Slopes of x differ under 1 of 3 codings of the outcome"


def test_who_is_extreme_is_part_of_what_was_found(analysis):
    one = analysis()
    rows = one.survey.table("treatments")
    rows.loc[(rows["effect"] == "Intercept") & (rows["treatment"] == "normal scores"), "n_both"] = 0
    assert said(one)[0] == (
        "Whether interviewers differ is the same under other codings of the outcome; who is "
        "extreme is not"
    )
