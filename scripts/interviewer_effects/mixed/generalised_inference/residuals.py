"""Randomised quantile residuals: where an answer lies in the distribution that the model gives it.

For an answer with distribution function F, r = Φ⁻¹(U), U uniform between P(y < yᵢ) and P(y ≤ yᵢ):
standard normal if the model is right, whatever the family (Dunn & Smyth 1996). F is that of an
interview with any interviewer of the population, so residuals of one interviewer go together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.generalised.families import COUNTS
from interviewer_effects.mixed.generalised.kernels import Kernel, NegativeBinomial

from .moments import NODES, standard_normal, variances_of_rows

if TYPE_CHECKING:
    from .result import GeneralisedResult

SMALLEST_SHARE = 1e-15  # Φ⁻¹ of less is infinite in floating point from above


def cumulative(
    values: Floats,
    eta: Floats,
    *,
    family: str,
    kernel: Kernel,
    thresholds: Floats,
) -> Floats:
    """P(y ≤ value | η) of answers as the family reads them (n, 1), at η (n, M)."""
    values = np.broadcast_to(values, eta.shape)
    if family in COUNTS:
        return _cumulative_counts(
            values,
            eta,
            kernel,
        )
    between = thresholds if family == "ordinal" else np.zeros(1)
    ladder = np.concatenate([[-np.inf], between, [np.inf]])
    rung = values.astype(int) + 1
    return special.expit(ladder[rung] - eta)


def _cumulative_counts(
    values: Floats,
    eta: Floats,
    kernel: Kernel,
) -> Floats:
    counts = np.maximum(values, 0)
    mean = np.exp(eta)
    if isinstance(kernel, NegativeBinomial):
        none_share = kernel.size / (kernel.size + mean)
        share = special.betainc(kernel.size, counts + 1, none_share)
    else:
        share = special.pdtr(counts, mean)
    return np.where(values < 0, 0.0, share)


def quantile_residuals(
    result: GeneralisedResult,
    seed: int,
) -> Floats:
    """r (n,) of a fit, the place within the step of F drawn with `seed`."""
    fit = result._fit
    deviation = np.sqrt(variances_of_rows(result.model.exog_re, fit.D))
    normal = standard_normal(NODES)
    eta = result.linear_predictor[:, None] + deviation[:, None] * normal.position
    values = np.asarray(fit.answers.values, dtype=float)[:, None]

    def marginal_cumulative(answers: Floats) -> Floats:
        conditional = cumulative(
            answers,
            eta,
            family=fit.family,
            kernel=fit.kernel,
            thresholds=fit.thresholds,
        )
        return conditional @ normal.share

    at_most = marginal_cumulative(values)
    less = marginal_cumulative(values - 1)
    uniform = np.random.default_rng(seed).uniform(size=len(at_most))
    quantile = less + uniform * (at_most - less)
    largest_share = 1 - SMALLEST_SHARE
    bounded = np.clip(quantile, SMALLEST_SHARE, largest_share)
    return special.ndtri(bounded)
