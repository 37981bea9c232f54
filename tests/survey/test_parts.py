"""A survey split by a column: one audit per value, people with one number in two parts told
apart.
"""

import pandas as pd
import pytest
from interviewer_effects.check import check_once, examine, unaudited
from interviewer_effects.plain_yaml import load_yaml
from interviewer_effects.problems import AuditError
from interviewer_effects.survey.load import load_survey
from interviewer_effects.survey.parts import part_names, slug

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
    """Write a survey of two countries in which interviewers 1 to 8 and interviews 1 to 80 occur
    twice.
    """
    rows = [
        {
            "idno": k + 1,
            "cntry": country,
            "intnum": k % 8 + 1,
            "y": (k * 7 + shift) % 11,
            "x": (k * 3) % 11,
        }
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
    parts = [
        load_survey(part, name, tmp_path, "config.yaml") for name, part in config["surveys"].items()
    ]
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
        (
            {"cntry": [k % 8 for k in range(160)], "idno": range(160)},
            "None of its parts can be audited: ess-0: It has one interviewer, and a comparison",
        ),
        ({"cntry": None}, "Has 0 values"),
    ],
)
def test_what_cannot_be_split_is_said(survey, changes, said):
    with pytest.raises(AuditError, match=said):
        survey(**changes)


@pytest.mark.parametrize(
    ("value", "name"),
    [("BE", "BE"), ("Côte d'Ivoire", "C-te-d-Ivoire"), ("../x", "x"), ("é", "part")],
)
def test_a_value_becomes_a_name_of_a_folder(value, name):
    assert slug(value) == name


def test_values_of_one_name_are_numbered():
    assert part_names(["日本", "Ελλάδα"], "s") == {"Ελλάδα": "s-part-1", "日本": "s-part-2"}
    assert part_names(["L" * 300, "ab" * 30], "s") == {"L" * 300: "s-part-1", "ab" * 30: "s-part-2"}
    long = ["Federation of A, " * 9 + end for end in "xy"]
    assert [len(name) for name in part_names(long, "s").values()] == [64, 64]
    assert part_names(["be", "BE", "FR"], "s") == {"BE": "s-BE-1", "FR": "s-FR", "be": "s-be-2"}


def test_parts_in_other_alphabets_are_surveys(survey, tmp_path):
    config = survey(cntry=["日本"] * 80 + ["Ελλάδα"] * 80)
    assert list(config["surveys"]) == ["ess-part-1", "ess-part-2"]
    greece = load_survey(config["surveys"]["ess-part-1"], "ess-part-1", tmp_path, "config.yaml")
    assert greece.frame["cntry"].unique().tolist() == ["Ελλάδα"]


def test_a_part_that_cannot_be_audited_is_left_out_with_its_reason(survey, tmp_path):
    flat = [3 if k < 80 else k % 11 for k in range(160)]
    config = survey(y=flat)
    assert list(config["surveys"]) == ["ess-nited-Kingdom"]
    assert unaudited(tmp_path / "stamp.json") == {"ess-BE": "first: y: This column is constant."}
    problems, notes = examine("config.yaml")
    assert problems == []
    assert "ess-BE is not audited. first: y: This column is constant." in notes


def test_of_several_analyses_those_that_can_be_fitted_in_a_part_are(survey, tmp_path):
    second = "second: {outcome: x}}"
    (tmp_path / "config.yaml").write_text(
        CONFIG.replace("[x]}}", "[x]}, " + second), encoding="utf-8"
    )
    config = survey(y=[3 if k < 80 else k % 11 for k in range(160)])
    assert {name: list(one["analyses"]) for name, one in config["surveys"].items()} == {
        "ess-BE": ["second"],
        "ess-nited-Kingdom": ["first", "second"],
    }
    assert unaudited(tmp_path / "stamp.json") == {"ess-BE, first": "y: This column is constant."}


def test_what_is_wrong_in_every_part_is_a_problem_of_the_config(survey, tmp_path):
    (tmp_path / "config.yaml").write_text(
        CONFIG.replace("outcome: y", "outcome: z"), encoding="utf-8"
    )
    with pytest.raises(AuditError, match="column 'z': There is no such column"):
        survey()


def test_parts_are_made_of_what_is_left_after_the_join(survey, tmp_path):
    text = CONFIG.replace(
        "    split_by: cntry\n",
        "    split_by: cntry\n    interviewers: {data: int.csv, on: [key]}\n",
    )
    (tmp_path / "config.yaml").write_text(text.replace("intnum}", "who}"), encoding="utf-8")
    keys = [f"{k}" for k in range(160)]
    pd.DataFrame({"key": keys[:80], "who": [k % 8 for k in range(80)]}).to_csv(
        tmp_path / "int.csv", index=False
    )
    config = survey(key=keys)
    assert list(config["surveys"]) == ["ess-BE"]
    said = {"ess-nited-Kingdom": "None of its 80 interviews has a known interviewer."}
    assert unaudited(tmp_path / "stamp.json") == said
