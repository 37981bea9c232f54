"""What cannot be fitted is said before it is fitted, and trimming never leaves what cannot be
fitted.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.models.model_sequence import CRITERIA, make_ladder
from interviewer_effects.audit.models.obstacles import obstacle, obstacle_without
from interviewer_effects.files import write_json
from recode_trimmed import main
from small_surveys import analysis, level_means, survey

COVARIATES = {
    "unstructured": analysis(interviewer_covariates=["w", "team"]),
    "diagonal": analysis(covariance="diagonal", interviewer_covariates=["w"]),
    "slope alone": analysis(random_intercept=False, interviewer_covariates=["w"]),
    "categories": analysis(predictors=["x", "region"], random_slopes=["x", "region"]),
    "no predictors": analysis(predictors=[], random_slopes=[]),
}


@pytest.mark.parametrize("settings", COVARIATES.values(), ids=COVARIATES)
def test_what_can_be_fitted_meets_no_obstacle(settings):
    ladder = make_ladder(survey(1), settings)
    assert obstacle(ladder) == ""
    for name in ladder.models:
        for criterion in CRITERIA:
            ladder.fit(name, criterion == "REML")


@pytest.mark.parametrize(("J", "words"), [(2, "tell all 2 interviewers apart"), (3, "")])
def test_a_variance_needs_more_interviewers_than_columns(J, words):
    ladder = make_ladder(survey(1, J=J), analysis(random_slopes=[], interviewer_covariates=["w"]))
    assert words in obstacle(ladder)
    assert bool(obstacle(ladder)) == bool(words)


def test_slopes_that_differ_by_a_covariate_alone_are_not_estimable():
    frame = survey(1, J=3).assign(w2=lambda f: f["w"] ** 2)
    settings = analysis(random_intercept=False, interviewer_covariates=["w", "w2"])
    assert "variance of x in the model 'interaction'" in obstacle(make_ladder(frame, settings))


@pytest.mark.parametrize("unit", [1, 10, 100])
@pytest.mark.parametrize("J", [5, 7, 8])
def test_powers_of_a_covariate_that_tell_all_interviewers_apart_are_found(J, unit):
    """Powers are nearly collinear: the rank of the design must not be read off rounding errors."""
    powers = [f"w{power}" for power in range(1, J)]
    frame = survey(1, J=J)
    years = np.array([55, 36, 31, 28, 35, 52, 59, 44]) / unit
    age = years[pd.factorize(frame["interviewer"])[0]]
    frame = frame.assign(**{name: age ** (k + 1) for k, name in enumerate(powers)})
    too_many = analysis(random_slopes=[], interviewer_covariates=powers)
    assert obstacle(make_ladder(frame, too_many))
    enough = analysis(random_slopes=[], interviewer_covariates=powers[:-1])
    assert obstacle(make_ladder(frame, enough)) == ""


def test_trimming_keeps_what_the_models_need():
    frame, settings = survey(1, J=8), analysis(interviewer_covariates=["team"])
    odd = frame.loc[frame["team"] == "odd", "interviewer"].unique()
    assert obstacle_without(frame, pd.Series(["000"]), settings) == ""
    assert "only 4 interviewers" in obstacle_without(frame, pd.Series(odd), settings)
    frame = survey(1, J=12).assign(
        team=lambda f: (f["interviewer"] == "003").map({True: "one", False: "many"})
    )
    assert (
        obstacle_without(frame, pd.Series(["003"]), settings) == "team[one] would not vary any more"
    )
    assert obstacle_without(frame, pd.Series(["004"]), settings) == ""


EXACT = {
    "a line and levels": lambda f: 2 * f["x"] + f["interviewer"].astype(int),
    "lines": lambda f: (1 + f["interviewer"].astype(int)) * f["x"],
    "constant": lambda f: 5.0,
}


@pytest.mark.parametrize("outcome", EXACT)
@pytest.mark.parametrize("scale", [1e-20, 1, 1e20])
def test_an_outcome_without_error_is_an_obstacle_and_one_with_little_is_none(outcome, scale):
    frame = survey(1, smallest=4)
    exact = scale * (pd.Series(0.0, frame.index) + EXACT[outcome](frame))
    assert obstacle(make_ladder(frame.assign(y=exact), analysis()))
    rest = 1e-4 * scale * frame["x2"]
    assert obstacle(make_ladder(frame.assign(y=exact + rest), analysis())) == ""


@pytest.mark.parametrize("seed", range(20))
def test_answers_far_from_all_others_are_no_obstacle(seed):
    """One interviewer writes 88 throughout: everything else is small beside that, and no less an
    error.
    """
    frame = level_means(seed)
    assert (
        obstacle(
            make_ladder(
                frame.assign(y=frame["y"].mask(frame["interviewer"] == "004", 88.0)), analysis()
            )
        )
        == ""
    )


def test_nobody_is_left_out_without_whom_the_outcome_never_differs():
    frame = survey(1)
    alone = frame["y"].where(frame["interviewer"] == "003", 5.0)
    assert obstacle_without(frame.assign(y=alone), pd.Series(["003"]), analysis()) != ""
    assert obstacle_without(frame.assign(y=alone), pd.Series(["004"]), analysis()) == ""


WHY = "team[one] would not vary any more"


@pytest.mark.parametrize(("who", "left_out"), [("004", ["004"]), ("003", [])])
def test_nobody_is_left_out_where_the_rest_carries_no_model(tmp_path, who, left_out):
    frame = survey(1, J=12).assign(
        team=lambda f: (f["interviewer"] == "003").map({True: "one", False: "many"})
    )
    frame.to_parquet(tmp_path / "data.parquet")
    sizes = frame["interviewer"].value_counts().sort_index()
    effects = pd.DataFrame(
        {"interviewer": sizes.index, "effect": "Intercept", "z": 0.1, "n": sizes.to_numpy()}
    )
    effects["reasons"] = ["extreme;coded" if name == who else "" for name in sizes.index]
    effects.to_csv(tmp_path / "effects.csv", index=False)
    write_json({"models": []}, tmp_path / "fits.json")

    def files(*names, **others):
        places = {name.split(".")[0]: name for name in names} | others
        return SimpleNamespace(**{key: tmp_path / name for key, name in places.items()})

    smk = SimpleNamespace(
        input=files("effects.csv", "data.parquet", records="fits.json"),
        params=SimpleNamespace(
            analysis=analysis(interviewer_covariates=["team"]).section(), adjust="holm", alpha=0.05
        ),
        output=files("excluded.csv", "kept.csv", "second_look.csv"),
        log=[tmp_path / "log.txt"],
    )
    main(smk)
    assert list(pd.read_csv(tmp_path / "excluded.csv", dtype=str)["interviewer"]) == left_out
    kept = pd.read_csv(tmp_path / "kept.csv", dtype=str)
    assert kept[["interviewer", "why_not"]].to_numpy().tolist() == [[who, WHY]] * (not left_out)
    assert ("nobody left out" in (tmp_path / "log.txt").read_text()) != bool(left_out)
