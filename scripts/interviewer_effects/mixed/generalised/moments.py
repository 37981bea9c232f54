"""Mean and variance of an answer given η, and what they say on the scale of the answers.

The intraclass correlation on the latent scale, D_00/(D_00 + π²/3), describes response styles;
design effects of a proportion or mean need the one of the answers, Var_u(E[y|u])/Var(y) (Goldstein,
Browne & Rasbash 2002), which is smaller and depends on where the predictors lie. The two are never
mixed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from .families import LOGISTIC_VARIANCE
from .kernels import Kernel, NegativeBinomial

NODES = 41


class AnswerMoments(NamedTuple):
    """E[y|η] and E[y²|η], in the units of the answers."""

    mean: np.ndarray
    mean_square: np.ndarray


def category_probabilities(eta: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """P(y = k | η) (…, K) of ordered answers: differences of F(c_k − η)."""
    below = special.expit(thresholds - eta[..., None])
    ends = np.concatenate([np.zeros((*eta.shape, 1)), below, np.ones((*eta.shape, 1))], axis=-1)
    return np.diff(ends, axis=-1)


def answer_moments(
    eta: np.ndarray, *, family: str, kernel: Kernel, thresholds: np.ndarray, levels: np.ndarray
) -> AnswerMoments:
    """Moments of the answer at η; yes/no answers count as 0 and 1, ordered ones by their values."""
    if family == "binary":
        probability = special.expit(eta)
        return AnswerMoments(probability, probability)
    if family == "ordinal":
        probability = category_probabilities(eta, thresholds)
        return AnswerMoments(probability @ levels, probability @ levels**2)
    mean = np.exp(eta)
    overdispersion = 1 / kernel.size if isinstance(kernel, NegativeBinomial) else 0.0
    return AnswerMoments(mean, mean + mean**2 * (1 + overdispersion))


def marginal_moments(
    center: np.ndarray, variance: np.ndarray, *, conditional
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """E[y], Var_u(E[y|u]) and Var(y) where η ~ N(center, variance), by 41 Gauss-Hermite nodes.

    Parameters
    ----------
    center, variance : ndarray (n,)
    conditional : callable
        η (n, 41) to AnswerMoments.
    """
    abscissas, weights = np.polynomial.hermite_e.hermegauss(NODES)
    share = weights / weights.sum()
    eta = center[:, None] + np.sqrt(variance)[:, None] * abscissas
    moments = conditional(eta)
    mean = moments.mean @ share
    between = moments.mean**2 @ share - mean**2
    total = moments.mean_square @ share - mean**2
    return mean, between, total


def latent_icc(variance: float) -> float:
    """D_00/(D_00 + π²/3): the share of the latent answer's variance between interviewers."""
    return variance / (variance + LOGISTIC_VARIANCE)
