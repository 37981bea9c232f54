import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interviewer_effects import numbers

ANY = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9)


@pytest.mark.parametrize(
    ("p", "shown"),
    [
        (0.0, "< 0.001"),
        (4.66e-6, "< 0.001"),
        (0.00099, "< 0.001"),
        (0.0013, "0.001"),
        (0.0123, "0.012"),
        (0.05, "0.050"),
        (0.0496, "0.0496"),
        (0.0504, "0.0504"),
        (0.61, "0.61"),
        (0.6097, "0.61"),
        (0.0996, "0.10"),
        (0.999, "> 0.99"),
        (1.0, "> 0.99"),
        (float("nan"), "–"),
        (None, "–"),
    ],
)
def test_a_p_value_is_never_zero_and_keeps_its_side_of_the_level(p, shown):
    assert numbers.p_value(p) == shown


@given(st.floats(0, 1))
def test_a_printed_p_is_on_the_same_side_of_five_percent(p):
    text = numbers.p_value(p)
    printed = float(text.lstrip("<> "))
    assert printed > 0
    if not text.startswith(("<", ">")) and abs(p - 0.05) > 5e-7:
        assert (printed < 0.05) == (p < 0.05)


def test_a_p_in_a_sentence_has_one_sign():
    assert numbers.p_phrase(1e-9) == "p < 0.001"
    assert numbers.p_phrase(0.61) == "p = 0.61"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.69600, "0.70"),
        (0.0123551, "0.012"),
        (3.65215, "3.7"),
        (0.0037607, "0.0038"),
        (0.0, "no detectable variance"),
        (1.234e-7, "1.2 × 10⁻⁷"),
        (612.1, "612"),
        (0.0996, "0.10"),
        (float("nan"), "–"),
    ],
)
def test_a_variance_has_two_significant_digits(value, shown):
    assert numbers.variance(value) == shown


@given(st.floats(1e-4, 1e6))
def test_significant_digits_are_within_half_a_unit(value):
    shown = float(numbers.significant(value, 3).replace(",", ""))
    unit = 10.0 ** (math.floor(math.log10(value)) - 2)
    assert abs(shown - value) <= max(unit, 1) * 0.51


@pytest.mark.parametrize(
    ("value", "se", "shown"),
    [
        (3.886132, 0.133, "3.89"),
        (0.1429336, 0.0166, "0.143"),
        (-0.00001, 0.5, "0.00"),
        (-1.5, 0.5, "−1.50"),
        (12.3, 8.0, "12.3"),
    ],
)
def test_an_estimate_has_the_decimals_of_its_standard_error(value, se, shown):
    assert numbers.estimate(value, se) == shown


def test_intervals_have_equal_decimals_and_shares_carry_the_sign():
    assert numbers.interval(0.110397, 0.207698) == "0.110 to 0.208"
    assert numbers.percent_interval(0.0291, 0.0958) == "2.9 to 9.6\u202f%"
    assert numbers.percent(0.0567) == "5.7\u202f%"
    assert numbers.percent(0.287) == "29\u202f%"
    assert numbers.percent(-0.054) == "−5.4\u202f%"
    assert numbers.interval(float("nan"), 1) == "–"


@given(ANY)
def test_no_number_prints_a_negative_zero_or_a_hyphen(value):
    for text in (
        numbers.fixed(value, 2),
        numbers.significant(value),
        numbers.statistic(value),
        numbers.percent(value),
    ):
        assert "-" not in text
        assert text.strip("\u202f%") not in {"−0", "−0.0", "−0.00"}


def test_lists_read_as_prose():
    assert numbers.listed([]) == ""
    assert numbers.listed(["a"]) == "a"
    assert numbers.listed(["a", "b", "c"]) == "a, b and c"
    assert numbers.listed("abcd", limit=2) == "a, b and 2 others"
    assert numbers.listed("abc", limit=2) == "a, b and c"
    assert [numbers.plural(n, "record") for n in (0, 1, 3)] == ["records", "record", "records"]
