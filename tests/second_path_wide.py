"""Interviewers crossed with areas, weighted fits and scores over items once more, from the survey
file alone.
"""

import numpy as np
from scipy import optimize, special, stats

OPTIONS = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 6000}


def owners(labels):
    """Who owns each row (n, groups), groups in the order of their labels."""
    return (np.asarray(labels)[:, None] == np.unique(labels)).astype(float)


class Crossed:
    """y ~ X with independent random intercepts of several groupings (REML), V = σ²(I + Σ λ_k² Z_k
    Z_k').
    """

    def __init__(self, y, X, groupings):
        self.y, self.X = np.asarray(y, float), np.column_stack([np.ones(len(y)), X])
        self.blocks = [own @ own.T for own in map(owners, groupings)]

    def deviance(self, lams, sigma2=None):
        """−2 REML log-likelihood, σ² at its best where none is given."""
        V = np.eye(len(self.y)) + sum(
            lam**2 * block for lam, block in zip(lams, self.blocks, strict=True)
        )
        W = np.linalg.inv(V)
        XWX = self.X.T @ W @ self.X
        rest = self.y - self.X @ np.linalg.solve(XWX, self.X.T @ W @ self.y)
        square, df = rest @ W @ rest, len(self.y) - self.X.shape[1]
        sigma2 = square / df if sigma2 is None else sigma2
        return (
            np.linalg.slogdet(V)[1]
            + np.linalg.slogdet(XWX)[1]
            + df * np.log(2 * np.pi * sigma2)
            + square / sigma2
        )

    def best(self, held=None):
        """(deviance, λ) at the lowest; `held` is (k, variance): that of one grouping is given."""
        size = len(self.blocks) + (held is not None)

        def value(at):
            if held is None:
                return self.deviance(at)
            sigma2 = np.exp(at[-1])
            lams = [
                np.sqrt(held[1] / sigma2) if k == held[0] else at[k]
                for k in range(len(self.blocks))
            ]
            return self.deviance(lams, sigma2)

        starts = [[a] * len(self.blocks) + [0.5] * (size - len(self.blocks)) for a in (0.1, 0.5)]
        ends = [optimize.minimize(value, s, method="Nelder-Mead", options=OPTIONS) for s in starts]
        end = min(ends, key=lambda one: one.fun)
        return end.fun, end.x

    def variances(self, lams):
        """(variance of each grouping, σ²) at Λ."""
        V = np.eye(len(self.y)) + sum(
            lam**2 * block for lam, block in zip(lams, self.blocks, strict=True)
        )
        W = np.linalg.inv(V)
        rest = self.y - self.X @ np.linalg.solve(self.X.T @ W @ self.X, self.X.T @ W @ self.y)
        sigma2 = rest @ W @ rest / (len(self.y) - self.X.shape[1])
        return [sigma2 * lam**2 for lam in lams], sigma2


class Pseudo:
    """A random intercept by pseudo-likelihood: rows weighted w within groups, groups weighted W (ML
    form).
    """

    def __init__(self, y, X, groups, w, W):
        self.y, self.X = np.asarray(y, float), np.column_stack([np.ones(len(y)), X])
        self.own, self.w, self.W = owners(groups), np.asarray(w, float), np.asarray(W, float)

    def parts(self, parameters):
        """−2ℓ_j (J,) at β, τ²/σ² and σ²."""
        beta, ratio, sigma2 = parameters[:-2], parameters[-2], parameters[-1]
        rest = self.y - self.X @ beta
        n, first, second = (
            self.own.T @ (self.w * part) for part in (np.ones_like(rest), rest, rest**2)
        )
        square = second - ratio / (1 + ratio * n) * first**2
        return np.log(1 + ratio * n) + n * np.log(2 * np.pi * sigma2) + square / sigma2

    def best(self):
        """(β, τ²/σ², σ²)."""
        start = [*np.linalg.lstsq(self.X, self.y, rcond=None)[0], 0.3, np.log(self.y.var())]

        def value(at):
            return self.W @ self.parts([*at[:-2], at[-2] ** 2, np.exp(at[-1])])

        at = start
        for _ in range(4):
            at = optimize.minimize(
                value, at, method="Nelder-Mead", options=OPTIONS | {"adaptive": True}
            ).x
        return np.array([*at[:-2], at[-2] ** 2, np.exp(at[-1])])

    def errors(self, at):
        """Standard errors of β, τ²/σ² and σ² by the sandwich over groups, derivatives by
        differences.
        """
        steps = 1e-4 * np.maximum(np.abs(at), 0.05)
        size = range(len(at))

        def moved(*pairs):
            other = at.copy()
            for k, sign in pairs:
                other[k] += sign * steps[k]
            return self.parts(other)

        scores = np.array([(moved((k, 1)) - moved((k, -1))) / (2 * steps[k]) for k in size]).T
        H = np.array(
            [
                [
                    self.W
                    @ (
                        moved((a, 1), (b, 1))
                        - moved((a, 1), (b, -1))
                        - moved((a, -1), (b, 1))
                        + moved((a, -1), (b, -1))
                    )
                    / (4 * steps[a] * steps[b])
                    for b in size
                ]
                for a in size
            ]
        )
        meat = self.W[:, None] * scores
        J = len(self.W)
        bread = np.linalg.inv(H)
        return np.sqrt(np.diag(bread @ (meat.T @ meat) @ bread) * J / (J - 1))


class Silent:
    """y_j of n_j unanswered, logit p_j = β + σv_j: the integral over v by the trapezoidal rule on a
    fine grid.
    """

    v = np.linspace(-10, 10, 8_001)
    log_weight = stats.norm.logpdf(v) + np.log(v[1] - v[0])

    def __init__(self, y, n):
        self.y, self.n = np.asarray(y, float)[:, None], np.asarray(n, float)[:, None]

    def deviance(self, beta, sigma):
        """−2 log-likelihood, without the binomial coefficients."""
        eta = beta + sigma * self.v
        each = self.y * eta - self.n * np.logaddexp(0, eta) + self.log_weight
        return -2 * np.logaddexp.reduce(each, axis=1).sum()

    def lowest(self, sigma):
        """(deviance, β) at the best β."""
        end = optimize.minimize_scalar(
            lambda b: self.deviance(b, sigma), bounds=(-15, 5), method="bounded"
        )
        return end.fun, end.x

    def best(self):
        """(σ, its deviance)."""
        end = optimize.minimize_scalar(
            lambda s: self.lowest(s)[0], bounds=(0, 6), options={"xatol": 1e-5}
        )
        return end.x, end.fun


def scaled(w, groups, method):
    """Weights scaled within groups: A to sum to the rows, B to their effective number."""
    own = owners(groups)
    sums, squares = own.T @ w, own.T @ w**2
    return w * (own @ ({"A": own.sum(0), "B": sums**2 / squares}[method] / sums))


def large(z, draws=20_000, seed=5):
    """The mean of z² over items of each interviewer, and its p among interviewers whose items go
    together as here.
    """
    score = np.nanmean(z.to_numpy() ** 2, axis=1)
    root = np.linalg.cholesky(z.corr().to_numpy() + 1e-9 * np.eye(z.shape[1]))
    drawn = ((np.random.default_rng(seed).normal(size=(draws, z.shape[1])) @ root.T) ** 2).mean(1)
    return score, (1 + (drawn >= score[:, None]).sum(1)) / (1 + draws)


def among_others(y, n):
    """Two-sided mid-p of each count among interviewers who differ as the others do: for each of
    them the posterior of β and σ by all others on a grid, flat priors, and one normal distribution
    of logits with the posterior's moments.
    """
    rate = special.logit(sum(y) / sum(n))
    betas = np.linspace(rate - 6, rate + 4, 81)
    sigmas = np.linspace(0.05, 5.95, 60)
    v = np.linspace(-5, 5, 161)
    eta = betas[:, None, None] + sigmas[:, None] * v
    pairs = [(int(k), int(m)) for k, m in zip(y, n, strict=True)]
    p = special.expit(eta)
    each = {pair: np.log(stats.binom.pmf(*pair, p) @ stats.norm.pdf(v)) for pair in set(pairs)}
    whole = sum(each[pair] for pair in pairs)
    return np.array([_mid_p(*pair, whole - each[pair], betas, sigmas) for pair in pairs])


def _mid_p(k, m, log_posterior, betas, sigmas):
    share = np.exp(log_posterior - log_posterior.max())
    share = share / share.sum()
    mean = share.sum(1) @ betas
    width = np.sqrt(share.sum(1) @ (betas - mean) ** 2 + share.sum(0) @ sigmas**2)
    v = np.linspace(-8, 8, 801)
    p = special.expit(mean + width * v)
    below = (
        (stats.binom.cdf(k, m, p) - stats.binom.pmf(k, m, p) / 2)
        @ stats.norm.pdf(v)
        * (v[1] - v[0])
    )
    return 2 * min(below, 1 - below)
