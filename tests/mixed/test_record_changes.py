"""Refits after records change: the same as fitting the changed data from the start."""

import numpy as np
import pytest
from interviewer_effects.mixed import MixedModel, cross_products
from interviewer_effects.mixed.deletion.record_changes import BLOCK, changed_gram, refit_changed
from interviewer_effects.mixed.inference.predicted_effects import effects
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.fit import fit


def data(seed=1, J=15, size=7):
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(J), size)
    x = rng.normal(size=len(g)) + 3
    y = (
        1
        + 0.5 * x
        + (0.8 * rng.normal(size=J))[g]
        + (0.5 * rng.normal(size=J))[g] * x
        + rng.normal(size=len(g))
    )
    return g, x, y


@pytest.fixture
def whole():
    g, x, y = data()
    products = cross_products({"x": x, "y": y}, g)
    return g, x, y, products, fit(make_design(products, [None, "x"], [None, "x"], "y"))


def test_a_batch_of_changes_is_each_fitted_by_itself(whole):
    g, x, y, products, main = whole
    columns = np.column_stack([x, y])
    weights = [np.r_[0.0, np.ones(6)], np.r_[np.ones(3), 0, 0, 1, 1]]
    changes = [
        {j: changed_gram(products, columns[g == j], w)}
        for j, w in zip((2, 9), weights, strict=True)
    ]
    refits = refit_changed(main, changes)
    for k, (j, w) in enumerate(zip((2, 9), weights, strict=True)):
        keep = np.ones(len(g), bool)
        keep[np.flatnonzero(g == j)[w == 0]] = False
        alone = MixedModel(y[keep], np.column_stack([np.ones(keep.sum()), x[keep]]), g[keep],
                           np.column_stack([np.ones(keep.sum()), x[keep]])).fit()  # fmt: skip
        np.testing.assert_allclose(refits.beta[k], alone.fe_params, rtol=1e-6)
        np.testing.assert_allclose(refits.se[k], alone.bse_fe, rtol=1e-5)
        np.testing.assert_allclose(refits.D[k], alone.cov_re, atol=1e-6)
        np.testing.assert_allclose(refits.sigma2[k], alone.scale, rtol=1e-6)
        np.testing.assert_allclose(refits.z[k], effects(alone._fit).z, atol=1e-5)


def test_no_change_is_the_fit_itself_and_everything_left_out_is_a_deletion(whole):
    g, x, y, _, main = whole
    refits = refit_changed(main, [{}, {4: np.zeros((3, 3))}])
    np.testing.assert_allclose(refits.z[0], effects(main).z, atol=1e-9)
    assert np.isnan(refits.z[1, 4]).all()
    keep = g != 4
    rest = cross_products({"x": x[keep], "y": y[keep]}, g[keep])
    without = fit(make_design(rest, [None, "x"], [None, "x"], "y"))
    np.testing.assert_allclose(refits.beta[1], without.beta, rtol=1e-6)
    np.testing.assert_allclose(np.delete(refits.z[1], 4, 0), effects(without).z, atol=1e-5)


def test_differences_of_deviances_are_those_of_the_changed_data(whole):
    g, x, y, products, main = whole
    null = fit(make_design(products, [None, "x"], [None], "y"))
    gram = changed_gram(products, np.column_stack([x, y])[g == 1], np.r_[np.zeros(2), np.ones(5)])
    found = [refit_changed(model, [{1: gram}]).deviance[0] for model in (null, main)]
    keep = np.ones(len(g), bool)
    keep[np.flatnonzero(g == 1)[:2]] = False
    rest = cross_products({"x": x[keep], "y": y[keep]}, g[keep])
    alone = [
        fit(make_design(rest, [None, "x"], random, "y")).deviance
        for random in ([None], [None, "x"])
    ]
    assert found[0] - found[1] == pytest.approx(alone[0] - alone[1], abs=1e-6)


def test_more_changes_than_a_block_are_the_same_changes(whole):
    g, x, y, products, main = whole
    gram = changed_gram(products, np.column_stack([x, y])[g == 1], np.r_[0.0, np.ones(6)])
    many = refit_changed(main, [{1: gram}] * (BLOCK + 3))
    assert many.z.shape == (BLOCK + 3, 15, 2)
    assert np.ptp(many.beta, axis=0) == pytest.approx([0, 0], abs=1e-9)
