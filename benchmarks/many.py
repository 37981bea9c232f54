"""The screening of many surveys by the whole pipeline: wall clock, processor time, and what of it
is overhead.

`python benchmarks/many.py` simulates 30 countries × 60 items of the ESS kind (1,700 interviews by
125 interviewers each), screens them by `snakemake screen_all` from one file split by country, on
each number of cores asked for, and times the same items in lme4 and RLRsim where R is at hand, on a
few of them and scaled. Writes many.json beside it.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from runs import cold, one_thread, overhead, start_seconds

HERE = Path(__file__).parent
RULES = ("read_survey", "recode_codes", "screen_items")
INTERVIEWS, INTERVIEWERS = 1_700, 125


def write_surveys(folder: Path, countries: int, items: int, seed: int = 20101) -> None:
    """One Parquet file of all countries, 0-10 answers with ICC from 0 to 0.15 and codes 88, and its
    config.
    """
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
    owner = np.repeat(
        np.arange(INTERVIEWERS), 1 + rng.multinomial(INTERVIEWS - INTERVIEWERS, share / share.sum())
    )
    icc = rng.uniform(0, 0.15, len(items))
    level = rng.normal(size=(INTERVIEWERS, len(items)))[owner] * np.sqrt(icc)
    latent = 5 + 2.2 * (level + rng.normal(size=(INTERVIEWS, len(items))) * np.sqrt(1 - icc))
    answers = np.clip(np.rint(latent), 0, 10)
    answers[rng.random(answers.shape) < 0.01] = 88
    ids = {"cntry": name, "idno": np.arange(INTERVIEWS), "intnum": owner}
    return pd.DataFrame(ids | dict(zip(items, answers.astype(int).T, strict=True)))


def lme4(folder: Path, items: int) -> dict | None:
    """Processor seconds of the same of so many items of the first country in R, for one item: its
    answers, and what is left unanswered; None without R.
    """
    import pandas as pd

    if not shutil.which("Rscript"):
        return None
    survey = pd.read_parquet(folder / "surveys.parquet")
    one = survey[survey["cntry"] == "C00"].drop(columns="cntry").replace(88, np.nan)
    one.to_csv(folder / "one.csv", index=False, na_rep="NA")
    command = ["Rscript", str(HERE / "many.R"), str(folder / "one.csv"), str(items)]
    said = subprocess.run(command, capture_output=True, text=True, env=one_thread(), check=False)
    if said.returncode:
        return None
    answers, silence = (float(seconds) for seconds in said.stdout.split()[-2:])
    return {
        "seconds_per_item": answers + silence,
        "of_answers": answers,
        "of_nonresponse": silence,
        "items": items,
    }


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
        runs = [cold(Path(name), cores, ("screen_all",)) for cores in asked]
        peer = lme4(Path(name), 10)
    for run in runs:
        run |= overhead(run, starts)
    content = {"countries": given.countries, "items": given.items, "starts": starts, "runs": runs}
    if peer:
        peer["processor_seconds"] = peer["seconds_per_item"] * given.countries * given.items
        content |= {
            "lme4": peer,
            "times_less": peer["processor_seconds"] / runs[0]["processor_seconds"],
        }
    given.output.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=1))


if __name__ == "__main__":
    main()
