"""The tables as they are described are the tables on disk, and nothing knows a table that is not
described.
"""

import json
import re
from pathlib import Path

import pytest
from interviewer_effects.files import read_csv, read_header
from interviewer_effects.tables import TABLES, Column, Kind, Level, text_columns
from interviewer_effects.tables.document import datapackage, page

ROOT = Path(__file__).parents[1]
PLACE = {"analysis", "variant"}  # are put before the columns of a part when the parts are joined
FOLDERS = {Level.SURVEY: ".", Level.ANALYSIS: "helping", Level.VARIANT: "helping/recoded"}


@pytest.fixture(params=["finished", "wide"])
def results(request):
    """The results of a survey, once without and once with areas and weights."""
    given = request.getfixturevalue(request.param)
    name, folder = ("tiny", given) if request.param == "finished" else ("wide", given[2])
    return folder / "results" / name


@pytest.mark.whole
def test_every_published_table_has_the_columns_that_are_described(results):
    made = sorted((results / "tables").glob("*.csv"))
    assert len(made) > 35
    assert {path.stem: TABLES[path.stem].unknown(read_header(path)) for path in made} == {
        path.stem: [] for path in made
    }


@pytest.mark.whole
def test_every_table_that_every_survey_has_is_there(results):
    promised = {t.name for t in TABLES.values() if t.is_published and not t.is_optional}
    assert promised <= {path.stem for path in (results / "tables").glob("*.csv")}


@pytest.mark.whole
def test_the_parts_of_variants_have_the_same_columns(results):
    made = sorted(results.glob("*/recoded/*.csv"))
    assert len(made) > 15
    for path in made:
        assert set(TABLES[path.stem].unknown(read_header(path))) <= PLACE, path.name


@pytest.mark.whole
def test_keys_tell_rows_apart(results):
    for path in sorted((results / "tables").glob("*.csv")):
        rows, table = read_csv(path), TABLES[path.stem]
        keys = [key for key in table.keys if key in rows]
        assert not rows.duplicated(keys).any(), path.name


@pytest.mark.whole
def test_columns_hold_what_they_are_said_to_hold(results):
    for path in sorted((results / "tables").glob("*.csv")):
        rows = read_csv(path)
        for name in rows:
            kind, cells = TABLES[path.stem].column(name).kind, rows[name].dropna()
            if kind in (Kind.NUMBER, Kind.COUNT) and len(cells):
                assert cells.dtype.kind in "if", f"{path.name} {name}"
            if kind == Kind.COUNT:
                assert (cells == cells.round()).all(), f"{path.name} {name}"
            if kind == Kind.YES_NO:
                assert set(cells) <= {True, False}, f"{path.name} {name}"


@pytest.mark.whole
def test_the_data_package_describes_every_table(results):
    package = json.loads((results / "tables" / "datapackage.json").read_text(encoding="utf-8"))
    described = {
        one["path"]: [f["name"] for f in one["schema"]["fields"]] for one in package["resources"]
    }
    made = {path.name: read_header(path) for path in (results / "tables").glob("*.csv")}
    assert described == made


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_rule_of_the_workflow_makes_it(table):
    rules = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "workflow/rules").glob("*.smk")
    )
    assert re.search(rf"^rule {table.rule}:$", rules, re.MULTILINE)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_its_keys_are_columns_and_no_column_stands_twice(table):
    names = [column.name for column in table.columns]
    assert set(table.keys) <= set(names)
    assert len(names) == len(set(names))


def test_the_page_of_the_documentation_is_of_these_tables():
    written = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    assert written == page(), "python -m interviewer_effects.tables docs/tables.md"


def test_a_pattern_stands_for_names_and_a_name_goes_before_it():
    columns = (
        Column("{parameter}", Kind.NUMBER, "any"),
        Column("shift of {term}", Kind.NUMBER, "shift"),
    )
    table = TABLES["influence"]
    assert [column.matches("shift of age") for column in columns] == [True, True]
    assert table.column("interviewer").kind == Kind.TEXT
    assert table.column("var(Intercept)").name == "{parameter}"
    assert table.unknown([*table.header, "shift of age"]) == []


def test_an_unknown_column_is_said_by_name():
    assert TABLES["fits"].unknown([*TABLES["fits"].header[1:], "new"]) == ["new", "analysis"]
    with pytest.raises(KeyError, match=r"fits\.csv has no column 'new'"):
        datapackage("s", {"fits": ["new"]})


def test_a_file_that_is_no_table_keeps_its_ids():
    assert {"interviewer", "pseudonym", "id"} <= text_columns("private/belgium.csv")
