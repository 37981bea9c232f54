"""Report and tables are the same bytes wherever and however often the audit runs.

One second run that differs from the first in everything at once shows it for every factor. When it fails, SAME_BYTES=1
runs once per factor and so says which one it is.
"""

import os
import shutil
import subprocess

import pytest
from test_workflow import ROOT, hashes, snakemake

COMMA = "de_DE.UTF-8"  # writes 3,5
EACH = bool(os.environ.get("SAME_BYTES"))
FACTORS = {
    "two clean runs": {},
    "cores": {"cores": 1},
    "directory": {"folder": "an other folder, ü"},
    "locale": {"LC_ALL": COMMA, "LANG": COMMA},
    "time zone": {"TZ": "Pacific/Auckland"},
    "hash seed": {"PYTHONHASHSEED": "4711"},
}
EVERYTHING = {name: value for part in FACTORS.values() for name, value in part.items()}
BASE = {"cores": 4, "folder": "base", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "1"}


def other_locale(folder):
    """Make the locale with the decimal comma; where the machine cannot, POSIX is the other locale."""
    made = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / COMMA)]
    if shutil.which("localedef") and subprocess.run(made, capture_output=True, check=False).returncode == 0:
        return {"LOCPATH": str(folder)}
    return {"LC_ALL": "POSIX", "LANG": "POSIX"}


def audited(parent, folder, cores, **variables):
    """Run the tiny survey from nothing; the hashes of everything made."""
    here = parent / folder
    here.mkdir(parents=True)
    for name in ("config.yaml", "codebook.yaml", "survey.csv"):
        shutil.copy(ROOT / "tests" / "tiny" / name, here / name)
    said = snakemake(here, cores=cores, **variables)
    assert said.returncode == 0, said.stdout + said.stderr
    return hashes(here)


@pytest.fixture(scope="module")
def other_run(tmp_path_factory):
    """other_run(factor): the hashes of a clean run that differs from the base in the factor, or in everything."""
    made, parent = {}, tmp_path_factory.mktemp("bytes")
    (parent / "locales").mkdir()

    def run(factor):
        changes = FACTORS[factor] if EACH else EVERYTHING
        changes = changes | (other_locale(parent / "locales") if "LC_ALL" in changes else {})
        key = factor if EACH else "everything"
        if key not in made:
            made[key] = audited(parent / key, **(BASE | changes))
        return made[key]

    return run


@pytest.fixture(scope="module")
def base_run(tmp_path_factory):
    """The hashes of the run that the others are held to."""
    return audited(tmp_path_factory.mktemp("bytes"), **BASE)


@pytest.mark.parametrize("factor", FACTORS)
def test_the_bytes_do_not_depend_on(base_run, other_run, factor):
    assert all(BASE[name] != value for name, value in FACTORS[factor].items())
    other = other_run(factor)
    assert len(base_run) > 50
    assert {name for name in base_run if base_run[name] != other.get(name)} == set()
    assert base_run.keys() == other.keys()
