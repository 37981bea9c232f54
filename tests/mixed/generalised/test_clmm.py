"""Cumulative logit models with a random intercept against ordinal's clmm: estimates, modes, and
order alone.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from interviewer_effects.mixed import MixedModel

FILE = Path(__file__).parents[2] / "reference" / "ordinal.json"
PEER = json.loads(FILE.read_text(encoding="utf-8"))["cases"]


def given(case):
    answers = np.array(case["y"], dtype=float)
    return answers, np.array(case["x"], float).reshape(len(answers), -1), np.array(case["group"])


def fit(answers, predictors, group, exog_re=None):
    return MixedModel(answers, predictors, group, exog_re, family="ordinal").fit()


@pytest.mark.parametrize("name", PEER)
def test_estimates_and_deviance_are_those_of_clmm_or_better(name):
    peer = PEER[name]
    result = fit(*given(peer))
    assert fit(*given(peer), []).deviance == pytest.approx(peer["null_deviance"], abs=1e-5)
    assert result.deviance <= peer["deviance"] + 1e-6
    assert result.deviance == pytest.approx(peer["deviance"], abs=1e-3)
    assert result.thresholds.to_numpy() == pytest.approx(peer["thresholds"], abs=2e-3)
    assert result.fe_params.to_numpy() == pytest.approx(np.atleast_1d(peer["beta"]), abs=1e-3)
    assert np.sqrt(result.cov_re.iloc[0, 0]) == pytest.approx(peer["sigma"], abs=2e-3)
    assert np.corrcoef(result.effects()["mean"], peer["mode"])[0, 1] > 0.999


def test_order_is_all_that_counts_and_units_of_a_predictor_are_units():
    answers, predictors, group = given(PEER["eleven"])
    result = fit(answers, predictors, group)
    other = fit(np.exp(answers), 40 + 10 * predictors, 1000 - group)
    assert other.deviance == pytest.approx(result.deviance, abs=1e-6)
    assert 10 * other.fe_params.to_numpy() == pytest.approx(result.fe_params.to_numpy(), abs=1e-5)
    assert other.cov_re.iloc[0, 0] == pytest.approx(result.cov_re.iloc[0, 0], abs=1e-5)
    assert other.effects()["mean"].to_numpy()[::-1] == pytest.approx(
        result.effects()["mean"], abs=1e-4
    )


def test_where_groups_do_not_differ_the_variance_is_zero():
    answers = np.tile([0.0, 1, 1, 2, 2, 3], 20)
    result = fit(answers, np.empty((120, 0)), np.repeat(np.arange(20), 6))
    assert (result.cov_re.iloc[0, 0], result.status) == (0.0, "boundary")
    assert (1 / (1 + np.exp(-result.thresholds))).tolist() == pytest.approx(
        [1 / 6, 1 / 2, 5 / 6], abs=1e-6
    )
    low, high = result.conf_int(method="profile").loc["var(Intercept)"]
    assert low == 0 < high < 1
