"""Killed runs, full disks and two runs at once lose nothing and end in the same bytes.

ACCIDENTS=50 kills a run so often; twice is enough to see the mechanism at work. What holds for
every job is tried on a run of two, reading and screening.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from test_workflow import ROOT, SNAKEMAKE, hashes, snakemake

pytestmark = pytest.mark.whole

CONFIG = """
surveys:
  tiny:
    data: survey.csv
    columns: {interview: idno, interviewer: intnum}
    codebook: codebook.yaml
    screen: [help]
    analyses:
      helping: {outcome: help, predictors: [trust]}
tests: {bootstrap: 0, seed: 1}
"""
KILLS = int(os.environ.get("ACCIDENTS", "2"))


def tiny(folder: Path) -> Path:
    """A small audit that was not run yet."""
    folder.mkdir(exist_ok=True)
    for name in ("survey.csv", "codebook.yaml"):
        shutil.copy(ROOT / "tests" / "tiny" / name, folder / name)
    (folder / "config.yaml").write_text(CONFIG)
    return folder


def started(folder: Path, *targets: str) -> subprocess.Popen:
    """A run in a process group of its own, which a kill takes down with all its jobs."""
    command = [
        *SNAKEMAKE,
        "--snakefile",
        str(ROOT / "Snakefile"),
        "--directory",
        str(folder),
        "--cores",
        "2",
    ]
    command += targets
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=folder, start_new_session=True, **silent)


def test_a_killed_run_resumes_to_the_same_bytes(undisturbed, tmp_path):
    seconds = float((undisturbed / "seconds").read_text())
    folder, moment = tiny(tmp_path / "killed"), random.Random(20101)
    for _ in range(KILLS):
        run = started(folder)
        time.sleep(moment.uniform(0.1, 0.9) * seconds * (0.5 if KILLS > 5 else 1))
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    said = snakemake(folder)
    assert said.returncode == 0, said.stdout + said.stderr
    assert hashes(folder) == hashes(undisturbed)


def test_of_two_runs_in_one_folder_the_second_says_so_and_leaves_the_first_alone(
    undisturbed, tmp_path
):
    folder = tiny(tmp_path / "two")
    first = started(folder, "screen_all")
    lock, deadline = folder / ".snakemake" / "run.lock", time.monotonic() + 120
    while not (lock.exists() and lock.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(first.pid, signal.SIGSTOP)  # or it might end before the second is there
    second = snakemake(folder)
    os.killpg(first.pid, signal.SIGCONT)
    assert second.returncode == 2
    assert f"Another run (process {first.pid}) is at work" in second.stderr
    assert first.wait() == 0
    made = hashes(folder)
    assert any(name.endswith("screening.csv") for name in made)
    assert made.items() <= hashes(undisturbed).items()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_said_and_loses_nothing(undisturbed, tmp_path):
    folder = tiny(tmp_path / "full")
    small = folder / "results"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], check=False
    ).returncode:
        pytest.skip("this machine does not allow mounting a small disk")
    try:
        said = snakemake(folder, "screen_all")
        assert said.returncode != 0
        assert "The disk is full" in said.stdout + said.stderr
        assert not list(small.rglob("*.part"))
        subprocess.run(["mount", "-o", "remount,size=64m", small], check=True)
        again = snakemake(folder, "screen_all")
        assert again.returncode == 0, again.stdout + again.stderr
        assert hashes(folder).items() <= hashes(undisturbed).items()
    finally:
        subprocess.run(["umount", small], check=True)
