"""The section on weights: a weight that is constant within interviewers, weights all alike, and no
weights.
"""

import numpy as np
import pandas as pd
import pytest
from audited import SETTINGS, interviews
from interviewer_effects.audit.robustness.weighting import COLUMNS, weighting_rows
from interviewer_effects.report.page.sections import weights
from interviewer_effects.report.weights import findings as weights_findings
from interviewer_effects.report.weights.figures import _left_out, weight_pictures
from interviewer_effects.specification import AnalysisSpec

pytestmark = pytest.mark.slow


def asked(one, column):
    """The analysis with the table of the stage weigh_interviews, by its own code."""
    frame = interviews([f"i{j:02d}" for j in range(24)]).rename(
        columns={"int": "interviewer", "id": "interview"}
    )
    given = np.atleast_2d(np.transpose(column(frame)))
    by_id = pd.DataFrame(given.T, frame["interview"], list(COLUMNS[: len(given)]))
    rows = weighting_rows(frame, AnalysisSpec(**SETTINGS, weights="all"), by_id, "recoded", 0.05)
    one.settings["weights"] = "all"
    one.survey.read["weighting"] = pd.DataFrame([{"analysis": one.name} | row for row in rows])
    return one


def test_a_weight_per_interviewer_is_noticed_and_has_no_likelihood_ratio_test(analysis):
    one = asked(analysis(), lambda frame: (100 / frame["rr"]).to_numpy())
    heading, said = map(str, weights_findings.weights(one))
    assert heading == "The weights change the fixed effects, var(Intercept) and var(x)"
    assert " unweighted and " in said
    assert "The weight is constant within every interviewer" in said
    assert "Weighted estimates have no likelihood-ratio test" in said
    assert "robust Wald tests with standard errors" in said
    assert "with interviewers weighted" in said
    assert set(weight_pictures(one)) == {"weights_forest"}


def test_weights_that_are_all_alike_move_nothing(analysis):
    one = asked(analysis(), lambda frame: np.full(len(frame), 2.5))
    assert "No weighting moves a fixed effect." in str(weights_findings.weights(one)[1])


def test_where_none_is_asked_for_nothing_is_said(analysis):
    one = analysis()
    assert weights(one, {}) is None
    assert weight_pictures(one) == {}


def test_weights_of_both_levels_are_told_apart(analysis):
    def columns(frame):
        return np.column_stack([1.0 + np.arange(len(frame)) % 3, 100 / frame["rr"]])

    one = asked(analysis(), columns)
    said = str(weights_findings.weights(one)[1])
    assert "There is one column of weights" not in said
    assert {"both weighted (A)", "both weighted (B)"} <= set(
        weights_findings.rows_of(one, one.model)["named"]
    )


def test_parameters_without_room_in_the_figure_are_counted():
    assert _left_out(list("abcde"), list("abde")) == "; 4 of 5 parameters, the table holds all"
    assert _left_out(list("abcd"), list("abcd")) == ""
