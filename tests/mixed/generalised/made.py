"""Simulated surveys with answers of each family, and their fits."""

import numpy as np
import pandas as pd
from interviewer_effects.mixed import MixedModel
from scipy import special


def survey(family, seed, *, n_interviewers=20, sd=0.8, slope_sd=0.0, rate=0.0):
    """One simulated survey with a predictor of five points."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(n_interviewers), rng.integers(3, 12, n_interviewers))
    x = rng.integers(-2, 3, len(group)).astype(float)
    level = sd * rng.normal(size=n_interviewers)
    slope = slope_sd * rng.normal(size=n_interviewers)
    eta = rate + level[group] + (0.4 + slope[group]) * x
    if family == "binary":
        y = rng.binomial(1, special.expit(eta))
    elif family == "count":
        y = rng.poisson(np.exp(eta))
    else:
        y = np.digitize(eta + rng.logistic(size=len(eta)), [-1.0, 0.2, 1.5])
    return pd.DataFrame({"y": y.astype(float), "x": x, "group": group})


def fit(data, family, slope=False, **options):
    random = "~x" if slope else None
    return MixedModel.from_formula("y ~ x", data, "group", random, family=family, **options).fit()
