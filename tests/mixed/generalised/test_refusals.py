"""Where no maximum exists there is a sentence, never an estimate of thirty."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import MixedModel

GROUP = np.repeat(np.arange(20), 8)
PLACE = np.tile(np.arange(8.0), 20)


def fit(y, family, formula="y ~ 1"):
    data = pd.DataFrame({"y": np.asarray(y, dtype=float), "x": PLACE, "g": GROUP})
    return MixedModel.from_formula(formula, data, "g", family=family).fit()


@pytest.mark.parametrize("family", ["binary", "ordinal"])
def test_answers_that_a_predictor_separates_are_refused_with_its_name(family):
    y = (PLACE > 3) * 1.0 + (PLACE > 5) * (family == "ordinal")
    with pytest.raises(ValueError, match=r"separated by 'x': .* no finite estimate"):
        fit(y, family, "y ~ x")


def test_counts_that_are_zero_for_a_category_alone_are_refused():
    y = np.where(PLACE == 2, 0, 1 + (GROUP % 3))
    data = pd.DataFrame({"y": y.astype(float), "two": (PLACE == 2) * 1.0, "g": GROUP})
    with pytest.raises(ValueError, match="separated by 'two'"):
        MixedModel.from_formula("y ~ two", data, "g", family="count").fit()


@pytest.mark.parametrize("family", ["binary", "ordinal"])
def test_interviewers_who_are_all_or_nothing_have_no_finite_variance(family):
    y = GROUP % (2 if family == "binary" else 3)
    with pytest.raises(
        ValueError, match=r"variance of 'Intercept' .* no finite estimate: 20 of 20"
    ):
        fit(y, family)


def test_quasi_separation_by_one_row_is_not_separation():
    y = (PLACE > 3) * 1.0
    y[0] = 1.0
    y[7] = 0.0
    assert np.isfinite(fit(y, "binary", "y ~ x").llf)


@pytest.mark.parametrize(
    ("family", "y", "sentence"),
    [
        ("binary", PLACE, "has 8 different values and family='binary' needs two"),
        ("count", PLACE - 1, "not whole numbers from 0 on"),
        ("count", PLACE / 2, "not whole numbers from 0 on"),
        ("ordinal", np.arange(160), "'ordinal' takes 2 to 30"),
        ("ordinal", np.ones(160), "has 1 different values"),
    ],
)
def test_answers_that_do_not_fit_the_family_are_refused(family, y, sentence):
    with pytest.raises(ValueError, match=sentence):
        fit(y, family)


def test_an_unknown_family_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="family is 'poisson': use one of gaussian, binary"):
        fit(PLACE, "poisson")
