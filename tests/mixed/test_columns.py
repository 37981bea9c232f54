"""Columns of any type that data frames come with give the model that their values stand for."""

import warnings
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.design.formula import formula_design
from surveys import survey

RNG = np.random.default_rng(7)
N = 120
DATA = survey(7, J=20, largest=6, smallest=6).assign(
    age=RNG.integers(18, 120, N).astype(float), place=RNG.choice(["town", "city", "village"], N)
)
DATA["y"] += 0.01 * DATA["age"] + (DATA["place"] == "town")


def estimates(formula, data):
    return MixedModel.from_formula(formula, data, groups="g").fit().fe_params


@pytest.mark.parametrize(
    "dtype", ["int8", "uint8", "int64", "float32", "Int8", "Float64", "int8[pyarrow]"]
)
@pytest.mark.parametrize(
    "formula", ["y ~ age + I(age**2)", "y ~ I(age*3)", "y ~ I(age + age)", "y ~ age:age"]
)
def test_whole_numbers_of_any_width_are_numbers(dtype, formula):
    pd.testing.assert_series_equal(
        estimates(formula, DATA.astype({"age": dtype})), estimates(formula, DATA)
    )


def test_a_power_that_no_integer_holds_is_computed():
    data = DATA.astype({"age": "int64"})
    assert (
        formula_design("y ~ I(age**10)", None, data).fixed.iloc[:, 1].max()
        == DATA["age"].max() ** 10
    )


@pytest.mark.parametrize("dtype", ["bool", "boolean", "bool[pyarrow]", "object"])
def test_true_and_false_are_one_and_zero(dtype):
    old = DATA["age"] > 60
    expected = estimates("y ~ old + I(old * 2 + age)", DATA.assign(old=old.astype(float)))
    pd.testing.assert_series_equal(
        estimates("y ~ old + I(old * 2 + age)", DATA.assign(old=old.astype(dtype))), expected
    )


def test_decimals_are_numbers():
    exact = [Decimal(int(age)) for age in DATA["age"]]
    arrow = pd.Series(exact, dtype=pd.ArrowDtype(pa.decimal128(5, 0)))
    for column in (exact, arrow):
        pd.testing.assert_series_equal(
            estimates("y ~ age", DATA.assign(age=column)), estimates("y ~ age", DATA)
        )


TEXTS = ["object", "string", "str", "category", "string[pyarrow]", pd.ArrowDtype(pa.string())]


@pytest.mark.parametrize("dtype", TEXTS)
def test_texts_of_any_type_are_categories(dtype):
    got = estimates("y ~ place", DATA.astype({"place": dtype}))
    assert got.index.tolist() == ["Intercept", "place[T.town]", "place[T.village]"]
    town = DATA.assign(
        town=(DATA["place"] == "town") * 1.0, village=(DATA["place"] == "village") * 1.0
    )
    assert got.to_numpy() == pytest.approx(
        estimates("y ~ town + village", town).to_numpy(), abs=1e-9
    )


def test_a_category_of_numbers_keeps_its_numbers_as_names():
    data = DATA.assign(wave=np.tile([1, 2, 3], N // 3))
    assert estimates("y ~ C(wave)", data).index.tolist() == [
        "Intercept",
        "C(wave)[T.2]",
        "C(wave)[T.3]",
    ]
    both = estimates("y ~ C(wave) + wave:age", data)
    assert both.index.tolist() == ["Intercept", "C(wave)[T.2.0]", "C(wave)[T.3.0]", "wave:age"]


@pytest.mark.parametrize("dtype", ["float64", "Float64", "object", "double[pyarrow]"])
@pytest.mark.parametrize("formula", ["y ~ {}(age)", "y ~ {}(age) + I({}(age)**2)"])
@pytest.mark.parametrize("function", ["scale", "center"])
def test_a_missing_value_leaves_out_its_row_only(function, formula, dtype):
    formula = formula.format(function, function)
    holes = DATA.assign(age=DATA["age"].mask(DATA.index == 3).astype(dtype))
    model = MixedModel.from_formula(formula, holes, groups="g")
    assert (model.nobs, model.n_dropped) == (N - 1, 1)
    expected = estimates(formula, DATA.drop(index=3))
    assert model.fit().fe_params.to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-12)


def test_a_comparison_with_a_missing_value_is_missing():
    holes = DATA.assign(age=DATA["age"].mask(DATA.index == 3))
    assert MixedModel.from_formula("y ~ I((age > 60) * 1)", holes, groups="g").n_dropped == 1


@pytest.mark.parametrize("dtype", ["object", "string", "category"])
def test_a_missing_text_leaves_out_its_row_only(dtype):
    holes = DATA.assign(place=DATA["place"].mask(DATA.index == 3).astype(dtype))
    model = MixedModel.from_formula("y ~ place", holes, groups="g")
    assert (model.nobs, model.exog_names) == (
        N - 1,
        ["Intercept", "place[T.town]", "place[T.village]"],
    )


@pytest.mark.parametrize("formula", ["y ~ place", "y ~ C(place)"])
def test_levels_that_do_not_occur_are_left_out_with_a_warning(formula):
    data = DATA.assign(
        place=pd.Categorical(DATA["place"], ["city", "hamlet", "moor", "town", "village"])
    )
    with pytest.warns(
        UserWarning,
        match="Levels of 'place' that no row in the model has were left out: hamlet, moor",
    ):
        got = estimates(formula, data)
    assert got.to_numpy() == pytest.approx(estimates(formula, DATA).to_numpy(), abs=1e-12)


def test_levels_that_all_occur_give_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        estimates("y ~ place", DATA.astype({"place": "category"}))


DAYS = pd.date_range("2020-01-01", periods=N).to_series(index=DATA.index)
REFUSED = {
    "dates": (DAYS, "Column 'new' holds dates or times: turn it into a number"),
    "date objects": (DAYS.dt.date, "Column 'new' holds dates or times"),
    "dates of pyarrow": (
        DAYS.astype("timestamp[ns][pyarrow]"),
        "Column 'new' holds dates or times",
    ),
    "durations": (DAYS - DAYS[0], "Column 'new' holds dates or times"),
    "months": (DAYS.dt.to_period("M"), "Column 'new' holds dates or times"),
    "numbers and texts": (
        [1, "none"] * (N // 2),
        r"neither all numbers nor all text \(1, 'none', …\)",
    ),
    "complex numbers": (DATA["age"] * 1j, "neither all numbers nor all text"),
    "one text": (
        ["same"] * N,
        "Column 'new' is 'same' in every row in the model: it explains nothing",
    ),
    "nothing": ([np.nan] * N, "No row has a value in all of the columns 'y', 'new'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_neither_number_nor_category_is_refused(case):
    column, said = REFUSED[case]
    with pytest.raises(ValueError, match=said):
        estimates("y ~ new", DATA.assign(new=column))


def test_two_columns_of_one_name_are_refused():
    twice = pd.concat([DATA, DATA[["age"]]], axis=1)
    with pytest.raises(ValueError, match="2 columns named 'age': rename or drop all but one"):
        estimates("y ~ age", twice)


@pytest.mark.parametrize("column", ["place", "day"])
def test_arrays_of_texts_and_dates_are_refused(column):
    data = DATA.assign(day=DAYS)
    with pytest.raises(ValueError, match=f"Column '{column}' is not numeric"):
        MixedModel(data["y"], data[["x", column]], data["g"])
    with pytest.raises(ValueError, match="'x' is not all numbers"):
        MixedModel(data["y"], data[["x", column]].to_numpy(), data["g"])


NOTATION = {
    "y ~ x + (1 | g)": r"as lme4 writes them: leave the bracket out and give groups='g'",
    "y ~ x + (1 + x | g)": r"re_formula='~x' besides",
    "y ~ x + (x || g)": r"covariance='diagonal'",
    "y ~ Q('a b')": r"Q\('a b'\), as patsy writes it: write `a b`, in backticks",
    "y ~ x + log(Q('a b'))": r"in backticks",
}


@pytest.mark.parametrize("formula", NOTATION)
def test_the_notation_of_other_packages_is_answered(formula):
    with pytest.raises(ValueError, match=NOTATION[formula]):
        MixedModel.from_formula(formula, DATA, groups="g")


def test_a_bar_between_two_conditions_is_no_random_effect():
    assert estimates("y ~ I(((age > 80) | (age < 30)) * 1)", DATA).size == 2


@pytest.mark.parametrize("formula", ["y ~ (x", "y ~ x +", "y ~ {x", "y ~ x ~ age"])
def test_errors_of_a_formula_are_one_line_of_plain_text(formula):
    with pytest.raises(ValueError, match="cannot be read") as caught:
        MixedModel.from_formula(formula, DATA, groups="g")
    assert not set(str(caught.value)) & set("\x1b\n⧛⧚")


def test_a_category_with_a_level_a_row_is_refused_before_its_matrix_is_made():
    many = 40_000
    data = pd.DataFrame(
        {
            "y": np.arange(many) % 7.0,
            "c": [f"name {k}" for k in range(many)],
            "g": np.arange(many) % 9,
        }
    )
    with pytest.raises(
        ValueError, match=r"For the 40000 levels of 'c' the model would need 12.8 GB of memory"
    ):
        estimates("y ~ c", data)
