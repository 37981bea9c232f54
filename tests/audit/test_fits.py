"""The tables of fits and parameters against closed forms, the n × n likelihood and statsmodels."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from interviewer_effects.audit.models.fits import fit_row, parameter_rows
from interviewer_effects.mixed.inference import standard_errors
from scipy import optimize, stats
from small_surveys import analysis, covariance_of, fitted, level_means, main_fit, survey

FRAME = survey(2)
LIMIT = stats.chi2.ppf(0.95, 1)


def parameters(frame, settings, name, criterion="REML", alpha=0.05):
    ladder, fits = fitted(frame, settings, [name])
    rows = parameter_rows(ladder, name, criterion, fits[name, criterion], alpha)
    return pd.DataFrame(rows).set_index("term"), fits[name, criterion]


def row_of(frame, settings, name, criterion="REML"):
    ladder, fits = fitted(frame, settings, [name])
    return (
        fit_row(ladder, name, criterion, fits[name, criterion], 0.05),
        fits[name, criterion],
        ladder,
    )


def dense(ladder, fit, name, V):
    """−2ℓ or −2 REML at a covariance matrix V, β profiled out, by its definition."""
    X, y = ladder.matrix(ladder.models[name].fixed), ladder.matrix(["(outcome)"])[:, 0]
    solved = np.linalg.solve(V, np.column_stack([X, y]))
    information, n = X.T @ solved[:, :-1], len(y)
    r = y - X @ np.linalg.solve(information, X.T @ solved[:, -1])
    value = np.linalg.slogdet(V)[1] + r @ np.linalg.solve(V, r)
    if not fit.reml:
        return value + n * np.log(2 * np.pi)
    return value + (n - X.shape[1]) * np.log(2 * np.pi) + np.linalg.slogdet(information)[1]


@pytest.fixture(scope="module")
def balanced():
    """25 interviewers with 8 interviews each."""
    frame = survey(7, 25, 0.7, 0, 8, 8)
    groups = frame.groupby("interviewer")["y"]
    within = (frame["y"] - groups.transform("mean")).pow(2).sum() / (200 - 25)
    return frame, groups.mean(), within


def test_a_balanced_design_has_the_estimates_of_anova(balanced):
    frame, means, within = balanced
    between = 8 * means.var()
    rows, _ = parameters(frame, analysis(predictors=[], random_slopes=[]), "null")
    assert rows.loc["sigma2", "estimate"] == pytest.approx(within)
    assert rows.loc["var(Intercept)", "estimate"] == pytest.approx((between - within) / 8)
    level = rows.loc["Intercept"]
    assert level["estimate"] == pytest.approx(means.mean())
    assert level["se"] == pytest.approx(np.sqrt(between / 200))
    assert level["df"] == pytest.approx(24, rel=1e-5)
    assert level["p"] == pytest.approx(2 * stats.t.sf(abs(level["statistic"]), level["df"]))
    assert level["ci_high"] == pytest.approx(
        level["estimate"] + stats.t.ppf(0.975, level["df"]) * level["se"]
    )


def test_a_balanced_design_costs_what_kish_says(balanced):
    frame, means, within = balanced
    row, _, _ = row_of(frame, analysis(predictors=[], random_slopes=[]), "null")
    between = (8 * means.var() - within) / 8
    rho = between / (between + within)
    assert row["icc"] == pytest.approx(rho)
    assert row["icc_at_zero"] == row["icc"]
    assert row["deff"] == pytest.approx(1 + 7 * rho)
    assert row["deff_mean_workload"] == pytest.approx(row["deff"])
    assert row["n_effective"] == pytest.approx(200 / row["deff"])
    assert row["se_factor"] == pytest.approx(np.sqrt(row["deff"]))
    assert (row["workload_mean"], row["workload_weighted"], row["workload_max"]) == (8, 8, 8)


@pytest.mark.parametrize("criterion", ["REML", "ML"])
def test_without_random_effects_it_is_ordinary_regression(criterion):
    rows, fit = parameters(FRAME, analysis(predictors=["x", "w"]), "ols", criterion)
    theirs = sm.OLS(FRAME["y"], sm.add_constant(FRAME[["x", "w"]])).fit()
    n = len(FRAME)
    shrunk = np.sqrt((n - 3) / n) if criterion == "ML" else 1.0
    fixed = rows[rows["kind"] == "fixed"]
    np.testing.assert_allclose(fixed["estimate"], theirs.params)
    np.testing.assert_allclose(fixed["se"], theirs.bse * shrunk)
    np.testing.assert_allclose(fixed["df"], n - 3 if criterion == "REML" else n)
    if criterion == "REML":
        np.testing.assert_allclose(fixed["p"], theirs.pvalues)
        np.testing.assert_allclose(fixed[["ci_low", "ci_high"]], theirs.conf_int())
    else:
        assert fit.deviance == pytest.approx(-2 * theirs.llf)


@pytest.mark.parametrize("criterion", ["REML", "ML"])
@pytest.mark.parametrize(
    "settings", [analysis(), analysis(random_intercept=False), analysis(covariance="diagonal")]
)
def test_a_row_of_fits_adds_up(settings, criterion):
    row, fit, ladder = row_of(FRAME, settings, "slope", criterion)
    V = covariance_of(ladder, fit, "slope")[2]
    assert row["deviance"] == pytest.approx(dense(ladder, fit, "slope", V), abs=1e-7)
    k = {(True, "unstructured"): 6, (True, "diagonal"): 5, (False, "unstructured"): 4}
    assert row["n_parameters"] == k[settings.random_intercept, settings.covariance]
    assert row["aic"] == row["deviance"] + 2 * row["n_parameters"]
    assert row["bic"] == pytest.approx(row["deviance"] + np.log(len(FRAME)) * row["n_parameters"])
    assert (row["n"], row["n_interviewers"]) == (len(FRAME), FRAME["interviewer"].nunique())
    sizes = FRAME["interviewer"].value_counts()
    assert row["workload_max"] == sizes.max()
    assert row["workload_weighted"] == pytest.approx((sizes**2).sum() / sizes.sum())


def test_rho_of_a_random_slope_is_at_the_mean_of_x():
    row, fit, _ = row_of(FRAME.assign(x=FRAME["x"] + 3), analysis(), "slope")
    z = np.array([1, FRAME["x"].mean() + 3])
    assert row["icc"] == pytest.approx(z @ fit.D @ z / (z @ fit.D @ z + fit.sigma2))
    assert row["icc_at_zero"] == pytest.approx(fit.D[0, 0] / (fit.D[0, 0] + fit.sigma2))
    assert abs(row["icc"] - row["icc_at_zero"]) > 0.01
    sizes = FRAME["interviewer"].value_counts()
    for name in ("icc", "icc_low", "icc_high"):
        deff = 1 + ((sizes**2).sum() / sizes.sum() - 1) * row[name]
        assert row[name.replace("icc", "deff")] == pytest.approx(deff)


def test_ordinary_regression_has_no_correlation_of_interviewers():
    row, _, _ = row_of(FRAME, analysis(), "ols")
    blank = [key for key, value in row.items() if isinstance(value, float) and np.isnan(value)]
    assert blank == [
        "icc",
        "icc_low",
        "icc_high",
        "icc_at_zero",
        "deff",
        "deff_low",
        "deff_high",
        "deff_mean_workload",
        "n_effective",
        "se_factor",
    ]


def test_the_limits_of_rho_and_of_variances_are_where_the_likelihood_says():
    settings = analysis(random_slopes=[])
    ladder, fit, _ = main_fit(FRAME, settings)
    row = fit_row(ladder, "intercept", "REML", fit, 0.05)
    same = (ladder.interviewers[:, None] == ladder.interviewers[None]).astype(float)

    def at(between, sigma2):
        return dense(ladder, fit, "intercept", sigma2 * np.eye(len(FRAME)) + between * same)

    for rho in (row["icc_low"], row["icc_high"]):
        least = optimize.minimize_scalar(
            lambda s, r=rho: at(s * r / (1 - r), s), bounds=(0.3, 3), method="bounded"
        )
        assert least.fun - fit.deviance == pytest.approx(LIMIT, abs=1e-4)
    rows = pd.DataFrame(parameter_rows(ladder, "intercept", "REML", fit, 0.05)).set_index("term")
    for variance in rows.loc["var(Intercept)", ["ci_low", "ci_high"]]:
        least = optimize.minimize_scalar(
            lambda s, v=variance: at(v, s), bounds=(0.3, 3), method="bounded"
        )
        assert least.fun - fit.deviance == pytest.approx(LIMIT, abs=1e-4)


def test_every_parameter_of_a_random_slope_has_its_row():
    rows, fit = parameters(FRAME, analysis(), "slope", alpha=0.1)
    assert rows.index.tolist() == [
        "Intercept",
        "x",
        "var(Intercept)",
        "var(x)",
        "cov(Intercept,x)",
        "corr(Intercept,x)",
        "sigma2",
    ]
    assert rows["kind"].tolist() == ["fixed"] * 2 + ["variance"] * 2 + [
        "covariance",
        "correlation",
        "variance",
    ]
    errors, sigma2_error = standard_errors.variance_errors(fit)
    assert rows.loc["var(x)", "estimate"] == fit.D[1, 1]
    assert rows.loc["var(x)", "se"] == errors[1, 1]
    assert rows.loc["sigma2", "se"] == sigma2_error
    covariance = rows.loc["cov(Intercept,x)"]
    assert covariance["estimate"] == fit.D[0, 1]
    assert covariance["ci_low"] == pytest.approx(fit.D[0, 1] - stats.norm.ppf(0.95) * errors[0, 1])
    correlation = rows.loc["corr(Intercept,x)"]
    assert correlation["estimate"] == pytest.approx(
        fit.D[0, 1] / np.sqrt(fit.D[0, 0] * fit.D[1, 1])
    )
    assert -1 <= correlation["ci_low"] < correlation["estimate"] < correlation["ci_high"] <= 1


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (analysis(covariance="diagonal"), ["var(Intercept)", "var(x)"]),
        (analysis(random_intercept=False), ["var(x)"]),
        (
            analysis(predictors=["x", "x2"], random_slopes=["x", "x2"], random_intercept=False),
            ["var(x)", "var(x2)", "cov(x,x2)", "corr(x,x2)"],
        ),
    ],
)
def test_the_rows_of_other_random_parts(settings, expected):
    rows, fit = parameters(FRAME, settings, "slope")
    assert rows.index[rows["kind"] != "fixed"].tolist() == [*expected, "sigma2"]
    variances = rows.loc[[name for name in expected if name.startswith("var")]]
    np.testing.assert_array_equal(variances["estimate"], np.diag(fit.D))
    assert (variances["ci_low"] <= variances["estimate"]).all()
    assert (variances["ci_high"] > variances["estimate"]).all()


@pytest.mark.parametrize("criterion", ["REML", "ML"])
@pytest.mark.parametrize(
    "settings", [analysis(), analysis(covariance="diagonal"), analysis(random_intercept=False)]
)
def test_a_variance_of_zero_has_no_wald_error_but_an_interval(settings, criterion):
    frame = level_means(3)
    rows, _ = parameters(frame, settings, "slope", criterion)
    variances = rows[rows.index.str.startswith("var(")]
    assert (variances["estimate"] == 0).all()
    assert variances["se"].isna().all()
    assert (variances["ci_low"] == 0).all()
    assert (variances["ci_high"] > 0).all()
    assert rows.loc[rows["kind"] == "covariance", ["se", "ci_low", "ci_high"]].isna().all(axis=None)
    assert rows.loc[rows["kind"] == "correlation", "estimate"].isna().all()
    row, _, _ = row_of(frame, settings, "slope", criterion)
    assert (row["icc"], row["icc_low"], row["deff"], row["status"]) == (0, 0, 1, "boundary")
    assert 0 <= row["icc_high"] < 1


@pytest.mark.parametrize(
    ("frame", "settings"),
    [
        (survey(1, 2, 1, 0.5, 6, 9), analysis()),
        (survey(1, 3, 1, 0.5, 6, 9), analysis()),
        (FRAME, analysis(predictors=["region"], random_slopes=["region"], covariance="diagonal")),
        (FRAME, analysis(predictors=["x", "x2"], random_slopes=["x", "x2"])),
    ],
)
def test_intervals_hold_their_estimates_at_the_edge_of_what_can_be_modelled(frame, settings):
    rows, _ = parameters(frame, settings, "slope")
    known = rows[rows["ci_low"].notna()]
    assert len(known) >= len(settings.random_slopes) + 3
    assert (known["ci_low"] <= known["estimate"] + 1e-9).all()
    assert (known["ci_high"] >= known["estimate"] - 1e-9).all()
    row, _, _ = row_of(frame, settings, "slope")
    assert 0 <= row["icc_low"] <= row["icc"] + 1e-9
    assert row["icc"] <= row["icc_high"] <= 1


@pytest.mark.parametrize("mean", [0.0, 1e-6, 1e-3, 1.0])
def test_a_slope_alone_makes_no_correlation_where_x_is_zero(mean):
    """ρ(x) = x²D/(x²D + σ²), and so are its limits, from those of D/σ²."""
    frame = FRAME.assign(x=FRAME["x"] - FRAME["x"].mean() + mean)
    row, fit, _ = row_of(frame, analysis(random_intercept=False), "slope")
    assert fit.D[0, 0] > 0.01
    assert row["icc"] == pytest.approx(
        mean**2 * fit.D[0, 0] / (mean**2 * fit.D[0, 0] + fit.sigma2), abs=1e-15
    )
    assert np.isnan(row["icc_at_zero"])
    assert row["icc_low"] <= row["icc"] <= row["icc_high"]
    assert row["icc_high"] <= 2 * mean**2 + 1e-30


def test_a_covariate_has_the_degrees_of_freedom_of_the_interviewers():
    """In a balanced design the contrast of two teams is a t test of interviewers' means with J − 2
    df.
    """
    frame = survey(7, 24, 0.7, 0, 8, 8)
    settings = analysis(predictors=[], random_slopes=[], interviewer_covariates=["team"])
    rows, _ = parameters(frame, settings, "covariates")
    means = (
        frame.groupby("interviewer")[["y", "team"]]
        .first()
        .assign(y=frame.groupby("interviewer")["y"].mean())
    )
    odd, even = (means.loc[means["team"] == team, "y"] for team in ("odd", "even"))
    theirs = stats.ttest_ind(odd, even)
    assert rows.loc["team[odd]", "df"] == pytest.approx(22, rel=1e-5)
    assert rows.loc["team[odd]", "statistic"] == pytest.approx(theirs.statistic)
    assert rows.loc["team[odd]", "p"] == pytest.approx(theirs.pvalue, rel=1e-5)
