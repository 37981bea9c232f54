"""The χ̄² of several variances at once: against the mixture for one, the geometry of the cone, and
refits.
"""

import numpy as np
import pytest
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.inference.bootstrap import replicate_statistics
from interviewer_effects.mixed.inference.chi_bar_square import ChiBar, chi_bar, projected
from interviewer_effects.mixed.inference.likelihood_ratio import chi2_mixture_p
from interviewer_effects.mixed.inference.model_pair import pair_of, refitted
from scipy import optimize, stats
from surveys import survey


def pair(frame, null, alternative, covariance="unstructured"):
    """The null fit and the alternative's design on the same products."""
    columns = {"1": np.ones(len(frame)), "x": frame["x"].to_numpy()}
    X = np.column_stack(list(columns.values()))
    small, large = (
        MixedModel(
            frame["y"],
            X,
            frame["g"],
            [] if not z else np.column_stack([columns[c] for c in z]),
            covariance,
        ).fit()
        for z in (null, alternative)
    )
    both = pair_of(small, large)
    return refitted(small, both, both.null), large


@pytest.mark.parametrize(
    ("null", "alternative", "components"),
    [("", "1", ((0.5, 0), (0.5, 1))), ("1", "1x", ((0.5, 1), (0.5, 2)))],
)
def test_one_variance_more_is_the_half_and_half_mixture(null, alternative, components):
    small, large = pair(survey(3, J=60, smallest=4), null, alternative)
    simulated = chi_bar(small, large._fit.design, draws=20_000)
    for T in (0.1, 0.8, 2.7, 5.1):
        p = chi2_mixture_p(T, components)
        assert simulated.p(T) == pytest.approx(p, abs=4 * np.sqrt(p * (1 - p) / 20_000))
    assert simulated.p(0.0) == 1.0


@pytest.mark.slow
def test_the_projection_is_the_nearest_matrix_of_the_cone():
    """By parametrising the cone as LL' and searching."""
    rng = np.random.default_rng(2)
    root = rng.standard_normal((3, 3))
    metric = root @ root.T + 0.3 * np.eye(3)
    points = 2 * rng.standard_normal((12, 3))
    found = projected(points, metric, 2, False)

    def away(t, s):
        L = np.array([[t[0], 0], [t[1], t[2]]])
        D = L @ L.T
        d = np.array([D[0, 0], np.sqrt(2) * D[0, 1], D[1, 1]]) - s
        return d @ metric @ d

    for s, length in zip(points, found, strict=True):
        starts = [[1, 0, 1], [1, 1, 0.1], [1, -1, 0.1], [0.1, 1, 1], [0, 0, 1], [0.01, 0.01, 0.01]]
        ends = [optimize.minimize(away, start, args=(s,), tol=1e-12).fun for start in starts]
        assert length == pytest.approx(s @ metric @ s - min(ends), abs=1e-6)


def test_a_diagonal_covariance_has_the_orthant():
    """Orthogonal columns, n interviews each: σ² in common correlates the two variances by r = 1/(n
    − 1), and the weights are ¼ ∓ asin(r)/2π of χ²_0 and χ²_2, ½ of χ²_1.
    """
    J, n = 40, 4
    frame = survey(1, J=J, smallest=n).iloc[: J * n].copy()
    frame["g"], frame["x"] = np.repeat(np.arange(J), n), np.tile([-1.0, 1.0, -1.0, 1.0], J)
    small, large = pair(frame, "", "1x", "diagonal")
    simulated = chi_bar(small, large._fit.design, draws=20_000)
    none = 0.25 - np.arcsin(1 / (n - 1)) / (2 * np.pi)
    assert simulated.share_zero == pytest.approx(none, abs=0.012)
    for T in (1.0, 4.0):
        p = 0.5 * stats.chi2.sf(T, 1) + (0.5 - none) * stats.chi2.sf(T, 2)
        assert simulated.p(T) == pytest.approx(p, abs=4 * np.sqrt(p * (1 - p) / 20_000))


def test_level_and_slope_at_once_agree_with_refits():
    frame = survey(12, sd_intercept=0.0, sd_slope=0.0, J=120, smallest=6)
    small, large = pair(frame, "", "1x")
    simulated = chi_bar(small, large._fit.design, draws=10_000)
    refitted = replicate_statistics(small, large._fit.design, large.model.products, 1000, 3)
    for level in (0.5, 0.2, 0.05):
        T = np.quantile(simulated.draws, 1 - level)
        assert (refitted >= T).mean() == pytest.approx(
            level, abs=4 * np.sqrt(level * (1 - level) / 1000) + 0.01
        )


def test_a_null_on_the_boundary_has_no_mixture():
    frame = survey(5, sd_intercept=0.0, sd_slope=0.0, J=30)
    frame["y"] -= frame.groupby("g")["y"].transform("mean")
    small, large = pair(frame, "1", "1x")
    with pytest.raises(ValueError, match="use a bootstrap"):
        chi_bar(small, large._fit.design)


def test_p_is_never_zero():
    assert ChiBar(np.array([1.0, 2.0, 3.0]), 0.0).p(10.0) == 0.25


def test_beyond_all_draws_p_is_a_floor_that_says_so():
    draws = ChiBar(np.array([1.0, 2.0, 3.0]), 0.0)
    assert [draws.beyond(T) for T in (0.5, 2.0, 10.0)] == [3, 2, 0]
