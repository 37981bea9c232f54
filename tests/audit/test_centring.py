"""Centred predictors: the same models about another origin, and slopes between and within
interviewers.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.models.centring import centred
from interviewer_effects.audit.models.fits import parameter_rows
from interviewer_effects.audit.models.model_sequence import interviewer_lines, make_ladder
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.inference import predicted_effects
from interviewer_effects.mixed.likelihood.crossproducts import cross_products
from small_surveys import analysis, survey

FRAME = survey(4)
FRAME["x"] += 3 + FRAME["w"]
OWN = FRAME.groupby("interviewer")["x"].transform("mean")


def fit_of(centre, name="slope", **changes):
    ladder = make_ladder(FRAME, analysis(centre=centre, **changes))
    return ladder, ladder.fit(name, True)


def lines_of(ladder, fit):
    e, labels = predicted_effects.effects(fit), ladder.products.groups
    names = ["Intercept", "x"]
    table = pd.DataFrame(
        {"interviewer": np.repeat(labels, 2), "effect": np.tile(names, len(labels))}
    )
    return interviewer_lines(ladder, fit, table.assign(eblup=e.eblup.ravel()), "slope")


def test_about_the_overall_mean_the_model_is_the_same_with_intercepts_at_the_mean():
    (_, plain), (_, grand) = fit_of("none"), fit_of("grand")
    mean = FRAME["x"].mean()
    assert grand.deviance == pytest.approx(plain.deviance, abs=1e-6)
    assert grand.beta == pytest.approx([plain.beta @ [1, mean], plain.beta[1]], rel=1e-5)
    z = np.array([1, mean])
    assert grand.D[0, 0] == pytest.approx(z @ plain.D @ z, rel=1e-3)


def test_within_is_the_model_of_columns_centred_by_hand():
    by_hand = FRAME.assign(x=FRAME["x"] - OWN, own=OWN - OWN.mean())
    theirs = MixedModel.from_formula(
        "y ~ x + own", by_hand, groups="interviewer", re_formula="~x"
    ).fit()
    ladder, fit = fit_of("within")
    assert ladder.models["slope"].fixed == (None, "x", "mean(x)")
    assert fit.deviance == pytest.approx(theirs.deviance, abs=1e-7)
    assert fit.beta == pytest.approx(theirs.fe_params.to_numpy(), rel=1e-5)


def test_the_difference_of_both_slopes_is_the_effect_of_context():
    """y ~ x + interviewer's mean of x: there the coefficient of the mean is the difference
    itself.
    """
    by_hand = FRAME.assign(within=FRAME["x"] - OWN, own=OWN)
    theirs = MixedModel.from_formula(
        "y ~ x + own", by_hand, groups="interviewer", re_formula="~within"
    ).fit()
    ladder, fit = fit_of("within")
    rows = pd.DataFrame(parameter_rows(ladder, "slope", "REML", fit, 0.05)).set_index("term")
    row = rows.loc["mean(x) - x"]
    assert row["kind"] == "contrast"
    assert row["estimate"] == pytest.approx(theirs.fe_params["own"], rel=1e-5)
    assert row["se"] == pytest.approx(theirs.bse_fe["own"], rel=1e-4)
    assert row["ci_low"] < row["estimate"] < row["ci_high"]
    assert (row["p"] < 0.05) == (row["ci_low"] > 0 or row["ci_high"] < 0)


@pytest.mark.parametrize("centre", ["grand", "within"])
@pytest.mark.parametrize("model", ["slope", "interaction"])
def test_sums_over_all_interviews_are_centred_by_algebra(centre, model):
    settings = analysis(centre=centre, interviewer_covariates=["w"])
    products = make_ladder(FRAME, replace(settings, centre="none")).products
    ours, theirs = make_ladder(FRAME, settings), make_ladder(FRAME, settings, None, products)
    one, other = (ladder.fit(model, True) for ladder in (ours, theirs))
    assert other.deviance == pytest.approx(one.deviance, abs=1e-7)
    assert other.beta == pytest.approx(one.beta, rel=1e-6)
    for name, column in ours.columns.items():
        assert theirs.columns[name] == pytest.approx(column)


def test_of_interviews_drawn_the_means_are_those_of_all():
    settings = analysis(centre="within")
    everyone = cross_products(
        {"x": FRAME["x"].to_numpy(), "(outcome)": FRAME["y"].to_numpy()}, FRAME["interviewer"]
    )
    some = FRAME.iloc[::2].reset_index(drop=True)
    ladder = make_ladder(some, settings, None, everyone)
    assert ladder.columns["x"] == pytest.approx((FRAME["x"] - OWN).to_numpy()[::2])
    assert ladder.fit("slope", True).deviance == pytest.approx(
        fit_of("within")[1].deviance, abs=1e-7
    )


def test_each_predictor_has_its_own_word():
    ladder, _ = fit_of({"x2": "within"}, predictors=["x", "x2"])
    assert ladder.models["slope"].fixed == (None, "x", "x2", "mean(x2)")
    assert np.array_equal(ladder.columns["x"], FRAME["x"])
    assert make_ladder(FRAME, analysis(centre="none")).centring is None


def test_a_category_is_centred_by_its_indicators():
    ladder, _ = fit_of("within", predictors=["x", "region"])
    assert "mean(region[south])" in ladder.models["slope"].fixed
    south = (FRAME["region"] == "south").astype(float)
    expected = south - south.groupby(FRAME["interviewer"]).transform("mean")
    assert ladder.columns["region[south]"] == pytest.approx(expected.to_numpy())


def test_lines_begin_where_the_predictor_is_zero():
    plain, grand = (lines_of(*fit_of(centre)) for centre in ("none", "grand"))
    assert grand.to_numpy() == pytest.approx(plain.to_numpy(), rel=1e-3, abs=1e-4)
    ladder, fit = fit_of("within")
    lines = lines_of(ladder, fit)
    e = predicted_effects.effects(fit).eblup
    at = np.searchsorted(ladder.products.groups, FRAME["interviewer"])
    fitted = ladder.matrix(ladder.models["slope"].fixed) @ fit.beta
    fitted += (ladder.matrix([None, "x"]) * e[at]).sum(1)
    own = lines.loc[FRAME["interviewer"]]
    assert own["Intercept"].to_numpy() + own["x"].to_numpy() * FRAME[
        "x"
    ].to_numpy() == pytest.approx(fitted)
    middle = lines.loc["everybody", "Intercept"] + lines.loc["everybody", "x"] * FRAME["x"].mean()
    assert middle == pytest.approx(fit.beta[0])


def test_what_never_differs_within_an_interviewer_is_not_centred_there():
    columns = {"w": FRAME["w"].to_numpy()}
    with pytest.raises(ValueError, match="'w' is the same in all interviews of an interviewer"):
        centred(columns, FRAME["interviewer"].to_numpy(), {"w": "within"}, [])
