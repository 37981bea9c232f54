"""Models are compared when one is a special case of the other, by the distribution that belongs to
their null.
"""

import numpy as np
import pytest
from interviewer_effects.mixed import (
    FileModel,
    MixedModel,
    bootstrap_test,
    exact_test,
    likelihood_ratio,
)
from interviewer_effects.mixed.inference.likelihood_ratio import chi2_mixture_p
from scipy import stats
from surveys import survey

J = 40
RNG = np.random.default_rng(5)
DATA = survey(5, J=J, sd_slope=0.3, largest=12, smallest=4)
N = len(DATA)
DATA = DATA.assign(
    z=RNG.normal(size=N),
    w=RNG.normal(size=N),
    area=RNG.integers(1, 9, N),
    other=DATA["y"].to_numpy()[::-1],
    a=(DATA["g"] % 2).astype(float),
    b=1.0 - DATA["g"] % 2,
    woman=RNG.integers(0, 2, N).astype(float),
    far=2000 + 20 * DATA["x"],
)


def fitted(
    formula="y ~ x", random="~1", groups="g", reml=True, data=DATA, covariance="unstructured"
):
    model = MixedModel.from_formula(
        formula, data, groups=groups, re_formula=random, covariance=covariance
    )
    return model.fit(reml=reml)


SLOPE = fitted(random="~x")
REFUSED = {
    "other outcome": (fitted("other ~ x"), SLOPE, "The outcomes of the two models differ"),
    "other groups": (fitted(groups="area"), SLOPE, "The groups of the two models differ"),
    "other rows": (fitted(data=DATA[:-1]), SLOPE, f"The fits use {N - 1} and {N} rows"),
    "the same model": (
        SLOPE,
        fitted(random="~x"),
        "The two models are the same: there is nothing to test",
    ),
    "the same model in other columns": (
        fitted("y ~ 1", "~far"),
        fitted("y ~ 1", "~x"),
        "The two models are the same: there is nothing to test",
    ),
    "the larger model first": (
        SLOPE,
        fitted(),
        "The first model is the larger one: give the smaller model first",
    ),
    "other predictors": (
        fitted("y ~ z", reml=False),
        fitted("y ~ x + w", reml=False),
        "The models are not nested",
    ),
    "as many predictors": (
        fitted("y ~ z", reml=False),
        fitted("y ~ x", reml=False),
        "The models are not nested",
    ),
    "other slopes": (fitted(random="~z"), fitted(random="~x + w"), "The models are not nested"),
    "as many slopes": (fitted(random="~z"), SLOPE, "The models are not nested"),
    "as many parameters": (
        fitted("y ~ z", "~x", reml=False),
        fitted("y ~ x + z + w + a", reml=False),
        "not nested",
    ),
    "a covariance that the other lacks": (
        SLOPE,
        fitted(random="~x + w", covariance="diagonal"),
        "not nested",
    ),
    "a diagonal at another origin": (
        fitted(random="~x", covariance="diagonal"),
        fitted(random="~far + w", covariance="diagonal"),
        "not nested",
    ),
    "one variance against two that vary within interviewers": (
        fitted(random="~1"),
        fitted(random="0 + woman + I(1 - woman)", covariance="diagonal"),
        "not nested",
    ),
    "two criteria": (fitted(reml=False), SLOPE, "One fit is REML and one is ML"),
    "other fixed effects under REML": (
        fitted("y ~ 1"),
        fitted(),
        "REML likelihoods cannot compare different",
    ),
}


@pytest.mark.parametrize(
    "test", [likelihood_ratio, lambda null, other: bootstrap_test(null, other, replicates=9)]
)
@pytest.mark.parametrize("case", REFUSED)
def test_models_that_are_not_nested_are_refused(case, test):
    null, alternative, said = REFUSED[case]
    with pytest.raises(ValueError, match=said):
        test(null, alternative)


HALF = 0.5
NESTED = {
    "a random slope": (("~1", False), ("~x", False), ((HALF, 1), (HALF, 2))),
    "a random intercept": (("0 + x", False), ("~x", False), ((HALF, 1), (HALF, 2))),
    "a second slope": (("~x", False), ("~x + w", False), ((HALF, 2), (HALF, 3))),
    "two slopes at once": (("~1", False), ("~x + w", False), ()),
    "an uncorrelated slope": (("~1", True), ("~x", True), ((HALF, 0), (HALF, 1))),
    "a covariance": (("~x", True), ("~x", False), ((1.0, 1),)),
    "a covariance and a slope": (("~x", True), ("~x + w", False), ((HALF, 3), (HALF, 4))),
    "variances of two groups": (("~1", False), ("0 + a + b", True), ((1.0, 1),)),
    "variances of two groups and a covariance that is in no likelihood": (
        ("~1", False),
        ("0 + a + b", False),
        ((1.0, 1),),
    ),
    "variances and a covariance that vary": (
        ("~1", False),
        ("0 + woman + I(1 - woman)", False),
        ((HALF, 1), (HALF, 2)),
    ),
    "a slope at another origin": (("~1", False), ("~far", False), ((HALF, 1), (HALF, 2))),
    "a slope in other units": (
        ("0 + x", False),
        ("0 + I(100*x) + w", True),
        ((HALF, 0), (HALF, 1)),
    ),
}


@pytest.mark.parametrize("case", NESTED)
def test_the_null_distribution_is_that_of_the_place_of_the_null(case):
    (small, small_diagonal), (large, large_diagonal), components = NESTED[case]
    kinds = [
        "diagonal" if diagonal else "unstructured" for diagonal in (small_diagonal, large_diagonal)
    ]
    null, alternative = (
        fitted(random=random, covariance=kind)
        for random, kind in zip((small, large), kinds, strict=True)
    )
    test = likelihood_ratio(null, alternative)
    assert test.components == components
    assert test.statistic == pytest.approx(null.deviance - alternative.deviance, abs=1e-7)
    if components:
        assert test.p_mixture == chi2_mixture_p(test.statistic, components)
    else:
        assert np.isnan(test.p_mixture)


def test_fixed_effects_have_the_naive_p():
    null, alternative = fitted("y ~ x", reml=False), fitted("y ~ x + w + z", reml=False)
    test = likelihood_ratio(null, alternative)
    assert test.p_naive == pytest.approx(
        stats.chi2.sf(null.deviance - alternative.deviance, 2), rel=1e-9
    )
    assert (test.df, test.components) == (2, ())
    recoded = fitted("y ~ far", reml=False)
    assert likelihood_ratio(recoded, alternative).statistic == pytest.approx(
        test.statistic, abs=1e-7
    )


@pytest.mark.slow
def test_equal_variances_of_two_groups_are_rejected_as_often_as_said():
    """Under equal variances the statistic is above the 5 % point of χ²_1 in 5 % of 4,000 simulated
    surveys; the boundary mixture, ½χ²_0 + ½χ²_1, would reject in 10 %.
    """
    equal = survey(8, J=120, sd_intercept=0.7, sd_slope=0.0, largest=12, smallest=8)
    equal = equal.assign(a=(equal["g"] % 2).astype(float), b=1.0 - equal["g"] % 2)
    null = fitted(data=equal)
    alternative = fitted(random="0 + a + b", data=equal, covariance="diagonal")
    statistics = bootstrap_test(null, alternative, replicates=4000, seed=1).replicate_statistics
    test = likelihood_ratio(null, alternative)
    size = np.mean([chi2_mixture_p(statistic, test.components) < 0.05 for statistic in statistics])
    mixture = np.mean(
        [chi2_mixture_p(statistic, ((HALF, 0), (HALF, 1))) < 0.05 for statistic in statistics]
    )
    print(size, mixture)
    assert size == pytest.approx(0.05, abs=4 * 0.00345)
    assert mixture == pytest.approx(0.10, abs=4 * 0.00474)


def test_groups_may_have_other_labels_and_none_matter_without_random_effects():
    renamed = DATA.assign(g=DATA["g"].map("n{:03d}".format))
    assert (
        likelihood_ratio(fitted(data=renamed), SLOPE).statistic
        == likelihood_ratio(fitted(), SLOPE).statistic
    )
    none = MixedModel(
        DATA["y"], DATA.assign(Intercept=1.0)[["Intercept", "x"]], DATA["area"], exog_re=[]
    ).fit()
    assert likelihood_ratio(none, fitted()).components == ((HALF, 0), (HALF, 1))


def test_a_bootstrap_of_models_in_other_columns_is_that_of_the_same_columns():
    same = bootstrap_test(fitted("y ~ x"), fitted("y ~ x", "~x"), replicates=99, seed=3)
    other = bootstrap_test(fitted("y ~ x"), fitted("y ~ x", "~far"), replicates=99, seed=3)
    assert other.p == pytest.approx(same.p, abs=0.05)
    assert other.statistic == pytest.approx(same.statistic, abs=1e-7)


@pytest.mark.parametrize("value", [0, 1, 1.5, -0.05, np.nan, "0.05", None])
def test_alpha_lies_between_0_and_1(value):
    for method in ("satterthwaite", "profile"):
        with pytest.raises(ValueError, match=r"alpha is .*: give a number between 0 and 1"):
            SLOPE.conf_int(alpha=value, method=method)


@pytest.mark.parametrize("value", [0, -5, 9.5, np.nan, "99", True, None])
def test_replicates_and_draws_are_counts(value):
    with pytest.raises(ValueError, match=r"replicates is .*: give a whole number from 1 on"):
        bootstrap_test(fitted(), SLOPE, replicates=value)
    with pytest.raises(ValueError, match=r"draws is .*: give a whole number from 1 on"):
        exact_test(fitted(), draws=value)


def of_file(path, random=(), fixed=("x",), outcome="y", **settings):
    return FileModel(path, outcome, list(fixed), "g", random=list(random), **settings).fit()


def test_models_of_files_are_tested_as_models_of_frames(tmp_path):
    DATA.to_parquet(tmp_path / "d.parquet")
    null, alternative = of_file(tmp_path / "d.parquet"), of_file(tmp_path / "d.parquet", ["x"])
    ours = likelihood_ratio(null, alternative)
    theirs = likelihood_ratio(fitted(), SLOPE)
    assert ours.components == theirs.components
    assert ours.statistic == pytest.approx(theirs.statistic, abs=1e-7)
    boot = bootstrap_test(null, alternative, replicates=99, seed=2)
    assert boot.p == pytest.approx(
        bootstrap_test(fitted(), SLOPE, replicates=99, seed=2).p, abs=1e-9
    )


def test_models_of_files_that_are_not_nested_are_refused(tmp_path):
    path = tmp_path / "d.parquet"
    DATA.to_parquet(path)
    DATA.assign(y=DATA["other"]).to_parquet(tmp_path / "other.parquet")
    slope = of_file(path, ["x"])
    for null, said in (
        (of_file(path, ["x"]), "The two models are the same"),
        (of_file(path, ["z"]), "Column 'z' of the null model is not in the alternative"),
        (of_file(path, outcome="other"), "The outcomes of the two models are 'other' and 'y'"),
        (of_file(tmp_path / "other.parquet"), "not of the same files, rows and groups"),
        (fitted(), "One model is a FileModel and one a MixedModel"),
    ):
        with pytest.raises(ValueError, match=said):
            likelihood_ratio(null, slope)
