"""Profile-likelihood limits of the σ of many outcomes at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats

from .proportions import LARGEST_SIGMA, Proportions, best_beta

MOST_STEPS = 60
PRECISION = 1e-6  # of σ


@dataclass(frozen=True, slots=True)
class SigmaLimits:
    """Lower and upper limits (R,)."""

    low: Floats
    high: Floats


def sigma_limits(
    fits: Proportions,
    rise: float,
) -> SigmaLimits:
    """Where −2ℓ, at its best over β, is `rise` above the minimum (χ²_1 quantile).

    The lower limit is 0 where σ = 0 lies within; the upper one is infinite where no σ up to 6
    leaves.
    """
    low = _limits(
        fits,
        boundary=0.0,
        rise=rise,
    )
    high = _limits(
        fits,
        boundary=LARGEST_SIGMA,
        rise=rise,
    )
    return SigmaLimits(
        low=low,
        high=np.where(high >= LARGEST_SIGMA, np.inf, high),
    )


@dataclass(slots=True)
class _Brackets:
    """Between which values of σ the limits (R,) lie.

    Attributes
    ----------
    within : ndarray (R,)
        −2ℓ has not risen far enough there.
    past : ndarray (R,)
        It has, or the boundary, of which that is not known yet.
    untried : ndarray (R,) of bool
        Whether it is the boundary.
    """

    within: Floats
    past: Floats
    untried: Booleans

    def narrow(
        self,
        rows: np.ndarray,
        sigma: Floats,
        has_risen: Booleans,
    ) -> None:
        """Take in how −2ℓ stands at sigma, of some outcomes."""
        self.within[rows] = np.where(has_risen, self.within[rows], sigma)
        self.past[rows] = np.where(has_risen, sigma, self.past[rows])

    def nearest(
        self,
        rows: np.ndarray,
        newton: Floats,
    ) -> Floats:
        """Newton's values where they lie inside; else the middle, or a boundary not tried yet."""
        within = self.within[rows]
        past = self.past[rows]
        smaller = np.minimum(within, past)
        larger = np.maximum(within, past)
        is_inside = (newton > smaller) & (newton < larger)
        middle = (smaller + larger) / 2
        is_boundary_next = self.untried[rows] & (newton >= past)
        fallback = np.where(is_boundary_next, past, middle)
        return np.where(is_inside, newton, fallback)


def _limits(
    fits: Proportions,
    *,
    boundary: float,
    rise: float,
) -> Floats:
    """σ (R,) between the estimate and the boundary at which the profile has risen; the boundary
    where it never has.

    Newton's method on √(rise of −2ℓ), nearly a line in σ, whose derivative at the best β is the
    partial one.
    """
    n_outcomes = len(fits.sigma)
    is_upper = boundary > 0
    beta = fits.beta.copy()
    sigma = (fits.sigma + np.minimum(boundary, fits.sigma + 1)) / 2
    brackets = _Brackets(
        within=fits.sigma.copy(),
        past=np.full(n_outcomes, boundary),
        untried=np.full(n_outcomes, is_upper),
    )
    # What σ = 0 costs is known, what the largest σ does is not
    never_rises = (fits.statistic <= rise) & (not is_upper)
    sigma[never_rises] = boundary
    live = np.flatnonzero(~never_rises)
    for _ in range(MOST_STEPS):
        if not live.size:
            break
        scheme = fits.scheme.of_data_sets(live)
        optimum = best_beta(
            scheme,
            beta[live],
            sigma[live],
        )
        beta[live] = optimum.parameters.fixed[:, 0]
        deviance_rise = -2 * (optimum.log_likelihood - fits.log_likelihood[live])
        root = np.sqrt(np.maximum(deviance_rise, 0))
        brackets.narrow(
            live,
            sigma[live],
            root**2 > rise,
        )

        slope = -2 * optimum.gradient[:, 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = sigma[live] - (root - np.sqrt(rise)) * 2 * root / slope
        following = brackets.nearest(live, newton)
        brackets.untried[live] &= following < boundary
        step = np.abs(following - sigma[live])
        sigma[live] = following
        live = live[step >= PRECISION]
    return sigma
