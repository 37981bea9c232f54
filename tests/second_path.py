"""The main quantities of an audit once more, from the survey file alone: dense matrices, scipy and
pandas.

The model is fitted by minimising the REML deviance of V = σ²(I + ZΛΛ'Z') directly, without
cross-products.
"""

from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd
import yaml
from scipy import optimize, stats


def read_survey(folder, recoded):
    """The survey as text and numbers, its declared codes missing if so wanted."""
    frame = pd.read_csv(folder / "survey.csv", dtype={"idno": str, "intnum": str})
    book = yaml.safe_load((folder / "codebook.yaml").read_text(encoding="utf-8"))
    for item, entry in book.items() if recoded else ():
        frame[item] = frame[item].mask(frame[item].isin(list(entry.get("missing") or {})))
    return frame


class Model:
    """y ~ fixed effects with random columns by interviewer; `slope` names a predictor whose slope
    varies.
    """

    def __init__(self, frame, outcome, predictors, slope=None, random=True):
        self.frame = frame.dropna(subset=["intnum", outcome, *predictors])
        self.y = self.frame[outcome].to_numpy(dtype=float)
        own = self.frame[predictors]
        dummies = pd.get_dummies(own, drop_first=True, dtype=float) if predictors else own
        self.X = np.column_stack([np.ones(len(self.y)), *(dummies[name] for name in dummies)])
        self.names = ["Intercept", *dummies]
        self.people = sorted(self.frame["intnum"].unique())
        own = (self.frame["intnum"].to_numpy()[:, None] == self.people).astype(float)
        parts = [own] if random else []
        parts += [own * self.frame[slope].to_numpy()[:, None]] if slope else []
        self.Z = np.stack(parts) if parts else np.zeros((0, len(self.y), len(self.people)))

    def about_means(self):
        """The same model, its slope of the predictor about the mean over all interviews: then the
        level is that at the mean.
        """
        moved = [part - self.Z[0] * part.sum(1).mean() for part in self.Z[1:]]
        again = Model.__new__(Model)
        kept = ("frame", "y", "X", "names", "people")
        again.__dict__ |= {name: self.__dict__[name] for name in kept}
        again.Z = np.stack([self.Z[0], *moved]) if len(self.Z) else self.Z
        return again

    def covariance(self, lam):
        """I + ZΛΛ'Z' (n, n) for a lower triangular Λ."""
        mixed = np.einsum("kij,kl->lij", self.Z, lam)
        return np.eye(len(self.y)) + sum(part @ part.T for part in mixed)

    def lam(self, theta):
        """Λ of its lower triangle, column by column."""
        out = np.zeros((len(self.Z),) * 2)
        out[np.tril_indices(len(self.Z))] = theta
        return out

    def deviance(self, theta):
        """−2 REML log-likelihood, σ² profiled out."""
        V = self.covariance(self.lam(theta))
        root = np.linalg.cholesky(V)
        Xw, yw = np.linalg.solve(root, self.X), np.linalg.solve(root, self.y)
        beta, *_ = np.linalg.lstsq(Xw, yw, rcond=None)
        rest, df = ((yw - Xw @ beta) ** 2).sum(), len(self.y) - self.X.shape[1]
        logs = 2 * np.log(np.diag(root)).sum() + np.linalg.slogdet(Xw.T @ Xw)[1]
        return logs + df * (1 + np.log(2 * np.pi * rest / df))

    @cached_property
    def theta(self):
        """Λ at the lowest deviance, from several starts."""
        if not len(self.Z):
            return np.zeros(0)
        size = len(self.Z) * (len(self.Z) + 1) // 2
        starts = product((0.1, 0.6), *[(0.05,)] * (size - 1))
        options = {"xatol": 1e-7, "fatol": 1e-10, "maxiter": 4000}
        found = [
            optimize.minimize(self.deviance, s, method="Nelder-Mead", options=options)
            for s in starts
        ]
        return min(found, key=lambda one: one.fun).x

    @cached_property
    def lowest(self):
        """The deviance there."""
        return self.deviance(self.theta)

    @cached_property
    def solved(self):
        """β, its covariance, σ², D and V⁻¹ (V in units of the data)."""
        V = self.covariance(self.lam(self.theta))
        W = np.linalg.inv(V)
        cov = np.linalg.inv(self.X.T @ W @ self.X)
        beta = cov @ self.X.T @ W @ self.y
        rest = self.y - self.X @ beta
        sigma2 = rest @ W @ rest / (len(self.y) - self.X.shape[1])
        lam = self.lam(self.theta)
        return beta, sigma2 * cov, sigma2, sigma2 * lam @ lam.T, W / sigma2

    @property
    def icc(self):
        """Share of the variance between interviewers at predictors of zero."""
        _, _, sigma2, D, _ = self.solved
        return D[0, 0] / (D[0, 0] + sigma2)

    @property
    def deff(self):
        """Kish: 1 + (Σn²/Σn − 1) ρ."""
        n = self.frame["intnum"].value_counts()
        return 1 + ((n**2).sum() / n.sum() - 1) * self.icc

    def z(self):
        """Predicted effects over the root of their own variance, by effect and interviewer."""
        beta, cov, _, D, W = self.solved
        P = W - W @ self.X @ cov @ self.X.T @ W
        made = []
        for k in range(len(self.Z)):
            load = np.einsum("l,lij->ji", D[k], self.Z)
            made.append(
                load
                @ W
                @ (self.y - self.X @ beta)
                / np.sqrt(np.einsum("ji,il,jl->j", load, P, load))
            )
        return pd.DataFrame(made, columns=self.people)


def lrt(smaller, larger):
    """T, not below zero."""
    return max(smaller.lowest - larger.lowest, 0.0)


def naive_and_mixture(T, q):
    """χ² with q degrees of freedom more, and the mixture on the boundary (one variance, with q − 1
    covariances).
    """
    lower = stats.chi2.sf(T, q - 1) if q > 1 else float(T == 0)
    return stats.chi2.sf(T, q), 0.5 * lower + 0.5 * stats.chi2.sf(T, q)


def holm(p):
    """Holm's adjustment (1979)."""
    order = np.argsort(p)
    scaled = np.maximum.accumulate(np.minimum(1, np.asarray(p)[order] * np.arange(len(p), 0, -1)))
    return scaled[np.argsort(order)]
