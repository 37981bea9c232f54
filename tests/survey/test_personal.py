"""Columns that tell people apart are named by the check where the config uses them, and not
published where not.
"""

import numpy as np
import pandas as pd
import pytest
import yaml
from interviewer_effects.audit.disclosure.named_items import copy_of_named_items, of_named_items
from interviewer_effects.check import examine
from interviewer_effects.inputs import fingerprints_of, named_items, used_columns
from interviewer_effects.survey.personal import personal_content

N = 60
RNG = np.random.default_rng(1)
PERSONAL = {
    "remark": ([f"They said number {k} twice" for k in range(N)], "looks like free text"),
    "vorname": (
        [f"{first}{k}" for k, first in enumerate(["Ann", "Bea", "Cem"] * 20)],
        "is named like names",
    ),
    "contact": ([f"+32 2 555 {k:04d}" for k in range(N)], "looks like telephone numbers"),
    "phoneNumber": ([4915550000 + 7 * k for k in range(N)], "is named like telephone numbers"),
    "born": (
        [f"19{50 + k % 40}-0{1 + k % 9}-1{k % 10}" for k in range(N)],
        "looks like dates of birth or other dates",
    ),
    "birth_year": (RNG.integers(1930, 2000, N).tolist(), "is named like dates of birth"),
    "lat": (RNG.uniform(49, 51, N).round(5).tolist(), "is named like coordinates"),
    "place": ([f"50.{1000 + k}, 4.{2000 + k}" for k in range(N)], "looks like coordinates"),
    "mail": ([f"someone{k}@example.org" for k in range(N)], "looks like e-mail addresses"),
    "income": (
        RNG.uniform(1e3, 9e3, N).tolist(),
        "has nearly as many values (60) as interviews (60)",
    ),
}
PERSONAL |= {
    "q17": ([f"{first} {last}" for first in ("Ann", "Bea") for last in
             ("Vos", "De Smet", "O'Neil", "Müller", "Ek", "Roy", "Kim", "Sá", "Diaz", "Peeters",
              "Janssens", "Maes", "Jacobs", "Mertens", "Willems")] * 2, "looks like names"),
    "day": ([19400101 + 10000 * (k % 45) + 100 * (k % 12) + k % 28 for k in range(N)],
            "looks like dates of birth or other dates"),
}  # fmt: skip
HARMLESS = {
    "trust": (RNG.integers(0, 11, N).tolist(), None),
    "region": (["north", "south", "far to the west"] * 20, None),
    "hotel": (RNG.integers(0, 5, N).tolist(), None),
    "latitude_of_movement": ([1, 2] * 30, None),
    "country_of_birth": (RNG.integers(1, 40, N).tolist(), None),
    "region_of_birth": (
        [
            f"{a} {b}"
            for a in ("North", "South")
            for b in (
                "Hill",
                "Dale",
                "Moor",
                "Fen",
                "Wold",
                "Vale",
                "Down",
                "Weald",
                "Lea",
                "Holt",
                "Shaw",
                "Hurst",
                "Combe",
                "Beck",
                "Wick",
            )
        ]
        * 2,
        None,
    ),
    "occupation": (RNG.integers(1000, 9999, 30).tolist() * 2, None),
    "age": (RNG.integers(18, 60, N).tolist(), None),
    "empty": ([None] * N, None),
}


@pytest.mark.parametrize("name", [*PERSONAL, *HARMLESS])
def test_what_tells_people_apart_is_said_by_kind(name):
    values, said = (PERSONAL | HARMLESS)[name]
    assert personal_content(pd.Series(values), name) == said


@pytest.fixture
def folder(tmp_path):
    """A survey with a column of each kind, of which the config uses a few."""
    columns = {
        name: values for name, (values, _) in (PERSONAL | HARMLESS).items() if name != "empty"
    }
    frame = pd.DataFrame({"idno": range(N), "intnum": np.repeat(range(10), 6), **columns})
    frame.to_csv(tmp_path / "s.csv", index=False)
    survey = {
        "data": "s.csv",
        "columns": {"interview": "idno", "interviewer": "intnum"},
        "codebook": "book.yaml",
        "analyses": {
            "a": {
                "outcome": "trust",
                "predictors": ["age"],
                "respondent_covariates": ["birth_year"],
            }
        },
        "screen": ["trust", "income"],
    }
    (tmp_path / "book.yaml").write_text("contact: {label: Contact}\n")
    (tmp_path / "config.yaml").write_text(yaml.safe_dump({"surveys": {"s": survey}}))
    return tmp_path


def test_the_check_names_those_that_the_config_uses(folder):
    problems, notes = examine(folder / "config.yaml")
    assert problems == []
    named = [note for note in notes if "tell people apart" in note]
    assert [note.partition(" is ")[0].partition(" has ")[0] for note in named] == [
        "s: birth_year (analyses.a.respondent_covariates)",
        "s: income (screen)",
    ]


def test_only_what_the_config_names_is_published(folder):
    survey = {
        "data": "s.csv",
        "codebook": "book.yaml",
        "interviewers": None,
        "split_by": None,
        "screen": ["income"],
        "analyses": {
            "a": {
                "outcome": "trust",
                "predictors": ["age"],
                "weights": "none",
                "random_intercept": True,
            }
        },
    }
    known = fingerprints_of({"surveys": {"s": survey}}, folder)
    assert used_columns(survey) == {
        "trust": "analyses.a.outcome",
        "age": "analyses.a.predictors",
        "income": "screen",
    }
    assert named_items(survey, known, private=True) == ["trust", "age", "income"]
    assert named_items(survey, known, private=False) == ["trust", "age", "income", "contact"]
    assert named_items(survey | {"data": "simulate"}, known, private=True) is None


def test_a_table_keeps_its_cells_as_they_are_written(tmp_path):
    rows = ["item,value,n", "trust,007,1", '"a, b",,2', "phone,+32 2,3", "'=x,1.10,4", ""]
    (tmp_path / "d.csv").write_text("\n".join(rows), encoding="utf-8")
    copy_of_named_items(tmp_path / "d.csv", tmp_path / "out.csv", ["trust", "a, b", "=x"])
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").split("\n") == [
        rows[k] for k in (0, 1, 2, 4, 5)
    ]
    copy_of_named_items(tmp_path / "d.csv", tmp_path / "all.csv", None)
    assert (tmp_path / "all.csv").read_bytes() == (tmp_path / "d.csv").read_bytes()
    table = pd.DataFrame({"item": ["trust", "phone"], "n": [1, 2]})
    assert of_named_items(table, ["trust"])["item"].tolist() == ["trust"]
    assert len(of_named_items(table, None)) == 2
    assert len(of_named_items(table[["n"]], ["trust"])) == 2


def test_the_row_of_all_items_together_is_no_item_of_the_file(tmp_path):
    table = pd.DataFrame({"item": ["any item", "trust", "mail"], "n": [3, 2, 1]})
    assert of_named_items(table, ["trust"])["item"].tolist() == ["any item", "trust"]
    table.to_csv(tmp_path / "d.csv", index=False)
    copy_of_named_items(tmp_path / "d.csv", tmp_path / "out.csv", ["trust"])
    assert pd.read_csv(tmp_path / "out.csv")["item"].tolist() == ["any item", "trust"]
