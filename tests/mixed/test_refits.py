"""Refits without interviewers or interviews against fits of the smaller data sets themselves."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.deletion.refits import refits
from interviewer_effects.mixed.deletion.replacements import replacing, with_replacements
from interviewer_effects.mixed.deletion.weights import leaving_out
from interviewer_effects.mixed.inference.simulate import simulate
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.moments import reweighted
from interviewer_effects.mixed.optimum.surface import OutcomeSums, make_surface, merged
from interviewer_effects.mixed.optimum.surface_factors import factors


def survey(seed=5, J=45):
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(J), rng.integers(2, 12, J))
    x = rng.normal(3, 2, len(g))
    y = (
        1
        + 0.4 * x
        + rng.normal(0, 0.7, J)[g]
        + rng.normal(0, 0.2, J)[g] * x
        + rng.normal(size=len(g))
    )
    return pd.DataFrame({"y": y, "x": x, "g": g})


def fitted(frame, formula="~x", reml=True):
    return MixedModel.from_formula("y ~ x", frame, groups="g", re_formula=formula).fit(reml=reml)


@pytest.mark.parametrize("formula", ["~1", "~x"])
@pytest.mark.parametrize("reml", [True, False])
def test_leaving_groups_out_is_fitting_the_others(formula, reml):
    frame = survey()
    groups = [(3,), (0, 7), (1, 2, 30)]
    out = refits(fitted(frame, formula, reml)._fit, leaving_out(groups, 45))
    for row, group in enumerate(groups):
        alone = fitted(frame[~frame["g"].isin(group)], formula, reml)
        assert out.deviance[row] == pytest.approx(alone.deviance, abs=1e-6)
        np.testing.assert_allclose(out.beta[row], alone.fe_params, rtol=1e-5)
        np.testing.assert_allclose(out.se[row], alone.bse_fe, rtol=1e-4)
        np.testing.assert_allclose(out.D[row], alone.cov_re, atol=1e-4)
        assert out.sigma2[row] == pytest.approx(alone.scale, rel=1e-5)


def part(result, frame, rows):
    """The cross-products of an interviewer without some interviews."""
    sums = result.model.products
    columns = {"outcome": frame["y"]}
    b = np.column_stack(
        [np.ones(len(frame)), *(columns.get(name, frame["x"]) for name in sums.names)]
    )
    b[:, 1:] = (b[:, 1:] - sums.shift) / sums.scale
    j = frame["g"].iloc[rows[0]]
    return j, sums.gram[j] - b[rows].T @ b[rows]


@pytest.mark.parametrize("formula", ["~1", "~x"])
def test_leaving_interviews_out_is_fitting_the_others(formula):
    frame = survey()
    result = fitted(frame, formula)
    sets = [[0], [11], [20, 21]]
    owners, grams = zip(*(part(result, frame, rows) for rows in sets), strict=True)
    appended = with_replacements(result._fit, np.array(grams))
    weights = replacing(
        [[j] for j in owners],
        [[k] for k in range(3)],
        n_interviewers=45,
        n_replacements=3,
    )
    out = refits(appended, weights, result._fit)
    for row, rows in enumerate(sets):
        alone = fitted(frame.drop(frame.index[rows]), formula)
        assert out.deviance[row] == pytest.approx(alone.deviance, abs=1e-6)
        np.testing.assert_allclose(out.beta[row], alone.fe_params, rtol=1e-5)


def test_a_surface_is_the_deviance_of_the_rest_at_its_factors():
    fit = fitted(survey())._fit
    lam = factors(fit, fitted(survey(), "~1")._fit)[::20]
    surface = make_surface(fit, lam)
    groups = np.array([[3, 9], [0, 44]])
    value = surface.without(surface.sums_of_data(), groups)
    for row, weights in enumerate(leaving_out(groups.tolist(), 45)):
        rest = reweighted(fit.design, weights[None])
        np.testing.assert_allclose(value[:, row], evaluate(lam, rest, True).deviance, rtol=1e-10)


def test_a_surface_of_the_chosen_and_all_others_as_one_is_the_same_for_groups_of_the_chosen():
    fit = fitted(survey())._fit
    surface, chosen = (
        make_surface(fit, factors(fit, fitted(survey(), "~1")._fit)[::20]),
        np.array([3, 9, 20]),
    )
    small = surface.merged(chosen).without(
        merged(surface.sums_of_data(), chosen), np.array([[0, 1], [1, 2]])
    )
    np.testing.assert_allclose(
        small, surface.without(surface.sums_of_data(), chosen[[[0, 1], [1, 2]]]), rtol=1e-12
    )


def test_the_deviances_of_many_outcomes_are_those_of_each():
    result = fitted(survey())
    fit = result._fit
    surface = make_surface(fit, factors(fit, fitted(survey(), "~1")._fit)[::20])
    outcomes = OutcomeSums.of(
        fit.design, *simulate(fit, result.model.products, 4, np.random.default_rng(1))
    )
    nobody = np.zeros((1, 0), int)
    each = [surface.without(surface.sums(*outcomes[r]), nobody)[:, 0] for r in range(4)]
    np.testing.assert_allclose(surface.whole(outcomes), each, rtol=1e-12)


def test_shifts_on_a_surface_are_those_of_refits_at_the_same_factor():
    fit = fitted(survey())._fit
    surface = make_surface(fit, fit.lam)
    shift = surface.shifts(surface.sums_of_data())[0]
    e = evaluate(fit.lam, reweighted(fit.design, leaving_out([(4,)], 45)), True)
    beta = (
        fit.design.y_scale * e.beta[0] @ fit.design.to_x.T
        + fit.design.y_shift * fit.design.constant
    )
    np.testing.assert_allclose(
        shift[4], (beta - fit.beta) / np.sqrt(np.diag(fit.cov_beta)), rtol=1e-8
    )


def test_a_group_without_whom_the_model_cannot_be_fitted_has_no_deviance():
    frame = survey().assign(x=lambda d: (d["g"] == 0) * 1.0)
    fit = fitted(frame, "~1")._fit
    surface = make_surface(fit, fit.lam)
    value = surface.without(surface.sums_of_data(), np.array([[0], [1]]))
    assert np.isinf(value[0, 0])
    assert np.isfinite(value[0, 1])
    assert np.isnan(refits(fit, leaving_out([(0,)], 45)).deviance).all()


def test_sums_of_outcomes_are_those_of_the_data_for_the_data_itself():
    result = fitted(survey())
    fit, gram = result._fit, result.model.products.gram
    y = (
        result.model.products.coordinates("outcome")
        - fit.design.y_shift * np.eye(3)[0][: gram.shape[1]]
    ) / (fit.design.y_scale)
    By, yy = (gram @ y)[None, :, :-1], np.einsum("a,jab,b->j", y, gram, y)[None]
    own = OutcomeSums.of(fit.design, By, yy)
    surface = make_surface(fit, fit.lam)
    np.testing.assert_allclose(surface.sums(*own[0]), surface.sums_of_data(), atol=1e-9)
