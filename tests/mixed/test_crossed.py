"""Two crossed random intercepts: against lme4, dense algebra, closed forms, and many random starts
on the boundary.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import CrossedModel, MixedModel
from interviewer_effects.mixed.crossed.deviance import evaluate_curved
from interviewer_effects.mixed.crossed.meetings import cross
from interviewer_effects.mixed.crossed.one_factor import SingleFactorDeviance
from interviewer_effects.mixed.crossed.search import fit_crossed
from interviewer_effects.mixed.optimum.bounded import descend

REFERENCE = Path(__file__).parents[1] / "reference"
CASES = sorted(path.stem for path in (REFERENCE / "crossed").glob("*.json"))


@cache
def peer(case):
    return json.loads((REFERENCE / "crossed" / f"{case}.json").read_text(encoding="utf-8"))


@cache
def fitted(case, criterion):
    model = peer(case)["model"]
    data = pd.read_csv(REFERENCE / "data" / f"{model['data']}.csv")
    return CrossedModel.from_formula(model["fixed"], data, *model["factors"]).fit(
        reml=criterion == "REML"
    )


@pytest.mark.parametrize("criterion", ["REML", "ML"])
@pytest.mark.parametrize("case", CASES)
def test_agrees_with_lme4(case, criterion):
    ours, theirs = fitted(case, criterion), peer(case)[criterion]
    assert ours.deviance <= theirs["deviance"] + 1e-7
    assert ours.deviance == pytest.approx(theirs["deviance"], abs=1e-6)
    largest = max([*theirs["variances"], theirs["sigma2"]])
    assert ours.variances == pytest.approx(theirs["variances"], rel=1e-4, abs=1e-5 * largest)
    assert ours.sigma2 == pytest.approx(theirs["sigma2"], rel=1e-5)
    assert ours.beta == pytest.approx(np.atleast_1d(theirs["fixed"]), rel=1e-5)
    assert ours.cov_beta == pytest.approx(np.atleast_2d(theirs["vcov"]), rel=1e-4)
    for k, without in enumerate(theirs["without"]):
        assert ours.deviance_without(k) == pytest.approx(without, abs=1e-6)
        assert ours.statistic(k) == pytest.approx(max(0, without - theirs["deviance"]), abs=2e-6)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_profile_limits_agree_with_lme4(case):
    # confint() interpolates its profile, hence a per cent
    ours = [fitted(case, "ML").interval(k) for k in range(2)]
    theirs = np.array(peer(case)["ML"]["profile"], dtype=float)
    known = np.isfinite(theirs)
    assert np.array(ours)[known] == pytest.approx(theirs[known], rel=0.01, abs=1e-4)


def fieldwork(rng, n, J, K, sd, team=3):
    """Interviews of K areas, each worked by a few of J interviewers."""
    area = rng.integers(0, K, n)
    who = rng.integers(0, J, (K, team))[area, rng.integers(0, team, n)]
    x = rng.normal(size=n)
    y = (
        3
        + 0.2 * x
        + sd[0] * rng.normal(size=J)[who]
        + sd[1] * rng.normal(size=K)[area]
        + rng.normal(size=n)
    )
    return {"x": x, "y": y}, who, area


def crossing(*arguments, **settings):
    columns, who, area = fieldwork(*arguments, **settings)
    return cross(columns, [None, "x"], "y", who, area)


def dense(delta, columns, who, area, reml):
    n, X = len(who), np.column_stack([np.ones(len(who)), columns["x"]])
    V = np.eye(n) + delta[0] * (who[:, None] == who) + delta[1] * (area[:, None] == area)
    W = np.linalg.inv(V)
    omega = X.T @ W @ X
    rest = columns["y"] - X @ np.linalg.solve(omega, X.T @ W @ columns["y"])
    N = n - 2 * reml
    value = np.linalg.slogdet(V)[1] + N * (1 + np.log(2 * np.pi * (rest @ W @ rest) / N))
    return value + (np.linalg.slogdet(omega)[1] if reml else 0)


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("levels", [(9, 14), (14, 9)])
def test_the_deviance_and_its_derivatives_are_those_of_the_dense_formula(levels, reml):
    columns, who, area = fieldwork(np.random.default_rng(1), 120, *levels, (0.5, 0.3))
    c, h = cross(columns, [None, "x"], "y", who, area), 1e-6
    assert c.first_is_major == (levels[0] > levels[1])
    units = (120 - 2 * reml) * 2 * np.log(c.design.y_scale) - 2 * reml * np.linalg.slogdet(
        c.design.to_x
    )[1]
    for delta in ((0.0, 0.0), (0.3, 0.1), (0.0, 0.5), (2.0, 0.0), (30.0, 0.01)):
        e = evaluate_curved(np.array(delta), c, reml=reml)
        assert e.deviance + units == pytest.approx(dense(delta, columns, who, area, reml), abs=1e-8)
        ahead, back = (
            [evaluate_curved(delta + s * h * u, c, reml=reml) for u in np.eye(2)] for s in (1, -1)
        )
        slopes = [(a.deviance - b.deviance) / (2 * h) for a, b in zip(ahead, back, strict=True)]
        assert e.gradient == pytest.approx(slopes, rel=1e-4, abs=1e-4)
        hessian = [(a.gradient - b.gradient) / (2 * h) for a, b in zip(ahead, back, strict=True)]
        assert e.profiled_curvature == pytest.approx(np.array(hessian), rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("levels", [(9, 14), (14, 9)])
def test_a_factor_alone_has_the_deviance_of_both_with_the_other_at_zero(levels, reml):
    columns, who, area = fieldwork(np.random.default_rng(1), 120, *levels, (0.5, 0.3))
    c = cross(columns, [None, "x"], "y", who, area)
    for k, value in ((0, 0.0), (0, 0.3), (1, 0.0), (1, 2.0)):
        e = evaluate_curved(np.where(np.arange(2) == k, value, 0.0), c, reml=reml)
        deviance, slope, curve = SingleFactorDeviance.of(c, k, reml=reml)(np.array([value]))
        assert deviance == pytest.approx(e.deviance, abs=1e-9)
        assert slope[0] == pytest.approx(e.gradient[k], rel=1e-9, abs=1e-9)
        assert curve[0, 0] == pytest.approx(e.profiled_curvature[k, k], rel=1e-9)


def test_both_ways_of_summing_pairs_agree():
    c = crossing(np.random.default_rng(2), 60, 40, 45, (0.5, 0.5), team=1)
    assert c._pairs is not None
    w = np.arange(1.0, len(c.major_sizes) + 1)
    full = c.counts.toarray()
    assert c.met(w) == pytest.approx(full.T @ (w[:, None] * full))
    assert crossing(np.random.default_rng(2), 600, 6, 7, (0.5, 0.5), team=6)._pairs is None


@pytest.mark.parametrize("seed", range(300))
def test_no_start_ends_lower_near_the_boundary(seed):
    rng = np.random.default_rng(seed)
    n, J, K = int(rng.integers(30, 90)), int(rng.integers(4, 12)), int(rng.integers(4, 16))
    c, reml = (
        crossing(rng, n, J, K, rng.choice([0, 0.2, 0.6], 2), team=int(rng.integers(2, 5))),
        bool(seed % 2),
    )
    done = fit_crossed(c, reml)

    def profiled(delta):
        e = evaluate_curved(delta, c, reml=reml)
        return e.deviance, e.gradient, e.profiled_curvature

    ends = [profiled(descend(profiled, start))[0] for start in np.exp(rng.normal(-1, 2.5, (5, 2)))]
    assert (
        done.evaluation.deviance
        <= min([*ends, *done.single_deviances, done.deviance_of_neither]) + 1e-8
    )
    inside = done.delta > 0
    assert np.abs(done.evaluation.gradient * done.delta).max() < 1e-5
    assert (done.evaluation.gradient[~inside] >= -1e-8).all()
    assert done.status == ("interior" if inside.all() else "boundary")


def test_a_factor_without_variance_leaves_the_two_level_model():
    for seed in range(40):
        columns, who, area = fieldwork(np.random.default_rng(seed), 200, 12, 20, (0.6, 0.0))
        done = fit_crossed(cross(columns, [None, "x"], "y", who, area))
        if done.delta[1] == 0:
            break
    two = MixedModel(columns["y"], np.column_stack([np.ones(200), columns["x"]]), who).fit()
    assert done.deviance == pytest.approx(two.deviance, abs=1e-8)
    assert done.variances[0] == pytest.approx(two.cov_re.iloc[0, 0], rel=1e-6)
    assert done.errors[0] == pytest.approx(two.bse_re.iloc[0, 0], rel=1e-5)
    assert np.isnan(done.errors[1])
    assert done.interval(1)[0] == 0
    assert done.statistic(1) == 0


def test_units_of_the_columns_change_nothing_but_units():
    columns, who, area = fieldwork(np.random.default_rng(7), 400, 20, 30, (0.6, 0.4))
    plain = fit_crossed(cross(columns, [None, "x"], "y", who, area))
    ugly = {"x": 1e6 + 1e-3 * columns["x"], "y": 1e4 * columns["y"]}
    far = fit_crossed(cross(ugly, [None, "x"], "y", who, area))
    assert far.variances / 1e8 == pytest.approx(plain.variances, rel=1e-6)
    turned = fit_crossed(cross(columns, [None, "x"], "y", area, who))
    assert turned.variances[::-1] == pytest.approx(plain.variances, rel=1e-8)
    assert turned.interval(0) == pytest.approx(plain.interval(1), rel=1e-5)


def test_the_correlation_of_the_estimates_says_whether_they_can_be_told_apart():
    rng = np.random.default_rng(3)
    free = fit_crossed(crossing(rng, 1000, 20, 20, (0.6, 0.6), team=20))
    tied_area = np.repeat(np.arange(20), 50)
    who = np.where(np.arange(1000) % 50 == 0, rng.integers(0, 20, 1000), tied_area)
    y = rng.normal(size=20)[who] + rng.normal(size=1000)
    tied = fit_crossed(cross({"y": y}, [None], "y", who, tied_area))
    assert -0.15 < free.correlation < 0
    assert tied.correlation < free.correlation


def test_what_cannot_be_told_apart_is_refused():
    y, who = np.random.default_rng(1).normal(size=60), np.repeat(np.arange(12), 5)
    with pytest.raises(ValueError, match="cannot be told apart"):
        fit_crossed(cross({"y": y}, [None], "y", who, 100 + who))
    with pytest.raises(ValueError, match="one level"):
        fit_crossed(cross({"y": y}, [None], "y", who, np.zeros(60)))
    with pytest.raises(ValueError, match="one row"):
        fit_crossed(cross({"y": y}, [None], "y", who, np.arange(60)))
    with pytest.raises(ValueError, match="without error"):
        fit_crossed(cross({"y": np.arange(12.0)[who]}, [None], "y", who, np.arange(60) % 7))
    with pytest.raises(ValueError, match="missing or infinite"):
        CrossedModel(np.where(who == 3, np.nan, y), np.ones((60, 1)), who, np.arange(60) % 7)
    with pytest.raises(ValueError, match="length"):
        CrossedModel(y, np.ones((60, 1)), who[:50], np.arange(60) % 7)


def test_an_outcome_whose_values_are_all_alike_is_refused():
    frame = pd.DataFrame({"y": 3.0, "one": [1, 1, 2, 2, 3, 3], "other": [1, 2, 1, 2, 1, 2]})
    with pytest.raises(ValueError, match="alike"):
        CrossedModel.from_formula("y ~ 1", frame, first="one", second="other").fit()
