"""Provenance says what was run: the command, the tool, the state of its checkout, what was read."""

import hashlib
import json
import platform
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import record_provenance
from interviewer_effects.files import write_json
from interviewer_effects.problems import AuditError
from interviewer_effects.provenance import command_of, config_used, revision
from interviewer_effects.running import refuse_other_code

ROOT = Path(__file__).parents[1]
FACTS = {
    "path": "s.csv",
    "format": "csv",
    "sha256": "f" * 64,
    "n_rows": 3,
    "n_columns": 2,
    "synthetic": False,
}


def git(folder, *words):
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path):
    """A project of its own, committed."""
    if not shutil.which("git"):
        pytest.skip("there is no git")
    root = tmp_path / "project"
    (root / "scripts").mkdir(parents=True)
    (root / "Snakefile").write_text("rule all:\n")
    (root / "pyproject.toml").write_text(
        '[project]\nname = "interviewer-effects"\nversion = "7.8.9"\n'
    )
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    return root


def test_the_record_of_a_survey(tmp_path, checkout):
    facts = FACTS | {"encoding": "utf-8", "rounding": ""}
    write_json(facts, tmp_path / "source.json")
    write_json({"y": {"valid": [0, 10]}}, tmp_path / "codebook.json")
    settings = {"data": "s.csv", "simulate": {"seed": 56823}, "codebook": "c.yaml"}
    smk = SimpleNamespace(
        input=SimpleNamespace(source=tmp_path / "source.json", codebook=tmp_path / "codebook.json"),
        output=SimpleNamespace(provenance=tmp_path / "provenance.json"),
        params=SimpleNamespace(
            settings=settings,
            tests={"seed": 7},
            flags={"adjust": "holm"},
            privacy={"pseudonyms": True, "min_cell": 5},
            files={"s.csv": "f" * 64, "c.yaml": "e" * 64},
            command="snakemake",
            code="abc",
            root=str(checkout),
        ),
        wildcards=SimpleNamespace(survey="mine"),
        log=[tmp_path / "log"],
    )
    record_provenance.main(smk)
    content = json.loads((tmp_path / "provenance.json").read_text(encoding="utf-8"))
    assert content["input"] == {key: fact for key, fact in FACTS.items() if key != "n_rows"}
    assert content["config"] == {
        "survey": {"data": "s.csv", "codebook": "c.yaml"},
        "tests": {"seed": 7},
        "flags": {"adjust": "holm"},
        "privacy": {"pseudonyms": True, "min_cell": 5},
    }
    assert content["files_hmac_sha256"] == {"s.csv": "f" * 64, "c.yaml": "e" * 64}
    codebook = (tmp_path / "codebook.json").read_bytes()
    assert content["codebook_sha256"] == hashlib.sha256(codebook).hexdigest()
    versions = content["versions"]
    assert versions["interviewer-effects"] == "7.8.9"
    assert (versions["python"], versions["numpy"]) == (platform.python_version(), np.__version__)
    assert (content["survey"], content["code_sha256"], content["command"]) == (
        "mine",
        "abc",
        "snakemake",
    )


def test_the_seed_of_a_simulation_is_recorded_of_a_simulated_survey_only():
    seed = {"simulate": {"seed": 1}}
    assert config_used({"data": "simulate"} | seed) == {"data": "simulate"} | seed
    assert config_used({"data": "s.csv"} | seed) == {"data": "s.csv"}


@pytest.mark.parametrize(
    ("files", "overrides", "imported", "said"),
    [
        ([], {}, False, "snakemake"),
        (["a.yaml", "my b.yaml"], {}, False, "snakemake --configfile a.yaml 'my b.yaml'"),
        ([], {"tests": {"seed": 3}}, False, "snakemake --config 'tests={'\"'\"'seed'\"'\"': 3}'"),
        ([], {}, True, "a rule of another workflow, which names this one by `module`"),
    ],
)
def test_the_command_holds_what_can_change_a_number(files, overrides, imported, said):
    assert command_of(files, overrides, imported) == said


def test_the_revision_says_whether_the_code_is_that_of_the_commit(checkout, monkeypatch):
    clean = revision(checkout)
    assert len(clean) == 12
    (checkout / "notes.txt").write_text("of no result")
    assert revision(checkout) == clean
    (checkout / "scripts" / "new.py").write_text("x = 1\n")
    assert revision(checkout) == f"{clean}, modified"
    (checkout / "scripts" / "new.py").unlink()
    (checkout / "Snakefile").write_text("rule none:\n")
    assert revision(checkout) == f"{clean}, modified"
    assert (
        revision(checkout / "scripts") == "unknown"
    )  # a folder inside another project is not that project
    monkeypatch.setenv("PATH", str(checkout))
    assert revision(checkout) == "unknown"


def test_another_copy_of_the_code_is_refused(tmp_path):
    refuse_other_code(ROOT / "scripts")
    refuse_other_code(None)
    refuse_other_code("https://example.org/scripts")
    with pytest.raises(AuditError, match="not beside the Snakefile"):
        refuse_other_code(tmp_path)
