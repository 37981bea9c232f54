"""intervals.csv: which quantities have which intervals, that they belong together, and what is said
of them.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.models import intervals
from interviewer_effects.audit.models.comparisons import explained_rows, fixed_test
from interviewer_effects.audit.models.design_effect import design_effect, mean_design_effect
from interviewer_effects.audit.models.interpretation import ZERO
from interviewer_effects.audit.models.intervals import (
    COLUMNS,
    interval_table,
    replicates_for,
    signs_for,
)
from interviewer_effects.mixed.inference import profile, standard_errors
from interviewer_effects.specification import SettingsOfTests
from small_surveys import analysis, fitted, level_means, survey

pytestmark = pytest.mark.slow

FRAME = survey(4, J=42, smallest=3)
SETTINGS = SettingsOfTests(bootstrap=39, seed=1)
FOLLOWS = [
    "design effect",
    "design effect, mean workload",
    "effective sample size",
    "standard error factor",
]


def table_of(frame, settings, **tests):
    ladder, fits = fitted(frame, settings)
    return interval_table(ladder, fits, replace(SETTINGS, **tests)), ladder, fits


@pytest.fixture(scope="module")
def both():
    return table_of(FRAME, analysis(interviewer_covariates=["w"]))


def test_every_quantity_has_a_profile_and_a_bootstrap_interval_and_one_is_quoted(both):
    table, _, _ = both
    assert list(table.columns) == COLUMNS
    sets = table.groupby(["model", "quantity", "term"], dropna=False)["method"].agg(set)
    wanted = {"profile", "bootstrap"}
    for model, terms in (("intercept", ["Intercept"]), ("slope", ["Intercept", "x"])):
        assert all(
            sets[model, "variance", name] == wanted
            for name in [f"var({t})" for t in terms] + ["sigma2"]
        )
        of_level = wanted | ({"wild bootstrap"} if model == "intercept" else set())
        assert all(sets[model, name, ""] == of_level for name in ["icc", *FOLLOWS])
    assert sets["slope", "correlation", "corr(Intercept,x)"] == wanted
    assert sets["slope", "rho", "x"] == wanted
    assert sets["slope", "fixed effect", "x"] == {"Satterthwaite", "profile"}
    assert sets["covariates", "variance explained", "var(Intercept)"] == {"bootstrap"}
    quoted = table.groupby(["model", "quantity", "term", table["x"].fillna(-99)])["quoted"].sum()
    assert (quoted == 1).all()


def test_intervals_hold_their_estimates_and_say_how_they_came_about(both):
    table, _, _ = both
    known = table.dropna(subset="lower")
    assert (known["lower"] <= known["estimate"] + 1e-9).all()
    assert (known["upper"] >= known["estimate"] - 1e-9).all()
    drawn = known["method"] == "bootstrap"
    assert (known.loc[drawn, "replicates"] == 39).all()
    signs = known["method"] == "wild bootstrap"
    assert (known.loc[signs, "replicates"] == 1_700_000 // len(FRAME)).all()
    assert known.loc[signs, "quoted"].all()
    assert (known.loc[~drawn & ~signs, "replicates"] == 0).all()
    assert (known["level"] == 0.95).all()


def test_random_signs_are_many_where_interviews_are_few():
    assert [signs_for(n) for n in (50, 100, 1_700, 4_000, 500_000)] == [
        19_999,
        17_000,
        1_000,
        425,
        399,
    ]


def test_many_interviewers_take_fewer_replicates_and_the_table_says_how_many(monkeypatch):
    assert [replicates_for(999, J) for J in (20, 500, 1_000, 3_000, 50_000)] == [
        999,
        999,
        500,
        199,
        199,
    ]
    assert [replicates_for(39, J) for J in (20, 50_000)] == [39, 39]
    monkeypatch.setattr(intervals, "WORK", 42 * 45)
    monkeypatch.setattr(intervals, "FEWEST", 39)
    table, _, _ = table_of(FRAME, analysis(interviewer_covariates=["w"]), bootstrap=60)
    drawn = table[(table["method"] == "bootstrap") & table["lower"].notna()]
    assert set(drawn["quantity"]) >= {"variance", "icc", "variance explained"}
    assert (drawn["replicates"] == 45).all()


def test_what_follows_from_the_correlation_has_its_limits_by_the_same_formula(both):
    table, ladder, _ = both
    sizes, n = ladder.products.sizes, ladder.products.n
    rows = table[table["model"] == "slope"].set_index(["quantity", "method"])
    for method in ("profile", "bootstrap"):

        def limits(name, method=method):
            return rows.loc[[(name, method)], ["lower", "upper"]].to_numpy(float)[0]

        ends = limits("icc")
        kish = design_effect(ends, sizes)

        assert limits("design effect") == pytest.approx(kish)
        assert limits("design effect, mean workload") == pytest.approx(
            mean_design_effect(ends, sizes)
        )
        assert limits("effective sample size") == pytest.approx(n / kish[::-1])
        assert limits("standard error factor") == pytest.approx(np.sqrt(kish))
    assert kish == pytest.approx(1 + ((sizes**2).sum() / sizes.sum() - 1) * ends)


def test_the_curve_runs_along_every_slope_with_the_others_at_their_means():
    settings = analysis(predictors=["x", "x2"], random_slopes=["x2", "x"])
    table, _, fits = table_of(FRAME, settings, bootstrap=0)
    fit, curve = fits["slope", "REML"], table[table["quantity"] == "rho"]
    assert set(curve["term"]) == {"x", "x2"}
    for row in curve.itertuples():
        z = np.array(
            [1, row.x, FRAME["x"].mean()] if row.term == "x2" else [1, FRAME["x2"].mean(), row.x]
        )
        assert row.estimate == pytest.approx(z @ fit.D @ z / (z @ fit.D @ z + fit.sigma2))
    assert (curve["lower"] <= curve["estimate"]).all()
    assert (curve["estimate"] <= curve["upper"]).all()
    middle = curve.iloc[3]
    z = np.array([1, middle["x"], FRAME["x"].mean()])
    assert (middle["lower"], middle["upper"]) == pytest.approx(profile.rho_interval(fit, z))


def test_a_value_of_zero_comes_with_its_bound():
    table, _, _ = table_of(level_means(3), analysis(random_slopes=[]))
    rows = table[table["quantity"].isin(["variance", "icc"]) & (table["term"] != "sigma2")]
    assert rows.groupby(["model", "quantity"]).size().tolist() == [
        3,
        2,
        3,
    ]  # a variance by two methods
    assert (rows[["estimate", "lower"]] == 0).all(axis=None)
    assert (rows["upper"] > 0).all()
    assert (rows["note"] == ZERO).all()
    assert rows["sentence"].str.contains("not ruled out").all()


def test_without_a_variance_there_is_no_correlation_and_nothing_to_explain():
    frame = level_means(3).assign(w=lambda t: t["interviewer"].astype(float) % 5)
    table, _, _ = table_of(frame, analysis(interviewer_covariates=["w"]))
    for quantity in ("correlation", "variance explained"):
        rows = table[table["quantity"] == quantity]
        assert len(rows) >= 1
        assert rows[["estimate", "lower", "upper"]].isna().all(axis=None)
        assert (rows["note"] != "").all()
        assert (rows["sentence"] != "").all()


def test_fixed_effects_have_satterthwaites_t_and_the_likelihood_ratio_test():
    table, ladder, fits = table_of(FRAME, analysis(random_slopes=[]), bootstrap=0)
    rows = table[table["quantity"] == "fixed effect"].set_index(["term", "method"])
    ours = standard_errors.fixed_effects(fits["intercept", "REML"])
    by_t, by_ratio = rows.loc[("x", "Satterthwaite")], rows.loc[("x", "profile")]
    assert (by_t["lower"], by_t["upper"]) == (ours["low"][1], ours["high"][1])
    assert (by_t["statistic"], by_t["df"], by_t["p"]) == (ours["t"][1], ours["df"][1], ours["p"][1])
    tested = fixed_test(ladder, fits, "null", "intercept")
    assert by_ratio["statistic"] == pytest.approx(tested["statistic"], abs=1e-6)
    assert by_ratio["p"] == pytest.approx(tested["p_naive"], rel=1e-4)
    assert np.isnan(rows.loc[("Intercept", "profile"), "p"])


def test_the_share_explained_is_that_of_the_table_of_shares(both):
    table, ladder, fits = both
    rows = table[table["quantity"] == "variance explained"]
    shares = pd.DataFrame(explained_rows(ladder, fits))
    assert rows["term"].tolist() == shares["component"].tolist()
    assert rows["estimate"].to_numpy() == pytest.approx(shares["explained"].to_numpy())
    level = rows.iloc[0]
    assert level["estimate"] > 0.05  # w shifts the levels
    assert level["lower"] < level["estimate"] < level["upper"]


@pytest.mark.parametrize(
    ("settings", "replicates"),
    [
        (analysis(random_intercept=False), 39),
        (analysis(covariance="diagonal"), 0),
        (analysis(predictors=["region"], random_slopes=["region"]), 0),
        (analysis(predictors=[], random_slopes=[]), 39),
    ],
)
def test_other_models_have_intervals_too(settings, replicates):
    frame = FRAME.assign(x=FRAME["x"] - FRAME["x"].mean())
    table, _, _ = table_of(frame, settings, bootstrap=replicates)
    assert not table["estimate"].isna().all()
    signs = ["wild bootstrap"] if settings.random_intercept else []
    assert set(table["method"]) == {
        "profile",
        "Satterthwaite",
        *signs,
        *(["bootstrap"] if replicates else []),
    }
    known = table.dropna(subset="lower")
    assert (known["lower"] <= known["estimate"] + 1e-9).all()
    assert (known["upper"] >= known["estimate"] - 1e-9).all()


@pytest.mark.parametrize("replicates", [0, 38])
def test_without_a_bootstrap_or_with_too_few_replicates_for_a_tail_the_profile_is_quoted(
    replicates,
):
    table, _, _ = table_of(FRAME, analysis(), bootstrap=replicates)
    assert "bootstrap" not in set(table["method"])
    by_signs = table["method"] == "wild bootstrap"
    by_model = table[table["quantity"] != "fixed effect"].groupby(
        ["model", "quantity", "term", table["x"].fillna(-99)]
    )
    assert (by_model["quoted"].sum() == 1).all()
    assert by_signs.sum() == 2 * 5
    assert (
        table.loc[table["quoted"] & ~by_signs, "method"].isin(["profile", "Satterthwaite"])
    ).all()


def test_the_seed_decides():
    ladder, fits = fitted(FRAME, analysis(random_slopes=[]))
    table, again, other = (
        interval_table(ladder, fits, replace(SETTINGS, seed=seed)) for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(table, again)
    drawn = table["method"].isin(["bootstrap", "wild bootstrap"])
    for method in ("bootstrap", "wild bootstrap"):
        rows = table["method"] == method
        assert (other.loc[rows, "upper"] != table.loc[rows, "upper"]).any()
    pd.testing.assert_frame_equal(table[~drawn], other[~drawn])


def test_the_variance_of_a_slope_is_quoted_by_bootstrap_and_the_profile_says_why(both):
    table, _, _ = both
    rows = table[(table["term"] == "var(x)") & (table["quantity"] == "variance")].set_index(
        "method"
    )
    assert rows.loc["bootstrap", "quoted"]
    assert "in up to 8 % of surveys" in " ".join(rows.loc["profile", "note"].split())
    level = table[(table["term"] == "var(Intercept)") & (table["quantity"] == "variance")]
    assert level.loc[level["method"] == "profile", "quoted"].all()
