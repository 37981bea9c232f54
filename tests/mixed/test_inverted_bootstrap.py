"""The inverted bootstrap against closed forms of the balanced design, and the replicates behind
it.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.inference import profiled_parameters
from interviewer_effects.mixed.inference.estimates import Replicates, correlations
from interviewer_effects.mixed.inference.inverted_bootstrap import (
    TailPoint,
    bootstrap_interval,
    tail_limit,
)
from interviewer_effects.mixed.inference.profile import coordinate_limits
from interviewer_effects.mixed.inference.replicates import replicates_of
from scipy import stats
from scipy.special import ndtri
from surveys import survey

COUNT, SEED = 2000, 3


def fitted(frame, re="~1", formula="y ~ x"):
    return MixedModel.from_formula(formula, frame, groups="g", re_formula=re).fit()


def balanced(icc, J=25, n=8, seed=4):
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(J), n)
    return pd.DataFrame(
        {"g": g, "y": np.sqrt(icc / (1 - icc)) * rng.normal(size=J)[g] + rng.normal(size=J * n)}
    )


def mean_squares(frame):
    parts = frame.groupby("g")["y"]
    n, J = int(parts.size().iloc[0]), parts.ngroups
    within = ((frame["y"] - parts.transform("mean")) ** 2).sum() / (J * (n - 1))
    return n * parts.mean().var(), within, n, J


def interval(path, result, count=COUNT):
    drawn = replicates_of(path.fit, result.model.products, count, SEED)[0]
    return bootstrap_interval(
        path, coordinate_limits(path, 0.05), result.model.products, drawn, SEED
    )


def ratio_limits(F, n, J):
    """Exact limits of D/σ² in a balanced design: F/(1 + nD/σ²) has an F distribution (Searle and
    others 1992).
    """
    high, low = (stats.f.ppf(share, J - 1, J * (n - 1)) for share in (0.025, 0.975))
    return np.maximum((F / np.array([low, high]) - 1) / n, 0)


@pytest.mark.slow
@pytest.mark.parametrize("icc", [0.4, 0.15, 0.04])
def test_the_interval_of_the_correlation_is_that_of_the_f_distribution(icc):
    frame = balanced(icc)
    between, within, n, J = mean_squares(frame)
    result = fitted(frame, formula="y ~ 1")
    found = interval(profiled_parameters.rho_path(result._fit, np.ones(1)), result)
    low, high = (ratio / (1 + ratio) for ratio in ratio_limits(between / within, n, J))
    # A tail probability of 0.025 is known to .0035 from 2,000 replicates, 0.06 of a probit: three
    # of these in 1.96.
    near = 3 * 0.06 / 1.96
    assert found.low == pytest.approx(low, abs=near * (result._fit.rho(np.ones(1)) - low) + 1e-3)
    assert found.high == pytest.approx(high, abs=near * (high - result._fit.rho(np.ones(1))))


@pytest.mark.slow
def test_an_estimate_of_zero_has_the_bound_below_which_zero_is_no_surprise():
    """The estimate is 0 when F ≤ 1, so the bound is where P(F ≤ 1) = 0.025."""
    frame = balanced(0.2)
    frame["y"] -= frame.groupby("g")["y"].transform("mean")
    result = fitted(frame, formula="y ~ 1")
    _, _, n, J = mean_squares(frame)
    path = profiled_parameters.rho_path(result._fit, np.ones(1))
    found = interval(path, result)
    bound = ratio_limits(1.0, n, J)[1]
    assert path.estimate == found.low == 0
    assert found.high == pytest.approx(bound / (1 + bound), rel=0.1)
    assert found.share_edge == pytest.approx(stats.f.cdf(1, J - 1, J * (n - 1)), abs=0.04)


def test_the_interval_of_the_residual_variance_is_that_of_chi_squared():
    frame = balanced(0.3)
    _, within, n, J = mean_squares(frame)
    result = fitted(frame, formula="y ~ 1")
    found = interval(profiled_parameters.sigma2_path(result._fit), result)
    df = J * (n - 1)
    exact = within * df / stats.chi2.ppf([0.975, 0.025], df)
    assert (found.low, found.high) == pytest.approx(tuple(exact), rel=0.02)


@pytest.mark.parametrize(
    ("covariance", "made"),
    [
        ("unstructured", lambda fit: profiled_parameters.variance_path(fit, 0)),
        ("unstructured", lambda fit: profiled_parameters.variance_path(fit, 1)),
        ("unstructured", lambda fit: profiled_parameters.rho_path(fit, np.array([1.0, 2.5]))),
        ("unstructured", profiled_parameters.correlation_path),
        ("unstructured", profiled_parameters.sigma2_path),
        ("diagonal", lambda fit: profiled_parameters.variance_path(fit, 1)),
        ("diagonal", lambda fit: profiled_parameters.rho_path(fit, np.array([1.0, -1.0]))),
    ],
)
def test_surveys_come_from_a_model_that_has_the_value_of_the_path(covariance, made):
    frame = survey(21, J=40, smallest=4, correlation=0.3)
    model = MixedModel.from_formula(
        "y ~ x", frame, groups="g", re_formula="~x", covariance=covariance
    )
    path = made(model.fit()._fit)
    for t in (path.centre, path.centre + 0.4 * path.step, path.centre - 0.4 * path.step):
        source, ratio = path.at(t)
        one = replicates_of(source, model.products, 1, 1)[0]
        truth = type(one)(source.design, source.lam, np.array([source.sigma2])).scaled(ratio)
        assert path.estimates(truth)[0] == pytest.approx(path.value(t), rel=1e-6)
    assert path.value(path.centre) == pytest.approx(
        path.estimates(replicate_of(path.fit))[0], rel=1e-9
    )


def replicate_of(fit):
    return Replicates(fit.design, fit.lam, np.array([fit.sigma2]))


def test_replicates_vary_about_the_fit_and_the_first_of_more_are_the_same():
    frame = survey(22, J=60, smallest=5, sd_intercept=0.8, sd_slope=0.4)
    result = fitted(frame, "~x")
    few, more = (
        replicates_of(result._fit, result.model.products, count, 7)[0] for count in (100, 600)
    )
    assert (few.lam == more.lam[:100]).all()
    assert (few.D == more.first(100).D).all()
    mean, se = more.D.mean(0), more.D.std(0) / np.sqrt(600)
    assert (np.abs(mean - result._fit.D) < 5 * se + 0.02).all()
    assert more.sigma2.mean() == pytest.approx(result.scale, rel=0.02)
    z = np.array([1.0, 0.5])
    between = np.einsum("a,rab,b->r", z, more.D, z)
    assert more.rho(z) == pytest.approx(between / (between + more.sigma2))


def test_a_correlation_exists_only_where_both_variances_do():
    frame = survey(23, J=30, sd_slope=0.0, smallest=3)
    result = fitted(frame, "~x")
    drawn = replicates_of(result._fit, result.model.products, 300, 1)[0]
    values, zero = correlations(drawn), (np.diagonal(drawn.D, axis1=1, axis2=2) == 0).any(1)
    assert (np.isnan(values) == zero).all()
    assert np.nanmax(np.abs(values)) <= 1


@pytest.mark.slow
def test_a_slope_without_variance_has_an_interval_from_zero():
    frame = survey(24, J=40, sd_slope=0.0, smallest=4)
    result = fitted(frame, "~x")
    path = profiled_parameters.variance_path(result._fit, 1)
    found = interval(path, result, 500)
    assert found.low == 0
    assert path.estimate < found.high < 0.2


def test_where_the_estimate_is_improbable_by_its_own_surveys_the_profile_has_the_limit():
    """Nothing would be kept on this side, and there is no line to follow: it led to limits a
    thousand times too far.
    """

    def never(t):
        raise AssertionError("nothing is simulated")

    start = TailPoint(t=1e-4, probit=ndtri(0.02))
    limit = tail_limit(never, start, first=0.07, end=np.inf, target=ndtri(0.025))
    assert limit == 0.07
