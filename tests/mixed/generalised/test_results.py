"""What a fit reports: ICCs on both scales, effects, tests, tables."""

import numpy as np
import pytest
from interviewer_effects.mixed import likelihood_ratio
from scipy import special, stats

from generalised.made import fit, survey

FLAT = 7  # seed of a survey whose interviewers differ in nothing


@pytest.mark.slow
def test_the_icc_of_the_answers_is_that_of_simulated_answers():
    result = fit(survey("binary", 3, n_interviewers=60, sd=1.2), "binary")
    rng = np.random.default_rng(1)
    effect = np.sqrt(result.cov_re.iloc[0, 0]) * rng.normal(size=(400_000, 1))
    eta = result.linear_predictor[:40] + effect
    probability = special.expit(eta)
    between = probability.var(0)
    total = probability.mean(0) * (1 - probability.mean(0))
    part = result._marginal
    assert part[0][:40] == pytest.approx(probability.mean(0), abs=3e-3)
    assert part[1][:40] == pytest.approx(between, rel=0.02)
    assert part[2][:40] == pytest.approx(total, rel=0.01)
    assert result.icc == pytest.approx(part[1].sum() / part[2].sum())
    assert result.icc < result.icc_latent


def test_the_latent_icc_has_the_variance_of_a_logistic_residual():
    result = fit(survey("ordinal", 3, sd=1.2), "ordinal")
    variance = result.cov_re.iloc[0, 0]
    assert result.icc_latent == pytest.approx(variance / (variance + np.pi**2 / 3))


def test_effects_are_posterior_means_and_sds_by_brute_force():
    data = survey("binary", 3, sd=1.0)
    result = fit(data, "binary")
    v = np.linspace(-9, 9, 4001)
    rows = data[data["group"] == 4]
    fixed = result.fe_params["Intercept"] + result.fe_params["x"] * rows["x"].to_numpy()
    eta = fixed[:, None] + np.sqrt(result.cov_re.iloc[0, 0]) * v
    y = rows["y"].to_numpy()[:, None]
    density = np.exp(stats.bernoulli.logpmf(y, special.expit(eta)).sum(0) - v**2 / 2)
    density /= density.sum()
    effect = np.sqrt(result.cov_re.iloc[0, 0]) * v
    mean = density @ effect
    row = result.effects().set_index("group").loc[4]
    assert row["mean"] == pytest.approx(mean, abs=1e-4)
    assert row["sd"] == pytest.approx(np.sqrt(density @ effect**2 - mean**2), abs=1e-4)
    assert row["n"] == len(rows)


def test_probabilities_sum_to_one_and_give_the_fitted_values():
    result = fit(survey("ordinal", 3), "ordinal", slope=True)
    probability = result.probabilities()
    assert probability.sum(axis=1).to_numpy() == pytest.approx(1)
    assert probability.to_numpy() @ probability.columns.to_numpy() == pytest.approx(
        result.fittedvalues
    )


@pytest.mark.parametrize("family", ["binary", "ordinal", "count"])
def test_a_slope_is_tested_against_its_mixture(family):
    data = survey(family, 5, n_interviewers=40, slope_sd=0.5)
    null = fit(data, family)
    alternative = fit(data, family, slope=True)
    test = likelihood_ratio(null, alternative)
    assert test.statistic == pytest.approx(2 * (alternative.llf - null.llf))
    assert test.components == ((0.5, 1), (0.5, 2))
    assert test.p_mixture < test.p_naive


def test_a_slope_that_adds_nothing_has_p_one():
    data = survey("binary", FLAT, sd=0.0)
    test = likelihood_ratio(fit(data, "binary"), fit(data, "binary", slope=True))
    assert (test.statistic, test.p_mixture) == (0.0, 1.0)


def test_models_of_two_families_are_not_compared():
    data = survey("ordinal", 5)
    with pytest.raises(ValueError, match="One model is gaussian and one is ordinal"):
        likelihood_ratio(
            fit(data, "gaussian").model.fit(reml=False), fit(data, "ordinal", slope=True)
        )


@pytest.mark.parametrize("family", ["binary", "ordinal", "count"])
def test_the_summary_names_model_terms_and_status(family):
    text = fit(survey(family, 5), family, slope=True).summary()
    for word in ("No. observations:", "Log-likelihood:", "cov(Intercept,x)", "Integral:"):
        assert word in text
    assert ("≤ 0" in text) == (family == "ordinal")
