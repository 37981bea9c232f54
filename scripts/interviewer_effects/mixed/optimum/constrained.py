"""The lowest deviance with one thing held: entries of θ, σ², or a variance; the steps of a
profile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats, Integers
from interviewer_effects.mixed.likelihood.deviance import Evaluation, evaluate
from interviewer_effects.mixed.likelihood.factor import LinearFactor
from interviewer_effects.mixed.likelihood.moments import Moments

from .fit import Fit
from .newton import Expansion, minimise
from .objective import without_derivatives

BESIDE_SADDLE = 0.05  # an entry of θ below it may lie beside a saddle
ORDINARY = 0.3  # the size of θ that is tried instead
TINY = 1e-300


@dataclass(frozen=True)
class Given:
    """What σ² is while every θ moves: value; or, with an entry of θ held, value/θ_h², so that D_hh
    stays at value.
    """

    value: float
    held: int | None = None

    def sigma2(self, theta: Floats) -> Floats:
        """σ² (R,) at each θ (R, m)."""
        n_searches = len(theta)
        if self.held is None:
            return np.full(n_searches, self.value)
        square = theta[:, self.held] ** 2
        return self.value / np.maximum(square, TINY)

    def follow(
        self,
        theta: Floats,
        e: Evaluation,
        of_residuals: Floats,
        gradient: Floats,
        hessian: Floats,
    ) -> None:
        """Add to the derivatives in θ, in place, what σ² brings as it follows θ_h; of_residuals is
        −σ⁻² ∂r²/∂θ.
        """
        if self.held is None:
            return
        h = self.held
        theta_h = theta[:, h]
        ratio = e.r2 / self.sigma2(theta)
        cross = -2 / theta_h[:, None] * of_residuals
        gradient[:, h] += 2 * (ratio - e.N) / theta_h
        hessian[:, h, h] += 2 * (ratio + e.N) / theta_h**2
        hessian[:, h] += cross
        hessian[:, :, h] += cross


def starts_around(
    theta: Floats,
    free: Booleans,
) -> Floats:
    """Where we are, and the same with every free entry at an ordinary size: a profile may cross a
    saddle.
    """
    is_small = np.abs(theta) < BESIDE_SADDLE
    enlarged = np.where(free & is_small, ORDINARY, theta)
    return np.array([theta, enlarged])


@dataclass(frozen=True, slots=True)
class ConstrainedObjective:
    """The deviance of one data set by θ, with σ² profiled out or given."""

    moments: Moments
    factor: LinearFactor
    reml: bool
    sigma2_rule: Given | None

    def expansion(
        self,
        theta: Floats,
        rows: Integers,
    ) -> Expansion:
        """The deviance with its derivatives at θ (R, m)."""
        factor = self.factor
        rule = self.sigma2_rule
        sigma2 = None if rule is None else rule.sigma2(theta)
        lam = factor.lam(theta)
        e = evaluate(
            lam,
            self.moments,
            reml=self.reml,
            sigma2=sigma2,
        )
        if e.gradient is None:
            return without_derivatives(e, theta)

        directions = factor.directions(theta)
        gradient = factor.gradient(e, directions)
        hessian = factor.hessian(e, directions)
        if rule is not None:
            of_residuals = factor.of_residuals(e, directions)
            rule.follow(
                theta,
                e,
                of_residuals=of_residuals,
                gradient=gradient,
                hessian=hessian,
            )
        return Expansion(
            e.deviance,
            gradient,
            hessian=hessian,
        )

    def deviance(self, theta: Floats) -> float:
        """The deviance at θ (m,), without derivatives."""
        lam = self.factor.lam(theta[None])
        e = evaluate(
            lam,
            self.moments,
            reml=self.reml,
            derivatives=False,
        )
        return float(e.deviance[0])


def constrained_minimum(
    moments: Moments,
    factor: LinearFactor,
    reml: bool,
    starts: Floats,
    free: Booleans,
    given: Given | None = None,
) -> tuple[float, Floats]:
    """The lowest value over the free entries of θ from several starts, and where; σ² is profiled
    out unless given. Infinite where no start has a deviance.
    """
    objective = ConstrainedObjective(
        moments,
        factor,
        reml=reml,
        sigma2_rule=given,
    )
    first_start = starts[0]
    if given is None and not free.any():
        # All starts are one, and there is nothing to move
        return objective.deviance(first_start), first_start

    free_of_each = np.tile(free, (len(starts), 1))
    minima = minimise(
        objective.expansion,
        starts,
        free=free_of_each,
    )
    has_value = ~np.isnan(minima.value)
    if not has_value.any():
        # Columns of 1e9 beside 1, out of a computer's digits: nothing is as likely there
        return np.inf, first_start
    row = int(np.nanargmin(minima.value))
    return float(minima.value[row]), minima.theta[row]


def minimum_of_one_sign(
    moments: Moments,
    factor: LinearFactor,
    reml: bool,
    guess: Floats,
) -> tuple[float, Floats]:
    """The minimum over θ of two entries with θ₁θ₂ ≥ 0 (opposite signs would be the opposite
    correlation): inside, or on either edge.
    """
    all_free = np.ones(2, bool)
    starts = np.array([guess, [ORDINARY, ORDINARY]])
    interior = constrained_minimum(
        moments,
        factor,
        reml=reml,
        starts=starts,
        free=all_free,
    )
    theta = interior[1]
    if theta.prod() >= 0:
        return interior

    on_edges = []
    for edge in np.eye(2, dtype=bool):
        start = np.where(edge, np.abs(guess) + 0.1, 0.0)
        on_edge = constrained_minimum(
            moments,
            factor,
            reml=reml,
            starts=start[None],
            free=edge,
        )
        on_edges.append(on_edge)
    return min(on_edges, key=lambda end: end[0])


class TurnedColumns(NamedTuple):
    """Λ (q, q) and the moments in random columns ZG, and G (q, q)."""

    lam: Floats
    moments: Moments
    G: Floats


def turned_columns(
    fit: Fit,
    z: Floats,
) -> TurnedColumns:
    """The fit in random columns ZG with G'z = e₁, so that Λ₁₁² = z'Δz."""
    G = _turn_to(z)
    root = np.linalg.inv(G) @ fit.lam[0]
    upper: Any = np.linalg.qr(root.T, mode="r")
    signs = np.where(np.diag(upper) < 0, -1.0, 1.0)
    moments = recombined(fit.design.moments, G)
    return TurnedColumns(
        upper.T * signs,
        moments,
        G=G,
    )


def _turn_to(z: Floats) -> Floats:
    """G (q, q) with G'z = e₁: z over its squared length, and an orthonormal rest."""
    if len(z) == 1:
        return np.array([[1 / z[0]]])
    length = np.linalg.norm(z)
    right_vectors = np.linalg.svd(z[None])[2]
    orthogonal = right_vectors[1:].T
    return np.column_stack([z / length**2, orthogonal])


def recombined(
    moments: Moments,
    G: np.ndarray,
) -> Moments:
    """The moments with random columns ZG."""
    ZZ = np.einsum("ab,acj,cd->bdj", G, moments.ZZ, G)
    ZX = np.einsum("ab,apj->bpj", G, moments.ZX)
    Zy = np.einsum("ab,raj->rbj", G, moments.Zy)
    return moments.with_columns(
        ZZ,
        ZX,
        Zy=Zy,
    )
