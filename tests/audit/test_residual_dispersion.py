"""Spread: statistics and chance by their definitions and by brute force, promises of test and
intervals by simulation, planted faults found.
"""

import itertools

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.disclosure.published import published
from interviewer_effects.audit.explanations.dispersion_causes import spread_with_causes
from interviewer_effects.audit.flags.dispersion import (
    Within,
    between,
    logarithms,
    p_without,
    predicted,
    spread,
    sums_within,
)
from interviewer_effects.audit.flags.flags import adjusted
from interviewer_effects.audit.flags.variance_differences import Others, others, tails, two_sided
from interviewer_effects.audit.flags.variance_reference import (
    Chance,
    Reference,
    Scale,
    trimmed_variance,
    trimmed_variances,
)
from interviewer_effects.mixed.inference.predicted_effects import effects
from planted import CODEBOOK, answered, observed
from scipy import optimize, stats

WHO = "007"
DF = np.clip(np.round(9 * np.exp(0.7 * stats.norm.ppf((np.arange(80) + 0.5) / 80))), 4, 60)


@pytest.fixture(scope="module")
def normal():
    """What chance makes of log variances of normal answers, for DF + 1 interviews each."""
    rng = np.random.default_rng(2)
    logs = [np.log(rng.chisquare(df, 20_000) / df) for df in DF]
    return Reference.of(logs, np.ones(len(DF)), np.arange(len(DF)))


def drawn(tau, seed, reference):
    """Log variances without their bias of interviewers whose log σ² differ by tau, and their
    standard deviations.
    """
    rng = np.random.default_rng(seed)
    logs = tau * rng.standard_normal(len(DF))
    return logs + np.log(rng.chisquare(DF) / DF) - reference.mean, np.exp(logs / 2)


def test_the_sums_of_squares_are_those_of_a_line_through_each_interviewers_answers():
    (case, *_) = observed(answered(2, J=8))[1]
    within = sums_within(case)
    for j, who in enumerate(case.ladder.products.groups):
        own = case.frame[case.frame["interviewer"] == who]
        line = np.polynomial.Polynomial.fit(own["q1"], own["q0"], 1)
        assert within.rss[j] == pytest.approx(((own["q0"] - line(own["q1"])) ** 2).sum(), rel=1e-9)
        assert within.df[j] == len(own) - 2
    fitted = case.frame["q0"] - case.ladder.matrix((None, "q1")) @ case.fit.beta
    lines = effects(case.fit).eblup[within.codes]
    np.testing.assert_allclose(
        within.e, fitted - lines[:, 0] - lines[:, 1] * case.frame["q1"], atol=1e-9
    )


def test_the_variance_is_that_without_the_farthest_answer():
    rng = np.random.default_rng(5)
    codes = np.repeat(np.arange(4), [7, 5, 9, 6])
    e = rng.standard_normal(len(codes)) ** 3
    by_hand = []
    for j in range(4):
        own = e[codes == j]
        farthest = np.abs(own - own.mean()).argmax()
        by_hand.append(np.var(np.delete(own, farthest), ddof=1))
    np.testing.assert_allclose(trimmed_variances(e, codes, 4), by_hand, rtol=1e-12)
    assert trimmed_variance(e[codes == 2], np.ones(9)) == pytest.approx(by_hand[2])
    some = (np.arange(9) != 3).astype(float)
    assert trimmed_variance(e[codes == 2], some) == pytest.approx(
        trimmed_variance(e[codes == 2][some > 0], np.ones(8))
    )


def test_chance_on_a_scale_is_that_of_all_possible_answers():
    """Five answers on a scale of four values, tilted to the mean 1.2: all 1,024 possible
    interviews, by their chances; V at a mean is the variance of the tilt that has it, found by
    bisection.
    """
    shares = np.array([0.5, 0.2, 0.2, 0.1])
    values = np.arange(4.0)

    def tilted(mean):
        """Probabilities of the tilt with this mean."""

        def away(t):
            p = shares * np.exp(t * values)
            return p @ values / p.sum() - mean

        p = shares * np.exp(optimize.brentq(away, -60, 60) * values)
        return p / p.sum()

    def log_variance(mean):
        if mean in (0, 3):
            return np.log(1 / 12)
        p = tilted(mean)
        return np.log(p @ values**2 - mean**2 + 1 / 12)

    toward = (5 * 1.2 + shares @ values) / 6  # by one interview towards the mean of all
    chance = tilted(toward)
    expected = {mean: log_variance(mean) for mean in np.arange(16) / 5}
    stats_, weights = [], []
    for answers in itertools.product(range(4), repeat=5):
        mean = np.mean(answers)
        rest = np.delete(answers, np.argmax(np.abs(np.array(answers) - mean)))
        stats_.append(np.log(np.var(rest, ddof=1) + 1 / 12) - expected[round(mean * 5) / 5])
        weights.append(np.prod(chance[list(answers)]))
    mean = np.dot(weights, stats_)
    sd = np.sqrt(np.dot(weights, np.square(stats_)) - mean**2)
    scale = Scale.of(np.repeat(values, (shares * 1000).astype(int)))
    made = Chance(np.zeros(1), scale, 1 / 12, 3).reference(np.array([5]), np.array([1.2]))
    assert made.mean[0] == pytest.approx(mean, abs=4 * sd / np.sqrt(4_000) + 0.01)
    assert np.sqrt(made.variance[0]) == pytest.approx(sd, rel=0.06)


def test_chance_without_bounds_is_that_of_interviews_drawn_from_all():
    rng = np.random.default_rng(8)
    e = rng.standard_t(3, 2_000)
    made = Chance(e, None, 0.0, 3).reference(np.array([6, 25, 200, 800]), np.zeros(4))
    draws = rng.choice(e, (20_000, 25))
    far = np.abs(draws - draws.mean(1, keepdims=True)).argmax(1)
    draws[np.arange(len(draws)), far] = np.nan
    logs = np.log(np.nanvar(draws, axis=1, ddof=1))
    assert made.mean[1] == pytest.approx(logs.mean(), abs=4 * logs.std() / np.sqrt(8_000))
    assert np.sqrt(made.variance[1]) == pytest.approx(logs.std(), rel=0.05)
    zero = Others(np.zeros(4), np.zeros(4))
    at = np.quantile(logs, [0.003, 0.2, 0.9])
    for value, tail in zip(at, (0.003, 0.2, 0.9), strict=True):
        found = tails(np.full(4, value - made.mean[1]), zero, made)[1]
        assert found == pytest.approx(tail, abs=5 * np.sqrt(tail * (1 - tail) / 8_000) + 0.001)
    assert (
        made.mean[3] == made.mean[2]
    )  # beyond 200 interviews chance falls with the root of their number
    assert made.variance[3] == pytest.approx(made.variance[2] / 4)


def test_those_judged_do_not_count_among_the_others():
    rng = np.random.default_rng(4)
    v = rng.uniform(0.05, 0.3, 12)
    logs = rng.normal(0, np.sqrt(v + 0.1))
    logs[3] += 2

    def tau2(x, v):
        w = 1 / v
        mean = (w * x).sum() / w.sum()
        return max(
            ((w * (x - mean) ** 2).sum() - len(x) + 1) / (w.sum() - (w**2).sum() / w.sum()), 0
        )

    every = tau2(logs, v)
    found = others(logs, v, np.full(12, 20))
    for j in range(12):
        x, u = np.delete(logs, j), np.delete(v, j)
        w = 1 / (u + every)
        assert found.mean[j] == pytest.approx((w * x).sum() / w.sum())
        assert found.variance[j] == pytest.approx((every + tau2(x, u)) / 2 + 1 / w.sum())
    assert found.variance[3] < found.variance.max()


def test_the_expectation_goes_with_the_workload_where_variances_do():
    rng = np.random.default_rng(4)
    sizes = rng.integers(5, 40, 200)
    v = 2 / sizes
    found = others(rng.normal(-np.log(sizes / 20), np.sqrt(v)), v, sizes)
    line = np.polynomial.Polynomial.fit(np.log(sizes), found.mean, 1).convert().coef
    assert line[1] == pytest.approx(-1, abs=0.1)
    assert found.mean[sizes == 20].mean() == pytest.approx(0, abs=0.1)


def test_p_is_that_of_normal_variables_where_chance_is_normal():
    logs = np.random.default_rng(6).normal(0, 0.5, 400_000)
    chance = Reference.of([logs], np.ones(1), np.zeros(1, int))
    among = Others(np.array([0.1]), np.array([0.2]))
    for z in (-3.0, 1.0, 2.5):
        sd = np.sqrt(0.25 * (1 + 0.05**2) + 0.2)
        p = two_sided(tails(np.array([0.1 + z * sd]), among, chance))[0]
        assert p == pytest.approx(2 * stats.norm.sf(abs(z)), rel=0.05)


@pytest.mark.slow
def test_intervals_hold_the_truth_and_the_test_of_equal_variances_its_level(normal):
    held, rejected = {}, {}
    for tau in (0.0, 0.25, 0.5):
        parts = []
        for seed in range(60):
            logs, truth = drawn(tau, seed, normal)
            fit = between(logs, normal, seed)
            made = predicted(logs, normal.variance, fit)
            parts.append(((made["ci_low"] <= truth) & (truth <= made["ci_high"])).mean())
            rejected[tau] = rejected.get(tau, 0) + (fit.p <= 0.05)
        held[tau] = np.mean(parts)
    assert 0.925 < held[0.25] < 0.975  # 4,800 intervals, in surveys of which 60 differ
    assert 0.925 < held[0.5] < 0.975
    assert held[0.0] > 0.95
    assert rejected[0.0] <= stats.binom.isf(0.001, 60, 0.05)
    assert rejected[0.5] >= 57


def within_of(y, codes):
    """What is judged of answers y (n,) of interviewers codes (n,), their levels predicted by
    moments.
    """
    n = np.bincount(codes)
    mean = np.bincount(codes, y) / n
    rest = y - mean[codes]
    sigma2 = (rest**2).sum() / (n.sum() - len(n))
    tau2 = max(np.var(mean, ddof=1) - np.mean(sigma2 / n), 0)
    level = (mean - y.mean()) * tau2 / (tau2 + sigma2 / n)
    ones = np.ones((len(y), 1))
    return Within(n - 1, rest, y - y.mean() - level[codes], y - y.min(), codes, y - y.mean(), ones)


def answers(kind, rng, codes):
    """Clean answers of one kind, with an ICC of .05."""
    y = np.sqrt(0.05 / 0.95) * rng.standard_normal(codes.max() + 1)[codes]
    if kind == "t3":
        return y + rng.standard_t(3, len(codes)) / np.sqrt(3)
    y = y + rng.standard_normal(len(codes))
    if kind == "SD by interviewer":
        own = np.exp(0.3 * rng.standard_normal(codes.max() + 1))
        return y * own[codes]
    return np.clip(np.floor(4 * y), 0, 10)


@pytest.mark.parametrize("kind", ["t3", "SD by interviewer", "floor 0-10"])
def test_clean_surveys_have_nobody_flagged_whatever_the_answers(kind):
    """Of F tests between .58 (floor) and .93 of such surveys have somebody flagged."""
    flagged = 0
    codes = np.repeat(np.arange(60), np.random.default_rng(7).integers(8, 26, 60))
    for seed in range(25):
        within = within_of(answers(kind, np.random.default_rng(seed), codes), codes)
        found = logarithms(within, seed)
        p = two_sided(found.tail)
        flagged += (adjusted(p, "holm") < 0.05).any()
    assert flagged <= stats.binom.isf(0.01, 25, 0.05)


def test_p_without_some_interviews_is_that_of_the_rest():
    rng = np.random.default_rng(3)
    codes = np.repeat(np.arange(20), 15)
    y = rng.normal(size=300)
    y[codes == 4] *= np.where(np.arange(15) < 5, 9, 1)
    within = within_of(y, codes)
    found = logarithms(within, 1)
    at_first = two_sided(found.tail)
    p = p_without(within, found, 4, np.where(np.arange(15) < 5, 0.0, 1.0))
    np.testing.assert_array_equal(np.delete(p, 4), np.delete(at_first, 4))
    assert at_first[4] < 5e-3
    assert p[4] > 0.2
    assert np.isnan(p_without(within, found, 4, np.where(np.arange(15) < 11, 0.0, 1.0))[4])
    assert p_without(within, found, 4, np.ones(15))[4] == pytest.approx(at_first[4], rel=0.5)


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
    part.iloc[:2, part.columns.get_loc("q0")] = 60


@pytest.mark.parametrize(
    ("change", "codebook", "flag", "cause"),
    [
        (
            same,
            CODEBOOK,
            "alike",
            "",
        ),  # 14 of 14 answers in the middle: too few to be beyond chance
        (lines, CODEBOOK, "alike", "near-duplicates"),
        (wild, CODEBOOK, "unlike", "heaping"),
        (
            wrong,
            CODEBOOK,
            "unlike",
            "suspected value",
        ),  # two: a single one is the farthest, and left out
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
    frame = pd.concat(
        [answered(3), answered(3, J=1, size=4).assign(interviewer="few", interview=list("abcd"))]
    )
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
    assert row["p"] < 0.01


def test_others_without_any_spread_divide_by_nothing():
    frame = answered(2, J=4)
    frame.loc[frame["interviewer"] != "001", "q0"] = frame["q1"]
    (case, *_) = observed(frame)[1]
    with np.errstate(divide="raise", invalid="raise"):
        table = spread(case, "holm", 0.05, 1)
    assert np.isfinite(table["p"]).all()
