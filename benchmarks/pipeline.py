"""The whole pipeline: the default run, cold and with nothing to do, and large files through read,
recode and fit.

`python benchmarks/pipeline.py` runs the example on 1, 2 and 4 cores, then simulates surveys of 10⁵
to 10⁷ rows (10⁸ with --rows) and takes each to the fits of its raw and recoded variants. Writes
pipeline.json beside it.
"""

import argparse
import json
import os
import tempfile
from pathlib import Path

import numpy as np
from runs import ROOT, cold, overhead, run, start_seconds

HERE = Path(__file__).parent
FITS = tuple(f"results/large/trust/{variant}/fits.json" for variant in ("raw", "recoded"))
STREAMED = ("read_survey", "recode_codes", "fit_models")
ITEM = {"valid": [0, 10], "missing": {"77": "refusal", "88": "don't know"}}
CHUNK = 1 << 20


def write_large(folder: Path, rows: int, interviewers: int, seed: int = 20101) -> None:
    """A Parquet file of seven columns with codes in its items, in chunks, and a config."""
    from pyarrow import parquet

    rng = np.random.default_rng(seed)
    u = rng.normal(size=(interviewers, 2)) * [0.5, 0.03]
    with parquet.ParquetWriter(folder / "s.parquet", chunk(rng, 0, 1, u).schema) as file:
        for first in range(0, rows, CHUNK):
            file.write_table(chunk(rng, first, min(CHUNK, rows - first), u))
    survey = {
        "data": "s.parquet",
        "columns": {"interview": "idno", "interviewer": "intnum"},
        "codebook": {"help": ITEM, "trust": ITEM, "fair": ITEM},
        "analyses": {
            "trust": {"outcome": "trust", "predictors": ["help"], "random_slopes": ["help"]}
        },
    }
    (folder / "config.yaml").write_text(
        json.dumps({"surveys": {"large": survey}}), encoding="utf-8"
    )


def chunk(rng: np.random.Generator, first: int, n: int, u: np.ndarray):
    """Some rows of it."""
    import pyarrow as pa

    who, x = rng.integers(0, len(u), n, dtype=np.int32), rng.binomial(10, 0.5, n)
    y = 3.9 + 0.14 * x + u[who, 0] + u[who, 1] * x + 1.9 * rng.standard_normal(n, dtype=np.float32)
    return pa.table(
        {
            "idno": np.arange(first, first + n),
            "intnum": who,
            "help": item(rng, x),
            "trust": item(rng, y),
            "fair": item(rng, 5 + 2 * rng.standard_normal(n, dtype=np.float32)),
            "age": rng.integers(15, 95, n).astype(np.int16),
            "gender": rng.integers(1, 3, n).astype(np.int8),
        }
    )


def item(rng: np.random.Generator, latent: np.ndarray) -> np.ndarray:
    """Answers from 0 to 10, six in a thousand a code."""
    answers = np.clip(np.rint(latent), 0, 10).astype(np.int8)
    answers[rng.random(len(answers)) < 0.004] = 88
    answers[rng.random(len(answers)) < 0.002] = 77
    return answers


def default_runs(cores: list[int]) -> list[dict]:
    """The example that ships with the project."""
    starts = {
        path.stem: start_seconds(path.stem) for path in sorted((ROOT / "scripts").glob("*.py"))
    }
    made = []
    for n in cores:
        with tempfile.TemporaryDirectory() as name:
            first = cold(Path(name), n)
            again = run(Path(name), n)
        made.append(first | overhead(first, starts) | {"nothing_to_do_seconds": again["seconds"]})
    return made


def large_run(rows: int, interviewers: int) -> dict:
    """One file through read, recode and both fits, one job at a time."""
    with tempfile.TemporaryDirectory() as name:
        write_large(Path(name), rows, interviewers)
        made = cold(Path(name), 1, FITS)
    jobs = {rule: made["jobs"][rule] for rule in STREAMED}
    return {"rows": rows, "interviewers": interviewers, "seconds": made["seconds"], "jobs": jobs}


def main() -> None:
    """Run it and write pipeline.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cores", default="1,2,4")
    parser.add_argument("--rows", default="1e5,1e6,1e7")
    parser.add_argument("--interviewers", type=int, default=2_000)
    parser.add_argument("--output", type=Path, default=HERE / "pipeline.json")
    given = parser.parse_args()
    cores = [int(n) for n in given.cores.split(",") if n and int(n) <= (os.cpu_count() or 1)]
    rows = [int(float(n)) for n in given.rows.split(",") if n]
    content = {
        "default": default_runs(cores),
        "large": [large_run(n, given.interviewers) for n in rows],
    }
    given.output.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=1))


if __name__ == "__main__":
    main()
