"""Profile-likelihood intervals: the values of a parameter whose best achievable deviance is within
χ²_1 of the minimum; the ways along which they are sought are in profiled_parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.moments import Moments
from interviewer_effects.mixed.limits import Interval, Precision, crossing, crossing_outwards
from interviewer_effects.mixed.optimum.constrained import constrained_minimum, starts_around
from interviewer_effects.mixed.optimum.fit import Fit

from .path import Path
from .profiled_parameters import correlation_path, rho_path, sigma2_path, variance_path

PRECISION = Precision(absolute=1e-10, relative=1e-10)


class Profile(Protocol):
    """A deviance given one coordinate."""

    def lowest(
        self,
        t: float,
        guess: Floats,
    ) -> tuple[float, Floats]:
        """The best deviance given t, and its θ; sought from a guess (m,) of θ."""


def rho_interval(
    fit: Fit,
    z: Floats,
    alpha: float = 0.05,
) -> Interval:
    """Limits of the intra-interviewer correlation at random-effect values z (q,), in the user's
    columns; ρ itself (0 but for rounding) where z is zero, as at the mean of a centred predictor
    when there is no random intercept.
    """
    if never_varies(fit, z):
        return fit.rho(z), fit.rho(z)
    return interval_of(rho_path(fit, z), alpha)


def never_varies(
    fit: Fit,
    z: Floats,
) -> bool:
    """Whether ρ(z) is 0 whatever D is: z is zero."""
    return bool(np.linalg.norm(fit.design.to_z.T @ z) < 1e-8)


def variance_interval(
    fit: Fit,
    k: int,
    alpha: float = 0.05,
) -> Interval:
    """Limits of D_kk, in squared units of the outcome."""
    return interval_of(variance_path(fit, k), alpha)


def sigma2_interval(
    fit: Fit,
    alpha: float = 0.05,
) -> Interval:
    """Limits of σ², in squared units of the outcome."""
    return interval_of(sigma2_path(fit), alpha)


def correlation_interval(
    fit: Fit,
    alpha: float = 0.05,
) -> Interval:
    """Limits of the correlation of two random effects (unstructured, q = 2); (nan, nan) for other
    models or when a variance is 0.
    """
    path = correlation_path(fit)
    return (np.nan, np.nan) if path is None else interval_of(path, alpha)


def interval_of(
    path: Path,
    alpha: float = 0.05,
) -> Interval:
    """Limits of the quantity of a path."""
    low, high = coordinate_limits(path, alpha)
    return path.value(low), path.value(high)


def coordinate_limits(
    path: Path,
    alpha: float,
) -> Interval:
    """The same as values of its coordinate t."""
    minimum = float(path.fit.optimum.deviance[0])
    rise = special.chdtri(1, alpha)
    low, high = (_limit(path, end, minimum=minimum, rise=rise) for end in path.ends)
    return low, high


def coefficient_interval(
    fit: Fit,
    k: int,
    alpha: float = 0.05,
) -> Interval:
    """Limits of β_k: the outcome is y − cx_k and column k leaves the design, for each c tried."""
    profile = _CoefficientProfile.of(fit, k)
    estimate = fit.beta[k]
    se = np.sqrt(fit.cov_beta[k, k])
    minimum, theta = profile.lowest(estimate, fit.optimum.theta[0])
    rise = special.chdtri(1, alpha)
    limits = []
    for direction in (-1, 1):
        excess = _Excess(profile, minimum=minimum, rise=rise, guess=theta)
        limit = crossing_outwards(
            excess,
            estimate,
            step=direction * 2 * se,
            precision=PRECISION,
            passed=excess.begin_there,
        )
        limits.append(limit)
    return limits[0], limits[1]


def profile_intervals(
    result,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Every profile interval of a MixedResult: β (from the ML profile), variances, correlation, σ².
    A REML fit has no profile for β; its β intervals are those of the ML fit.
    """
    fit = result._fit
    model = result.model
    ml_fit = model.fit(reml=False)._fit if fit.reml else fit
    intervals = {}
    for k, name in enumerate(model.exog_names):
        intervals[name] = coefficient_interval(ml_fit, k, alpha=alpha)
    effects = model.exog_re_names
    for k, name in enumerate(effects):
        intervals[f"var({name})"] = variance_interval(fit, k, alpha=alpha)
    if len(effects) == 2 and not fit.design.diagonal:
        intervals[f"corr({effects[0]},{effects[1]})"] = correlation_interval(fit, alpha)
    intervals["sigma2"] = sigma2_interval(fit, alpha)
    if effects:
        intervals["icc"] = rho_interval(fit, model.random_means(), alpha=alpha)
    return pd.DataFrame(intervals, index=["low", "high"]).T


@dataclass(frozen=True)
class _CoefficientProfile:
    """The deviance with β_k held, by ML.

    Attributes
    ----------
    fit : Fit
    k : int
    to_standardised : ndarray (p, p)
        β* = to_standardised (β − shift)/y_scale.
    others : ndarray (p, p − 1)
        The directions of β* that leave β_k alone.
    """

    fit: Fit
    k: int
    to_standardised: Floats
    others: Floats

    @classmethod
    def of(
        cls,
        fit: Fit,
        k: int,
    ) -> _CoefficientProfile:
        """Of one fixed effect of a fit."""
        to_x = fit.design.to_x
        normal = to_x[k] / np.linalg.norm(to_x[k])
        return cls(
            fit=fit,
            k=k,
            to_standardised=np.asarray(np.linalg.inv(to_x), dtype=float),
            others=np.linalg.svd(normal[None])[2][1:].T,
        )

    def lowest(
        self,
        t: float,
        guess: Floats,
    ) -> tuple[float, Floats]:
        """The best deviance with β_k = t, and its θ."""
        is_free = self.fit.optimum.free[0]
        return constrained_minimum(
            self._moments(t),
            self.fit.factor,
            False,
            starts_around(guess, is_free),
            is_free,
        )

    def _moments(self, value: float) -> Moments:
        """The moments of y − value x_k on the other directions of X."""
        design = self.fit.design
        m = design.moments
        offset = np.zeros(m.p)
        offset[self.k] = (value - design.y_shift * design.constant[self.k]) / design.y_scale
        beta = self.to_standardised @ offset
        XX_beta = m.XX @ beta
        return m.with_columns(
            m.ZZ,
            np.einsum("qpj,pc->qcj", m.ZX, self.others),
            Zy=m.Zy - np.einsum("qpj,p->qj", m.ZX, beta)[None],
            XX=self.others.T @ m.XX @ self.others,
            Xy=(m.Xy - XX_beta) @ self.others,
            yy=m.yy - 2 * m.Xy @ beta + beta @ m.XX[0] @ beta,
        )


@dataclass(slots=True)
class _Excess:
    """√(deviance above its minimum) − √rise along a profile, which is nearly a line in the
    parameter; guess (m,) is where searches for θ begin.
    """

    profile: Profile
    minimum: float
    rise: float
    guess: Floats
    _theta: Floats = field(init=False)

    def __call__(self, t: float) -> float:
        deviance, self._theta = self.profile.lowest(t, self.guess)
        above_minimum = max(deviance - self.minimum, 0.0)
        return np.sqrt(above_minimum) - np.sqrt(self.rise)

    def begin_there(self) -> None:
        """Begin further searches at the θ that was found last."""
        self.guess = self._theta


def _limit(
    path: Path,
    end: float,
    minimum: float,
    rise: float,
) -> float:
    """Where the deviance along the path is `rise` above its minimum, between the estimate and an
    end of the possible.
    """
    excess = _Excess(path, minimum=minimum, rise=rise, guess=path.guess)
    if np.isinf(end):
        return crossing_outwards(
            excess,
            path.centre,
            step=np.copysign(path.step, end),
            precision=PRECISION,
            passed=excess.begin_there,
        )
    if path.centre == end:
        return end
    return crossing(
        excess,
        path.centre,
        end,
        excess_outside=excess(end),
        precision=PRECISION,
    )
