"""Exact tests of counts, held to scipy's hypergeometric distribution."""

import numpy as np
import pytest
from interviewer_effects.audit.patterns import hypergeometric, two_sided, upper
from scipy import stats


def surveys():
    """Counts of a kind among the interviews of some interviewers; all, none and only one person's are of it, too."""
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
    np.testing.assert_allclose(upper(count, N, K, n), stats.hypergeom.sf(count - 1, N, K, n), rtol=1e-11)


def test_a_large_population_is_as_exact_and_its_tails_too():
    N, K, n = 1_000_000, 4_000, 3_000
    least, chance = hypergeometric(N, K, n)
    k = np.array([0, 12, 40, 90])
    np.testing.assert_allclose(chance[k - least], stats.hypergeom.pmf(k, N, K, n), rtol=1e-9)
    assert upper(np.array([90]), N, K, np.array([n]))[0] == pytest.approx(stats.hypergeom.sf(89, N, K, n), rel=1e-6)
