"""The deviance of a batch of data sets as a function of θ, for Newton's method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers
from interviewer_effects.mixed.likelihood.deviance import Evaluation, evaluate
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Moments

from .newton import Expansion, Minimum, minimise
from .starts import Starts


@dataclass(frozen=True, slots=True)
class Objective:
    """The deviance of the R data sets of moments, by the entries θ of a factor."""

    moments: Moments
    factor: Factor
    reml: bool

    def expansion(
        self,
        theta: Floats,
        data_sets: Integers,
        derivatives: bool,
    ) -> Expansion:
        """The deviance with its derivatives at θ (S, m), each on the data set named for it (S,)."""
        factor = self.factor
        evaluation = evaluate(
            factor.lam(theta),
            self._moments_of(data_sets),
            reml=self.reml,
            derivatives=derivatives,
        )
        if evaluation.gradient is None:
            return without_derivatives(evaluation, theta)
        directions = factor.directions(theta)
        return Expansion(
            value=evaluation.deviance,
            gradient=factor.gradient(evaluation, directions),
            hessian=factor.hessian(evaluation, directions),
        )

    def _moments_of(self, data_sets: Integers) -> Moments:
        """The moments of data sets, without a copy where they are all of them in their order."""
        R = self.moments.batch
        if R == 1:
            return self.moments
        in_order = len(data_sets) == R and (data_sets == np.arange(R)).all()
        return self.moments if in_order else self.moments.rows(data_sets)


def without_derivatives(
    evaluation: Evaluation,
    theta: Floats,
) -> Expansion:
    """An evaluation that has none: nothing moves from there."""
    S, m = theta.shape
    gradient = np.zeros((S, m))
    hessian = np.zeros((S, m, m))
    return Expansion(
        evaluation.deviance,
        gradient,
        hessian=hessian,
    )


def descend(
    objective: Objective,
    starts: Starts,
    data_sets: Integers,
    bound: Floats | None = None,
) -> Minimum:
    """Newton from each of S starts on the data set that is named for it (S,); bound as for
    minimise.
    """
    theta, is_free = starts
    derivatives = bool(is_free.any())

    def function(
        theta: Floats,
        rows: Integers,
    ) -> Expansion:
        return objective.expansion(
            theta,
            data_sets[rows],
            derivatives=derivatives,
        )

    is_one_data_set = objective.moments.batch == 1
    return minimise(
        function,
        theta,
        free=is_free,
        bound=bound,
        together=is_one_data_set,
    )
