"""Predictions for new interviews: over all interviewers, and of those of the fit."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import MixedModel
from scipy import special

from generalised.made import fit, survey

FAMILIES = ["binary", "ordinal", "count"]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_fits_own_interviews_are_predicted_as_they_were_fitted(family):
    data = survey(family, 5, slope_sd=0.4)
    result = fit(data, family, slope=True)
    assert result.predict(data) == pytest.approx(result.fitted_marginal)
    assert result.predict(data, groups="group") == pytest.approx(result.fittedvalues)


@pytest.mark.parametrize("family", FAMILIES)
def test_arrays_and_formulas_predict_alike(family):
    data = survey(family, 5)
    by_name = fit(data, family)
    exog = np.column_stack([np.ones(len(data)), data["x"]])
    by_array = MixedModel(data["y"].to_numpy(), exog, data["group"].to_numpy(), family=family).fit()
    new = pd.DataFrame({"x": [-2.0, 0.5, 7.0]})
    columns = np.column_stack([np.ones(3), new["x"]])
    assert by_array.predict(columns) == pytest.approx(by_name.predict(new), abs=1e-6)
    assert by_array.predict(columns, groups=[1, 2, 2]) == pytest.approx(
        by_name.predict(new, groups=[1, 2, 2]), abs=1e-6
    )


def test_the_expectation_over_interviewers_is_an_integral_over_their_effects():
    result = fit(survey("binary", 3, sd=1.2), "binary")
    x = 1.5
    v = np.linspace(-8, 8, 4001)
    weight = np.exp(-(v**2) / 2)
    eta = result.fe_params["Intercept"] + result.fe_params["x"] * x
    effect = np.sqrt(result.cov_re.iloc[0, 0]) * v
    expected = (special.expit(eta + effect) * weight).sum() / weight.sum()
    assert result.predict(pd.DataFrame({"x": [x]}))[0] == pytest.approx(expected, abs=1e-6)


def test_scales_and_categories_are_those_of_the_fit():
    data = survey("binary", 5)
    data["place"] = np.where(data["x"] > 0, "town", "village")
    formula = "y ~ scale(x) + place"
    result = MixedModel.from_formula(formula, data, "group", family="binary").fit()
    few = data.iloc[[3, 9, 20]]
    assert result.predict(few) == pytest.approx(result.predict(data)[[3, 9, 20]])
    with pytest.raises(ValueError, match="'place' has the category 'hamlet'"):
        result.predict(few.assign(place="hamlet"))
    with pytest.raises(ValueError, match="uses 'place', which is no column"):
        result.predict(few.drop(columns="place"))


def test_a_missing_predictor_is_predicted_as_missing():
    data = survey("count", 5)
    new = pd.DataFrame({"x": [1.0, np.nan, 0.0]})
    predicted = fit(data, "count").predict(new, groups=[0, 0, 3])
    assert np.isnan(predicted).tolist() == [False, True, False]


def test_interviewers_and_columns_that_the_fit_does_not_know_are_refused():
    data = survey("binary", 5)
    result = fit(data, "binary")
    with pytest.raises(ValueError, match="99 is no interviewer of the fit"):
        result.predict(pd.DataFrame({"x": [1.0]}), groups=[99])
    with pytest.raises(ValueError, match="came from a formula: give predict a DataFrame"):
        result.predict(np.ones((2, 2)))
    exog = np.column_stack([np.ones(len(data)), data["x"]])
    arrays = MixedModel(data["y"].to_numpy(), exog, data["group"].to_numpy(), family="binary").fit()
    with pytest.raises(ValueError, match="exog has 3 columns and the model 2"):
        arrays.predict(np.ones((2, 3)))
