"""Exact tails of predicted effects against enumeration, the normal limit and simulation."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.distribution_free.interviews import Interviews
from interviewer_effects.mixed.distribution_free.residual_scales import Scales, residual_scales
from interviewer_effects.mixed.distribution_free.tail_probabilities import (
    eblup_weights,
    effect_tails,
    fifths,
    p_of_tail,
    z_of_tail,
)
from interviewer_effects.mixed.distribution_free.tails_of_sums import Sums, tail_of_sums
from interviewer_effects.mixed.inference import predicted_effects
from scipy import special
from surveys import survey


def interviews_of(sizes):
    g = np.repeat(np.arange(len(sizes)), sizes)
    return Interviews.of(np.zeros(len(g)), np.ones((len(g), 1)), g)


def same_weights(interviews, normal, value):
    n, J = len(interviews.y), len(interviews.sizes)
    return Sums(np.ones(n), np.zeros(n, dtype=int), np.full(J, normal), np.full(J, value))


@pytest.mark.parametrize("value", [-3.0, -1.0, 0.4, 2.0, 5.0])
def test_the_tail_of_a_sum_of_a_few_is_that_of_all_their_combinations(value):
    """Residuals −1, 0, 4: the sum of three has 27 combinations; a normal part of variance 2 lies on
    top.
    """
    interviews = interviews_of([3, 3, 3])
    e = np.tile([-1.0, 0.0, 1.0 + 3.0], 3)
    sums = np.array([sum(c) for c in product([-1.0, 0.0, 4.0], repeat=3)])
    expected = special.ndtr((value - sums) / np.sqrt(2)).mean()
    found = tail_of_sums(
        interviews, same_weights(interviews, 2.0, value), e, Scales(np.zeros(3), 0.0)
    )
    assert found == pytest.approx(np.full(3, expected), abs=1e-5)


def test_weights_may_be_negative_and_differ_and_bins_have_their_own_residuals():
    interviews = interviews_of([2, 2])
    e = np.array([-1.0, 3.0, 1.0, -3.0])
    bins = np.array([0, 1, 0, 1])  # residuals ±1 in one bin, ±3 in the other
    w = np.array([2.0, -0.5, 1.0, 0.7])
    found = tail_of_sums(
        interviews,
        Sums(w, bins, np.full(2, 1.5), np.array([1.0, -2.0])),
        e,
        Scales(np.zeros(2), 0.0),
    )
    for j, value in enumerate([1.0, -2.0]):
        sums = [a * w[2 * j] + b * w[2 * j + 1] for a in (-1, 1) for b in (-3, 3)]
        expected = special.ndtr((value - np.array(sums)) / np.sqrt(1.5)).mean()
        assert found[j] == pytest.approx(expected, abs=3e-4)


def test_scales_that_differ_make_tails_heavier():
    """The mean over log s ~ N(−ω², ω²) of the tail at each scale, by quadrature."""
    interviews = interviews_of([4] * 5)
    e = np.tile([-1.0, 1.0, -1.0, 1.0], 5)
    scales = Scales(np.zeros(5), 0.4)
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    sums = np.array([sum(c) for c in product([-1.0, 1.0], repeat=4)])
    for value in (-5.0, 3.0):
        at_scale = special.ndtr((value - np.exp(0.4 * nodes)[:, None] * sums) / np.sqrt(2)).mean(1)
        expected = weights @ at_scale / weights.sum()
        found = tail_of_sums(interviews, same_weights(interviews, 2.0, value), e, scales)
        assert found == pytest.approx(np.full(5, expected), rel=0.02)


def test_no_tail_is_smaller_than_the_inversion_is_accurate():
    interviews = interviews_of([5, 5, 5])
    e = np.random.default_rng(1).normal(size=15)
    found = tail_of_sums(
        interviews, same_weights(interviews, 1.0, 40.0), e, Scales(np.zeros(3), 0.0)
    )
    assert found == pytest.approx(np.full(3, 1 - 1e-6), abs=3e-6)
    assert (found <= 1 - 1e-6).all()
    assert p_of_tail(np.array([0.25, 0.9])) == pytest.approx([0.5, 0.2])
    assert z_of_tail(np.array([0.975])) == pytest.approx(1.959964)


def test_weights_of_predicted_effects_give_the_effects_and_their_variance():
    frame = survey(3, J=25, sd_slope=0.4, smallest=3)
    model = MixedModel.from_formula("y ~ x", frame, groups="g", re_formula="~x")
    result = model.fit()
    interviews = Interviews.of(model.endog, model.exog, model.groups)
    Z = model.exog_re[interviews.order]
    weights = eblup_weights(result._fit, interviews, Z)
    w = weights.of_residuals
    r = interviews.y - interviews.X @ result._fit.beta
    e = predicted_effects.effects(result._fit)
    assert interviews.sums(w * r[:, None]) == pytest.approx(e.eblup, abs=1e-9)
    known_beta = result._fit.D[None] - e.comparative  # Var(û) were β known
    total = weights.variance_of_effects + result.scale * interviews.sums(w**2)
    assert total == pytest.approx(np.diagonal(known_beta, axis1=1, axis2=2))


def test_with_normal_answers_the_tail_is_nearly_that_of_z():
    rng = np.random.default_rng(4)
    g = np.repeat(np.arange(150), rng.integers(8, 25, 150))
    x = rng.normal(size=len(g))
    y = (
        1
        + x
        + 0.4 * rng.normal(size=150)[g]
        + 0.2 * rng.normal(size=150)[g] * x
        + rng.normal(size=len(g))
    )
    model = MixedModel.from_formula(
        "y ~ x", pd.DataFrame({"y": y, "x": x, "g": g}), groups="g", re_formula="~x"
    )
    fit = model.fit()._fit
    interviews = Interviews.of(model.endog, model.exog, model.groups)
    z = predicted_effects.effects(fit).z
    tail = effect_tails(fit, interviews, model.exog_re[interviews.order])
    assert z_of_tail(tail) == pytest.approx(z, abs=0.25)
    assert np.abs(z_of_tail(tail) - z).mean() < 0.06


def test_nobody_stands_out_where_nothing_varies():
    frame = survey(5, J=20, sd_intercept=0.0, sd_slope=0.0, smallest=4)
    frame["y"] -= frame.groupby("g")["y"].transform("mean")
    model = MixedModel.from_formula("y ~ 1", frame, groups="g")
    interviews = Interviews.of(model.endog, model.exog, model.groups)
    assert (effect_tails(model.fit()._fit, interviews, np.ones((len(frame), 1))) == 0.5).all()


@pytest.mark.slow
def test_a_long_tail_is_no_surprise_where_all_answers_have_one():
    """The largest mean of log-normal answers: z takes it for an outlier, the tail does not."""
    rng = np.random.default_rng(8)
    z_alarms = tail_alarms = 0
    for _ in range(40):
        g = np.repeat(np.arange(60), rng.integers(5, 15, 60))
        y = 0.3 * rng.normal(size=60)[g] + np.exp(1.2 * rng.normal(size=len(g)))
        model = MixedModel.from_formula("y ~ 1", pd.DataFrame({"y": y, "g": g}), groups="g")
        fit = model.fit()._fit
        interviews = Interviews.of(model.endog, model.exog, model.groups)
        tail = effect_tails(fit, interviews, np.ones((len(y), 1)))
        z_alarms += (2 * special.ndtr(-np.abs(predicted_effects.effects(fit).z)) < 0.05 / 60).any()
        tail_alarms += (p_of_tail(tail) < 0.05 / 60).any()
    assert z_alarms >= 12
    assert tail_alarms <= 6  # P(more) < .003 where it is .05


def test_scales_are_found_again():
    rng = np.random.default_rng(9)
    sizes = rng.integers(10, 40, 400)
    codes = np.repeat(np.arange(400), sizes)
    one = np.ones((len(codes), 1))
    s = np.exp(0.3 * rng.normal(size=400)) * sizes**-0.5
    e = rng.normal(size=len(codes)) * s[codes]
    found = residual_scales(Interviews.of(e, one, codes), e)
    assert found.omega == pytest.approx(0.3, abs=0.04)
    slope = np.polyfit(np.log(sizes), found.center, 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.1)
    e = rng.normal(size=len(codes))
    alike = residual_scales(Interviews.of(e, one, codes), e)
    assert alike.omega < 0.1
    assert np.ptp(alike.center) < 0.05
    e = rng.standard_t(3, size=len(codes))
    heavy = residual_scales(Interviews.of(e, one, codes), e)
    assert heavy.omega < 0.2


def test_interviewers_whose_answers_are_all_alike_tell_no_scales():
    """A predictor without an effect leaves them residuals that nearly vanish, and their logarithm
    would count as a difference of scales.
    """
    rng = np.random.default_rng(2)
    codes = np.repeat(np.arange(125), rng.integers(4, 20, 125))
    y = (rng.random(len(codes)) < 0.1).astype(float)
    tilt = 1e-4 * rng.normal(size=len(codes))
    interviews = Interviews.of(y, np.ones((len(codes), 1)), codes)
    found = residual_scales(interviews, (y - y.mean() + tilt)[interviews.order])
    assert found.omega < 0.3
    assert np.ptp(found.center) < 0.2


def test_fifths_of_tied_values_are_fewer():
    assert (fifths(np.array([0.0] * 70 + [1.0] * 30)) == np.repeat([0, 1], [70, 30])).all()
    assert (np.bincount(fifths(np.arange(100.0))) == 20).all()
    assert set(fifths(np.zeros(10))) == {0}
