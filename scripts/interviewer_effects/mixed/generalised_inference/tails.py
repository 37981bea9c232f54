"""How unusual a count of yes answers is among interviewers who differ."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from interviewer_effects.mixed.arrays import Floats

from .moments import standard_normal

NODES = 60


def tail_probabilities(
    events: ArrayLike,
    trials: ArrayLike,
    beta: ArrayLike,
    sigma: ArrayLike,
) -> tuple[Floats, Floats]:
    """P(Y ≤ y_j) and P(Y ≥ y_j) (J,) of Y ~ Binomial(n_j, p), logit p ~ N(β, σ²).

    β and σ are those of every interviewer (J,), or the same for all.
    """
    normal = standard_normal(NODES)
    eta = np.asarray(beta)[..., None] + np.asarray(sigma)[..., None] * normal.position
    probability = special.expit(eta)
    y = np.asarray(events, dtype=int)[:, None]
    n = np.asarray(trials, dtype=int)[:, None]
    at_most = special.bdtr(y, n, probability)
    fewer = np.maximum(y - 1, 0)
    at_least = np.where(y > 0, special.bdtrc(fewer, n, probability), 1.0)
    return at_most @ normal.share, at_least @ normal.share
