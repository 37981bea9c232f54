"""Profile-likelihood limits of a variance in the crossed model."""

from __future__ import annotations

import numpy as np

from interviewer_effects.mixed.optimum.bounded import descend

from .deviance import evaluate
from .meetings import Crossing

TOLERANCE = 1e-7


def limits(c: Crossing, reml: bool, delta: np.ndarray, k: int, wide: float) -> tuple[float, float]:
    """Where −2ℓ, minimised over everything but the variance τ² of factor k, stands `wide` above its
    minimum at δ (2,); in standardised columns. 0 where it does not rise so far below the estimate.
    """
    e = evaluate(delta, c, reml, derivatives=False)
    here, best, rest = e.r2 / e.N * delta[k], e.deviance, np.array([delta[1 - k], e.r2 / e.N])

    def above(variance: float) -> float:
        return np.sqrt(max(profiled(c, reml, k, variance, rest) - best, 0.0)) - np.sqrt(wide)

    unit = e.r2 / e.N
    low = 0.0 if here == 0 or above(0.0) <= 0 else _crossing_point(above, 0.0, here, unit)
    high = max(2 * here, 1e-3 * unit)
    while above(high) < 0:
        high *= 2
    return low, _crossing_point(above, high, max(here, 0.0), unit)


def profiled(c: Crossing, reml: bool, k: int, variance: float, start: np.ndarray) -> float:
    """The lowest −2ℓ with the variance of factor k given, over the other relative variance and σ²
    (from start (2,)).
    """

    def value(x: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        other, s = x[0], max(x[1], 1e-12 * start[1])
        delta = np.empty(2)
        delta[k], delta[1 - k] = variance / s, other
        e, o = evaluate(delta, c, reml, sigma2=s), 1 - k
        by_s = -variance / s**2
        slope_s = e.N / s - e.r2 / s**2 + e.gradient[k] * by_s
        both = e.products[o] / s**2 + e.curvature[k, o] * by_s
        curve = -e.N / s**2 + 2 * e.r2 / s**3 + 2 * e.gradient[k] * variance / s**3
        curve += 2 * e.products[k] / s**2 * by_s + e.curvature[k, k] * by_s**2
        return (
            e.deviance,
            np.array([e.gradient[o], slope_s]),
            np.array([[e.curvature[o, o], both], [both, curve]]),
        )

    end = descend(value, start)
    return value(end)[0]


def _crossing_point(above, outer: float, inner: float, unit: float) -> float:
    """The root between two points by the Illinois method: above is positive at `outer`, negative at
    `inner`.
    """
    a, b, at_a, at_b = outer, inner, above(outer), above(inner)
    for _ in range(60):
        x = (a * at_b - b * at_a) / (at_b - at_a)
        value = above(x)
        if abs(value) < TOLERANCE or abs(a - b) < TOLERANCE * unit * 1e-3:
            break
        if value > 0:
            a, at_a, at_b = x, value, at_b / 2 if at_a > 0 else at_b
        else:
            b, at_b, at_a = x, value, at_a / 2
    return x
