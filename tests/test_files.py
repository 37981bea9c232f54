import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from interviewer_effects.files import (
    read_csv,
    read_json,
    sweep,
    write_csv,
    write_json,
    write_parquet,
    write_text,
)
from interviewer_effects.problems import AuditError, Problem, render


def test_a_table_survives_the_round_trip_with_ids_as_text(tmp_path):
    frame = pd.DataFrame(
        {
            "interviewer": ["007", "12", "=A1"],
            "reason": ["don't know", None, "-1"],
            "x": [0.1 + 0.2, np.nan, 1e-300],
        }
    )
    write_csv(frame, tmp_path / "deep" / "t.csv")
    back = read_csv(tmp_path / "deep" / "t.csv")
    assert back["interviewer"].tolist() == ["007", "12", "=A1"]
    assert back["x"].tolist()[::2] == [0.1 + 0.2, 1e-300]
    assert back["x"].isna().tolist() == [False, True, False]


def test_formulas_are_neutralised_and_numbers_are_not(tmp_path):
    cells = ["=1+1", "+49 30", "-5", "-2.5e3", "@x", "\tx", "plain", "-", "'=x"]
    write_csv(pd.DataFrame({"=name": cells}), tmp_path / "t.csv")
    lines = (tmp_path / "t.csv").read_text().splitlines()
    assert lines == [
        "'=name",
        "'=1+1",
        "'+49 30",
        "-5",
        "-2.5e3",
        "'@x",
        "'\tx",
        "plain",
        "'-",
        "''=x",
    ]
    assert read_csv(tmp_path / "t.csv")["=name"].tolist() == cells


@given(st.lists(st.text(alphabet="=+-@'\t0159.eaé\",\n", min_size=1), min_size=1))
def test_any_text_comes_back_as_it_was(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("any") / "t.csv"
    write_csv(pd.DataFrame({"interviewer": cells}), path)
    assert read_csv(path)["interviewer"].tolist() == cells


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path):
    write_json({"a": 1}, tmp_path / "x.json")
    with pytest.raises(ValueError, match="Out of range"):
        write_json({"a": float("inf")}, tmp_path / "x.json")
    with pytest.raises(OSError, match="directory"):
        write_text("new", tmp_path)
    assert read_json(tmp_path / "x.json") == {"a": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]


def test_json_holds_plain_numbers_and_null(tmp_path):
    write_json(
        {"n": np.int64(3), "x": np.array([1.5, np.nan]), 7: {"b", "a"}, "flag": np.bool_(True)},
        tmp_path / "x",
    )
    assert json.loads((tmp_path / "x").read_text()) == {
        "n": 3,
        "x": [1.5, None],
        "7": ["a", "b"],
        "flag": True,
    }


def test_the_same_table_gives_the_same_bytes(tmp_path):
    frame = pd.DataFrame({"id": ["1", "2"], "x": [0.5, np.nan]})
    for write in (write_csv, write_parquet):
        write(frame, tmp_path / "a")
        write(frame, tmp_path / "b")
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_problem_is_one_line_whatever_it_quotes():
    problem = Problem("s.csv", "bad\nname", "x" * 500, 12, "Two\nlines.", "Do this.")
    assert len(render([problem, problem]).split("\n")) == 2
    assert "row 12" in str(problem)
    assert len(str(problem)) < 200
    assert (
        str(Problem("s.csv", "R.name", None, None, "Is bad.", ""))
        == "s.csv: column 'R.name': Is bad."
    )
    assert (
        str(Problem("c.yaml", "tests.alpha", 2, None, "Is bad.", ""))
        == "c.yaml: key 'tests.alpha', value '2': Is bad."
    )
    assert AuditError(problem).problems == [problem]


def test_a_column_of_yes_no_and_nothing_is_read(tmp_path):
    frame = pd.DataFrame({"interviewer": ["=1", "b", "c"], "changes": [True, None, False]})
    write_csv(frame, tmp_path / "t.csv")
    again = read_csv(tmp_path / "t.csv")
    assert list(again["interviewer"]) == ["=1", "b", "c"]
    assert [again["changes"][0], again["changes"][2]] == [True, False]
    assert pd.isna(again["changes"][1])


def test_half_written_files_are_swept_and_nothing_else(tmp_path):
    kept = [
        tmp_path / "a" / name
        for name in ("fits.csv", "notes.part", ".hidden", ".fits.csv.old.part")
    ]
    swept = [tmp_path / "a" / ".fits.csv.13745.part", tmp_path / ".page.html.7.part"]
    (tmp_path / "a").mkdir()
    for path in [*kept, *swept]:
        path.write_text("x")
    sweep(tmp_path, tmp_path / "absent")
    assert [path.exists() for path in [*kept, *swept]] == [True] * 4 + [False] * 2
