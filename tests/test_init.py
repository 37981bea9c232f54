"""The first config for a survey file: it runs as it stands once the outcome is written into it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner
from interviewer_effects.check import examine
from interviewer_effects.cli import main
from interviewer_effects.init import write_first_config
from interviewer_effects.plain_yaml import load_yaml
from interviewer_effects.problems import AuditError

sys.path.insert(0, str(Path(__file__).parent / "survey"))
from formats import SUFFIXES, write_survey

LABELS = {
    "pplhlp": "Most people helpful or looking out for themselves",
    "trstplc": "Trust in the police",
}
VALUES = {"trstplc": {77: "Refusal", 88: "Don't know", 99: "No answer"}}
MISSING = {"trstplc": [77, 88, 99], "agea": [999]}


def ess_like(seed=3):
    """A survey with names and codes as in the ESS: 88 is declared for trstplc, for pplhlp nobody
    declares it.
    """
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(15), 8)
    frame = pd.DataFrame(
        {
            "essround": 5,
            "idno": 1000 + np.arange(120),
            "cntry": "BE",
            "intnum": 70 + who,
            "pplhlp": np.clip(rng.integers(0, 11, 120) + who % 3, 0, 10),
            "trstplc": rng.integers(0, 11, 120),
            "gincdif": rng.integers(1, 6, 120),
            "agea": rng.integers(15, 100, 120),
            "int_rr": 40.5 + who,
            "pspwght": rng.uniform(0.5, 2, 120).round(3) * 2 // 1 / 2 + 0.5,
            "psu": who // 2,
        }
    )
    frame.loc[[3, 50], "pplhlp"] = 88
    frame.loc[[5, 60], "trstplc"] = [88, 77]
    frame.loc[[7, 8], "gincdif"] = 8
    frame.loc[9, "agea"] = 999
    frame.loc[[20, 21, 22, 23], "agea"] = [66, 77, 88, 99]
    return frame


def with_outcome(folder, outcome="pplhlp"):
    path = folder / "config.yaml"
    path.write_text(path.read_text().replace("outcome: #", f"outcome: {outcome} #"))
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_config_is_sound_once_the_outcome_is_written(tmp_path, suffix):
    write_survey(ess_like(), tmp_path / f"s{suffix}", LABELS, VALUES, MISSING)
    said = write_first_config(f"s{suffix}", None, tmp_path)
    assert "Recognised interview: idno, interviewer: intnum, weight: pspwght, area: psu." in said
    assert [problem.column for problem in examine(tmp_path / "config.yaml")[0]] == [
        "surveys.s.analyses.main.outcome"
    ]
    problems, notes = examine(with_outcome(tmp_path))
    assert problems == []
    assert "no problem found" in notes[0]
    assert load_yaml(tmp_path / "config.yaml")["surveys"]["s"]["screen"] == [
        "pplhlp",
        "trstplc",
        "gincdif",
    ]


def test_codes_are_declared_where_the_file_says_so_and_suspected_where_nobody_does(tmp_path):
    write_survey(ess_like(), tmp_path / "s.sav", LABELS, VALUES, MISSING)
    write_first_config("s.sav", None, tmp_path)
    book = load_yaml(tmp_path / "codebook.yaml")
    assert book["trstplc"] == {
        "label": "Trust in the police",
        "valid": [0, 10],
        "missing": {"77": "refusal", "88": "don't know", "99": "no answer"},
    }
    assert book["pplhlp"]["missing"] == {"88": "suspected don't know"}
    assert book["gincdif"] == {"valid": [1, 5], "missing": {"8": "suspected don't know"}}
    assert list(book["agea"]["missing"]) == ["999"]
    assert book["agea"]["valid"][1] == 99
    text = (tmp_path / "codebook.yaml").read_text()
    assert "# suspected 8: 2 answers, 3 above 5, where the others end" in text
    config = (tmp_path / "config.yaml").read_text()
    assert "int_rr" in config
    assert "        # respondent_covariates: [agea" in config


def test_an_interviewer_file_is_joined_on_the_keys_of_both(tmp_path):
    frame = ess_like().assign(name="ESS5")
    second = frame[["name", "essround", "cntry", "idno", "intnum", "int_rr"]].assign(
        resclq=1 + frame.index % 5
    )
    write_survey(
        frame.drop(columns=["intnum", "int_rr"]), tmp_path / "s.sav", LABELS, VALUES, MISSING
    )
    write_survey(second, tmp_path / "i.sav")
    write_first_config("s.sav", "i.sav", tmp_path)
    join = load_yaml(tmp_path / "config.yaml")["surveys"]["s"]["interviewers"]
    assert join == {
        "data": "i.sav",
        "on": ["essround", "idno", "cntry"],
        "columns": ["intnum", "int_rr", "resclq"],
    }
    assert examine(with_outcome(tmp_path))[0] == []


def test_files_as_the_ess_makes_them_go_from_init_to_a_sound_check(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frame = ess_like().assign(
        name="ESS9e03_1", netustm=lambda data: 10 * data["agea"].clip(upper=99)
    )
    frame.loc[[1, 2], "netustm"] = [6666, 8888]
    frame = frame.astype(dict.fromkeys(("essround", "idno", "intnum", "psu"), float))
    second = frame[["essround", "cntry", "idno", "intnum"]].assign(
        name="ESS9INTe03", resclq=1.0 + frame.index % 5
    )
    second.loc[30, "intnum"] = 999999
    second = second.drop(index=[10, 11]).sample(frac=1, random_state=1)
    labels = VALUES | {"netustm": {6666: "Not applicable", 8888: "Don't know"}}
    declared = MISSING | {"netustm": [{"lo": 6666, "hi": 9999}]}
    write_survey(frame.drop(columns="intnum"), tmp_path / "ESS9e03_1.sav", LABELS, labels, declared)
    write_survey(
        second,
        tmp_path / "ESS9INTe03.sav",
        None,
        {"intnum": {999999: "Not available"}},
        {"intnum": [999999]},
    )
    run = CliRunner()
    assert (
        run.invoke(main, ["init", "ESS9e03_1.sav", "--interviewers", "ESS9INTe03.sav"]).exit_code
        == 0
    )
    assert load_yaml("codebook.yaml")["netustm"]["missing"] == {
        "6666": "not applicable",
        "8888": "don't know",
    }
    with_outcome(tmp_path)
    checked = run.invoke(main, ["check"])
    assert (checked.exit_code, checked.stderr) == (0, "")
    for said in (
        "2 interviews have no row in ESS9INTe03.sav (keys 5 | 1010 | BE, 5 | 1011 | BE)",
        "2 interviews are left out, because the join gives them no interviewer.",
        "The file declares the interviewer id 999999 missing: 1 interview is left out.",
    ):
        assert said in checked.stdout


@pytest.mark.parametrize("present", ["config.yaml", "codebook.yaml"])
def test_nothing_is_overwritten(tmp_path, monkeypatch, present):
    monkeypatch.chdir(tmp_path)
    write_survey(ess_like(), tmp_path / "s.csv")
    (tmp_path / present).write_text("mine\n")
    result = CliRunner().invoke(main, ["init", "s.csv"])
    assert result.exit_code == 2
    assert f"{present}: This file exists already." in result.output
    assert (tmp_path / present).read_text() == "mine\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["s.csv", present])


def test_a_file_that_cannot_be_read_leaves_nothing_behind(tmp_path):
    (tmp_path / "s.sav").write_bytes(b"$FL2 and no more")
    with pytest.raises(AuditError, match=r"Is not a readable \.sav file"):
        write_first_config("s.sav", None, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["s.sav"]


def test_an_unknown_interviewer_column_is_asked_for(tmp_path):
    write_survey(ess_like().rename(columns={"intnum": "who_knows"}), tmp_path / "s.csv")
    said = write_first_config("s.csv", None, tmp_path)
    assert any("write it in columns.interviewer" in line for line in said)
    problems = examine(with_outcome(tmp_path))[0]
    assert [problem.column for problem in problems] == ["surveys.s.columns.interviewer"]
    for name in ("config.yaml", "codebook.yaml"):
        (tmp_path / name).unlink()
    write_first_config("s.csv", None, tmp_path, interviewer="who_knows")
    assert examine(with_outcome(tmp_path))[0] == []


def test_an_interviewer_column_that_is_not_there_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_survey(ess_like(), tmp_path / "s.csv")
    said = CliRunner().invoke(main, ["init", "s.csv", "--interviewer", "INTNUM"])
    assert said.exit_code == 2
    assert (
        said.stderr == "s.csv: column 'INTNUM': There is no such column. Did you mean 'intnum'?\n"
    )
    assert not (tmp_path / "config.yaml").exists()


def test_an_interviewer_column_is_known_by_its_label(tmp_path):
    frame = ess_like().rename(columns={"intnum": "v1187", "idno": "v2"})
    labels = LABELS | {"v1187": "Q212. Interviewer's number", "v2": "Respondent number"}
    write_survey(frame, tmp_path / "s.sav", labels, VALUES, MISSING)
    said = write_first_config("s.sav", None, tmp_path)
    assert said[0] == "Recognised interview: v2, interviewer: v1187, weight: pspwght, area: psu."
    assert examine(with_outcome(tmp_path))[0] == []


def test_keys_of_another_case_are_joined(tmp_path):
    frame = ess_like()
    second = frame[["idno", "cntry", "intnum", "int_rr"]].rename(columns=str.upper)
    write_survey(frame.drop(columns=["intnum", "int_rr"]), tmp_path / "s.csv")
    write_survey(second, tmp_path / "i.csv")
    write_first_config("s.csv", "i.csv", tmp_path)
    survey = load_yaml(tmp_path / "config.yaml")["surveys"]["s"]
    assert survey["interviewers"] == {
        "data": "i.csv", "on": {"idno": "IDNO", "cntry": "CNTRY"}, "columns": ["INTNUM", "INT_RR"]
    }  # fmt: skip
    assert survey["columns"]["interviewer"] == "INTNUM"
    assert examine(with_outcome(tmp_path))[0] == []


def test_a_second_file_without_a_new_column_is_refused(tmp_path):
    write_survey(ess_like(), tmp_path / "s.csv")
    write_survey(ess_like()[["idno", "cntry", "intnum"]], tmp_path / "i.csv")
    with pytest.raises(AuditError, match="It has no column that the survey has not"):
        write_first_config("s.csv", "i.csv", tmp_path)


def test_several_countries_are_split(tmp_path):
    frame = ess_like().assign(cntry=lambda data: np.where(data["intnum"] < 78, "BE", "NL"))
    write_survey(frame, tmp_path / "s.csv")
    said = write_first_config("s.csv", None, tmp_path)
    assert said[0].endswith("area: psu, split_by: cntry.")
    assert load_yaml(tmp_path / "config.yaml")["surveys"]["s"]["split_by"] == "cntry"
    assert examine(with_outcome(tmp_path))[0] == []


def test_an_item_that_never_differs_within_an_interviewer_is_not_offered(tmp_path):
    write_survey(ess_like().assign(often=lambda data: data["intnum"] % 5), tmp_path / "s.csv")
    write_first_config("s.csv", None, tmp_path)
    assert "often" not in load_yaml(tmp_path / "config.yaml")["surveys"]["s"]["screen"]


@pytest.mark.parametrize("column", ["psu", "pspwght"])
def test_a_column_that_cannot_have_its_role_has_none(tmp_path, column):
    write_survey(ess_like().assign(**{column: 0}), tmp_path / "s.csv")
    write_first_config("s.csv", None, tmp_path)
    assert examine(with_outcome(tmp_path))[0] == []


def test_ids_that_repeat_do_not_identify_interviews(tmp_path):
    write_survey(ess_like().assign(idno=lambda data: data["idno"] % 60), tmp_path / "s.csv")
    write_first_config("s.csv", None, tmp_path)
    assert load_yaml(tmp_path / "config.yaml")["surveys"]["s"]["columns"]["interview"] is None
    assert examine(with_outcome(tmp_path))[0] == []


def test_hostile_names_and_labels_stay_text(tmp_path):
    names = ["a: {b", "# not a comment", "line\nbreak", "NO", "=1+1", "ünï\u2028cödé", "'\"\\"]
    frame = ess_like().assign(**{name: np.arange(120) % 5 + 1 for name in names})
    labels = {"pplhlp": "x'}: !!python/object/apply:os.system [ls]\n# \x07"}
    frame.to_parquet(tmp_path / "s.parquet")
    write_first_config("s.parquet", None, tmp_path)
    book = load_yaml(tmp_path / "codebook.yaml")
    assert set(names) <= set(book)
    assert yaml.safe_load((tmp_path / "codebook.yaml").read_text())["a: {b"] == {"valid": [1, 5]}
    assert examine(with_outcome(tmp_path))[0] == []
    for name in ("config.yaml", "codebook.yaml"):
        (tmp_path / name).unlink()
    write_survey(ess_like(), tmp_path / "s.sav", labels)
    write_first_config("s.sav", None, tmp_path)
    assert load_yaml(tmp_path / "codebook.yaml")["pplhlp"]["label"] == labels["pplhlp"]


def test_the_command_starts_without_heavy_imports():
    code = (
        "import sys; from interviewer_effects.cli import main; "
        "heavy = {'pandas', 'numpy', 'pyarrow', 'pyreadstat', 'scipy', 'matplotlib'} & "
        "set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr


def test_what_the_user_says_of_the_file_is_written_and_what_was_read_is_shown(
    tmp_path, monkeypatch
):
    frame = ess_like().assign(region=np.tile(["Łódź", "Kraków"], 60))
    text = frame.to_csv(index=False, sep=";").encode("cp1250")
    (tmp_path / "s.csv").write_bytes(text)
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, ["init", "s.csv", "--encoding", "cp1250"])
    assert said.exit_code == 0, said.output
    assert said.output.splitlines()[0] == "s.csv is read as cp1250, as the config says: 'Łódź'."
    assert load_yaml("config.yaml")["surveys"]["s"]["encoding"] == "cp1250"
    with_outcome(tmp_path)
    assert examine(tmp_path / "config.yaml")[0] == []


def test_an_encoding_that_nobody_knows_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.csv").write_text("idno,intnum,y\n1,1,2\n2,1,3\n")
    said = CliRunner().invoke(main, ["init", "s.csv", "--encoding", "klingon"])
    assert said.exit_code == 2
    assert said.stderr.startswith("--encoding: value 'klingon': There is no such encoding.")
    assert not (tmp_path / "config.yaml").exists()


LABELLED = [
    ("DK", 5, 4, {"5": "don't know"}),
    ("No sabe / No contesta", 98, 5, {"98": "don't know"}),
    ("Refusal (SPONTANEOUS)", 5, 4, {"5": "refusal"}),
    ("Inap.", 6, 5, {"6": "not applicable"}),
    ("Islam", 6, 5, {}),
    ("Retired", 9, 8, {}),
    ("Xyzzy", 9, 4, {"9": "suspected Xyzzy"}),
]


@pytest.mark.parametrize(("label", "code", "top", "missing"), LABELLED)
def test_a_label_says_what_a_value_is_and_one_that_is_not_understood_is_shown(
    tmp_path, label, code, top, missing
):
    frame = ess_like()[["idno", "intnum"]].assign(q=lambda data: data["idno"] % top + 1)
    frame.loc[frame.index % 11 == 0, "q"] = code
    values = {"q": {**{k: f"Answer {k}" for k in range(1, top + 1)}, code: label}}
    write_survey(frame, tmp_path / "s.sav", None, values)
    write_first_config("s.sav", None, tmp_path)
    book = load_yaml(tmp_path / "codebook.yaml")["q"]
    assert book.get("missing", {}) == missing
    assert book["valid"] == [1, top if missing else code]


def test_a_label_called_other_far_from_the_scale_is_no_code_and_no_part_of_the_range(tmp_path):
    frame = ess_like()[["idno", "intnum"]].assign(q=lambda data: data["idno"] % 4 + 1)
    frame.loc[frame.index % 10 == 0, "q"] = 95
    write_survey(
        frame,
        tmp_path / "s.sav",
        None,
        {"q": {1: "A", 2: "B", 3: "C", 4: "D", 95: "Other (specify)"}},
    )
    write_first_config("s.sav", None, tmp_path)
    assert load_yaml(tmp_path / "codebook.yaml")["q"] == {"kind": "categorical"}
    assert (
        "95: 12 answers, 91 above 4, where the others end"
        in (tmp_path / "codebook.yaml").read_text()
    )


def test_what_is_only_suspected_is_named_until_somebody_confirms_it(tmp_path):
    write_survey(ess_like(), tmp_path / "s.csv")
    said = write_first_config("s.csv", None, tmp_path)
    assert (
        "Suspected codes, to be confirmed in codebook.yaml: pplhlp, trstplc, gincdif, agea." in said
    )
    path = with_outcome(tmp_path)
    problems, notes = examine(path)
    assert problems == []
    assert "no problem found, 5 suspected codes to confirm." in notes[0]
    named = (
        "88 (in 2 items: pplhlp, trstplc), 8 (in 1 item: gincdif), 77 (in 1 item: trstplc), 999 "
        "(in 1 item: agea)."
    )
    assert f"so recoded although nobody confirmed them: {named}" in notes[0]
    book = tmp_path / "codebook.yaml"
    book.write_text(book.read_text().replace("suspected ", ""))
    assert "no problem found." in examine(path)[1][0]
    assert "suspected" not in examine(path)[1][0]


def test_a_text_item_keeps_its_codes(tmp_path):
    frame = ess_like().assign(lang=lambda data: np.where(data["idno"] % 7 == 0, "000", "ENG"))
    values = {"lang": {"000": "No second language", "ENG": "English"}}
    write_survey(frame, tmp_path / "s.sav", LABELS, VALUES | values, MISSING | {"lang": ["000"]})
    write_first_config("s.sav", None, tmp_path)
    assert load_yaml(tmp_path / "codebook.yaml")["lang"] == {
        "missing": {"000": "No second language"}
    }
    assert examine(with_outcome(tmp_path))[0] == []
