"""The screening of many surveys by the whole pipeline: wall clock, processor time, and what of it is overhead.

`python benchmarks/many.py` simulates 30 countries × 60 items of the ESS kind (1,700 interviews by 125 interviewers
each), screens them by `snakemake screen_all` from one file split by country, on each number of cores asked for, and
times the same items in lme4 and RLRsim where R is at hand, on a few of them and scaled. Writes many.json beside it.
"""

import argparse
import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
ROOT = HERE.parent
RULES = ("read_survey", "recode_codes", "screen_items")
INTERVIEWS, INTERVIEWERS = 1_700, 125


def write_surveys(folder: Path, countries: int, items: int, seed: int = 20101) -> None:
    """One Parquet file of all countries, 0-10 answers with ICC from 0 to 0.15 and codes 88, and its config."""
    import pandas as pd

    rng = np.random.default_rng(seed)
    names = [f"item{k:02d}" for k in range(items)]
    parts = [country(rng, f"C{c:02d}", names) for c in range(countries)]
    pd.concat(parts, ignore_index=True).to_parquet(folder / "surveys.parquet", index=False)
    codes = {name: {"valid": [0, 10], "missing": {"88": "don't know"}} for name in names}
    survey = {
        "data": "surveys.parquet",
        "columns": {"interview": "idno", "interviewer": "intnum"},
        "split_by": "cntry",
        "codebook": codes,
        "analyses": {"first": {"outcome": names[0]}},
        "screen": names,
    }
    (folder / "config.yaml").write_text(json.dumps({"surveys": {"ess": survey}}), encoding="utf-8")


def country(rng: np.random.Generator, name: str, items: list[str]):
    """One country's interviews."""
    import pandas as pd

    share = rng.gamma(2, size=INTERVIEWERS)
    owner = np.repeat(np.arange(INTERVIEWERS), 1 + rng.multinomial(INTERVIEWS - INTERVIEWERS, share / share.sum()))
    icc = rng.uniform(0, 0.15, len(items))
    level = rng.normal(size=(INTERVIEWERS, len(items)))[owner] * np.sqrt(icc)
    latent = 5 + 2.2 * (level + rng.normal(size=(INTERVIEWS, len(items))) * np.sqrt(1 - icc))
    answers = np.clip(np.rint(latent), 0, 10)
    answers[rng.random(answers.shape) < 0.01] = 88
    ids = {"cntry": name, "idno": np.arange(INTERVIEWS), "intnum": owner}
    return pd.DataFrame(ids | dict(zip(items, answers.astype(int).T, strict=True)))


def screened(folder: Path, cores: int) -> dict:
    """A cold run: seconds of the wall clock, of the processors, and of the jobs by their benchmark files."""
    for name in ("results", "logs", ".snakemake"):
        shutil.rmtree(folder / name, ignore_errors=True)
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile"), "--directory", str(folder)]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*command, "screen_all", "--cores", str(cores), "--quiet", "all"], env=one_thread(), check=True)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    jobs = {rule: benchmarks(folder, rule) for rule in RULES}
    return {"cores": cores, "seconds": seconds, "processor_seconds": used, "jobs": jobs}


def benchmarks(folder: Path, rule: str) -> dict:
    """Number, seconds and largest memory of a rule's jobs, from Snakemake's benchmark files."""
    rows = [
        row for path in (folder / "logs" / rule).rglob("*.tsv") for row in csv.DictReader(path.open(), delimiter="\t")
    ]
    cpu, rss = ([float(row[key]) for row in rows if row[key] != "-"] for key in ("cpu_time", "max_rss"))
    return {
        "jobs": len(rows),
        "seconds": sum(float(r["s"]) for r in rows),
        "processor_seconds": sum(cpu),
        "peak_mib": max(rss),
    }


def start_seconds(rule: str) -> float:
    """Processor seconds of a job's interpreter and imports: its script does nothing without Snakemake."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, str(ROOT / "scripts" / f"{rule}.py")], env=one_thread(), check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def one_thread() -> dict[str, str]:
    """The environment of a job."""
    own = {"PYTHONPATH": str(ROOT / "scripts")}
    return os.environ | own | {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


def lme4(folder: Path, items: int) -> dict | None:
    """Processor seconds of the same of so many items of the first country in R, for one item; None without R."""
    import pandas as pd

    if not shutil.which("Rscript"):
        return None
    survey = pd.read_parquet(folder / "surveys.parquet")
    one = survey[survey["cntry"] == "C00"].drop(columns="cntry").replace(88, np.nan)
    one.to_csv(folder / "one.csv", index=False, na_rep="NA")
    command = ["Rscript", str(HERE / "many.R"), str(folder / "one.csv"), str(items)]
    said = subprocess.run(command, capture_output=True, text=True, env=one_thread(), check=False)
    return {"seconds_per_item": float(said.stdout.split()[-1]), "items": items} if said.returncode == 0 else None


def main() -> None:
    """Run it and write many.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--countries", type=int, default=30)
    parser.add_argument("--items", type=int, default=60)
    parser.add_argument("--cores", default="1,2,4")
    parser.add_argument("--output", type=Path, default=HERE / "many.json")
    given = parser.parse_args()
    asked = [int(n) for n in given.cores.split(",") if int(n) <= (os.cpu_count() or 1)]
    starts = {rule: min(start_seconds(rule) for _ in range(3)) for rule in RULES}
    with tempfile.TemporaryDirectory() as name:
        write_surveys(Path(name), given.countries, given.items)
        runs = [screened(Path(name), cores) for cores in asked]
        peer = lme4(Path(name), 10)
    for run in runs:
        run["overhead"] = overhead(run, starts)
    content = {"countries": given.countries, "items": given.items, "starts": starts, "runs": runs}
    if peer:
        peer["processor_seconds"] = peer["seconds_per_item"] * given.countries * given.items
        content |= {"lme4": peer, "times_less": peer["processor_seconds"] / runs[0]["processor_seconds"]}
    given.output.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=1))


def overhead(run: dict, starts: dict[str, float]) -> float:
    """The share of the processor time that is no work: starts and imports of jobs, and Snakemake itself."""
    jobs = run["jobs"].items()
    work = sum(max(0.0, job["processor_seconds"] - job["jobs"] * starts[rule]) for rule, job in jobs)
    return 1 - work / run["processor_seconds"]


if __name__ == "__main__":
    main()
