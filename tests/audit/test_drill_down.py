"""The drill-down: every number recomputed by hand, and the interviewers who are not like the
others.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.explanations.drill_down import (
    COLUMNS,
    Evidence,
    drill,
    interviewer_facts,
    looked_at,
    own_slope,
)
from scipy import stats


def effects(rows):
    """effects.csv of a few interviewers: (interviewer, effect, z, reasons)."""
    table = pd.DataFrame(rows, columns=["interviewer", "effect", "z", "reasons"])
    return table.assign(
        z_tail=table["z"],
        z_at_means=table["z"],
        p=2 * stats.norm.sf(table["z"].abs()),
        p_adjusted=1.0,
    )


@pytest.fixture
def evidence():
    """Five interviewers: 1 low answers, 2 a code in x, 3 one interview, 4 a code in every
    interview, 5 nothing.
    """
    raw = pd.DataFrame(
        [("1", y, x) for y, x in zip([0, 1, 2, 3, 9], [1, 2, 3, 4, 5], strict=True)]
        + [("2", y, x) for y, x in zip([5, 6, 7, 88], [1, 2, 88, 3], strict=True)]
        + [("3", 4, 2)]
        + [("4", 88, 1), ("4", 5, 88)]
        + [("5", y, 0.1) for y in (4, 5, 6, 7)],
        columns=["interviewer", "y", "x"],
    ).astype({"y": float, "x": float})
    raw.insert(0, "interview", [f"i{k}" for k in range(len(raw))])
    raw["rate"], raw["team"] = raw["interviewer"].astype(float) * 10, "a"
    coded = [(i, who, item, "88", "don't know") for i, who, item in CODED]
    lines = pd.DataFrame(
        {"Intercept": [2.0, 3, 4, 5, 4], "x": [0.1, 0.2, 0.3, 0.4, 0.25]},
        ["1", "2", "3", "5", EVERY],
    )
    return Evidence(
        outcome="y",
        predictor="x",
        covariates=["rate", "team"],
        answers={
            "raw": raw,
            "recoded": raw[(raw[["x", "y"]] != 88).all(axis=1)].reset_index(drop=True),
        },
        effects={
            "raw": effects(
                [
                    ("1", "Intercept", -3, "extreme"),
                    ("1", "x", 1, ""),
                    ("2", "Intercept", 0.5, "coded"),
                    ("2", "x", 4, "outlier;extreme;coded"),
                    ("4", "x", 3.5, "coded"),
                ]
            ),
            "recoded": effects([("1", "Intercept", -2, "extreme"), ("5", "x", 0, np.nan)]),
        },
        lines={"raw": lines * 2, "recoded": lines},
        cells=pd.DataFrame(coded, columns=["interview", "interviewer", "item", "code", "reason"]),
    )


EVERY = "everybody"
CODED = [("i7", "2", "x"), ("i8", "2", "y"), ("i10", "4", "y"), ("i11", "4", "x")]


def facts(evidence, who):
    return pd.DataFrame(interviewer_facts(evidence, who)).set_index("fact")


def test_the_most_extreme_come_first_and_only_those_with_a_reason(evidence):
    assert looked_at(evidence.effects) == ["2", "4", "1"]


def test_the_table_follows_that_order(evidence):
    table = drill(evidence)
    assert table.columns.tolist() == COLUMNS
    assert table["interviewer"].drop_duplicates().tolist() == ["2", "4", "1"]
    assert table["sentence"].str.endswith(".").all()
    assert not table["sentence"].str.contains("nan").any()


def test_nobody_to_look_at_is_an_empty_table(evidence):
    none = {variant: table.assign(reasons="") for variant, table in evidence.effects.items()}
    empty = drill(Evidence(**{**evidence.__dict__, "effects": none}))
    assert empty.empty
    assert empty.columns.tolist() == COLUMNS


def test_the_mean_answer_beside_everybodys(evidence):
    found, answers = facts(evidence, "1"), evidence.answers["recoded"]
    assert found.loc["mean answer", ["value", "reference"]].tolist() == [3.0, answers["y"].mean()]


def test_reasons_are_said_by_variant_and_effect(evidence):
    found = facts(evidence, "2")
    assert found.index[:3].tolist() == ["reason raw coded", "reason raw x", "workload"]
    said = found.loc["reason raw x", "sentence"]
    assert said.startswith(
        "An outlier and among the most extreme in slope of x with the codes left in: z = 4.00"
    )
    assert "p < 0.001; adjusted over interviewers p > 0.99" in said
    assert found.loc["reason raw coded", "sentence"].endswith(
        "(z = 0.50 in level (intercept), z = 4.00 in slope of x)."
    )
    assert facts(evidence, "1").index[:2].tolist() == [
        "reason raw Intercept",
        "reason recoded Intercept",
    ]


def test_codes_are_named_with_their_interviews(evidence):
    row = facts(evidence, "2").loc["missing codes"]
    assert (row["value"], row["reference"]) == (2, 4)
    assert (
        "x holds the code 88 (don't know) in interview i7; y holds the code 88 (don't know) in"
        in row["sentence"]
    )
    none = facts(evidence, "1")
    assert none.loc["missing codes", "value"] == 0
    assert "slope without codes" not in none.index


def test_the_own_slope_is_least_squares_with_and_without_the_codes(evidence):
    row = facts(evidence, "2").loc["slope without codes"]
    raw, recoded = evidence.answers["raw"], evidence.answers["recoded"]
    by_hand = [
        np.polyfit(f.loc[f["interviewer"] == "2", "x"], f.loc[f["interviewer"] == "2", "y"], 1)[0]
        for f in (raw, recoded)
    ]
    assert [row["reference"], row["value"]] == pytest.approx(by_hand)
    assert "the slope over all interviewers is 0.250 after recoding" in row["sentence"]


def test_a_predictor_that_does_not_vary_has_no_slope(evidence):
    assert np.isnan(own_slope(evidence, "raw", "5"))
    assert np.isnan(own_slope(evidence, "raw", "3"))


def test_one_interview_is_enough_for_facts(evidence):
    found = facts(evidence, "3")
    assert (
        found.loc["workload", "sentence"]
        == "1 complete interview; half of the interviewers have 3 or fewer."
    )
    assert found.loc["intercept recoded", ["value", "reference"]].tolist() == [4, 4]


def test_someone_who_vanishes_after_recoding_keeps_what_is_known(evidence):
    found = facts(evidence, "4")
    assert found.loc["workload", "value"] == 0
    assert found.index.tolist() == [
        "reason raw coded",
        "workload",
        "missing codes",
        "slope without codes",
    ]
    assert "without them" in found.loc["slope without codes", "sentence"]
    assert "undefined without them" in found.loc["slope without codes", "sentence"]


def test_lines_are_given_for_each_variant(evidence):
    found = facts(evidence, "5")
    assert found.loc["slope of x raw", ["value", "reference"]].tolist() == [0.8, 0.5]
    assert found.loc["slope of x recoded", ["value", "reference"]].tolist() == [0.4, 0.25]
    assert found.loc["intercept recoded", "sentence"].startswith(
        "Predicted intercept after recoding: 5.00; 4.00 over"
    )


def test_covariates_that_are_numbers_are_compared_with_the_median(evidence):
    found = facts(evidence, "2")
    assert found.loc["rate", ["value", "reference"]].tolist() == [20, 25]
    assert "team" not in found.index


def test_without_a_random_slope_there_is_no_own_slope(evidence):
    plain = Evidence(**{**evidence.__dict__, "predictor": None})
    assert "slope without codes" not in facts(plain, "2").index
