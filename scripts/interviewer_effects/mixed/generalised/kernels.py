"""The terms that one cell of equal rows adds to the log-likelihood, as a function of η.

A cell has `trials` rows with the same interviewer and predictors, whose answers sum to `events`.
Every family here is concave in η, so an interviewer's integrand has a single mode.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np


class Terms(NamedTuple):
    """Value, first derivative and minus the second derivative of a cell's log-likelihood in η."""

    value: np.ndarray
    score: np.ndarray
    curvature: np.ndarray


class Kernel(Protocol):
    """What a family says of a cell."""

    def terms(self, events: np.ndarray, trials: np.ndarray, eta: np.ndarray) -> Terms:
        """Value, score and curvature of cells at η; the three arrays broadcast."""
        ...


@dataclass(frozen=True)
class Logit:
    """Yes/no answers: P(y = 1) = 1/(1 + exp(−η)).

    log L = events·η − trials·log(1 + exp η), without the binomial coefficients, as rows are told
    apart (glmer's log-likelihood of single yes/no answers).
    """

    def terms(self, events: np.ndarray, trials: np.ndarray, eta: np.ndarray) -> Terms:
        """Value, score and curvature at η; exp is only taken of −|η|, which cannot overflow."""
        small = np.exp(-np.abs(eta))
        larger = 1 / (1 + small)
        smaller = small * larger
        mean = np.where(eta >= 0, larger, smaller)
        softplus = np.maximum(eta, 0) + np.log1p(small)
        return Terms(
            value=events * eta - trials * softplus,
            score=events - trials * mean,
            curvature=trials * (larger * smaller),
        )


@dataclass(frozen=True)
class Poisson:
    """Counts with mean exp(η): log L = events·η − trials·exp η, without Σ log y!."""

    def terms(self, events: np.ndarray, trials: np.ndarray, eta: np.ndarray) -> Terms:
        """Value, score and curvature at η."""
        expected = trials * np.exp(np.minimum(eta, LARGEST_LOG_MEAN))
        return Terms(value=events * eta - expected, score=events - expected, curvature=expected)


@dataclass(frozen=True)
class NegativeBinomial:
    """Counts with mean μ = exp(η) and variance μ + μ²/size.

    log L = events·η − (events + trials·size)·log(size + μ) + trials·size·log(size), without what
    depends on y and size only.
    """

    size: float

    def terms(self, events: np.ndarray, trials: np.ndarray, eta: np.ndarray) -> Terms:
        """Value, score and curvature at η."""
        mean = np.exp(np.minimum(eta, LARGEST_LOG_MEAN))
        total = mean + self.size
        share = mean / total
        weight = events + trials * self.size
        constant = trials * (self.size * np.log(self.size))
        return Terms(
            value=events * eta - weight * np.log(total) + constant,
            score=events - weight * share,
            curvature=weight * share * (1 - share),
        )


LARGEST_LOG_MEAN = 300.0  # exp of more would overflow; no search stays there
