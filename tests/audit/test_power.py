"""What a survey could have found: against surveys simulated row by row and audited as they come."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.flags.flags import adjusted
from interviewer_effects.audit.models import power, shifted_interviewer
from interviewer_effects.audit.models.model_sequence import make_ladder
from interviewer_effects.audit.models.power import POWER, power_table
from interviewer_effects.audit.models.shifted_interviewer import ShiftTest, rejected, standardised
from interviewer_effects.mixed.inference import predicted_effects
from interviewer_effects.mixed.inference.exact_null import null_statistics
from interviewer_effects.mixed.inference.outcomes import fit_outcomes
from interviewer_effects.mixed.likelihood.crossproducts import cross_products
from scipy import special
from small_surveys import analysis, fitted, level_means, survey

pytestmark = pytest.mark.slow

FRAME = survey(5, 40, 0.4, 0.2)


@pytest.fixture(scope="module")
def audited():
    ladder, fits = fitted(FRAME, analysis(), ("intercept", "slope"))
    return ladder, fits, power_table(ladder, fits, "holm", 0.05, 3)


def detectable(table, quantity):
    return table[table["detectable"] & (table["quantity"] == quantity)]


def simulated_rows(fit, ladder, model, count, seed, icc=None):
    """y (n, count) drawn row by row from a fit, or with another variance between interviewers."""
    rng = np.random.default_rng(seed)
    X, Z = (ladder.matrix(getattr(ladder.models[model], part)) for part in ("fixed", "random"))
    owner = np.searchsorted(ladder.products.groups, ladder.interviewers)
    D = fit.D if icc is None else np.array([[fit.sigma2 * icc / (1 - icc)]])
    u = rng.multivariate_normal(np.zeros(len(D)), D, (len(fit.design.sizes), count), method="eigh")
    effects = np.einsum("nq,nrq->nr", Z, u[owner])
    return (
        (X @ fit.beta)[:, None]
        + effects
        + np.sqrt(fit.sigma2) * rng.standard_normal((len(X), count))
    )


def test_the_detectable_icc_is_found_in_eighty_percent_of_surveys(audited):
    ladder, fits, table = audited
    row, count = detectable(table, "icc").iloc[0], 1_000
    y = simulated_rows(fits["intercept", "REML"], ladder, "intercept", count, 11, row["value"])
    columns = {"x": ladder.columns["x"]} | {f"y{k}": y[:, k] for k in range(count)}
    products = cross_products(columns, ladder.interviewers)
    names = list(columns)[1:]
    null, level = (
        fit_outcomes(products, [None, "x"], random, names)["deviance"] for random in ([], [None])
    )
    critical = np.quantile(
        null_statistics(fits["intercept", "REML"], 40_000, np.random.default_rng(8)), 0.95
    )
    assert (null - level > critical).mean() == pytest.approx(0.8, abs=3.5 * np.sqrt(0.16 / count))
    assert row["value_sd"] == pytest.approx(np.sqrt(row["value"] / (1 - row["value"])))


def test_the_detectable_shift_makes_an_outlier_in_eighty_percent_of_surveys(audited):
    ladder, fits, table = audited
    row, count = detectable(table, "shift").iloc[2], 250
    sizes, fit = ladder.products.sizes, fits["slope", "REML"]
    j = next(j for j in power.typical(sizes) if sizes[j] == row["workload"])
    y = simulated_rows(fit, ladder, "slope", count, 12)
    y[ladder.interviewers == ladder.products.groups[j]] += row["value"]
    found = [outlier(ladder.interviewers, y[:, k], j) for k in range(count)]
    error = np.sqrt(0.16 / count + 0.16 / row["draws"])
    assert np.mean(found) == pytest.approx(0.8, abs=3.5 * error)


def outlier(interviewers, y, j):
    """What flags.effect_table says of interviewer number j, without what it computes besides."""
    ladder = make_ladder(FRAME.assign(y=y), analysis())
    p = 2 * special.ndtr(-np.abs(predicted_effects.effects(ladder.fit("slope", True)).z))
    return any(adjusted(p[:, k], "holm")[j] < 0.05 for k in range(2) if p[j, k] < 0.05)


def test_power_grows_with_the_effect_from_the_level_of_the_test(audited):
    curves = audited[2].query("~detectable")
    start = curves[curves["value"] == 0].set_index("quantity")["power"]
    assert start["icc"] == pytest.approx(0.05, abs=0.012)
    assert start["shift"].max() < 0.02
    for _, curve in curves.groupby(["quantity", "workload"], dropna=False):
        assert (curve["power"].diff().dropna() > -0.02).all()


def test_monte_carlo_limits_hold_the_effect_and_another_seed_agrees(audited):
    ladder, fits, table = audited
    other = power_table(ladder, fits, "holm", 0.05, 4)
    for quantity in ("icc", "shift"):
        one, two = detectable(table, quantity), detectable(other, quantity)
        assert (one["value_low"] < one["value"]).all()
        assert (one["value"] < one["value_high"]).all()
        half = (one["value_high"] - one["value_low"]).to_numpy()
        assert (np.abs(one["value"].to_numpy() - two["value"].to_numpy()) < 1.5 * half).all()
    pd.testing.assert_frame_equal(table, power_table(ladder, fits, "holm", 0.05, 3))


def test_the_shift_scales_with_the_unit_of_the_outcome(audited):
    ladder, fits = fitted(FRAME.assign(y=40 + 10 * FRAME["y"]), analysis(), ("intercept", "slope"))
    table = power_table(ladder, fits, "holm", 0.05, 3)
    one, two = detectable(audited[2], "shift"), detectable(table, "shift")
    np.testing.assert_allclose(two["value"], 10 * one["value"], rtol=1e-6)
    np.testing.assert_allclose(two["value_sd"], one["value_sd"], rtol=1e-6)


def test_among_few_interviewers_no_shift_makes_an_outlier(monkeypatch):
    monkeypatch.setattr(shifted_interviewer, "MOST", 100)
    ladder, fits = fitted(survey(2, 5), analysis(random_slopes=[]), ("intercept",))
    rows = detectable(power_table(ladder, fits, "holm", 0.05, 1), "shift")
    assert len(rows)
    assert rows[["value", "value_low", "value_high"]].isna().all(axis=None)


def test_an_analysis_without_levels_has_no_rows():
    ladder, fits = fitted(FRAME, analysis(random_intercept=False), ("slope",))
    table = power_table(ladder, fits, "holm", 0.05, 1)
    assert table.empty
    assert list(table.columns) == POWER


@pytest.mark.parametrize("frame", [FRAME, level_means(3)])
def test_standardised_effects_of_a_batch_are_those_of_the_fit(frame):
    _, fits = fitted(frame, analysis(), ("slope",))
    fit = fits["slope", "REML"]
    np.testing.assert_allclose(
        standardised(fit, fit.design.moments)[0], predicted_effects.effects(fit).z, atol=1e-6
    )


def test_a_shift_moves_the_cross_products_as_it_moves_the_answers(audited):
    ladder, fits, _ = audited
    test = ShiftTest(fits["slope", "REML"], ladder.products, "holm", 0.05, 1)
    own = ladder.products.gram[:, :, -1]
    test.By, test.yy = own[None, :, :-1].copy(), own[None, :, -1].copy()
    moved = FRAME.assign(y=FRAME["y"] + 2.5 * (FRAME["interviewer"] == ladder.products.groups[7]))
    theirs = cross_products(
        {**ladder.columns, "(outcome)": moved["y"].to_numpy()}, ladder.interviewers
    )
    theirs = theirs.standardised(ladder.products.shift, ladder.products.scale)
    m = test.shifted(7, 2.5)
    np.testing.assert_allclose(m.yy, theirs.gram[:, -1, -1].sum())
    np.testing.assert_allclose(
        m.Xy[0], theirs.gram[:, :-1, -1].sum(0) @ test.fit.design.base_x[:-1], atol=1e-9
    )


@pytest.mark.parametrize("method", ["holm", "bh", "none"])
def test_many_rows_are_adjusted_as_one_by_one(method):
    p = np.random.default_rng(1).random((60, 12)) ** 6
    p[0] = 1.0
    p[1, :4] = p[1, 0]
    one_by_one = np.array([adjusted(row, method) < 0.05 for row in p])
    assert one_by_one.any()
    assert not one_by_one.all()
    np.testing.assert_array_equal(rejected(p, method, 0.05), one_by_one)
