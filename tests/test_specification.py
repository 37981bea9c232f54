"""What Python users write down is what the config says: the same keys, defaults and words."""

import pytest
from interviewer_effects.config import analyses_of, load_config_dict
from interviewer_effects.schema import load_schema
from interviewer_effects.specification import COLUMN_LISTS, AnalysisSpec, Settings

CONFIG = {
    "surveys": {
        "s": {
            "data": "s.csv",
            "columns": {"interviewer": "who"},
            "analyses": {"a": {"outcome": "y"}},
        }
    }
}


def section_schema():
    survey = load_schema("config")["properties"]["surveys"]["additionalProperties"]
    return survey["properties"]["analyses"]["additionalProperties"]["properties"]


def test_the_defaults_are_those_of_the_config():
    config = load_config_dict(CONFIG)
    assert config["surveys"]["s"]["analyses"]["a"] == AnalysisSpec("y").section()
    assert analyses_of(config, "s") == {"a": AnalysisSpec("y")}
    assert {name: config[name] for name in ("tests", "flags")} == Settings().sections()


def test_a_section_of_the_config_comes_back_as_it_was():
    section = {
        "outcome": "y",
        "predictors": ["x", "z"],
        "random_slopes": ["x"],
        "random_intercept": False,
        "covariance": "diagonal",
        "interviewer_covariates": ["w"],
        "respondent_covariates": ["age"],
        "centre": {"x": "within"},
        "weights": "level2",
    }
    assert set(section) == set(section_schema())
    assert AnalysisSpec.of(section).section() == section


def test_settings_come_from_the_config():
    config = {
        "tests": {"bootstrap": 9, "seed": 2, "alpha": 0.1},
        "flags": {"adjust": "bh", "max_group": 2},
    }
    assert Settings.of(config) == Settings(9, seed=2, alpha=0.1, adjust="bh", max_group=2)
    assert Settings.of(config).sections() == config


@pytest.mark.parametrize("key", ["covariance", "weights", "centre"])
def test_the_words_are_those_of_the_config(key):
    schema = section_schema()[key]
    words = schema["enum"] if "enum" in schema else schema["then"]["enum"]
    for word in words:
        assert getattr(AnalysisSpec("y", **{key: word}), key) == word
    with pytest.raises(ValueError, match="'sideways' is not a valid"):
        AnalysisSpec("y", **{key: "sideways"})


@pytest.mark.parametrize("role", COLUMN_LISTS)
def test_a_text_is_not_taken_for_a_list_of_letters(role):
    with pytest.raises(ValueError, match=rf"{role} is a list of columns: write \['trstplc'\]"):
        AnalysisSpec("y", **{role: "trstplc"})


def test_each_predictor_has_its_own_centre():
    spec = AnalysisSpec("y", ["x", "z"], centre={"x": "within"})
    assert [spec.centre_of(name) for name in spec.predictors] == ["within", "none"]
    assert AnalysisSpec("y", ["x"], centre="grand").centre_of("x") == "grand"
