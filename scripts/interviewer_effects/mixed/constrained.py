"""The lowest deviance with one thing held: entries of θ, σ², or a variance; the steps of a profile.

The deviance with σ² given is  Σ log|V_j| + (REML: log|Ω|) + N log 2πσ² + r²(Λ)/σ².
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .deviance import Evaluation, evaluate
from .factor import LinearFactor
from .fit import Fit
from .moments import Moments
from .newton import minimise


def starts_around(theta: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Where we are, and the same with every free entry at an ordinary size: a profile may cross a saddle."""
    return np.array([theta, np.where(free & (np.abs(theta) < 0.05), 0.3, theta)])


def best(
    moments: Moments,
    factor: LinearFactor,
    reml: bool,
    starts: np.ndarray,
    free: np.ndarray,
    modify: Callable | None = None,
) -> tuple[float, np.ndarray]:
    """The lowest value over the free entries of θ from several starts, and where; modify(e, E, θ, factor) turns the
    deviance into another function with its gradient and Hessian.
    """

    def function(at: np.ndarray, rows: np.ndarray):
        e = evaluate(factor.lam(at), moments, reml)
        if e.gradient is None:
            return e.deviance, np.zeros_like(at), np.zeros((*at.shape, at.shape[1]))
        E = factor.directions(at)
        return modify(e, E, at, factor) if modify else (e.deviance, factor.gradient(e, E), factor.hessian(e, E))

    if not modify and not free.any():  # all starts are one, and there is nothing to move: no derivatives
        e = evaluate(factor.lam(starts[:1]), moments, reml, derivatives=False)
        return float(e.deviance[0]), starts[0]
    end = minimise(function, starts, np.tile(free, (len(starts), 1)))
    lowest = int(np.nanargmin(end.value))
    return float(end.value[lowest]), end.theta[lowest]


def best_of_one_sign(moments: Moments, factor: LinearFactor, reml: bool, guess: np.ndarray):
    """The minimum over θ of two entries with θ₁θ₂ ≥ 0 (opposite signs would be the opposite correlation): inside,
    or on either edge.
    """
    ends = [best(moments, factor, reml, np.array([guess, [0.3, 0.3]]), np.ones(2, bool))]
    if ends[0][1].prod() < 0:
        edges = np.eye(2, dtype=bool)
        ends = [best(moments, factor, reml, np.where(edge, np.abs(guess) + 0.1, 0.0)[None], edge) for edge in edges]
    return min(ends, key=lambda end: end[0])


def _parts(e: Evaluation, E: np.ndarray, factor: LinearFactor) -> tuple[np.ndarray, ...]:
    """The deviance without its r² term, and r² with its derivatives in θ: what both ways of fixing σ² need."""
    slope = (E * e.slope_r2[:, None]).sum((-2, -1))
    ratio = (e.N / e.r2)[:, None]
    rest = e.deviance - e.N * (1 + np.log(2 * np.pi * e.r2 / e.N))
    return rest, slope, factor.gradient(e, E) - ratio * slope


def given_sigma2(sigma2: float) -> Callable:
    """σ² stays at a value while every θ moves."""

    def modify(e: Evaluation, E: np.ndarray, at: np.ndarray, factor: LinearFactor):
        return _with_sigma2(e, E, factor, np.full(len(at), sigma2))

    return modify


def _with_sigma2(e: Evaluation, E: np.ndarray, factor: LinearFactor, sigma2: np.ndarray):
    """Value, gradient and Hessian of the deviance with σ² given (R,)."""
    rest, slope, gradient = _parts(e, E, factor)
    value = rest + e.N * np.log(2 * np.pi * sigma2) + e.r2 / sigma2
    second = factor.second(e.curvature_r2, e.slope_r2, E)
    whole = factor.hessian(e, E, profiled=False)
    hessian = whole + (1 / sigma2 - e.N / e.r2)[:, None, None] * second
    return value, gradient + slope / sigma2[:, None], hessian


def given_variance(variance: float, held: int) -> Callable:
    """σ² = c/θ_h², so D_hh stays at c while every θ moves."""

    def modify(e: Evaluation, E: np.ndarray, at: np.ndarray, factor: LinearFactor):
        t = at[:, held]
        sigma2 = variance / np.maximum(t * t, 1e-300)
        value, gradient, hessian = _with_sigma2(e, E, factor, sigma2)
        _, slope, _ = _parts(e, E, factor)
        gradient, hessian = gradient.copy(), hessian.copy()
        gradient[:, held] += -2 * e.N / t + 2 * t * e.r2 / variance
        hessian[:, held, held] += 2 * e.N / t**2 + 2 * e.r2 / variance
        cross = 2 * t[:, None] * slope / variance
        hessian[:, held] += cross
        hessian[:, :, held] += cross
        return value, gradient, hessian

    return modify


def turned(fit: Fit, z: np.ndarray) -> tuple[np.ndarray, Moments, np.ndarray]:
    """The factor and the moments in random columns ZG with G'z = e₁, so that Λ₁₁² = z'Δz; and G."""
    q, m = len(z), fit.design.moments
    length = np.linalg.norm(z)
    rest = np.linalg.svd(z[None])[2][1:].T
    G = np.column_stack([z / length**2, rest]) if q > 1 else np.array([[1 / z[0]]])
    delta = np.linalg.inv(G) @ fit.lam[0]
    upper = np.linalg.qr(delta.T, mode="r")
    lam = upper.T * np.where(np.diag(upper) < 0, -1.0, 1.0)
    return lam, recombined(m, G), G


def recombined(m: Moments, G: np.ndarray) -> Moments:
    """The moments with random columns ZG."""
    ZZ, ZX = np.einsum("ab,acj,cd->bdj", G, m.ZZ, G), np.einsum("ab,apj->bpj", G, m.ZX)
    return m.with_columns(ZZ, ZX, Zy=np.einsum("ab,raj->rbj", G, m.Zy))
