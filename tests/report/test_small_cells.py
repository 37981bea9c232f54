"""The page where small cells are hidden: tables that passed the wall, drawn and told without any of
them.
"""

import re
from types import SimpleNamespace

import pandas as pd
import pytest
from audited import make_audit
from interviewer_effects.audit.disclosure.published import published
from interviewer_effects.files import read_csv, write_csv
from interviewer_effects.report.data.results import survey_of_rule
from interviewer_effects.report.page.all_figures import all_pictures
from interviewer_effects.report.page.page import render
from interviewer_effects.tables import text_columns

pytestmark = pytest.mark.slow

K = 5


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """An audit in which two respondents of one interviewer gave a code, published with small cells
    hidden.
    """
    smk = make_audit(tmp_path_factory.mktemp("cells"), min_cell=K)
    tables = {path.stem: read_csv(path) for path in smk.input.tables}
    tables = {
        name: table.fillna({c: "" for c in text_columns(name) if c in table})
        for name, table in tables.items()
    }
    ids = pd.read_parquet(smk.input.survey)["int"].value_counts()
    for name, table in published(tables, ids, K).items():
        write_csv(table, smk.input.tables[0].with_name(f"{name}.csv"))
    survey = survey_of_rule(smk)
    pictures = all_pictures(survey, smk.input.style)
    html = render(
        survey, pictures, smk.input.templates[0].parent, smk.input.css.read_text(encoding="utf-8")
    )
    return SimpleNamespace(html=html, pictures=pictures, survey=survey)


def test_no_interview_is_named_anywhere(page):
    everything = page.html + "".join(
        one.svg + one.alt + one.caption for one in page.pictures.values()
    )
    assert not re.search(r"\br\d{3}\b", everything)


def test_hidden_counts_are_marked_and_explained(page):
    assert "Counts of fewer than 5 respondents are hidden" in page.html
    text = re.sub(r"<[^>]+>", " ", page.html)
    assert "&lt;\u202f5" in text
    assert "some counts are" in text
    csv = page.survey.folder.path("tables/recodes.csv").read_text(encoding="utf-8")
    assert csv.splitlines()[1:] == []  # two codes of one interviewer are not told


def test_no_figure_shows_single_answers(page):
    names = {name.rpartition("/")[2] for name in page.pictures}
    assert not names & {"missing_items", "missing_interviewers", "missing_pattern", "residuals"}
    assert not any(re.search(r"interviewer_\d+_(answers|line|workload)", name) for name in names)
    assert "interviewer_1_standing" in names


def test_the_answers_are_still_given_without_the_counts(page):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.html))
    assert "No, once missing-value codes are recoded" in text
    assert "The two analyses differ only in the records with code 88." in text
    assert "Correct the records with codes." in text
    assert "2 records" not in text
    assert "inf" not in re.findall(r"\b[a-z∞]+\b", text)
    assert "−∞" not in text
