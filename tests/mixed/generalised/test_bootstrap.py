"""The bootstrap's refits, many surveys at once, against single searches; and what its p-values
say.
"""

import numpy as np
import pytest
from interviewer_effects.mixed import MixedModel, bootstrap_test, likelihood_ratio
from interviewer_effects.mixed.generalised.search import search
from interviewer_effects.mixed.generalised_inference import bootstrap
from interviewer_effects.mixed.generalised_inference.simulate import simulate_cells

from generalised.made import fit, survey


def pair(family, **options):
    data = survey(family, 5, n_interviewers=20, **options)
    return fit(data, family), fit(data, family, slope=True)


@pytest.mark.slow
@pytest.mark.parametrize("family", ["binary", "ordinal", "count", "negative binomial"])
def test_statistics_are_those_of_single_fits(family):
    null, alternative = pair(family.replace("negative binomial", "count"))
    if family == "negative binomial":
        data = survey("count", 5, n_interviewers=20)
        data["y"] = np.random.default_rng(1).negative_binomial(2, 0.5, len(data)).astype(float)
        null, alternative = fit(data, family), fit(data, family, slope=True)
    statistics = bootstrap.bootstrap_statistics(null, alternative, replicates=8, seed=3)
    pair_of_fits = bootstrap._Pair.of(null, alternative)
    stream = np.random.default_rng(3).spawn(1)[0]
    drawn_from = null._fit.maximum.optimum.parameters
    cells = simulate_cells(
        pair_of_fits.rows, drawn_from, like=null._fit.cells, replicates=8, rng=stream
    )
    wider = pair_of_fits._with_wider_columns(cells)
    start = drawn_from.fixed[0]
    for data_set in range(8):
        chosen = np.array([data_set])
        smaller, larger = (
            search(part.of_data_sets(chosen), start).optimum.log_likelihood[0]
            for part in (cells, wider)
        )
        assert statistics[data_set] == pytest.approx(2 * (larger - smaller), abs=3e-3)


def test_the_p_value_is_that_of_the_replicates_and_finds_slopes():
    null, alternative = pair("binary", slope_sd=1.2)
    test = bootstrap_test(null, alternative, replicates=39, seed=1)
    beyond = (test.replicate_statistics >= test.statistic).sum()
    assert test.p == (1 + beyond) / 40
    assert test.p < 0.06
    assert test.statistic == likelihood_ratio(null, alternative).statistic
    fewer = bootstrap_test(null, alternative, replicates=10, seed=1)
    assert fewer.replicate_statistics == pytest.approx(test.replicate_statistics[:10])


def test_a_fixed_effect_is_tested_too():
    data = survey("count", 5, n_interviewers=20)
    smaller = MixedModel.from_formula("y ~ 1", data, "group", family="count").fit()
    test = bootstrap_test(smaller, fit(data, "count"), replicates=19, seed=1)
    assert test.p == 1 / 20


def test_columns_that_the_larger_model_has_not_are_refused():
    data = survey("binary", 5)
    data["z"] = data["x"] * 2 - 1
    null = MixedModel.from_formula("y ~ z", data, "group", family="binary").fit()
    with pytest.raises(ValueError, match="column 'z' of the smaller model is none"):
        bootstrap_test(null, fit(data, "binary", slope=True), replicates=9)
    diagonal = fit(data, "binary", slope=True, covariance="diagonal")
    with pytest.raises(ValueError, match="for correlated effects"):
        bootstrap_test(fit(data, "binary"), diagonal, replicates=9)
