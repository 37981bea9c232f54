"""Item nonresponse: what counts as unanswered, whose rates differ, and how often somebody is flagged by chance."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.silence import ANY_ITEM, ANY_REASON, BLANK, INTERVIEWERS, SILENCE, funnel, silence
from interviewer_effects.mixed.logistic import fit_logistic, latent_icc
from scipy import special, stats

COLUMNS = {"interview": "id", "interviewer": "who"}


def survey(rates, n=30, items=("a",), reason="don't know"):
    """A survey in which interviewer j's respondents leave items unanswered with probability rates[j], and its cells."""
    rng = np.random.default_rng(4)
    who = np.repeat(np.arange(len(rates)), n)
    frame = pd.DataFrame({"id": np.arange(len(who)), "who": who} | dict.fromkeys(items, 1.0))
    cells = []
    for item in items:
        gone = rng.random(len(who)) < np.asarray(rates)[who]
        frame.loc[gone, item] = np.nan
        cells += [
            {"interview": i, "interviewer": frame["who"][i], "item": item, "code": "88", "reason": reason}
            for i in np.flatnonzero(gone)
        ]
    return frame, pd.DataFrame(cells, columns=["interview", "interviewer", "item", "code", "reason"])


def row(table, item, reason):
    (found,) = table[(table["item"] == item) & (table["reason"] == reason)].to_dict("records")
    return found


def test_counts_leave_out_what_was_not_asked_and_know_blanks():
    frame = pd.DataFrame({"id": range(8), "who": [1, 1, 1, 1, 2, 2, 2, 2], "a": [1.0] * 4 + [np.nan] * 4, "b": 1.0})
    cells = pd.DataFrame(
        [(4, 2, "a", "66", "not applicable"), (5, 2, "a", "77", "refusal"), (6, 2, "a", "88", "don't know")],
        columns=["interview", "interviewer", "item", "code", "reason"],
    )
    table, people = silence(frame, cells, COLUMNS, ["a", "b"], "holm", 0.05)
    assert list(table.columns) == SILENCE
    assert people.empty
    assert list(people.columns) == INTERVIEWERS
    for reason, missing in (("refusal", 1), ("don't know", 1), (BLANK, 1), (ANY_REASON, 3)):
        for item, n in (("a", 7), (ANY_ITEM, 8)):
            found = row(table, item, reason)
            assert (found["n"], found["n_missing"], found["status"]) == (n, missing, "too few")
    assert "b" not in set(table["item"])


def test_the_variance_is_that_of_the_logistic_model_and_the_high_one_is_flagged():
    frame, cells = survey([0.05] * 29 + [0.6])
    table, people = silence(frame, cells, COLUMNS, ["a"], "holm", 0.05)
    found = row(table, "a", "don't know")
    counts = frame["a"].isna().groupby(frame["who"]).sum().to_numpy()
    fit = fit_logistic(counts, np.full(30, 30))
    assert found["icc"] == pytest.approx(latent_icc(fit.sigma)[0])
    assert found["icc_low"] < found["icc"] < found["icc_high"]
    assert found["rate_low"] < found["rate"] < found["rate_high"]
    assert found["p_adjusted"] < 1e-6
    flagged = people[(people["item"] == "a") & (people["flag"] != "")]
    assert flagged[["interviewer", "flag"]].to_numpy().tolist() == [["29", "more"]]
    k, K = counts[29], counts.sum()
    assert flagged["p"].iloc[0] == pytest.approx(stats.fisher_exact([[k, 30 - k], [K - k, 870 - K + k]])[1])
    assert flagged["p_model"].iloc[0] > flagged["p"].iloc[0]  # some differ: one who does is less unusual


def test_one_reason_and_one_item_count_once():
    frame, cells = survey([0.2] * 10)
    table, _ = silence(frame, cells, COLUMNS, ["a"], "holm", 0.05)
    assert table[["item", "reason"]].to_numpy().tolist() == [["a", "don't know"], [ANY_ITEM, "don't know"]]


def test_a_clean_survey_has_somebody_flagged_no_more_often_than_alpha():
    rng, flagged = np.random.default_rng(1), 0
    for _ in range(60):
        n = rng.integers(4, 30, 25)
        frame, cells = survey(np.full(25, 0.1))
        who = np.repeat(np.arange(25), n)
        gone = rng.random(len(who)) < 0.1
        frame = pd.DataFrame({"id": np.arange(len(who)), "who": who, "a": np.where(gone, np.nan, 1.0)})
        _, people = silence(frame, cells.iloc[:0], COLUMNS, ["a"], "holm", 0.05)
        flagged += bool((people.loc[people["item"] == "a", "flag"] != "").any())
    assert flagged <= stats.binom.isf(0.01, 60, 0.05)


def test_the_funnel_is_exact():
    low, high = funnel(np.array([10, 200]), 0.1, 0.05)
    for size, fewest, most in zip((10, 200), low, high, strict=True):
        assert (
            stats.binom.sf(round(most * size) - 1, size, 0.1)
            < 0.025
            <= stats.binom.sf(round(most * size) - 2, size, 0.1)
        )
        if np.isfinite(fewest):
            count = round(fewest * size)
            assert stats.binom.cdf(count, size, 0.1) < 0.025 <= stats.binom.cdf(count + 1, size, 0.1)
    assert np.isnan(low[0])


def test_the_funnel_of_equal_workloads_is_found_once(monkeypatch):
    asked = []
    counted = special.bdtr
    monkeypatch.setattr(special, "bdtr", lambda y, size, rate: asked.append(size) or counted(y, size, rate))
    n = np.array([30, 10, 30, 10, 10])
    low, high = funnel(n, 0.1, 0.05)
    assert asked == [10, 30]
    alone = [funnel(n[[j]], 0.1, 0.05) for j in range(len(n))]
    np.testing.assert_array_equal([low, high], np.concatenate(alone, axis=1))
