"""A weight that says nothing new is pointed out."""

import numpy as np
import pandas as pd
from interviewer_effects.survey.weight import describe_weight

WHO = np.repeat(np.arange(8), 4)
COLUMNS = {"interview": "id", "interviewer": "who", "weight": "w", "area": None}
FRAME = pd.DataFrame(
    {"id": np.arange(32), "who": WHO.astype(str), "rr": 40 + WHO**2 / 7, "x": np.arange(32) % 5}
)


def facts(weight, columns=COLUMNS):
    return describe_weight(FRAME.assign(w=weight), columns).set_index("fact")["sentence"].to_dict()


def test_an_inverse_response_rate_is_recognised_and_constant_within_interviewers():
    said = facts(100 / FRAME["rr"])
    assert said["function of a column"] == "The weight is 100 / rr exactly."
    assert "becomes 1 everywhere" in said["constant within interviewer"]


def test_multiples_and_lines_are_recognised():
    assert facts(3 * FRAME["rr"])["function of a column"] == "The weight is 3 × rr exactly."
    assert facts(FRAME["rr"])["function of a column"] == "The weight is rr exactly."
    assert (
        facts(2 + 0.5 * FRAME["x"])["function of a column"] == "The weight is 2 + 0.5 × x exactly."
    )


def test_an_ordinary_weight_has_a_range_only():
    assert list(facts(np.random.default_rng(1).uniform(0.5, 2, 32))) == [
        "largest divided by smallest"
    ]
    nearly = 100 / FRAME["rr"] * (1 + 1e-3 * np.random.default_rng(1).normal(size=32))
    assert list(facts(nearly)) == ["largest divided by smallest"]


def test_a_weight_of_zero_is_no_function_of_anything():
    assert set(facts(0.0)) == {"largest divided by smallest"}


def test_without_a_weight_there_is_nothing_to_say():
    assert facts(1.0, COLUMNS | {"weight": None}) == {}
    assert facts("heavy") == {}
    assert list(facts(1.0)) == ["largest divided by smallest"]


def test_a_weight_of_interviewers_is_described_and_one_column_at_both_levels_is_noticed():
    both = COLUMNS | {"interviewer_weight": "v"}
    frame = FRAME.assign(w=np.random.default_rng(1).uniform(0.5, 2, 32), v=5 * FRAME["rr"])
    said = describe_weight(frame, both).set_index(["column", "fact"])["sentence"]
    assert said["v", "largest divided by smallest"].startswith("The interviewers' weight runs from")
    assert said["v", "function of a column"] == "The interviewers' weight is 5 × rr exactly."
    assert list(said["w"].index) == ["largest divided by smallest"]
    same = describe_weight(frame, COLUMNS | {"weight": "v", "interviewer_weight": "v"})
    assert same["fact"].value_counts()["largest divided by smallest"] == 1
    assert (
        same["sentence"]
        .iloc[-1]
        .startswith("One column is named as the weight of interviews and of interviewers")
    )
    copied = describe_weight(frame.assign(w=2 * frame["v"]), both).set_index(["column", "fact"])[
        "sentence"
    ]
    assert "The weight is 2 × v exactly." in copied["w", "function of a column"].tolist()
