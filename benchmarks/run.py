"""Speed, accuracy and memory of the engine and its peers on the same simulated data; `make bench`.

Each engine is one process with one thread. Engines take turns within a repeat, so that a slow
minute of the machine hits all of them; what takes milliseconds is repeated for 0.2 s, as timeit
does; a peer's ratio is the median over repeats of its seconds by the engine's. Loops of refits are
timed on fewer refits and scaled (`scaled` says by how much). Writes latest.json beside this file
and prints a markdown table.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import stream
from engines import (
    FORMULA,
    HERE,
    LME,
    LME4,
    OURS,
    RUST,
    STATSMODELS,
    ask,
    available,
    last_words,
    lme4_version,
    start,
)
from survey import write_survey

LIMIT = 60.0  # seconds of one run after which an engine is not asked again


class Job(NamedTuple):
    """What is done, on how many interviews of how many interviewers, how often, and by whom with
    how many refits.
    """

    name: str
    task: str
    interviews: int
    interviewers: int
    repeats: int
    engines: dict[str, int]


def jobs(sizes: set[str]) -> list[Job]:
    """The table of docs/performance.md; `sizes` names the rows wanted."""
    small, fit = (1_703, 125), dict.fromkeys((OURS, FORMULA, RUST, LME, LME4), 1)
    slow = fit | {STATSMODELS: 1}
    loop = {OURS: 1000, RUST: 50, LME: 50, LME4: 20}
    deletions = {OURS: 125, RUST: 125, LME: 125, LME4: 25}
    table = {
        "small": Job("fit, 1,703 × 125", "fit", *small, 15, slow),
        "crossed": Job(
            "fit, 1,703 × 125 crossed with 250 areas", "crossed", *small, 15, {OURS: 1, LME4: 1}
        ),
        "bootstrap": Job(
            "bootstrap LRT of the slope, 1,000 replicates", "bootstrap", *small, 3, loop
        ),
        "deletion": Job(
            "leave one interviewer out, 125 refits", "leave_one_out", *small, 5, deletions
        ),
        "middle": Job("fit, 50,000 × 3,000", "fit", 50_000, 3_000, 5, slow),
        "large": Job("fit, 1,000,000 × 50,000", "fit", 1_000_000, 50_000, 3, fit),
    }
    unknown = sizes - set(table)
    if unknown:
        raise SystemExit(
            f"No row is called {', '.join(sorted(unknown))}: the rows are {', '.join(table)}."
        )
    return [job for name, job in table.items() if name in sizes]


def main() -> None:
    """Run the jobs that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--sizes",
        default="stream,small,crossed,bootstrap,deletion,middle,large",
        help="rows of the table, by name",
    )
    parser.add_argument(
        "--repeats", type=int, help="repeats of every job, instead of its own number"
    )
    parser.add_argument("--without", default="", help="engines to leave out, e.g. statsmodels,lme4")
    parser.add_argument("--output", type=Path, default=HERE / "latest.json")
    parser.add_argument(
        "--rows", default="1e5,1e6,1e7,1e8", help="rows of the files that are streamed"
    )
    options = parser.parse_args()
    known = available() - set(options.without.split(",")) | {OURS}
    rows = []
    sizes = set(options.sizes.split(","))
    if "stream" in sizes:
        rows += [stream_row(int(float(n)), stream.INTERVIEWERS) for n in options.rows.split(",")]
        rows += [stream_row(10_000_000, interviewers) for interviewers in (5_000, 500_000)]
    for job in jobs(sizes - {"stream"}):
        print(f"{job.name} …", file=sys.stderr, flush=True)
        rows += measure(job, known, options.repeats or job.repeats)
    options.output.write_text(
        json.dumps({"machine": machine(known), "rows": rows}, indent=1) + "\n", encoding="utf-8"
    )
    print(markdown(rows))


# ---- measuring


def measure(job: Job, known: set[str], repeats: int) -> list[dict]:
    """All engines on one job, taking turns. The first run of each is a warm-up, unless it is
    already too slow.
    """
    engines = {name: size for name, size in job.engines.items() if name in known}
    with tempfile.TemporaryDirectory() as folder:
        write_survey(Path(folder), job.interviews, job.interviewers)
        workers = {name: start(name, folder) for name in engines}
        try:
            answers = take_turns(job, engines, workers, repeats)
            failed = [
                name for name, runs in answers.items() if not all("seconds" in run for run in runs)
            ]
            for name in failed:
                print(f"{name} failed at {job.name}: {last_words(name, folder)}", file=sys.stderr)
        finally:
            for worker in workers.values():
                worker.kill()
                worker.communicate()
    if OURS in failed:
        raise SystemExit("Nothing to compare with.")
    return [row(job, name, answers, full_size(job)) for name in engines]


def stream_row(rows: int, interviewers: int) -> dict:
    """One pass over a file: no peer reads one."""
    print("one pass over a file …", file=sys.stderr, flush=True)
    said = stream.measure(rows, interviewers)
    job = f"read and fit a file of {said['rows']:,} rows by {said['interviewers']:,} interviewers"
    return {"job": job, "engine": OURS, "repeats": 1, "scaled": 1, "ratio": 1.0, **said}


def take_turns(
    job: Job, engines: dict[str, int], workers: dict, repeats: int
) -> dict[str, list[dict]]:
    """The answers of each engine, in the order of the repeats."""
    warm = {name: ask(workers[name], job.task, size) for name, size in engines.items()}
    quick = [name for name in engines if warm[name].get("seconds", LIMIT) < LIMIT]
    answers = {name: [] if name in quick else [warm[name]] for name in engines}
    for _ in range(repeats):
        for name in quick:
            answers[name].append(ask(workers[name], job.task, engines[name]))
    return answers


def full_size(job: Job) -> int:
    """The number of refits that the job stands for."""
    return job.engines[OURS]


def row(job: Job, name: str, answers: dict[str, list[dict]], size: int) -> dict:
    """Median seconds, median ratio to the engine, accuracy and memory of one engine on one job."""
    good = [a for a in answers[name] if "seconds" in a]
    out = {"job": job.name, "engine": name, "repeats": len(good)}
    if not good:
        return out | {"failed": True}
    scale = size / job.engines[name]
    ours = [a["seconds"] for a in answers[OURS]]
    ratios = [scale * a["seconds"] / ours[min(k, len(ours) - 1)] for k, a in enumerate(good)]
    out |= {
        "seconds": scale * statistics.median(a["seconds"] for a in good),
        "scaled": scale,
        "ratio": statistics.median(ratios),
        "peak_mib": max(a["peak_mib"] for a in good),
    }
    return out | accuracy(job, good[-1], answers)


def accuracy(job: Job, last: dict, answers: dict[str, list[dict]]) -> dict:
    """Deviance above the lowest, the spread of bootstrap statistics, or the largest distance of a
    slope from ours.
    """
    if job.task in ("fit", "crossed"):
        lowest = min(a["deviance"] for runs in answers.values() for a in runs if "deviance" in a)
        return {"deviance": last["deviance"], "above_best": last["deviance"] - lowest}
    if job.task == "bootstrap":
        return {key: last[key] for key in ("lowest", "median", "q95")}
    ours = answers[OURS][-1]["slopes"]
    return {
        "largest_difference": max(abs(a - b) for a, b in zip(last["slopes"], ours, strict=False))
    }


# ---- reporting


def machine(known: set[str]) -> dict:
    """What the numbers depend on besides the code."""
    peers = (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in peers if "==" in line)
    versions = {name: version(name) for name in ("numpy", "scipy", "pandas", "statsmodels")}
    return {
        "system": platform.system(),
        "processor": processor(),
        "python": platform.python_version(),
        "openblas_coretype": os.environ.get("OPENBLAS_CORETYPE", ""),
        "versions": versions
        | {name: pins[name] for name in (RUST, LME) if name in known}
        | {LME4: lme4_version()},
    }


def processor() -> str:
    """The model name where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")),
        platform.processor(),
    )


def markdown(rows: list[dict]) -> str:
    """The table for docs/performance.md."""
    lines = [
        "| job, one core | engine | seconds | × ours | accuracy | peak MiB |",
        "|---|---|--:|--:|---|--:|",
    ]
    for r in rows:
        cells = [r["job"], r["engine"]]
        if r.get("failed"):
            cells += ["failed", "", "", ""]
        else:
            seconds = f"{r['seconds']:.3g}" + ("" if r["scaled"] == 1 else " *")
            cells += [seconds, f"{r['ratio']:.3g}", in_words(r), f"{r['peak_mib']:.0f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", "\\* timed on fewer refits and scaled"])


def in_words(r: dict) -> str:
    """The accuracy column."""
    if "rows_per_second" in r:
        return f"{r['rows_per_second'] / 1e6:.0f} million rows a second"
    if "above_best" in r:
        return (
            "lowest deviance"
            if r["above_best"] < 1e-6
            else f"{r['above_best']:.1e} above the lowest"
        )
    if "lowest" in r:
        return f"T* from {r['lowest']:.2g}, median {r['median']:.2g}"
    return f"slopes within {r['largest_difference']:.1e}"


if __name__ == "__main__":
    main()
