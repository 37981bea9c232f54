"""Every malformed input ends in one clear line (file, column or key, value, remedy), exit code 2
and nothing written.

The tables of cases are in tests/malformed: configs, data files of every format, codebooks,
interviewer files.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from interviewer_effects.check import check_once
from interviewer_effects.cli import main
from interviewer_effects.config import load_config
from interviewer_effects.plain_yaml import load_yaml
from interviewer_effects.problems import AuditError

sys.path.insert(0, str(Path(__file__).parent / "survey"))
from malformed import CASES, SOUND
from malformed.sound import config, csv
from test_workflow import snakemake


def written(folder, files):
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return contents(folder)


def contents(folder):
    """Every file below a folder with the hash of its bytes."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_there_are_at_least_150_cases_of_every_kind():
    kinds = [name.split(",")[0] for name in CASES]
    assert len(CASES) >= 150
    for kind in (
        "config",
        "data",
        "codebook",
        "join",
        ".sav",
        ".zsav",
        ".dta",
        ".por",
        ".csv",
        ".tsv",
        ".parquet",
    ):
        assert kinds.count(kind) >= 10, kind


@pytest.mark.parametrize("name", SOUND)
def test_what_the_cases_start_from_is_sound(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, SOUND[name])
    result = CliRunner().invoke(main, ["check"])
    assert (result.exit_code, result.stderr) == (0, ""), result.output


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", CASES)
def test_a_malformed_input_is_one_clear_line(tmp_path, monkeypatch, name):
    files, words, n = CASES[name]
    monkeypatch.chdir(tmp_path)
    before = written(tmp_path, files)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 2, result.output
    *lines, last = result.stderr.splitlines()
    assert last == f"{n} problem{'s' * (n > 1)} found; nothing was run."
    assert len(lines) == n, lines
    assert any(words in line for line in lines), lines
    assert all(line.rstrip().endswith((".", "?")) and len(line) < 600 for line in lines), lines
    assert "Traceback" not in result.output
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "name", [*list(CASES)[::12], *(name for name in CASES if name.startswith("config, data "))]
)
def test_the_workflow_says_the_same_before_it_writes_anything(tmp_path, monkeypatch, name):
    files, words, n = CASES[name]
    monkeypatch.chdir(tmp_path)
    before = written(tmp_path, files)
    with pytest.raises(AuditError) as caught:
        check_once(
            load_yaml("config.yaml"), "config.yaml", tmp_path / ".snakemake" / "checked.json"
        )
    assert len(caught.value.problems) == n
    assert any(words in str(problem) for problem in caught.value.problems)
    assert contents(tmp_path) == before


THROUGH_COMMANDS = (
    "config, a list",
    ".sav, cut at 30%",
    "config, a template",
    "join, file key repeats",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", THROUGH_COMMANDS)
def test_both_commands_say_it_and_write_nothing(tmp_path, name):
    files, words, _ = CASES[name]
    before = written(tmp_path, files)
    audit = [Path(sys.executable).with_name("interviewer-audit"), "check"]
    checked = subprocess.run(audit, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert contents(tmp_path) == before
    run = snakemake(tmp_path)
    for said in (checked, run):
        assert said.returncode == 2
        assert words in said.stderr
        assert "Traceback" not in said.stdout + said.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != ".snakemake") == sorted(
        files
    )


@pytest.mark.slow
def test_snakemake_itself_refuses_a_configfile_that_is_no_mapping(tmp_path):
    # It reads --configfile before the Snakefile, so that the words and the exit code are its own.
    before = written(tmp_path, SOUND["csv"] | {"list.yaml": b"- a\n- b\n"})
    said = snakemake(tmp_path, "--configfile", "list.yaml")
    assert said.returncode == 1
    assert "Config file must be given as JSON or YAML with keys at top level" in said.stderr
    assert "Traceback" not in said.stderr
    assert contents(tmp_path) == before


@pytest.mark.slow
def test_a_file_whose_name_has_braces_is_an_input_like_any_other(tmp_path):
    files = {"config.yaml": config(s__data="a{b}.csv"), "a{b}.csv": csv()}
    before = written(tmp_path, files)
    said = snakemake(tmp_path, "--dry-run")
    assert said.returncode == 0, said.stderr
    assert "read_survey" in said.stdout + said.stderr
    assert {
        name: digest for name, digest in contents(tmp_path).items() if name.parts[0] != ".snakemake"
    } == before


WHOLE = {"bootstrap": "tests", "seed": "tests", "max_group": "flags", "min_cell": "privacy"}


@pytest.mark.parametrize("key", WHOLE)
def test_a_whole_number_may_be_written_with_a_point(tmp_path, key):
    text = config(**{f"{WHOLE[key]}__{key}": 9.0}, s__sample=1000.0)
    assert b"9.0" in text
    (tmp_path / "config.yaml").write_bytes(text)
    filled = load_config(tmp_path / "config.yaml")
    assert repr(filled[WHOLE[key]][key]) == "9"
    assert repr(filled["surveys"]["s"]["sample"]) == "1000"
