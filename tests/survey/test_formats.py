"""The same survey in every format: the same answers, the same codes with their reasons, the same
models.
"""

import json
from pathlib import Path
from types import SimpleNamespace

import describe_items
import fit_models
import numpy as np
import pandas as pd
import pyreadstat
import pytest
import read_survey
import recode_codes
import test_variances
import yaml
from formats import SUFFIXES, write_survey
from interviewer_effects.check import check_config, examine
from interviewer_effects.config import load_config
from interviewer_effects.files import read_csv
from interviewer_effects.inputs import fingerprints_of, labels_of
from interviewer_effects.problems import AuditError
from interviewer_effects.survey.reading.files import read_file

LABELS = {"help": "Most people try to be helpful", "trust": "Trust in the police"}
REASONS = {77: "Refusal", 88: "Don't know", 99: "No answer"}
VALUES = {"help": REASONS, "trust": REASONS}
MISSING = {"help": [77, 88, 99], "trust": [{"lo": 77, "hi": 99}]}
CODEBOOK = {
    name: {
        "label": LABELS[name],
        "missing": {str(code): reason.lower() for code, reason in REASONS.items()},
    }
    for name in ("help", "trust")
}
TABLES = ("items", "distributions", "recodes", "cells", "fits", "parameters", "tests")
STATA = {77: "a", 88: "b", 99: "c"}


def survey():
    """96 interviews by 12 interviewers, with codes 77, 88 and 99, and an age of 77 that is an
    age.
    """
    rng = np.random.default_rng(11)
    who = np.repeat(np.arange(12), 8)
    level = rng.normal(0, 1.5, 12)
    trust = rng.integers(0, 11, 96)
    answer = np.clip(np.round(4 + level[who] + 0.2 * trust + rng.normal(0, 1.5, 96)), 0, 10).astype(
        int
    )
    trust[[9, 12, 50]] = [88, 88, 77]
    answer[30] = 99
    age = rng.integers(18, 66, 96)
    age[[3, 40, 77, 80]] = [66, 77, 88, 99]
    return pd.DataFrame(
        {
            "idno": 100 + np.arange(96),
            "intnum": [f"{7 + j:03d}" for j in who],
            "help": answer,
            "trust": trust,
            "age": age,
            "region": rng.choice(["north", "south"], 96),
            "rate": 40 + 0.5 * who,
        }
    )


def config(folder, data, codebook, **more):
    analysis = {
        "outcome": "help",
        "predictors": ["trust", "age"],
        "interviewer_covariates": ["rate"],
    }
    entry = {
        "data": data,
        "columns": {"interview": "idno", "interviewer": "intnum"},
        "codebook": codebook,
        "analyses": {"a": analysis},
        **more,
    }
    content = {"surveys": {"s": entry}, "tests": {"bootstrap": 0}}
    (folder / "config.yaml").write_text(yaml.safe_dump(content))
    return folder / "config.yaml"


class Files(SimpleNamespace):
    """Inputs or outputs of a rule, as Snakemake gives them; one that is not named here is a table
    in the folder.
    """

    def __init__(self, folder, files):
        super().__init__(**files)
        self.__folder = folder

    def __getattr__(self, name):
        return self.__folder / f"{name}.csv"

    def get(self, name):
        return vars(self).get(name)


def audited(folder):
    """Run the stages from the file to the tests of the variances; return the folder of their
    outputs.
    """
    settings = load_config(folder / "config.yaml")["surveys"]["s"]
    labels = labels_of(settings, fingerprints_of({"surveys": {"s": settings}}, folder))
    names = (
        "source.json",
        "codebook.json",
        "survey.parquet",
        "extended.parquet",
        "recoded.parquet",
        "data.parquet",
    )
    made = {Path(name).stem: folder / name for name in names}
    made |= {"summary": folder / "items.csv", "records": folder / "fits.json"}
    smk = SimpleNamespace(
        input=Files(folder, made),
        output=Files(folder, made),
        log=[folder / "log.txt"],
        wildcards=SimpleNamespace(survey="s", analysis="a", variant="recoded"),
        params=SimpleNamespace(
            survey=settings,
            base=str(folder),
            pseudonyms=False,
            keyed=False,
            analysis=settings["analyses"]["a"],
            alpha=0.05,
            inputs={},
            labels=labels,
            tests={"bootstrap": 0, "seed": 1, "alpha": 0.05},
            quoted=True,
        ),
    )
    read_survey.main(smk)
    describe_items.main(smk)
    recode_codes.main(smk)
    smk.input.survey = made["recoded"]
    fit_models.main(smk)
    test_variances.main(smk)
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The outputs for the CSV file with a codebook, to which the other formats are held."""
    folder = tmp_path_factory.mktemp("csv")
    write_survey(survey(), folder / "s.csv")
    config(folder, "s.csv", CODEBOOK)
    return audited(folder)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".csv"])
def test_the_same_survey_in_every_format_gives_identical_tables(tmp_path, plain, suffix):
    declares = suffix not in (".tsv", ".parquet")
    write_survey(survey(), tmp_path / f"s{suffix}", LABELS, VALUES, MISSING)
    path = config(tmp_path, f"s{suffix}", None if declares else CODEBOOK)
    assert check_config(path) == []
    audited(tmp_path)
    for table in TABLES:
        assert (tmp_path / f"{table}.csv").read_text() == (plain / f"{table}.csv").read_text(), (
            table
        )
    assert json.loads((tmp_path / "source.json").read_text())["codebook"] == (
        "file" if declares else "config"
    )


@pytest.mark.slow
def test_stata_letters_are_missing_in_raw_too_and_keep_their_reason(tmp_path, plain):
    frame = survey().astype({"help": object, "trust": object})
    for name in ("help", "trust"):
        frame[name] = frame[name].map(lambda value: STATA.get(value, int(value)))
    letters = {letter: REASONS[code] for code, letter in STATA.items()}
    pyreadstat.write_dta(
        frame,
        tmp_path / "s.dta",
        column_labels=LABELS,
        missing_user_values={key: list("abc") for key in VALUES},
        variable_value_labels=dict.fromkeys(VALUES, letters),
    )
    assert check_config(config(tmp_path, "s.dta", None)) == []
    audited(tmp_path)
    assert pd.read_parquet(tmp_path / "survey.parquet")["trust"].isna().sum() == 3
    ours, theirs = (read_csv(folder / "recodes.csv") for folder in (tmp_path, plain))
    assert ours["code"].tolist() == [f".{STATA[int(code)]}" for code in theirs["code"]]
    assert ours.drop(columns="code").equals(theirs.drop(columns="code"))
    for table in ("fits", "parameters", "tests"):
        assert (tmp_path / f"{table}.csv").read_text() == (plain / f"{table}.csv").read_text(), (
            table
        )
    items = read_csv(tmp_path / "items.csv").set_index("item")
    assert items.loc["trust", ["n_missing", "n_empty"]].tolist() == [3, 0]
    spread = read_csv(tmp_path / "distributions.csv").query("item == 'trust' and kind == 'missing'")
    assert spread[["value", "reason", "n"]].to_numpy().tolist() == [
        [".a", "refusal", 1],
        [".b", "don't know", 2],
    ]


def read(path, ids=()):
    return read_file(path, path.name, ids)


def test_spss_keeps_codes_as_numbers_and_declares_them(tmp_path):
    frame = pd.DataFrame({"x": [1.0, 88, -9, np.nan], "lang": ["nl", "777", "", "fr"]})
    missing = {"x": [{"lo": 77, "hi": 99}, -9], "lang": ["777", "6666"]}
    file = read(
        write_survey(
            frame, tmp_path / "s.sav", {"x": "An item"}, {"lang": {"777": "Refusal"}}, missing
        )
    )
    assert file.frame["x"].tolist()[:3] == [1, 88, -9]
    assert file.frame["x"].isna().tolist() == [False, False, False, True]
    assert file.frame["lang"].isna().tolist() == [False, False, True, False]
    assert file.dictionary.missing == {"x": [(77.0, 99.0), "-9"], "lang": ["777", "6666"]}
    assert file.dictionary.labels == {"x": "An item"}
    assert file.facts["encoding"] == "utf-8"


def test_portable_names_are_read_in_small_letters(tmp_path):
    file = read(write_survey(survey(), tmp_path / "s.por", LABELS, VALUES, MISSING), ["intnum"])
    assert file.frame.columns.tolist() == survey().columns.tolist()
    assert file.frame["intnum"].tolist() == survey()["intnum"].tolist()
    assert file.dictionary.declares("trust", "80")
    assert not file.dictionary.declares("age", "80")


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".parquet", ".csv"])
def test_ids_as_integers_floats_and_texts_stay_exact(tmp_path, suffix):
    frame = pd.DataFrame(
        {"a": [1, 2, 30], "b": [1.0, 2.0, 30.0], "c": ["001", "02", "30"], "y": [1, 2, 3]}
    )
    file = read(write_survey(frame, tmp_path / f"s{suffix}"), ["a", "b", "c"])
    assert file.frame["a"].tolist() == file.frame["b"].tolist() == ["1", "2", "30"]
    assert file.frame["c"].tolist() == ["001", "02", "30"]


def test_an_old_stata_file_is_latin_1(tmp_path):
    frame = pd.DataFrame({"x": [1.0, 2.0], "place": ["Liege", "Gent"]})
    pyreadstat.write_dta(frame, tmp_path / "s.dta", version=8, column_labels={"x": "Zufriedenheit"})
    raw = (tmp_path / "s.dta").read_bytes()
    (tmp_path / "s.dta").write_bytes(raw.replace(b"Liege", "Liège".encode("latin-1")))
    assert read(tmp_path / "s.dta").frame["place"].tolist() == ["Liège", "Gent"]


def test_letters_that_do_not_fit_the_encoding_are_read_as_windows_1252(tmp_path):
    write_survey(pd.DataFrame({"place": ["Liege", "Gent"]}), tmp_path / "s.sav")
    raw = (tmp_path / "s.sav").read_bytes()
    (tmp_path / "s.sav").write_bytes(raw.replace(b"Liege", "Liège".encode("latin-1")))
    file = read(tmp_path / "s.sav")
    assert file.frame["place"].tolist() == ["Liège", "Gent"]
    assert file.facts["encoding"] == "windows-1252"


@pytest.mark.parametrize("suffix", [".sav", ".zsav", ".dta", ".por"])
@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_truncated_file_is_one_clear_problem(tmp_path, suffix, cut):
    path = write_survey(survey(), tmp_path / f"s{suffix}", LABELS, VALUES, MISSING)
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * cut)])
    with pytest.raises(AuditError) as caught:
        read(path)
    assert len(caught.value.problems) == 1
    assert f"Is not a readable {suffix} file" in str(caught.value)


def test_decimal_comma_encoding_and_mark_are_reported(tmp_path):
    (tmp_path / "s.csv").write_bytes("j;x\n1;3,5\n2;4,5\n".encode("utf-8-sig"))
    facts = read(tmp_path / "s.csv").facts
    assert (facts["delimiter"], facts["decimal"], facts["byte_order_mark"]) == (";", ",", True)
    (tmp_path / "s.csv").write_bytes(b"j,x\n1,3.5\n")
    facts = read(tmp_path / "s.csv").facts
    assert (facts["delimiter"], facts["decimal"], facts["byte_order_mark"]) == (",", ".", False)


def test_a_blank_line_in_the_middle_does_not_shift_the_rows_named(tmp_path):
    text = "id,x\n1,2\n\n2,3\n\n3,many\n4,5\n5,6\n"
    (tmp_path / "s.csv").write_text(text)
    assert read(tmp_path / "s.csv").rows.tolist() == [2, 4, 6, 7, 8]
    (tmp_path / "s.csv").write_text(text + "6,7,8\n")
    with pytest.raises(AuditError, match="row 9: Has 3 fields"):
        read(tmp_path / "s.csv")
    (tmp_path / "s.csv").write_text("\n" + text + '6,"7\n8\n')
    with pytest.raises(AuditError, match="row 10: A quotation mark"):
        read(tmp_path / "s.csv")


def test_the_check_names_the_row_after_a_blank_line(tmp_path):
    frame = survey().astype({"age": object})
    frame.loc[20, "age"] = "old"
    write_survey(frame, tmp_path / "s.csv")
    lines = (tmp_path / "s.csv").read_text().splitlines()
    (tmp_path / "s.csv").write_text("\n".join([*lines[:5], "", *lines[5:]]))
    problems, _ = examine(config(tmp_path, "s.csv", CODEBOOK))
    assert [problem.row for problem in problems] == [23]
