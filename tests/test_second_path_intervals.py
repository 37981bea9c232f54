"""The limits of the page's intervals are where the deviance, computed densely, is a χ² higher."""

from itertools import product

import numpy as np
import pytest
from scipy import optimize
from second_path import Model, read_survey
from test_second_path import ANALYSES, fitted, near
from test_second_path_simulated import CRITICAL, printed, table

pytestmark = pytest.mark.whole


@pytest.mark.parametrize("anchor", ANALYSES)
@pytest.mark.parametrize("model", ["null", "intercept"])
def test_intervals_are_where_the_deviance_is_a_chi_squared_higher(page, anchor, model):
    folder = page[1]
    rows = table(folder, anchor, "intervals", "recoded")
    rows = rows[
        (rows["model"] == model) & (rows["criterion"] == "REML") & (rows["method"] == "profile")
    ]
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
                assert lowest_at_variance(one, end) - one.lowest == pytest.approx(
                    CRITICAL, abs=2e-3
                )


@pytest.mark.parametrize("anchor", ANALYSES)
def test_the_quoted_interval_of_the_share_is_that_of_random_signs(page, anchor):
    rows = table(page[1], anchor, "intervals", "recoded").query(
        "model == 'null' and method == 'wild bootstrap'"
    )
    assert rows["quoted"].all()
    rows = rows.set_index("quantity")
    frame = fitted(page[1], anchor).frame
    one = Model(frame, ANALYSES[anchor][0], [])
    low, high = by_signs(one.y, frame["intnum"].to_numpy(), one.theta[0] ** 2)
    assert rows.loc["icc", "lower"] == pytest.approx(min(low, one.icc), abs=0.01)
    assert rows.loc["icc", "upper"] == pytest.approx(max(high, one.icc), rel=0.06)
    sizes = frame["intnum"].value_counts()
    deff = 1 + ((sizes**2).sum() / sizes.sum() - 1) * rows.loc["icc", ["lower", "upper"]].astype(
        float
    )
    assert rows.loc["design effect", ["lower", "upper"]].to_list() == pytest.approx(deff.to_list())
    worth = rows.loc["effective sample size"]
    assert [worth["upper"], worth["lower"]] == pytest.approx((len(frame) / deff).to_list())
    own = {value for values, _ in printed(page, anchor, "intervals") for value in values}
    assert {worth["estimate"], worth["lower"], worth["upper"]} <= own


def by_signs(y, groups, ratio, replicates=9_000):
    """Limits of τ²/(τ² + σ²): the τ₀ with which surveys made by random signs have the estimate in
    hand as a quantile, one survey after the other.
    """
    rng = np.random.default_rng(11)
    each = [y[groups == who] for who in np.unique(groups)]
    n = np.array([len(own) for own in each])
    held = np.clip(ratio, 0.01, 0.5)
    v = n / (1 + n * held)

    def split(answers):
        mean = np.array([own.mean() for own in answers])
        squares = np.array([((own - own.mean()) ** 2).sum() for own in answers])
        return mean - v @ mean / v.sum(), squares

    level, squares = split(each)
    s2 = squares / np.maximum(n - 1, 1)
    several = n > 1
    sigma2 = n[several] @ s2[several] / n[several].sum()

    def moments(level, squares, factor=1.0):
        own = squares / np.maximum(n - 1, 1)
        whole = n[several] @ own[several] / n[several].sum()
        own = np.where(several, own, whole)
        return v**2 @ (level**2 - own / n) / (v**2).sum(), factor * whole

    tau2, _ = moments(level, squares)
    wanted = max(tau2 / sigma2, 0)
    kept = [np.delete(np.flatnonzero(several), k) for k in range(several.sum())]
    logs = np.log([n[some] @ s2[some] / n[some].sum() for some in kept])
    error = 1.5 * np.sqrt((len(logs) - 1) * np.var(logs))
    residuals = []
    for own, at, size, own2 in zip(each, level, n, s2, strict=True):
        e = own - own.mean() + at / (1 + size * ratio)
        residuals.append(e * np.sqrt(size * own2 / (e @ e)) if size > 1 else e)
    roots = []
    for _ in range(replicates):
        drawn = [e * rng.choice([-1, 1], len(e)) for e in residuals]
        g = rng.standard_normal(len(n))
        g = g - v @ g / v.sum()
        made, own = split(drawn)
        noise, scale = moments(made, own, np.exp(error * rng.standard_normal()))
        weight = v**2 / (v**2).sum()
        found = np.roots([weight @ g**2, 2 * weight @ (g * made), noise - wanted * scale])
        real = found[np.isreal(found)].real
        roots.append(max(real.max(), 0) if len(real) else 0.0)
    low, high = np.quantile(roots, [0.025, 0.975]) ** 2
    return (low / (low + sigma2) if wanted else 0.0), high / (high + sigma2)


def ratio_of(one, quantity, value):
    """λ = √(τ²/σ²) at which a quantity has a value."""
    sizes, n = one.frame["intnum"].value_counts(), len(one.y)
    deff = {
        "design effect": lambda v: v,
        "effective sample size": lambda v: n / v,
        "standard error factor": np.square,
    }
    rho = (deff[quantity](value) - 1) / ((sizes**2).sum() / n - 1) if quantity in deff else value
    return np.sqrt(rho / (1 - rho)) if quantity != "variance" else 0.0


def lowest_at_variance(one, tau2):
    """The REML deviance with the variance between interviewers held, at the best residual
    variance.
    """

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
    logs = (
        np.linalg.slogdet(V)[1]
        + np.linalg.slogdet(XWX)[1]
        + (len(one.y) - one.X.shape[1]) * np.log(2 * np.pi)
    )
    return logs + rest @ W @ rest


@pytest.mark.parametrize(("x", "shown"), [(0.0, True), (5.0, False), (10.0, True)])
def test_the_limits_of_the_share_along_the_predictor_are_where_the_deviance_is_a_chi_squared_higher(
    page, x, shown
):
    """ρ(x) is λ²/(1 + λ²) of the first effect once the predictor is counted from x."""
    folder = page[1]
    row = (
        table(folder, "a1", "intervals", "recoded").query(f"quantity == 'rho' and x == {x}").iloc[0]
    )
    frame = read_survey(folder, True)
    one = Model(frame.assign(from_x=frame["trust"] - x), "help", ["trust"], "from_x")
    assert row["estimate"] == pytest.approx(one.icc, abs=1e-3)
    for end in (row["lower"], row["upper"]):
        held = np.sqrt(end / (1 - end))
        above = lowest_of([lambda rest, held=held: one.deviance([held, *rest])], 2) - one.lowest
        assert above <= CRITICAL + 2e-3 if end == 0 else above == pytest.approx(CRITICAL, abs=5e-3)
    assert shown == any(
        near(row["estimate"], values) for values, _ in printed(page, "a1", "intervals")
    )


@pytest.mark.parametrize("effect", ["Intercept", "trust"])
def test_the_limits_of_a_variance_beside_a_slope_are_where_the_deviance_is_a_chi_squared_higher(
    page, effect
):
    folder = page[1]
    rows = table(folder, "a1", "intervals", "recoded").query(
        "model == 'slope' and criterion == 'REML'"
    )
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
    """The lowest value of functions of so many entries of Λ, after a first one if there is any,
    from several starts.
    """
    entries = size - (first is not None)
    starts = [
        [*([] if first is None else [first]), *at]
        for at in product((0.02, 0.2, 0.6), repeat=entries)
    ]
    options = {"xatol": 1e-6, "fatol": 1e-8, "maxiter": 2000}
    ends = (
        optimize.minimize(f, at, method="Nelder-Mead", options=options).fun
        for f in functions
        for at in starts
    )
    return min(ends)
