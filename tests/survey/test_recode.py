import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from interviewer_effects.survey.codes.recode import count_recodes, recode, recoded_cells


def entry(*codes, valid=None):
    return {
        "label": "x",
        "valid": valid,
        "missing": {code: f"reason {code}" for code in codes},
        "kind": "numeric",
    }


FRAME = pd.DataFrame(
    {
        "id": ["1", "2", "3", "4"],
        "j": ["88", "88", "b", "b"],
        "trust": [88, 5, 77, 88],
        "age": [88, 77, 66, 99],
        "word": ["777", "nl", "777", "fr"],
        "half": [np.nan, 88.0, 1.5, 2.0],
    }
)
CODEBOOK = {"trust": entry("77", "88"), "age": entry(), "word": entry("777"), "half": entry("88")}


def test_only_declared_codes_of_the_item_itself_become_missing():
    recoded = recode(FRAME, CODEBOOK)
    assert recoded["trust"].isna().tolist() == [True, False, True, True]
    assert recoded["age"].tolist() == FRAME["age"].tolist()
    assert recoded["age"].dtype == FRAME["age"].dtype
    assert recoded["j"].tolist() == FRAME["j"].tolist()
    assert recoded["word"].isna().tolist() == [True, False, True, False]
    assert recoded["half"].isna().tolist() == [True, True, False, False]
    assert FRAME["trust"].tolist() == [88, 5, 77, 88]


def test_every_cell_is_logged_with_its_reason():
    cells = recoded_cells(FRAME, CODEBOOK, "id", "j")
    assert cells.to_numpy().tolist() == [
        ["1", "88", "trust", "88", "reason 88"],
        ["3", "b", "trust", "77", "reason 77"],
        ["4", "b", "trust", "88", "reason 88"],
        ["1", "88", "word", "777", "reason 777"],
        ["3", "b", "word", "777", "reason 777"],
        ["2", "88", "half", "88", "reason 88"],
    ]


def test_cells_are_counted_by_item_code_and_interviewer():
    counts = count_recodes(recoded_cells(FRAME, CODEBOOK, "id", "j"))
    assert counts.columns.tolist() == ["item", "code", "reason", "interviewer", "n"]
    assert counts["item"].tolist() == ["trust", "trust", "trust", "word", "word", "half"]
    assert counts["n"].tolist() == [1] * 6


def test_without_a_codebook_recoded_equals_raw():
    nothing = {"trust": entry(), "age": entry()}
    pd.testing.assert_frame_equal(recode(FRAME, nothing), FRAME)
    cells = recoded_cells(FRAME, nothing, "id", "j")
    assert len(cells) == 0
    assert count_recodes(cells).columns.tolist() == ["item", "code", "reason", "interviewer", "n"]


@pytest.mark.slow
@given(st.lists(st.sampled_from([0, 5, 10, 77, 88, 99]), min_size=1, max_size=40))
def test_the_log_accounts_for_every_cell_that_changed(values):
    n = len(values)
    frame = pd.DataFrame(
        {"id": [str(i) for i in range(n)], "j": [str(i % 3) for i in range(n)], "y": values}
    )
    book = {"y": entry("77", "88", "99")}
    cells = recoded_cells(frame, book, "id", "j")
    assert len(cells) == recode(frame, book)["y"].isna().sum() == count_recodes(cells)["n"].sum()
    assert cells["interview"].tolist() == frame.loc[frame["y"] > 10, "id"].tolist()
