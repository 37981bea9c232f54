"""The comparisons of the ladder: which there are, their null distributions, and the variance
explained.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.models import comparisons
from interviewer_effects.audit.models.comparisons import EXPLAINED, comparison_rows, explained_rows
from interviewer_effects.audit.models.null_distributions import null_table, replicate_table
from interviewer_effects.mixed import MixedModel, likelihood_ratio
from interviewer_effects.mixed.inference import bootstrap
from interviewer_effects.mixed.inference.likelihood_ratio import chi2_mixture_p
from interviewer_effects.specification import SettingsOfTests
from scipy import stats
from small_surveys import analysis, fitted, level_means, survey

FRAME = survey(4)
QUICK = SettingsOfTests(bootstrap=0, seed=1)
BOTH_AT_ONCE = ("ols", "slope", "var(Intercept); var(x)")
BOTH = ["REML", "ML"]
STEPS = {
    "no predictors": (
        analysis(predictors=[], random_slopes=[]),
        [("ols", "intercept", "var(Intercept)")],
        [],
    ),
    "intercept only": (
        analysis(random_slopes=[]),
        [("ols", "intercept", "var(Intercept)")],
        [("null", "intercept", "x")],
    ),
    "slope": (
        analysis(),
        [("ols", "intercept", "var(Intercept)"), ("intercept", "slope", "var(x)"), BOTH_AT_ONCE],
        [("null", "intercept", "x")],
    ),
    "slope only": (analysis(random_intercept=False), [("ols", "slope", "var(x)")], []),
    "two slopes": (
        analysis(predictors=["x", "x2"], random_slopes=["x", "x2"]),
        [
            ("ols", "intercept", "var(Intercept)"),
            ("intercept", "slope", "var(x); var(x2)"),
            ("ols", "slope", "var(Intercept); var(x); var(x2)"),
        ],
        [("null", "intercept", "x; x2")],
    ),
    "slope and covariates": (
        analysis(interviewer_covariates=["w", "team"]),
        [("ols", "intercept", "var(Intercept)"), ("intercept", "slope", "var(x)"), BOTH_AT_ONCE],
        [
            ("null", "intercept", "x"),
            ("slope", "covariates", "w; team[odd]"),
            ("covariates", "interaction", "x:w; x:team[odd]"),
        ],
    ),
    "covariates alone": (
        analysis(predictors=[], random_slopes=[], interviewer_covariates=["w"]),
        [("ols", "intercept", "var(Intercept)")],
        [("intercept", "covariates", "w")],
    ),
}


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    monkeypatch.setattr(comparisons, "DRAWS", 2000)
    monkeypatch.setattr(bootstrap, "CHUNK", 8)


def compared(frame, settings, how=QUICK):
    return pd.DataFrame(comparison_rows(*fitted(frame, settings), how))


def steps(table):
    """The rows that add one thing, by (alternative, criterion)."""
    return table[table["null"] + table["alternative"] != "olsslope"].set_index(
        ["alternative", "criterion"]
    )


@pytest.mark.slow
@pytest.mark.parametrize("shape", STEPS)
def test_each_ladder_has_its_comparisons(shape):
    settings, variances, fixed = STEPS[shape]
    table = compared(FRAME, settings)
    expected = [(c, null, other, "variance", what) for null, other, what in variances for c in BOTH]
    expected += [("ML", null, other, "fixed", what) for null, other, what in fixed]
    found = table[["criterion", "null", "alternative", "kind", "tested"]].itertuples(
        index=False, name=None
    )
    assert list(found) == expected


def test_a_statistic_is_the_difference_of_two_deviances():
    settings = STEPS["slope and covariates"][0]
    ladder, fits = fitted(FRAME, settings)
    for row in comparison_rows(ladder, fits, QUICK):
        small, large = (
            fits[row["null"], row["criterion"]],
            fits[row["alternative"], row["criterion"]],
        )
        assert row["statistic"] == pytest.approx(small.deviance - large.deviance)
        assert row["df"] == large.n_parameters - small.n_parameters
        assert row["p_naive"] == pytest.approx(stats.chi2.sf(row["statistic"], row["df"]))


def test_mixtures_of_a_first_and_of_a_second_component():
    table = steps(compared(FRAME, analysis()))
    first, second = table.loc["intercept", "REML"], table.loc["slope", "REML"]
    assert first["mixture"] == "0.5 χ²_0 + 0.5 χ²_1"
    assert first["p_mixture"] == pytest.approx(stats.chi2.sf(first["statistic"], 1) / 2)
    assert second["mixture"] == "0.5 χ²_1 + 0.5 χ²_2"
    assert second["df"] == 2
    halves = [stats.chi2.sf(second["statistic"], df) / 2 for df in (1, 2)]
    assert second["p_mixture"] == pytest.approx(sum(halves))
    assert second["p_mixture"] < second["p_naive"]


def test_without_a_covariance_the_slope_is_one_parameter():
    table = steps(compared(FRAME, analysis(covariance="diagonal")))
    row = table.loc["slope", "ML"]
    assert (row["df"], row["mixture"]) == (1, "0.5 χ²_0 + 0.5 χ²_1")
    assert row["p_mixture"] == pytest.approx(row["p_naive"] / 2)


@pytest.mark.slow
def test_no_mixture_where_none_is_known():
    table = compared(FRAME, STEPS["two slopes"][0])
    several = table[(table["alternative"] == "slope")]
    assert several["df"].tolist() == [5, 5, 6, 6]
    assert several["p_mixture"].isna().all()
    assert (several["mixture"] == "").all()
    fixed = table[table["kind"] == "fixed"]
    assert fixed["p_mixture"].isna().all()


@pytest.mark.slow
@pytest.mark.parametrize("shape", STEPS)
def test_exact_and_bootstrap_where_they_belong(shape):
    settings, _, _ = STEPS[shape]
    table = compared(FRAME, settings, SettingsOfTests(bootstrap=5, seed=1))
    variance = table["kind"] == "variance"
    one = variance & ((table["alternative"] == "intercept") | (shape == "slope only"))
    booted = variance & (table["criterion"] == "REML")
    assert (table["p_exact"].notna() == one).all()
    for name in ("p_bootstrap", "p_bootstrap_low", "p_bootstrap_high", "share_zero"):
        assert (table[name].notna() == booted).all()
    assert table["replicates"].tolist() == np.where(booted, 5, 0).tolist()


def test_no_replicates_no_bootstrap():
    table = compared(FRAME, analysis())
    assert table["p_bootstrap"].isna().all()
    assert (table["replicates"] == 0).all()


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings", [analysis(), analysis(covariance="diagonal"), analysis(random_intercept=False)]
)
def test_no_gain_is_p_one_and_never_missing(settings):
    table = compared(level_means(3), settings, SettingsOfTests(bootstrap=9, seed=1))
    zero = table[table["kind"] == "variance"]
    assert (zero["statistic"] == 0).all()
    several = zero["mixture"] == ""
    assert several.tolist() == (zero["tested"].str.count("var") > 1).tolist()
    for name in ("p_naive", "p_quote"):
        assert (zero[name] == 1).all()
    assert (zero.loc[~several, "p_mixture"] == 1).all()
    assert (zero.loc[zero["p_chibar"].notna(), "p_chibar"] == 1).all()
    assert (zero.loc[zero["p_exact"].notna(), "p_exact"] == 1).all()
    assert (zero.loc[zero["criterion"] == "REML", "p_bootstrap"] == 1).all()


def test_two_ways_to_simulate_the_null_agree(monkeypatch):
    """The spectral representation and refits of simulated data, for one variance component."""
    monkeypatch.setattr(bootstrap, "CHUNK", 80)
    frame = survey(11, 15, 0.25, 0)
    ladder, fits = fitted(frame, analysis(random_slopes=[]), ["ols", "intercept"])
    row = comparisons.variance_test(
        ladder, fits, "ols", "intercept", "REML", SettingsOfTests(bootstrap=800, seed=1)
    )
    assert row["statistic"] > 0.1
    error = np.sqrt(row["p_exact"] * (1 - row["p_exact"]) * (1 / 2000 + 1 / 800))
    assert row["p_bootstrap"] == pytest.approx(row["p_exact"], abs=3.5 * error)
    assert row["p_bootstrap_low"] < row["p_bootstrap"] < row["p_bootstrap_high"]


def test_fixed_effects_are_compared_as_the_engine_compares_them():
    table = compared(FRAME, analysis(random_slopes=[])).set_index("null")
    models = [MixedModel.from_formula(f, FRAME, "interviewer") for f in ("y ~ 1", "y ~ x")]
    theirs = likelihood_ratio(*(model.fit(reml=False) for model in models))
    assert table.loc["null", "statistic"] == pytest.approx(theirs.statistic, abs=1e-7)
    assert table.loc["null", "p_naive"] == pytest.approx(theirs.p_naive)


def balanced(seed):
    """Intercept variance of 30 interviewers with 6 interviews each, without and with w, by analysis
    of variance.
    """
    frame = survey(seed, 30, 0.8, 0, 6, 6)
    means = frame.groupby("interviewer")[["y", "w"]].mean()
    within = (frame["y"] - frame.groupby("interviewer")["y"].transform("mean")).pow(2).sum() / 150
    rss = np.linalg.lstsq(np.column_stack([np.ones(30), means["w"]]), means["y"], rcond=None)[1][0]
    return frame, means["y"].var() - within / 6, rss / 28 - within / 6


@pytest.mark.parametrize("seed", range(4))
def test_variance_explained_is_that_of_anova(seed):
    frame, without, with_ = balanced(seed)
    settings = analysis(predictors=[], random_slopes=[], interviewer_covariates=["w"])
    (row,) = explained_rows(*fitted(frame, settings))
    assert list(row) == EXPLAINED
    assert (row["component"], row["predictor"]) == ("var(Intercept)", "w")
    assert row["without"] == pytest.approx(without, rel=1e-6)
    assert row["with"] == pytest.approx(with_, rel=1e-6)
    assert row["explained"] == pytest.approx((without - with_) / without, rel=1e-5)


def test_variance_explained_can_be_negative():
    frame, _, _ = balanced(0)
    useless = frame.groupby("interviewer")["y"].transform("mean").round(9)
    order = {mean: k for k, mean in enumerate(sorted(useless.unique()))}
    frame["w"] = useless.map(order).map(
        lambda k: abs(k - 14.5)
    )  # symmetric about the middle: no use
    settings = analysis(predictors=[], random_slopes=[], interviewer_covariates=["w"])
    (row,) = explained_rows(*fitted(frame, settings))
    assert row["explained"] < 0
    assert row["with"] > row["without"]


def test_variance_explained_of_intercept_and_slope_by_all_covariates():
    ladder, fits = fitted(FRAME, STEPS["slope and covariates"][0])
    rows = explained_rows(ladder, fits)
    assert [row["component"] for row in rows] == ["var(Intercept)", "var(x)"]
    assert {row["predictor"] for row in rows} == {"w; team[odd]"}
    for k, row in enumerate(rows):
        assert row["without"] == fits["slope", "REML"].D[k, k]
        assert row["with"] == fits["covariates", "REML"].D[k, k]


def test_nothing_to_explain_is_missing_not_zero():
    settings = analysis(interviewer_covariates=["w"])
    rows = explained_rows(*fitted(level_means(3), settings))
    assert all(row["without"] == 0 and np.isnan(row["explained"]) for row in rows)
    assert explained_rows(*fitted(FRAME, analysis())) == []


def test_level_and_slope_at_once_have_simulated_weights_and_the_bootstrap():
    table = compared(FRAME, analysis(), SettingsOfTests(bootstrap=8, seed=1))
    row = table[
        (table["null"] == "ols")
        & (table["alternative"] == "slope")
        & (table["criterion"] == "REML")
    ].iloc[0]
    assert np.isnan(row["p_mixture"])
    assert 0 < row["p_chibar"] <= row["p_naive"] + 0.01
    assert row["quote"] == "sign test"
    assert np.isfinite(row["p_bootstrap"])
    assert row["p_bootstrap"] <= row["p_bootstrap_high"] + 1 / 9
    assert "no half-and-half mixture" in row["why"]


def test_reml_never_compares_different_fixed_effects():
    ladder, fits = fitted(FRAME, analysis(random_slopes=[]))
    with pytest.raises(ValueError, match="different fixed effects"):
        comparisons.variance_test(ladder, fits, "null", "intercept", "REML", QUICK)


def test_the_null_distribution_is_written_as_replicates_and_as_shares():
    tests = comparisons.comparisons(
        *fitted(FRAME, analysis()), SettingsOfTests(bootstrap=8, seed=1)
    )
    replicates, shares = replicate_table(tests), null_table(tests)
    assert len(replicates) == 3 * 8
    for (_, alternative, tested), part in shares.groupby(["null", "alternative", "tested"]):
        drawn = replicates[
            (replicates["tested"] == tested) & (replicates["alternative"] == alternative)
        ]["statistic"]
        assert part["bootstrap_share"].sum() == pytest.approx(1)
        assert part["bootstrap_share"].iloc[0] == (drawn == 0).mean()
        components = ((0.5, 1), (0.5, 2)) if tested == "var(x)" else ((0.5, 0), (0.5, 1))
        beyond = chi2_mixture_p(part["high"].max(), components)
        assert part["mixture_share"].isna().all() or part["mixture_share"].sum() == pytest.approx(
            1 - beyond, abs=1e-9
        )
    assert null_table(comparisons.comparisons(*fitted(FRAME, analysis()), QUICK)).empty


def test_the_p_of_several_variances_is_never_above_chi_square_and_says_its_floor():
    frame = level_means(3)
    frame["y"] += (
        3
        * np.random.default_rng(1).normal(size=frame["interviewer"].nunique())[
            pd.factorize(frame["interviewer"])[0]
        ]
    )
    table = compared(frame, analysis(), QUICK)
    row = table[
        (table["alternative"] == "slope")
        & (table["null"] == "ols")
        & (table["criterion"] == "REML")
    ].iloc[0]
    assert row["statistic"] > 40
    assert row["p_chibar"] == row["p_naive"] < 1 / 5001
    assert row["p_chibar_low"] == 0  # no draw reached the statistic: the page prints "at most"
