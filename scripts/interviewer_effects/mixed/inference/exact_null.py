"""The exact null distribution of the (restricted) likelihood-ratio statistic of one variance
component (Crainiceanu & Ruppert 2004).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.design.arguments import check_count
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import search

from .spectrum import Nodes, Spectrum

GRID = 200  # values of the variance ratio λ at which the simulated likelihood is maximised
LOG_LOWEST = -12.0  # of these values, in units of J/μ
LOG_HIGHEST = 14.0
CHUNK = 10_000  # draws at a time
ZERO = 1e-12  # log S/D of this size is rounding
NO_STATISTIC = 1e-7  # of a difference of deviances, that is rounding


@dataclass(frozen=True)
class ExactTest:
    """statistic, its exact p-value, the Monte Carlo error of p, and the simulated share of the null
    distribution at zero.
    """

    statistic: float
    p: float
    p_se: float
    share_zero: float


def exact_test(
    result,
    draws: int = 100_000,
    seed: int = 1,
) -> ExactTest:
    """Test of the only variance component of a result (MixedResult or Fit) by simulation from the
    spectral representation.

    RLRT = sup_λ { (n−p) log(1 + N(λ)/D(λ)) − Σ log(1 + λμ_s) },  N = Σ λμ_s/(1+λμ_s) w_s²,  D = Σ
    w_s²/(1+λμ_s) + χ²_{n−p−J},
    μ the eigenvalues of Z'(I − X(X'X)⁻¹X')Z, w standard normal; the LRT has n for n − p in front
    and the eigenvalues of Z'Z in the log term.
    Raises ValueError when the fit has more than one variance component: use bootstrap_test; and
    when draws is no whole number from 1 on.
    """
    check_count("draws", draws)
    fit: Fit = getattr(result, "_fit", result)
    if fit.factor.q != 1:
        raise ValueError(
            f"The fit has {fit.factor.q} random effects; the exact test is for one: use "
            "bootstrap_test."
        )
    statistic = max(0.0, null_deviance(fit) - float(fit.optimum.deviance[0]))
    simulated = null_statistics(fit, draws, rng=np.random.default_rng(seed))
    p = 1.0
    if statistic > NO_STATISTIC:
        p = float((simulated >= statistic - 1e-8).mean())
    p = max(p, 1 / (draws + 1))
    return ExactTest(
        statistic=statistic if statistic > NO_STATISTIC else 0.0,
        p=p,
        p_se=float(np.sqrt(p * (1 - p) / draws)),
        share_zero=float((simulated <= 0).mean()),
    )


def null_deviance(fit: Fit) -> float:
    """The deviance without the random effect, on the scale of `optimum.deviance`."""
    m = fit.design.moments
    without_effect = m.with_columns(m.ZZ[:0, :0], m.ZX[:0], Zy=m.Zy[:, :0])
    return float(search(without_effect, Factor.of(0), fit.reml).deviance[0])


def null_statistics(
    fit: Fit,
    draws: int,
    rng: np.random.Generator,
) -> Floats:
    """Draws (draws,) of the statistic when the variance is zero."""
    return statistics_at(fit, 0.0, draws=draws, rng=rng)


def statistics_at(
    fit: Fit,
    ratio: float,
    draws: int,
    rng: np.random.Generator,
) -> Floats:
    """Draws (draws,) of the statistic when the variance, for the standardised column, is ratio ×
    σ²: w_s² is then (1 + ratio μ_s) χ²_1. One rng gives the same χ² at every ratio, so that a power
    curve is smooth.
    """
    moments = fit.design.moments
    spectrum = Spectrum.of(moments)
    grid = _Grid.of(fit, spectrum)
    residual_df = float(moments.n[0]) - moments.p - int(spectrum.multiplicity.sum())
    inflation = 1 + ratio * spectrum.eigenvalues
    nodes = Nodes.of(spectrum.eigenvalues)
    shares = nodes.shares * inflation[:, None]
    penalised_terms = grid.penalty_factor / (1 + np.outer(nodes.points, grid.ratios))
    penalised_sums = np.vstack([penalised_terms, grid.penalty_factor])

    statistics = np.empty(draws)
    for begin in range(0, draws, CHUNK):
        count = min(CHUNK, draws - begin)
        w2 = _squares(rng, spectrum.multiplicity, count=count)
        residual = rng.chisquare(residual_df, count) if residual_df > 0 else np.zeros(count)
        total = w2 @ inflation + residual
        sums = np.column_stack([w2 @ shares, residual])
        with np.errstate(divide="ignore"):
            # Where the penalised residual exceeds the total, λ = 0 is better
            can_win = grid.penalty_factor <= (total / residual).max()
        lowest_penalised = (sums @ penalised_sums[:, can_win]).min(1)
        statistics[begin : begin + count] = grid.multiplier * np.log(total / lowest_penalised)
    return np.where(statistics > ZERO * grid.multiplier, statistics, 0.0)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the simulated likelihood is maximised: the largest of multiplier log(S/D) − penalty is
    multiplier log of S over the least D × penalty_factor.

    Attributes
    ----------
    ratios : ndarray (G,)
        Values of λ.
    penalty_factor : ndarray (G,)
        exp(penalty/multiplier) there.
    multiplier : float
        n − p (REML) or n (ML).
    """

    ratios: Floats
    penalty_factor: Floats
    multiplier: float

    @classmethod
    def of(
        cls,
        fit: Fit,
        spectrum: Spectrum,
    ) -> _Grid:
        """The grid of a fit with one variance."""
        m = fit.design.moments
        eigenvalues = spectrum.eigenvalues
        largest = max(eigenvalues.max(), 1e-300)
        units = np.exp(np.linspace(LOG_LOWEST, LOG_HIGHEST, GRID))
        positive = units / largest * spectrum.multiplicity.sum()
        ratios = np.concatenate([[0.0], positive])
        if fit.reml:
            penalty = spectrum.multiplicity @ np.log1p(np.outer(eigenvalues, ratios))
        else:
            penalty = np.log1p(np.outer(m.ZZ[0, 0], ratios)).sum(0)
        multiplier = float(m.n[0]) - m.p * fit.reml
        return cls(
            ratios=ratios,
            penalty_factor=np.exp(penalty / multiplier),
            multiplier=multiplier,
        )


def _squares(
    rng: np.random.Generator,
    multiplicity: Floats,
    count: int,
) -> Floats:
    """Sums of `multiplicity` (K,) squared normals, count × K; those of equal eigenvalues go
    together.
    """
    if (multiplicity > 1).any():
        return rng.chisquare(multiplicity, (count, len(multiplicity)))
    state = json.dumps(rng.bit_generator.state)
    squares, next_state = _squared_normals(
        type(rng.bit_generator),
        state,
        count=count,
        K=len(multiplicity),
    )
    rng.bit_generator.state = next_state
    return squares


@lru_cache(maxsize=1)  # items of one survey have as many interviewers, and one seed
def _squared_normals(
    kind: type,
    state: str,
    count: int,
    K: int,
) -> tuple[Floats, dict]:
    """Squared normals (count, K) that a generator in a state gives, and its state after them."""
    bit_generator = kind()
    bit_generator.state = json.loads(state)
    squares = np.random.Generator(bit_generator).standard_normal((count, K)) ** 2
    squares.flags.writeable = False
    return squares, bit_generator.state
