"""The synthetic survey: valid for any seed, and for the default seed the story that the
documentation tells.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.config import load_config
from interviewer_effects.files import write_json
from interviewer_effects.mixed import MixedModel, likelihood_ratio
from interviewer_effects.survey.codes.recode import recode
from interviewer_effects.survey.faults import survey_faults
from interviewer_effects.survey.load import load_survey
from interviewer_effects.survey.simulate import simulate_survey
from interviewer_effects.survey.simulated_items import ITEMS
from scipy.stats import norm

CONFIG = Path(__file__).parents[2] / "config.yaml"
SEED = load_config(CONFIG)["surveys"]["example"]["simulate"]["seed"]
SOME_SEEDS = [0, 1, 20101, 2**31]


def fit(frame, re_formula="~trstplc"):
    return MixedModel.from_formula(
        "pplhlp ~ trstplc", frame, groups="intnum", re_formula=re_formula
    ).fit(reml=True)


def slope_test(frame):
    return likelihood_ratio(fit(frame, "~1"), fit(frame))


def share_low(frame):
    return (frame["pplhlp"] < 4).mean()


@pytest.fixture(scope="module")
def default():
    return simulate_survey(SEED)


@pytest.fixture(scope="module")
def planted(default):
    faults = default.truth["faults"]
    low = next(fault for fault in faults if fault["fault"] == "low answers")
    return low["interviewer"], [fault for fault in faults if fault["fault"] == "code left in"]


@pytest.fixture(scope="module")
def recoded(default):
    return default.frame[default.frame["trstplc"] <= 10]


def test_the_raw_fit_is_the_reference_fit_within_five_percent(default):
    result = fit(default.frame)
    cov = np.asarray(result.cov_re)
    found = [*np.asarray(result.fe_params), cov[0, 0], cov[1, 1]]
    np.testing.assert_allclose(found, [3.89, 0.14, 0.70, 0.012], rtol=0.05)
    assert result.status == "interior"


def test_the_slopes_differ_only_while_the_codes_are_left_in(default, recoded):
    assert slope_test(default.frame).p_mixture < 1e-4
    assert slope_test(recoded).p_mixture > 0.2


def test_either_coded_interviewer_alone_keeps_the_slopes_apart_and_neither_does_not(
    default, planted
):
    one, two = (fault["interviewer"] for fault in planted[1])
    without = {
        name: default.frame[~default.frame["intnum"].isin(name)]
        for name in [(one,), (two,), (one, two)]
    }
    assert slope_test(without[(one,)]).p_mixture < 1e-4
    assert slope_test(without[(two,)]).p_mixture < 1e-4
    assert slope_test(without[(one, two)]).p_mixture > 0.2


def test_the_left_in_codes_are_three_records_of_two_interviewers(default, planted):
    frame = default.frame
    rows = frame[frame["trstplc"] > 10]
    assert [len(fault["interviews"]) for fault in planted[1]] == [1, 2]
    assert set(rows["idno"]) == {name for fault in planted[1] for name in fault["interviews"]}
    assert set(rows["trstplc"]) == {88}
    assert (frame["pplhlp"] <= 10).all()


def test_one_interviewer_has_unusually_many_low_answers_and_is_extreme_alone(
    default, recoded, planted
):
    low = planted[0]
    theirs = default.frame[default.frame["intnum"] == low]
    assert len(theirs) == 25
    assert share_low(theirs) > 2 * share_low(default.frame)
    for frame in (default.frame, recoded):
        effects = fit(frame).effects()
        extreme = effects[effects["z"].abs() > norm.ppf(1 - 1 / (2 * frame["intnum"].nunique()))]
        assert extreme["group"].tolist() == [low]


def test_the_same_seed_gives_the_same_bytes_and_leaves_the_global_state_alone(tmp_path):
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    for name in ("a", "b"):
        survey = simulate_survey(SEED)
        survey.frame.to_csv(tmp_path / f"{name}.csv")
        write_json(survey.truth, tmp_path / f"{name}.json")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert (np.random.get_state()[1] == before).all()
    assert json.loads((tmp_path / "a.json").read_text())["seed"] == SEED


@pytest.mark.parametrize("seed", [SEED, *SOME_SEEDS])
def test_every_seed_gives_a_valid_survey_of_that_size(seed):
    survey = {**load_config(CONFIG)["surveys"]["example"], "simulate": {"seed": seed}}
    loaded = load_survey(survey, "example", Path(), "config.yaml")
    frame, counts = loaded.frame, loaded.frame["intnum"].value_counts()
    assert list(survey_faults(loaded, "surveys.example")) == []
    assert loaded.source["synthetic"]
    assert "synthetic" in loaded.source["label"]
    assert 1400 < len(frame) < 2100
    assert len(counts) == 125
    assert 1 <= counts.min() <= 3
    assert 40 < counts.max() <= 70
    assert 15 < (counts**2).sum() / counts.sum() < 28
    assert frame["idno"].is_unique
    assert (frame.groupby("intnum")[["int_rr", "weight"]].nunique() == 1).all(axis=None)
    pd.testing.assert_series_equal(frame["weight"], 100 / frame["int_rr"], check_names=False)
    assert frame["int_rr"].between(10, 100).all()


@pytest.mark.parametrize("seed", [SEED, *SOME_SEEDS])
def test_answers_have_the_planted_scales_and_marginals(seed):
    survey = simulate_survey(seed)
    for item in ITEMS:
        answers = survey.frame[item.name]
        valid = answers[answers.between(item.low, item.high)]
        assert set(answers) - set(valid) <= {int(code) for code in item.missing}
        assert valid.max() == item.high
        assert valid.nunique() >= min(7, item.high)
        assert abs(valid.mean() - item.mean) < 0.45
        assert abs(valid.std() / item.sd - 1) < 0.2


def test_truth_and_data_agree(default):
    truth = {entry["interviewer"]: entry for entry in default.truth["interviewers"]}
    counts = default.frame["intnum"].value_counts()
    assert {name: entry["n"] for name, entry in truth.items()} == counts.to_dict()
    rates = default.frame.groupby("intnum")["int_rr"].first()
    assert all(rates[name] == entry["int_rr"] for name, entry in truth.items())
    recovered = recode(default.frame, {"trstplc": {"missing": {"88": "don't know"}}}).dropna()
    effects = fit(recovered, "~1").effects().set_index("group")["eblup"]
    planted = pd.Series(
        {name: entry["level"] + 6 * entry["slope"] for name, entry in truth.items()}
    )
    assert np.corrcoef(effects, planted[effects.index])[0, 1] > 0.6
