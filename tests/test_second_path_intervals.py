"""The limits of the page's intervals are where the deviance, computed densely, is a χ² higher."""

from itertools import product

import numpy as np
import pytest
from scipy import optimize
from second_path import Model, read_survey
from test_second_path import ANALYSES, fitted, near
from test_second_path_simulated import CRITICAL, printed, table


@pytest.mark.parametrize("anchor", ANALYSES)
@pytest.mark.parametrize("model", ["null", "intercept"])
def test_intervals_are_where_the_deviance_is_a_chi_squared_higher(page, anchor, model):
    folder = page[1]
    rows = table(folder, anchor, "intervals", "recoded")
    rows = rows[(rows["model"] == model) & (rows["criterion"] == "REML") & (rows["method"] == "profile")]
    one, told = fitted(folder, anchor), rows.set_index("quantity")
    quantities = ["icc", "design effect", "effective sample size", "standard error factor"]
    if model == "null":
        one = Model(one.frame, ANALYSES[anchor][0], [])
    else:
        quantities.append("variance")
    for quantity in quantities:
        row = told.loc[[quantity]].iloc[0]
        for end in (row["lower"], row["upper"]):
            above = one.deviance([ratio_of(one, quantity, end)]) - one.lowest
            if quantity != "variance":  # σ² is profiled out of the ratio, not of the variance
                assert above == pytest.approx(CRITICAL, abs=2e-3), (quantity, end)
            else:
                assert lowest_at_variance(one, end) - one.lowest == pytest.approx(CRITICAL, abs=2e-3)
    if model == "null":  # the headline is about a mean, which has no predictors
        worth = told.loc["effective sample size"]
        own = {value for values, _ in printed(page, anchor, "intervals") for value in values}
        assert {worth["estimate"], worth["lower"], worth["upper"]} <= own


def ratio_of(one, quantity, value):
    """λ = √(τ²/σ²) at which a quantity has a value."""
    sizes, n = one.frame["intnum"].value_counts(), len(one.y)
    deff = {"design effect": lambda v: v, "effective sample size": lambda v: n / v, "standard error factor": np.square}
    rho = (deff[quantity](value) - 1) / ((sizes**2).sum() / n - 1) if quantity in deff else value
    return np.sqrt(rho / (1 - rho)) if quantity != "variance" else 0.0


def lowest_at_variance(one, tau2):
    """The REML deviance with the variance between interviewers held, at the best residual variance."""

    def deviance(log_sigma2):
        sigma2 = np.exp(log_sigma2)
        return explicit(one, np.full((1, 1), np.sqrt(tau2 / sigma2)), sigma2)

    return optimize.minimize_scalar(deviance, bracket=(-1, 2)).fun


def explicit(one, lam, sigma2):
    """The REML deviance at Λ and a residual variance."""
    V = sigma2 * one.covariance(lam)
    W = np.linalg.inv(V)
    XWX = one.X.T @ W @ one.X
    rest = one.y - one.X @ np.linalg.solve(XWX, one.X.T @ W @ one.y)
    logs = np.linalg.slogdet(V)[1] + np.linalg.slogdet(XWX)[1] + (len(one.y) - one.X.shape[1]) * np.log(2 * np.pi)
    return logs + rest @ W @ rest


@pytest.mark.parametrize(("x", "shown"), [(0.0, True), (5.0, False), (10.0, True)])
def test_the_limits_of_the_share_along_the_predictor_are_where_the_deviance_is_a_chi_squared_higher(page, x, shown):
    """ρ(x) is λ²/(1 + λ²) of the first effect once the predictor is counted from x."""
    folder = page[1]
    row = table(folder, "a1", "intervals", "recoded").query(f"quantity == 'rho' and x == {x}").iloc[0]
    frame = read_survey(folder, True)
    one = Model(frame.assign(from_x=frame["trust"] - x), "help", ["trust"], "from_x")
    assert row["estimate"] == pytest.approx(one.icc, abs=1e-3)
    for end in (row["lower"], row["upper"]):
        held = np.sqrt(end / (1 - end))
        above = lowest_of([lambda rest, held=held: one.deviance([held, *rest])], 2) - one.lowest
        assert above <= CRITICAL + 2e-3 if end == 0 else above == pytest.approx(CRITICAL, abs=5e-3)
    assert shown == any(near(row["estimate"], values) for values, _ in printed(page, "a1", "intervals"))


@pytest.mark.parametrize("effect", ["Intercept", "trust"])
def test_the_limits_of_a_variance_beside_a_slope_are_where_the_deviance_is_a_chi_squared_higher(page, effect):
    folder = page[1]
    rows = table(folder, "a1", "intervals", "recoded").query("model == 'slope' and criterion == 'REML'")
    row = rows[rows["term"] == f"var({effect})"].iloc[0]
    one = Model(read_survey(folder, True), "help", ["trust"], "trust")
    one.Z = one.Z if effect == "Intercept" else one.Z[::-1]
    for end in (row["lower"], row["upper"]):

        def held(rest, end=end):
            sigma2 = np.exp(rest[0])
            return explicit(one, one.lam([np.sqrt(end / sigma2), *rest[1:]]), sigma2)

        above = lowest_of([held], 3, first=np.log(one.solved[2])) - one.lowest
        assert above <= CRITICAL + 2e-3 if end == 0 else above == pytest.approx(CRITICAL, abs=5e-3)


def lowest_of(functions, size, first=None):
    """The lowest value of functions of so many entries of Λ, after a first one if there is any, from several starts."""
    entries = size - (first is not None)
    starts = [[*([] if first is None else [first]), *at] for at in product((0.02, 0.2, 0.6), repeat=entries)]
    options = {"xatol": 1e-6, "fatol": 1e-8, "maxiter": 2000}
    ends = (optimize.minimize(f, at, method="Nelder-Mead", options=options).fun for f in functions for at in starts)
    return min(ends)
