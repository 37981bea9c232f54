"""Clean surveys of the calibration: their truth, how they are judged, and what is published."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rates
from calibration.answers import CUTS, OPEN, true_icc
from calibration.clean import MORE, SELECTED, Clean, clean_cells, clean_survey, sizes_of
from calibration.judgements import PARTS, judged
from calibration.rates_page import page, publish
from calibration.rates_table import goal_of, rows_of
from interviewer_effects.files import read_csv

FOLDER = Path(rates.__file__).parent
RATES = read_csv(FOLDER / "rates.csv")


@pytest.mark.parametrize("kind", CUTS)
def test_the_true_icc_of_cut_answers_is_that_of_many_answers(kind):
    rng = np.random.default_rng(1)
    level = np.sqrt(0.1 / 0.9) * rng.normal(size=(40_000, 1))
    answers = np.digitize(level + rng.normal(size=(40_000, 40)), CUTS[kind]).astype(float)
    within = answers.var(axis=1, ddof=1).mean()
    between = answers.mean(axis=1).var(ddof=1) - within / 40
    assert true_icc(kind, 0.1) == pytest.approx(between / (between + within), abs=0.002)
    assert true_icc(kind, 0.0) == 0


@pytest.mark.parametrize("cell", [Clean("normal", 12, 0.05), Clean("normal", 12, 0.05, MORE)])
def test_a_survey_has_the_workloads_of_its_design(cell):
    frame = clean_survey(cell, None, np.random.default_rng(1))
    assert frame["interviewer"].value_counts().sort_index().tolist() == sizes_of(12).tolist()
    assert {"x2", "x3"} <= set(frame) if cell.design == MORE else "x2" not in frame


@pytest.mark.parametrize("kind", OPEN)
def test_dealt_interviews_keep_answers_and_predictor_together(kind):
    frame = clean_survey(Clean(kind, 12, 0.0), None, np.random.default_rng(1))
    again = clean_survey(Clean(kind, 12, 0.0), None, np.random.default_rng(1))
    pd.testing.assert_frame_equal(frame, again)
    assert frame["outcome"].std() > 0


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_the_audit_judges_a_survey(part):
    cell = Clean("item nonresponse" if part == "item nonresponse" else "floor five", 12, 0.0)
    found = judged(part, cell, None, [1, 2], 2)
    assert len(found) == 2
    assert found == judged(part, cell, None, [1, 2], 2)
    rows = pd.DataFrame(rows_of(part, cell, found))
    assert (rows["surveys"] == 2).all()
    assert rows["what"].map(lambda what: goal_of(what, cell) is not None).any()


def test_a_selection_by_answers_has_no_known_icc():
    assert np.isnan(Clean("normal", 60, 0.05, SELECTED).truth)
    assert judged("intervals", Clean("normal", 12, 0.05, SELECTED), None, [1], 1) == [{}]


def test_cells_have_names_of_their_own():
    names = [cell.name for cell in clean_cells(Path("reference.csv"))]
    assert len(set(names)) == len(names) > 200


def test_the_page_is_made_of_the_committed_numbers(tmp_path):
    assert (FOLDER / "rates.md").read_text(encoding="utf-8") == page(RATES)
    (tmp_path / "rates.csv").write_bytes((FOLDER / "rates.csv").read_bytes())
    publish(tmp_path)
    for name in ("rates.md", "rates.svg"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_no_more_goals_are_missed_than_chance_misses():
    judged_rows = RATES[RATES["goal_high"].notna()]
    assert len(judged_rows) > 500
    assert judged_rows["missed"].mean() < 0.05


def test_what_is_quoted_keeps_its_size_in_the_mean_of_each_kind():
    rows = RATES[RATES["what"].isin(["slopes, to quote", "level, to quote"])]
    for (kind, _), cells in rows.groupby(["answers", "what"]):
        share = np.average(cells["value"], weights=cells["surveys"])
        error = np.sqrt(0.05 * 0.95 / cells["surveys"].sum())
        lowest = 0.02 if kind == "log-normal" else 0.03
        assert lowest - 3 * error < share < 0.07 + 3 * error
