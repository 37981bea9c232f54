"""The ladder: which models, which columns, and fits that come back from their records."""

import json

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.models.model_sequence import (
    OUTCOME,
    Model,
    fit_record,
    interviewer_lines,
    main_model,
    make_ladder,
    restored,
)
from interviewer_effects.files import read_json, write_json
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.inference import predicted_effects
from small_surveys import analysis, fitted, level_means, main_fit, survey

FRAME = survey(1)
SHAPES = {
    "no predictors": analysis(predictors=[], random_slopes=[]),
    "intercept only": analysis(random_slopes=[]),
    "slope": analysis(),
    "slope only": analysis(random_intercept=False),
    "diagonal": analysis(covariance="diagonal"),
    "two slopes": analysis(predictors=["x", "x2"], random_slopes=["x2", "x"]),
    "category with a slope": analysis(predictors=["region", "x"], random_slopes=["region"]),
    "covariates": analysis(interviewer_covariates=["w", "team"]),
}
MODELS = {
    "no predictors": "ols null intercept",
    "intercept only": "ols null intercept",
    "slope": "ols null intercept slope",
    "slope only": "ols null slope",
    "diagonal": "ols null intercept slope",
    "two slopes": "ols null intercept slope",
    "category with a slope": "ols null intercept slope",
    "covariates": "ols null intercept slope covariates interaction",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_analysis_defines_its_models(shape):
    ladder = make_ladder(FRAME, SHAPES[shape])
    assert " ".join(ladder.models) == MODELS[shape]
    assert main_model(ladder) == ("slope" if SHAPES[shape].random_slopes else "intercept")
    assert ladder.diagonal == (shape == "diagonal")


def terms(shape, name, part):
    return Model.terms(getattr(make_ladder(FRAME, SHAPES[shape]).models[name], part))


def test_each_rung_adds_its_own_terms():
    assert terms("covariates", "ols", "random") == []
    assert terms("covariates", "null", "fixed") == ["Intercept"]
    assert terms("covariates", "intercept", "random") == ["Intercept"]
    assert terms("covariates", "slope", "random") == ["Intercept", "x"]
    assert terms("covariates", "covariates", "fixed") == ["Intercept", "x", "w", "team[odd]"]
    assert terms("covariates", "interaction", "fixed")[-2:] == ["x:w", "x:team[odd]"]
    assert terms("slope only", "slope", "random") == ["x"]
    assert terms("slope only", "slope", "fixed") == ["Intercept", "x"]
    assert terms("two slopes", "slope", "random") == ["Intercept", "x2", "x"]
    assert terms("category with a slope", "slope", "random") == [
        "Intercept",
        "region[south]",
        "region[west]",
    ]


def test_without_slopes_the_predictors_meet_the_covariates():
    ladder = make_ladder(FRAME, analysis(random_slopes=[], interviewer_covariates=["w"]))
    assert Model.terms(ladder.models["interaction"].fixed) == ["Intercept", "x", "w", "x:w"]


def test_columns_are_what_their_names_say():
    ladder = make_ladder(FRAME, analysis(predictors=["x", "region"], interviewer_covariates=["w"]))
    matrix = ladder.matrix([None, "region[west]", "x:w", OUTCOME])
    by_hand = [np.ones(len(FRAME)), FRAME["region"] == "west", FRAME["x"] * FRAME["w"], FRAME["y"]]
    np.testing.assert_array_equal(matrix, np.column_stack(by_hand).astype(float))
    assert "region[north]" not in ladder.columns
    assert ladder.matrix([]).shape == (len(FRAME), 0)


def test_levels_that_are_numbers_are_in_the_order_of_their_size():
    frame = FRAME.assign(region=np.resize(["10", "2", "1"], len(FRAME)))
    ladder = make_ladder(frame, analysis(predictors=["x", "region"]))
    assert [name for name in ladder.columns if name.startswith("region")] == [
        "region[2]",
        "region[10]",
    ]


def test_a_predictor_of_one_value_has_no_column():
    frame = FRAME.assign(x2=1.0, region="north", team="odd")
    wanted = analysis(
        predictors=["x2", "region"], random_slopes=["x2"], interviewer_covariates=["team"]
    )
    assert list(make_ladder(frame, wanted).models) == ["ols", "null", "intercept"]


@pytest.mark.parametrize(
    ("renamed", "predictors"),
    [
        ({"x2": "x:w"}, ["x", "x:w"]),
        ({"x2": "Intercept"}, ["x", "Intercept"]),
        ({"x2": "region[west]"}, None),
    ],
)
def test_two_columns_of_one_name_are_refused(renamed, predictors):
    wanted = analysis(
        predictors=predictors or ["x", "region", "region[west]"], interviewer_covariates=["w"]
    )
    with pytest.raises(ValueError, match=r"would be called '.*': rename it"):
        make_ladder(FRAME.rename(columns=renamed), wanted)


def test_any_name_of_a_column_will_do():
    strange = {"x": "trust in 'the' police: 0-10", "w": 'rate "%"', "y": "help; 1 ~ x"}
    wanted = analysis(
        predictors=[strange["x"]],
        random_slopes=[strange["x"]],
        outcome=strange["y"],
        interviewer_covariates=[strange["w"]],
    )
    plain = fit_record(
        make_ladder(FRAME, analysis(interviewer_covariates=["w"])), "interaction", "REML"
    )[1]
    record = fit_record(make_ladder(FRAME.rename(columns=strange), wanted), "interaction", "REML")[
        1
    ]
    assert record["fixed"][3] == f"{strange['x']}:{strange['w']}"
    assert record["deviance"] == pytest.approx(plain["deviance"], abs=1e-9)
    np.testing.assert_allclose(record["beta"], plain["beta"], rtol=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_restored_fit_is_the_fit(shape, tmp_path):
    ladder = make_ladder(FRAME, SHAPES[shape])
    fits = {}
    for name in ladder.models:
        for criterion in ("REML", "ML"):
            fits[name, criterion] = fit_record(ladder, name, criterion)
    write_json({"models": [record for _, record in fits.values()]}, tmp_path / "fits.json")
    again = restored(FRAME, SHAPES[shape], read_json(tmp_path / "fits.json"))[1]
    assert list(again) == list(fits)
    for key, (fit, _) in fits.items():
        for number in ("deviance", "sigma2", "beta", "D", "cov_beta", "status", "n_parameters"):
            np.testing.assert_array_equal(getattr(again[key], number), getattr(fit, number))
        np.testing.assert_array_equal(
            predicted_effects.effects(again[key]).z, predicted_effects.effects(fit).z
        )


def test_a_fit_on_the_boundary_comes_back_from_its_record():
    frame = level_means(3)
    for wanted in (analysis(), analysis(covariance="diagonal"), analysis(random_intercept=False)):
        fit, record = fit_record(make_ladder(frame, wanted), "slope", "REML")
        record = json.loads(json.dumps(record, default=lambda value: value.tolist()))
        again = make_ladder(frame, wanted).restore(record)
        assert record["status"] == again.status == "boundary"
        assert not again.D.any()
        assert again.deviance == fit.deviance


@pytest.mark.parametrize("shape", ["slope", "slope only", "diagonal", "two slopes"])
def test_the_ladder_fits_what_the_formula_fits(shape):
    wanted = SHAPES[shape]
    right = " + ".join(wanted.random_slopes)
    own = "1 + " if wanted.random_intercept else "0 + "
    model = MixedModel.from_formula(
        f"y ~ {' + '.join(wanted.predictors)}",
        FRAME,
        "interviewer",
        own + right,
        wanted.covariance,
    )
    for criterion in ("REML", "ML"):
        theirs = model.fit(reml=criterion == "REML")
        ours = make_ladder(FRAME, wanted).fit("slope", criterion == "REML")
        assert ours.deviance == pytest.approx(theirs.deviance, abs=1e-8)
        np.testing.assert_allclose(ours.beta, theirs.fe_params, rtol=1e-5)


def test_the_first_level_is_the_reference_of_a_category():
    """OLS on categories alone: the coefficients are differences of means."""
    fit = make_ladder(FRAME, analysis(predictors=["region"], random_slopes=[])).fit("ols", False)
    means = FRAME.groupby("region")["y"].mean()
    np.testing.assert_allclose(fit.beta, [means["north"], *(means[1:] - means["north"])])


def test_the_order_of_rows_and_of_names_changes_nothing():
    other = FRAME.sample(frac=1, random_state=1).reset_index(drop=True)
    other["interviewer"] = [f"{999 - int(who)}" for who in other["interviewer"]]
    ours, theirs = (
        fitted(frame, analysis(), ["slope"])[1]["slope", "REML"] for frame in (FRAME, other)
    )
    assert ours.deviance == pytest.approx(theirs.deviance, abs=1e-8)
    np.testing.assert_allclose(ours.D, theirs.D, atol=1e-6)


@pytest.mark.parametrize("shape", ["slope", "slope only", "category with a slope", "no predictors"])
def test_lines_are_fixed_effects_plus_predicted_effects(shape):
    ladder, fit, names = main_fit(FRAME, SHAPES[shape])
    e, labels = predicted_effects.effects(fit), ladder.products.groups
    table = pd.DataFrame(
        {"interviewer": np.repeat(labels, len(names)), "effect": np.tile(names, len(labels))}
    )
    lines = interviewer_lines(ladder, fit, table.assign(eblup=e.eblup.ravel()), main_model(ladder))
    fixed = dict(zip(Model.terms(ladder.models[main_model(ladder)].fixed), fit.beta, strict=True))
    assert lines.columns.tolist() == ["Intercept", *(name for name in names if name != "Intercept")]
    assert lines.loc["everybody"].to_dict() == {name: fixed[name] for name in lines.columns}
    for k, name in enumerate(names):
        np.testing.assert_allclose(lines.loc[labels, name], fixed[name] + e.eblup[:, k])
    if "Intercept" not in names:
        assert (lines["Intercept"] == fixed["Intercept"]).all()
