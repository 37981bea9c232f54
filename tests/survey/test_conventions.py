"""Suspected codes where items tell each other what is a code, and where nothing but the counts
does.
"""

import numpy as np
import pytest
from interviewer_effects.survey.codes.suspected_codes import suspected_by_item, suspected_codes

N = 600


def repeated(counts):
    """A column (n,) with each value as often as said."""
    return np.repeat(np.array(list(counts), dtype=float), list(counts.values()))


@pytest.mark.parametrize("codes", [[94], [9997], [9996, 9997], [66], [6666, 9999]])
def test_an_item_that_nobody_was_asked_holds_nothing_but_codes(codes):
    column = np.resize(np.array(codes, dtype=float), N)
    assert suspected_codes(column) == codes


@pytest.mark.parametrize(
    "values", [[8], [9], [6, 7], [12], [2010], [1999], [50, 100], [98, 99], [90, 91, 92, 93]]
)
def test_other_items_of_few_values_hold_answers(values):
    assert suspected_codes(np.resize(np.array(values, dtype=float), N)) == []


def test_codes_that_crowd_after_the_last_few_answers_are_suspected():
    ages = dict.fromkeys(range(14, 30), 20) | {31: 4, 33: 2, 34: 1, 40: 1, 55: 1, 81: 1, 93: 1}
    assert suspected_codes(repeated(ages | {97: 16, 98: 350, 99: 40})) == [97, 98, 99]
    assert suspected_codes(repeated(ages | {97: 1, 99: 1})) == []
    shares = dict.fromkeys(range(0, 100, 5), 30) | {99: 40}
    assert suspected_codes(repeated(shares)) == []


def filtered(seed, codes, n_items=4):
    """Items of place names numbered up to 900, and the interviews that a filter leaves out: they
    hold 999.
    """
    rng = np.random.default_rng(seed)
    left_out = rng.random(N) < 0.15
    columns = {}
    for k in range(n_items):
        values = rng.choice([*range(1, 21), 500, 600, 700, 800, 900], N).astype(float)
        values[left_out] = codes[k % len(codes)]
        columns[f"place{k}"] = values
    return columns


def test_the_last_number_of_three_items_in_the_very_same_interviews_is_a_code():
    assert suspected_by_item(filtered(1, [999]), {}) == {f"place{k}": [999] for k in range(4)}
    assert suspected_by_item(filtered(1, [999], n_items=2), {}) == {}


def test_items_tell_each_other_their_codes_in_turns():
    """9 is a code of few items by itself; once the filter's 6 is known in all of them, so are 7 to
    9 beside 1 to 5.
    """
    rng = np.random.default_rng(2)
    columns = {}
    left_out = rng.random(N) < 0.3
    for k in range(6):
        values = rng.integers(1, 5, N).astype(float)
        values[rng.choice(N, 12, replace=False)] = rng.choice([7, 8, 9], 12)
        columns[f"four{k}"] = values
        columns[f"yesno{k}"] = np.where(left_out, 6.0, rng.integers(1, 3, N))
    for k in range(4):
        values = rng.integers(1, 6, N).astype(float)
        values[left_out] = 6
        values[np.flatnonzero(~left_out)[:6]] = [7, 8, 8, 8, 9, 9]
        columns[f"five{k}"] = values
    suspected = suspected_by_item(columns, {})
    assert {item: codes for item, codes in suspected.items() if item.startswith("five")} == {
        f"five{k}": [6, 7, 8, 9] for k in range(4)
    }


def test_a_longer_code_hides_no_shorter_one():
    assert suspected_codes(repeated({1: 50, 2: 20, 3: 90, 6: 12, 7: 9, 9997: 1000})) == [6, 7, 9997]
    assert suspected_codes(repeated({1: 50, 2: 20, 3: 90, 6: 12, 66: 100})) == [66]


@pytest.mark.parametrize("codes", [[9995, 9999], [9995, 9996], [9995, 9998, 9999]])
def test_the_place_of_other_is_no_code_beside_reasons_for_no_answer(codes):
    rng = np.random.default_rng(3)
    values = np.concatenate([rng.integers(1580, 1590, 800), np.repeat(codes, 30)]).astype(float)
    assert suspected_codes(values) == [code for code in codes if code != 9995]


def test_95_to_99_are_all_codes():
    values = np.concatenate([np.tile(range(1, 6), 100), np.repeat([95, 96, 97, 98, 99], 9)])
    assert suspected_codes(values) == [95, 96, 97, 98, 99]


def test_95_far_beyond_a_scale_is_a_code_also_where_96_and_97_do_not_occur():
    values = np.concatenate([np.tile(range(1, 6), 100), np.repeat([95, 99], 9)])
    assert suspected_codes(values) == [95, 99]
