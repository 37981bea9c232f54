"""Tests by random signs in tests.csv: those of the engine, on the models of the ladder."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.models.comparisons import comparison_rows
from interviewer_effects.audit.models.sign_tests import NAMES, sign_columns, signs_of_test
from interviewer_effects.mixed import MixedModel, sign_test
from interviewer_effects.specification import SettingsOfTests
from small_surveys import analysis, fitted, survey

FRAME = survey(4)
QUICK = SettingsOfTests(bootstrap=0, seed=7)
OF_TEST = ("p", "p_low", "p_high", "p_variance", "p_covariance")


def rows(frame, settings):
    table = pd.DataFrame(comparison_rows(*fitted(frame, settings), QUICK))
    return table.set_index(["null", "alternative", "criterion"])[list(NAMES)]


def model(formula, random, covariance="unstructured"):
    made = MixedModel.from_formula(
        formula, FRAME, groups="interviewer", re_formula=random, covariance=covariance
    )
    return made.fit()


@pytest.mark.parametrize("covariance", ["unstructured", "diagonal"])
def test_they_are_the_sign_tests_of_the_engine(covariance):
    found = rows(FRAME, analysis(covariance=covariance))
    level = model("y ~ x", "1")
    slope = model("y ~ x", "x", covariance)
    expected = {
        ("ols", "intercept"): sign_test(None, level, 999, seed=7),
        ("intercept", "slope"): sign_test(level, slope, 999, seed=7),
        ("ols", "slope"): sign_test(None, slope, 999, seed=7),
    }
    for key, test in expected.items():
        values = [*(getattr(test, name) for name in OF_TEST), 999]
        np.testing.assert_allclose(found.loc[(*key, "REML")], values, atol=1e-12)


def test_only_variances_by_reml_have_one():
    found = rows(FRAME, analysis())
    has_test = found["p_signs"].notna()
    assert has_test.tolist() == [criterion == "REML" for _, _, criterion in found.index]


@pytest.mark.slow
def test_none_where_the_slope_is_of_a_column_that_interviewers_do_not_vary():
    found = rows(FRAME, analysis(predictors=["w"], random_slopes=["w"]))
    assert found.loc[("intercept", "slope", "REML")].isna().all()
    assert found.loc[("ols", "intercept", "REML"), "p_signs"] > 0


def test_none_where_some_interviews_only_are_held():
    ladder, fits = fitted(FRAME, analysis())
    products = replace(ladder.products, gram=2 * ladder.products.gram)
    drawn = replace(ladder, products=products)
    assert drawn.drawn
    columns = sign_columns(drawn, "intercept", "slope", fits["intercept", "REML"], 7)
    assert list(columns) == list(NAMES)
    assert all(np.isnan(value) for value in columns.values())


@pytest.mark.parametrize(
    ("n", "signs"), [(1_703, 999), (100_000, 999), (200_000, 500), (10**6, 199)]
)
def test_large_surveys_draw_fewer_signs(n, signs):
    assert signs_of_test(n) == signs
