"""Where a report is too large for one page: pages of interviewers and long tables beside it, and
links to them.
"""

import posixpath
import re

import pandas as pd
import pytest
from audited import HOSTILE, REPORTS, J, make_audit
from interviewer_effects.files import read_csv, write_csv
from interviewer_effects.report.data.layout import BUDGET, slugs
from interviewer_effects.report.data.results import survey_of_rule
from interviewer_effects.report.page import page as pages
from interviewer_effects.report.page.all_figures import all_pictures
from interviewer_effects.report.page.page import render_report

pytestmark = pytest.mark.slow

STYLE = (REPORTS / "style.css").read_text(encoding="utf-8")
MANY = 14


def files_of(survey, pictures):
    return render_report(survey, pictures, REPORTS / "templates", STYLE)


def links(html):
    return re.findall(r'<a\b[^>]*? href="([^"]*)"', html)


def arrives(files, page, href):
    """Whether a link of one of the files leads to a file of them, and to an element there where it
    names one.
    """
    path, _, anchor = href.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    return target in files and (not anchor or f'id="{anchor}"' in files[target])


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A report in which more interviewers than a page has room for are looked at, some of them with
    hostile names.
    """
    names = [*HOSTILE, *(f"i{j:02d}" for j in range(J - len(HOSTILE)))]
    reasons = {"raw": {names[0]: "coded"}, "recoded": dict.fromkeys(names[1:MANY], "extreme")}
    survey = survey_of_rule(
        make_audit(tmp_path_factory.mktemp("crowd"), names=names, reasons=reasons)
    )
    return names, files_of(survey, all_pictures(survey, REPORTS / "figures.mplstyle"))


@pytest.fixture(scope="module")
def wide(tmp_path_factory, drawn):
    """A report on a survey of 900 items, to each of which every interviewer left four codes."""
    smk = make_audit(tmp_path_factory.mktemp("wide"))
    tables = smk.input.tables[0].parent
    who, codes = [f"i{j:02d}" for j in range(J)], ["66", "77", "88", "99"]
    rows = [
        (f"v{k:03d}", code, "don't know", one, 3)
        for k in range(900)
        for code in codes
        for one in who
    ]
    write_csv(
        pd.DataFrame(rows, columns=["item", "code", "reason", "interviewer", "n"]),
        tables / "recodes.csv",
    )
    items = read_csv(tables / "items.csv")
    many = [items.head(1).assign(item=f"v{k:03d}") for k in range(900)]
    write_csv(pd.concat([items, *many]), tables / "items.csv")
    survey = survey_of_rule(smk)
    return survey, drawn().pictures, len(rows)


def test_no_two_elements_of_a_document_have_one_id(crowded):
    """Marks of a figure are drawn by reference: with one id twice, those of another figure are
    drawn.
    """
    documents = [html for path, html in crowded[1].items() if path.endswith(".html")]
    assert len(documents) > MANY
    for html in documents:
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)) > 0
        assert set(re.findall(r'xlink:href="#([^"]+)"', html)) <= set(ids)


def test_everybody_looked_at_has_a_page_and_every_link_arrives(crowded):
    names, files = crowded
    own = [path for path in files if path.startswith("s/interviewers/")]
    assert len(own) == MANY
    assert all(re.fullmatch(r"s/interviewers/first-[A-Za-z0-9_-]+\.html", path) for path in own)
    for path, html in files.items():
        inner = [href for href in links(html) if not href.startswith("data:")]
        assert [href for href in inner if not arrives(files, path, href)] == []
    assert all(
        any("../../s.html#a1-effects" in href for href in links(files[path])) for path in own
    )
    assert {f"s/interviewers/first-{name}.html" for name in names[6:MANY]} <= {
        *links(files["s.html"])
    }


def test_a_page_of_an_interviewer_stands_alone(crowded):
    _, files = crowded
    page = files["s/interviewers/first-i00.html"]
    assert STYLE.splitlines()[0] in page
    assert page.count("<svg") == 4
    assert not re.search(r"<script|<link|<img", page)
    assert all(
        '<article class="panel"' not in html for path, html in files.items() if path == "s.html"
    )
    assert len(set(files)) == len({path.lower() for path in files})
    assert not any("<script>alert" in html for html in files.values())


def test_a_page_over_its_budget_leaves_long_tables_to_files(wide):
    survey, pictures, n = wide
    files = files_of(survey, pictures)
    assert len(files["s.html"].encode()) < BUDGET
    assert files["s/tables/recodes.csv"].count("\n") == n + 1
    assert 's/tables/recodes.csv" download="recodes.csv"' in files["s.html"]
    assert "the page shows the first 50 rows, the file holds all" in files["s.html"]
    assert "s/interviewers/first-i01.html" in files
    assert files == files_of(survey, pictures)


def test_a_report_within_its_budget_is_one_file(drawn):
    one = drawn()
    assert files_of(one.survey, one.pictures) == {"s.html": one.html}


def test_the_budget_decides(drawn, monkeypatch):
    one = drawn()
    monkeypatch.setattr(pages, "BUDGET", len(one.html.encode()))
    assert list(files_of(one.survey, one.pictures)) == ["s.html"]
    monkeypatch.setattr(pages, "BUDGET", len(one.html.encode()) - 1)
    assert len(files_of(one.survey, one.pictures)) > 1


def test_file_names_tell_interviewers_apart():
    made = slugs("a", ["I-1", "i-1", "", "../../etc", "שלום", "x" * 300, "x" * 299])
    assert list(made.values()) == [
        "a-I-1",
        "a-i-1-2",
        "a-3",
        "a-etc",
        "a-5",
        f"a-{'x' * 40}",
        f"a-{'x' * 40}-7",
    ]
