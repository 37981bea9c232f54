"""Items that an interviewer recorded with the scale reversed."""

import numpy as np
import pytest
from interviewer_effects.audit.explanations.reversals import REVERSALS, reversals
from planted import audited
from test_causes import WHO, planted
from test_near_duplicates import survey


def found(frame):
    return reversals(frame, list(frame)[2:], "holm", 0.05)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ordinary_surveys_have_none(seed):
    made = found(survey(seed))
    assert made.empty
    assert list(made) == REVERSALS


def test_a_reversed_item_is_found_and_not_those_that_rest_on_it():
    frame = survey(4, n=600)
    frame["q1"] = np.clip(
        np.round(0.8 * frame["q0"] + 1 + np.random.default_rng(1).normal(size=len(frame))), 0, 10
    )
    rows = frame["interviewer"] == "i12"
    frame.loc[rows, "q1"] = 10 - frame.loc[rows, "q1"]
    made = found(frame)
    assert len(made) == 1
    assert made["interviewer"].tolist() == ["i12"]
    assert made["item"].iloc[0] in ("q0", "q1")  # two items alone cannot tell which of them it is
    assert made["correlation"].iloc[0] < -0.5 < 0.3 < made["usual"].iloc[0]


def test_a_whole_reversed_battery_is_no_reversal_of_an_item():
    frame = survey(5, n=600)
    rows = frame["interviewer"] == "i12"
    frame.loc[rows, list(frame)[2:]] = 10 - frame.loc[rows, list(frame)[2:]]
    assert found(frame).empty


def test_a_text_and_a_constant_item_are_left_alone():
    frame = survey(6).assign(party="a", same=1.0)
    assert found(frame).empty


def test_a_reversed_scale_is_the_cause_of_a_flag_and_turning_it_back_lifts_it():
    frame = planted(3, lambda part: None)
    rng = np.random.default_rng(2)
    frame["q0"] = np.clip(
        np.round(0.9 * frame["q1"] + 2 + 0.8 * rng.normal(size=len(frame))), 0, 10
    )
    rows = frame["interviewer"] == WHO
    frame.loc[rows, "q0"] = 10 - frame.loc[rows, "q0"]
    table, said = audited(frame)
    own = said[(said["interviewer"] == WHO) & (said["variant"] == "recoded")].iloc[0]
    assert (own["cause"], own["resolves"]) == ("reversed scale", True)
    assert own["sentence"].startswith("A reversed scale explains the flag: in their ")
    row = table[(table["interviewer"] == WHO) & (table["cause"] == "reversed scale")].iloc[0]
    assert abs(row["z_after"]) < 1.5 < abs(row["z_before"])
