"""Logistic models with a random intercept, for counts of interviewers: y_j of n_j interviews, many
outcomes at once.

y_j ~ Binomial(n_j, p_j), logit p_j = β + σ v_j, v_j ~ N(0, 1). The likelihood integrates v_j out by
adaptive Gauss-Hermite quadrature (Pinheiro & Bates 1995): nodes around the mode of each
interviewer's integrand, in units of its curvature. Rows (R) are outcomes, columns (J) interviewers.
Checked against lme4's glmer with 25 nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import special

NODES = 25  # as many as glmer allows: −2ℓ of an interviewer to 5e-6 up to σ = 2, 1e-4 at 3
STARTS = (0.4, 1.5)  # of σ; the optimum at σ = 0 is tried beside them
MOST = 6.0  # a σ that grows beyond has no optimum: everybody's answers are all or nothing
STEPS, CLOSE = 60, 1e-9
ROOM = 2_000_000  # numbers of one array


@dataclass(frozen=True)
class Counts:
    """y and n (R, G) of the different interviewers of each outcome, and how many (R, G) are alike:
    with few events most have none, and differ in n only. What is padded has weight 0.
    """

    events: np.ndarray
    trials: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, events: np.ndarray, trials: np.ndarray) -> Counts:
        """The counts of events and trials (R, J)."""
        rows = [
            np.unique(np.stack(pair), axis=1, return_counts=True)
            for pair in zip(events, trials, strict=True)
        ]
        padded = np.zeros((3, len(rows), max(len(weight) for _, weight in rows)))
        for r, (pair, weight) in enumerate(rows):
            padded[:2, r, : len(weight)], padded[2, r, : len(weight)] = pair, weight
        return cls(*padded)

    @property
    def rate(self) -> np.ndarray:
        """Events by trials (R,)."""
        return (self.weight * self.events).sum(1) / (self.weight * self.trials).sum(1)

    @property
    def coefficients(self) -> np.ndarray:
        """Σ log of the binomial coefficients (R,)."""
        y, n = self.events, self.trials
        each = special.gammaln(n + 1) - special.gammaln(y + 1) - special.gammaln(n - y + 1)
        return (self.weight * each).sum(1)

    def rows(self, span: slice | np.ndarray) -> Counts:
        """Some of the outcomes."""
        return Counts(self.events[span], self.trials[span], self.weight[span])


@dataclass(frozen=True)
class Logistic:
    """Estimates of R outcomes: beta and sigma (logits), deviance −2ℓ with the binomial
    coefficients, null_deviance that of σ = 0, and status: interior, boundary (σ is 0), or unbounded
    (the likelihood grows with σ without end).
    """

    counts: Counts
    beta: np.ndarray
    sigma: np.ndarray
    deviance: np.ndarray
    null_deviance: np.ndarray
    status: np.ndarray

    @property
    def statistic(self) -> np.ndarray:
        """T (R,) of the test of σ = 0; its null distribution is the mixture ½χ²_0 + ½χ²_1."""
        return np.maximum(self.null_deviance - self.deviance, 0.0)


def fit_logistic(events: np.ndarray, trials: np.ndarray) -> Logistic:
    """Maximum likelihood of R outcomes, events and trials (R, J); n_j = 0 counts for nothing.

    Newton's method on exact first and second derivatives (Louis 1982) from several σ and from the
    boundary; of the ends the one of lowest deviance. Raises ValueError where an outcome has no
    events, or nothing else.
    """
    counts = Counts.of(*(np.atleast_2d(np.asarray(part, dtype=float)) for part in (events, trials)))
    if not ((counts.rate > 0) & (counts.rate < 1)).all():
        raise ValueError(
            "An outcome is always or never there: leave it out, it has no variance to estimate."
        )
    parts = [_fit(counts.rows(span)) for span in _spans(counts)]
    return Logistic(counts, *(np.concatenate(part) for part in zip(*parts, strict=True)))


def latent_icc(sigma: np.ndarray) -> np.ndarray:
    """σ²/(σ² + π²/3): the share of the variance of the latent answer that lies between
    interviewers.
    """
    return np.asarray(sigma) ** 2 / (np.asarray(sigma) ** 2 + np.pi**2 / 3)


def sigma_interval(fit: Logistic, rise: float) -> tuple[np.ndarray, np.ndarray]:
    """Profile-likelihood limits of σ (R,): where −2ℓ, at its best over β, is `rise` above the
    minimum (χ²_1 quantile).

    The lower one is 0 where σ = 0 lies within; the upper one is inf where no σ up to 6 leaves.
    """
    limits = [[_limit(fit, span, end, rise) for span in _spans(fit.counts)] for end in (0.0, MOST)]
    low, high = (np.concatenate(side) for side in limits)
    return low, np.where(high >= MOST, np.inf, high)


def tail_probabilities(
    events: np.ndarray, trials: np.ndarray, beta: np.ndarray | float, sigma: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray]:
    """P(Y ≤ y_j) and P(Y ≥ y_j) (J,) of interviewers drawn from models with β and σ (J,), or one of
    all: how unusual a count is among interviewers who differ as much as these do.
    """
    nodes, weights = normal_nodes(60)
    p = special.expit(np.asarray(beta)[..., None] + np.asarray(sigma)[..., None] * nodes)
    y, n = (np.asarray(part, dtype=int)[:, None] for part in (events, trials))
    above = np.where(y > 0, special.bdtrc(np.maximum(y - 1, 0), n, p), 1.0)
    return special.bdtr(y, n, p) @ weights, above @ weights


@lru_cache
def normal_nodes(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes of Gauss-Hermite quadrature for a standard normal variable, and their weights."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    return nodes, weights / weights.sum()


# ---- maximising


def _spans(counts: Counts) -> list[slice]:
    rows = max(1, ROOM // (counts.events.shape[1] * NODES))
    return [slice(at, at + rows) for at in range(0, len(counts.events), rows)]


def _fit(counts: Counts) -> tuple[np.ndarray, ...]:
    null = special.logit(counts.rate)
    beta, sigma = null.copy(), np.zeros(len(null))
    flat = best = _derivatives(counts, np.stack([beta, sigma], axis=1))[0]
    for start in STARTS:
        begin = np.stack([null * (1 + 0.1 * start**2), np.full(len(null), start)], axis=1)
        found, deviance = _newton(counts, begin)[:2]
        better = deviance < best - CLOSE
        best, beta = np.where(better, deviance, best), np.where(better, found[:, 0], beta)
        sigma = np.where(better, np.abs(found[:, 1]), sigma)
    status = np.where(sigma >= MOST, "unbounded", np.where(sigma > 0, "interior", "boundary"))
    return beta, sigma, best, flat, status


def _newton(
    counts: Counts, at: np.ndarray, free: tuple[int, ...] = (0, 1)
) -> tuple[np.ndarray, ...]:
    """(β, σ) (R, 2) of a local optimum over the free ones, −2ℓ and its gradient there. A step after
    which −2ℓ is not lower is taken back and halved.
    """
    at, size = at.copy(), np.ones(len(at))
    value, slope, curve = _derivatives(counts, at)
    step, live = _steps(slope, curve, free), np.arange(len(at))
    for _ in range(STEPS):
        ahead = at[live] + size[live, None] * step[live]
        ahead[:, 1] = np.clip(ahead[:, 1], -MOST, MOST)
        tried = _derivatives(counts.rows(live), ahead)
        moved, gained = np.abs(ahead - at[live]).max(1), value[live] - tried[0]
        lower = (gained >= -CLOSE) & (moved > 0)
        done = (moved < 1e-7) | lower & (
            gained < CLOSE
        )  # nothing gained: what is left is the quadrature's
        to = live[lower]
        at[to] = ahead[lower]
        value[to], slope[to], curve[to] = (part[lower] for part in tried)
        step[to] = _steps(slope[to], curve[to], free)
        size[live] = np.where(lower, 1.0, size[live] / 2)
        live = live[~done]
        if not live.size:
            break
    return at, value, slope


def _steps(slope: np.ndarray, curve: np.ndarray, free: tuple[int, ...]) -> np.ndarray:
    """Newton's steps, with the directions of negative curvature turned round; at most 2 long."""
    values, vectors = np.linalg.eigh(curve[:, free][:, :, free])
    along = np.einsum("rij,ri->rj", vectors, slope[:, free]) / np.maximum(np.abs(values), 1e-8)
    step = np.zeros_like(slope)
    step[:, free] = -np.einsum("rij,rj->ri", vectors, along)
    return step / np.maximum(1, np.linalg.norm(step, axis=1) / 2)[:, None]


def _limit(fit: Logistic, span: slice, end: float, rise: float) -> np.ndarray:
    """σ between the estimate and `end` at which the profile has risen; `end` where it never has.

    Newton's method on √(rise of −2ℓ), nearly a line in σ, whose derivative at the best β is the
    partial one; kept between values on either side of the limit.
    """
    counts, beta, least = fit.counts.rows(span), fit.beta[span].copy(), fit.deviance[span]
    inside, outside = fit.sigma[span].copy(), np.full(len(beta), end)
    sigma = (inside + np.minimum(end, inside + 1)) / 2
    never = (fit.null_deviance[span] - least <= rise) & (
        end == 0
    )  # what σ = 0 costs is known, what MOST does is not
    sigma[never], untried, live = end, np.full(len(beta), end > 0), np.flatnonzero(~never)
    for _ in range(STEPS):
        if not live.size:
            break
        at, value, slope = _newton(
            counts.rows(live), np.stack([beta[live], sigma[live]], axis=1), free=(0,)
        )
        beta[live], root = at[:, 0], np.sqrt(np.maximum(value - least[live], 0))
        beyond = root**2 > rise
        inside[live] = np.where(beyond, inside[live], sigma[live])
        outside[live] = np.where(beyond, sigma[live], outside[live])
        with np.errstate(divide="ignore", invalid="ignore"):
            ahead = sigma[live] - (root - np.sqrt(rise)) * 2 * root / slope[:, 1]
        ahead = _between(ahead, inside[live], outside[live], untried[live])
        untried[live] &= ahead < end
        moved = np.abs(ahead - sigma[live])
        sigma[live] = ahead
        live = live[moved >= 1e-6]
    return sigma


def _between(
    ahead: np.ndarray, inside: np.ndarray, outside: np.ndarray, untried: np.ndarray
) -> np.ndarray:
    """Newton's values where they lie between values on either side; else the middle, or an outer
    end not tried yet.
    """
    low, high = np.minimum(inside, outside), np.maximum(inside, outside)
    within = (ahead > low) & (ahead < high)
    middle = (low + high) / 2
    return np.where(within, ahead, np.where(untried & (ahead >= outside), outside, middle))


# ---- integrating


def _derivatives(counts: Counts, at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """−2ℓ (R,), its gradient (R, 2) and Hessian (R, 2, 2) in (β, σ), by expectations over v given
    the counts.
    """
    value, v, p = _joint(counts, *at.T)
    total = special.logsumexp(value, axis=2)
    share = np.exp(value - total[..., None])
    n = counts.trials[..., None]
    residual = counts.events[..., None] - n * p
    inner = residual**2 - n * p * (1 - p)
    mean = np.stack([(share * residual).sum(2), (share * residual * v).sum(2)])
    curve = np.stack([(share * inner * v**power).sum(2) for power in range(3)])[
        [0, 1, 1, 2]
    ].reshape(2, 2, *total.shape)
    curve = curve - mean[:, None] * mean[None]
    deviance = -2 * ((counts.weight * total).sum(1) + counts.coefficients)
    return (
        deviance,
        -2 * (counts.weight * mean).sum(2).T,
        -2 * (counts.weight * curve).sum(3).transpose(2, 0, 1),
    )


def _joint(
    counts: Counts, beta: np.ndarray, sigma: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """log of weight × integrand (R, G, K) at the nodes v, with v and p there."""
    v, width = _modes(counts.events, counts.trials, beta[:, None], sigma[:, None])
    x, w = np.polynomial.hermite_e.hermegauss(NODES)
    v = v[..., None] + width[..., None] * x
    eta = beta[:, None, None] + sigma[:, None, None] * v
    value = (
        counts.events[..., None] * eta - counts.trials[..., None] * np.logaddexp(0, eta) - v**2 / 2
    )
    return (
        value + (np.log(w) + (x**2 - np.log(2 * np.pi)) / 2) + np.log(width)[..., None],
        v,
        special.expit(eta),
    )


def _modes(
    events: np.ndarray, trials: np.ndarray, b: np.ndarray, s: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Where each integrand is largest (R, J), and its width there. The slope σ(y − np) − v falls
    with v, so Newton's method is kept between values on either side of the root: by itself it
    cycles where σ is large.
    """
    reach = np.abs(s) * trials + 1e-12
    low, high, v = -reach, reach, np.zeros(np.broadcast_shapes(events.shape, b.shape))
    before = step = np.inf
    for _ in range(2 * STEPS):
        p = special.expit(b + s * v)
        slope, curve = s * (events - trials * p) - v, s**2 * trials * p * (1 - p) + 1
        low, high = np.where(slope > 0, v, low), np.where(slope > 0, high, v)
        newton = slope / curve
        useless = (v + newton <= low) | (v + newton >= high) | (np.abs(2 * newton) > np.abs(before))
        before, step = step, np.where(useless, (low + high) / 2 - v, newton)
        v = v + step
        if np.abs(step).max() < 1e-9:
            break
    p = special.expit(b + s * v)
    return v, 1 / np.sqrt(s**2 * trials * p * (1 - p) + 1)
