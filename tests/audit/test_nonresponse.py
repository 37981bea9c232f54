"""Item nonresponse: what counts as unanswered, whose rates differ, and how often somebody is
flagged by chance.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.flags.flags import adjusted
from interviewer_effects.audit.flags.nonresponse import (
    ANY_ITEM,
    ANY_REASON,
    BLANK,
    INTERVIEWERS,
    SILENCE,
    silence,
)
from interviewer_effects.audit.flags.nonresponse_reference import limits, rates_of_others, tail
from interviewer_effects.mixed.generalised_inference.moments import latent_icc
from interviewer_effects.mixed.generalised_inference.proportions import fit_proportions
from scipy import optimize, special, stats

COLUMNS = {"interview": "id", "interviewer": "who"}


def survey(rates, n=30, items=("a",), reason="don't know"):
    """A survey in which interviewer j's respondents leave items unanswered with probability
    rates[j], and its cells.
    """
    rng = np.random.default_rng(4)
    who = np.repeat(np.arange(len(rates)), n)
    frame = pd.DataFrame({"id": np.arange(len(who)), "who": who} | dict.fromkeys(items, 1.0))
    cells = []
    for item in items:
        gone = rng.random(len(who)) < np.asarray(rates)[who]
        frame.loc[gone, item] = np.nan
        cells += [
            {
                "interview": i,
                "interviewer": frame["who"][i],
                "item": item,
                "code": "88",
                "reason": reason,
            }
            for i in np.flatnonzero(gone)
        ]
    return frame, pd.DataFrame(
        cells, columns=["interview", "interviewer", "item", "code", "reason"]
    )


def row(table, item, reason):
    (found,) = table[(table["item"] == item) & (table["reason"] == reason)].to_dict("records")
    return found


def test_counts_leave_out_what_was_not_asked_and_know_blanks():
    frame = pd.DataFrame(
        {"id": range(8), "who": [1, 1, 1, 1, 2, 2, 2, 2], "a": [1.0] * 4 + [np.nan] * 4, "b": 1.0}
    )
    cells = pd.DataFrame(
        [
            (4, 2, "a", "66", "not applicable"),
            (5, 2, "a", "77", "refusal"),
            (6, 2, "a", "88", "don't know"),
        ],
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
    fit = fit_proportions(counts, np.full(30, 30))
    assert found["icc"] == pytest.approx(latent_icc(fit.sigma[0] ** 2))
    assert found["icc_low"] < found["icc"] < found["icc_high"]
    assert found["rate_low"] < found["rate"] < found["rate_high"]
    assert found["p_adjusted"] < 1e-6
    flagged = people[(people["item"] == "a") & (people["flag"] != "")]
    assert flagged[["interviewer", "flag"]].to_numpy().tolist() == [["29", "more"]]
    rates = rates_of_others(counts, np.full(30, 30))
    below = tail(counts, np.full(30, 30), rates.beta, rates.sigma)[29]
    assert flagged["p"].iloc[0] == pytest.approx(2 * (1 - below))
    assert flagged["p_adjusted"].iloc[0] == pytest.approx(30 * flagged["p"].iloc[0])
    assert flagged["rate"].iloc[0] >= flagged["limit_high"].iloc[0]


def test_one_reason_and_one_item_count_once():
    frame, cells = survey([0.2] * 10)
    table, _ = silence(frame, cells, COLUMNS, ["a"], "holm", 0.05)
    assert table[["item", "reason"]].to_numpy().tolist() == [
        ["a", "don't know"],
        [ANY_ITEM, "don't know"],
    ]


def integrated(events, trials, left_out):
    """Posterior mean of β and √(E σ² + Var β) by all but one from flat priors, likelihoods as sums
    over a grid.
    """
    rate = special.logit(events.sum() / trials.sum())
    betas, sigmas = np.linspace(rate - 6, rate + 4, 61), np.linspace(0.05, 5.95, 60)
    u = np.linspace(-6, 6, 61)
    log_posterior = np.zeros((61, 60))
    for j in np.delete(np.arange(len(events)), left_out):
        for k, sigma in enumerate(sigmas):
            chance = stats.binom.pmf(
                events[j], trials[j], special.expit(betas[:, None] + sigma * u)
            )
            log_posterior[:, k] += np.log(chance @ stats.norm.pdf(u))
    share = np.exp(log_posterior - log_posterior.max())
    share /= share.sum()
    mean = share.sum(1) @ betas
    return mean, np.sqrt(share.sum(0) @ sigmas**2 + share.sum(1) @ betas**2 - mean**2)


def test_p_is_that_of_direct_integration_without_the_one_judged():
    events, trials = (
        np.array([1, 0, 3, 2, 1, 0, 9, 2, 1, 4]),
        np.array([12, 8, 20, 15, 9, 14, 18, 25, 11, 30]),
    )
    rates = rates_of_others(events, trials)
    found = tail(events, trials, rates.beta, rates.sigma)
    beta, sigma = integrated(events, trials, 6)
    assert rates.beta[6] == pytest.approx(beta, abs=0.03)
    assert rates.sigma[6] == pytest.approx(sigma, abs=0.03)
    u = np.linspace(-8, 8, 4001)
    p = special.expit(rates.beta[6] + rates.sigma[6] * u)
    chance = (
        stats.binom.cdf(events[6] - 1, trials[6], p) + stats.binom.pmf(events[6], trials[6], p) / 2
    )
    assert found[6] == pytest.approx(chance @ stats.norm.pdf(u) * (u[1] - u[0]), abs=1e-6)


@pytest.mark.parametrize("icc", [0.0, 0.2])
def test_somebody_is_flagged_no_more_often_than_alpha_whatever_the_icc(icc):
    """An exact test against one common rate flags somebody in 74 % of surveys where the ICC is
    .2.
    """
    rng, flagged = np.random.default_rng(1), 0
    n, sigma = np.random.default_rng(7).integers(8, 26, 60), np.sqrt(icc / (1 - icc) * np.pi**2 / 3)
    u = np.linspace(-6, 6, 201)
    weight = stats.norm.pdf(u) / stats.norm.pdf(u).sum()
    beta = optimize.brentq(lambda b: special.expit(b + sigma * u) @ weight - 0.1, -8, 0)
    for _ in range(60):
        y = rng.binomial(n, special.expit(beta + sigma * rng.standard_normal(60)))
        rates = rates_of_others(y, n)
        below = tail(y, n, rates.beta, rates.sigma)
        flagged += (adjusted(2 * np.minimum(below, 1 - below), "holm") < 0.05).any()
    assert flagged <= stats.binom.isf(0.01, 60, 0.05)


def test_limits_are_the_first_counts_that_would_be_flagged():
    n = np.array([10, 200, 10])
    beta, sigma = np.array([-2.0, -2.0, -3.0]), np.array([0.7, 0.7, 0.2])
    for j, (fewest, most) in enumerate(zip(*limits(n, beta, sigma, 0.02), strict=True)):
        y = np.arange(n[j] + 1)
        below = tail(y, np.full(len(y), n[j]), np.full(len(y), beta[j]), np.full(len(y), sigma[j]))
        rare = 2 * np.minimum(below, 1 - below) < 0.02
        assert round(most * n[j]) == y[rare & (below > 0.5)][0]
        few = y[rare & (below < 0.5)]
        assert np.isnan(fewest) if not len(few) else round(fewest * n[j]) == few[-1]
