"""The lowest deviance with one thing held: entries of θ, σ², or a variance; the steps of a
profile.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.likelihood.deviance import Evaluation, evaluate
from interviewer_effects.mixed.likelihood.factor import LinearFactor
from interviewer_effects.mixed.likelihood.moments import Moments

from .fit import Fit
from .newton import minimise


@dataclass(frozen=True)
class Given:
    """What σ² is while every θ moves: value; or, with an entry of θ held, value/θ_h², so that D_hh
    stays at value.
    """

    value: float
    held: int | None = None

    def sigma2(self, theta: np.ndarray) -> np.ndarray:
        """σ² (R,) at each θ (R, m)."""
        if self.held is None:
            return np.full(len(theta), self.value)
        return self.value / np.maximum(theta[:, self.held] ** 2, 1e-300)

    def follow(
        self, theta: np.ndarray, e: Evaluation, of_residuals: np.ndarray, gradient, hessian
    ) -> None:
        """Add to the derivatives in θ, in place, what σ² brings as it follows θ_h; of_residuals is
        −σ⁻² ∂r²/∂θ.
        """
        if self.held is None:
            return
        h, t = self.held, theta[:, self.held]
        ratio = e.r2 / self.sigma2(theta)
        cross = -2 / t[:, None] * of_residuals
        gradient[:, h] += 2 * (ratio - e.N) / t
        hessian[:, h, h] += 2 * (ratio + e.N) / t**2
        hessian[:, h] += cross
        hessian[:, :, h] += cross


def starts_around(theta: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Where we are, and the same with every free entry at an ordinary size: a profile may cross a
    saddle.
    """
    return np.array([theta, np.where(free & (np.abs(theta) < 0.05), 0.3, theta)])


def constrained_minimum(
    moments: Moments,
    factor: LinearFactor,
    reml: bool,
    starts: np.ndarray,
    free: np.ndarray,
    given: Given | None = None,
) -> tuple[float, np.ndarray]:
    """The lowest value over the free entries of θ from several starts, and where; σ² is profiled
    out unless given. Infinite where no start has a deviance.
    """

    def function(at: np.ndarray, rows: np.ndarray):
        e = evaluate(factor.lam(at), moments, reml, sigma2=given and given.sigma2(at))
        if e.gradient is None:
            return e.deviance, np.zeros_like(at), np.zeros((*at.shape, at.shape[1]))
        E = factor.directions(at)
        gradient, hessian = factor.gradient(e, E), factor.hessian(e, E)
        if given:
            given.follow(at, e, factor.of_residuals(e, E), gradient, hessian)
        return e.deviance, gradient, hessian

    if (
        not given and not free.any()
    ):  # all starts are one, and there is nothing to move: no derivatives
        e = evaluate(factor.lam(starts[:1]), moments, reml, derivatives=False)
        return float(e.deviance[0]), starts[0]
    end = minimise(function, starts, np.tile(free, (len(starts), 1)))
    if np.isnan(
        end.value
    ).all():  # columns of 1e9 beside 1, out of a computer's digits: nothing is as likely there
        return np.inf, starts[0]
    lowest = int(np.nanargmin(end.value))
    return float(end.value[lowest]), end.theta[lowest]


def minimum_of_one_sign(moments: Moments, factor: LinearFactor, reml: bool, guess: np.ndarray):
    """The minimum over θ of two entries with θ₁θ₂ ≥ 0 (opposite signs would be the opposite
    correlation): inside, or on either edge.
    """
    ends = [
        constrained_minimum(moments, factor, reml, np.array([guess, [0.3, 0.3]]), np.ones(2, bool))
    ]
    if ends[0][1].prod() < 0:
        edges = np.eye(2, dtype=bool)
        ends = [
            constrained_minimum(
                moments, factor, reml, np.where(edge, np.abs(guess) + 0.1, 0.0)[None], edge
            )
            for edge in edges
        ]
    return min(ends, key=lambda end: end[0])


def turned_columns(fit: Fit, z: np.ndarray) -> tuple[np.ndarray, Moments, np.ndarray]:
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
