"""Weights as frequencies, scores against differences, and simulated surveys with known inclusion
probabilities.
"""

import numpy as np
import pytest
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.inference.pseudo_likelihood import weighted_fit
from interviewer_effects.mixed.inference.sampling_weights import group_weights, scaled
from interviewer_effects.mixed.likelihood.crossproducts import group_codes
from scipy.optimize import minimize
from scipy.special import logsumexp


def survey(seed, J=30, m=8, D=((0.5, 0.05), (0.05, 0.1))):
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(J), rng.integers(2, 2 * m, J))
    x = rng.normal(size=len(g))
    u = rng.multivariate_normal([0, 0], D, J)[g]
    return {"x": x, "y": 2 + 0.5 * x + u[:, 0] + u[:, 1] * x + rng.normal(size=len(g))}, g


def fitted(columns, g, random=(None, "x"), **weights):
    return weighted_fit(columns, g, [None, "x"], list(random), "y", **weights)


def mixed(columns, g):
    X = np.column_stack([np.ones(len(g)), columns["x"]])
    return MixedModel(columns["y"], X, g, X).fit(reml=False)


def assert_same(weighted, result):
    assert weighted.fit.beta == pytest.approx(result.fe_params.to_numpy(), rel=1e-7)
    assert pytest.approx(result.cov_re.to_numpy(), rel=1e-5, abs=1e-7) == weighted.fit.D
    assert weighted.fit.sigma2 == pytest.approx(result.scale, rel=1e-7)


def test_rows_counted_twice_are_rows_that_are_there_twice():
    columns, g = survey(1)
    times = np.random.default_rng(2).integers(1, 4, len(g))
    doubled = {name: np.repeat(column, times) for name, column in columns.items()}
    assert_same(fitted(columns, g, row_weights=times), mixed(doubled, np.repeat(g, times)))


def test_groups_counted_twice_are_groups_that_are_there_twice():
    columns, g = survey(3)
    times = np.random.default_rng(4).integers(1, 4, 30)
    copies = [(j, k) for j in range(30) for k in range(times[j])]
    rows = np.concatenate([np.flatnonzero(g == j) for j, _ in copies])
    labels = np.concatenate([np.full((g == j).sum(), 100 * j + k) for j, k in copies])
    assert_same(
        fitted(columns, g, group_weights=times),
        mixed({n: c[rows] for n, c in columns.items()}, labels),
    )


def test_scores_are_the_derivatives_of_the_dense_likelihood():
    columns, g = survey(5, J=60)
    rng = np.random.default_rng(6)
    w, W = rng.uniform(0.5, 2, len(g)), rng.uniform(0.5, 2, 60)
    done = fitted(columns, g, row_weights=w, group_weights=W)
    assert done.fit.status == "interior"
    d, at = done.fit.design, done._estimates
    X = np.column_stack([np.ones(len(g)), columns["x"]]) @ d.to_x
    Z = np.column_stack([np.ones(len(g)), columns["x"]]) @ d.to_z
    y = (columns["y"] - d.y_shift) / d.y_scale

    def heights(v):
        beta, s, out = v[:2], v[-1], []
        delta = np.array([[v[2], v[3]], [v[3], v[4]]])
        for j in range(60):
            k = g == j
            M = np.eye(2) + delta @ (Z[k] * w[k, None]).T @ Z[k]
            r = y[k] - X[k] @ beta
            Zr = Z[k].T @ (w[k] * r)
            r2 = r @ (w[k] * r) - Zr @ np.linalg.solve(M, delta) @ Zr
            out.append(np.linalg.slogdet(M)[1] + w[k].sum() * np.log(2 * np.pi * s) + r2 / s)
        return np.array(out)

    h = 1e-6
    slopes = np.array([(heights(at + h * e) - heights(at - h * e)) / (2 * h) for e in np.eye(6)]).T
    assert done.scores(at) == pytest.approx(slopes, rel=1e-4, abs=1e-4)
    assert W @ done.scores(at) == pytest.approx(np.zeros(6), abs=1e-4)


def test_the_integral_of_weighted_densities_has_its_maximum_and_its_sandwich_there():
    """L_j = {∫ Π_i f(y_ij | u)^w_i|j φ(u) du}^W_j, by quadrature and differences: nothing is shared
    with the engine.
    """
    columns, g = survey(11, J=40, D=np.diag([0.5, 0.0]))
    rng = np.random.default_rng(12)
    w, W = scaled(rng.uniform(0.3, 3, len(g)), g, "B"), rng.uniform(0.5, 2, 40)
    node, mass = np.polynomial.hermite_e.hermegauss(80)
    own = np.arange(40)[:, None] == g

    def heights(v):
        r = columns["y"] - v[0] - v[1] * columns["x"]
        apart = r - np.exp(v[2] / 2) * node[:, None]
        logs = (-0.5 * w * (np.log(2 * np.pi) + v[3] + apart**2 / np.exp(v[3]))) @ own.T
        return logsumexp(logs, axis=0, b=mass[:, None] / np.sqrt(2 * np.pi))

    best = minimize(
        lambda v: -W @ heights(v), [2, 0.5, -0.7, 0], method="BFGS", options={"gtol": 1e-6}
    ).x
    done = fitted(columns, g, random=(None,), row_weights=w, group_weights=W)
    assert done.fit.beta == pytest.approx(best[:2], rel=1e-5)
    assert done.fit.D[0, 0] == pytest.approx(np.exp(best[2]), rel=1e-4)
    assert done.fit.sigma2 == pytest.approx(np.exp(best[3]), rel=1e-5)
    h = 1e-4 * np.eye(4)
    scores = np.array([(heights(best + e) - heights(best - e)) / 2e-4 for e in h]).T
    bread = np.array(
        [
            [
                W
                @ (
                    heights(best + a + b)
                    - heights(best + a - b)
                    - heights(best - a + b)
                    + heights(best - a - b)
                )
                for b in h
            ]
            for a in h
        ]
    )
    inverse = np.linalg.inv(bread / 4e-8)
    sandwich = inverse @ ((W[:, None] * scores).T @ (W[:, None] * scores)) @ inverse * 40 / 39
    assert done.cov_beta == pytest.approx(sandwich[:2, :2], rel=1e-3)
    assert done.variance_errors[0][0] == pytest.approx(
        np.sqrt(sandwich[2, 2]) * np.exp(best[2]), rel=1e-3
    )
    assert done.variance_errors[1] == pytest.approx(
        np.sqrt(sandwich[3, 3]) * np.exp(best[3]), rel=1e-3
    )


def test_the_sandwich_of_a_mean_is_the_one_of_the_textbook():
    """Without variance between groups: Var(ȳ_w) = Σ_j (Σ_i w(y − ȳ))² / (Σw)² · J/(J − 1)."""
    for seed in range(30):
        columns, g = survey(seed, D=np.zeros((2, 2)))
        w = np.random.default_rng(seed).uniform(0.5, 2, len(g))
        done = weighted_fit({"y": columns["y"]}, g, [None], [None], "y", row_weights=w)
        if done.fit.status == "boundary":
            break
    mean = np.average(columns["y"], weights=w)
    totals = np.bincount(g, w * (columns["y"] - mean))
    assert done.fit.beta[0] == pytest.approx(mean)
    assert done.cov_beta[0, 0] == pytest.approx(
        (totals**2).sum() / w.sum() ** 2 * 30 / 29, rel=1e-5
    )
    assert np.isnan(done.variance_errors[0]).all()
    assert done.variance_tests.tolist() == [1.0]


def test_units_change_nothing_but_units():
    columns, g = survey(7, J=60)
    w = scaled(np.random.default_rng(8).uniform(0.5, 2, len(g)), g, "A")
    plain = fitted(columns, g, row_weights=w)
    assert plain.fit.status == "interior"
    far = fitted({"x": columns["x"], "y": 1e4 * columns["y"]}, g, row_weights=w)
    assert far.variance_errors[0] / 1e8 == pytest.approx(plain.variance_errors[0], rel=1e-3)
    assert np.sqrt(np.diag(far.cov_beta)) / 1e4 == pytest.approx(
        np.sqrt(np.diag(plain.cov_beta)), rel=1e-4
    )


def test_scaling_within_groups():
    g, w = np.array([0, 0, 0, 1, 1]), np.array([1.0, 2.0, 3.0, 5.0, 5.0])
    a, b = scaled(w, g, "A"), scaled(w, g, "B")
    assert np.bincount(g, a) == pytest.approx([3, 2])
    assert np.bincount(g, b) == pytest.approx([36 / 14, 2])
    assert a[3:].tolist() == b[3:].tolist() == [1.0, 1.0]
    assert group_weights(w, g) == pytest.approx([2 / 3.5, 5 / 3.5])
    assert group_codes(g)[0].tolist() == [0, 1]


@pytest.mark.slow
def test_informative_selection_of_groups_is_undone_by_their_weights():
    """Groups with high levels come in more often: the plain mean is too high, the weighted one is
    not, and its interval covers. 120 surveys: the bounds are four Monte Carlo errors wide.
    """
    rng, ends = np.random.default_rng(9), []
    for _ in range(120):
        u = rng.normal(0, 0.7, 240)
        chance = np.where(u > 0, 0.5, 0.15)
        kept = np.flatnonzero(rng.random(240) < chance)
        g = np.repeat(np.arange(len(kept)), 8)
        y = 1 + u[kept][g] + rng.normal(size=len(g))
        plain, weighted = (weighted_fit({"y": y}, g, [None], [None], "y", group_weights=W)
                           for W in (None, 1 / chance[kept]))  # fmt: skip
        ends.append(
            [
                plain.fit.beta[0],
                weighted.fit.beta[0],
                np.sqrt(weighted.cov_beta[0, 0]),
                weighted.fit.D[0, 0],
            ]
        )
    plain, estimate, error, variance = np.array(ends).T
    assert plain.mean() > 1.2
    assert estimate.mean() == pytest.approx(1, abs=4 * estimate.std() / np.sqrt(120))
    assert error.mean() == pytest.approx(estimate.std(), rel=0.25)
    assert (np.abs(estimate - 1) < 1.96 * error).mean() > 0.95 - 4 * 0.02
    assert variance.mean() == pytest.approx(0.49, abs=0.04)


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan])
def test_weights_that_are_not_positive_are_refused(bad):
    columns, g = survey(10)
    with pytest.raises(ValueError, match="row weight"):
        fitted(columns, g, row_weights=np.where(g == 0, bad, 1.0))
