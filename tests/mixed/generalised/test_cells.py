"""Cells of equal rows: what they sum, and that summing leaves them alone."""

import numpy as np
from interviewer_effects.mixed.generalised.collapse import Rows, collapse, collapse_ordered
from interviewer_effects.mixed.generalised.kernels import Logit

INTERVIEWER = np.array([0, 0, 0, 1, 1, 1])
COLUMN = np.array([[0.0], [0.0], [1.0], [0.0], [2.0], [2.0]])
ROWS = Rows(COLUMN, COLUMN, INTERVIEWER)


def test_equal_rows_are_one_cell_with_a_count():
    answers = np.array([1.0, 0.0, 1.0, 1.0, 1.0, 1.0])
    cells = collapse(Logit(), answers, ROWS)
    assert cells.events.tolist() == [1, 1, 1, 2]
    assert cells.trials.tolist() == [2, 1, 1, 2]
    assert cells.fixed[:, 0].tolist() == [0, 1, 0, 2]
    assert cells.interviewer.tolist() == [0, 0, 1, 1]


def test_sums_by_interviewer_leave_columns_with_zeros_as_they_are():
    answers = np.array([1.0, 0.0, 1.0, 1.0, 1.0, 1.0])
    cells = collapse(Logit(), answers, ROWS)
    sums = cells.fixed_by_interviewer @ np.ones(4)
    assert sums.tolist() == [1, 2]
    assert cells.fixed[:, 0].tolist() == [0, 1, 0, 2]
    assert cells.starts.tolist() == [0, 2, 4]


def test_an_ordered_answer_says_which_thresholds_it_lies_between():
    categories = np.array([0, 1, 2, 0, 1, 2])
    cells = collapse_ordered(Logit(), categories, ROWS)
    assert cells.inner.tolist() == [[2]]
    assert cells.trials.sum() == 8  # 0 and 2 lie beside one threshold, 1 between two
    assert cells.events.sum() == 4
    assert set(map(tuple, cells.fixed[:, :2])) == {(-1.0, 0.0), (0.0, -1.0)}
