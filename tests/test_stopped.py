"""A run that is told to stop ends at once and says how to go on; one whose job died makes again
what is missing.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest
from test_accidents import tiny
from test_workflow import ROOT, SNAKEMAKE, edited, hashes, snakemake

pytestmark = pytest.mark.whole

STOPS = int(os.environ.get("ACCIDENTS", "1"))
SAID = "Stopped on request. Give the same command again to go on: what is finished is kept."


def screening(folder: Path) -> subprocess.Popen:
    """A run of reading and screening alone."""
    return begun(folder, "screen_all")


def begun(folder: Path, *targets: str) -> subprocess.Popen:
    """A run at the head of a process group of its own, as in a terminal; of everything where no
    target is named.
    """
    command = [
        *SNAKEMAKE,
        "--snakefile",
        str(ROOT / "Snakefile"),
        "--directory",
        str(folder),
        "--cores",
        "1",
    ]
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen([*command, *targets], cwd=folder, start_new_session=True, **said)


def job_of(run: subprocess.Popen, rule: str) -> psutil.Process:
    """The process of a job of that rule, as soon as there is one."""
    while run.poll() is None:
        for child in psutil.Process(run.pid).children(recursive=True):
            try:
                if any(f".{rule}.py" in word for word in child.cmdline()):
                    return child
            except psutil.NoSuchProcess:
                continue
        time.sleep(0.02)
    raise AssertionError(f"no job of {rule}: {run.stdout.read()}")


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    """The tiny survey, screened."""
    folder = tiny(tmp_path_factory.mktemp("stopped") / "calm")
    said = snakemake(folder, "screen_all")
    assert said.returncode == 0, said.stdout + said.stderr
    assert len((said.stdout + said.stderr).splitlines()) < 15  # a calm screen
    assert "rule read_survey:" in next((folder / ".snakemake/log").iterdir()).read_text()
    return folder


@pytest.fixture
def copied(screened, tmp_path):
    """A copy of it, dates and all."""
    return Path(shutil.copytree(screened, tmp_path / "copy"))


@pytest.fixture
def fresh(screened, tmp_path):
    """The same before any run."""
    folder = tmp_path / "fresh"
    folder.mkdir()
    for name in ("config.yaml", "codebook.yaml", "survey.csv"):
        shutil.copy(screened / name, folder)
    return folder


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_that_is_told_to_stop_ends_with_its_jobs_and_says_how_to_go_on(
    screened, fresh, number, code
):
    moment = random.Random(20101)
    for _ in range(STOPS):
        run = begun(fresh)  # of everything: it cannot end by itself before it is told to
        job = job_of(run, "read_survey")
        time.sleep(moment.uniform(0, 2))
        begin = time.monotonic()
        os.killpg(run.pid, number)  # as a terminal does
        said, _ = run.communicate(timeout=30)
        assert time.monotonic() - begin < 30
        assert run.returncode == code
        assert said.count(SAID) == 1
        assert said.rstrip().endswith(SAID)
        assert "Traceback" not in said
        assert (
            not job.is_running() or job.status() == psutil.STATUS_ZOMBIE
        )  # ended, and not yet waited for
    again = snakemake(fresh, "screen_all")
    assert again.returncode == 0, again.stdout + again.stderr
    assert hashes(screened).items() <= hashes(fresh).items()  # it may have begun with other tables


def test_after_a_job_that_died_the_same_command_makes_again_what_the_change_touches(copied):
    before = hashes(copied)
    edited(copied / "codebook.yaml", "no answer", "nothing said")
    run = screening(copied)
    job_of(run, "read_survey").kill()
    run.communicate()
    assert run.returncode == 1
    again = snakemake(copied, "screen_all")
    assert again.returncode == 0, again.stdout + again.stderr
    after = hashes(copied)
    assert after.keys() == before.keys()
    changed = {name.removeprefix("results/tiny/") for name in after if after[name] != before[name]}
    assert {"coding.json", "codes.csv", "recoded_cells.csv"} <= changed
    assert "nothing said" in (copied / "results/tiny/silence.csv").read_text()


def test_a_file_that_was_taken_away_is_made_again(copied):
    before = hashes(copied)
    (copied / "results/tiny/recoded.parquet").unlink()
    said = snakemake(copied, "screen_all")
    assert said.returncode == 0, said.stdout + said.stderr
    assert hashes(copied) == before


def test_a_survey_that_changes_while_it_is_audited_is_read_again(copied):
    edited(copied / "survey.csv", "\n100,", "\n1001,")
    run = screening(copied)
    job_of(run, "read_survey")
    edited(copied / "survey.csv", "\n1001,", "\n2001,")
    said, _ = run.communicate()
    if run.returncode:
        assert (
            "survey.csv: This file was changed after the run had begun. Give the same command "
            "again." in said
        )
        assert "Traceback" not in said
    assert snakemake(copied, "screen_all").returncode == 0
    assert pd.read_parquet(copied / "results/tiny/survey.parquet")["idno"].iloc[0] == "2001"


def test_dates_say_nothing_a_survey_from_the_future_is_read_once(fresh):
    future = time.time() + 1e8
    os.utime(fresh / "survey.csv", (future, future))
    os.utime(fresh / "codebook.yaml", (future, future))
    said = snakemake(fresh, "screen_all")
    assert said.returncode == 0, said.stdout + said.stderr
    again = snakemake(fresh, "screen_all")
    assert "Nothing to be done" in again.stdout + again.stderr
