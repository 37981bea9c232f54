"""What must not change a fit: the order of rows, names of values and of interviewers, units."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import MixedModel

from generalised.made import fit, survey

FAMILIES = ["binary", "ordinal", "count"]


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_and_interviewers_in_another_order(family):
    data = survey(family, 4)
    shuffled = data.sample(frac=1, random_state=1).assign(group=lambda d: 100 - d["group"])
    first = fit(data, family, slope=True)
    second = fit(shuffled, family, slope=True)
    assert second.llf == pytest.approx(first.llf, abs=1e-8)
    assert second.fe_params.to_numpy() == pytest.approx(first.fe_params.to_numpy(), abs=1e-4)
    assert second.random_effects[97]["Intercept"] == pytest.approx(
        first.random_effects[3]["Intercept"], abs=1e-4
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_a_predictor_in_other_units(family):
    data = survey(family, 6, slope_sd=0.3)
    moved = data.assign(x=1000 + 50 * data["x"])
    first = fit(data, family, slope=True)
    second = fit(moved, family, slope=True)
    assert second.llf == pytest.approx(first.llf, abs=1e-7)
    assert second.fe_params["x"] == pytest.approx(first.fe_params["x"] / 50, abs=1e-5)
    assert second.cov_re.loc["x", "x"] == pytest.approx(first.cov_re.loc["x", "x"] / 2500, rel=1e-2)
    assert second.bse_fe["x"] == pytest.approx(first.bse_fe["x"] / 50, rel=1e-3)


def test_yes_and_no_exchanged_turns_the_signs():
    data = survey("binary", 7)
    first = fit(data, "binary")
    second = fit(data.assign(y=1 - data["y"]), "binary")
    assert second.llf == pytest.approx(first.llf, abs=1e-9)
    assert second.fe_params.to_numpy() == pytest.approx(-first.fe_params.to_numpy(), abs=1e-6)


def test_any_two_values_are_no_and_yes():
    data = survey("binary", 7)
    second = fit(data.assign(y=data["y"] * 4 + 1), "binary")
    assert second.llf == fit(data, "binary").llf
    assert second.probabilities().columns.tolist() == [1, 5]


def test_two_ordered_categories_are_yes_and_no():
    data = survey("binary", 7)
    binary = fit(data, "binary", slope=True)
    ordinal = fit(data, "ordinal", slope=True)
    assert ordinal.llf == pytest.approx(binary.llf, abs=1e-9)
    assert ordinal.thresholds.iloc[0] == pytest.approx(-binary.fe_params["Intercept"], abs=1e-5)


def test_a_category_that_nobody_uses_changes_nothing():
    data = survey("ordinal", 9)
    gap = data.assign(y=data["y"] + (data["y"] > 1))
    assert fit(gap, "ordinal").llf == fit(data, "ordinal").llf


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_given_twice_are_cells_of_two(family):
    data = survey(family, 12)
    model = MixedModel.from_formula("y ~ x", pd.concat([data, data]), "group", family=family)
    result = model.fit()
    assert result._fit.cells.trials.sum() == 2 * fit(data, family)._fit.cells.trials.sum()


def test_uncorrelated_effects_have_no_covariance_and_are_never_better():
    data = survey("binary", 21, n_interviewers=40, slope_sd=0.6)
    free = fit(data, "binary", slope=True)
    diagonal = fit(data, "binary", slope=True, covariance="diagonal")
    assert diagonal.cov_re.iloc[0, 1] == 0
    assert diagonal.llf <= free.llf + 1e-8
    assert np.diag(diagonal.cov_re).min() > 0
