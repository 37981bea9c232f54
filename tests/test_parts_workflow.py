"""The workflow where not everything can be audited: parts, items and people are rows with a
reason.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.files import read_csv
from test_workflow import ROOT, planned, snakemake

pytestmark = pytest.mark.whole

CONFIG = """
surveys:
  s:
    data: s.csv
    interviewers: {data: i.csv, on: [idno]}
    split_by: cntry
    columns: {interview: idno, interviewer: intnum}
    codebook: {y: {valid: [0, 10]}, x: {valid: [0, 10]}}
    analyses: {m: {outcome: y, predictors: [x], interviewer_covariates: [int_age]}}
    screen: [y, flat]
  alone:
    data: s.csv
    interviewers: {data: i.csv, on: [idno]}
    columns: {interview: idno, interviewer: intnum}
    screen: [x]
tests: {bootstrap: 0, seed: 1}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Countries AA and BB; CC has no interviewers, DD a constant outcome; an item that is constant
    in BB; interviewer AA 3 of unknown age, who writes 10.
    """
    folder, rng = tmp_path_factory.mktemp("parts"), np.random.default_rng(1)
    n = 400
    country = np.repeat(["AA", "BB", "CC", "DD"], n // 4)
    who = rng.integers(1, 9, n)
    x = rng.integers(0, 11, n)
    y = np.clip(
        np.round(5 + 0.2 * (x - 5) + 0.5 * rng.normal(size=9)[who] + 1.5 * rng.normal(size=n)),
        0,
        10,
    )
    y[(country == "AA") & (who == 3)] = 10
    y[country == "DD"] = 4
    flat = np.where(country == "BB", 1, rng.integers(0, 3, n))
    data = pd.DataFrame(
        {"idno": np.arange(1, n + 1), "cntry": country, "x": x, "y": y, "flat": flat}
    )
    data.to_csv(folder / "s.csv", index=False)
    age = np.where((country == "AA") & (who == 3), np.nan, 30 + who)
    people = pd.DataFrame({"idno": data["idno"], "intnum": who, "int_age": age})
    people[country != "CC"].to_csv(folder / "i.csv", index=False)
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    dry = snakemake(folder, "--dry-run")
    assert "KeyError" not in dry.stdout + dry.stderr
    said = snakemake(folder)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "Traceback" not in said.stdout + said.stderr
    return folder


def test_the_parts_that_can_be_are_audited_and_the_others_are_rows_with_a_reason(folder):
    assert {path.parent.name for path in folder.glob("results/*/manifest.json")} == {
        "s-AA",
        "s-BB",
        "alone",
    }
    page = (folder / "reports" / "index.html").read_text(encoding="utf-8")
    assert "2 surveys could not be audited" in page
    assert "None of its 100 interviews has a known interviewer." in page
    assert "m: y: This column is constant." in page


def test_a_constant_item_is_a_row_of_its_screening(folder):
    table = read_csv(folder / "results" / "s-BB" / "tables" / "screening.csv").set_index("item")
    assert table.loc["flat", "status"] == "not screened: all its answers are alike"
    assert table["icc"].notna().to_dict() == {"y": True, "flat": False}


def test_an_unknown_age_is_said_and_costs_the_covariate_models_alone(folder):
    tables = folder / "results" / "s-AA" / "tables"
    fits = (
        read_csv(tables / "fits.csv").drop_duplicates("model").set_index("model")["n_interviewers"]
    )
    assert fits.to_dict() == {
        "ols": 8,
        "null": 8,
        "intercept": 8,
        "covariates": 7,
        "interaction": 7,
    }
    page = (folder / "reports" / "s-AA.html").read_text(encoding="utf-8")
    assert "Interviewer 3 is in no model with interviewer covariates: int_age is not known." in page


def test_screening_alone_has_a_page(folder):
    assert "Screening of items, without an analysis." in (
        folder / "reports" / "alone.html"
    ).read_text(encoding="utf-8")


def test_a_second_run_does_nothing(folder):
    assert planned(folder, ROOT) == set()
