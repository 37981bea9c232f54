"""The terms that one cell of equal rows adds to the log-likelihood, as a function of η.

A cell has `trials` rows with the same interviewer and predictors, whose answers sum to `events`.
Every family here is concave in η, so an interviewer's integrand has a single mode.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from interviewer_effects.mixed.arrays import Floats

LARGEST_EXPONENT = 700.0  # exp of more overflows; no search stays there


class Terms(NamedTuple):
    """Value, first derivative and minus the second derivative of a cell's log-likelihood in η."""

    value: Floats
    score: Floats
    curvature: Floats


class Kernel(Protocol):
    """What a family says of a cell."""

    def terms(
        self,
        events: Floats,
        trials: Floats,
        eta: Floats,
    ) -> Terms:
        """Value, score and curvature of cells at η; the three arrays broadcast."""
        ...


@dataclass(frozen=True)
class Logit:
    """Yes/no answers: P(y = 1) = 1/(1 + exp(−η)).

    log L = events·η − trials·log(1 + exp η), without the binomial coefficients, as rows are told
    apart (glmer's log-likelihood of single yes/no answers).
    """

    def terms(
        self,
        events: Floats,
        trials: Floats,
        eta: Floats,
    ) -> Terms:
        """Value, score and curvature at η.

        log(1 + exp η) loses relative digits where exp η is tiny, which no sum over cells sees, and
        takes a third of the time of log1p.
        """
        eta = np.clip(eta, -LARGEST_EXPONENT, LARGEST_EXPONENT)
        odds = np.exp(eta)
        all_odds = 1 + odds
        probability = odds / all_odds
        expected = trials * probability
        return Terms(
            value=events * eta - trials * np.log(all_odds),
            score=events - expected,
            curvature=expected / all_odds,
        )


@dataclass(frozen=True)
class Poisson:
    """Counts with mean exp(η): log L = events·η − trials·exp η, without Σ log y!."""

    def terms(
        self,
        events: Floats,
        trials: Floats,
        eta: Floats,
    ) -> Terms:
        """Value, score and curvature at η."""
        bounded_eta = np.minimum(eta, LARGEST_EXPONENT)
        expected = trials * np.exp(bounded_eta)
        return Terms(
            value=events * eta - expected,
            score=events - expected,
            curvature=expected,
        )


@dataclass(frozen=True)
class NegativeBinomial:
    """Counts with mean μ = exp(η) and variance μ + μ²/size.

    log L = events·η − (events + trials·size)·log(size + μ) + trials·size·log(size), without what
    depends on y and size only.
    """

    size: float

    def terms(
        self,
        events: Floats,
        trials: Floats,
        eta: Floats,
    ) -> Terms:
        """Value, score and curvature at η."""
        size = self.size
        bounded_eta = np.minimum(eta, LARGEST_EXPONENT)
        mean = np.exp(bounded_eta)
        total = mean + size
        share = mean / total
        weight = events + trials * size
        constant = trials * (size * np.log(size))
        expected = weight * share
        return Terms(
            value=events * eta - weight * np.log(total) + constant,
            score=events - expected,
            curvature=expected * (1 - share),
        )
