"""pyproject.toml, environment.yml and the lock state the same versions, and the lock names no registry."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"matplotlib-base": "matplotlib", "snakemake-minimal": "snakemake"}


def pinned(lines):
    return dict(re.match(r"([\w.-]+)\s*==?\s*([\w.]+)", line).groups() for line in lines)


def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def lock():
    return (ROOT / "requirements.lock").read_text()


def test_conda_environment_has_the_versions_of_pyproject():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    versions = pinned(entry for entry in entries if not entry.startswith("python"))
    conda = {CONDA_NAMES.get(name, name): version for name, version in versions.items()}
    assert conda == pinned(pyproject()["project"]["dependencies"])


def test_lock_has_the_versions_of_pyproject():
    content = pyproject()
    wanted = pinned([*content["project"]["dependencies"], *content["dependency-groups"]["dev"]])
    locked = pinned(line for line in lock().splitlines() if re.match(r"[a-z].*==", line))
    assert {name: locked.get(name) for name in wanted} == wanted


def test_every_pin_of_the_lock_is_hashed_and_none_names_a_host():
    pins = re.split(r"\n(?=[a-z])", lock())
    assert all("--hash=sha256:" in pin for pin in pins if re.match(r"[a-z]", pin))
    assert "http" not in lock()
    assert "index-url" not in lock()
