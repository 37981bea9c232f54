"""Small simulated surveys for the engine's tests."""

import numpy as np
import pandas as pd


def survey(seed, J=20, sd_intercept=0.6, sd_slope=0.2, correlation=0.0, largest=12, smallest=1):
    """Interviewers of unequal workload, y ~ 1 + x with random intercept and slope, unit residual
    variance.
    """
    rng = np.random.default_rng(seed)
    sizes = rng.integers(smallest, largest + 1, J)
    g = np.repeat(np.arange(J), sizes)
    x = rng.normal(size=len(g))
    other = correlation * rng.normal(size=J)
    u0 = sd_intercept * rng.normal(size=J)
    u1 = sd_slope * (other + np.sqrt(1 - correlation**2) * rng.normal(size=J))
    y = 1 + 0.5 * x + u0[g] + u1[g] * x + rng.normal(size=len(g))
    return pd.DataFrame({"y": y, "x": x, "g": g})


def dense_deviance(frame, D, sigma2, reml, random=("one", "x")):
    """−2ℓ by the n × n covariance matrix: the definition, with nothing shared with the engine."""
    X = np.column_stack([np.ones(len(frame)), frame["x"]])
    columns = {"one": np.ones(len(frame)), "x": frame["x"].to_numpy()}
    Z = np.column_stack([columns[name] for name in random])
    same = frame["g"].to_numpy()[:, None] == frame["g"].to_numpy()[None]
    V = sigma2 * np.eye(len(frame)) + (Z @ D @ Z.T) * same
    inverse = np.linalg.inv(V)
    information = X.T @ inverse @ X
    beta = np.linalg.solve(information, X.T @ inverse @ frame["y"])
    r = frame["y"].to_numpy() - X @ beta
    out = np.linalg.slogdet(V)[1] + r @ inverse @ r + (len(r) - 2 * reml) * np.log(2 * np.pi)
    return out + (np.linalg.slogdet(information)[1] if reml else 0.0)
