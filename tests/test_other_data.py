"""Students in schools, repeated measures, batches: a config points at their file, and lme4's
numbers come out.

Each case goes through the check, the reading, the recoding and the fitting, as the workflow runs
them, in the file format that it names.
"""

import json
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import fit_models
import numpy as np
import pandas as pd
import pytest
import read_survey
import recode_codes
import yaml
from interviewer_effects.check import check_config
from interviewer_effects.config import load_config
from interviewer_effects.files import read_csv

REFERENCE = Path(__file__).parent / "reference"
WRITERS = {
    ".csv": lambda frame, path: frame.to_csv(path, index=False, sep=";", decimal=","),
    ".tsv": lambda frame, path: frame.to_csv(path, index=False, sep="\t"),
    ".parquet": lambda frame, path: frame.to_parquet(path, index=False),
}
# peer: (file, interviewer, analysis, the model of the ladder that the peer fitted)
SLEEP = {"outcome": "Reaction", "predictors": ["Days"], "random_slopes": ["Days"]}
EXAM = {"outcome": "normexam", "predictors": ["standLRT"], "interviewer_covariates": ["schavg"]}
CASES = {
    "sleepstudy_slope": ("sleepstudy.csv", "Subject", SLEEP, "slope"),
    "sleepstudy_diagonal": (
        "sleepstudy.tsv",
        "Subject",
        SLEEP | {"covariance": "diagonal"},
        "slope",
    ),
    "sleepstudy_slope_only": (
        "sleepstudy.parquet",
        "Subject",
        SLEEP | {"random_intercept": False},
        "slope",
    ),
    "hsb82_null": ("hsb82.tsv", "school", {"outcome": "mAch"}, "null"),
    "exam_intercept": ("exam.parquet", "school", EXAM, "covariates"),
    "orthodont_slope": (
        "orthodont.csv",
        "Subject",
        {
            "outcome": "distance",
            "predictors": ["age"],
            "random_slopes": ["age"],
            "interviewer_covariates": ["Sex"],
        },
        "interaction",
    ),
    "machines_nominal": (
        "machines.csv",
        "Worker",
        {"outcome": "score", "predictors": ["Machine"], "random_slopes": ["Machine"]},
        "slope",
    ),
    "dyestuff2": ("dyestuff2.csv", "Batch", {"outcome": "Yield"}, "null"),
    "pastes_sample": ("pastes.csv", "sample", {"outcome": "strength"}, "intercept"),
    "three_effects_diagonal": (
        "three_effects.csv",
        "g",
        {
            "outcome": "y",
            "predictors": ["x", "w"],
            "random_slopes": ["x", "w"],
            "covariance": "diagonal",
        },
        "slope",
    ),
}


class Inputs(dict):
    """Stands for Snakemake's inputs, which are read by name and by get."""

    __getattr__ = dict.__getitem__


def stage(script, folder, reads, makes, **params):
    """Run the script of a rule; what it reads and makes are {name: file}."""
    smk = SimpleNamespace(
        input=Inputs({name: folder / file for name, file in reads.items()}),
        output=SimpleNamespace(**{name: folder / file for name, file in makes.items()}),
        params=SimpleNamespace(**params),
        wildcards=SimpleNamespace(survey="s"),
        log=[folder / "log.txt"],
    )
    script.main(smk)


def audited(folder, case):
    """fits.csv and parameters.csv of a case, from a config and a data file in `folder`."""
    name, interviewer, analysis, _ = CASES[case]
    source = pd.read_csv(REFERENCE / "data" / f"{Path(name).stem}.csv")
    WRITERS[Path(name).suffix](source, folder / name)
    survey = {"data": name, "columns": {"interviewer": interviewer}, "analyses": {"a": analysis}}
    (folder / "config.yaml").write_text(yaml.safe_dump({"surveys": {"s": survey}}))
    assert check_config(folder / "config.yaml") == []
    survey = load_config(folder / "config.yaml")["surveys"]["s"]
    read = {"survey": "survey.parquet", "source": "source.json", "codebook": "codebook.json"}
    read |= {
        "extended": "extended.parquet",
        "codes": "codes.csv",
        "join": "join.csv",
        "weights": "weights.csv",
    }
    recoded = {"recoded": "recoded.parquet", "recodes": "recodes.csv", "cells": "cells.csv"}
    tables = {part: f"{part}.csv" for part in ("fits", "parameters", "dropped", "absent")}
    fitted = {"data": "data.parquet", "records": "fits.json"} | tables
    stage(
        read_survey,
        folder,
        {},
        read,
        survey=survey,
        base=str(folder),
        pseudonyms=False,
        keyed=False,
        inputs={},
    )
    stage(recode_codes, folder, read, recoded)
    stage(fit_models, folder, read, fitted, analysis=survey["analyses"]["a"], alpha=0.05)
    return read_csv(folder / "fits.csv"), read_csv(folder / "parameters.csv")


@cache
def peer(case):
    return json.loads((REFERENCE / "peers" / f"{case}.json").read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_a_config_gives_the_numbers_of_lme4(tmp_path, case):
    fits, parameters = audited(tmp_path, case)
    model = CASES[case][-1]
    for criterion in ("REML", "ML"):
        theirs = peer(case)[criterion]
        row = fits[(fits["model"] == model) & (fits["criterion"] == criterion)].iloc[0]
        own = parameters[(parameters["model"] == model) & (parameters["criterion"] == criterion)]
        fixed = own[own["kind"] == "fixed"]
        assert row["deviance"] == pytest.approx(theirs["deviance"], abs=1e-6)
        assert row["sigma2"] == pytest.approx(theirs["sigma2"], rel=1e-4)
        assert np.allclose(fixed["estimate"], theirs["fixed"], rtol=1e-4, atol=1e-6)
        assert np.allclose(fixed["se"], theirs["se"], rtol=1e-4)
        assert np.allclose(fixed["df"], theirs["satterthwaite"]["df"], rtol=1e-3)
        assert row["n_interviewers"] == peer(case)["n_groups"]


def test_a_boundary_fit_says_so_and_leaves_the_variance_an_upper_limit(tmp_path):
    fits, parameters = audited(tmp_path, "dyestuff2")
    fits, parameters = (
        table[table["model"] == "null"].set_index("criterion") for table in (fits, parameters)
    )
    variance = parameters[parameters["term"] == "var(Intercept)"].loc["REML"]
    assert set(fits["status"]) == {"boundary"}
    assert (
        variance["estimate"]
        == variance["ci_low"]
        == fits["icc"]["REML"]
        == fits["icc_low"]["REML"]
        == 0
    )
    assert variance["ci_high"] > 1
    assert 0.1 < fits["icc_high"]["REML"] < 0.5
