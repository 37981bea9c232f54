"""Counts that vary more than Poisson: the negative binomial against brute force and statsmodels."""

import numpy as np
import pytest
from interviewer_effects.mixed import likelihood_ratio
from scipy import stats

from generalised.made import fit, survey

FAMILY = "negative binomial"


def dispersed(seed, size, **options):
    """A survey whose counts have variance μ + μ²/size."""
    data = survey("count", seed, **options)
    rng = np.random.default_rng(seed)
    mean = np.exp(0.5 + 0.3 * data["x"] + 0.5 * rng.normal(size=40)[data["group"]])
    data["y"] = rng.poisson(mean * rng.gamma(size, 1 / size, len(data))).astype(float)
    return data


def brute_force(data, result, size):
    """ℓ at the estimates and another θ, by a fine grid over each interviewer's effect."""
    effect = np.linspace(-9, 9, 3001)
    weight = stats.norm.pdf(effect)
    weight /= weight.sum()
    deviation = np.sqrt(result.cov_re.iloc[0, 0])
    total = 0.0
    for _, rows in data.groupby("group"):
        eta = result.fe_params["Intercept"] + result.fe_params["x"] * rows["x"].to_numpy()[:, None]
        mean = np.exp(eta + deviation * effect)
        density = stats.nbinom.logpmf(rows["y"].to_numpy()[:, None], size, size / (size + mean))
        total += np.log(np.exp(density.sum(0)) @ weight)
    return total


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "size"), [(1, 1.5), (2, 0.7)])
def test_the_likelihood_is_the_integral_and_theta_its_best(seed, size):
    data = dispersed(seed, size, n_interviewers=40)
    result = fit(data, FAMILY)
    best = brute_force(data, result, result.dispersion)
    assert result.llf == pytest.approx(best, abs=1e-5)
    for factor in (0.9, 0.98, 1.02, 1.1):
        assert brute_force(data, result, result.dispersion * factor) < best


@pytest.mark.slow
def test_without_differences_between_interviewers_it_is_that_of_statsmodels():
    import statsmodels.api as sm

    data = survey("count", 7, n_interviewers=30, sd=0.0)
    rng = np.random.default_rng(7)
    data["y"] = rng.poisson(np.exp(0.3 * data["x"]) * rng.gamma(2.0, 0.5, len(data))).astype(float)
    data["group"] = rng.permutation(data["group"].to_numpy())
    result = fit(data, FAMILY)
    assert result.status == "boundary"
    peer = sm.NegativeBinomial(data["y"], sm.add_constant(data["x"])).fit(disp=0, maxiter=500)
    assert result.llf >= peer.llf - 1e-7
    assert result.llf == pytest.approx(peer.llf, abs=1e-5)
    assert result.dispersion == pytest.approx(1 / peer.params["alpha"], rel=1e-3)
    assert result.bse_fe.to_numpy() == pytest.approx(peer.bse[:2].to_numpy(), rel=1e-3)
    assert result.bse_log_dispersion == pytest.approx(
        peer.bse["alpha"] / peer.params["alpha"], rel=1e-3
    )


def test_it_adds_one_parameter_and_never_fits_worse_than_poisson():
    data = dispersed(3, 5.0, n_interviewers=40)
    poisson = fit(data, "count")
    result = fit(data, FAMILY)
    assert result.n_parameters == poisson.n_parameters + 1
    assert result.llf > poisson.llf
    assert poisson.dispersion == np.inf


def test_counts_that_vary_less_than_poisson_have_no_finite_theta():
    data = survey("count", 5, n_interviewers=30, sd=0.0)
    data["y"] = np.random.default_rng(5).binomial(4, 0.5, len(data)).astype(float)
    result = fit(data, FAMILY)
    assert result.dispersion == np.inf
    assert np.isnan(result.bse_log_dispersion)
    assert result.llf == pytest.approx(fit(data, "count").llf)


@pytest.mark.slow
def test_slopes_are_tested_as_of_other_families():
    data = dispersed(4, 3.0, n_interviewers=40)
    null = fit(data, FAMILY)
    alternative = fit(data, FAMILY, slope=True)
    test = likelihood_ratio(null, alternative)
    assert test.components == ((0.5, 1), (0.5, 2))
    assert "Dispersion: variance mu + mu^2/" in alternative.summary()
