"""The exact test with equal workloads taken together, held to the one that looks at every
interviewer.
"""

import numpy as np
import pytest
from interviewer_effects.mixed.inference import exact_null, spectrum
from interviewer_effects.mixed.likelihood.crossproducts import cross_products
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.fit import fit
from scipy import stats


@pytest.mark.parametrize("p", [1, 3])
def test_eigenvalues_are_those_of_the_whole_matrix(p):
    rng = np.random.default_rng(p)
    d = rng.integers(5, 30, 400).astype(float)
    A = 0.3 * rng.normal(size=(p, 400))
    equals = spectrum.Spectrum.of_equal_workloads(d, A)
    values = equals.eigenvalues
    times = equals.multiplicity
    assert len(values) <= 25 * (p + 1) < 400 == times.sum()
    np.testing.assert_allclose(
        np.repeat(values, times.astype(int)), np.linalg.eigvalsh(np.diag(d) - A.T @ A), atol=1e-10
    )


@pytest.mark.parametrize("reml", [True, False])
def test_the_null_distribution_is_the_same(reml, monkeypatch):
    rng = np.random.default_rng(8)
    g = np.repeat(np.arange(90), rng.integers(3, 9, 90))
    columns = {"x": rng.normal(size=len(g)), "y": rng.normal(size=len(g))}
    fitted = fit(make_design(cross_products(columns, g), [None, "x"], [None], "y"), reml)
    single = exact_null.null_statistics(fitted, 20_000, np.random.default_rng(1))
    monkeypatch.setattr(spectrum, "MANY", 10)
    together = exact_null.null_statistics(fitted, 20_000, np.random.default_rng(2))
    assert abs((single == 0).mean() - (together == 0).mean()) < 4 * np.sqrt(0.5 / 20_000)
    assert stats.ks_2samp(single[single > 0], together[together > 0]).pvalue > 1e-3
    assert (single > 2.7055).mean() == pytest.approx((together > 2.7055).mean(), abs=0.008)


def test_draws_that_are_kept_are_those_of_the_generator():
    plain, own = np.random.default_rng([3, 1]), [np.random.default_rng([3, 1]) for _ in range(2)]
    squares = plain.standard_normal((50, 7)) ** 2
    for rng in own:  # drawn, then kept
        np.testing.assert_array_equal(exact_null._squares(rng, np.ones(7), 50), squares)
        assert rng.bit_generator.state == plain.bit_generator.state
    other = exact_null._squares(np.random.default_rng([3, 2]), np.ones(7), 50)
    assert not np.array_equal(other, squares)
