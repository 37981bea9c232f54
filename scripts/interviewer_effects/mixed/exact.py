"""The exact null distribution of the (restricted) likelihood-ratio statistic of one variance component (Crainiceanu
& Ruppert 2004).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .factor import Factor
from .fit import Fit
from .search import search

GRID = 200  # values of the variance ratio λ at which the simulated likelihood is maximised
CHUNK = 10_000
ZERO = 1e-13  # log S/D of this size is rounding


@dataclass(frozen=True)
class ExactTest:
    """statistic, its exact p-value, the Monte Carlo error of p, and the simulated share of the null distribution at
    zero.
    """

    statistic: float
    p: float
    p_se: float
    share_zero: float


def exact_test(result, draws: int = 100_000, seed: int = 1) -> ExactTest:
    """Test of the only variance component of a result (MixedResult or Fit) by simulation from the spectral
    representation.

    RLRT = sup_λ { (n−p) log(1 + N(λ)/D(λ)) − Σ log(1 + λμ_s) },  N = Σ λμ_s/(1+λμ_s) w_s²,  D = Σ w_s²/(1+λμ_s) +
    χ²_{n−p−J},
    μ the eigenvalues of Z'(I − X(X'X)⁻¹X')Z, w standard normal; the LRT has n for n − p in front and the
    eigenvalues of Z'Z in the log term.
    Raises ValueError when the fit has more than one variance component: use bootstrap_test.
    """
    fit: Fit = getattr(result, "_fit", result)
    if fit.factor.q != 1:
        raise ValueError(f"The fit has {fit.factor.q} random effects; the exact test is for one: use bootstrap_test.")
    statistic = max(0.0, null_deviance(fit) - float(fit.found.deviance[0]))
    simulated = null_statistics(fit, draws, np.random.default_rng(seed))
    p = float((simulated >= statistic - 1e-8).mean()) if statistic > 1e-7 else 1.0
    p = max(p, 1 / (draws + 1))
    return ExactTest(
        statistic if statistic > 1e-7 else 0.0, p, float(np.sqrt(p * (1 - p) / draws)), float((simulated <= 0).mean())
    )


def null_statistics(fit: Fit, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draws (draws,) of the statistic when the variance is zero."""
    return statistics_at(fit, 0.0, draws, rng)


def statistics_at(fit: Fit, ratio: float, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draws (draws,) of the statistic when the variance, for the standardised column, is ratio × σ²: w_s² is then
    (1 + ratio μ_s) χ²_1. One rng gives the same χ² at every ratio, so that a power curve is smooth.
    """
    m = fit.design.moments
    mu, xi = _eigenvalues(fit)
    n, p = float(m.n[0]), m.p
    rest = n - p - len(mu)
    grid = np.concatenate([[0.0], np.exp(np.linspace(-12, 14, GRID)) / max(mu.max(), 1e-300) * len(mu)])
    shrunk = 1 / (1 + np.outer(mu, grid))  # (J, G)
    penalty = np.log1p(np.outer(mu if fit.reml else xi, grid)).sum(0)
    lead = n - p * fit.reml
    raised = np.exp(penalty / lead)  # the largest of lead log(S/D) − penalty is lead log of S over the least D raised
    out = np.empty(draws)
    for first in range(0, draws, CHUNK):
        count = min(CHUNK, draws - first)
        w2 = rng.standard_normal((count, len(mu))) ** 2 * (1 + ratio * mu)
        free = rng.chisquare(rest, count) if rest > 0 else np.zeros(count)
        least = (w2 @ (shrunk * raised) + np.outer(free, raised)).min(1)
        out[first : first + count] = lead * np.log((w2.sum(1) + free) / least)
    return np.where(out > ZERO * lead, out, 0.0)


def _eigenvalues(fit: Fit) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues of Z'P₀Z and of Z'Z, from the cross-products of the design (X*'X* = n I)."""
    m = fit.design.moments
    zz, zx = m.ZZ[0, 0], m.ZX[0]
    projected = np.diag(zz) - zx.T @ np.linalg.solve(m.XX[0], zx)
    values = np.linalg.eigvalsh(projected)
    return values[values > 1e-9 * values.max(initial=1.0)], zz  # the others are degrees of freedom of the residual


def null_deviance(fit: Fit) -> float:
    """The deviance without the random effect, on the scale of `found.deviance`."""
    m = fit.design.moments
    none = m.with_columns(m.ZZ[:0, :0], m.ZX[:0], Zy=m.Zy[:, :0])
    return float(search(none, Factor.of(0), fit.reml).deviance[0])
