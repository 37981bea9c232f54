"""The interviews that an analysis uses: complete, under the names of the ids, categories as
text.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.models.interviews import (
    analysis_columns,
    coded_cells,
    complete_interviews,
    dropped,
)
from small_surveys import ROLES, analysis

NAN = np.nan


@pytest.fixture
def raw():
    return pd.DataFrame(
        {
            "idno": list("abcdef"), "intnum": ["1", "1", "2", "2", "3", "3"],
            "y": [1, 2, NAN, 4, 5, 6.0], "x": [1, NAN, NAN, 4, 5, 6.0],
            "area code": [1, 1, 2, 10, 10, 2], "other": [NAN] * 6,
        }
    )  # fmt: skip


def test_columns_are_named_once():
    wanted = analysis(predictors=["x", "z"], random_slopes=["z"], interviewer_covariates=["w"])
    assert analysis_columns(wanted) == ["y", "x", "z", "w"]


def test_only_the_columns_of_the_analysis_cost_interviews(raw):
    used = complete_interviews(raw, analysis(), ROLES)
    assert used.columns.tolist() == ["interview", "interviewer", "y", "x"]
    assert used["interview"].tolist() == ["a", "d", "e", "f"]
    assert used.index.tolist() == [0, 1, 2, 3]


def test_losses_are_counted_by_column_and_alone(raw):
    lost = dropped(raw, analysis()).set_index("item")
    assert lost.loc["y"].tolist() == [1, 0]
    assert lost.loc["x"].tolist() == [2, 1]


def test_numbers_that_are_categories_become_text(raw):
    wanted = analysis(predictors=["area code"], random_slopes=[])
    used = complete_interviews(raw, wanted, ROLES, {"area code": {}, "y": {}})
    assert used["area code"].tolist() == ["1", "1", "10", "10", "2"]
    assert used["y"].dtype == float
    assert complete_interviews(raw, wanted, ROLES)["area code"].dtype.kind == "i"


@pytest.mark.parametrize("name", ["interview", "interviewer"])
def test_an_item_called_like_an_id_is_refused(raw, name):
    with pytest.raises(ValueError, match=f"column '{name}' of the survey another name"):
        complete_interviews(
            raw.rename(columns={"x": name}), analysis(predictors=[name], random_slopes=[]), ROLES
        )


def test_codes_count_where_the_models_read_them():
    cells = pd.DataFrame({"interview": ["a", "b", "c"], "item": ["y", "other", "x"], "code": "88"})
    assert coded_cells(cells, analysis(), pd.Series(["a", "b"]))["interview"].tolist() == ["a"]
