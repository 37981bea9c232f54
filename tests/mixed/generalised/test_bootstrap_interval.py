"""Bootstrap intervals: refits of many surveys at once are those of each, and their percentiles."""

import numpy as np
import pytest
from interviewer_effects.mixed.generalised.search import search
from interviewer_effects.mixed.generalised_inference.bootstrap_interval import replicate_estimates
from interviewer_effects.mixed.generalised_inference.simulate import RowCells, simulate_cells

from generalised.made import fit, survey


@pytest.mark.parametrize("family", ["binary", "ordinal", "count"])
def test_estimates_are_those_of_single_searches(family):
    result = fit(survey(family, 5, n_interviewers=25), family)
    estimates = replicate_estimates(result, replicates=8, seed=3)
    of_fit = result._fit
    rows = RowCells.of(
        of_fit.scaled.fixed, of_fit.scaled.random, interviewer=result._design.group_index
    )
    stream = np.random.default_rng(3).spawn(1)[0]
    cells = simulate_cells(rows, of_fit.parameters, like=of_fit.cells, replicates=8, rng=stream)
    for data_set in range(8):
        alone = search(cells.of_data_sets(np.array([data_set])), of_fit.parameters.fixed[0])
        parameters = alone.optimum.parameters
        fixed = of_fit.full_back @ parameters.fixed[0]
        assert estimates.fixed[data_set] == pytest.approx(fixed, abs=5e-3)
        variance = parameters.covariance[0, 0, 0]
        assert estimates.D[data_set, 0, 0] == pytest.approx(variance, abs=5e-3)


def test_limits_of_large_surveys_are_those_of_the_profile():
    result = fit(survey("binary", 5, n_interviewers=150), "binary")
    bootstrap = result.conf_int(method="bootstrap", replicates=400, seed=2)
    profile = result.conf_int(method="profile")
    assert bootstrap.index.tolist() == profile.index.tolist()
    width = profile["high"] - profile["low"]
    for side in ("low", "high"):
        assert ((bootstrap[side] - profile[side]).abs() < 0.25 * width).all()


def test_the_same_seed_gives_the_same_limits_and_correlations_have_theirs():
    result = fit(survey("ordinal", 5, n_interviewers=40, slope_sd=0.5), "ordinal", slope=True)
    limits = result.conf_int(method="bootstrap", replicates=24, seed=2)
    again = result.conf_int(method="bootstrap", replicates=24, seed=2)
    assert limits.equals(again)
    low, high = limits.loc["corr(Intercept,x)"]
    assert -1 <= low < high <= 1
    assert (limits["low"] <= limits["high"]).all()
    assert (limits.loc[["var(Intercept)", "var(x)"], "low"] >= 0).all()


def test_uncorrelated_effects_and_unknown_methods_are_refused():
    data = survey("binary", 5)
    diagonal = fit(data, "binary", slope=True, covariance="diagonal")
    with pytest.raises(ValueError, match="for correlated effects"):
        diagonal.conf_int(method="bootstrap", replicates=9)
    with pytest.raises(ValueError, match="'wald', 'profile' or 'bootstrap'"):
        diagonal.conf_int(method="jackknife")
