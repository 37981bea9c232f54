"""The quantities of a fit that a profile can follow.

Each parameter is made a coordinate of the factor Λ, held while Newton minimises over the rest, so a
path is a sequence of small smooth problems that may touch zero without harm:

* ρ(x) = z'Dz/(z'Dz + σ²): the random columns are turned so that the first is z; then ρ = t²/(1 +
  t²) with t = Λ₁₁.
* a variance D_kk = σ²Λ₁₁² with column k first: t² = D_kk (standardised), σ² = t²/Λ₁₁² is put into
  the deviance, which is then minimised over all of Λ.
* σ²: t = log σ² (standardised) is put into the deviance, minimised over Λ.
* the correlation of two effects is sin t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from interviewer_effects.mixed.arrays import Booleans, Floats
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.factor import LinearFactor
from interviewer_effects.mixed.likelihood.moments import Moments
from interviewer_effects.mixed.optimum.constrained import (
    Given,
    constrained_minimum,
    minimum_of_one_sign,
    recombined,
    starts_around,
    turned_columns,
)
from interviewer_effects.mixed.optimum.fit import Fit

from .estimates import Replicates, correlations
from .path import Path, fit_of_factor

__all__ = ["Path", "correlation_path", "rho_path", "sigma2_path", "variance_path"]


def rho_path(
    fit: Fit,
    z: Floats,
) -> Path:
    """The intra-interviewer correlation at random-effect values z (q,), in the user's columns."""
    z = np.asarray(z, dtype=float)
    standardised_z = fit.design.to_z.T @ z
    if fit.design.diagonal and fit.factor.q > 1:
        start = fit.optimum.theta[0]
        centre = float(np.sqrt(standardised_z**2 @ start**2))
        return _DiagonalRho(
            fit=fit,
            centre=centre,
            guess=start,
            ends=(0.0, np.inf),
            step=_first_step(centre),
            z=z,
            z2=standardised_z**2,
        )
    lam, moments, basis = turned_columns(fit, standardised_z)
    start = fit.factor.theta(lam[None])[0]
    centre = abs(float(start[0]))
    return _Rho(
        fit=fit,
        centre=centre,
        guess=start,
        ends=(0.0, np.inf),
        step=_first_step(centre),
        z=z,
        moments=moments,
        turn=basis,
    )


def variance_path(
    fit: Fit,
    k: int,
) -> Path:
    """The variance D_kk, in squared units of the outcome."""
    design = fit.design
    if design.diagonal:
        held_entry = k
        length = design.to_z[k, k]
        lam = fit.lam[0]
        moments = design.moments
        basis = np.eye(fit.factor.q)
    else:
        held_entry = 0
        standardised_z = design.to_z.T @ np.eye(len(design.to_z))[:, k]
        length = np.linalg.norm(standardised_z)
        lam, moments, basis = turned_columns(fit, standardised_z / length)
    start = fit.factor.theta(lam[None])[0]
    centre = abs(float(start[held_entry])) * np.sqrt(fit.scale_star)
    return _Variance(
        fit=fit,
        centre=centre,
        guess=start,
        ends=(0.0, np.inf),
        step=_first_step(centre),
        k=k,
        held=held_entry,
        moments=moments,
        turn=basis,
        units=(design.y_scale * length) ** 2,
    )


def sigma2_path(fit: Fit) -> Path:
    """σ², in squared units of the outcome."""
    return _Sigma2(
        fit=fit,
        centre=float(np.log(fit.scale_star)),
        guess=fit.optimum.theta[0],
        ends=(-np.inf, np.inf),
        step=0.1,
    )


def correlation_path(fit: Fit) -> Path | None:
    """The correlation of two random effects (unstructured, q = 2); None for other models or when a
    variance is 0.
    """
    if fit.factor.q != 2 or fit.design.diagonal:
        return None
    D = fit.D
    variances = np.diag(D)
    if (variances <= 0).any():
        return None
    correlation = D[0, 1] / np.sqrt(D[0, 0] * D[1, 1])
    return _Correlation(
        fit=fit,
        centre=float(np.arcsin(np.clip(correlation, -1, 1))),
        guess=np.ones(2),
        ends=(-np.pi / 2, np.pi / 2),
        step=0.1,
        moments=recombined(
            fit.design.moments, np.asarray(np.linalg.inv(fit.design.to_z), dtype=float)
        ),
        relative_sd=np.sqrt(variances / fit.sigma2),
    )


def _first_step(centre: float) -> float:
    return max(0.3 * centre, 0.05)


@dataclass(frozen=True)
class _RhoQuantity(Path):
    """ρ = t²/(1 + t²) at random-effect values z (q,)."""

    z: Floats

    def value(self, t: float) -> float:
        return 1.0 if np.isinf(t) else t**2 / (1 + t**2)

    def estimates(self, replicates: Replicates) -> Floats:
        return replicates.rho(self.z)


@dataclass(frozen=True)
class _Rho(_RhoQuantity):
    """t = Λ₁₁ where the first random column is z; moments are in columns ZG, turn is G."""

    moments: Moments
    turn: Floats

    def lowest(
        self,
        t: float,
        guess: Floats,
    ) -> tuple[float, Floats]:
        factor = self.fit.factor
        is_free = np.arange(factor.size) != 0
        start = np.where(is_free, guess, t)
        return constrained_minimum(
            self.moments,
            factor,
            self.fit.reml,
            starts_around(start, is_free),
            is_free,
        )

    def root(
        self,
        t: float,
        theta: Floats,
    ) -> Floats:
        return self.turn @ self.fit.factor.lam(theta[None])[0]


@dataclass(frozen=True)
class _DiagonalRho(_RhoQuantity):
    """With a diagonal D no turn makes ρ a coordinate: minimise under the constraint Σ z_k²θ_k² = t²
    instead; z2 (q,) are the z_k² in standardised columns.
    """

    z2: Floats

    def lowest(
        self,
        t: float,
        guess: Floats,
    ) -> tuple[float, Floats]:
        t_of_guess = np.sqrt(max(float(self.z2 @ guess**2), 1e-12))
        start = np.abs(guess) * t / t_of_guess + 1e-3 * (guess == 0)
        constraint = {"type": "eq", "fun": lambda theta: self.z2 @ theta**2 - t**2}
        optimum = optimize.minimize(
            self._deviance,
            start,
            method="SLSQP",
            constraints=[constraint],
            options={"ftol": 1e-10},
        )
        return optimum.fun, optimum.x

    def root(
        self,
        t: float,
        theta: Floats,
    ) -> Floats:
        return self.fit.factor.lam(theta[None])[0]

    def _deviance(self, theta: Floats) -> float:
        lam = self.fit.factor.lam(theta[None])
        moments = self.fit.design.moments
        return float(evaluate(lam, moments, self.fit.reml, derivatives=False).deviance[0])


@dataclass(frozen=True)
class _Variance(Path):
    """t² = D_kk in squared units of the standardised columns; held is the place in θ of the column
    that is k, turn is G of the moments' columns ZG.
    """

    k: int
    held: int
    moments: Moments
    turn: Floats
    units: float

    def value(self, t: float) -> float:
        return t**2 * self.units

    def estimates(self, replicates: Replicates) -> Floats:
        return replicates.D[:, self.k, self.k]

    def lowest(
        self,
        t: float,
        guess: Floats,
    ) -> tuple[float, Floats]:
        factor = self.fit.factor
        is_other = np.arange(factor.size) != self.held
        if t <= 0:
            return constrained_minimum(
                self.moments,
                factor,
                self.fit.reml,
                starts_around(np.where(is_other, guess, 0.0), is_other),
                is_other,
            )
        held_value = t / np.sqrt(self.fit.scale_star)  # so that σ² starts at its estimate
        return constrained_minimum(
            self.moments,
            factor,
            self.fit.reml,
            starts_around(np.where(is_other, guess, held_value), is_other),
            _all_free(factor.size),
            Given(t**2, self.held),
        )

    def root(
        self,
        t: float,
        theta: Floats,
    ) -> Floats:
        return self.turn @ self.fit.factor.lam(theta[None])[0]

    def scale(
        self,
        t: float,
        theta: Floats,
    ) -> float:
        if t <= 0:
            return fit_of_factor(self.fit, self.root(t, theta)).scale_star
        return t**2 / theta[self.held] ** 2


@dataclass(frozen=True)
class _Sigma2(Path):
    """t = log σ², standardised."""

    def value(self, t: float) -> float:
        return float(np.exp(t)) * self.fit.design.y_scale**2

    def estimates(self, replicates: Replicates) -> Floats:
        return replicates.sigma2

    def lowest(
        self,
        t: float,
        guess: Floats,
    ) -> tuple[float, Floats]:
        fit = self.fit
        if not fit.factor.size:  # nothing to minimise over
            log_ratio = np.log(fit.scale_star) - t
            rise = fit.evaluation.N[0] * (np.exp(log_ratio) - 1 - log_ratio)
            return float(fit.optimum.deviance[0]) + rise, guess
        return constrained_minimum(
            fit.design.moments,
            fit.factor,
            fit.reml,
            guess[None],
            fit.optimum.free[0],
            Given(np.exp(t)),
        )

    def root(
        self,
        t: float,
        theta: Floats,
    ) -> Floats:
        return self.fit.factor.lam(theta[None])[0]

    def scale(
        self,
        t: float,
        theta: Floats,
    ) -> float:
        return float(np.exp(t))


@dataclass(frozen=True)
class _Correlation(Path):
    """sin t, in the user's own random columns; relative_sd (2,) are the effects' standard
    deviations over σ.
    """

    moments: Moments
    relative_sd: Floats

    def value(self, t: float) -> float:
        return float(np.sin(t))

    def estimates(self, replicates: Replicates) -> Floats:
        return correlations(replicates)

    def lowest(
        self,
        t: float,
        guess: Floats,
    ) -> tuple[float, Floats]:
        return minimum_of_one_sign(self.moments, self._factor(t), self.fit.reml, guess)

    def root(
        self,
        t: float,
        theta: Floats,
    ) -> Floats:
        lam = self._factor(t).lam(theta[None])[0]
        return np.linalg.solve(self.fit.design.to_z, lam)

    def _factor(self, t: float) -> LinearFactor:
        """Λ with rows θ₁(1, 0) and θ₂(sin t, cos t), in units of the relative standard
        deviations.
        """
        basis = np.zeros((2, 2, 2))
        basis[0, 0, 0] = 1.0
        basis[1, 1] = np.sin(t), np.cos(t)
        return LinearFactor(basis * self.relative_sd[:, None, None])


def _all_free(size: int) -> Booleans:
    return np.ones(size, bool)
