"""A survey of which items are screened and nothing is analysed: its tables and its page."""

from types import SimpleNamespace

import pandas as pd
import pytest
import record_tables
import render_report
from audited import make_audit
from interviewer_effects.config import load_config_dict
from interviewer_effects.files import read_csv
from interviewer_effects.problems import AuditError
from interviewer_effects.report.data.results import survey_of_rule
from interviewer_effects.report.overview.page import overview_tables
from interviewer_effects.report.page.all_figures import all_pictures
from interviewer_effects.report.page.page import render
from interviewer_effects.tables import TABLES

pytestmark = pytest.mark.slow

LEAST = {"data": "s.csv", "columns": {"interview": "idno", "interviewer": "intnum"}}


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """An audit without analyses."""
    smk = make_audit(tmp_path_factory.mktemp("alone"))
    smk.params.analyses = {}
    return smk


def test_the_page_shows_the_screening(alone):
    survey = survey_of_rule(alone)
    pictures = all_pictures(survey, alone.input.style)
    html = render(survey, pictures, alone.input.templates[0].parent, "")
    assert "Screening of items, without an analysis." in html
    assert 'id="screening-section"' in html
    assert "screening" in pictures
    assert render_report.main_findings(survey) == "2 items screened.\n"


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_figures_are_the_same_where_processes_cannot_be_forked(alone, monkeypatch, system):
    survey = survey_of_rule(alone)
    forked = all_pictures(survey, alone.input.style, processes=2)
    monkeypatch.setattr("sys.platform", system)
    assert all_pictures(survey, alone.input.style, processes=2) == forked != {}


def test_the_page_of_all_surveys_ranks_the_items(alone):
    tables = overview_tables([survey_of_rule(alone)])
    assert tables["index-surveys.csv"]["analysis"].tolist() == ["screening alone"]
    assert len(tables["index-items.csv"]) == 2


@pytest.mark.parametrize("min_cell", [1, 5])
def test_tables_of_analyses_are_there_and_empty(alone, tmp_path, min_cell):
    whole = [path for path in alone.input.tables if path.stem in ("screening", "items")]
    made = [tmp_path / f"{name}.csv" for name in ("fits", "sensitivity", "items", "screening")]
    record_tables.main(
        SimpleNamespace(
            params=SimpleNamespace(parts=[], min_cell=min_cell, named=None),
            input=SimpleNamespace(
                whole=whole, source=alone.input.source, survey=alone.input.survey
            ),
            output=SimpleNamespace(tables=made),
            log=[tmp_path / "log"],
        )
    )
    assert [read_csv(path).empty for path in made] == [True, True, False, False]
    assert list(pd.read_csv(made[0])) == TABLES["fits"].header


@pytest.mark.parametrize("given", [{}, {"analyses": {}}, {"analyses": None}])
def test_items_to_screen_are_enough_of_a_config(given):
    config = load_config_dict({"surveys": {"s": LEAST | {"screen": ["y"]} | given}})
    assert config["surveys"]["s"]["analyses"] == {}


def test_a_survey_of_which_nothing_is_asked_is_refused():
    with pytest.raises(AuditError, match="neither an analysis nor an item to screen"):
        load_config_dict({"surveys": {"s": LEAST}})
