from urllib.parse import unquote

import pytest
from audited import HOSTILE, J
from interviewer_effects.report.page import page_tables, views
from interviewer_effects.report.page.tables import MAX_ROWS, csv_text, csv_uri, number, table, text


def content(uri):
    head, body = uri.split(",", 1)
    assert head == "data:text/csv;charset=utf-8"
    return unquote(body)


def test_the_download_is_the_file(audit):
    survey = audit(label=HOSTILE[2])
    path = survey.folder.path("tables/items.csv")
    assert content(csv_uri(csv_text(path))) == path.read_text(encoding="utf-8")
    assert "'=cmd()" in content(csv_uri(csv_text(path)))
    assert '"' not in csv_uri(csv_text(path))
    assert "<" not in csv_uri(csv_text(path))


def test_the_download_of_one_analysis_leaves_the_others_out(audit):
    survey = audit(analyses=["first", "second"])
    path = survey.folder.path("tables/tests.csv")
    kept = content(csv_uri(csv_text(path, {"analysis": ["second"]}))).splitlines()
    every = path.read_text(encoding="utf-8").splitlines()
    assert kept[0] == every[0]
    assert len(kept) - 1 == (len(every) - 1) / 2
    assert set(kept) < set(every)


def test_a_table_rounds_for_the_eye_and_sorts_by_the_value(analysis):
    shown = page_tables.analysis_table(analysis(), "tests", views.TESTS, "Tests")
    headers = [header.text for header in shown.headers]
    first = dict(zip(headers, shown.rows[0], strict=True))
    assert first["variant"].text == "recoded"
    assert first["mixture p"].text == "< 0.001"
    assert float(first["mixture p"].sort) == 2e-7
    assert first["tested"].sort == ""


def test_those_looked_at_come_first_among_the_effects(analysis):
    one = analysis()
    shown = page_tables.analysis_table(
        one, "effects", views.EFFECTS, "Effects", page_tables.effects_rows(one)
    )
    assert [cell.text for cell in shown.rows[0][:2]] == ["i01", "recoded"]
    assert shown.n_rows == 2 * 3 * J


def test_long_tables_are_cut_on_the_page_and_say_so(audit):
    frame = audit().table("effects")
    long = frame.loc[frame.index.repeat(3)]
    columns = [text("who", "interviewer"), number("z", "z")]
    shown = table(long, columns, "t", "Effects", "effects.csv", "")
    assert shown.cut
    assert len(shown.rows) == MAX_ROWS < shown.n_rows == len(long)


@pytest.mark.parametrize(
    ("fact", "value", "shown"),
    [
        ("workload", 5.0, "5"),
        ("workload", 11.5, "11.5"),
        ("missing codes", 3.0, "3"),
        ("reason raw coded", 2.0, "2"),
        ("mean answer", 5.0, "5.00"),
        ("workload", float("nan"), "–"),
    ],
)
def test_counts_among_the_facts_have_no_decimals(fact, value, shown):
    assert views.fact_value({"fact": fact, "value": value}, "value") == shown
