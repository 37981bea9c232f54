"""A fault in a row of a large file that is not drawn is found as if the file had been read as a
whole.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.check import check_config, examine
from interviewer_effects.survey.reading import large
from interviewer_effects.survey.reading.files import read_file
from test_formats import config

N, SAMPLE, J = 6_000, 1_000, 30
CODEBOOK = {"help": {"valid": [0, 10], "missing": {"88": "don't know"}}}
ANALYSIS = {
    "outcome": "help",
    "predictors": ["trust"],
    "random_slopes": ["trust"],
    "interviewer_covariates": ["rate"],
}


def survey():
    rng = np.random.default_rng(5)
    who = rng.integers(0, J, N)
    return pd.DataFrame(
        {
            "idno": np.arange(N) + 1,
            "intnum": [f"{j:03d}" for j in who],
            "help": rng.integers(0, 11, N).astype(float),
            "trust": rng.normal(5, 2, N),
            "rate": np.linspace(40, 70, J)[who],
            "weight": rng.uniform(0.5, 2, N),
            "region": rng.choice(["north", "south"], N).astype(object),
        }
    )


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(large, "BLOCK", 700)


def problems(folder, frame, sample=SAMPLE, **more):
    frame.to_parquet(folder / "s.parquet")
    entry = {
        "columns": {"interview": "idno", "interviewer": "intnum", "weight": "weight"},
        "sample": sample,
    }
    path = config(folder, "s.parquet", CODEBOOK, analyses={"a": ANALYSIS}, **entry, **more)
    return [str(problem) for problem in check_config(path)]


def not_drawn(folder):
    """Two rows that are not drawn, in different blocks."""
    survey().to_parquet(folder / "s.parquet")
    drawn = read_file(folder / "s.parquet", "s.parquet", ["idno", "intnum"], SAMPLE).large.drawn
    others = np.setdiff1d(np.arange(N), drawn)
    return int(others[400]), int(others[4000])


def test_a_large_survey_without_faults_has_none(tmp_path):
    assert problems(tmp_path, survey()) == []


FAULTS = {
    "an infinite outcome": ("help", np.inf, "This value is infinite or too large"),
    "an infinite predictor": ("trust", -np.inf, "This value is infinite or too large"),
    "a number beyond all numbers": ("weight", 1e300, "This value is infinite or too large"),
    "a value outside the valid range": (
        "help",
        99.0,
        "no missing code (1 cell: 99)",
    ),
    "a negative weight": ("weight", -1.0, "A weight cannot be negative"),
    "no interviewer": ("intnum", None, f"The interviewer id is empty in 1 of {N} rows"),
    "no interview id": ("idno", None, f"The interview id is empty in 1 of {N} rows"),
    "another rate of the same interviewer": (
        "rate",
        99.5,
        "This interviewer covariate varies within interviewer",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_in_a_row_that_is_not_drawn_is_named_with_its_row(case, tmp_path):
    column, value, said = FAULTS[case]
    row = not_drawn(tmp_path)[1]
    frame = survey()
    frame[column] = frame[column].astype(object if value is None else frame[column].dtype)
    frame.loc[row, column] = value
    found = problems(tmp_path, frame)
    assert len(found) == 1
    assert said in found[0]
    assert f"column '{column}', row {row + 1}" in found[0]
    assert found == problems(tmp_path, frame, sample=N)


def test_a_split_that_is_empty_in_a_row_that_is_not_drawn_is_said(tmp_path):
    frame = survey()
    frame.loc[not_drawn(tmp_path)[1], "region"] = None
    found = problems(tmp_path, frame, split_by="region")
    assert len(found) == 1
    assert f"Is empty in 1 of {N} rows, which would be in no audit" in found[0]


def test_an_id_that_stands_twice_in_rows_that_are_not_drawn_is_named(tmp_path):
    frame = survey()
    first, second = not_drawn(tmp_path)
    frame.loc[second, "idno"] = frame.loc[first, "idno"]
    found = problems(tmp_path, frame)
    assert len(found) == 1
    assert f"row {second + 1}" in found[0]
    assert f"This interview id stands in row {first + 1} already." in found[0]
    assert found == problems(tmp_path, frame, sample=N)


def test_all_cells_outside_the_valid_range_are_counted(tmp_path):
    frame = survey()
    frame.loc[frame.index % 10 == 3, "help"] = 77.0
    found = problems(tmp_path, frame)
    assert len(found) == 1
    assert f"({N // 10} cells: 77)" in found[0]
    assert found == problems(tmp_path, frame, sample=N)


def test_a_declared_code_of_a_covariate_is_no_other_value(tmp_path):
    frame = survey()
    frame.loc[not_drawn(tmp_path)[0], "rate"] = 999.0
    entry = {
        "columns": {"interview": "idno", "interviewer": "intnum", "weight": None},
        "sample": SAMPLE,
    }
    frame.to_parquet(tmp_path / "s.parquet")
    codebook = CODEBOOK | {"rate": {"missing": {"999": "refusal"}}}
    path = config(tmp_path, "s.parquet", codebook, analyses={"a": ANALYSIS}, **entry)
    assert check_config(path) == []


def test_the_rows_that_are_audited_stay_those_drawn(tmp_path):
    frame = survey()
    frame.loc[not_drawn(tmp_path)[0], "help"] = 99.0
    problems(tmp_path, frame)
    notes = examine(tmp_path / "config.yaml")[1]
    assert f"{SAMPLE} interviews by {J} interviewers" in notes[0]
