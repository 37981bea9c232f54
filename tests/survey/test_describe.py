import numpy as np
import pandas as pd
import pytest
from interviewer_effects.survey.describe import describe_distributions, describe_items
from interviewer_effects.survey.suspect import suspected_codes


def entry(valid=None, kind="numeric", **missing):
    codes = {code.removeprefix("c"): reason for code, reason in missing.items()}
    return {"label": "Label", "valid": valid, "missing": codes, "kind": kind}


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([*range(11), 77, 88, 99], [77, 88, 99]),
        ([*range(11), 88], [88]),
        ([1, 2, 3, 4, 5, 8], [8]),
        ([1, 2, 3, 4, 7, 9], [7, 9]),
        ([*range(15, 102)], []),
        ([*range(15, 94), 99], []),
        ([*range(15, 102), 999], [999]),
        ([*range(1920, 1996), 7777, 8888, 9999], [7777, 8888, 9999]),
        ([*range(10)], []),
        ([0, 1, 2, 3, 4, 5, 7, 8, 9], []),
        ([-9, *range(11)], [-9]),
        ([8, 8], []),
        ([], []),
        ([1, 2, np.nan, np.inf], []),
        ([*range(15), 66.6], []),
        ([*range(11), 55], []),
    ],
)
def test_suspected_codes_repeat_a_digit_and_stand_apart(values, codes):
    rng = np.random.default_rng(1)
    assert suspected_codes(rng.permutation(np.array(values * 3, dtype=float))) == codes


FRAME = pd.DataFrame(
    {
        "trust": [0, 10, 88, 88, 77, 5, 5, 4],
        "rate": [1.0, np.nan, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0],
        "word": ["a", None, "b", "b", "b", "a", "a", "b"],
        "short": [1, 2, 3, 4, 8, 8, 1, 2],
    }
)
CODEBOOK = {
    "trust": entry([0, 10], c88="don't know"),
    "rate": entry(),
    "word": entry(kind="categorical"),
    "short": entry(),
}


def test_items_are_counted_and_summarised():
    items = describe_items(FRAME, CODEBOOK).set_index("item")
    assert items.loc["trust", ["n_valid", "n_missing", "n_empty", "n_outside_valid"]].tolist() == [5, 2, 0, 1]
    assert items.loc["trust", ["mean", "min", "max"]].tolist() == [4.8, 0, 10]
    assert items.loc["trust", "sd"] == pytest.approx(np.std([0, 10, 5, 5, 4], ddof=1))
    assert items.loc["rate", ["n_valid", "n_missing", "n_empty"]].tolist() == [7, 1, 1]
    assert items.loc["word", ["n_valid", "n_missing"]].tolist() == [7, 1]
    assert np.isnan(items.loc["word", "mean"])
    total = items["n_valid"] + items["n_missing"] + items["n_outside_valid"]
    assert (total == len(FRAME)).all()


def test_a_code_nobody_declared_is_suspected_and_stays_in_the_mean():
    items = describe_items(FRAME, CODEBOOK).set_index("item")
    assert items.loc["short", "suspected_codes"] == "8"
    assert items.loc["short", "n_suspected"] == 2
    assert items.loc["short", "max"] == 8
    assert items.loc["trust", "suspected_codes"] == ""
    undeclared = describe_items(FRAME, {"trust": entry()}).set_index("item")
    assert undeclared.loc["trust", "suspected_codes"] == "77;88"
    partly = describe_items(FRAME, {"trust": entry(c88="don't know")}).set_index("item")
    assert partly.loc["trust", "suspected_codes"] == "77"


def test_distributions_account_for_every_interview():
    table = describe_distributions(FRAME, CODEBOOK)
    assert (table.groupby("item")["n"].sum() == len(FRAME)).all()
    trust = table[table["item"] == "trust"]
    assert trust[["kind", "value", "reason", "n"]].to_numpy().tolist() == [
        ["valid", 0, "", 1],
        ["valid", 4, "", 1],
        ["valid", 5, "", 2],
        ["valid", 10, "", 1],
        ["missing", 88, "don't know", 2],
        ["outside", 77, "", 1],
    ]
    short = table[(table["item"] == "short") & (table["value"] == 8)]
    assert short[["kind", "reason", "n"]].to_numpy().tolist() == [["valid", "suspected code", 2]]
    assert table[(table["item"] == "word") & (table["kind"] == "empty")]["n"].tolist() == [1]


def test_many_values_are_counted_in_intervals_and_many_texts_are_cut():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"x": rng.normal(size=500), "text": [f"t{min(i, 99)}" for i in range(500)]})
    table = describe_distributions(frame, {"x": entry(), "text": entry(kind="categorical")})
    assert (table.groupby("item")["n"].sum() == 500).all()
    intervals = table[table["item"] == "x"]
    assert len(intervals) == 20
    assert (intervals["value_high"] > intervals["value"]).all()
    texts = table[table["item"] == "text"]
    assert len(texts) == 61
    assert texts["value"].iloc[-1] is None
    assert texts["reason"].iloc[-1] == "40 rarer texts"


@pytest.mark.parametrize("top", [5, 4])
def test_an_8_is_caught_even_when_it_is_the_maximum(top):
    frame = pd.DataFrame({"x": [*range(1, top + 1)] * 5 + [8, 8]})
    items = describe_items(frame, {"x": entry()}).set_index("item")
    assert items.loc["x", "suspected_codes"] == "8"
    assert items.loc["x", "suspected_evidence"] == f"8: 2 answers, {8 - top} above {top}, where the others end"


def test_ages_of_66_77_88_and_99_survive():
    frame = pd.DataFrame({"agea": [*range(15, 100), 66, 77, 88, 99, 999]})
    items = describe_items(frame, {"agea": entry(c999="not available")}).set_index("item")
    assert items.loc["agea", ["suspected_codes", "max", "n_missing"]].tolist() == ["", 99, 1]
