"""The lock and environment.yml state the same versions, inside the ranges of pyproject.toml.
The lock names no registry.
"""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"matplotlib-base": "matplotlib", "snakemake-minimal": "snakemake"}


def pinned(lines):
    return dict(re.match(r"([\w.-]+)\s*==?\s*([\w.]+)", line).groups() for line in lines)


def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def lock(name="requirements.lock"):
    return (ROOT / name).read_text()


def names_of(text):
    return {canonicalize_name(name) for name in re.findall(r"(?m)^([A-Za-z][\w.-]*)==", text)}


def locked(name="requirements.lock"):
    return pinned(re.findall(r"(?m)^[a-z].*==\S+", lock(name)))


def dependencies():
    return [Requirement(entry) for entry in pyproject()["project"]["dependencies"]]


def test_conda_environment_has_the_versions_of_the_lock():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    versions = pinned(entry for entry in entries if not entry.startswith("python"))
    conda = {CONDA_NAMES.get(name, name): version for name, version in versions.items()}
    assert conda == {needed.name: locked()[needed.name] for needed in dependencies()}


def test_a_range_runs_from_the_lowest_tried_to_the_next_major_version_and_holds_the_pin():
    for needed in dependencies():
        low, high = sorted(needed.specifier, key=lambda bound: Version(bound.version))
        assert (low.operator, high.operator) == (">=", "<"), needed
        pin = Version(locked()[needed.name])
        assert pin in needed.specifier
        if pin.major:
            assert Version(high.version) == Version(str(pin.major + 1)), needed
        else:
            assert Version(high.version) == Version(f"0.{pin.minor + 1}"), needed


def test_the_lowest_versions_are_tried_in_ci():
    assert ".ci/lowest" in (ROOT / ".ci" / "run").read_text()
    assert "--resolution lowest-direct" in (ROOT / ".ci" / "lowest").read_text()


def test_lock_has_the_versions_of_the_groups():
    groups = pyproject()["dependency-groups"]
    parts = {"requirements.lock": groups["build"], "requirements-dev.lock": groups["dev"]}
    for name, entries in parts.items():
        wanted = pinned(entries)
        assert {package: locked(name).get(package) for package in wanted} == wanted


def test_what_an_audit_is_set_up_with_holds_neither_browser_nor_test_tools():
    run, dev = names_of(lock()), names_of(lock("requirements-dev.lock"))
    assert run & dev == set()
    assert dev >= {
        "playwright",
        "axe-playwright-python",
        "pytest",
        "hypothesis",
        "ruff",
        "snakefmt",
    }
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"(?m)^report: \.venv/ready$", makefile)
    assert re.search(r"(?m)^test: \.venv/dev$", makefile)


def test_the_lock_of_the_slurm_profile_has_the_version_of_pyproject_and_is_hashed():
    text = (ROOT / "profiles/slurm/requirements.lock").read_text()
    pins = re.findall(r"(?m)^[a-z].*==.*$", text)
    assert pinned(pyproject()["dependency-groups"]["slurm"]).items() <= pinned(pins).items()
    assert len(re.findall(r"==[\d.]+ \\\n    --hash=sha256:", text)) == len(pins)
    assert "http" not in text


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_of_the_lock_is_hashed_and_none_names_a_host(name):
    pins = re.split(r"\n(?=[a-z])", lock(name))
    assert all("--hash=sha256:" in pin for pin in pins if re.match(r"[a-z]", pin))
    assert "http" not in lock(name)
    assert "index-url" not in lock(name)


@pytest.mark.parametrize(
    "names", [["requirements.lock"], ["requirements.lock", "requirements-dev.lock"]]
)
def test_the_lock_holds_whatever_its_packages_require(names):
    locked = set().union(*(names_of(lock(name)) for name in names))
    needed = set()
    for name in locked - {"colorama", "pyreadline3"}:  # of Windows
        requirements = map(Requirement, distribution(name).requires or ())
        needed |= {
            canonicalize_name(part.name)
            for part in requirements
            if not part.marker or part.marker.evaluate({"extra": ""})
        }
    assert needed - locked == set()


def test_looking_for_vulnerabilities_is_part_of_ci_and_never_fails_for_want_of_a_network():
    assert "make vulnerabilities" in (ROOT / ".ci" / "run").read_text()
    assert "make .venv/dev" in (ROOT / ".ci" / "run").read_text()
    script = (ROOT / ".ci" / "vulnerabilities").read_text()
    assert re.search(r"pip-audit==\d", script)
    assert script.count("|| unchecked") == 2
