"""What an audit simulates or integrates, once more: dense matrices on a grid, and quadrature with
many nodes.
"""

from itertools import product

import numpy as np
from scipy import optimize, special
from second_path import holm

NODES = np.polynomial.hermite_e.hermegauss(60)

SIZES = (0.0, *np.geomspace(0.03, 3, 40))


class Grid:
    """The REML deviance of many outcomes at fixed values of Λ of a `Model`; the lowest stands for
    the fit.
    """

    def __init__(self, model, sizes):
        q = len(model.Z)
        shapes = (
            [(a,) for a in sizes]
            if q == 1
            else [(a, b, c) for a, b, c in product(sizes, (-0.3, -0.1, 0, 0.1, 0.3), sizes)]
        )
        self.model, self.lams = model, [model.lam(shape) for shape in shapes]

    def lowest(self, ys):
        """The lowest deviance of outcomes (R, n), and the first interviewer effect's z (R, J) where
        it is.
        """
        best, z = np.full(len(ys), np.inf), np.full((len(ys), len(self.model.people)), np.nan)
        for lam in self.lams:
            value, own = self._at(lam, ys)
            lower = value < best
            best[lower], z[lower] = value[lower], own[lower]
        return best, z

    def _at(self, lam, ys):
        X, n = self.model.X, len(self.model.y)
        V = self.model.covariance(lam)
        W = np.linalg.inv(V)
        XWX = X.T @ W @ X
        P = W - W @ X @ np.linalg.solve(XWX, X.T @ W)
        df = n - X.shape[1]
        Py = ys @ P
        scale = (Py * ys).sum(1) / df
        value = (
            np.linalg.slogdet(V)[1]
            + np.linalg.slogdet(XWX)[1]
            + df * (1 + np.log(2 * np.pi * scale))
        )
        if not lam.any():
            return value, np.full((len(ys), len(self.model.people)), np.nan)
        load = self.model.Z[0]
        return value, (Py @ load) / np.sqrt(
            np.einsum("ij,ik,kj->j", load, P, load) * scale[:, None]
        )


def statistics(smaller, larger, ys, sizes=SIZES):
    """T (R,) of outcomes; smaller may have no random effect."""
    low = Grid(smaller, sizes).lowest(ys)[0] if len(smaller.Z) else OLS(smaller).lowest(ys)
    return np.maximum(low - Grid(larger, sizes).lowest(ys)[0], 0)


class OLS:
    """The same of a model without random effects."""

    def __init__(self, model):
        self.model = model

    def lowest(self, ys):
        X, df = self.model.X, len(self.model.y) - self.model.X.shape[1]
        rest = ys - ys @ X @ np.linalg.solve(X.T @ X, X.T)
        return np.linalg.slogdet(X.T @ X)[1] + df * (1 + np.log(2 * np.pi * (rest**2).sum(1) / df))


def drawn(model, lam, count, seed):
    """Outcomes (count, n) of the model's design at residual variance 1; fixed effects are 0, as
    REML ignores them.
    """
    rng = np.random.default_rng(seed)
    ys = rng.normal(size=(count, len(model.y)))
    for part in np.einsum("kij,kl->lij", model.Z, lam):
        ys += rng.normal(size=(count, part.shape[1])) @ part.T
    return ys


def outliers(z, j, alpha=0.05):
    """How often interviewer number j is an outlier after Holm's adjustment."""
    p = 2 * special.ndtr(-np.abs(z))
    return np.mean([np.isfinite(row).all() and holm(row)[j] < alpha for row in p])


class Ordinal:
    """A cumulative logit with a random intercept, by Gauss-Hermite quadrature with 60 nodes."""

    def __init__(self, outcome, X, groups):
        self.levels, self.y = np.unique(outcome, return_inverse=True)
        self.X, self.codes = X, np.unique(groups, return_inverse=True)[1]

    def deviance(self, parameters, sigma):
        """−2 log-likelihood; parameters are the first cut, the logarithms of the steps to the
        others, and β.
        """
        k = len(self.levels) - 1
        cuts = np.r_[-np.inf, parameters[0] + np.r_[0, np.cumsum(np.exp(parameters[1:k]))], np.inf]
        shift = (self.X @ parameters[k:])[:, None] + sigma * NODES[0]
        chance = special.expit(cuts[self.y + 1][:, None] - shift) - special.expit(
            cuts[self.y][:, None] - shift
        )
        logs = np.zeros((self.codes.max() + 1, len(NODES[0])))
        np.add.at(logs, self.codes, np.log(np.maximum(chance, 1e-300)))
        return -2 * special.logsumexp(logs, axis=1, b=NODES[1] / np.sqrt(2 * np.pi)).sum()

    def lowest(self, sigma):
        """The lowest deviance at a standard deviation of the interviewers."""
        k = len(self.levels) - 1
        share = np.cumsum(np.bincount(self.y))[:-1] / len(self.y)
        cuts = special.logit(share)
        start = np.r_[cuts[0], np.log(np.diff(cuts)), np.zeros(self.X.shape[1])]
        assert len(start) == k + self.X.shape[1]
        return optimize.minimize(self.deviance, start, args=(sigma,), method="BFGS").fun

    def best(self):
        """(σ, its deviance)."""
        found = optimize.minimize_scalar(
            self.lowest, bounds=(0.01, 4), method="bounded", options={"xatol": 1e-5}
        )
        return found.x, found.fun


def latent(sigma):
    """The share of interviewers in the variance of the continuous answer behind the points."""
    return sigma**2 / (sigma**2 + np.pi**2 / 3)
