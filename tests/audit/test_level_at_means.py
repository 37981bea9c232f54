"""Flags are of the level at the predictors' means, however predictors are centred."""

import numpy as np
import pytest
from interviewer_effects.audit.flags.flags import effect_table
from interviewer_effects.audit.models.effect_tails import ladder_tails
from interviewer_effects.audit.models.level_at_means import at_means, columns_at_means
from interviewer_effects.audit.models.model_sequence import Model, make_ladder
from interviewer_effects.mixed.inference.predicted_effects import effects
from small_surveys import analysis, survey

FRAME = survey(5, J=40).assign(x=lambda f: f["x"] + 6)
TWO = {"predictors": ["x", "x2"], "random_slopes": ["x", "x2"]}


def judged(frame, settings):
    """effects.csv of a survey, and its ladder and fit."""
    ladder = make_ladder(frame, settings)
    fit = ladder.fit("slope", True)
    terms = Model.terms(ladder.models["slope"].random)
    table = effect_table(
        fit,
        ladder.products.groups,
        terms,
        "holm",
        0.05,
        ladder_tails(ladder, "slope", fit),
        at_means(ladder, "slope", fit),
    )
    return table, ladder, fit


@pytest.mark.parametrize("settings", [{}, TWO])
def test_effects_at_the_means_are_the_intercept_and_slopes_times_means(settings):
    _, ladder, fit = judged(FRAME, analysis(**settings))
    at_zero, there = effects(fit), effects(at_means(ladder, "slope", fit))
    turn = np.eye(at_zero.eblup.shape[1])
    turn[0, 1:] = [FRAME[name].mean() for name in settings.get("random_slopes", ["x"])]
    np.testing.assert_allclose(there.eblup, at_zero.eblup @ turn.T, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(there.diagnostic, turn @ at_zero.diagnostic @ turn.T, atol=1e-8)
    np.testing.assert_allclose(there.distance, at_zero.distance, rtol=1e-6)


@pytest.mark.parametrize("settings", [{}, TWO])
def test_effects_times_columns_are_the_same_about_either_origin(settings):
    _, ladder, fit = judged(FRAME, analysis(**settings))
    codes = np.searchsorted(ladder.products.groups, ladder.interviewers)
    here = ladder.matrix(ladder.models["slope"].random) * effects(fit).eblup[codes]
    there = columns_at_means(ladder, "slope") * effects(at_means(ladder, "slope", fit)).eblup[codes]
    np.testing.assert_allclose(here.sum(1), there.sum(1), atol=1e-9)


@pytest.mark.parametrize("centre", ["grand", "none"])
@pytest.mark.parametrize("moved", [0.0, -300.0])
def test_who_is_flagged_does_not_hang_on_where_the_predictor_is_zero(centre, moved):
    expected, *_ = judged(FRAME, analysis(centre="grand"))
    found, *_ = judged(FRAME.assign(x=FRAME["x"] + moved), analysis(centre=centre))
    for column in ("z_at_means", "z_tail", "p_adjusted", "chance_extreme"):
        np.testing.assert_allclose(found[column], expected[column], rtol=1e-4, atol=1e-5)
    assert found["reasons"].tolist() == expected["reasons"].tolist()


def test_z_itself_is_of_the_model_as_it_is_fitted():
    table, _, fit = judged(FRAME, analysis())
    level = table[table["effect"] == "Intercept"]
    np.testing.assert_allclose(level["z"], effects(fit).z[:, 0])
    assert (level["z"] - level["z_at_means"]).abs().max() > 0.1
    slopes = table[table["effect"] == "x"]
    np.testing.assert_allclose(slopes["z"], slopes["z_at_means"], atol=1e-9)


@pytest.mark.parametrize("change", [{"random_intercept": False}, {"centre": "grand"}])
def test_where_there_is_nothing_to_move_the_fit_is_the_same(change):
    ladder = make_ladder(FRAME, analysis(**change))
    fit = ladder.fit("slope", True)
    assert at_means(ladder, "slope", fit) is fit
