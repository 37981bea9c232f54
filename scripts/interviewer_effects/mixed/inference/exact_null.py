"""The exact null distribution of the (restricted) likelihood-ratio statistic of one variance
component (Crainiceanu & Ruppert 2004).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from interviewer_effects.mixed.design.arguments import check_count
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import search

GRID = 200  # values of the variance ratio λ at which the simulated likelihood is maximised
CHUNK = 10_000
MANY = 1_000  # interviewers from whom on equal workloads are taken together
ROUNDING = 1e-15  # of the interpolation between eigenvalues
ZERO = 1e-12  # log S/D of this size is rounding


@dataclass(frozen=True)
class ExactTest:
    """statistic, its exact p-value, the Monte Carlo error of p, and the simulated share of the null
    distribution at zero.
    """

    statistic: float
    p: float
    p_se: float
    share_zero: float


def exact_test(result, draws: int = 100_000, seed: int = 1) -> ExactTest:
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
    simulated = null_statistics(fit, draws, np.random.default_rng(seed))
    p = float((simulated >= statistic - 1e-8).mean()) if statistic > 1e-7 else 1.0
    p = max(p, 1 / (draws + 1))
    return ExactTest(
        statistic if statistic > 1e-7 else 0.0,
        p,
        float(np.sqrt(p * (1 - p) / draws)),
        float((simulated <= 0).mean()),
    )


def null_statistics(fit: Fit, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draws (draws,) of the statistic when the variance is zero."""
    return statistics_at(fit, 0.0, draws, rng)


def statistics_at(fit: Fit, ratio: float, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draws (draws,) of the statistic when the variance, for the standardised column, is ratio ×
    σ²: w_s² is then (1 + ratio μ_s) χ²_1. One rng gives the same χ² at every ratio, so that a power
    curve is smooth.
    """
    mu, times = _eigenvalues(fit)
    grid, raised, lead = _grid(fit, mu, times)
    rest = float(fit.design.moments.n[0]) - fit.design.moments.p - int(times.sum())
    at, shares = _nodes(mu)
    grown = 1 + ratio * mu
    shares = shares * grown[:, None]
    right = np.vstack([raised / (1 + np.outer(at, grid)), raised])
    out = np.empty(draws)
    for first in range(0, draws, CHUNK):
        count = min(CHUNK, draws - first)
        w2 = _squares(rng, times, count)
        free = rng.chisquare(rest, count) if rest > 0 else np.zeros(count)
        total, sums = w2 @ grown + free, np.column_stack([w2 @ shares, free])
        with np.errstate(divide="ignore"):
            least = (sums @ right[:, raised <= (total / free).max()]).min(
                1
            )  # raised free beyond S wins nowhere
        out[first : first + count] = lead * np.log(total / least)
    return np.where(out > ZERO * lead, out, 0.0)


def _grid(fit: Fit, mu: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Values (G,) of λ, exp(penalty/lead) there, and the factor before the logarithm: the largest
    of lead log(S/D) − penalty is lead log of S over the least D so raised.
    """
    m = fit.design.moments
    grid = np.concatenate(
        [[0.0], np.exp(np.linspace(-12, 14, GRID)) / max(mu.max(), 1e-300) * times.sum()]
    )
    penalty = (
        times @ np.log1p(np.outer(mu, grid))
        if fit.reml
        else np.log1p(np.outer(m.ZZ[0, 0], grid)).sum(0)
    )
    lead = float(m.n[0]) - m.p * fit.reml
    return grid, np.exp(penalty / lead), lead


def _nodes(mu: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points (r,) and shares (K, r) with Σ w_k/(1 + λμ_k) = Σ_i (Σ_k w_k shares_ki)/(1 + λ
    point_i), within rounding.

    1/(1 + λμ) is analytic in log μ up to π from the real line, so it is interpolated at Chebyshev
    points between the ends of log μ: the error falls by a constant factor with each point
    (Bernstein), and some 25 stand for any number of interviewers. Where they are as many as the
    eigenvalues, those themselves are taken.
    """
    s = np.log(mu)
    middle, half = (s[0] + s[-1]) / 2, (s[-1] - s[0]) / 2
    falls = np.arcsinh(np.pi / max(half, 1e-9))
    r = int(np.ceil(-np.log(ROUNDING) / falls)) + 1
    if r >= len(mu):
        return mu, np.eye(len(mu))
    angles = (np.arange(r) + 0.5) * np.pi / r
    terms = np.cos(
        np.outer(np.arccos(np.clip((s - middle) / max(half, 1e-300), -1, 1)), np.arange(r))
    )
    back = 2 / r * np.cos(np.outer(np.arange(r), angles))
    back[0] /= 2
    return np.exp(middle + half * np.cos(angles)), terms @ back


def _squares(rng: np.random.Generator, times: np.ndarray, count: int) -> np.ndarray:
    """Sums of `times` (K,) squared normals, count × K; those of equal eigenvalues go together."""
    if (times > 1).any():
        return rng.chisquare(times, (count, len(times)))
    state = rng.bit_generator.state
    squares, after = _drawn(type(rng.bit_generator), json.dumps(state), count, len(times))
    rng.bit_generator.state = after
    return squares


@lru_cache(maxsize=1)  # items of one survey have as many interviewers, and one seed
def _drawn(kind: type, state: str, count: int, K: int) -> tuple[np.ndarray, dict]:
    """Squared normals that a generator in a state gives, and its state after them."""
    generator = kind()
    generator.state = json.loads(state)
    squares = np.random.Generator(generator).standard_normal((count, K)) ** 2
    squares.flags.writeable = False
    return squares, generator.state


def _eigenvalues(fit: Fit) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues (K,) of Z'P₀Z that are not zero, ascending, and how often each occurs, from the
    cross-products of the design (X*'X* = n I). The zeros are degrees of freedom of the residual.
    """
    m = fit.design.moments
    zz, zx = m.ZZ[0, 0], m.ZX[0]
    if len(zz) <= MANY:
        values = np.linalg.eigvalsh(np.diag(zz) - zx.T @ np.linalg.solve(m.XX[0], zx))
        times = np.ones(len(values))
    else:
        values, times = _of_equals(zz, np.linalg.solve(np.linalg.cholesky(m.XX[0]), zx))
    kept = values > 1e-9 * values.max(initial=1.0)
    return values[kept], times[kept]


def _of_equals(d: np.ndarray, A: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues of diag(d) − A'A for d (J,) and A (p, J), ascending, and how often each occurs.

    Of m equal d all but p of their eigenvalues stay as they are: turned within their space, A has
    rows in p of its directions only. Interviewers with equal workloads are many where interviewers
    are, so what is left is small.
    """
    values, where, counts = np.unique(d, return_inverse=True, return_counts=True)
    order = np.split(np.argsort(where, kind="stable"), np.cumsum(counts)[:-1])
    rows = [
        np.linalg.qr(A[:, own].T, mode="r") if len(own) > len(A) else A[:, own].T for own in order
    ]
    own = np.array([len(part) for part in rows])
    turned = np.concatenate(rows)
    moved = np.linalg.eigvalsh(np.diag(np.repeat(values, own)) - turned @ turned.T)
    left = counts - own
    every = np.concatenate([moved, values[left > 0]])
    times = np.concatenate([np.ones(len(moved)), left[left > 0]])
    at = np.argsort(every, kind="stable")
    return every[at], times[at]


def null_deviance(fit: Fit) -> float:
    """The deviance without the random effect, on the scale of `found.deviance`."""
    m = fit.design.moments
    none = m.with_columns(m.ZZ[:0, :0], m.ZX[:0], Zy=m.Zy[:, :0])
    return float(search(none, Factor.of(0), fit.reml).deviance[0])
