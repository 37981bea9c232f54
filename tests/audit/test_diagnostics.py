"""Residuals and Q-Q plots: definitions by n × n matrices, and how often clean data are called
doubtful.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.models import diagnostics
from interviewer_effects.audit.models.diagnostics import (
    normal_curves,
    qq_of_effects,
    qq_of_residuals,
    residual_table,
    simultaneous_band,
    statements,
)
from interviewer_effects.audit.models.model_sequence import main_model
from scipy import stats
from small_surveys import analysis, covariance_of, level_means, main_fit, survey

FRAME = survey(8)
SHAPES = {
    "slope": analysis(predictors=["x", "region"]),
    "intercept": analysis(random_slopes=[]),
    "slope only": analysis(random_intercept=False),
    "diagonal": analysis(covariance="diagonal"),
}
RNG = np.random.default_rng


def residuals_of(frame, settings):
    ladder, fit, _ = main_fit(frame, settings)
    return residual_table(ladder, main_model(ladder), fit)


def verdicts(frame, settings, seed=1):
    """The diagnostics of a survey, by check."""
    ladder, fit, terms = main_fit(frame, settings)
    residuals, rng = residual_table(ladder, main_model(ladder), fit), RNG(seed)
    points = qq_of_residuals(residuals, frame["interview"].to_numpy(), rng)
    return statements(
        ladder, residuals, pd.concat([points, qq_of_effects(ladder, fit, terms, rng)])
    ).set_index("check")


@pytest.mark.parametrize("shape", SHAPES)
def test_residuals_by_definition(shape):
    """y − Xβ̂ − Zû = σ²Py with variance σ⁴P, P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹."""
    ladder, fit, _ = main_fit(FRAME, SHAPES[shape])
    table = residual_table(ladder, main_model(ladder), fit)
    X, _, V = covariance_of(ladder, fit, main_model(ladder))
    inverse = np.linalg.inv(V)
    P = inverse - inverse @ X @ np.linalg.inv(X.T @ inverse @ X) @ X.T @ inverse
    y = FRAME["y"].to_numpy()
    np.testing.assert_allclose(table["resid"], fit.sigma2 * P @ y, atol=1e-8)
    np.testing.assert_allclose(table["fitted_marginal"], X @ fit.beta)
    np.testing.assert_allclose(table["fitted"] + table["resid"], y)
    np.testing.assert_allclose(table["resid_standardised"], table["resid"] / np.sqrt(fit.sigma2))
    np.testing.assert_allclose(
        table["resid_studentised"], table["resid"] / (fit.sigma2 * np.sqrt(np.diag(P)))
    )


def test_studentised_residuals_vary_as_much_as_standard_normals():
    spreads = [
        (table["resid_standardised"].std(), table["resid_studentised"].std())
        for table in (
            residuals_of(survey(seed, 150, smallest=2, largest=4), analysis()) for seed in range(5)
        )
    ]
    standardised, studentised = np.mean(spreads, axis=0)
    assert studentised == pytest.approx(1, abs=0.01)
    assert standardised < 0.9


def test_a_predictor_far_from_zero_leaves_the_errors_alone():
    near, far = (residuals_of(FRAME.assign(x=FRAME["x"] + shift), analysis()) for shift in (0, 1e6))
    np.testing.assert_allclose(far["resid_studentised"], near["resid_studentised"], rtol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("n", [8, 60, 500])
def test_the_band_holds_whole_new_curves_19_times_in_20(n):
    every, outside = np.arange(n), []
    for seed in range(3):
        low, high = simultaneous_band(normal_curves(n, every, RNG(seed)), every, n)
        assert (np.diff(low) >= 0).all()
        assert (low < high).all()
        draws = np.sort(RNG(100 + seed).standard_normal((300, n)), axis=1)
        draws = (draws - draws.mean(1, keepdims=True)) / draws.std(1, keepdims=True)
        outside += list(((draws < low) | (draws > high)).any(1))
    assert np.mean(outside) == pytest.approx(0.05, abs=0.03)


def test_the_band_is_as_wide_below_as_above():
    every = np.arange(20)
    curves = normal_curves(20, every, RNG(1))
    low, high = simultaneous_band(np.concatenate([curves, -curves[:, ::-1]]), every, 20)
    np.testing.assert_allclose(low, -high[::-1])


def test_points_of_a_curve_are_order_statistics():
    """All of them, and one in ten of many, against sorting whole samples."""
    for n, pick in (
        (40, np.arange(40)),
        (2000, np.unique(np.r_[:20, np.arange(20, 1980, 10), 1980:2000])),
    ):
        drawn = normal_curves(n, pick, RNG(1))
        direct = RNG(2).standard_normal((1000, n))
        direct = np.sort(
            (direct - direct.mean(1, keepdims=True)) / direct.std(1, keepdims=True), axis=1
        )[:, pick]
        assert (np.diff(drawn, axis=1) > 0).all()
        np.testing.assert_allclose(drawn.mean(0), direct.mean(0), atol=0.06)
        np.testing.assert_allclose(drawn.std(0), direct.std(0), rtol=0.2)
        joint = [np.corrcoef(curves[:, [5, 6]].T)[0, 1] for curves in (drawn, direct)]
        assert joint[0] == pytest.approx(joint[1], abs=0.05)


@pytest.mark.slow
def test_clean_surveys_of_small_workloads_are_called_normal(monkeypatch):
    monkeypatch.setattr(diagnostics, "REPLICATES", 333)
    found = [
        verdicts(survey(300 + s, 40, smallest=2, largest=4), analysis(), s)["verdict"]
        for s in range(30)
    ]
    table = pd.concat(found, axis=1) == "doubtful"
    for check in (
        "normality: residual",
        "normality: Intercept",
        "normality: x",
        "constant variance",
    ):
        assert table.loc[check].mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 30)


def test_residuals_that_are_not_normal_are_seen():
    frame = survey(9, 40)
    skewed = RNG(1).exponential(size=len(frame)) ** 1.5
    row = verdicts(frame.assign(y=skewed), analysis(random_slopes=[])).loc["normality: residual"]
    assert row["verdict"] == "doubtful"
    assert row["statistic"] > 5
    assert "leave the simultaneous 95 % band in the tails" in row["sentence"]


def test_an_outlying_interviewer_leaves_the_band_by_name():
    frame = survey(6, 60, 0.3, 0, 10, 14)
    frame.loc[frame["interviewer"] == "044", "y"] += 5
    row = verdicts(frame, analysis(random_slopes=[])).loc["normality: Intercept"]
    assert row["verdict"] == "doubtful"
    assert "points: 044, " in row["sentence"]


def test_points_are_the_sorted_residuals_with_their_labels():
    frame = survey(10, 60)
    residuals = residuals_of(frame, analysis(random_slopes=[]))
    values = pd.Series(residuals["resid_studentised"].to_numpy(), frame["interview"])
    points = qq_of_residuals(residuals, frame["interview"].to_numpy(), RNG(1))
    n = len(frame)
    assert len(points) <= diagnostics.POINTS < n
    assert points["label"].iloc[[0, -1]].tolist() == [values.idxmin(), values.idxmax()]
    np.testing.assert_array_equal(points["observed"], values[points["label"]])
    rank = values.rank()[points["label"]].to_numpy()
    np.testing.assert_allclose(points["theoretical"], stats.norm.ppf((rank - 0.5) / n))
    assert (points["kind"] == "residual").all()
    pd.testing.assert_frame_equal(
        points, qq_of_residuals(residuals, frame["interview"].to_numpy(), RNG(1))
    )


def test_effects_have_a_plot_each_and_none_where_nothing_varies():
    ladder, fit, terms = main_fit(FRAME, analysis())
    points = qq_of_effects(ladder, fit, terms, RNG(1))
    assert points.groupby("kind", sort=False).size().to_dict() == dict.fromkeys(terms, 20)
    for _, part in points.groupby("kind"):
        assert sorted(part["label"]) == ladder.products.groups.tolist()
        assert (np.diff(part["observed"]) >= 0).all()
    ladder, fit, terms = main_fit(level_means(3), analysis())
    assert qq_of_effects(ladder, fit, terms, RNG(1)).empty


def test_blocks_do_not_change_how_many_curves_there_are(monkeypatch):
    ladder, fit, terms = main_fit(FRAME, analysis(random_slopes=[]))
    whole = qq_of_effects(ladder, fit, terms, RNG(1))
    monkeypatch.setattr(diagnostics, "BLOCK", 333)
    other = qq_of_effects(ladder, fit, terms, RNG(1))
    np.testing.assert_allclose(other["band_high"], whole["band_high"], atol=0.25)
    assert (other["band_high"] != whole["band_high"]).all()


@pytest.mark.parametrize(("way", "sign"), [("grow", 1), ("shrink", -1)])
def test_a_variance_that_changes_is_seen_and_its_direction(way, sign):
    x = FRAME["x"]
    y = 3 * x + np.exp(sign * x) * RNG(1).normal(size=len(FRAME))
    row = verdicts(FRAME.assign(y=y), analysis(random_slopes=[])).loc["constant variance"]
    assert row["verdict"] == "doubtful"
    assert f"Residuals {way} with the fitted value" in row["sentence"]
    assert np.sign(row["statistic"]) == sign


def test_one_fitted_value_has_no_variance_to_compare():
    table = verdicts(level_means(3), analysis(predictors=[], random_slopes=[]))
    assert table.index.tolist() == ["normality: residual"]
    assert not table["sentence"].str.contains("nan").any()


def test_few_answers_make_stripes():
    rounded = FRAME.assign(y=(2 * FRAME["y"]).round().clip(-2, 4))
    row = verdicts(rounded, analysis(random_slopes=[])).loc["stripes"]
    assert (row["statistic"], row["verdict"]) == (7, "note")
    assert "takes 7 different values" in row["sentence"]
    assert "stripes" not in verdicts(FRAME, analysis(random_slopes=[])).index


def test_a_weak_rank_correlation_is_negligible_however_small_its_p():
    rng = RNG(3)
    fitted = rng.normal(size=4000)
    made = {}
    for size in (0.05, 0.4):
        spread = np.exp(size * fitted)
        residuals = pd.DataFrame(
            {"fitted": fitted, "resid_studentised": spread * rng.normal(size=4000)}
        )
        made[size] = diagnostics._constant_variance(residuals)
    assert abs(made[0.05]["statistic"]) < 0.1 < abs(made[0.4]["statistic"])
    assert made[0.05]["verdict"] == "holds"
    assert "below 0.1 either way it is negligible" in made[0.05]["sentence"]
    assert made[0.4]["verdict"] == "doubtful"


def test_a_correlation_of_few_residuals_is_neither_negligible_nor_found():
    rng = RNG(11)
    residuals = pd.DataFrame({"fitted": np.arange(40.0), "resid_studentised": rng.normal(size=40)})
    residuals["resid_studentised"] *= 1 + 0.02 * residuals["fitted"]
    row = diagnostics._constant_variance(residuals)
    assert 0.1 < abs(row["statistic"]) < 0.4
    assert row["verdict"] == "holds"
    assert "cannot be told from so few" in row["sentence"]


def test_plotted_points_are_told_from_residuals():
    points = pd.DataFrame(
        {"band_low": [-1.0, -1.0], "band_high": [1.0, 1.0], "observed": [0.0, 1.2], "label": "a"}
    )
    assert (
        "(1 of 2 points plotted, for 1,700 residuals)"
        in diagnostics._normality("residual", points, 1700)["sentence"]
    )
    assert "(1 of 2 points: a)" in diagnostics._normality("x", points, 1700)["sentence"]
