"""Mean and variance of an answer given η, and what they say on the scale of the answers.

The intraclass correlation on the latent scale, D_00/(D_00 + π²/3), describes response styles;
design effects of a proportion or mean need the one of the answers, Var_u(E[y|u])/Var(y) (Goldstein,
Browne & Rasbash 2002), which is smaller and depends on where the predictors lie. The two are never
mixed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple, TypeVar

import numpy as np
from scipy import special

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.generalised.families import LOGISTIC_VARIANCE
from interviewer_effects.mixed.generalised.kernels import Kernel, NegativeBinomial

NODES = 41

Variance = TypeVar(
    "Variance",
    float,
    Floats,
)


class AnswerMoments(NamedTuple):
    """E[y|η] and E[y²|η], in the units of the answers."""

    mean: Floats
    mean_square: Floats


class MarginalMoments(NamedTuple):
    """E[y], Var_u(E[y|u]) and Var(y) (n,) over all interviewers."""

    mean: Floats
    between: Floats
    total: Floats


class StandardNormal(NamedTuple):
    """Gauss-Hermite nodes (M,) of a standard normal variable, and the share of each."""

    position: Floats
    share: Floats


@cache
def standard_normal(n_nodes: int) -> StandardNormal:
    """The rule with M nodes."""
    position, weights = np.polynomial.hermite_e.hermegauss(n_nodes)
    return StandardNormal(position, weights / weights.sum())


def category_probabilities(
    eta: Floats,
    thresholds: Floats,
) -> Floats:
    """P(y = k | η) (…, K) of ordered answers: differences of F(c_k − η)."""
    cumulative = special.expit(thresholds - eta[..., None])
    none = np.zeros((*eta.shape, 1))
    everything = np.ones((*eta.shape, 1))
    ladder = np.concatenate([none, cumulative, everything], axis=-1)
    return np.diff(ladder, axis=-1)


def answer_moments(
    eta: Floats,
    *,
    family: str,
    kernel: Kernel,
    thresholds: Floats,
    levels: Floats,
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
    mean_square = mean + mean**2 * (1 + overdispersion)
    return AnswerMoments(mean, mean_square)


def marginal_moments(
    center: Floats,
    variance: Floats,
    *,
    conditional: Callable[[Floats], AnswerMoments],
) -> MarginalMoments:
    """Moments of the answer where η ~ N(center, variance), by 41 Gauss-Hermite nodes.

    Parameters
    ----------
    center, variance : ndarray (n,)
    conditional : callable
        η (n, 41) to AnswerMoments.
    """
    normal = standard_normal(NODES)
    deviation = np.sqrt(variance)
    eta = center[:, None] + deviation[:, None] * normal.position
    moments = conditional(eta)
    mean = moments.mean @ normal.share
    squared_mean = mean**2
    mean_of_squares = moments.mean**2 @ normal.share
    mean_square = moments.mean_square @ normal.share
    between = mean_of_squares - squared_mean
    total = mean_square - squared_mean
    return MarginalMoments(
        mean,
        between,
        total,
    )


def variances_of_rows(
    columns: Floats,
    D: Floats,
) -> Floats:
    """z'Dz (n,) of random columns z (n, q): the variance of η between interviewers."""
    variances = np.einsum("nq,qr,nr->n", columns, D, columns)
    return np.maximum(variances, 0)


def latent_icc(variance: Variance) -> Variance:
    """D_00/(D_00 + π²/3): the share of the latent answer's variance between interviewers."""
    total = variance + LOGISTIC_VARIANCE
    return variance / total
