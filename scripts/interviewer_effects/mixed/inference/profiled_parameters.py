"""A quantity of a fit as one coordinate t of the model, everything else at its best given t: what a
profile follows, and where surveys with another value of the quantity are simulated.

Each parameter is made a coordinate of the factor Λ, held while Newton minimises over the rest, so a
path is a sequence of small smooth problems that may touch zero without harm:

* ρ(x) = z'Dz/(z'Dz + σ²): the random columns are turned so that the first is z; then ρ = t²/(1 +
t²) with t = Λ₁₁. * a variance D_kk = σ²Λ₁₁² with column k first: t² = D_kk (standardised), σ² =
t²/Λ₁₁² is put into the deviance, which
  is then minimised over all of Λ.
* σ²: t = log σ² (standardised) is put into the deviance, minimised over Λ.
* the correlation of two effects is sin t.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.factor import LinearFactor
from interviewer_effects.mixed.optimum.constrained import (
    Given,
    constrained_minimum,
    minimum_of_one_sign,
    recombined,
    starts_around,
    turned_columns,
)
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import Optimum
from interviewer_effects.mixed.optimum.starts import trapezoid

from .estimates import Replicates, correlations

Lowest = Callable[[float, np.ndarray], tuple[float, np.ndarray]]


@dataclass(frozen=True)
class Path:
    """lowest(t, guess) is the best deviance given t, and its θ; value(t) is the quantity, which
    grows with t.

    centre and guess are t and θ at the estimate, ends the possible t, step the first one outwards.
    root(t, θ) is Λ in the standardised columns of the fit, up to a turn that leaves ΛΛ' alone;
    scale(t, θ) is σ² there (None: its best given Λ). estimates takes the quantity from replicates.
    """

    fit: Fit
    centre: float
    guess: np.ndarray
    ends: tuple[float, float]
    step: float
    lowest: Lowest
    value: Callable[[float], float]
    estimates: Callable[[Replicates], np.ndarray]
    root: Callable[[float, np.ndarray], np.ndarray]
    scale: Callable[[float, np.ndarray], float] | None = None

    @property
    def estimate(self) -> float:
        """The quantity at the fit."""
        return self.value(self.centre)

    def at(self, t: float) -> tuple[Fit, float]:
        """The model at t, as a fit to simulate from, and the factor by which its σ² differs from
        that of the fit.
        """
        return self.given(t, self.lowest(t, self.guess)[1])

    def given(self, t: float, theta: np.ndarray) -> tuple[Fit, float]:
        """The same, where the best θ given t is known."""
        source = _as_fit(self.fit, self.root(t, theta))
        return source, 1.0 if self.scale is None else self.scale(t, theta) / source.scale_star


def _as_fit(fit: Fit, lam: np.ndarray) -> Fit:
    """A fit of the same design whose relative factor has the product ΛΛ' of lam."""
    factor = fit.factor
    if factor.diagonal:
        theta = factor.theta(lam[None])
        free = theta != 0
    else:
        left, values, _ = np.linalg.svd(lam)
        rank = int((values > 1e-9 * max(values.max(initial=0), 1e-3)).sum())
        theta = factor.theta(trapezoid(left[:, :rank] * values[:rank])[None])
        free = factor.up_to_rank(rank)[None]
    one = np.ones(1, int)
    return Fit(fit.design, fit.reml, Optimum(theta, np.full(1, np.nan), free, one, one, one))


def rho_path(fit: Fit, z: np.ndarray) -> Path:
    """The intra-interviewer correlation at random-effect values z (q,), in the user's columns."""
    z = np.asarray(z, dtype=float)
    factor, moments = fit.factor, fit.design.moments
    if fit.design.diagonal and factor.q > 1:
        lowest, start, turn = _diagonal_rho(fit, z), fit.optimum.theta[0], np.eye(factor.q)
        centre = float(np.sqrt((fit.design.to_z.T @ z) ** 2 @ start**2))
    else:
        lam, moments, turn = turned_columns(fit, fit.design.to_z.T @ z)
        start = factor.theta(lam[None])[0]
        held, centre = np.arange(factor.size) == 0, abs(float(start[0]))

        def lowest(t: float, guess: np.ndarray) -> tuple[float, np.ndarray]:
            at = np.where(held, t, guess)
            return constrained_minimum(moments, factor, fit.reml, starts_around(at, ~held), ~held)

    def value(t: float) -> float:
        return 1.0 if np.isinf(t) else t**2 / (1 + t**2)

    def root(_, theta: np.ndarray) -> np.ndarray:
        return turn @ factor.lam(theta[None])[0]

    return Path(
        fit, centre, start, (0.0, np.inf), _step(centre), lowest, value, lambda r: r.rho(z), root
    )


def variance_path(fit: Fit, k: int) -> Path:
    """The variance D_kk, in squared units of the outcome."""
    d, factor = fit.design, fit.factor
    if d.diagonal:
        lam, moments, length, held, turn = fit.lam[0], d.moments, d.to_z[k, k], k, np.eye(factor.q)
    else:
        unit = d.to_z.T @ np.eye(len(d.to_z))[:, k]
        length, held = np.linalg.norm(unit), 0
        lam, moments, turn = turned_columns(fit, unit / length)
    start = factor.theta(lam[None])[0]
    others, every = np.arange(factor.size) != held, np.ones(factor.size, bool)

    def lowest(t: float, guess: np.ndarray) -> tuple[float, np.ndarray]:
        if t <= 0:
            return constrained_minimum(
                moments,
                factor,
                fit.reml,
                starts_around(np.where(others, guess, 0.0), others),
                others,
            )
        at = np.where(
            others, guess, t / np.sqrt(fit.scale_star)
        )  # so that σ² starts at its estimate
        return constrained_minimum(
            moments, factor, fit.reml, starts_around(at, others), every, Given(t**2, held)
        )

    def root(_, theta: np.ndarray) -> np.ndarray:
        return turn @ factor.lam(theta[None])[0]

    def scale(t: float, theta: np.ndarray) -> float:
        return t**2 / theta[held] ** 2 if t > 0 else _as_fit(fit, root(t, theta)).scale_star

    units = (d.y_scale * length) ** 2
    centre = abs(float(start[held])) * np.sqrt(fit.scale_star)
    return Path(
        *(fit, centre, start, (0.0, np.inf), _step(centre), lowest, lambda t: t**2 * units),
        *(lambda r: r.D[:, k, k], root, scale),
    )


def sigma2_path(fit: Fit) -> Path:
    """σ², in squared units of the outcome."""
    factor, moments, units = fit.factor, fit.design.moments, fit.design.y_scale**2
    start, free = fit.optimum.theta[0], fit.optimum.free[0]

    def lowest(log_sigma2: float, guess: np.ndarray) -> tuple[float, np.ndarray]:
        if not factor.size:  # nothing to minimise over
            over, N = np.log(fit.scale_star) - log_sigma2, fit.evaluation.N[0]
            return float(fit.optimum.deviance[0]) + N * (np.exp(over) - 1 - over), guess
        return constrained_minimum(
            moments, factor, fit.reml, guess[None], free, Given(np.exp(log_sigma2))
        )

    centre = float(np.log(fit.scale_star))
    return Path(
        *(fit, centre, start, (-np.inf, np.inf), 0.1, lowest, lambda t: float(np.exp(t)) * units),
        *(
            lambda r: r.sigma2,
            lambda _, theta: factor.lam(theta[None])[0],
            lambda t, theta: float(np.exp(t)),
        ),
    )


def correlation_path(fit: Fit) -> Path | None:
    """The correlation of two random effects (unstructured, q = 2); None for other models or when a
    variance is 0.
    """
    D = fit.D
    if fit.factor.q != 2 or fit.design.diagonal or min(D[0, 0], D[1, 1]) <= 0:
        return None
    moments = recombined(fit.design.moments, np.linalg.inv(fit.design.to_z))
    sizes = np.sqrt(np.diag(D) / fit.sigma2)[:, None, None]

    def factor(t: float) -> LinearFactor:
        first, second = np.zeros((2, 2)), np.zeros((2, 2))
        first[0, 0], second[1] = 1.0, (np.sin(t), np.cos(t))
        return LinearFactor(np.array([first, second]) * sizes)

    def lowest(t: float, guess: np.ndarray) -> tuple[float, np.ndarray]:
        return minimum_of_one_sign(moments, factor(t), fit.reml, guess)

    def root(t: float, theta: np.ndarray) -> np.ndarray:
        return np.linalg.solve(fit.design.to_z, factor(t).lam(theta[None])[0])

    centre = float(np.arcsin(np.clip(D[0, 1] / np.sqrt(D[0, 0] * D[1, 1]), -1, 1)))
    ends = (-np.pi / 2, np.pi / 2)
    return Path(
        fit, centre, np.ones(2), ends, 0.1, lowest, lambda t: float(np.sin(t)), correlations, root
    )


def _diagonal_rho(fit: Fit, z: np.ndarray) -> Lowest:
    """With a diagonal D no turn makes ρ a coordinate: minimise under the constraint Σ z_k²θ_k² = t²
    instead.
    """
    zz = (fit.design.to_z.T @ z) ** 2
    moments, factor = fit.design.moments, fit.factor

    def value(theta: np.ndarray) -> float:
        return float(
            evaluate(factor.lam(theta[None]), moments, fit.reml, derivatives=False).deviance[0]
        )

    def lowest(t: float, guess: np.ndarray) -> tuple[float, np.ndarray]:
        rule = {"type": "eq", "fun": lambda theta: zz @ theta**2 - t**2}
        size = np.sqrt(max(zz @ guess**2, 1e-12))
        begin = np.abs(guess) * t / size + 1e-3 * (guess == 0)
        found = optimize.minimize(
            value, begin, method="SLSQP", constraints=[rule], options={"ftol": 1e-10}
        )
        return found.fun, found.x

    return lowest


def _step(centre: float) -> float:
    return max(0.3 * centre, 0.05)
