"""What the Snakefile makes of config.yaml, --configfile and --config, seen in what it plans and
refuses.
"""

import shutil
from pathlib import Path

import pytest
from test_workflow import snakemake

pytestmark = pytest.mark.slow

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def folder(tmp_path):
    for name in ("config.yaml", "codebook.yaml", "survey.csv"):
        shutil.copy(TINY / name, tmp_path / name)
    return tmp_path


def dry_run(folder, *options):
    said = snakemake(folder, "--dry-run", *options)
    assert "Traceback" not in said.stdout + said.stderr
    return said


def rename_survey(folder, name):
    config = folder / "config.yaml"
    config.write_text(config.read_text().replace("tiny:", f"{name}:", 1))


def test_a_survey_may_be_called_no(folder):
    rename_survey(folder, "NO")
    said = dry_run(folder)
    assert said.returncode == 0, said.stderr
    assert "reports/NO.html" in said.stdout + said.stderr


def test_the_command_line_overrides_the_config(folder):
    assert dry_run(folder, "--config", "tests={bootstrap: 9}").returncode == 0
    said = dry_run(folder, "--config", "tests={bootstrap: many}")
    assert said.returncode == 2
    assert "'tests.bootstrap', value 'many': Must be a whole number" in said.stderr


def test_another_config_file_is_read_in_the_same_way(folder):
    rename_survey(folder, "NO")
    (folder / "config.yaml").rename(folder / "other.yaml")
    said = dry_run(folder, "--configfile", "other.yaml")
    assert said.returncode == 0, said.stderr
    assert "reports/NO.html" in said.stdout + said.stderr


def test_a_folder_without_a_config_is_not_audited(tmp_path):
    said = dry_run(tmp_path)
    assert said.returncode == 2
    assert f"{tmp_path}/config.yaml: There is no such file in this folder" in said.stderr
    assert "interviewer-audit init FILE" in said.stderr
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("text", ["", "- a\n", "surveys: [\n", "surveys: {}\n"])
def test_a_broken_config_ends_with_code_two(folder, text):
    (folder / "config.yaml").write_text(text)
    said = dry_run(folder)
    assert said.returncode == 2
    assert "config.yaml: " in said.stderr
