"""The second look: the model of the interviews that are left, its levels at the predictors' means,
and who it finds.
"""

import numpy as np
import pytest
from interviewer_effects.audit.explanations.candidates import ONE
from interviewer_effects.audit.explanations.causes import causes
from interviewer_effects.audit.flags.flags import effect_table, extreme_bound
from interviewer_effects.audit.flags.masking_check import (
    SECOND,
    found_at_first,
    second_case,
    second_ladder,
    second_look,
)
from interviewer_effects.audit.models.effect_tails import ladder_tails
from interviewer_effects.audit.models.model_sequence import main_model, make_ladder
from planted import ENTRY, ITEMS, answered, observed
from small_surveys import analysis, main_fit, survey

FRAME = survey(5, J=40).assign(x=lambda f: f["x"] + 3)
GONE = ["003", "017"]


def looked_at(frame, settings, left_out=None):
    """effects.csv of a survey, and second_look.csv without those found in it or those given."""
    ladder, fit, terms = main_fit(frame, settings)
    effects = effect_table(fit, ladder.products.groups, terms, "holm", 0.05)
    found = found_at_first(effects)["interviewer"]
    return (
        effects,
        second_look(ladder, found if left_out is None else left_out, found, "holm", 0.05),
        ladder,
    )


@pytest.mark.parametrize("slopes", [["x"], ["x", "x2"], []])
def test_it_is_the_model_of_the_others_about_their_means(slopes):
    settings = analysis(predictors=["x", "x2"], random_slopes=slopes)
    _, again, _ = looked_at(FRAME, settings, GONE)
    rest = FRAME[~FRAME["interviewer"].isin(GONE)]
    centred = rest.assign(**{name: rest[name] - rest[name].mean() for name in slopes})
    ladder, fit, terms = main_fit(centred, settings)
    tails = ladder_tails(ladder, main_model(ladder), fit)
    expected = effect_table(fit, ladder.products.groups, terms, "holm", 0.05, tails)
    assert again["interviewer"].tolist() == expected["interviewer"].tolist()
    for column in (
        "n",
        "eblup",
        "pev_se",
        "diagnostic_se",
        "z",
        "z_tail",
        "z_deleted",
        "p_adjusted",
        "distance",
    ):
        np.testing.assert_allclose(again[column], expected[column], rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("written", [1e6, 1e12, 1e20])
def test_one_absurd_answer_leaves_the_others_their_digits(written):
    first = FRAME.index[FRAME["interviewer"] == "003"][0]
    frame = FRAME.assign(y=FRAME["y"].mask(FRAME.index == first, written))
    _, again, _ = looked_at(frame, analysis(), GONE)
    _, expected, _ = looked_at(FRAME, analysis(), GONE)
    np.testing.assert_allclose(again["z"], expected["z"], rtol=1e-6, atol=1e-8)


def test_moving_the_origin_changes_no_deviance():
    settings = analysis()
    ladder = make_ladder(FRAME, settings)
    here = second_ladder(ladder, []).fit("slope", True)
    assert here.deviance == pytest.approx(ladder.fit("slope", True).deviance, abs=1e-6)
    assert here.D[0, 0] != pytest.approx(ladder.fit("slope", True).D[0, 0], rel=0.01)


@pytest.mark.parametrize("change", [{"covariance": "diagonal"}, {"random_intercept": False}])
def test_the_origin_stays_where_it_matters(change):
    ladder = make_ladder(FRAME, analysis(**change))
    again = second_ladder(ladder, [])
    assert again.fit("slope", True).deviance == ladder.fit("slope", True).deviance
    np.testing.assert_array_equal(again.columns["x"], ladder.columns["x"])


def hidden(seed=2):
    """One far out, who hides another; and everybody else as they come."""
    frame = survey(seed, J=40, sd_intercept=0.2, sd_slope=0.0, smallest=10, largest=12)
    shift = frame["interviewer"].map({"004": 9.0, "021": 1.4}).fillna(0.0)
    return frame.assign(y=frame["y"] + shift)


def test_it_finds_whom_another_hides():
    effects, again, _ = looked_at(hidden(), analysis(random_slopes=[]))
    assert set(found_at_first(effects)["interviewer"]) == {"004"}
    bound = extreme_bound(again["interviewer"].nunique())
    assert again.loc[again["reasons"] != "", "interviewer"].tolist() == ["021"]
    assert set(again.loc[again["z"].abs() > bound, "interviewer"]) == {"021"}


def test_nobody_is_found_twice():
    effects, again, _ = looked_at(hidden(), analysis(random_slopes=[]), left_out=[])
    assert "004" in again["interviewer"].tolist()
    assert (again.loc[again["interviewer"] == "004", "reasons"] == "").all()
    assert (effects.loc[effects["interviewer"] == "004", "reasons"] != "").all()


def test_only_outlier_and_extreme_count_at_first():
    effects, _, _ = looked_at(FRAME, analysis())
    given = effects.assign(
        reasons=["outlier;extreme;coded", "influential", "coded", *[""] * (len(effects) - 3)]
    )
    assert found_at_first(given)["reason"].tolist() == ["outlier;extreme"]


def test_their_causes_are_sought_among_the_interviews_that_are_left():
    frame, settings = answered(3, J=40), analysis(outcome="q0", predictors=["q1"], random_slopes=[])
    frame["q0"] += frame["interviewer"].map({"004": 9.0, "021": 1.9}).fillna(0.0)
    wide = {item: ENTRY | {"valid": [0, 20]} for item in ITEMS}
    seen, (first, _) = observed(frame, wide, settings)
    found = found_at_first(first.effects)["interviewer"]
    again = second_look(first.ladder, found, found, "holm", 0.05)
    second = second_case(first, again)
    assert "004" not in second.place
    table = causes(seen, [first, second])
    people = table.groupby("variant")["interviewer"].unique()
    assert (list(people["recoded"]), people[SECOND][0]) == (["004"], "021")
    own = table[(table["interviewer"] == "021") & (table["cause"] == ONE)].iloc[0]
    assert own["z_before"] == pytest.approx(again.loc[again["interviewer"] == "021", "z"].item())
    assert abs(own["z_after"]) < abs(own["z_before"])
