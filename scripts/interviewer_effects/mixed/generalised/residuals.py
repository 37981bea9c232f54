"""Randomised quantile residuals: where an answer lies in the distribution that the model gives it.

For an answer with distribution function F, r = Φ⁻¹(U), U uniform between P(y < yᵢ) and P(y ≤ yᵢ):
standard normal if the model is right, whatever the family (Dunn & Smyth 1996). F is that of an
interview with any interviewer of the population, so residuals of one interviewer go together.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from .families import COUNTS
from .kernels import Kernel, NegativeBinomial
from .moments import NODES

SMALLEST_SHARE = 1e-15  # Φ⁻¹ of less is infinite in floating point from above


def cumulative(
    values: np.ndarray, eta: np.ndarray, *, family: str, kernel: Kernel, thresholds: np.ndarray
) -> np.ndarray:
    """P(y ≤ value | η) of answers as the family reads them (n, 1), at η (n, M)."""
    values = np.broadcast_to(values, eta.shape)
    if family in COUNTS:
        return _cumulative_counts(values, eta, kernel)
    ends = thresholds if family == "ordinal" else np.zeros(1)
    ladder = np.concatenate([[-np.inf], ends, [np.inf]])
    return special.expit(ladder[values.astype(int) + 1] - eta)


def _cumulative_counts(values: np.ndarray, eta: np.ndarray, kernel: Kernel) -> np.ndarray:
    none = values < 0
    counts = np.maximum(values, 0)
    mean = np.exp(eta)
    if isinstance(kernel, NegativeBinomial):
        share = special.betainc(kernel.size, counts + 1, kernel.size / (kernel.size + mean))
    else:
        share = special.pdtr(counts, mean)
    return np.where(none, 0.0, share)


def quantile_residuals(result, seed: int) -> np.ndarray:
    """r (n,) of a fit, the place within the step of F drawn with `seed`."""
    fit = result._fit
    columns = result.model.exog_re
    variance = np.einsum("nq,qr,nr->n", columns, fit.D, columns)
    abscissas, weights = np.polynomial.hermite_e.hermegauss(NODES)
    spread = np.sqrt(np.maximum(variance, 0))
    eta = result.linear_predictor[:, None] + spread[:, None] * abscissas
    values = np.asarray(fit.answers.values, dtype=float)[:, None]
    share = weights / weights.sum()
    at_most, below = (
        cumulative(answer, eta, family=fit.family, kernel=fit.kernel, thresholds=fit.thresholds)
        @ share
        for answer in (values, values - 1)
    )
    place = np.random.default_rng(seed).uniform(size=len(at_most))
    quantile = below + place * (at_most - below)
    return special.ndtri(np.clip(quantile, SMALLEST_SHARE, 1 - SMALLEST_SHARE))
