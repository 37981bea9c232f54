"""The interval of the ICC by the inverted wild bootstrap against what a balanced design knows
exactly.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import FileModel, MixedModel, icc_interval
from interviewer_effects.mixed.distribution_free.interviews import Interviews
from interviewer_effects.mixed.distribution_free.least_squares import WithinBetween
from interviewer_effects.mixed.distribution_free.wild_interval import largest_root
from interviewer_effects.mixed.distribution_free.wild_replicates import WildReplicates
from interviewer_effects.mixed.distribution_free.wild_residuals import wild_residuals
from scipy import stats
from surveys import survey


def balanced(icc, J=60, n=12, seed=4):
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(J), n)
    return pd.DataFrame(
        {"g": g, "y": np.sqrt(icc / (1 - icc)) * rng.normal(size=J)[g] + rng.normal(size=J * n)}
    )


def fitted(frame, formula="y ~ 1", re="~1"):
    return MixedModel.from_formula(formula, frame, groups="g", re_formula=re).fit()


def exact(frame):
    """Estimate and limits of τ²/(τ² + σ²) by the F distribution (Searle and others 1992)."""
    parts = frame.groupby("g")["y"]
    n, J = int(parts.size().iloc[0]), parts.ngroups
    within = ((frame["y"] - parts.transform("mean")) ** 2).sum() / (J * (n - 1))
    F = n * parts.mean().var() / within
    high, low = (stats.f.ppf(share, J - 1, J * (n - 1)) for share in (0.025, 0.975))
    ratios = np.maximum((F / np.array([low, high]) - 1) / n, 0)
    return ratios / (1 + ratios)


@pytest.mark.parametrize("icc", [0.05, 0.15, 0.4])
def test_with_normal_answers_it_is_nearly_that_of_the_f_distribution(icc):
    frame = balanced(icc)
    low, high = exact(frame)
    found = icc_interval(fitted(frame))
    wide = high - low
    assert found.low == pytest.approx(low, abs=0.07 * wide)
    assert found.high == pytest.approx(high, abs=0.1 * wide)
    assert found.high - found.low < 1.12 * wide


def test_a_balanced_estimate_is_that_of_restricted_likelihood_but_for_the_overall_mean():
    frame = balanced(0.15)
    result = fitted(frame)
    found = icc_interval(result, signs=99)
    n, J = 12, 60
    means = frame.groupby("g")["y"].mean()
    tau2 = means.var(ddof=0) - result.scale / n
    assert found.estimate == pytest.approx(tau2 / (tau2 + result.scale), rel=1e-6)
    assert found.low < result.icc < found.high
    assert len(means) == J


def test_without_differences_it_begins_at_zero():
    frame = balanced(0.2)
    frame["y"] -= frame.groupby("g")["y"].transform("mean")
    found = icc_interval(fitted(frame))
    assert (found.estimate, found.low) == (0, 0)
    assert 0 < found.high < 0.05


def test_units_predictors_and_the_order_of_rows():
    frame = survey(31, J=40, sd_slope=0.0, smallest=3)
    one = icc_interval(fitted(frame, "y ~ x"), signs=199)
    units = frame.assign(y=1e4 + 7 * frame["y"], x=frame["x"] * 1e-3 + 1e4)
    other = icc_interval(fitted(units, "y ~ x"), signs=199)
    assert (other.low, other.high) == pytest.approx((one.low, one.high), rel=1e-4)
    assert icc_interval(fitted(frame, "y ~ x"), signs=199) == one
    assert icc_interval(fitted(frame, "y ~ x"), signs=199, seed=2) != one


def test_a_root_is_the_largest_one_or_zero():
    square, half = np.ones(4), np.array([-1.5, 1.5, 0.0, 0.5])
    constant = np.array([2.0, 2.0, -4.0, 5.0])  # roots 1 and 2; −1 and −2; ±2; none
    assert largest_root(square, half, constant).tolist() == [2, 0, 2, 0]


def test_what_it_cannot_do_is_said(tmp_path):
    frame = survey(32, J=30, smallest=3)
    with pytest.raises(ValueError, match=r"Intercept, x.*profile"):
        icc_interval(fitted(frame, "y ~ x", "~x"))
    frame.to_parquet(tmp_path / "file.parquet")
    with pytest.raises(ValueError, match="single interviews"):
        icc_interval(FileModel(tmp_path / "file.parquet", "y", ["x"], "g").fit())


def test_it_is_wider_where_tails_are_heavy():
    rng = np.random.default_rng(33)
    g = np.repeat(np.arange(60), 12)
    heavy = 0.5 * rng.normal(size=60)[g] + rng.standard_t(3, len(g)) / np.sqrt(3)
    result = fitted(pd.DataFrame({"g": g, "y": heavy}))
    found = icc_interval(result)
    low, high = exact(pd.DataFrame({"g": g, "y": heavy}))
    assert found.high - found.low > 1.1 * (high - low)


@pytest.mark.parametrize("columns", ["", "x", "xzc"])
def test_replicates_by_sums_are_those_of_their_residuals(columns):
    frame = survey(8, J=14, smallest=1)
    frame["z"] = frame["x"] ** 2 + frame["g"] % 3
    frame["c"] = frame["g"] ** 1.5
    X = np.column_stack([np.ones(len(frame)), *(frame[c] for c in columns)])
    interviews = Interviews.of(frame["y"].to_numpy(), X, frame["g"].to_numpy())
    model = WithinBetween.of(interviews, np.sqrt(interviews.sizes))
    e = wild_residuals(interviews, model.split(interviews.y), 0.2)
    replicates = WildReplicates.of(interviews, model, e)
    (block,) = replicates.sums.drawn(40, 5)
    parts = model.split(e[:, None] * replicates.sums.signs(block))
    level, squares = replicates.parts(block)
    assert level == pytest.approx(parts.level)
    assert squares == pytest.approx(interviews.sums(parts.within**2), abs=1e-9 * (e**2).sum())
