"""Likelihood-ratio, exact and bootstrap tests, intervals, and deletions."""

import numpy as np
import pytest
from interviewer_effects.mixed import MixedModel, bootstrap_test, exact_test, likelihood_ratio
from interviewer_effects.mixed.inference.likelihood_ratio import chi2_mixture_p
from scipy import optimize, stats
from surveys import dense_deviance, survey


def fitted(frame, re="~1", formula="y ~ x", reml=True):
    return MixedModel.from_formula(formula, frame, groups="g", re_formula=re).fit(reml=reml)


def test_the_slope_is_tested_by_the_mixture_of_one_and_two_degrees():
    frame = survey(3, smallest=4)
    test = likelihood_ratio(fitted(frame), fitted(frame, "~x"))
    T = test.statistic
    assert test.components == ((0.5, 1), (0.5, 2))
    assert test.p_mixture == pytest.approx(0.5 * stats.chi2.sf(T, 1) + 0.5 * stats.chi2.sf(T, 2))
    assert test.p_naive == pytest.approx(stats.chi2.sf(T, 2))


def test_statistic_zero_gives_p_one():
    assert chi2_mixture_p(0.0, ((0.5, 0), (0.5, 1))) == 1.0
    frame = survey(5, sd_intercept=0.0, sd_slope=0.0, J=30)
    frame["y"] -= frame.groupby("g")["y"].transform("mean")
    null = MixedModel(
        frame["y"], np.column_stack([np.ones(len(frame)), frame["x"]]), frame["g"], exog_re=[]
    ).fit()
    alternative = MixedModel(
        frame["y"], np.column_stack([np.ones(len(frame)), frame["x"]]), frame["g"]
    ).fit()
    test = likelihood_ratio(null, alternative)
    assert test.statistic == 0.0
    assert test.p_mixture == 1.0
    assert exact_test(alternative, draws=2_000).p == 1.0


def test_reml_fits_with_different_fixed_effects_are_refused():
    frame = survey(3)
    with pytest.raises(ValueError, match="reml=False"):
        likelihood_ratio(fitted(frame, formula="y ~ 1"), fitted(frame))


def test_two_components_at_once_have_no_mixture():
    frame = survey(3)
    X = np.column_stack([np.ones(len(frame)), frame["x"]])
    test = likelihood_ratio(
        MixedModel(frame["y"], X, frame["g"], exog_re=[]).fit(),
        MixedModel(frame["y"], X, frame["g"], exog_re=X).fit(),
    )
    assert test.components == ()
    assert np.isnan(test.p_mixture)


def test_exact_and_bootstrap_agree_where_one_component_is_tested():
    frame = survey(11, sd_intercept=0.35, sd_slope=0.0, J=25, smallest=3)
    X = np.column_stack([np.ones(len(frame)), frame["x"]])
    null, alternative = (MixedModel(frame["y"], X, frame["g"], exog_re=z).fit() for z in ([], None))
    exact = exact_test(alternative, draws=50_000, seed=1)
    boot = bootstrap_test(null, alternative, replicates=999, seed=1)
    assert boot.statistic == pytest.approx(exact.statistic, abs=1e-8)
    assert boot.p_low - 0.01 < exact.p < boot.p_high + 0.01
    assert boot.share_zero == pytest.approx(exact.share_zero, abs=0.06)


def test_bootstrap_replicates_are_reproducible_and_extend():
    frame = survey(12, J=15, smallest=3)
    null, alternative = fitted(frame), fitted(frame, "~x")
    few = bootstrap_test(null, alternative, replicates=40, seed=5)
    more = bootstrap_test(null, alternative, replicates=90, seed=5)
    assert (few.replicate_statistics == more.replicate_statistics[:40]).all()
    assert (few.replicate_statistics >= 0).all()


def test_profile_limits_lie_where_the_deviance_has_risen_by_the_quantile():
    frame = survey(13, J=30, smallest=4)
    result = fitted(frame, reml=False)
    low, high = result.conf_int(method="profile").loc["var(Intercept)"]
    assert low < result.cov_re.iloc[0, 0] < high

    def best_given(variance):
        def at(log_sigma2):
            return dense_deviance(
                frame, np.array([[variance]]), np.exp(log_sigma2), False, ("one",)
            )

        return optimize.minimize_scalar(
            at, bounds=(-2, 2), method="bounded", options={"xatol": 1e-10}
        ).fun

    for limit in (low, high):
        assert best_given(limit) - result.deviance == pytest.approx(
            stats.chi2.ppf(0.95, 1), abs=1e-4
        )


def test_leaving_one_out_is_refitting_without_them():
    frame = survey(14, J=15, smallest=3)
    table = fitted(frame, "~x").influence().set_index("group")
    for g in (0, 7):
        refit = fitted(frame[frame["g"] != g], "~x")
        assert table.loc[g, ["Intercept", "x"]].to_numpy(float) == pytest.approx(
            refit.fe_params.to_numpy(), rel=1e-6
        )
        assert table.loc[g, "var(Intercept)"] == pytest.approx(
            refit.cov_re.iloc[0, 0], rel=1e-4, abs=1e-7
        )
        assert table.loc[g, "sigma2"] == pytest.approx(refit.scale, rel=1e-6)


def test_diagnostic_variance_makes_effects_standard_normal():
    """Over many surveys from the model, z of the EBLUPs has variance near one."""
    z = np.concatenate(
        [
            fitted(survey(s, J=40, sd_intercept=1.0, sd_slope=0.0, smallest=4)).effects()["z"]
            for s in range(25)
        ]
    )
    assert z.var() == pytest.approx(1.0, abs=0.05)


def test_fitted_values_residuals_and_effects_fit_together():
    frame = survey(15, smallest=2)
    result = fitted(frame, "~x")
    effects = result.random_effects
    by_hand = [result.fe_params @ [1, r.x] + effects[r.g] @ [1, r.x] for r in frame.itertuples()]
    assert result.fittedvalues == pytest.approx(np.array(by_hand))
    assert result.resid == pytest.approx(frame["y"].to_numpy() - result.fittedvalues)
    marginal = [r.y - result.fe_params @ [1, r.x] for r in frame.itertuples()]
    assert result.resid_marginal == pytest.approx(np.array(marginal))
    assert "Status:" in str(result.summary())


def test_a_column_of_the_same_name_in_other_units_is_another_fixed_effect():
    frame = survey(3)
    with pytest.raises(ValueError, match="different contrasts"):
        likelihood_ratio(fitted(frame.assign(x=2 * frame["x"])), fitted(frame, "~x"))
