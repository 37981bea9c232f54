"""A quantity of a fit as one coordinate t of the model, everything else at its best given t: what a
profile follows, and where surveys with another value of the quantity are simulated.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.limits import Interval
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import Optimum
from interviewer_effects.mixed.optimum.starts import trapezoid

from .estimates import Replicates

NO_RANK = 1e-9  # a singular value of Λ this small beside the largest is zero


@dataclass(frozen=True)
class Path(ABC):
    """A quantity along its coordinate t, with which it grows.

    Attributes
    ----------
    fit : Fit
    centre : float
        t at the estimate.
    guess : ndarray (m,)
        θ at the estimate.
    ends : tuple of float
        The lowest and the highest possible t.
    step : float
        The first step outwards.
    """

    fit: Fit
    centre: float
    guess: Floats
    ends: Interval
    step: float

    @abstractmethod
    def lowest(
        self,
        t: float,
        guess: Floats,
    ) -> tuple[float, Floats]:
        """The best deviance given t, and its θ; sought from a guess (m,) of θ."""

    @abstractmethod
    def value(self, t: float) -> float:
        """The quantity at t."""

    @abstractmethod
    def estimates(self, replicates: Replicates) -> Floats:
        """The quantity in replicates (B,)."""

    @abstractmethod
    def root(
        self,
        t: float,
        theta: Floats,
    ) -> Floats:
        """Λ (q, q) in the standardised columns of the fit, up to a turn that leaves ΛΛ' alone."""

    def scale(
        self,
        t: float,
        theta: Floats,
    ) -> float | None:
        """σ² (standardised) there; None where it is the best given Λ."""
        return None

    @property
    def estimate(self) -> float:
        """The quantity at the fit."""
        return self.value(self.centre)

    def at(self, t: float) -> tuple[Fit, float]:
        """The model at t, as a fit to simulate from, and the factor by which its σ² differs from
        that of the fit.
        """
        _, theta = self.lowest(t, self.guess)
        return self.given(t, theta)

    def given(
        self,
        t: float,
        theta: Floats,
    ) -> tuple[Fit, float]:
        """The same, where the best θ given t is known."""
        source = fit_of_factor(self.fit, self.root(t, theta))
        sigma2 = self.scale(t, theta)
        return source, 1.0 if sigma2 is None else sigma2 / source.scale_star


def fit_of_factor(
    fit: Fit,
    lam: Floats,
) -> Fit:
    """A fit of the same design whose relative factor has the product ΛΛ' of lam."""
    factor = fit.factor
    if factor.diagonal:
        theta = factor.theta(lam[None])
        is_free = theta != 0
    else:
        axes, singular_values, _ = np.linalg.svd(lam)
        smallest = NO_RANK * max(singular_values.max(initial=0), 1e-3)
        rank = int((singular_values > smallest).sum())
        columns = axes[:, :rank] * singular_values[:rank]
        theta = factor.theta(trapezoid(columns)[None])
        is_free = factor.up_to_rank(rank)[None]
    no_search = np.ones(1, int)
    optimum = Optimum(
        theta=theta,
        deviance=np.full(1, np.nan),
        free=is_free,
        steps=no_search,
        agreed=no_search,
        tried=no_search,
    )
    return Fit(fit.design, fit.reml, optimum)
