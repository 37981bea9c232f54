"""The marginal likelihood against sums over a fine grid, and against closed forms where D = 0."""

import numpy as np
import pytest
from scipy import special, stats

from generalised.made import fit, survey

BOUNDARY = {"binary": 5, "ordinal": 2}  # seeds of surveys whose interviewers do not differ


def log_density(result, rows, eta):
    """log f(y | η) of rows (n,) at η (n, M)."""
    y = rows["y"].to_numpy()[:, None]
    if result.family == "binary":
        return stats.bernoulli.logpmf(y, special.expit(eta))
    if result.family == "count":
        return stats.poisson.logpmf(y, np.exp(eta))
    edges = np.concatenate([[-np.inf], result.thresholds, [np.inf]])
    upper = edges[y.astype(int) + 1]
    lower = edges[y.astype(int)]
    return np.log(special.expit(upper - eta) - special.expit(lower - eta))


def brute_force(result, data):
    """ℓ by 4,001 or 301² points of a plain grid of standard normal effects."""
    n_effects = len(result.cov_re)
    line = np.linspace(-8, 8, 4001 if n_effects == 1 else 301)
    axes = np.meshgrid(*[line] * n_effects, indexing="ij")
    v = np.stack([axis.ravel() for axis in axes])
    values, vectors = np.linalg.eigh(result.cov_re.to_numpy())
    effects = vectors @ (np.sqrt(np.maximum(values, 0))[:, None] * v)
    log_weight = stats.norm.logpdf(v).sum(0) + n_effects * np.log(line[1] - line[0])
    total = 0.0
    for _, rows in data.groupby("group"):
        fixed = result.fe_params["x"] * rows["x"] + result.fe_params.get("Intercept", 0.0)
        columns = np.column_stack([np.ones(len(rows)), rows["x"]])[:, :n_effects]
        eta = fixed.to_numpy()[:, None] + columns @ effects
        total += special.logsumexp(log_density(result, rows, eta).sum(0) + log_weight)
    return total


@pytest.mark.slow
@pytest.mark.parametrize("family", ["binary", "ordinal", "count"])
@pytest.mark.parametrize("slope", [False, True])
@pytest.mark.parametrize("sd", [0.3, 1.2])
def test_the_likelihood_is_the_integral(family, slope, sd):
    data = survey(family, 3, sd=sd, slope_sd=0.3 * slope)
    result = fit(data, family, slope)
    assert result.llf == pytest.approx(brute_force(result, data), abs=2e-6)


def test_rare_answers_with_a_large_variance_settle_too():
    data = survey("binary", 2, n_interviewers=60, sd=2.0, rate=-4.0)
    result = fit(data, "binary")
    assert result._fit.maximum.settled
    assert result.llf == pytest.approx(brute_force(result, data), abs=2e-6)


@pytest.mark.parametrize("family", ["binary", "ordinal", "count"])
@pytest.mark.parametrize("slope", [False, True])
def test_no_point_nearby_is_better(family, slope):
    data = survey(family, 5, sd=0.7, slope_sd=0.2 * slope)
    result = fit(data, family, slope)
    rng = np.random.default_rng(1)
    for scale in (0.01, 0.1, 0.5):
        for _ in range(6):
            root = np.linalg.cholesky(result.cov_re.to_numpy() + 1e-9 * np.eye(1 + slope))
            root = root + scale * 0.3 * rng.normal(size=root.shape)
            other = result.log_likelihood_at(
                result.fe_params.to_numpy() + scale * rng.normal(size=len(result.fe_params)),
                root @ root.T,
                thresholds=result.thresholds.to_numpy(),
                nodes=25,
            )
            assert other <= result.llf + 1e-5


def test_without_variance_it_is_logistic_regression():
    from statsmodels.api import GLM, add_constant, families

    data = survey("binary", BOUNDARY["binary"], sd=0.0)
    result = fit(data, "binary")
    logit = GLM(data["y"], add_constant(data["x"]), family=families.Binomial()).fit()
    assert result.status == "boundary"
    assert result.cov_re.to_numpy() == 0
    assert result.llf == pytest.approx(logit.llf, abs=1e-8)
    assert result.fe_params.to_numpy() == pytest.approx(logit.params.to_numpy(), abs=1e-6)
    assert result.bse_fe.to_numpy() == pytest.approx(logit.bse.to_numpy(), rel=1e-5)


def test_without_variance_it_is_the_ordered_model_of_statsmodels():
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    data = survey("ordinal", BOUNDARY["ordinal"], sd=0.0)
    result = fit(data, "ordinal")
    ordered = OrderedModel(data["y"], data[["x"]], distr="logit").fit(
        method="bfgs", disp=False, gtol=1e-8
    )
    assert result.status == "boundary"
    assert result.llf == pytest.approx(ordered.llf, abs=1e-6)
    assert result.fe_params["x"] == pytest.approx(ordered.params["x"], abs=1e-4)
