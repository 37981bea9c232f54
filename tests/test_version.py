"""The version is stated once and shown alike: pyproject.toml, CITATION.cff, the package and the
command line.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

import interviewer_effects
import pytest
import yaml
from click.testing import CliRunner
from interviewer_effects.cli import main
from interviewer_effects.version import UNKNOWN, version_of

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_package_the_command_and_the_citation_state_the_version_of_pyproject():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    shown = CliRunner().invoke(main, ["--version"])
    assert interviewer_effects.__version__ == PROJECT["version"] == citation["version"]
    assert (shown.exit_code, shown.output) == (0, f"interviewer-audit {PROJECT['version']}\n")


def test_the_citation_has_the_licence_of_pyproject():
    assert (
        yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["license"]
        == PROJECT["license"]
    )


def test_a_plain_checkout_has_a_version_without_being_installed(tmp_path):
    """Isolated from installed packages (-S): only the folder scripts/ is found."""
    said = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r}); import interviewer_effects "
        "as package; "
    )
    command = [sys.executable, "-S", "-c", said + "print(package.__version__)"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == PROJECT["version"]


def test_a_checkout_states_its_own_version(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "interviewer-effects"\nversion = "7.8.9"\n'
    )
    assert version_of(tmp_path) == "7.8.9"


@pytest.mark.parametrize(
    "content", [None, "", "[tool.ruff]\n", '[project]\nname = "other"\nversion = "7.8.9"\n']
)
def test_elsewhere_it_is_that_of_the_installed_package(tmp_path, monkeypatch, content):
    if content is not None:
        (tmp_path / "pyproject.toml").write_text(content)
    monkeypatch.setattr(
        "interviewer_effects.version.version", {"interviewer-effects": "1.2.3"}.__getitem__
    )
    assert version_of(tmp_path) == "1.2.3"


def test_without_checkout_and_package_it_is_unknown(tmp_path, monkeypatch):
    monkeypatch.setattr("interviewer_effects.version.NAME", "interviewer-effects-not-installed")
    assert version_of(tmp_path) == UNKNOWN


def test_the_package_has_no_other_name_by_chance():
    with pytest.raises(AttributeError, match="has no attribute 'versions'"):
        _ = interviewer_effects.versions
