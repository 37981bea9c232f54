"""Files in chunks, many outcomes at once, large surveys started from a sample: each against the
plain fit.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import FileModel, MixedModel, cross_products, fit_outcomes, stream
from surveys import survey


def plain(frame, re="~x", reml=True):
    return MixedModel.from_formula("y ~ x", frame, groups="g", re_formula=re).fit(reml=reml)


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_a_file_read_in_chunks_is_the_file(tmp_path, monkeypatch, suffix):
    frame = (
        survey(1, J=60, smallest=3)
        .assign(x=lambda f: f["x"] + 1e6, other="text")
        .sample(frac=1, random_state=1)
    )
    monkeypatch.setattr(stream, "ROWS", 50)
    path = tmp_path / f"survey{suffix}"
    frame.to_parquet(path) if suffix == ".parquet" else frame.to_csv(path, index=False)
    for covariance in ("unstructured", "diagonal"):
        ours = FileModel(path, "y", ["x"], "g", random=["x"], covariance=covariance).fit()
        other = MixedModel.from_formula(
            "y ~ x", frame, groups="g", re_formula="~x", covariance=covariance
        ).fit()
        assert ours.deviance == pytest.approx(other.deviance, abs=1e-6)
        assert ours.fe_params["x"] == pytest.approx(other.fe_params["x"], rel=1e-7)
        assert ours.rho() == pytest.approx(other.rho(), rel=1e-5)


def test_several_files_and_missing_values(tmp_path):
    frame = survey(2, J=30, smallest=3)
    holes = frame.assign(x=frame["x"].mask(frame.index % 17 == 0))
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for path, part in zip(paths, (holes.iloc[:70], holes.iloc[70:]), strict=True):
        part.to_parquet(path)
    model = FileModel(paths, "y", ["x"], "g", random=["x"])
    assert model.n_dropped == holes["x"].isna().sum()
    assert model.fit(reml=False).deviance == pytest.approx(
        plain(holes.dropna(), reml=False).deviance, abs=1e-7
    )


def test_what_a_file_lacks_is_named(tmp_path):
    survey(3).assign(t="a").to_parquet(tmp_path / "f.parquet")
    with pytest.raises(ValueError, match=r"f\.parquet: no column 'w'"):
        FileModel(tmp_path / "f.parquet", "y", ["w"], "g")
    with pytest.raises(ValueError, match="not numeric"):
        FileModel(tmp_path / "f.parquet", "y", ["t"], "g")


def test_many_outcomes_are_the_outcomes_one_by_one():
    frame = survey(4, J=50, smallest=5)
    rng = np.random.default_rng(4)
    others = {
        f"y{k}": 100 * k + frame["y"] * 10.0**k + rng.normal(size=len(frame)) for k in range(4)
    }
    frame = pd.DataFrame(others | {"x": frame["x"], "g": frame["g"]})
    products = cross_products(
        {c: frame[c].to_numpy() for c in ("x", *others)}, frame["g"].to_numpy()
    )
    table = fit_outcomes(products, [None, "x"], [None, "x"], list(others)).set_index("outcome")
    for name in others:
        one = plain(frame.rename(columns={name: "y"}))
        assert table.loc[name, "deviance"] == pytest.approx(one.deviance, abs=1e-6)
        assert table.loc[name, ["Intercept", "x"]].to_numpy(float) == pytest.approx(
            one.fe_params.to_numpy(), rel=1e-6
        )
        assert table.loc[name, "var(x)"] == pytest.approx(
            one.cov_re.loc["x", "x"], rel=1e-4, abs=1e-9
        )


@pytest.mark.parametrize("sd_slope", [0.0, 0.3])
def test_a_large_survey_starts_from_a_sample_and_ends_at_its_own_optimum(sd_slope, monkeypatch):
    frame = survey(5, J=2_500, sd_slope=sd_slope)
    sampled = plain(frame)
    monkeypatch.setattr("interviewer_effects.mixed.optimum.fit.SAMPLE", 10_000)
    whole = plain(frame)
    assert sampled.deviance == pytest.approx(whole.deviance, abs=1e-7)
    assert sampled.status == whole.status
