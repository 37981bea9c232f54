"""The lowest deviance, always: against closed forms, many random starts, and nested models."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.likelihood.crossproducts import cross_products
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.fit import fit
from interviewer_effects.mixed.optimum.objective import Objective, descend
from interviewer_effects.mixed.optimum.starts import Starts
from surveys import survey


def balanced(seed, sd):
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(15), 6)
    return pd.DataFrame({"y": 2 + sd * rng.normal(size=15)[g] + rng.normal(size=90), "g": g})


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("sd", [0.0, 0.5])
def test_balanced_random_intercept_is_the_analysis_of_variance(seed, sd):
    frame = balanced(seed, sd)
    means = frame.groupby("g")["y"].mean()
    between = 6 * means.var()
    within = ((frame["y"] - means[frame["g"]].to_numpy()) ** 2).sum() / (90 - 15)
    result = MixedModel.from_formula("y ~ 1", frame, groups="g").fit()
    if between > within:
        assert result.cov_re.iloc[0, 0] == pytest.approx((between - within) / 6, rel=1e-8)
        assert result.scale == pytest.approx(within, rel=1e-8)
        assert result.status == "interior"
        assert result.df_fe["Intercept"] == pytest.approx(14, rel=1e-6)
    else:
        assert result.cov_re.iloc[0, 0] == 0.0
        assert result.scale == pytest.approx(frame["y"].var(), rel=1e-10)
        assert result.status == "boundary"


def hard_case(rng):
    """A small data set at or near the boundary: few groups, singletons, singular D, bad scales;
    None when it is not identified.
    """
    J, q, diagonal = int(rng.integers(3, 25)), int(rng.choice([1, 2, 2, 3, 4])), rng.random() < 0.15
    sizes = rng.integers(1, rng.integers(2, 15), J)
    g, n = np.repeat(np.arange(J), sizes), int(sizes.sum())
    x = rng.normal(size=(n, max(q - 1, 1))) * 10.0 ** rng.integers(
        -3, 4, max(q - 1, 1)
    ) + rng.choice([0, 10, 1e4])
    Z = np.column_stack([np.ones(n), (x - x.mean(0)) / x.std(0)])[:, :q]
    root = [
        np.zeros((q, q)),
        np.eye(q),
        np.outer(rng.normal(size=q), np.eye(q)[0]),
        np.tril(rng.normal(size=(q, q))),
    ]
    u = rng.normal(size=(J, q)) @ root[rng.integers(4)].T
    y = ((Z * u[g]).sum(1) + rng.normal(size=n)) * 10.0 ** rng.integers(-2, 3) + rng.choice(
        [0, 1e3]
    )
    names = [f"x{k}" for k in range(x.shape[1])]
    products = cross_products({**dict(zip(names, x.T, strict=True)), "y": y}, g)
    try:
        return (
            make_design(products, [None, *names], [None, *names][:q], "y", bool(diagonal)),
            q,
            bool(diagonal),
        )
    except ValueError:
        return None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20101, 20109))
def test_no_random_start_finds_less_on_hard_cases(seed):
    rng = np.random.default_rng(seed)
    tried = boundary = 0
    for _ in range(330):
        case = hard_case(rng)
        if case is None:
            continue
        design, q, diagonal = case
        try:
            done = fit(design, reml=bool(rng.random() < 0.5))
        except ValueError:
            continue
        factor = Factor.of(q, diagonal)
        starts = rng.normal(size=(20, factor.size)) * 10 ** rng.uniform(-2, 1, (20, 1))
        free = np.ones_like(starts, bool)
        objective = Objective(design.moments, factor, done.reml)
        ends = descend(objective, Starts(starts, free), np.zeros(20, int))
        assert np.isfinite(done.optimum.deviance[0])
        assert done.optimum.deviance[0] <= np.nanmin(ends.value) + 1e-6
        tried, boundary = tried + 1, boundary + (done.status == "boundary")
    assert tried > 250  # of eight such tests: more than 2,000 in all
    assert boundary > 50


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.floats(0, 1), st.floats(0, 0.5))
def test_nested_models_never_lose_likelihood(seed, reml, sd_intercept, sd_slope):
    frame = survey(seed, J=12, sd_intercept=sd_intercept, sd_slope=sd_slope, smallest=3)
    deviances = [
        MixedModel.from_formula("y ~ x", frame, groups="g", re_formula=re, **options)
        .fit(reml=reml)
        .deviance
        for re, options in (("~1", {}), ("~x", {"covariance": "diagonal"}), ("~x", {}))
    ]
    assert deviances[1] <= deviances[0] + 1e-8
    assert deviances[2] <= deviances[1] + 1e-8


def test_data_that_the_random_effects_reproduce_are_refused():
    frame = survey(1, largest=1).assign(g=range(20))
    with pytest.raises(ValueError, match="reproduce all 20 interviews"):
        MixedModel.from_formula("y ~ x", frame, groups="g", re_formula="~x").fit()


def test_collinear_columns_are_named():
    frame = survey(1).assign(w=lambda f: 2 * f["x"] - 3)
    with pytest.raises(
        ValueError, match=r"'w' is constant or a linear combination of 'Intercept', 'x'"
    ):
        MixedModel.from_formula("y ~ x + w", frame, groups="g").fit()
