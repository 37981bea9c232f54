"""Exact deletions against refits of the data that are left."""

import numpy as np
import pytest

from generalised.made import fit, survey


@pytest.mark.parametrize("family", ["binary", "ordinal", "count"])
@pytest.mark.parametrize("slope", [False, True])
def test_every_deletion_is_the_fit_of_what_is_left(family, slope):
    data = survey(family, 5, n_interviewers=15, slope_sd=0.4 * slope)
    result = fit(data, family, slope=slope)
    table = result.influence().set_index("group")
    for group in (0, 4, 11):
        other = fit(data[data["group"] != group], family, slope=slope)
        row = table.loc[group]
        assert row[other.thresholds.index].tolist() == pytest.approx(other.thresholds, abs=1e-4)
        assert row[other.fe_params.index].tolist() == pytest.approx(other.fe_params, abs=1e-4)
        assert row["var(Intercept)"] == pytest.approx(other.cov_re.iloc[0, 0], abs=1e-4)


def test_a_variance_that_appears_without_somebody_is_found():
    data = survey("binary", 9, n_interviewers=12, sd=0.0)
    result = fit(data, "binary")
    assert result.status == "boundary"
    variances = result.influence()["var(Intercept)"]
    refits = [fit(data[data["group"] != group], "binary").cov_re.iloc[0, 0] for group in range(12)]
    assert max(refits) > 0
    assert variances.tolist() == pytest.approx(refits, abs=1e-4)


def test_uncorrelated_effects_stay_uncorrelated():
    data = survey("binary", 5, n_interviewers=15, slope_sd=0.5)
    result = fit(data, "binary", slope=True, covariance="diagonal")
    assert result.n_parameters == 4
    table = result.influence()
    assert (table["cov(Intercept,x)"] == 0).all()
    other = fit(data[data["group"] != 3], "binary", slope=True, covariance="diagonal")
    assert table.loc[3, "var(x)"] == pytest.approx(other.cov_re.loc["x", "x"], abs=1e-4)


def test_cooks_distance_is_the_move_in_units_of_its_covariance():
    data = survey("count", 5, n_interviewers=10)
    result = fit(data, "count")
    table = result.influence()
    move = table.loc[2, result.fe_params.index].to_numpy(float) - result.fe_params.to_numpy()
    distance = move @ np.linalg.solve(result.cov_fe.to_numpy(), move) / len(move)
    assert table.loc[2, "cooks_d"] == pytest.approx(distance)


def test_without_the_only_one_who_used_a_category_there_is_no_maximum():
    data = survey("ordinal", 5, n_interviewers=10)
    data.loc[data["y"] == 2, "y"] = 1.0
    data.loc[data.index[data["group"] == 6][:2], "y"] = 2.0
    table = fit(data, "ordinal").influence().set_index("group")
    assert table.loc[6].isna().sum() == table.shape[1]
    assert table.drop(6).notna().all(axis=None)
