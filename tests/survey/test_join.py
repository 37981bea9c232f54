"""A second file joined on stated keys: nothing lost in silence, nothing matched by guesswork."""

import numpy as np
import pandas as pd
import pytest
from formats import write_survey
from interviewer_effects.check import examine
from interviewer_effects.problems import AuditError
from interviewer_effects.survey.load import load_survey
from test_formats import CODEBOOK, config
from test_formats import survey as whole_survey


def parts():
    """The survey without its interviewers, and the questionnaire that the interviewers filled in,
    one row each.
    """
    frame = whole_survey()
    second = frame[["idno", "intnum", "rate"]].assign(resclq=np.arange(96) % 5 + 1)
    return frame.drop(columns=["intnum", "rate"]), second


def loaded(folder, first, second, suffix=".csv", dictionary=(None, None, None), **spec):
    write_survey(first, folder / f"s{suffix}")
    write_survey(second, folder / f"i{suffix}", *dictionary)
    spec = {"data": f"i{suffix}", "on": ["idno"]} | spec
    path = config(folder, f"s{suffix}", CODEBOOK, interviewers=spec)
    columns = {"interview": "idno", "interviewer": "intnum", "weight": None, "area": None}
    entry = {
        "data": f"s{suffix}",
        "columns": columns,
        "codebook": None,
        "interviewers": {"columns": None} | spec,
    }
    return path, lambda: load_survey(entry, "s", folder, "config.yaml")


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".sav", ".dta"])
def test_the_interviewer_comes_from_the_second_file_whatever_its_order(tmp_path, suffix):
    first, second = parts()
    path, load = loaded(tmp_path, first, second.sample(frac=1, random_state=1), suffix)
    assert examine(path)[0] == []
    survey = load()
    assert survey.frame["intnum"].tolist() == whole_survey()["intnum"].tolist()
    assert survey.frame["rate"].tolist() == whole_survey()["rate"].tolist()
    assert survey.account[["side", "status", "n"]].to_numpy().tolist() == [
        ["survey", "matched", 96],
        ["interviewers", "matched", 96],
    ]


def test_keys_may_be_called_otherwise_in_the_second_file(tmp_path):
    first, second = parts()
    second = second.rename(columns={"idno": "IDNO"})
    path, load = loaded(tmp_path, first, second, on={"idno": "IDNO"})
    assert examine(path)[0] == []
    survey = load()
    assert survey.frame["intnum"].tolist() == whole_survey()["intnum"].tolist()
    assert "IDNO" not in survey.frame.columns
    path, _ = loaded(tmp_path, first, second)
    remedy = "Write on: {its name in the survey: its name here}"
    said = str(AuditError(examine(path)[0]))
    assert "column 'idno': There is no such column to join on. Did you mean 'IDNO'?" in said
    assert remedy.replace("Write on", "write on") in said
    path, _ = loaded(
        tmp_path, first.assign(nr=first["idno"]), second, on={"idno": "IDNO", "nr": "IDNO"}
    )
    assert "Two columns of the survey are joined on one column" in examine(path)[0][0].message


def test_what_did_not_match_is_accounted_for_on_both_sides(tmp_path):
    first, second = parts()
    second.loc[[4, 7], "idno"] = [9004, 9007]
    path, load = loaded(tmp_path, first, second)
    problems, notes = examine(path)
    assert problems == []
    survey = load()
    assert survey.account[["side", "status", "key", "n", "first_row"]].fillna(
        0
    ).to_numpy().tolist() == [
        ["survey", "matched", "", 94, 0],
        ["survey", "unmatched", "104", 1, 6],
        ["survey", "unmatched", "107", 1, 9],
        ["interviewers", "matched", "", 94, 0],
        ["interviewers", "unmatched", "9004", 1, 6],
        ["interviewers", "unmatched", "9007", 1, 9],
    ]
    assert len(survey.frame) == 94
    assert survey.source["n_unmatched"] == 2
    assert survey.row(4) == 7
    assert any("2 interviews have no row in i.csv (keys 104, 107)" in note for note in notes)
    assert any("2 interviews are left out" in note for note in notes)


def test_one_row_per_interviewer_serves_all_its_interviews(tmp_path):
    first = whole_survey().drop(columns="rate")
    second = whole_survey()[["intnum", "rate"]].drop_duplicates().assign(intagea=np.arange(12) + 30)
    _, load = loaded(tmp_path, first, second, on=["intnum"])
    assert load().frame["rate"].tolist() == whole_survey()["rate"].tolist()
    _, load = loaded(tmp_path, first, second.iloc[1:], on=["intnum"])
    survey = load()
    assert len(survey.frame) == 96
    assert survey.frame["intagea"].isna().sum() == 8
    assert survey.account.iloc[1].tolist()[:5] == ["survey", "s.csv", "unmatched", "007", 8]


def test_reasons_of_the_second_file_come_along(tmp_path):
    first, second = parts()
    second["resclq"] = [int(value) for value in second["resclq"]]
    second = second.astype({"resclq": object})
    second.loc[[0, 9], "resclq"] = ["b", "c"]
    import pyreadstat

    _, load = loaded(tmp_path, first, parts()[1], ".dta")
    pyreadstat.write_dta(
        second, tmp_path / "i.dta", missing_user_values={"resclq": ["b", "c"]},
        variable_value_labels={"resclq": {"b": "Refusal", "c": "Don't know"}},
    )  # fmt: skip
    survey = load()
    assert survey.extended.to_numpy().tolist() == [[0, "resclq", ".b"], [9, "resclq", ".c"]]
    assert survey.codebook["resclq"]["missing"] == {".b": "refusal", ".c": "don't know"}


def test_interviewer_ids_declared_missing_are_left_out_and_counted(tmp_path):
    frame = whole_survey().assign(intnum=lambda data: data["intnum"].astype(int))
    frame.loc[[1, 2, 60], "intnum"] = [999999, 666666, 999999]
    frame.loc[[1, 60], "rate"] = 50
    write_survey(frame, tmp_path / "s.sav", None, None, {"intnum": [{"lo": 666666, "hi": 999999}]})
    problems, notes = examine(config(tmp_path, "s.sav", CODEBOOK))
    assert problems == []
    assert any(
        "interviewer id 666666, 999999 missing: 3 interviews are left out" in note for note in notes
    )
    write_survey(frame, tmp_path / "s.csv")
    _, notes = examine(config(tmp_path, "s.csv", CODEBOOK))
    assert any(
        "interviewer id 999999 (2 interviews) looks like a missing code" in note for note in notes
    )


def test_ids_that_are_unique_within_a_country_only_are_pointed_out(tmp_path):
    frame = whole_survey().assign(cntry=["BE"] * 52 + ["NL"] * 44)
    write_survey(frame, tmp_path / "s.csv")
    _, notes = examine(config(tmp_path, "s.csv", CODEBOOK))
    assert any(
        "cntry has 2 values, and 1 interviewer ids occur with more than one" in note
        for note in notes
    )


@pytest.mark.parametrize(
    ("change", "spec", "words"),
    [
        (
            lambda a, b: (a, pd.concat([b, b.iloc[[3]]])),
            {},
            "value '103': This key stands in row 5 already",
        ),
        (
            lambda a, b: (a, b.assign(help=1)),
            {},
            "i.csv: column 'help': This column stands in s.csv too",
        ),
        (
            lambda a, b: (a, b),
            {"on": ["caseno"]},
            "column 'caseno': There is no such column to join on",
        ),
        (
            lambda a, b: (a, b.assign(idno=[f"0{k}" for k in b["idno"]])),
            {},
            "value '100': No interview has a partner",
        ),
        (
            lambda a, b: (a, b),
            {"columns": ["intnun"]},
            "'surveys.s.interviewers.columns', value 'intnun'",
        ),
        (lambda a, b: (a, b), {"data": "none.csv"}, "none.csv: There is no such file"),
    ],
)
def test_a_join_that_cannot_be_trusted_is_refused_with_a_remedy(tmp_path, change, spec, words):
    first, second = change(*parts())
    path, load = loaded(tmp_path, first, second, **spec)
    with pytest.raises(AuditError) as caught:
        load()
    said = [str(problem) for problem in caught.value.problems]
    assert words in said[0]
    assert [str(problem).removeprefix(f"{tmp_path}/") for problem in examine(path)[0]] == said


def test_columns_that_collide_may_be_left_behind(tmp_path):
    first, second = parts()
    path, load = loaded(
        tmp_path, first.assign(name="ESS9"), second.assign(name="INT"), columns=["intnum", "rate"]
    )
    assert examine(path)[0] == []
    assert load().frame["name"].unique().tolist() == ["ESS9"]


def test_an_empty_key_matches_nothing(tmp_path):
    first, second = parts()
    first = (
        first.astype({"idno": object})
        .rename(columns={"idno": "case"})
        .assign(idno=whole_survey()["idno"])
    )
    second = second.rename(columns={"idno": "case"}).astype({"case": object})
    first.loc[3, "case"] = second.loc[3, "case"] = None
    _, load = loaded(tmp_path, first, second, on=["case"])
    survey = load()
    assert survey.source["n_unmatched"] == 1
    assert survey.account["key"].tolist().count("(empty)") == 2


@pytest.mark.parametrize(
    "names", [("place", "row"), ("key", "n"), ("side", "size"), ("file", "index")]
)
def test_keys_may_be_called_as_what_the_join_counts(tmp_path, names):
    first, second = parts()
    renamed = {"idno": names[0], "wave": names[1]}
    files = [frame.assign(wave=1).rename(columns=renamed) for frame in (first, second)]
    write_survey(files[0], tmp_path / "s.csv")
    write_survey(files[1], tmp_path / "i.csv")
    columns = {"interview": names[0], "interviewer": "intnum", "weight": None, "area": None}
    spec = {"data": "i.csv", "on": list(names), "columns": None}
    entry = {"data": "s.csv", "columns": columns, "codebook": None, "interviewers": spec}
    survey = load_survey(entry, "s", tmp_path, "config.yaml")
    assert survey.frame["intnum"].tolist() == whole_survey()["intnum"].tolist()
    assert survey.account["n"].tolist() == [96, 96]
