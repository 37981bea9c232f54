"""run_audit is the workflow in one call: the same tables, cell by cell."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from interviewer_effects import AnalysisSpec, Settings, run_audit, run_config
from interviewer_effects.files import as_read, read_csv, write_csv
from interviewer_effects.problems import AuditError
from test_workflow import BASE, snakemake

ROOT = Path(__file__).parents[2]
QUICK = Settings(bootstrap=0)
COLUMNS = {"interviewer": "who"}
SPEC = AnalysisSpec("y", ["x"])


@pytest.fixture(scope="module")
def default_audit(made_once, pipeline):
    """The default config with few replicates, audited by the workflow."""

    def make(folder):
        folder.mkdir()
        config = (ROOT / "config.yaml").read_text(encoding="utf-8")
        assert "bootstrap: 999" in config
        (folder / "config.yaml").write_text(
            config.replace("bootstrap: 999", "bootstrap: 39"), encoding="utf-8"
        )
        said = snakemake(folder, pipeline=pipeline, **BASE)
        assert said.returncode == 0, said.stdout + said.stderr

    return made_once("default", make)


def same_tables(folder, survey):
    """Compares every table of a finished run with those of run_config."""
    audit = run_config(folder / "config.yaml", survey)
    paths = {path.stem: path for path in (folder / "results" / survey / "tables").glob("*.csv")}
    assert audit.tables.keys() == paths.keys()
    for name, path in paths.items():
        pd.testing.assert_frame_equal(audit.tables[name], read_csv(path), check_exact=True)


@pytest.mark.whole
def test_the_default_config_has_the_tables_of_the_workflow(default_audit):
    same_tables(default_audit, "example")


@pytest.mark.whole
def test_a_file_with_codes_and_two_analyses_has_the_tables_of_the_workflow(tiny_audit):
    same_tables(tiny_audit, "tiny")


@pytest.mark.whole
def test_areas_and_weights_have_the_tables_of_the_workflow(wide):
    same_tables(wide[2], "wide")


def survey():
    """12 interviewers with 8 answers each."""
    rng = np.random.default_rng(1)
    who = np.repeat(np.arange(12), 8)
    x = rng.normal(size=96)
    return pd.DataFrame(
        {"who": who, "x": x, "y": 1 + x + rng.normal(size=12)[who] + rng.normal(size=96)}
    )


@pytest.mark.slow
def test_a_frame_and_its_file_are_the_same_survey(tmp_path):
    path = tmp_path / "s.parquet"
    survey().to_parquet(path)
    frame, file = (
        run_audit(one, SPEC, QUICK, columns=COLUMNS, screen=["y"]).tables
        for one in (survey(), path)
    )
    assert frame.keys() == file.keys()
    for name, table in frame.items():
        pd.testing.assert_frame_equal(table, file[name], check_exact=True)
    assert frame["fits"]["n"].eq(96).all()
    assert frame["effects"]["interviewer"].nunique() == 12


@pytest.mark.slow
def test_screening_alone_has_no_analysis():
    audit = run_audit(survey(), {}, QUICK, columns=COLUMNS, screen=["y", "x"])
    assert audit.fitted == {}
    assert audit.tables["fits"].empty
    assert audit.tables["screening"]["item"].tolist() == ["y", "x"]


def test_everything_that_is_wrong_is_said_at_once():
    wrong = {"a": AnalysisSpec("income", ["x"]), "b": AnalysisSpec("y", ["age"])}
    with pytest.raises(AuditError) as caught:
        run_audit(survey(), wrong, QUICK, columns={"interviewer": "who"})
    assert "income" in str(caught.value)
    assert "age" in str(caught.value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, r"surveys\.survey\.columns\.interviewer"),
        ({"columns": COLUMNS, "codebok": {}}, "Unknown key. Did you mean 'codebook'"),
        ({"columns": COLUMNS, "split_by": "cntry"}, "Audit each part by itself"),
    ],
)
def test_what_the_config_would_refuse_is_refused(asked, said):
    with pytest.raises(AuditError, match=said):
        run_audit(survey(), SPEC, QUICK, **asked)


def test_the_package_is_light_until_something_is_asked_of_it():
    script = "import sys, interviewer_effects; print('pandas' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_a_table_in_memory_is_the_one_that_is_read_from_its_file(tmp_path):
    table = pd.DataFrame(
        {
            "item": ["101", "=1+1", None],
            "interviewer": ["008", "NA", ""],
            "n": [1, 2, 3],
            "icc": [0.1, np.nan, 1 / 3],
            "influential": [True, None, False],
        }
    )
    write_csv(table, tmp_path / "screening.csv")
    pd.testing.assert_frame_equal(
        as_read(table, "screening"), read_csv(tmp_path / "screening.csv"), check_exact=True
    )
