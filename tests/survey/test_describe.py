import numpy as np
import pandas as pd
import pytest
from interviewer_effects.survey.codes.suspected_codes import (
    stands_far,
    suspected_by_item,
    suspected_codes,
)
from interviewer_effects.survey.describe import describe_distributions, describe_items


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
        ([*range(11), 55], [55]),
        ([1, 2, 3, 4, 5, 98, 99], [98, 99]),
        ([1, 2, 3, 4, 5, 95, 96, 97], [95, 96, 97]),
        ([*range(101), 997, 998, 999], [997, 998, 999]),
        ([*range(1930, 2005), 9998, 9999], [9998, 9999]),
        ([*range(0, 60000, 500), 999999999], [999999999]),
        ([*range(0, 60000, 500), -88, -66], [-88, -66]),
        ([-1, -2, *range(1, 11)], [-2, -1]),
        ([-99, -98, -97, 1, 2, 3, 4, 5], [-99, -98, -97]),
        ([*range(1, 8), 80, 88, 89], [80, 88, 89]),
        ([*range(-3, 4)], []),
        ([*range(-12, 9)], []),
        ([1, 2, 6, 8, 66, 88], [66, 88]),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9], []),
    ],
)
def test_suspected_codes_have_the_form_of_codes_and_stand_apart(values, codes):
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
    assert items.loc["trust", ["n_valid", "n_missing", "n_empty", "n_outside_valid"]].tolist() == [
        5,
        2,
        0,
        1,
    ]
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
    frame = pd.DataFrame(
        {"x": rng.normal(size=500), "text": [f"t{min(i, 99)}" for i in range(500)]}
    )
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
    assert (
        items.loc["x", "suspected_evidence"]
        == f"8: 2 answers, {8 - top} above {top}, where the others end"
    )


def test_ages_of_66_77_88_and_99_survive():
    frame = pd.DataFrame({"agea": [*range(15, 100), 66, 77, 88, 99, 999]})
    items = describe_items(frame, {"agea": entry(c999="not available")}).set_index("item")
    assert items.loc["agea", ["suspected_codes", "max", "n_missing"]].tolist() == ["", 99, 1]


SCALE = [1] * 30 + [2] * 40 + [3] * 50 + [4] * 30 + [5] * 20 + [6] * 10


def of_a_file(**others):
    """Three items of 1 to 4 with the codes 7, 8 and 9, and others beside them."""
    short = [1] * 80 + [2] * 60 + [3] * 40 + [4] * 20 + [7, 8, 8, 9]
    return {f"short{k}": np.array(short, dtype=float) for k in range(3)} | {
        name: np.array(values, dtype=float) for name, values in others.items()
    }


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([*SCALE, 7, 8, 8, 8, 9], [7, 8, 9]),
        ([*SCALE, 8, 8, 9], [8, 9]),
        ([*SCALE, *[7] * 25], None),
        ([*SCALE, *[7] * 25, 8, 8], [8]),
        ([*SCALE, *[7] * 25, *[8] * 40, *[9] * 30], None),
        ([*SCALE, 7, 77, 88], [77, 88]),
        ([*SCALE, 7, 97, 98], [97, 98]),
    ],
)
def test_what_other_items_use_as_a_code_is_one_beside_the_scale_too_where_it_is_rare(values, codes):
    assert suspected_by_item(of_a_file(x=values), {}).get("x") == codes
    assert suspected_codes(np.array([*SCALE, 7, 8, 8, 8, 9], dtype=float)) == []


def test_codes_declared_in_other_items_count():
    values = np.array([*SCALE, 8, 8, 8], dtype=float)
    assert suspected_by_item({"x": values}, {name: [7, 8, 9] for name in "abc"}) == {"x": [8]}


def test_a_filter_gives_itself_away_by_the_interviews_it_leaves_out():
    rng = np.random.default_rng(1)
    left_out = np.arange(400) < 150
    certain = {f"c{k}": np.where(left_out, 6, rng.integers(1, 3, 400)) for k in range(3)}
    filtered = {f"f{k}": np.where(left_out, 6, rng.integers(1, 6, 400)) for k in range(2)}
    scale = {"scale": rng.integers(1, 7, 400)}
    found = suspected_by_item(
        {name: x.astype(float) for name, x in (certain | filtered | scale).items()}, {}
    )
    assert found == {item: [6] for item in [*certain, *filtered]}


def test_items_that_nobody_answered_are_codes_through_and_through():
    columns = of_a_file(empty=[6666] * 200 + [9999] * 4)
    years = {
        f"y{k}": np.array([*range(1940, 1990)] * 4 + [6666, 9999, 9999, 9999], dtype=float)
        for k in range(3)
    }
    assert suspected_by_item(columns | years, {})["empty"] == [6666, 9999]


@pytest.mark.parametrize(
    ("values", "far"),
    [
        ([1, 2, 3, 4, 5, 444], [444]),
        ([-50, 1, 2, 3], [-50]),
        ([*range(11), 12], []),
        ([1, 2], []),
        ([], []),
    ],
)
def test_a_value_of_any_form_may_stand_far_from_the_others(values, far):
    assert stands_far(np.array(values, dtype=float)) == far


def test_codes_that_nobody_confirmed_are_named_and_what_was_not_asked_is_counted_apart():
    book = {
        "short": entry([1, 4], c8="suspected don't know"),
        "trust": entry([0, 10], c88="suspected not applicable"),
    }
    items = describe_items(FRAME, book | {"rate": entry(c8="trifft nicht zu")}).set_index("item")
    assert items["suspected_codes"].tolist() == ["8", "88", ""]
    assert items["n_suspected"].tolist() == [2, 2, 0]
    assert items["n_not_applicable"].tolist() == [0, 2, 1]
    assert (
        items.loc["short", "suspected_evidence"] == "8: 2 answers, 4 above 4, where the others end"
    )
    assert items.loc["short", ["n_valid", "n_missing", "max"]].tolist() == [6, 2, 4]
