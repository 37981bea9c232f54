"""Spread: sums of squares by their definition, promises of test and intervals by simulation, planted faults found."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.flags import adjusted
from interviewer_effects.audit.published import published
from interviewer_effects.audit.spread import between, predicted, spread, sums_within, tail_p, variances
from interviewer_effects.audit.spread_causes import spread_with_causes
from planted import CODEBOOK, answered, observed
from scipy import stats
from small_surveys import analysis

WHO = "007"
FREE = {item: entry | {"valid": None, "missing": {}} for item, entry in CODEBOOK.items()}
DF = np.clip(np.round(9 * np.exp(0.7 * stats.norm.ppf((np.arange(80) + 0.5) / 80))), 4, 60)


def drawn(tau, seed):
    """Variances of interviewers whose log standard deviations differ by tau/2, and those standard deviations."""
    rng = np.random.default_rng(seed)
    logs = tau * rng.standard_normal(len(DF))
    return np.exp(logs) * rng.chisquare(DF) / DF, np.exp(logs / 2)


def test_the_sums_of_squares_are_those_of_a_line_through_each_interviewers_answers():
    (case, *_) = observed(answered(2, J=8))[1]
    within = sums_within(case)
    for j, who in enumerate(case.ladder.products.groups):
        own = case.frame[case.frame["interviewer"] == who]
        line = np.polynomial.Polynomial.fit(own["q1"], own["q0"], 1)
        assert within.rss[j] == pytest.approx(((own["q0"] - line(own["q1"])) ** 2).sum(), rel=1e-9)
        assert within.df[j] == len(own) - 2
    assert within.m.sum() == pytest.approx(within.df.sum())


def test_intervals_hold_the_truth_and_tests_their_level():
    held, rejected, flagged = {}, {}, 0
    for tau in (0.0, 0.25, 0.5):
        parts = []
        for seed in range(60):
            variance, truth = drawn(tau, seed)
            fit = between(variance, DF, seed)
            made = predicted(variance, DF, fit)
            parts.append(((made["ci_low"] <= truth) & (truth <= made["ci_high"])).mean())
            rejected[tau] = rejected.get(tau, 0) + (fit.p <= 0.05)
            flagged += tau == 0 and (adjusted(tail_p(variance, DF), "holm") < 0.05).any()
        held[tau] = np.mean(parts)
    assert 0.925 < held[0.25] < 0.975  # 4,800 intervals, in surveys of which 60 differ
    assert 0.925 < held[0.5] < 0.975
    assert held[0.0] > 0.95
    assert rejected[0.0] <= stats.binom.isf(0.001, 60, 0.05)
    assert rejected[0.5] >= 57
    assert flagged <= stats.binom.isf(0.001, 60, 0.05)


def test_p_is_that_of_f():
    variance, _ = drawn(0.3, 1)
    others = (DF[1:] @ variance[1:]) / DF[1:].sum()
    one = stats.f(DF[0], DF[1:].sum())
    by_hand = 2 * min(one.cdf(variance[0] / others), one.sf(variance[0] / others))
    assert tail_p(variance, DF)[0] == pytest.approx(min(by_hand, 1), rel=1e-9)


@pytest.mark.parametrize(("draw", "worth"), [("uniform", 2.5), ("laplace", 0.45)])
def test_degrees_of_freedom_allow_for_answers_that_are_not_normal(draw, worth):
    """Var(s²) is σ⁴(2/ν + κ/n), κ −1.2 for a uniform and 3 for a Laplace distribution, whose own is
    found too small in 1,800 answers.
    """
    frame = answered(1, J=60, size=30)
    frame["q0"] = getattr(np.random.default_rng(4), draw)(0, 3, len(frame))
    case = observed(frame, FREE, analysis(outcome="q0", predictors=[], random_slopes=[]))[1][0]
    within = sums_within(case)
    assert np.median(variances(case, within)[1] / within.df) == pytest.approx(worth, rel=0.2)


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_nobody_is_flagged_in_a_clean_survey(seed):
    seen, cases = observed(answered(seed))
    table = spread_with_causes(seen, cases)
    assert (table["flag"] == "").all()
    assert (table["cause"] == "").all()
    assert table["ratio"].between(table["ci_low"], table["ci_high"]).all()


def same(part):
    part["q0"] = np.where(np.arange(len(part)) == 0, 4, 5)


def lines(part):
    part.loc[:, "q0":] = 5


def wild(part):
    part["q0"] = np.where(np.arange(len(part)) % 2, 0, 10)


def wrong(part):
    part.iloc[0, part.columns.get_loc("q0")] = 60


@pytest.mark.parametrize(
    ("change", "codebook", "flag", "cause"),
    [
        (same, CODEBOOK, "alike", ""),  # 14 of 14 answers in the middle: too few to be beyond chance
        (lines, CODEBOOK, "alike", "near-duplicates"),
        (wild, CODEBOOK, "unlike", "heaping"),
        (wrong, CODEBOOK, "unlike", "suspected value"),
    ],
    ids=["same", "lines", "wild", "wrong"],
)
def test_a_planted_spread_is_found_with_its_cause(change, codebook, flag, cause):
    frame = answered(3)
    own = frame.index[frame["interviewer"] == WHO]
    part = frame.loc[own].copy()
    change(part)
    frame.loc[own] = part
    seen, cases = observed(frame, codebook)
    table = spread_with_causes(seen, cases).query("variant == 'recoded'").set_index("interviewer")
    assert table.loc[WHO, "flag"] == flag
    assert (table["flag"] != "").sum() == 1
    assert table.loc[WHO, "cause"] == cause
    assert (table.loc[WHO, "ratio"] < 1) == (flag == "alike")


def test_few_interviews_say_nothing():
    frame = pd.concat([answered(3), answered(3, J=1, size=4).assign(interviewer="few", interview=list("abcd"))])
    case = observed(frame.reset_index(drop=True))[1][0]
    table = spread(case, "holm", 0.05, 1).set_index("interviewer")
    assert table.loc["few", ["sd", "ratio", "p"]].isna().all()
    assert table.loc["few", "flag"] == ""


def test_small_cells_do_not_show():
    seen, cases = observed(answered(3))
    table = spread_with_causes(seen, cases).assign(analysis="a", evidence="3 of 14 answers")
    effects = table[["analysis", "variant", "interviewer", "n"]]
    effects = effects.assign(n=np.where(effects["interviewer"] == WHO, 3, effects["n"]))
    workload = effects.query("variant == 'recoded'").set_index("interviewer")["n"]
    shown = published({"effects": effects, "spread": table}, workload, 5)["spread"]
    assert WHO not in set(shown["interviewer"])
    assert set(shown["evidence"]) == {"withheld"}


def test_the_standard_deviation_and_p_are_those_of_the_answers_as_they_are():
    frame = answered(2)
    rows = frame.index[frame["interviewer"] == WHO]
    frame.loc[rows, "q0"] = np.where(np.arange(len(rows)) % 2, 5.0, 6.0)
    (case, *_) = observed(frame)[1]
    row = spread(case, "holm", 0.05, 1).set_index("interviewer").loc[WHO]
    within = sums_within(case)
    place = case.place[WHO]
    assert row["sd"] == pytest.approx(np.sqrt(within.rss[place] / within.df[place]))
    assert row["sd"] < 0.6
    assert row["p"] < 2e-4  # what one in ten thousand would have is the floor of the logarithm, not of p


def test_others_without_any_spread_divide_by_nothing():
    frame = answered(2, J=4)
    frame.loc[frame["interviewer"] != "001", "q0"] = frame["q1"]
    (case, *_) = observed(frame)[1]
    with np.errstate(divide="raise", invalid="raise"):
        table = spread(case, "holm", 0.05, 1)
    assert np.isfinite(table["p"]).all()
