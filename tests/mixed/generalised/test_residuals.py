"""Randomised quantile residuals are standard normal where the model is right, and only there."""

import numpy as np
import pytest
from interviewer_effects.mixed.generalised.kernels import Logit, NegativeBinomial, Poisson
from interviewer_effects.mixed.generalised_inference.residuals import cumulative
from scipy import special, stats

from generalised.made import fit, survey

ETA = np.array([[-1.0, 0.3, 2.0]])


@pytest.mark.parametrize("family", ["binary", "ordinal", "count"])
def test_residuals_of_the_right_model_are_standard_normal(family):
    result = fit(survey(family, 5, n_interviewers=150, sd=0.5), family)
    residuals = result.quantile_residuals(seed=3)
    assert stats.kstest(residuals, "norm").pvalue > 0.01
    assert np.array_equal(residuals, result.quantile_residuals(seed=3))
    assert not np.array_equal(residuals, result.quantile_residuals(seed=4))


def test_counts_that_vary_more_than_poisson_show():
    data = survey("count", 5, n_interviewers=150, sd=0.3)
    rng = np.random.default_rng(1)
    data["y"] = rng.poisson(np.exp(0.4 * data["x"]) * rng.gamma(0.5, 2.0, len(data)))
    residuals = fit(data, "count").quantile_residuals(seed=3)
    assert stats.kstest(residuals, "norm").pvalue < 1e-3


def test_distribution_functions_are_those_of_the_families():
    binary = cumulative(
        np.array([[0.0]]), ETA, family="binary", kernel=Logit(), thresholds=np.array([])
    )
    assert binary == pytest.approx(1 - special.expit(ETA))
    thresholds = np.array([-1.0, 0.5])
    ordinal = cumulative(
        np.array([[1.0]]), ETA, family="ordinal", kernel=Logit(), thresholds=thresholds
    )
    assert ordinal == pytest.approx(special.expit(0.5 - ETA))
    poisson = cumulative(
        np.array([[3.0]]), ETA, family="count", kernel=Poisson(), thresholds=np.array([])
    )
    assert poisson == pytest.approx(stats.poisson.cdf(3, np.exp(ETA)))
    size = 1.7
    negative = cumulative(
        np.array([[3.0]]),
        ETA,
        family="count",
        kernel=NegativeBinomial(size),
        thresholds=np.array([]),
    )
    assert negative == pytest.approx(stats.nbinom.cdf(3, size, size / (size + np.exp(ETA))))


def test_nothing_lies_below_the_lowest_answer_or_above_the_highest():
    for family, kernel in (("binary", Logit()), ("ordinal", Logit()), ("count", Poisson())):
        below = cumulative(
            np.array([[-1.0]]), ETA, family=family, kernel=kernel, thresholds=np.array([0.0])
        )
        assert (below == 0).all()
    top = cumulative(
        np.array([[2.0]]), ETA, family="ordinal", kernel=Logit(), thresholds=np.array([-1.0, 0.5])
    )
    assert (top == 1).all()
