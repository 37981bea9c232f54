"""Groups of files are those that stand in them, whatever type a program gave them."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from interviewer_effects.mixed import FileModel, MixedModel
from interviewer_effects.mixed import stream as module
from surveys import survey

DATA = survey(11, J=12, largest=10, smallest=6)
SHORT = [f"0{g}" if k % 2 else f"{g}" for k, g in enumerate(DATA["g"])]


def of_file(*paths, **settings):
    return FileModel(list(paths), "y", ["x"], "g", **settings)


def of_frame(frame):
    return MixedModel.from_formula("y ~ x", frame, groups="g").fit()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("rows", [1 << 19, 7])
def test_numbers_with_and_without_a_zero_in_front_are_two_groups(
    ending, rows, tmp_path, monkeypatch
):
    monkeypatch.setattr(module, "ROWS", rows)
    frame = DATA.assign(g=SHORT)
    path = tmp_path / f"s.{ending}"
    frame.to_csv(path, index=False) if ending == "csv" else frame.to_parquet(path)
    result = of_file(path).fit()
    assert result.n_groups == 24
    assert result.deviance == pytest.approx(of_frame(frame).deviance, abs=1e-8)
    assert list(result.random_effects) == sorted(set(SHORT))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_whole_numbers_stay_numbers_in_their_order(ending, tmp_path):
    path = tmp_path / f"s.{ending}"
    DATA.to_csv(path, index=False) if ending == "csv" else DATA.to_parquet(path)
    assert list(of_file(path).fit().random_effects) == list(range(12))


def test_files_that_write_the_same_groups_as_text_number_and_decimal_are_joined(tmp_path):
    third = len(DATA) // 3
    DATA[:third].assign(g=DATA["g"].astype(str)).to_parquet(tmp_path / "a.parquet")
    DATA[third : 2 * third].to_parquet(tmp_path / "b.parquet")
    DATA[2 * third :].assign(g=DATA["g"].astype(float)).to_csv(tmp_path / "c.csv", index=False)
    result = of_file(*(tmp_path / name for name in ("a.parquet", "b.parquet", "c.csv"))).fit()
    assert list(result.random_effects) == list(range(12))
    assert result.deviance == pytest.approx(of_frame(DATA).deviance, abs=1e-8)


def test_groups_may_be_names_or_categories(tmp_path):
    frame = DATA.assign(g=DATA["g"].map("n{:02d}".format).astype("category"))
    frame.to_parquet(tmp_path / "s.parquet")
    frame.to_csv(tmp_path / "s.csv", index=False)
    for name in ("s.parquet", "s.csv"):
        assert list(of_file(tmp_path / name).fit().random_effects)[:2] == ["n00", "n01"]


MISSING = {
    "NaN in Parquet": pa.array(DATA["g"].astype(float).where(DATA["g"] != 3).to_numpy()),
    "null in Parquet": pa.array([None if g == 3 else g for g in DATA["g"]]),
    "text in Parquet": pa.array([None if g == 3 else f"n{g}" for g in DATA["g"]]),
}


@pytest.mark.parametrize("case", MISSING)
def test_rows_without_a_group_are_left_out_and_counted(case, tmp_path):
    known = DATA[DATA["g"] != 3]
    pq.write_table(
        pa.table({"y": DATA["y"], "x": DATA["x"], "g": MISSING[case]}), tmp_path / "s.parquet"
    )
    model = of_file(tmp_path / "s.parquet")
    assert model.n_dropped == len(DATA) - len(known)
    assert model.fit().deviance == pytest.approx(of_frame(known).deviance, abs=1e-8)


def test_rows_without_a_group_of_a_text_file_are_left_out_and_counted(tmp_path):
    DATA.assign(g=DATA["g"].where(DATA["g"] != 3)).to_csv(tmp_path / "s.csv", index=False)
    model = of_file(tmp_path / "s.csv")
    assert model.n_dropped == (DATA["g"] == 3).sum()
    assert list(model.fit().random_effects) == [g for g in range(12) if g != 3]


@pytest.mark.parametrize("covariance", ["diag", "Diagonal", None, 1])
def test_an_unknown_covariance_is_refused(covariance, tmp_path):
    DATA.to_parquet(tmp_path / "s.parquet")
    with pytest.raises(ValueError, match=r"covariance is .*: use 'unstructured' or 'diagonal'"):
        of_file(tmp_path / "s.parquet", covariance=covariance)
    with pytest.raises(ValueError, match=r"covariance is .*: use 'unstructured' or 'diagonal'"):
        MixedModel(DATA["y"], DATA[["x"]], DATA["g"], covariance=covariance)


def test_a_file_that_is_no_table_is_refused(tmp_path):
    (tmp_path / "s.csv").write_text("y,x,g\n1,2,3\n4,5\n")
    with pytest.raises(ValueError, match=r"s.csv: cannot be read as CSV \(.*columns"):
        of_file(tmp_path / "s.csv")
    pd.DataFrame({"y": ["a", "b"], "x": [1, 2], "g": [1, 2]}).to_csv(
        tmp_path / "t.csv", index=False
    )
    with pytest.raises(ValueError, match="column 'y' is string, not numeric"):
        of_file(tmp_path / "t.csv")


def test_exact_numbers_of_parquet_are_numbers(tmp_path):
    table = pa.table({"y": DATA["y"], "x": DATA["x"].round(2), "g": DATA["g"]})
    exact = table.set_column(1, "x", table["x"].cast(pa.decimal128(8, 2)))
    pq.write_table(exact, tmp_path / "s.parquet")
    expected = of_frame(DATA.assign(x=DATA["x"].round(2)))
    assert of_file(tmp_path / "s.parquet").fit().deviance == pytest.approx(
        expected.deviance, abs=1e-8
    )
