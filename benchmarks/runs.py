"""Runs of the pipeline as a user starts them, timed: wall clock, processors, and each rule by its
benchmark files.
"""

import csv
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE = ("results", "reports", "logs", ".snakemake")


def cold(folder: Path, cores: int, targets: tuple[str, ...] = ()) -> dict:
    """A run from nothing."""
    for name in MADE:
        shutil.rmtree(folder / name, ignore_errors=True)
    return run(folder, cores, targets) | {
        "jobs": {path.name: rule(path) for path in sorted((folder / "logs").iterdir())}
    }


def run(folder: Path, cores: int, targets: tuple[str, ...] = ()) -> dict:
    """Seconds of the wall clock and of the processors for one call of Snakemake."""
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "--snakefile",
        str(ROOT / "Snakefile"),
        "--directory",
        str(folder),
    ]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [*command, *targets, "--cores", str(cores), "--quiet", "all"], env=one_thread(), check=True
    )
    seconds = time.perf_counter() - start
    return {"cores": cores, "seconds": seconds, "processor_seconds": used_since(before)}


def rule(logs: Path) -> dict:
    """Number, seconds and largest memory of a rule's jobs, from Snakemake's benchmark files."""
    files = [logs] if logs.suffix == ".tsv" else logs.rglob("*.tsv")
    rows = [row for path in files for row in csv.DictReader(path.open(), delimiter="\t")]
    cpu, rss = (
        [float(row[key]) for row in rows if row[key] != "-"] for key in ("cpu_time", "max_rss")
    )
    return {
        "jobs": len(rows),
        "seconds": sum(float(row["s"]) for row in rows),
        "processor_seconds": sum(cpu),
        "peak_mib": max(rss, default=0.0),
    }


def start_seconds(script: str) -> float:
    """Processor seconds of a job's interpreter and imports: its script does nothing without
    Snakemake.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, str(ROOT / "scripts" / f"{script}.py")], env=one_thread(), check=True
    )
    return used_since(before)


def overhead(made: dict, starts: dict[str, float]) -> dict[str, float]:
    """Shares of the processor time: interpreters and imports of jobs, and all that is no work
    (these, Snakemake itself, and what a job does after the last look that Snakemake takes at it).
    """
    jobs = [(job, starts[name]) for name, job in made["jobs"].items() if name in starts]
    work = sum(max(0.0, job["processor_seconds"] - job["jobs"] * start) for job, start in jobs)
    whole = made["processor_seconds"]
    return {
        "starts": sum(job["jobs"] * start for job, start in jobs) / whole,
        "overhead": 1 - work / whole,
    }


def one_thread() -> dict[str, str]:
    """The environment of a job."""
    own = {"PYTHONPATH": str(ROOT / "scripts")}
    return os.environ | own | {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


def used_since(before) -> float:
    """Processor seconds of the processes that ended since."""
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
