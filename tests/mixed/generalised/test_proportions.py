"""The logistic model with a random intercept against lme4's glmer, closed forms and many starts."""

import json
from pathlib import Path

import numpy as np
import pytest
from interviewer_effects.mixed.generalised.factor import Factor
from interviewer_effects.mixed.generalised.marginal import log_likelihoods, total
from interviewer_effects.mixed.generalised.parameters import Parameters
from interviewer_effects.mixed.generalised.quadrature import SinhTrapezoid
from interviewer_effects.mixed.generalised.scheme import Scheme
from interviewer_effects.mixed.generalised_inference.moments import latent_icc
from interviewer_effects.mixed.generalised_inference.proportion_limits import sigma_limits
from interviewer_effects.mixed.generalised_inference.proportions import (
    cells_of_counts,
    fit_proportions,
)
from interviewer_effects.mixed.generalised_inference.tails import tail_probabilities
from scipy import integrate, optimize, special, stats

RISE = stats.chi2.isf(0.05, 1)
PEER = json.loads(
    (Path(__file__).parents[2] / "reference" / "logistic.json").read_text(encoding="utf-8")
)["cases"]


def deviance(events, trials, beta, sigma):
    """−2ℓ of one outcome, by a fine trapezoid."""
    cells = cells_of_counts(events, trials)
    parameters = Parameters(np.array([[beta]]), np.array([[sigma]]), Factor.of_rank(1, 1))
    scheme = Scheme.uniform(cells, 1, SinhTrapezoid(0.05))
    value = total(cells, parameters, log_likelihoods(scheme, parameters))[0]
    ways = special.gammaln(cells.trials + 1) - special.gammaln(cells.events + 1)
    ways -= special.gammaln(cells.trials - cells.events + 1)
    return -2 * float(value + cells.sum_by_data_set(ways)[0])


def counts(case):
    return np.array(case["events"], float), np.array(case["trials"], float)


@pytest.mark.parametrize("name", PEER)
def test_estimates_and_deviance_are_those_of_glmer_or_better(name):
    peer = PEER[name]
    fit = fit_proportions(*counts(peer))
    assert fit.null_deviance[0] == pytest.approx(peer["null_deviance"], abs=1e-6)
    assert fit.deviance[0] <= peer["deviance"] + 1e-6
    if (
        fit.deviance[0] > peer["deviance"] - 1e-6
    ):  # else glmer stopped early, and its estimates are no reference
        assert fit.beta[0] == pytest.approx(peer["beta"], abs=2e-4)
        assert fit.sigma[0] == pytest.approx(peer["sigma"], abs=2e-3)


def test_where_interviewers_do_not_differ_the_variance_is_zero_and_says_so():
    fit = fit_proportions(np.full(30, 3), np.full(30, 20))
    assert (fit.sigma[0], fit.status[0], fit.statistic[0]) == (0.0, "boundary", 0.0)
    assert fit.beta[0] == pytest.approx(np.log(3 / 17))
    assert fit.deviance[0] == pytest.approx(-2 * 30 * stats.binom.logpmf(3, 20, 0.15))


def test_interviewers_who_have_all_or_nothing_have_no_optimum_and_say_so():
    assert fit_proportions(np.array([0, 20] * 10), np.full(20, 20)).status[0] == "unbounded"


def test_outcomes_that_are_never_there_are_refused():
    with pytest.raises(ValueError, match="always or never there"):
        fit_proportions(np.zeros(5), np.full(5, 10))


def random_counts(rng, rows):
    J = int(rng.integers(4, 40))
    trials = rng.integers(0, 25, (rows, J)) + (np.arange(J) == 0)
    beta, sigma = rng.normal(-1, 1.5, (rows, 1)), rng.choice([0, 0.3, 1, 2], (rows, 1))
    events = rng.binomial(trials, 1 / (1 + np.exp(-beta - sigma * rng.normal(size=(rows, J)))))
    kept = (events.sum(1) > 0) & (events.sum(1) < trials.sum(1))
    return events[kept], trials[kept]


@pytest.mark.slow
def test_no_start_finds_a_lower_deviance_and_a_batch_is_its_rows():
    rng = np.random.default_rng(5)
    for _ in range(4):
        events, trials = random_counts(rng, 12)
        together = fit_proportions(events, trials)
        assert np.isfinite(together.deviance).all()
        for r in range(0, len(events), 5):
            alone = fit_proportions(events[r], trials[r])
            assert alone.deviance[0] == pytest.approx(together.deviance[r], abs=1e-7)
            y, n = events[r : r + 1].astype(float), trials[r : r + 1].astype(float)
            starts = [(rng.normal(-1, 2), rng.uniform(0.05, 4)) for _ in range(4)]
            others = [
                optimize.minimize(
                    lambda at, y=y, n=n: deviance(y, n, *at), start, method="L-BFGS-B",
                    bounds=[(-15, 15), (0, 6)],
                ).fun
                for start in starts
            ]  # fmt: skip
            assert alone.deviance[0] <= min(others) + 2e-6


def test_the_quadrature_is_the_integral():
    events, trials, beta, sigma = (
        np.array([[0.0, 7.0, 30.0]]),
        np.array([[12.0, 9.0, 200.0]]),
        -2.0,
        1.7,
    )

    def whole(y, n):
        return integrate.quad(
            lambda v: (
                stats.binom.pmf(y, n, 1 / (1 + np.exp(-beta - sigma * v))) * stats.norm.pdf(v)
            ),
            -9,
            9,
            epsabs=1e-14,
        )[0]

    parts = [np.log(whole(y, n)) for y, n in zip(events[0], trials[0], strict=True)]
    assert deviance(events, trials, beta, sigma) == pytest.approx(-2 * sum(parts), abs=1e-6)


def test_limits_lie_where_the_profile_has_risen():
    fit = fit_proportions(*counts(PEER["strong"]))
    limits = sigma_limits(fit, RISE)
    y, n = (part[None] for part in counts(PEER["strong"]))
    for limit in (limits.low[0], limits.high[0]):
        best = optimize.minimize_scalar(
            lambda beta, s=limit: deviance(y, n, beta, s), bounds=(-6, 6), method="bounded"
        )
        assert best.fun - fit.deviance[0] == pytest.approx(RISE, abs=1e-4)
    nothing = fit_proportions(np.full(30, 3), np.full(30, 20))
    limits = sigma_limits(nothing, RISE)
    assert limits.low[0] == 0
    assert 0 < limits.high[0] < 1


@pytest.mark.slow
def test_the_limits_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(11)
    trials = rng.integers(5, 40, 40)
    events = rng.binomial(trials, 1 / (1 + np.exp(1.5 - 0.8 * rng.normal(size=(200, 40)))))
    fit = fit_proportions(events, np.broadcast_to(trials, events.shape))
    limits = sigma_limits(fit, RISE)
    holds_truth = (limits.low <= 0.8) & (limits.high >= 0.8)
    assert 0.90 <= holds_truth.mean() <= 0.98
    assert np.median(fit.sigma) == pytest.approx(0.8, abs=0.05)


def test_tails_are_those_of_the_mixture():
    below, above = tail_probabilities(np.array([0, 2, 5]), np.array([5, 5, 5]), -1.0, 0.0)
    assert below == pytest.approx(stats.binom.cdf([0, 2, 5], 5, 1 / (1 + np.e)))
    assert above == pytest.approx(stats.binom.sf([-1, 1, 4], 5, 1 / (1 + np.e)))
    rng = np.random.default_rng(2)
    drawn = rng.binomial(30, 1 / (1 + np.exp(2 - 1.2 * rng.normal(size=200_000))))
    below, above = tail_probabilities(np.array([9]), np.array([30]), -2.0, 1.2)
    assert below[0] == pytest.approx((drawn <= 9).mean(), abs=0.004)
    assert above[0] == pytest.approx((drawn >= 9).mean(), abs=0.004)


def test_latent_icc():
    assert latent_icc(np.pi**2 / 3) == pytest.approx(0.5)
