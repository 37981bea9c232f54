"""Who is looked at: every number of effects.csv against the n × n definition, and how often nobody
peculiar is.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.flags import flags
from interviewer_effects.audit.flags.flags import (
    adjusted,
    effect_table,
    extreme_bound,
    reasons,
    with_reason,
)
from interviewer_effects.audit.models.model_sequence import main_model
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.inference import predicted_effects
from scipy import stats
from small_surveys import analysis, covariance_of, level_means, main_fit, survey
from statsmodels.stats.multitest import multipletests

FRAME = survey(5)
SHAPES = {
    "slope": analysis(),
    "intercept": analysis(random_slopes=[]),
    "slope only": analysis(random_intercept=False),
    "diagonal": analysis(covariance="diagonal"),
}


def effects_of(frame, settings, adjust="holm", alpha=0.05):
    ladder, fit, terms = main_fit(frame, settings)
    return effect_table(fit, ladder.products.groups, terms, adjust, alpha), ladder, fit


def by_definition(ladder, fit, name):
    """û, Var(û), Var(u | y) and PEV of every interviewer from the n × n matrices, (J, q) and (J, q,
    q).
    """
    X, Z, V = covariance_of(ladder, fit, name)
    inverse = np.linalg.inv(V)
    P = inverse - inverse @ X @ np.linalg.inv(X.T @ inverse @ X) @ X.T @ inverse
    y, labels = ladder.columns["(outcome)"], ladder.products.groups
    own = [Z * (ladder.interviewers == who)[:, None] for who in labels]
    eblup = np.array([fit.D @ part.T @ P @ y for part in own])
    diagnostic = np.array([fit.D @ part.T @ P @ part @ fit.D for part in own])
    comparative = np.array([fit.D - fit.D @ part.T @ inverse @ part @ fit.D for part in own])
    return eblup, diagnostic, comparative, fit.D - diagnostic


@pytest.mark.parametrize("shape", SHAPES)
def test_every_number_is_what_its_name_says(shape):
    table, ladder, fit = effects_of(FRAME, SHAPES[shape])
    eblup, diagnostic, comparative, pev = by_definition(ladder, fit, main_model(ladder))
    J, q = eblup.shape
    np.testing.assert_allclose(table["eblup"], eblup.ravel(), atol=1e-9)
    for name, part in (("diagnostic", diagnostic), ("comparative", comparative), ("pev", pev)):
        squares = np.diagonal(part, axis1=1, axis2=2).ravel()
        np.testing.assert_allclose(table[f"{name}_se"], np.sqrt(squares), rtol=1e-6)
    np.testing.assert_allclose(
        table["z"], (eblup / np.sqrt(np.diagonal(diagnostic, axis1=1, axis2=2))).ravel()
    )
    distance = [u @ np.linalg.solve(v, u) for u, v in zip(eblup, diagnostic, strict=True)]
    np.testing.assert_allclose(table["distance"], np.repeat(distance, q), rtol=1e-5)
    np.testing.assert_allclose(table["distance_p"], stats.chi2.sf(table["distance"], q))
    np.testing.assert_allclose(table["p"], 2 * (1 - stats.norm.cdf(table["z"].abs())))
    assert len(table) == J * q


def test_rows_belong_to_their_interviewer():
    table, _, _ = effects_of(FRAME, analysis())
    sizes = FRAME["interviewer"].value_counts()
    assert table["interviewer"].tolist() == [who for who in sorted(sizes.index) for _ in range(2)]
    assert table["effect"].tolist() == ["Intercept", "x"] * len(sizes)
    assert table["n"].tolist() == sizes[table["interviewer"]].tolist()


@pytest.mark.parametrize("method", ["holm", "bh", "none"])
def test_p_values_are_adjusted_over_the_interviewers_of_an_effect(method):
    table, _, _ = effects_of(FRAME, analysis(), method)
    for _, part in table.groupby("effect"):
        np.testing.assert_array_equal(part["p_adjusted"], adjusted(part["p"].to_numpy(), method))
        np.testing.assert_array_equal(part["p_adjusted_bh"], adjusted(part["p"].to_numpy(), "bh"))


@pytest.mark.slow
@pytest.mark.parametrize(("method", "theirs"), [("holm", "holm"), ("bh", "fdr_bh")])
def test_adjusted_as_statsmodels_adjusts(method, theirs):
    rng = np.random.default_rng(1)
    for p in (rng.uniform(size=40) ** 3, np.array([0.5]), np.ones(5), rng.integers(0, 4, 30) / 60):
        np.testing.assert_allclose(
            adjusted(p, method), multipletests(p, method=theirs)[1], atol=1e-15
        )


def test_the_adjustments_by_hand():
    p = np.array([0.01, 0.04, 0.02, 0.5])
    np.testing.assert_allclose(adjusted(p, "holm"), [0.04, 0.08, 0.06, 0.5])
    np.testing.assert_allclose(adjusted(p, "bh"), [0.04, 0.16 / 3, 0.04, 0.5])
    assert adjusted(p, "none") is p


def test_one_in_j_is_beyond_the_extreme_bound():
    assert extreme_bound(125) == pytest.approx(2.6521, abs=1e-4)
    for J in (3, 20, 125):
        assert J * 2 * stats.norm.sf(extreme_bound(J)) == pytest.approx(1)


def test_reasons_are_an_adjusted_p_and_a_size():
    z = [0.5, -2.5, 3.9]
    table = pd.DataFrame(
        {"interviewer": list("abc"), "z": 0.0, "z_tail": z, "p_adjusted": [0.049, 0.2, 0.001]}
    )
    assert reasons(table, 0.05) == ["outlier", "extreme", "outlier;extreme"]
    assert reasons(table, 0.0005) == ["", "extreme", "extreme"]


def test_codes_are_a_reason_beside_the_others():
    table = pd.DataFrame({"interviewer": list("aab"), "reasons": ["extreme", "", ""]})
    assert with_reason(table, "coded", {"a"})["reasons"].tolist() == ["extreme;coded", "coded", ""]
    assert with_reason(table, "coded", set())["reasons"].tolist() == table["reasons"].tolist()


@pytest.mark.parametrize("shape", SHAPES)
def test_the_deletion_z_is_that_of_a_refit_without_the_interviewer(shape):
    """û_j = D Z'V⁻¹(y − Xβ) and Var û_j = D Z'V⁻¹(V + X Var(β) X')V⁻¹Z D with D, σ², β from the
    others.
    """
    settings = SHAPES[shape]
    table, ladder, _ = effects_of(FRAME, settings)
    model = ladder.models[main_model(ladder)]
    X, Z, y = ladder.matrix(model.fixed), ladder.matrix(model.random), ladder.columns["(outcome)"]
    for who in ladder.products.groups[:6]:
        own = ladder.interviewers == who
        others = MixedModel(
            y[~own], X[~own], ladder.interviewers[~own], Z[~own], settings.covariance
        ).fit()
        D, x, z = others.cov_re.to_numpy(), X[own], Z[own]
        inverse = np.linalg.inv(others.scale * np.eye(len(z)) + z @ D @ z.T)
        back = D @ z.T @ inverse
        spread = back @ (np.linalg.inv(inverse) + x @ others.cov_fe.to_numpy() @ x.T) @ back.T
        by_hand = back @ (y[own] - x @ others.fe_params) / np.sqrt(np.diag(spread))
        np.testing.assert_allclose(
            table.loc[table["interviewer"] == who, "z_deleted"], by_hand, rtol=1e-4, atol=1e-5
        )


def test_the_correlation_of_two_effects_is_that_of_their_variance():
    _, ladder, fit = effects_of(FRAME, SHAPES["slope"])
    variance = by_definition(ladder, fit, main_model(ladder))[1]
    by_hand = variance[:, 0, 1] / np.sqrt(variance[:, 0, 0] * variance[:, 1, 1])
    np.testing.assert_allclose(predicted_effects.effects(fit).correlation[:, 1], by_hand, rtol=1e-6)


def test_blocks_of_deletions_change_nothing(monkeypatch):
    _, fit, _ = main_fit(FRAME, analysis())
    whole = flags.deletion_z(fit)
    monkeypatch.setattr(flags, "BLOCK", 600)  # three interviewers at a time
    np.testing.assert_allclose(flags.deletion_z(fit), whole, atol=1e-6)


def test_an_outlier_hides_from_z_and_not_from_the_deletion_z():
    frame = survey(6, 15, 0.3, 0, 10, 14)
    frame.loc[frame["interviewer"] == "004", "y"] += 4
    table, _, _ = effects_of(frame, analysis(random_slopes=[]))
    planted = table[table["interviewer"] == "004"].iloc[0]
    assert planted["reasons"] == "outlier;extreme"
    assert planted["z_deleted"] > 2 * planted["z"] > 6
    assert (table.loc[table["interviewer"] != "004", "reasons"] == "").all()


def test_where_the_others_show_no_variance_the_deletion_z_is_its_limit():
    """Sums of residuals of ordinary regression on the others, over their standard error."""
    frame = level_means(4)
    own = frame["interviewer"] == "004"
    frame.loc[own, "y"] += 2 + frame.loc[own, "x"]
    table, ladder, _ = effects_of(frame, analysis())
    X, y = ladder.matrix([None, "x"]), frame["y"].to_numpy()
    beta, rss = np.linalg.lstsq(X[~own], y[~own], rcond=None)[:2]
    squares = X[own].T @ X[own]
    error = np.linalg.inv(X[~own].T @ X[~own])
    spread = (squares + squares @ error @ squares) * rss[0] / (sum(~own) - 2)
    by_hand = X[own].T @ (y[own] - X[own] @ beta) / np.sqrt(np.diag(spread))
    np.testing.assert_allclose(
        table.loc[table["interviewer"] == "004", "z_deleted"], by_hand, rtol=1e-6
    )
    assert by_hand.min() > 2


@pytest.mark.parametrize(
    "settings", [analysis(), analysis(covariance="diagonal"), analysis(random_intercept=False)]
)
def test_nobody_stands_out_where_nothing_varies(settings):
    table, _, _ = effects_of(level_means(3), settings)
    assert (table[["eblup", "z", "distance", "diagnostic_se", "pev_se"]] == 0).all(axis=None)
    assert (table[["p", "p_adjusted", "p_adjusted_bh", "distance_p"]] == 1).all(axis=None)
    assert (table["reasons"] == "").all()


def test_three_interviewers_are_enough():
    table, ladder, fit = effects_of(survey(1, 3, 1.0, 0.5, 6, 9), analysis())
    eblup, _, _, _ = by_definition(ladder, fit, "slope")
    np.testing.assert_allclose(table["eblup"], eblup.ravel(), atol=1e-9)
    assert extreme_bound(3) == pytest.approx(stats.norm.ppf(5 / 6))


def test_a_level_of_one_interviewer_alone_holds_nothing_against_them():
    """Without 003 nobody is in the west: what predicts their answers there has no estimate, an
    endless error.
    """
    west = (FRAME["interviewer"] == "003") & (FRAME.index % 2 == 0)
    frame = FRAME.assign(region=np.where(west, "west", "north"))
    table, _, _ = effects_of(frame, analysis(predictors=["x", "region"]))
    own = table["interviewer"] == "003"
    assert (table.loc[own, "z_deleted"].fillna(0).abs() < 1e-3).all()
    assert (table.loc[~own, "z_deleted"].abs() > 1e-3).all()
    assert table.drop(columns=["z_deleted", "z_correlation"]).notna().all(axis=None)


@pytest.mark.parametrize("unit", [1e-6, 1e3, 1e9])
def test_units_change_no_z(unit):
    table, _, _ = effects_of(FRAME, analysis())
    for column in ("x", "y"):
        other, _, _ = effects_of(FRAME.assign(**{column: FRAME[column] * unit}), analysis())
        np.testing.assert_allclose(other[["z", "z_deleted"]], table[["z", "z_deleted"]], atol=1e-5)
        assert other["reasons"].tolist() == table["reasons"].tolist()


def false_flags(settings, replicates, J):
    """Share of clean surveys with an outlier in an effect, and extreme interviewers per survey and
    effect.
    """
    outliers, extremes = [], []
    for seed in range(replicates):
        _, fit, _ = main_fit(survey(1000 + seed, J, smallest=4), settings)
        z = predicted_effects.effects(fit).z
        least = 2 * stats.norm.sf(np.abs(z).max(0))
        outliers += list(J * least < 0.05)  # the smallest p of Holm
        extremes += list((np.abs(z) > extreme_bound(J)).sum(0))
    return np.mean(outliers), np.mean(extremes)


@pytest.mark.slow
def test_clean_surveys_have_outliers_at_most_as_often_as_stated():
    share, extreme = false_flags(analysis(random_slopes=[]), 200, 40)
    assert share <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
    assert extreme == pytest.approx(1, abs=0.3)


@pytest.mark.slow
def test_clean_slopes_too():
    share, extreme = false_flags(analysis(), 100, 40)
    assert share <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
    assert extreme == pytest.approx(1, abs=0.3)


def test_of_two_interviewers_nobody_is_extreme():
    assert extreme_bound(2) == np.inf
    assert extreme_bound(3) == pytest.approx(0.967421566, abs=1e-8)


@pytest.mark.parametrize("r", [0.0, -0.8, 0.5])
def test_persons_expected_beyond_the_bound_are_those_of_simulated_effects(r):
    J = 125
    z = np.random.default_rng(1).multivariate_normal([0, 0], [[1, r], [r, 1]], 400_000)
    beyond = (np.abs(z) > extreme_bound(J)).any(1).mean() * J
    correlation = np.column_stack([np.ones(J), np.full(J, r)])
    assert flags.chance_extreme(correlation, np.ones((J, 2), bool)).sum() == pytest.approx(
        beyond, rel=0.05
    )


def test_an_effect_that_does_not_vary_adds_nobody():
    J = 40
    varies = np.column_stack([np.ones(J, bool), np.zeros(J, bool)])
    made = flags.chance_extreme(np.column_stack([np.ones(J), np.full(J, np.nan)]), varies)
    assert made.sum() == pytest.approx(1)
