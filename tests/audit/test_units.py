"""What must not depend on units, and the interval of an ordinary regression's variance."""

import numpy as np
import pytest
from scipy import stats
from small_surveys import analysis, survey
from test_fits import parameters
from test_flags import effects_of

FRAME = survey(2)


@pytest.mark.parametrize("unit", [1e-6, 1e6, 1e12])
def test_units_change_no_distance(unit):
    table, _, _ = effects_of(FRAME, analysis())
    other, _, _ = effects_of(FRAME.assign(x=FRAME["x"] * unit), analysis())
    np.testing.assert_allclose(other[["distance", "z"]], table[["distance", "z"]], rtol=1e-4)


def test_sigma2_of_ordinary_regression_has_the_interval_of_its_likelihood():
    """−2ℓ(s) = const + (n − p) log s + RSS/s rises by the quantile of χ²₁ at both limits."""
    rows, fit = parameters(FRAME, analysis(), "ols")
    N = len(FRAME) - 2
    limits = rows.loc["sigma2", ["ci_low", "ci_high"]].to_numpy(float)
    rises = N * (np.log(limits / fit.sigma2) + fit.sigma2 / limits - 1)
    np.testing.assert_allclose(rises, stats.chi2.ppf(0.95, 1), rtol=1e-6)
