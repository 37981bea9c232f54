"""The workflow for others: taken in by `module`, found by the catalog, run on clusters by the
profiles.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "tiny"
SNAKEMAKE = [sys.executable, "-m", "snakemake", "--cores", "2"]
PROFILES = sorted(path for path in (ROOT / "profiles").iterdir() if path.name != "default")


@pytest.fixture
def folder(tmp_path):
    """The tiny survey without a config: another workflow has its own."""
    for name in ("codebook.yaml", "survey.csv"):
        shutil.copy(TINY / name, tmp_path / name)
    return tmp_path


def other_workflow(folder, *options):
    command = [
        *SNAKEMAKE,
        "--snakefile",
        str(ROOT / "tests/module/Snakefile"),
        "--directory",
        str(folder),
        *options,
    ]
    said = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"AUDIT": str(ROOT)}, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout + said.stderr


def test_another_workflow_takes_the_audit_in_by_its_own_names_and_config(folder):
    planned = other_workflow(folder, "--dry-run")
    assert re.search(r"audit_render_report +1\n", planned)
    assert re.search(r"audit_fit_models +3\n", planned)
    other_workflow(folder, "results/tiny/screening.csv")
    assert (
        len((folder / "results/tiny/screening.csv").read_text(encoding="utf-8").splitlines()) == 4
    )


def test_another_workflow_may_put_all_of_it_under_a_prefix(folder, monkeypatch):
    monkeypatch.setenv("PREFIX", "audits")
    other_workflow(folder, "audits/results/tiny/screening.csv")
    assert (
        len((folder / "audits/results/tiny/screening.csv").read_text(encoding="utf-8").splitlines())
        == 4
    )
    assert not (folder / "results").exists()
    planned = other_workflow(folder, "--dry-run", "audits/results/tiny/manifest.json")
    paths = set(re.findall(r"(?<!\S)(?:audits/)?(?:results|reports|logs)/[^\s,]+", planned))
    assert len(paths) > 100
    assert {path for path in paths if not path.startswith("audits/")} == set()


def test_the_snakefile_of_the_catalog_plans_the_same_jobs(folder):
    shutil.copy(TINY / "config.yaml", folder)
    plans = []
    for name in ("Snakefile", "workflow/Snakefile"):
        command = [
            *SNAKEMAKE,
            "--snakefile",
            str(ROOT / name),
            "--directory",
            str(folder),
            "--dry-run",
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        jobs = dict(re.findall(r"^(\w+) +(\d+)$", said.stdout + said.stderr, re.M))
        plans.append(
            {rule: n for rule, n in jobs.items() if rule not in ("all", "everything", "total")}
        )
    assert plans[0] == plans[1]
    assert plans[0]["render_report"] == "1"


def test_the_catalog_finds_what_it_asks_for():
    usage = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text(encoding="utf-8"))[
        "usage"
    ]
    assert usage["report"]
    assert usage["software-stack-deployment"]["conda"]
    assert (ROOT / "config" / "README.md").is_file()


def test_the_rule_graph_of_the_architecture_is_the_one_that_snakemake_draws():
    said = subprocess.run(
        [sys.executable, ROOT / ".ci/rulegraph.py", "--check"], capture_output=True, check=False
    )
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.name)
def test_a_profile_groups_every_rule_of_a_survey_and_says_whether_it_was_run(profile):
    text = (profile / "config.yaml").read_text(encoding="utf-8")
    groups = dict(pair.split("=") for pair in yaml.safe_load(text)["groups"])
    files = (ROOT / "workflow" / "rules").glob("*.smk")
    rules = {
        name
        for path in files
        for name in re.findall(r"^rule (\w+):", path.read_text("utf-8"), re.M)
    }
    assert set(groups) == rules - {"render_index"}  # of all surveys together
    assert ("NOT RUN" in text) == (profile.name != "slurm")


def test_every_rule_says_what_it_asks_a_cluster_for():
    for path in (ROOT / "workflow" / "rules").glob("*.smk"):
        text = path.read_text(encoding="utf-8")
        rules = len(re.findall(r"^rule ", text, re.M))
        assert text.count("mem_mb=memory(") == text.count("runtime=minutes(") == rules
