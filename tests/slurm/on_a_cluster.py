"""The tiny survey on a real SLURM cluster, started by `run` beside this file: a local run's bytes,
whatever happens.

Not collected by `make test`, which needs no cluster.
"""

import getpass
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "tiny"
SNAKEMAKE = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile")]
QUICK = [  # this cluster keeps no accounts and answers at once
    *("--slurm-status-command", "squeue", "--latency-wait", "5"),
    *("--slurm-init-seconds-before-status-checks", "1", "--seconds-between-status-checks", "1"),
]
ON_SLURM = ["--profile", str(ROOT / "profiles" / "slurm"), *QUICK]
RUNS = []
LONG = 1200  # seconds after which something hangs


def small_survey(folder):
    """A folder with the tiny survey and one analysis of it."""
    folder.mkdir()
    for name in ("codebook.yaml", "survey.csv"):
        shutil.copy(TINY / name, folder / name)
    config = yaml.safe_load((TINY / "config.yaml").read_text(encoding="utf-8"))
    config["surveys"]["tiny"]["analyses"].pop("regions")
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """The bytes of a local run."""
    folder = small_survey(tmp_path_factory.mktemp("local") / "here")
    subprocess.run(
        [*SNAKEMAKE, "--directory", folder, "--cores", "2", "--quiet", "all"], check=True
    )
    return hashes(folder)


@pytest.fixture
def here(tmp_path):
    """The survey on the cluster; nothing of it runs on when the test has ended."""
    yield small_survey(tmp_path / "here")
    for run in RUNS:
        if run.poll() is None:
            end(run)


def hashes(folder):
    files = [
        p
        for part in ("results", "reports")
        for p in sorted((folder / part).rglob("*"))
        if p.is_file()
    ]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def started(folder):
    """A run on the cluster, in the background, that writes what it says into run.log."""
    with (folder.parent / "run.log").open("a", encoding="utf-8") as log:
        command = [*SNAKEMAKE, "--directory", str(folder), *ON_SLURM]
        RUNS.append(subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True))
    return RUNS[-1]


def end(run):
    """Kill a run and take its jobs out of the queue."""
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    subprocess.run(["scancel", f"--user={getpass.getuser()}"], check=True)
    while queue():
        time.sleep(0.2)


def said(folder):
    return (folder.parent / "run.log").read_text(encoding="utf-8")


def queue(form="%i %k"):
    """What squeue says of the jobs that run, one line each."""
    command = ["squeue", "--noheader", "--states=RUNNING", f"--format={form}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def until(happened, run, folder):
    """Wait until something has happened, while the run goes on."""
    end = time.monotonic() + LONG
    while not (found := happened()):
        assert run.poll() is None, said(folder)
        assert time.monotonic() < end, said(folder)
        time.sleep(0.2)
    return found


def test_a_job_killed_and_a_run_cancelled_change_no_byte(here, expected):
    run = started(here)
    victim, asked = until(lambda: queue("%i %m"), run, here)[0].split()
    subprocess.run(["scancel", "--signal=KILL", "--full", victim], check=True)
    again = until(
        lambda: [line for line in queue("%i %m") if line.split()[0] != victim], run, here
    )[0].split()[1]
    assert megabytes(again) == 2 * megabytes(asked)
    assert "Trying to restart job" in said(here)
    until(lambda: (here / "results/tiny/helping/recoded/fits.json").exists(), run, here)
    end(run)
    kept = here / "results" / "tiny" / "recoded.parquet"
    made = kept.stat().st_mtime_ns
    assert started(here).wait(LONG) == 0, said(here)
    assert kept.stat().st_mtime_ns == made
    assert hashes(here) == expected


def megabytes(text):
    number, unit = re.fullmatch(r"([\d.]+)([MG])", text).groups()
    return float(number) * {"M": 1, "G": 1024}[unit]
