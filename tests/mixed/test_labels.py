"""Group labels belong to the rows of the data, one each."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import MixedModel
from surveys import survey

DATA = survey(3, J=12, largest=8)


def fit(groups, data=DATA):
    return MixedModel.from_formula("y ~ x", data, groups=groups).fit()


def test_labels_given_as_column_series_list_or_array_are_the_same():
    expected = fit("g").deviance
    for groups in (
        DATA["g"],
        DATA["g"].tolist(),
        DATA["g"].to_numpy(),
        DATA["g"].astype("category"),
    ):
        assert fit(groups).deviance == expected


def test_labels_of_a_selection_are_its_own():
    half = DATA[DATA["x"] > 0]
    assert fit(half["g"], half).deviance == fit("g", half).deviance
    with pytest.raises(
        ValueError, match=rf"groups has the length {len(DATA)}, but the data have {len(half)} rows"
    ):
        fit(DATA["g"], half)


@pytest.mark.parametrize("groups", [["g"], [], DATA["g"][:20], np.arange(3)])
def test_labels_of_another_length_are_refused(groups):
    with pytest.raises(ValueError, match="give one label per row, or the name of a column"):
        fit(groups)


def test_labels_of_another_index_are_refused():
    moved = DATA["g"].set_axis(DATA.index + 1)
    shuffled = DATA["g"].sample(frac=1, random_state=1)
    for groups in (moved, shuffled):
        with pytest.raises(ValueError, match="groups has another index than the data"):
            fit(groups)
        with pytest.raises(ValueError, match="groups has another index than the data"):
            MixedModel(DATA["y"], DATA[["x"]], groups)


def test_arrays_of_different_index_are_refused():
    with pytest.raises(ValueError, match="endog, exog and exog_re have different indices"):
        MixedModel(DATA["y"].set_axis(DATA.index[::-1]), DATA[["x"]], DATA["g"])


def test_a_table_of_labels_is_refused():
    with pytest.raises(ValueError, match="groups has 2 dimensions"):
        fit(DATA[["g", "x"]].to_numpy())


@pytest.mark.parametrize(
    "dtype", ["float", "object", "string", "Int64", "category", "int64[pyarrow]"]
)
def test_rows_without_a_label_are_left_out_with_a_warning(dtype):
    known = DATA[DATA["g"] != 3]
    holes = DATA.assign(g=DATA["g"].where(DATA["g"] != 3).astype("Int64").astype(dtype))
    with pytest.warns(
        UserWarning, match=rf"{len(DATA) - len(known)} rows without a group in 'g' were left out"
    ):
        model = MixedModel.from_formula("y ~ x", holes, groups="g")
    assert model.n_dropped == len(DATA) - len(known)
    assert model.fit().deviance == pytest.approx(fit("g", known).deviance, abs=1e-9)


@pytest.mark.parametrize("nothing", [np.nan, None, pd.NA])
def test_arrays_with_a_missing_label_are_refused(nothing):
    labels = DATA["g"].astype(object).where(DATA["g"] != 3, nothing)
    first = int((DATA["g"] == 3).to_numpy().argmax())
    with pytest.raises(ValueError, match=rf"missing labels \(first in row {first}\)"):
        MixedModel(DATA["y"], DATA[["x"]], labels)


def test_labels_that_mix_numbers_and_texts_are_refused():
    mixed = [f"{label}A" if label % 2 else label for label in DATA["g"]]
    for groups in (mixed, pd.Series(mixed), np.array(mixed, dtype=object)):
        with pytest.raises(
            ValueError, match=r"groups mixes numbers and texts \(0, '1A'\): make all of them text"
        ):
            fit(groups)


def test_residuals_belong_to_the_labels_whatever_their_type():
    texts = fit("g", DATA.assign(g=DATA["g"].map("n{:02d}".format)))
    assert texts.resid == pytest.approx(fit("g").resid, abs=1e-12)
