"""A survey split by a column: one audit per value, people with one number in two parts told apart."""

import pandas as pd
import pytest
from interviewer_effects.check import check_once, examine
from interviewer_effects.plain_yaml import load_yaml
from interviewer_effects.problems import AuditError
from interviewer_effects.survey.load import load_survey
from interviewer_effects.survey.parts import slug

CONFIG = """
surveys:
  ess:
    data: survey.csv
    split_by: cntry
    columns: {interview: idno, interviewer: intnum}
    codebook: {y: {valid: [0, 10], missing: {88: don't know}}, x: {valid: [0, 10]}}
    analyses: {first: {outcome: y, predictors: [x]}}
"""


@pytest.fixture
def survey(tmp_path, monkeypatch):
    """Write a survey of two countries in which interviewers 1 to 8 and interviews 1 to 80 occur twice."""
    rows = [
        {"idno": k + 1, "cntry": country, "intnum": k % 8 + 1, "y": (k * 7 + shift) % 11, "x": (k * 3) % 11}
        for shift, country in enumerate(["BE", "Ünited Kingdom"])
        for k in range(80)
    ]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    frame = pd.DataFrame(rows)

    def written(**changes):
        frame.assign(**changes).to_csv("survey.csv", index=False)
        return check_once(load_yaml("config.yaml"), "config.yaml", tmp_path / "stamp.json")

    return written


def test_each_value_is_a_survey_with_its_own_records(survey, tmp_path):
    config = survey()
    assert list(config["surveys"]) == ["ess-BE", "ess-nited-Kingdom"]
    parts = [load_survey(part, name, tmp_path, "config.yaml") for name, part in config["surveys"].items()]
    assert [len(part.frame) for part in parts] == [80, 80]
    assert [part.frame["cntry"].unique().tolist() for part in parts] == [["BE"], ["Ünited Kingdom"]]
    assert [part.rows[0] for part in parts] == [2, 82]
    assert parts[1].source["label"] == "survey.csv, cntry Ünited Kingdom"
    assert parts[0].frame["intnum"].tolist() == parts[1].frame["intnum"].tolist()
    assert survey() == config


def test_the_whole_is_checked_with_ids_that_name_their_part(survey):
    survey()
    problems, notes = examine("config.yaml")
    assert problems == []
    assert "160 interviews by 16 interviewers in 2 parts" in notes[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cntry": range(160)}, "1 interviewer: a comparison needs two"),
        ({"cntry": None}, "Has 0 values"),
        ({"cntry": ["A B"] * 80 + ["A-B"] * 80}, "second survey called 'ess-A-B'"),
    ],
)
def test_what_cannot_be_split_is_said(survey, changes, said):
    with pytest.raises(AuditError, match=said):
        survey(**changes)


@pytest.mark.parametrize(
    ("value", "name"), [("BE", "BE"), ("Côte d'Ivoire", "C-te-d-Ivoire"), ("../x", "x"), ("é", "part")]
)
def test_a_value_becomes_a_name_of_a_folder(value, name):
    assert slug(value) == name
