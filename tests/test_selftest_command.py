"""The command `interviewer-audit self-test`: the tables that it writes and prints, on the tiny
survey.
"""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from interviewer_effects.cli import main
from interviewer_effects.plain_yaml import load_yaml
from interviewer_effects.selftest.command import CLOSED, OPENED

pytestmark = pytest.mark.slow

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def folder(tmp_path):
    import yaml

    content = load_yaml(TINY / "config.yaml")
    content["surveys"]["tiny"]["analyses"].pop("regions")
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(content))
    for name in ("codebook.yaml", "survey.csv"):
        shutil.copy(TINY / name, tmp_path / name)
    return tmp_path


def test_the_tables_are_written_and_put_between_the_marks(folder):
    readme = folder / "README.md"
    readme.write_text(f"before\n{OPENED}\nold\n{CLOSED}\nafter\n")
    arguments = [
        str(folder / "config.yaml"),
        "--surveys",
        "2",
        "--output",
        str(folder),
        "--readme",
        str(readme),
    ]
    said = CliRunner().invoke(main, ["self-test", *arguments])
    assert said.exit_code == 0, said.output
    table = pd.read_csv(folder / "detection.csv")
    assert (table["analysis"] == "helping").all()
    assert table["faults"].sum() == 1
    assert {"false_flags.csv", "goals.csv", "faults.csv"} <= {p.name for p in folder.iterdir()}
    assert table["kind"].iloc[0] in said.output
    text = readme.read_text()
    assert text.startswith(f"before\n{OPENED}\n\n| goal |")
    assert text.endswith(f"|\n\n{CLOSED}\nafter\n")
    assert "old" not in text


def test_a_file_without_marks_is_refused(folder):
    readme = folder / "README.md"
    readme.write_text("nothing\n")
    arguments = [
        str(folder / "config.yaml"),
        "--surveys",
        "2",
        "--output",
        str(folder),
        "--readme",
        str(readme),
    ]
    said = CliRunner().invoke(main, ["self-test", *arguments])
    assert said.exit_code == 2
    assert OPENED in said.output
    assert readme.read_text() == "nothing\n"
