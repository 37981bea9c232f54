"""Surveys to calibrate on: workloads and a predictor by rule, and a model with known parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts, cross_products
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Design, make_design
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import Optimum
from scipy import stats

MEDIAN, LOG_SD, SMALLEST, LARGEST = (
    10.6,
    0.72,
    1,
    70,
)  # ESS round 5, Belgium: 125 interviewers, 1,703 interviews
X_MEAN, X_SD, X_HIGH = 6.0, 2.05, 10


@dataclass(frozen=True)
class Designs:
    """The models y ~ 1 + x with no random effect, a random intercept, and a random intercept and
    slope.
    """

    products: CrossProducts
    ols: Design
    level: Design
    slope: Design


def workloads(J: int) -> np.ndarray:
    """The quantiles of a log-normal distribution at (j − ½)/J, whole and between 1 and 70: no draw,
    so every J has the same shape. With J = 125 they add up to the Belgian 1,703 within 1 %.
    """
    places = stats.norm.ppf((np.arange(J) + 0.5) / J)
    return np.clip(np.round(MEDIAN * np.exp(LOG_SD * places)), SMALLEST, LARGEST).astype(int)


def designs(J: int) -> Designs:
    """The three models of J interviewers; x is an answer from 0 to 10 about its mean, the same in
    every survey.
    """
    rng = np.random.default_rng(J)
    owner = np.repeat(np.arange(J), workloads(J))
    x = np.clip(np.round(X_MEAN + X_SD * rng.standard_normal(len(owner))), 0, X_HIGH)
    x = x - x.mean()
    y = 0.1 * x + rng.standard_normal(
        len(owner)
    )  # sets the fixed effects and the scale of what is simulated
    products = cross_products({"x": x, "y": y}, owner)
    made = (make_design(products, [None, "x"], random, "y") for random in ([], [None], [None, "x"]))
    return Designs(products, *made)


def truth(design: Design, *theta: float) -> Fit:
    """A fit whose relative factor is diagonal with these entries: what replicates are simulated
    from.

    In the standardised columns an entry is the SD of an effect over the residual SD: of the level,
    and of the slope for a predictor one SD away from its mean.
    """
    factor = Factor.of(design.moments.q)
    at = factor.theta(np.diag(theta)[None])
    one = np.ones(1, int)
    return Fit(design, True, Optimum(at, np.zeros(1), np.ones_like(at, dtype=bool), one, one, one))


def root_ratio(icc: float) -> float:
    """θ = sqrt(ρ/(1 − ρ)), the SD between interviewers over that within."""
    return float(np.sqrt(icc / (1 - icc)))
