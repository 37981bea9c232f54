"""How unusual an interviewer's item nonresponse is among interviewers who differ as the others do.

y_j ~ Binomial(n_j, p_j), logit p_j ~ N(β, σ²). For each interviewer β and σ are posterior means
given all others, from flat priors on a grid: the likelihood of all is a product, so that of the
others is that of all by one's own. What the others leave open of both widens the distribution: its
variance is E(σ²) + Var(β). At the maximum σ would be too small in small surveys, and with the one
judged among the others nobody would stand out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from interviewer_effects.mixed.generalised_inference.moments import standard_normal
from interviewer_effects.mixed.generalised_inference.proportions import LARGEST_SIGMA
from interviewer_effects.mixed.generalised_inference.tails import tail_probabilities

BETAS, SIGMAS = 31, 25  # points of the grid
REACH = 5.0  # posterior standard deviations of the grid to each side
BELOW, ABOVE = 6.0, 4.0  # logits about the common rate within which β lies
ROUGH, FINE = 0.4, 0.1  # largest step of the integral over logits, at first and then
TAILS = 4.5  # standard deviations of logits that are integrated over
NODES = 60


@dataclass(frozen=True)
class Rates:
    """Mean and standard deviation (J,) of logits, for each interviewer by all others."""

    beta: np.ndarray
    sigma: np.ndarray


@dataclass(frozen=True)
class _Grid:
    """β from `low` in BETAS steps of `step`, and σ (SIGMAS,); the integral is over steps of at most
    `finest` logits.
    """

    low: float
    step: float
    sigma: np.ndarray
    finest: float

    @property
    def beta(self) -> np.ndarray:
        """β (BETAS,)."""
        return self.low + self.step * np.arange(BETAS)

    def log_likelihoods(self, events: np.ndarray, trials: np.ndarray) -> np.ndarray:
        """log ∫ p^y(1 − p)^(n − y) dN(β, σ²) (m, BETAS × SIGMAS), but for a constant of each
        interviewer.

        Sums over logits in steps of which β's are multiples: exact where σ is 0, and to rounding
        where it is not less than a step.
        """
        parts = int(np.ceil(self.step / self.finest))
        fine = self.step / parts
        margin = int(np.ceil(TAILS * self.sigma[-1] / fine))
        eta = self.low + fine * np.arange(-margin, (BETAS - 1) * parts + margin + 1)
        value = events[:, None] * eta - trials[:, None] * np.logaddexp(0, eta)
        likelihood = np.exp(value - value.max(1, keepdims=True))
        away = fine * np.arange(-margin - (BETAS - 1) * parts, (BETAS - 1) * parts + margin + 1)
        density = np.exp(-((away / self.sigma[:, None]) ** 2) / 2)
        starts = (BETAS - 1 - np.arange(BETAS)) * parts
        columns = starts[:, None] + np.arange(len(eta))
        weights = density[:, columns].transpose(2, 1, 0)
        weights = (weights / weights.sum(0)).reshape(len(eta), -1)
        return np.log(np.maximum(likelihood @ weights, 1e-300))

    def means(
        self, log_posterior: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Posterior means and standard deviations of β and of σ (m,)."""
        share = np.exp(log_posterior - log_posterior.max(1, keepdims=True))
        share = (share / share.sum(1, keepdims=True)).reshape(len(share), BETAS, SIGMAS)
        return *_moments(share.sum(2), self.beta), *_moments(share.sum(1), self.sigma)


def rates_of_others(events: np.ndarray, trials: np.ndarray) -> Rates:
    """β and σ from events of trials (J,), all interviewers with at least one trial."""
    pairs, place, count = np.unique(
        np.stack([events, trials]), axis=1, return_inverse=True, return_counts=True
    )
    pairs = pairs.astype(float)
    rate = float(special.logit(np.clip(events.sum() / trials.sum(), 1e-9, 1 - 1e-9)))
    wide = _grid(rate - BELOW, rate + ABOVE, 0.0, LARGEST_SIGMA, ROUGH)
    beta, beta_sd, sigma, sigma_sd = wide.means(_by_others(wide, pairs, count))
    lowest = max((beta - REACH * beta_sd).min(), rate - BELOW)
    highest = min((beta + REACH * beta_sd).max(), rate + ABOVE)
    least = max((sigma - REACH * sigma_sd).min(), 0.0)
    most = min((sigma + REACH * sigma_sd).max(), LARGEST_SIGMA)
    grid = _grid(lowest, highest, least, most, FINE)
    beta_mean, beta_sd, sigma_mean, sigma_sd = grid.means(_by_others(grid, pairs, count))
    width = np.sqrt(sigma_mean**2 + sigma_sd**2 + beta_sd**2)
    return Rates(beta_mean[place.ravel()], width[place.ravel()])


def tail(events: np.ndarray, trials: np.ndarray, beta: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """P(Y < y_j) + ½ P(Y = y_j) (J,) with β and σ (J,)."""
    keys, place = np.unique(np.stack([events, trials, beta, sigma]), axis=1, return_inverse=True)
    below, above = tail_probabilities(*keys)
    return ((below - above + 1) / 2)[place.ravel()]


def limits(
    trials: np.ndarray, beta: np.ndarray, sigma: np.ndarray, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """Shares (J,) at and beyond which a count of n is rarer than α/2 each way with β and σ (J,);
    the lower one is NaN where even none is not that rare, the upper one above 1 where not even all
    are.
    """
    keys, place = np.unique(np.stack([trials, beta, sigma]), axis=1, return_inverse=True)
    nodes, weights = standard_normal(NODES)
    ends = np.array([_limits(int(n), b + s * nodes, weights, alpha) for n, b, s in keys.T])
    return ends[place.ravel(), 0], ends[place.ravel(), 1]


def _limits(n: int, eta: np.ndarray, share: np.ndarray, alpha: float) -> tuple[float, float]:
    y = np.arange(n + 1)
    coefficients = special.gammaln(n + 1) - special.gammaln(y + 1) - special.gammaln(n - y + 1)
    chance = np.exp(coefficients[:, None] + np.outer(y, eta) - n * np.logaddexp(0, eta)) @ share
    below = np.cumsum(chance) - chance / 2
    above = np.cumsum(chance[::-1])[::-1] - chance / 2
    few = np.flatnonzero(below < alpha / 2)
    many = np.flatnonzero(above < alpha / 2)
    return few[-1] / n if len(few) else np.nan, (many[0] if len(many) else n + 1) / n


def _grid(low: float, high: float, least: float, most: float, finest: float) -> _Grid:
    """Between the ends of β, and in the middles of equal parts between those of σ."""
    step = (most - least) / SIGMAS
    return _Grid(low, (high - low) / (BETAS - 1), least + step * (np.arange(SIGMAS) + 0.5), finest)


def _by_others(grid: _Grid, pairs: np.ndarray, count: np.ndarray) -> np.ndarray:
    """log posterior (m, BETAS × SIGMAS) by all but one of those with each of the pairs (2, m)."""
    each = grid.log_likelihoods(*pairs)
    return count @ each - each


def _moments(share: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = share @ values
    return mean, np.sqrt(np.maximum(share @ values**2 - mean**2, 1e-12))
