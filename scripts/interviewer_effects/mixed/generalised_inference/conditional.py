"""The best ℓ under one linear condition on the parameters: a point of a profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import linalg

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.generalised.cells import Cells
from interviewer_effects.mixed.generalised.factor import Factor
from interviewer_effects.mixed.generalised.marginal import covariance_gradient
from interviewer_effects.mixed.generalised.newton import maximise
from interviewer_effects.mixed.generalised.parameters import Parameters
from interviewer_effects.mixed.generalised.quadrature import GaussHermite
from interviewer_effects.mixed.generalised.ranks import one_rank_more
from interviewer_effects.mixed.generalised.scheme import Scheme
from interviewer_effects.mixed.generalised.search import GAUSS_HERMITE

TOLERANCE = 1e-8  # expected gain of ℓ at which a point of the profile ends


class Condition(Protocol):
    """Weights of the parameters whose weighted sum is held."""

    def weights(self, factor: Factor) -> Floats:
        """(K,), for a factor of some rank."""
        ...


@dataclass(frozen=True, slots=True)
class FixedEffects:
    """A weighted sum of thresholds and fixed effects; `of_fixed` (P,) are its weights."""

    of_fixed: Floats

    def weights(self, factor: Factor) -> Floats:
        """(K,)."""
        of_elements = np.zeros(factor.n_free)
        return np.concatenate([self.of_fixed, of_elements])


@dataclass(frozen=True, slots=True)
class OneElement:
    """One element of L, by its number; `n_fixed` parameters stand before the elements."""

    n_fixed: int
    element: int

    def weights(self, factor: Factor) -> Floats:
        """(K,)."""
        n_parameters = self.n_fixed + factor.n_free
        position = self.n_fixed + self.element
        return np.eye(n_parameters)[position]


@dataclass(frozen=True, slots=True)
class Angle:
    """cos φ · L₂₁ − sin φ · L₂₂ = 0: two effects whose correlation is sin φ."""

    n_fixed: int
    angle: float

    def weights(self, factor: Factor) -> Floats:
        """(K,); the elements of L are L₁₁, L₂₁, L₂₂."""
        weights = np.zeros(self.n_fixed + factor.n_free)
        weights[self.n_fixed + 1] = np.cos(self.angle)
        weights[self.n_fixed + 2] = -np.sin(self.angle)
        return weights


@dataclass(frozen=True, slots=True)
class ConditionalSearch:
    """A search under one condition.

    Attributes
    ----------
    cells : Cells
    condition : Condition
    first_free : int
        The first row of L in which a further direction of D may begin: 1 where L₁₁ is held.
    rules : Scheme
        The rules that settled for the whole fit, used at its rank.
    """

    cells: Cells
    condition: Condition
    first_free: int
    rules: Scheme

    def highest(self, start: Parameters) -> float:
        """ℓ at the best parameters that keep the condition as it is at the start."""
        rank = start.factor.rank
        scheme = self._scheme(rank)
        weights = self.condition.weights(start.factor)
        directions = linalg.null_space(weights[None])
        optimum = maximise(
            scheme,
            start,
            tolerance=TOLERANCE,
            directions=directions,
        )
        highest = float(optimum.log_likelihood[0])

        n_effects = start.factor.n_effects
        can_widen = rank < n_effects and self.first_free < n_effects
        if not can_widen:
            return highest
        drive = covariance_gradient(scheme, optimum.parameters)
        wider = one_rank_more(
            self._scheme(rank + 1),
            optimum.parameters,
            drive,
            first_row=self.first_free,
        )
        if wider is not None:
            highest = max(highest, self.highest(wider.start))
        return highest

    def _scheme(self, rank: int) -> Scheme:
        if rank == self.rules.rank:
            return self.rules.with_cells(self.cells)
        points = GAUSS_HERMITE[rank][2] if rank else 1
        rule = GaussHermite(points)
        return Scheme.uniform(
            self.cells,
            rank,
            rule,
        )
