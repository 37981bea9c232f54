"""The screen of items against single fits, an analysis of variance, and statsmodels' adjustment."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.items import screening
from interviewer_effects.audit.items.interviewer_scores import (
    CELLS,
    SCORES,
    interviewer_scores,
    reference,
)
from interviewer_effects.audit.items.screening import item_products, null_fit, screen
from interviewer_effects.audit.items.screening import screen_item as screen_fit
from interviewer_effects.audit.models.intervals import signs_for
from interviewer_effects.audit.models.sign_tests import level_p
from interviewer_effects.mixed import (
    MixedModel,
    exact_test,
    icc_interval,
    likelihood_ratio,
    sign_test,
)
from interviewer_effects.mixed.distribution_free.interviews import Interviews
from interviewer_effects.mixed.distribution_free.tail_probabilities import effect_tails
from scipy import stats
from small_surveys import survey
from statsmodels.stats.multitest import multipletests


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    monkeypatch.setattr(screening, "DRAWS", 3000)


def screen_item(answers, interviewers, alpha, seed):
    """The row of one item."""
    frame = pd.DataFrame({"item": answers, "interviewer": interviewers})
    fitted = null_fit(item_products([frame], "interviewer", ["item"])["item"])
    return screen_fit(answers.name, fitted, alpha, seed)


@pytest.fixture(scope="module")
def items():
    """Four items with more and less between interviewers; one misses answers, one all answers of
    one interviewer.
    """
    frame = survey(1, 30)
    more = {
        f"item {k}": survey(k, 30, 0.25 * k, 0)["y"].sample(len(frame), replace=True)
        for k in (1, 2)
    }
    frame = frame.assign(
        **{name: values.to_numpy() for name, values in more.items()}, gone=frame["y"]
    )
    frame.loc[::7, "item 1"] = np.nan
    frame.loc[frame["interviewer"] == "004", "gone"] = np.nan
    return frame


def test_an_item_is_a_null_model_of_its_own(items):
    row = screen_item(items["item 1"], items["interviewer"], 0.05, 1)
    known = items.dropna(subset="item 1")
    y, ones = known["item 1"].to_numpy(), np.ones((len(known), 1))
    result = MixedModel(y, ones, known["interviewer"]).fit()
    none = MixedModel(y, ones, known["interviewer"], exog_re=[]).fit()
    ratio = likelihood_ratio(none, result)
    between = result.cov_re.iloc[0, 0]
    rho = between / (between + result.scale)
    sizes = known["interviewer"].value_counts()
    assert (row["item"], row["n"], row["n_interviewers"]) == ("item 1", len(known), 30)
    assert row["icc"] == pytest.approx(rho, abs=1e-8)
    assert row["deff"] == pytest.approx(1 + ((sizes**2).sum() / sizes.sum() - 1) * rho, abs=1e-8)
    assert row["n_effective"] == pytest.approx(len(known) / row["deff"])
    assert row["statistic"] == pytest.approx(ratio.statistic, abs=1e-7)
    assert row["p_mixture"] == pytest.approx(ratio.p_mixture, abs=1e-7)
    assert row["p_exact"] == exact_test(result, 3000, 1).p
    assert row["status"] == result.status


def test_rho_of_equal_workloads_is_that_of_anova():
    frame = survey(3, 30, 0.7, 0, 6, 6)
    row = screen_item(frame["y"], frame["interviewer"], 0.05, 1)
    groups = frame.groupby("interviewer")["y"]
    within = (frame["y"] - groups.transform("mean")).pow(2).sum() / 150
    between = groups.mean().var() - within / 6
    assert row["icc"] == pytest.approx(between / (between + within))
    assert row["icc_low"] < row["icc"] < row["icc_high"]
    assert row["deff"] == pytest.approx(1 + 5 * row["icc"])


def test_a_wider_interval_has_a_smaller_alpha(items):
    rows = [screen_item(items["y"], items["interviewer"], alpha, 1) for alpha in (0.2, 0.01)]
    assert (
        rows[1]["icc_low"]
        < rows[0]["icc_low"]
        < rows[0]["icc"]
        < rows[0]["icc_high"]
        < rows[1]["icc_high"]
    )


def test_the_table_has_a_row_per_item_and_adjusts_over_them(items):
    names = ["y", "item 2", "item 1", "gone"]
    table = screen([items], "interviewer", names, 0.05, 1).items
    assert table["item"].tolist() == names
    assert table["n_interviewers"].tolist() == [30, 30, 30, 29]
    np.testing.assert_allclose(
        table["p_adjusted"], multipletests(table["p_quote"], method="fdr_bh")[1]
    )
    np.testing.assert_array_equal(
        table["p_quote"], table["p_signs"].where(table["statistic"] > 0, 1)
    )
    assert (table["statistic"] > 0).sum() >= 2
    alone = screen_item(items["item 2"], items["interviewer"], 0.05, 1)
    others = [name for name in alone if name not in ("icc_low", "icc_high")]
    assert table.loc[1, others].to_dict() == {name: alone[name] for name in others}


def test_the_interval_to_quote_is_that_of_random_signs(items):
    table = screen([items], "interviewer", ["y", "item 2"], 0.05, 1).items.set_index("item")
    model = MixedModel.from_formula("y ~ 1", items, groups="interviewer")
    signs = signs_for(items["y"].notna().sum())
    quoted = icc_interval(model.fit(), 0.05, signs, 1)
    assert table.loc["y", "icc_low"] == pytest.approx(quoted.low, abs=1e-7)
    assert table.loc["y", "icc_high"] == pytest.approx(quoted.high, abs=1e-7)
    assert table.loc["y", "icc_profile_low"] != table.loc["y", "icc_low"]


def test_no_variance_between_interviewers_is_p_one():
    frame = survey(3, 12)
    y = frame["y"] - frame.groupby("interviewer")["y"].transform("mean")
    row = screen_item(y.rename("flat"), frame["interviewer"], 0.05, 1)
    assert (row["icc"], row["icc_low"], row["statistic"], row["p_mixture"], row["p_exact"]) == (
        0,
        0,
        0,
        1,
        1,
    )
    assert (row["deff"], row["n_effective"], row["status"]) == (1, len(frame), "boundary")
    assert 0 < row["icc_high"] < 0.2


def test_nothing_to_screen_is_an_empty_table(items):
    empty = screen([items], "interviewer", [], 0.05, 1)
    assert empty.items.empty
    assert empty.cells.columns.tolist() == CELLS
    assert interviewer_scores(empty.cells, "holm", 0.05, 1).columns.tolist() == SCORES


def test_cells_are_the_effects_of_single_fits_adjusted_as_one_family(items):
    cells = screen([items], "interviewer", ["y", "gone"], 0.05, 1).cells
    assert cells.groupby("item").size().to_dict() == {"gone": 29, "y": 30}
    result = MixedModel(items["y"].to_numpy(), np.ones((len(items), 1)), items["interviewer"]).fit()
    own = cells[cells["item"] == "y"].set_index("interviewer")
    effects = (
        result.effects().set_index("interviewer")
        if "interviewer" in result.effects()
        else result.effects()
    )
    np.testing.assert_allclose(own["z"], effects["z"].to_numpy(), atol=1e-7)
    interviews = Interviews.of(
        items["y"].to_numpy(), np.ones((len(items), 1)), items["interviewer"].to_numpy()
    )
    tail = effect_tails(result._fit, interviews, np.ones((len(items), 1)))[:, 0]
    np.testing.assert_allclose(own["z_tail"], stats.norm.ppf(tail), atol=1e-7)
    np.testing.assert_allclose(own["p"], 2 * np.minimum(tail, 1 - tail), atol=1e-9)
    np.testing.assert_allclose(cells["p_adjusted"], multipletests(cells["p"], method="fdr_bh")[1])


def test_scores_are_mean_squares_and_their_reference_is_that_of_correlated_items():
    rng = np.random.default_rng(6)
    R = np.full((8, 8), 0.5) + 0.5 * np.eye(8)
    z = rng.multivariate_normal(np.zeros(8), R, 200)
    z[3] = 3.0
    cells = pd.DataFrame(
        {
            "item": np.tile([f"x{k}" for k in range(8)], 200),
            "n": 10,
            "interviewer": np.repeat([f"i{j:03d}" for j in range(200)], 8),
            "z": 0.0,
            "z_tail": z.ravel(),
            "p_adjusted": np.where(np.repeat(np.arange(200), 8) == 3, 0.0, 1.0),
        }
    )
    table = interviewer_scores(cells, "holm", 0.05, 1)
    first = table.iloc[0]
    assert (first["interviewer"], first["n_items"], first["n_beyond"]) == ("i003", 8, 8)
    assert first["score"] == pytest.approx(9.0)
    assert first["p_adjusted"] < 0.05
    others = table["p"].iloc[1:]
    assert 0.01 < (others < 0.05).mean() < 0.12
    assert (table["p_adjusted"].iloc[1:] > 0.05).all()
    drawn = reference(R, 1)
    assert drawn.mean() == pytest.approx(1.0, abs=0.03)
    assert drawn.var() == pytest.approx(
        2 * (R**2).sum() / 64, rel=0.1
    )  # independent items would have 2/8


def test_an_interviewer_without_id_is_left_out(items):
    unknown = items.assign(interviewer=items["interviewer"].mask(items["interviewer"] == "004"))
    theirs = screen_item(
        items.loc[unknown["interviewer"].notna(), "y"], unknown["interviewer"].dropna(), 0.05, 1
    )
    assert screen_item(unknown["y"], unknown["interviewer"], 0.05, 1) == theirs


def test_whole_numbers_are_numbers(items):
    whole = pd.Series(items["y"].round().astype(int), name="y")
    assert screen_item(whole, items["interviewer"], 0.05, 1)["icc"] > 0


def test_blocks_of_a_survey_are_screened_as_the_whole(items):
    whole = screen([items], "interviewer", ["y", "gone"], 0.05, 1)
    parts = screen([items[:50], items[50:60], items[60:]], "interviewer", ["y", "gone"], 0.05, 1)
    pd.testing.assert_frame_equal(parts.items, whole.items, rtol=1e-7)
    pd.testing.assert_frame_equal(parts.cells, whole.cells, rtol=1e-6)


def test_an_item_that_cannot_be_screened_is_a_row_with_its_reason(items):
    first = items["interviewer"] == "004"
    numbers = items["interviewer"].astype(int)
    frame = items.assign(
        empty=np.nan,
        flat=3.3,
        own=numbers * 1.1,
        one=items["y"].where(first),
        single=items["y"].where(~items["interviewer"].duplicated()),
    )
    names = ["item 1", "empty", "flat", "own", "one", "single"]
    table = screen([frame], "interviewer", names, 0.05, 1).items.set_index("item")
    assert table.loc[names[1:], "status"].tolist() == [
        "not screened: it has no answer",
        "not screened: all its answers are alike",
        "not screened: its answers never differ within an interviewer",
        "not screened: one interviewer has all its answers",
        "not screened: every interviewer has one answer",
    ]
    assert table.loc[names[1:], ["icc", "p_mixture", "p_adjusted"]].isna().all(axis=None)
    alone = screen([frame], "interviewer", names[:1], 0.05, 1).items.set_index("item")
    assert (
        table.loc["item 1"].drop("status").tolist() == alone.loc["item 1"].drop("status").tolist()
    )


def test_the_sign_test_of_an_item_is_that_of_the_engine(items):
    known = items.dropna(subset="item 1")
    table = screen([known], "interviewer", ["item 1"], 0.05, 9).items
    result = MixedModel(
        known["item 1"].to_numpy(), np.ones((len(known), 1)), known["interviewer"]
    ).fit()
    assert table["p_signs"].tolist() == [sign_test(None, result, 999, seed=9).p]


def test_an_item_without_variance_is_quoted_with_p_one(items):
    flat = items["y"] - items.groupby("interviewer")["y"].transform("mean")
    row = screen([items.assign(flat=flat)], "interviewer", ["flat"], 0.05, 1).items.iloc[0]
    assert (row["statistic"], row["p_quote"], row["p_adjusted"]) == (0, 1, 1)


def test_a_clear_item_among_many_is_still_clear_after_adjustment():
    """One item of 200 in which interviewers differ: 999 signs give .001 × 200 at least."""
    rng = np.random.default_rng(4)
    who = np.repeat(np.arange(40), 6)
    clear = Interviews.of(rng.normal(size=40)[who] + rng.normal(size=240), np.ones((240, 1)), who)
    assert level_p(clear, 1) == 0.001
    assert level_p(clear, 1, 200) == 1 / 8001
    noise = Interviews.of(rng.normal(size=240), np.ones((240, 1)), who)
    assert level_p(noise, 1, 200) == level_p(noise, 1)
