"""Exact tests of counts, held to scipy's hypergeometric distribution."""

import numpy as np
import pytest
from interviewer_effects.audit.explanations.battery import Battery, alike, heap_values, heaped
from interviewer_effects.audit.explanations.exact_counts import (
    Marks,
    exact_tests,
    hypergeometric,
    two_sided,
    upper,
)
from interviewer_effects.numbers import percent
from scipy import stats


def surveys():
    """Counts of a kind among the interviews of some interviewers; all, none and only one person's
    are of it, too.
    """
    rng = np.random.default_rng(3)
    for share in (0.0, 0.002, 0.1, 0.5, 0.97, 1.0):
        n = rng.integers(1, 60, 25)
        N = int(n.sum())
        K = round(share * N)
        yield np.array([rng.hypergeometric(K, N - K, size) for size in n]), N, K, n
    yield np.array([12]), 12, 5, np.array([12])


@pytest.mark.parametrize("case", list(surveys()), ids=str)
def test_exact_p_is_that_of_scipy(case):
    count, N, K, n = case
    count = np.minimum(count, K)
    seen = stats.hypergeom.pmf(count, N, K, n)
    every = np.arange(n.max() + 1)
    chance = stats.hypergeom.pmf(every, N, K, n[:, None])
    both = (chance * (chance <= seen[:, None] * (1 + 1e-9))).sum(1)
    np.testing.assert_allclose(two_sided(count, N, K, n), both, rtol=1e-11)
    np.testing.assert_allclose(
        upper(count, N, K, n), stats.hypergeom.sf(count - 1, N, K, n), rtol=1e-11
    )


def test_a_large_population_is_as_exact_and_its_tails_too():
    N, K, n = 1_000_000, 4_000, 3_000
    least, chance = hypergeometric(N, K, n)
    k = np.array([0, 12, 40, 90])
    np.testing.assert_allclose(chance[k - least], stats.hypergeom.pmf(k, N, K, n), rtol=1e-9)
    assert upper(np.array([90]), N, K, np.array([n]))[0] == pytest.approx(
        stats.hypergeom.sf(89, N, K, n), rel=1e-6
    )


def test_the_comparisons_of_a_family_are_counted():
    who = np.repeat(["a", "b", "c"], 10)
    ids = np.arange(30).astype(str)
    kinds = [
        Marks(cause, cause, ids, who, np.arange(30) % k == 0, True, "answers")
        for k, cause in enumerate("xyz", 2)
    ]
    assert exact_tests(kinds, "holm")["compared"].tolist() == [9] * 9


def test_the_words_of_a_kind_are_its_own_limit_and_share():
    rng = np.random.default_rng(1)
    answers = rng.choice([0.0, 5.0, 10.0, 3.0, 4.0, 6.0, 7.0], size=(200, 15))
    ids = np.arange(200).astype(str)
    battery = Battery([f"q{k}" for k in range(15)], 0, 10, answers, ids, np.repeat(["a", "b"], 100))
    share = np.isin(answers, [0, 5, 10]).mean(1)
    most = heaped(battery)
    least, of_all = percent(share[most.inside].min()), percent(most.inside.mean())
    assert most.what == (
        f"interviews have 0, 5, 10 as {least} or more of their answers to 15 items ({of_all} of "
        "all interviews do)"
    )
    assert ((share >= share[most.inside].min() - 1e-12) == most.inside).all()
    assert (
        f"({percent(alike(battery).inside.mean())} of all interviews do: their variance is"
        in alike(battery).what
    )


@pytest.mark.parametrize(
    ("high", "n", "last"),
    [(40, 9, 40), (1000, 101, 1000), (1e9, 100_001, 1e9), (1e30, 100_001, 1e30)],
)
def test_round_numbers_of_a_scale_without_end_are_few(high, n, last):
    values = heap_values(0.0, float(high))
    assert len(values) == n
    assert values[-1] == pytest.approx(last)
