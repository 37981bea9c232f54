"""The deviance and its derivatives against their definitions."""

import numpy as np
import pytest
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import reweighted
from surveys import dense_deviance, survey


def model(frame, re="~x", **options):
    return MixedModel.from_formula("y ~ x", frame, groups="g", re_formula=re, **options)


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("shift", [0.0, 50.0])
def test_deviance_is_that_of_the_dense_covariance_matrix(reml, shift):
    frame = survey(1).assign(x=lambda f: 3 * f["x"] + shift)
    result = model(frame).fit(reml=reml)
    assert result.deviance == pytest.approx(
        dense_deviance(frame, result.cov_re.to_numpy(), result.scale, reml), abs=1e-7
    )


@pytest.mark.parametrize("sigma2", [None, np.array([0.7])])
@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("q", [1, 2, 3])
def test_gradient_and_hessian_are_the_differences_of_the_deviance(reml, q, sigma2):
    frame = survey(2).assign(w=lambda f: np.cos(7 * f["x"]))
    moments = model(frame, {1: "~1", 2: "~x", 3: "~x + w"}[q]).design().moments
    factor = Factor.of(q)
    theta = np.random.default_rng(3).normal(0.4, 0.2, (1, factor.size))

    def at(t):
        e = evaluate(factor.lam(t), moments, reml, sigma2=sigma2)
        E = factor.directions(t)
        return e.deviance[0], factor.gradient(e, E)[0], factor.hessian(e, E)[0]

    h = 1e-5
    steps = h * np.eye(factor.size)
    gradient = [(at(theta + s)[0] - at(theta - s)[0]) / (2 * h) for s in steps]
    hessian = [(at(theta + s)[1] - at(theta - s)[1]) / (2 * h) for s in steps]
    assert at(theta)[1] == pytest.approx(np.array(gradient), rel=1e-6, abs=1e-6)
    assert at(theta)[2] == pytest.approx(np.array(hessian), rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("reml", [True, False])
def test_a_given_variance_is_profiled_out_where_it_is_the_best_one(reml):
    moments = model(survey(2)).design().moments
    lam = np.array([[[0.5, 0.0], [0.1, 0.3]]])
    e = evaluate(lam, moments, reml)
    given = [
        evaluate(lam, moments, reml, sigma2=s * e.r2 / e.N).deviance[0] for s in (0.999, 1.0, 1.001)
    ]
    assert given[1] == pytest.approx(e.deviance[0], abs=1e-9)
    assert min(given[0], given[2]) > given[1] + 1e-5
    slope = (
        evaluate(lam, moments, reml, sigma2=e.r2 / e.N).of_residuals - e.of_residuals
    ) / e.of_residuals
    assert np.abs(slope).max() < 1e-12


def test_a_batch_is_its_data_sets_one_by_one():
    design = model(survey(4)).design()
    weights = np.random.default_rng(1).integers(0, 3, (7, 20)).astype(float)
    moments = reweighted(design, weights)
    lam = np.tril(np.random.default_rng(2).normal(0.3, 0.2, (7, 2, 2)))
    for lams in (lam, lam[:1], np.zeros((7, 2, 2)), lam * [[[1, 0]]]):
        together = evaluate(lams, moments, True)
        for row in range(7):
            one = slice(row, row + 1)
            alone = evaluate(lams[one] if len(lams) > 1 else lams, moments.rows(one), True)
            for name in ("deviance", "beta", "r2", "root", "gradient", "curvature", "T"):
                assert getattr(together, name)[row] == pytest.approx(
                    getattr(alone, name)[0], rel=1e-9, abs=1e-9
                ), name


def test_weight_zero_is_the_data_without_the_interviewer():
    frame = survey(4)
    lam = np.array([[[0.5, 0.0], [0.1, 0.3]]])
    whole, part = model(frame).design(), model(frame[frame["g"] != 3]).design()
    weights = (np.arange(20) != 3).astype(float)[None]
    inner = np.linalg.inv(part.to_z) @ whole.to_z
    turned = np.linalg.qr((inner @ lam[0]).T, mode="r").T[None]
    left = evaluate(lam, reweighted(whole, weights), reml=False)
    other = evaluate(turned, part.moments, reml=False)
    n = len(frame) - (frame["g"] == 3).sum()
    scaled = other.deviance[0] + 2 * n * np.log(part.y_scale / whole.y_scale)
    assert left.deviance[0] == pytest.approx(scaled, abs=1e-8)
