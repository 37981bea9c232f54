"""Profile-likelihood intervals: the values of a parameter whose best achievable deviance is within
χ²_1 of the minimum; the ways along which they are sought are in paths.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
from scipy import optimize, special

from interviewer_effects.mixed.optimum.constrained import constrained_minimum, starts_around
from interviewer_effects.mixed.optimum.fit import Fit

from .profiled_parameters import Path, correlation_path, rho_path, sigma2_path, variance_path

Interval = tuple[float, float]


def rho_interval(fit: Fit, z: np.ndarray, alpha: float = 0.05) -> Interval:
    """Limits of the intra-interviewer correlation at random-effect values z (q,), in the user's
    columns; ρ itself (0 but for rounding) where z is zero, as at the mean of a centred predictor
    when there is no random intercept.
    """
    return (
        (fit.rho(z), fit.rho(z)) if never_varies(fit, z) else interval_of(rho_path(fit, z), alpha)
    )


def never_varies(fit: Fit, z: np.ndarray) -> bool:
    """Whether ρ(z) is 0 whatever D is: z is zero."""
    return bool(np.linalg.norm(fit.design.to_z.T @ z) < 1e-8)


def variance_interval(fit: Fit, k: int, alpha: float = 0.05) -> Interval:
    """Limits of D_kk, in squared units of the outcome."""
    return interval_of(variance_path(fit, k), alpha)


def sigma2_interval(fit: Fit, alpha: float = 0.05) -> Interval:
    """Limits of σ², in squared units of the outcome."""
    return interval_of(sigma2_path(fit), alpha)


def correlation_interval(fit: Fit, alpha: float = 0.05) -> Interval:
    """Limits of the correlation of two random effects (unstructured, q = 2); (nan, nan) for other
    models or when a variance is 0.
    """
    path = correlation_path(fit)
    return (np.nan, np.nan) if path is None else interval_of(path, alpha)


def interval_of(path: Path, alpha: float = 0.05) -> Interval:
    """Limits of the quantity of a path."""
    low, high = coordinate_limits(path, alpha)
    return path.value(low), path.value(high)


def coordinate_limits(path: Path, alpha: float) -> Interval:
    """The same as values of its coordinate t."""
    least = float(path.fit.optimum.deviance[0])
    low, high = (_limit(path, end, least, special.chdtri(1, alpha)) for end in path.ends)
    return low, high


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
        return constrained_minimum(
            part, fit.factor, False, starts_around(guess, fit.optimum.free[0]), fit.optimum.free[0]
        )

    here = profile(fit.beta[k], fit.optimum.theta[0])
    rise = special.chdtri(1, alpha)
    ends = [
        _outward(profile, fit.beta[k], side * 2 * se, here[1], here[0], rise) for side in (-1, 1)
    ]
    return ends[0], ends[1]


def profile_intervals(result, alpha: float = 0.05) -> pd.DataFrame:
    """Every profile interval of a MixedResult: β (from the ML profile), variances, correlation, σ².
    A REML fit has no profile for β; its β intervals are those of the ML fit.
    """
    fit, model = result._fit, result.model
    rows = {}
    ml = fit if not fit.reml else model.fit(reml=False)._fit
    for k, name in enumerate(model.exog_names):
        rows[name] = coefficient_interval(ml, k, alpha)
    for k, name in enumerate(model.exog_re_names):
        rows[f"var({name})"] = variance_interval(fit, k, alpha)
    if fit.factor.q == 2 and not fit.design.diagonal:
        rows[f"corr({model.exog_re_names[0]},{model.exog_re_names[1]})"] = correlation_interval(
            fit, alpha
        )
    rows["sigma2"] = sigma2_interval(fit, alpha)
    if fit.factor.q:
        rows["icc"] = rho_interval(fit, model.random_means(), alpha)
    return pd.DataFrame(rows, index=["low", "high"]).T


# ---- searching


def _limit(path: Path, end: float, least: float, rise: float) -> float:
    """Where the deviance along the path is `rise` above the least, between the estimate and an end
    of the possible.
    """
    if np.isfinite(end):
        return (
            end
            if path.centre == end
            else _side(path.lowest, path.centre, end, path.guess, least, rise)
        )
    return _outward(path.lowest, path.centre, np.copysign(path.step, end), path.guess, least, rise)


def _outward(
    profile: Callable, centre: float, step: float, guess: np.ndarray, least: float, rise: float
) -> float:
    inside = centre
    for _ in range(60):
        value, at = profile(inside + step, guess)
        if value > least + rise:
            return _side(profile, inside, inside + step, guess, least, rise)
        inside, guess, step = inside + step, at, 1.6 * step
    return np.inf if step > 0 else -np.inf


def _side(
    profile: Callable, inside: float, outside: float, guess: np.ndarray, least: float, rise: float
) -> float:
    """The crossing between inside and outside; outside itself where even it stays below. Sought on
    the scale of the signed root of the deviance, which is nearly a line in the parameter.
    """

    @cache
    def root(at: float) -> float:
        return np.sqrt(max(profile(at, guess)[0] - least, 0.0)) - np.sqrt(rise)

    if root(outside) <= 0:
        return outside
    return optimize.brentq(root, *sorted((inside, outside)), xtol=1e-10, rtol=1e-10)
