"""The curves of profiles.csv: their minimum is the fit, and where they cross χ² lies the profile
interval.
"""

import numpy as np
import pytest
from interviewer_effects.audit.models.profiles import profile_curve, profile_table
from interviewer_effects.mixed.inference import profile, profiled_parameters
from scipy import stats
from small_surveys import analysis, fitted, survey

CUT = stats.chi2.ppf(0.95, 1)


@pytest.fixture(scope="module")
def made():
    return fitted(survey(5), analysis())


def test_every_quantity_has_a_curve_from_below_to_above_its_interval(made):
    ladder, fits = made
    table = profile_table(ladder, fits, 0.05)
    assert set(table["quantity"]) == {"icc", "variance", "correlation"}
    assert (table["deviance_above"] >= 0).all()
    for _, part in table.groupby(["quantity", "term"]):
        assert part["deviance_above"].min() < 1e-6
        assert part["value"].is_monotonic_increasing
        assert part["deviance_above"].iloc[-1] > CUT
        assert part["cut"].iloc[0] == pytest.approx(CUT)


def test_the_curve_crosses_at_the_limits(made):
    fit = made[1]["intercept", "REML"]
    low, high = profile.rho_interval(fit, np.ones(1))
    path = profiled_parameters.rho_path(fit, np.ones(1))
    value, above = np.array(profile_curve(path, profile.coordinate_limits(path, 0.05))).T
    best = above.argmin()
    assert np.interp(CUT, above[best:], value[best:]) == pytest.approx(high, rel=2e-3)
    if low > 0:
        assert np.interp(CUT, above[best::-1], value[best::-1]) == pytest.approx(low, rel=5e-3)
