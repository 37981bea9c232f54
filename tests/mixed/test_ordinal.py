"""The cumulative logit model with a random intercept against ordinal's clmm, brute force and the logistic model."""

import json
from pathlib import Path

import numpy as np
import pytest
from interviewer_effects.mixed.logistic import fit_logistic
from interviewer_effects.mixed.ordinal import Answers, _derivatives, _newton, fit_ordinal, sigma_limits
from scipy import special

FILE = Path(__file__).parents[1] / "reference" / "ordinal.json"
PEER = json.loads(FILE.read_text(encoding="utf-8"))["cases"]


def given(case):
    return np.array(case["y"]), np.array(case["x"], float).reshape(len(case["y"]), -1), np.array(case["group"])


@pytest.mark.parametrize("name", PEER)
def test_estimates_and_deviance_are_those_of_clmm_or_better(name):
    peer = PEER[name]
    fit = fit_ordinal(*given(peer))
    assert fit.null_deviance == pytest.approx(peer["null_deviance"], abs=1e-6)
    assert fit.deviance <= peer["deviance"] + 1e-6
    assert fit.deviance == pytest.approx(peer["deviance"], abs=1e-3)
    assert fit.thresholds == pytest.approx(peer["thresholds"], abs=2e-3)
    assert fit.beta == pytest.approx(np.atleast_1d(peer["beta"]), abs=1e-3)
    assert fit.sigma == pytest.approx(peer["sigma"], abs=2e-3)
    assert np.corrcoef(fit.level, peer["mode"])[0, 1] > 0.999


def brute(y, x, group, thresholds, beta, sigma):
    """−2ℓ and the mean and variance of every level, each group's integral as a sum over a fine grid."""
    v, step = np.linspace(-9, 9, 6001, retstep=True)
    edges = np.concatenate([[-np.inf], thresholds, [np.inf]])
    point = np.unique(y, return_inverse=True)[1]
    total, mean, variance = 0.0, [], []
    for one in np.unique(group):
        rows = group == one
        eta = (x[rows] @ beta)[:, None] + sigma * v
        p = special.expit(edges[point[rows] + 1][:, None] - eta) - special.expit(edges[point[rows]][:, None] - eta)
        density = p.prod(0) * np.exp(-(v**2) / 2) / np.sqrt(2 * np.pi) * step
        total -= 2 * np.log(density.sum())
        share = density / density.sum()
        mean.append(sigma * share @ v)
        variance.append(sigma**2 * (share @ v**2 - (share @ v) ** 2))
    return total, np.array(mean), np.array(variance)


@pytest.mark.parametrize("name", ["wine", "five", "three"])
def test_the_integral_is_that_of_brute_force(name):
    y, x, group = given(PEER[name])
    fit = fit_ordinal(y, x, group)
    total, mean, variance = brute(y, x, group, fit.thresholds, fit.beta, fit.sigma)
    assert fit.deviance == pytest.approx(total, abs=1e-4)
    assert fit.level == pytest.approx(mean, abs=1e-4)
    assert fit.variance == pytest.approx(variance, abs=1e-4)
    assert fit.z == pytest.approx(mean / np.sqrt(fit.sigma**2 - variance), abs=1e-3)


def test_derivatives_are_those_of_differences():
    y, x, group = given(PEER["five"])
    answers = Answers.of(y, x, group)
    at = np.array([-1.7, -0.4, 0.6, 1.8, 0.5, -0.1, 0.9])
    _, slope, curve, _ = _derivatives(answers, at)
    steps = 1e-5 * np.eye(len(at))
    values = [[_derivatives(answers, at + sign * step)[:2] for sign in (1, -1)] for step in steps]
    assert slope == pytest.approx([(up[0] - down[0]) / 2e-5 for up, down in values], rel=1e-5, abs=1e-4)
    assert curve == pytest.approx(np.array([(up[1] - down[1]) / 2e-5 for up, down in values]), rel=1e-4, abs=1e-3)


def test_two_points_are_the_logistic_model():
    y, _, group = given(PEER["three"])
    high = (y > 0).astype(int)
    fit = fit_ordinal(high, np.empty((len(y), 0)), group)
    codes = np.unique(group, return_inverse=True)[1]
    peer = fit_logistic(np.bincount(codes, high), np.bincount(codes))
    assert fit.sigma == pytest.approx(peer.sigma[0], abs=1e-4)
    assert -fit.thresholds[0] == pytest.approx(peer.beta[0], abs=1e-4)
    assert fit.statistic == pytest.approx(peer.statistic[0], abs=1e-5)


@pytest.mark.parametrize("name", ["wine", "five"])
def test_the_profile_has_risen_at_the_limits(name):
    fit = fit_ordinal(*given(PEER[name]))
    for limit in sigma_limits(fit, 3.8415):
        value = _newton(fit.answers, np.append(fit.parameters[:-1], limit), free=slice(None, -1))[1]
        assert value - fit.deviance == pytest.approx(3.8415, abs=1e-3)


def test_order_is_all_that_counts_and_units_of_a_predictor_are_units():
    y, x, group = given(PEER["eleven"])
    fit = fit_ordinal(y, x, group)
    other = fit_ordinal(np.exp(y), 40 + 10 * x, 1000 - group)
    assert other.deviance == pytest.approx(fit.deviance, abs=1e-7)
    assert 10 * other.beta == pytest.approx(fit.beta, abs=1e-5)
    assert other.sigma == pytest.approx(fit.sigma, abs=1e-5)
    assert other.level[::-1] == pytest.approx(fit.level, abs=1e-4)


def test_where_groups_do_not_differ_the_variance_is_zero():
    y = np.tile([0, 1, 1, 2, 2, 3], 20)
    fit = fit_ordinal(y, np.empty((120, 0)), np.repeat(np.arange(20), 6))
    assert (fit.sigma, fit.status, fit.statistic) == (0.0, "boundary", 0.0)
    assert special.expit(fit.thresholds) == pytest.approx([1 / 6, 1 / 2, 5 / 6], abs=1e-6)
    assert np.isnan(fit.z).all()
    low, high = sigma_limits(fit, 3.84)
    assert low == 0 < high < 1
    with pytest.raises(ValueError, match="All answers are alike"):
        fit_ordinal(np.ones(20), np.empty((20, 0)), np.repeat([1, 2], 10))


@pytest.mark.parametrize("seed", [*range(5), 22, 28, 33])
def test_small_surveys_with_points_that_predictors_or_groups_separate_end_in_numbers(seed):
    rng = np.random.default_rng(seed)
    n, J, p = int(rng.integers(20, 80)), int(rng.integers(3, 15)), int(rng.integers(0, 3))
    group, x = rng.integers(0, J, n), rng.normal(size=(n, p))
    level = rng.normal(size=J)[group] * rng.choice([0, 0.5, 2, 6])
    y = np.clip(np.round(level + x.sum(1) + rng.normal(size=n) * rng.choice([0.3, 1, 3])), -5, 5)
    with np.errstate(invalid="raise", divide="raise", over="raise"):
        fit = fit_ordinal(y, x, group)
    assert np.isfinite(fit.deviance)
    assert fit.deviance <= fit.null_deviance + 1e-6
    assert (np.diff(fit.thresholds) > 0).all()
    low, high = sigma_limits(fit, 3.84)
    assert fit.status == "unbounded" or low - 1e-5 <= fit.sigma <= high + 1e-5
