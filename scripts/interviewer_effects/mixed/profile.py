"""Profile-likelihood intervals: the values of a parameter whose best achievable deviance is within χ²_1 of the
minimum.

Each parameter is made a coordinate of the factor Λ, held fixed while Newton minimises over the rest, so a profile
is a sequence of small smooth problems that may touch zero without harm:

* ρ(x) = z'Dz/(z'Dz + σ²): the random columns are turned so that the first is z; then ρ = Λ₁₁²/(1 + Λ₁₁²).
* a variance D_kk = σ²Λ₁₁² with column k first: σ² = D_kk/Λ₁₁² is put into the deviance, which is then minimised
  over all of Λ.
* σ²: put into the deviance, minimised over Λ.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import optimize, special

from .constrained import best, best_of_one_sign, given_sigma2, given_variance, recombined, starts_around, turned
from .deviance import evaluate
from .factor import LinearFactor
from .fit import Fit

Interval = tuple[float, float]


def rho_interval(fit: Fit, z: np.ndarray, alpha: float = 0.05) -> Interval:
    """Limits of the intra-interviewer correlation at random-effect values z (q,), in the user's columns."""
    if fit.design.diagonal and fit.factor.q > 1:
        return _diagonal_rho_interval(fit, z, alpha)
    lam, moments = turned(fit, fit.design.to_z.T @ np.asarray(z, dtype=float))
    factor = fit.factor
    start = factor.theta(lam[None])[0]
    held = np.arange(factor.size) == 0

    def profile(root: float, guess: np.ndarray) -> tuple[float, np.ndarray]:
        at = np.where(held, root, guess)
        return best(moments, factor, fit.reml, starts_around(at, ~held), ~held)

    low, high = _limits(profile, abs(start[0]), start, float(fit.found.deviance[0]), alpha)
    return low**2 / (1 + low**2), high**2 / (1 + high**2)


def variance_interval(fit: Fit, k: int, alpha: float = 0.05) -> Interval:
    """Limits of D_kk, in squared units of the outcome."""
    d = fit.design
    if d.diagonal:
        lam, moments, length, held = fit.lam[0], d.moments, d.to_z[k, k], k
    else:
        unit = d.to_z.T @ np.eye(len(d.to_z))[:, k]
        length = np.linalg.norm(unit)
        lam, moments = turned(fit, unit / length)
        held = 0
    factor, scale = fit.factor, (d.y_scale * length) ** 2
    start = factor.theta(lam[None])[0]

    def profile(root: float, guess: np.ndarray) -> tuple[float, np.ndarray]:
        others = np.arange(factor.size) != held
        if root <= 0:
            return best(moments, factor, fit.reml, starts_around(np.where(others, guess, 0.0), others), others)
        at = np.where(others, guess, root / np.sqrt(fit.scale_star))  # so that σ² starts at its estimate
        every = np.ones(factor.size, bool)
        return best(moments, factor, fit.reml, starts_around(at, others), every, given_variance(root**2, held))

    centre = abs(start[held]) * np.sqrt(fit.scale_star)
    low, high = _limits(profile, centre, start, float(fit.found.deviance[0]), alpha)
    return low**2 * scale, high**2 * scale


def sigma2_interval(fit: Fit, alpha: float = 0.05) -> Interval:
    """Limits of σ², in squared units of the outcome."""
    factor, moments = fit.factor, fit.design.moments
    start = fit.found.theta[0]

    def profile(log_sigma2: float, guess: np.ndarray) -> tuple[float, np.ndarray]:
        if not factor.size:  # nothing to minimise over
            over, N = np.log(fit.scale_star) - log_sigma2, fit.at.N[0]
            return float(fit.found.deviance[0]) + N * (np.exp(over) - 1 - over), guess
        return best(moments, factor, fit.reml, guess[None], fit.found.free[0], given_sigma2(np.exp(log_sigma2)))

    target = float(fit.found.deviance[0]) + special.chdtri(1, alpha)
    ends = [_outward(profile, np.log(fit.scale_star), step, start, target) for step in (-0.1, 0.1)]
    return tuple(float(np.exp(end) * fit.design.y_scale**2) for end in ends)


def correlation_interval(fit: Fit, alpha: float = 0.05) -> Interval:
    """Limits of the correlation of two random effects (unstructured, q = 2), on the angle φ of cos φ = ρ; (nan,
    nan) for other models or when a variance is 0.
    """
    D = fit.D
    if fit.factor.q != 2 or fit.design.diagonal or min(D[0, 0], D[1, 1]) <= 0:
        return np.nan, np.nan
    moments = recombined(fit.design.moments, np.linalg.inv(fit.design.to_z))
    start = np.sqrt(np.diag(D) / fit.sigma2)
    angle = float(np.arccos(np.clip(D[0, 1] / np.sqrt(D[0, 0] * D[1, 1]), -1, 1)))

    def profile(phi: float, guess: np.ndarray) -> tuple[float, np.ndarray]:
        first, second = np.zeros((2, 2)), np.zeros((2, 2))
        first[0, 0], second[1] = 1.0, (np.cos(phi), np.sin(phi))
        factor = LinearFactor(np.array([first, second]) * start[:, None, None])
        return best_of_one_sign(moments, factor, fit.reml, guess)

    target = float(fit.found.deviance[0]) + special.chdtri(1, alpha)
    low, high = (np.cos(_side(profile, angle, end, np.ones(2), target)) for end in (np.pi, 0.0))
    return float(low), float(high)


def coefficient_interval(fit: Fit, k: int, alpha: float = 0.05) -> Interval:
    """Limits of β_k: the outcome is y − cx_k and column k leaves the design, for each c tried."""
    d, p = fit.design, fit.design.moments.p
    pull = np.linalg.inv(d.to_x)  # β* = pull (β − shift)/y_scale
    normal = d.to_x[k] / np.linalg.norm(d.to_x[k])
    basis = np.linalg.svd(normal[None])[2][1:].T  # the directions of β* that leave β_k alone
    m = d.moments
    se = np.sqrt(fit.cov_beta[k, k])

    def profile(value: float, guess: np.ndarray) -> tuple[float, np.ndarray]:
        offset = np.zeros(p)
        offset[k] = (value - d.y_shift * d.constant[k]) / d.y_scale
        moved = pull @ offset
        part = m.with_columns(
            m.ZZ,
            np.einsum("qpj,pc->qcj", m.ZX, basis),
            Zy=m.Zy - np.einsum("qpj,p->qj", m.ZX, moved)[None],
            XX=basis.T @ m.XX @ basis,
            Xy=(m.Xy - m.XX @ moved) @ basis,
            yy=m.yy - 2 * m.Xy @ moved + moved @ m.XX[0] @ moved,
        )
        return best(part, fit.factor, False, starts_around(guess, fit.found.free[0]), fit.found.free[0])

    here = profile(fit.beta[k], fit.found.theta[0])
    target = here[0] + special.chdtri(1, alpha)
    ends = [_outward(profile, fit.beta[k], side * 2 * se, here[1], target) for side in (-1, 1)]
    return ends[0], ends[1]


def profile_intervals(result, alpha: float = 0.05) -> pd.DataFrame:
    """Every profile interval of a MixedResult: β (from the ML profile), variances, correlation, σ². A REML fit has
    no profile for β; its β intervals are those of the ML fit.
    """
    fit, model = result._fit, result.model
    rows = {}
    ml = fit if not fit.reml else model.fit(reml=False)._fit
    for k, name in enumerate(model.exog_names):
        rows[name] = coefficient_interval(ml, k, alpha)
    for k, name in enumerate(model.exog_re_names):
        rows[f"var({name})"] = variance_interval(fit, k, alpha)
    if fit.factor.q == 2 and not fit.design.diagonal:
        rows[f"corr({model.exog_re_names[0]},{model.exog_re_names[1]})"] = correlation_interval(fit, alpha)
    rows["sigma2"] = sigma2_interval(fit, alpha)
    if fit.factor.q:
        rows["icc"] = rho_interval(fit, model.random_means(), alpha)
    return pd.DataFrame(rows, index=["low", "high"]).T


# ---- searching


def _limits(profile: Callable, centre: float, guess: np.ndarray, minimum: float, alpha: float) -> Interval:
    target = minimum + special.chdtri(1, alpha)
    low = 0.0
    if centre > 0 and profile(0.0, guess)[0] > target:
        low = _side(profile, centre, 0.0, guess, target)
    return low, _outward(profile, centre, max(0.3 * centre, 0.05), guess, target)


def _outward(profile: Callable, centre: float, step: float, guess: np.ndarray, target: float) -> float:
    inside = centre
    for _ in range(60):
        value, at = profile(inside + step, guess)
        if value > target:
            return _side(profile, inside, inside + step, guess, target)
        inside, guess, step = inside + step, at, 1.6 * step
    return np.inf if step > 0 else -np.inf


def _side(profile: Callable, inside: float, outside: float, guess: np.ndarray, target: float) -> float:
    """The crossing between inside and outside; outside itself where even it stays below the target."""
    if profile(outside, guess)[0] <= target:
        return outside
    return optimize.brentq(
        lambda at: profile(at, guess)[0] - target, *sorted((inside, outside)), xtol=1e-10, rtol=1e-10
    )


def _diagonal_rho_interval(fit: Fit, z: np.ndarray, alpha: float) -> Interval:
    """With a diagonal D no turn makes ρ a coordinate: minimise under the constraint Σ z_k²θ_k² = c instead."""
    zz = (fit.design.to_z.T @ np.asarray(z, dtype=float)) ** 2
    moments, factor = fit.design.moments, fit.factor

    def value(theta: np.ndarray) -> float:
        return float(evaluate(factor.lam(theta[None]), moments, fit.reml, derivatives=False).deviance[0])

    def profile(root: float, guess: np.ndarray) -> tuple[float, np.ndarray]:
        rule = {"type": "eq", "fun": lambda theta: zz @ theta**2 - root**2}
        size = np.sqrt(max(zz @ guess**2, 1e-12))
        begin = np.abs(guess) * root / size + 1e-3 * (guess == 0)
        found = optimize.minimize(value, begin, method="SLSQP", constraints=[rule], options={"ftol": 1e-10})
        return found.fun, found.x

    theta = fit.found.theta[0]
    low, high = _limits(profile, float(np.sqrt(zz @ theta**2)), theta, float(fit.found.deviance[0]), alpha)
    return low**2 / (1 + low**2), high**2 / (1 + high**2)
