"""Profile limits: the best log-likelihood with a quantity held there, sought by another
optimiser.
"""

import numpy as np
import pytest
from interviewer_effects.mixed import MixedModel
from scipy import optimize

from generalised.made import fit, survey

DROP = 1.920729  # half of the 95 % quantile of χ²₁


def lowest_loss(result, start, parameters_at, nodes):
    """llf − the best ℓ over what `parameters_at` leaves free, by BFGS with differences from
    `start`.
    """
    whole = result.log_likelihood_at(
        result.fe_params, result.cov_re, thresholds=result.thresholds, nodes=nodes
    )

    def loss(free):
        fixed, covariance, thresholds = parameters_at(free)
        if np.linalg.eigvalsh(covariance).min() < 0 or (np.diff(thresholds) <= 0).any():
            return 1e3
        value = result.log_likelihood_at(fixed, covariance, thresholds=thresholds, nodes=nodes)
        return whole - value

    return optimize.minimize(loss, start, method="BFGS", options={"eps": 1e-5}).fun


@pytest.mark.slow
@pytest.mark.parametrize("family", ["binary", "ordinal", "count"])
def test_limits_of_a_variance_lie_where_the_likelihood_has_fallen(family):
    result = fit(survey(family, 5, n_interviewers=15), family)
    limits = result.conf_int(method="profile").loc["var(Intercept)"]
    n_thresholds = len(result.thresholds)
    start = np.concatenate([result.thresholds, result.fe_params])
    for limit in limits[limits > 0]:
        loss = lowest_loss(
            result,
            start,
            lambda free, limit=limit: (free[n_thresholds:], [[limit]], free[:n_thresholds]),
            nodes=25,
        )
        assert loss == pytest.approx(DROP, abs=2e-3)


@pytest.mark.slow
def test_limits_of_a_coefficient_lie_where_the_likelihood_has_fallen():
    result = fit(survey("ordinal", 5, n_interviewers=15), "ordinal")
    table = result.conf_int(method="profile")
    start = [*result.thresholds, np.sqrt(result.cov_re.iloc[0, 0])]
    for limit in table.loc["x"]:
        loss = lowest_loss(
            result, start, lambda free, limit=limit: ([limit], [[free[3] ** 2]], free[:3]), nodes=25
        )
        assert loss == pytest.approx(DROP, abs=2e-3)
    start = [*result.thresholds[1:], *result.fe_params, np.sqrt(result.cov_re.iloc[0, 0])]
    for limit in table.loc["≤ 0"]:
        loss = lowest_loss(
            result,
            start,
            lambda free, limit=limit: ([free[2]], [[free[3] ** 2]], [limit, *free[:2]]),
            nodes=25,
        )
        assert loss == pytest.approx(DROP, abs=2e-3)


@pytest.mark.slow
def test_limits_beside_a_slope_lie_where_the_likelihood_has_fallen():
    result = fit(survey("count", 6, n_interviewers=15, slope_sd=0.5), "count", slope=True)
    table = result.conf_int(method="profile")
    deviation = np.sqrt(np.diagonal(result.cov_re))
    correlation = result.cov_re.iloc[0, 1] / deviation.prod()

    def covariance(first, second, rho):
        return np.array([[first**2, rho * first * second], [rho * first * second, second**2]])

    for limit in np.sqrt(table.loc["var(x)"]):
        loss = lowest_loss(
            result,
            [*result.fe_params, deviation[0], correlation],
            lambda free, limit=limit: (free[:2], covariance(free[2], limit, free[3]), ()),
            nodes=9,
        )
        assert loss == pytest.approx(DROP, abs=5e-3)
    for limit in table.loc["corr(Intercept,x)"]:
        loss = lowest_loss(
            result,
            [*result.fe_params, *deviation],
            lambda free, limit=limit: (free[:2], covariance(*free[2:], limit), ()),
            nodes=9,
        )
        assert loss == pytest.approx(DROP, abs=5e-3) if abs(limit) < 1 else loss < DROP


def test_a_variance_that_may_be_zero_has_the_limit_zero():
    data = survey("binary", 9, n_interviewers=12, sd=0.0)
    result = fit(data, "binary", slope=True)
    limits = result.conf_int(method="profile")
    assert limits.loc["var(Intercept)", "low"] == 0
    assert limits.loc["var(x)", "low"] == 0
    assert limits.loc["var(x)", "high"] > 0
    assert limits.loc["corr(Intercept,x)"].isna().all()


@pytest.mark.slow
def test_uncorrelated_effects_have_limits_and_no_correlation():
    data = survey("count", 6, n_interviewers=15, slope_sd=0.5)
    result = fit(data, "count", slope=True, covariance="diagonal")
    table = result.conf_int(method="profile")
    assert table.index[-1] == "var(x)"
    start = [*result.fe_params, np.sqrt(result.cov_re.iloc[0, 0])]
    for limit in table.loc["var(x)"]:
        loss = lowest_loss(
            result,
            start,
            lambda free, limit=limit: (free[:2], np.diag([free[2] ** 2, limit]), ()),
            nodes=9,
        )
        assert loss == pytest.approx(DROP, abs=5e-3)


def test_a_model_without_random_effects_is_the_one_without_interviewers():
    import statsmodels.api as sm

    data = survey("binary", 5)
    exog = np.column_stack([np.ones(len(data)), data["x"]])
    model = MixedModel(data["y"].to_numpy(), exog, data["group"].to_numpy(), [], family="binary")
    result = model.fit()
    peer = sm.Logit(data["y"].to_numpy(), exog).fit(disp=0)
    assert result.llf == pytest.approx(peer.llf)
    assert result.fe_params.to_numpy() == pytest.approx(peer.params, abs=1e-6)
    assert result.bse_fe.to_numpy() == pytest.approx(peer.bse, abs=1e-6)
    assert result.conf_int(method="profile").shape == (2, 2)


def test_other_methods_and_levels_are_refused():
    result = fit(survey("binary", 5), "binary")
    with pytest.raises(ValueError, match="method is 'boot': use 'wald', 'profile' or 'bootstrap'"):
        result.conf_int(method="boot")
    with pytest.raises(ValueError, match="alpha is 5"):
        result.conf_int(5)
