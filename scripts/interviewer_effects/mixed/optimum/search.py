"""The lowest deviance over the whole parameter space, boundary included: many starts, each rank of
D, and proof by its gradient.

A fit is believed when (1) every start of every rank has been followed to its end and none lies
lower, and (2) no direction out of a boundary lowers the deviance: with D of rank r and N spanning
its null space, N'(∂/∂Δ)N has no negative eigenvalue (the Karush-Kuhn-Tucker condition on the cone
of covariance matrices). Where (2) fails the search goes on along that direction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats, Integers
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Moments

from .neighbours import neighbours_of
from .net import needs_net, net_starts
from .newton import Minimum
from .objective import Objective, descend
from .starts import Starts, simple_first_for

TIE = 1e-8  # deviances closer than this are the same fit; the simpler one (lower rank) is kept
AGREEMENT = 1e-6  # starts that end this close to the lowest deviance agree


@dataclass
class Optimum:
    """The accepted fit of each of R data sets: theta (R, m), its free entries, deviance, steps, and
    how many of the tried starts agreed (R,).
    """

    theta: Floats
    deviance: Floats
    free: Booleans
    steps: Integers
    agreed: Integers
    tried: Integers


def search(
    moments: Moments,
    factor: Factor,
    reml: bool,
    starts: Starts | None = None,
) -> Optimum:
    """The global minimum of the deviance for every data set of moments, from the usual starts or
    those given.
    """
    objective = Objective(
        moments,
        factor,
        reml=reml,
    )
    if starts is None:
        first_starts = simple_first_for(moments, factor)
    else:
        first_starts = Starts(*starts).simple_first()
    minima = _follow(objective, first_starts)
    optima = minima.optima

    is_interior = bool(optima.free.all())
    if starts is None and needs_net(
        moments,
        factor,
        interior=is_interior,
    ):
        further_starts = net_starts(
            moments,
            factor,
            reml=reml,
        )
        minima.add(_follow(objective, further_starts))

    n_agreed = (minima.values <= optima.value + AGREEMENT).sum(0)
    n_starts = len(minima.values)
    for _ in range(factor.q + 1):
        if not _improve(optima, objective):
            break
    return Optimum(
        theta=optima.theta,
        deviance=optima.value,
        free=optima.free,
        steps=minima.steps,
        agreed=n_agreed,
        tried=np.full(moments.batch, n_starts),
    )


@dataclass
class Ends:
    """Where S starts on R data sets ended: the lowest of each data set, the values (S, R) of all,
    and the steps (R,).
    """

    optima: Minimum
    values: Floats
    steps: Integers

    def add(self, further: Ends) -> None:
        """Those of more starts on the same data set, of which there is only one."""
        highest_accepted = self.optima.value[0] - TIE
        if further.optima.value[0] < highest_accepted:
            self.optima.put(
                0,
                further.optima,
                other_rows=0,
            )
        self.values = np.concatenate([self.values, further.values])
        self.steps = self.steps + further.steps


def _follow(
    objective: Objective,
    starts: Starts,
) -> Ends:
    if objective.moments.batch == 1:
        return _follow_all_at_once(objective, starts)
    return _follow_in_turn(objective, starts)


def _follow_all_at_once(
    objective: Objective,
    starts: Starts,
) -> Ends:
    """One data set from every start: few rows, where the number of array operations counts.

    Of ties the lowest end is the one with the fewest free entries; it is the first where none has a
    value.
    """
    n_starts = len(starts.theta)
    the_only_data_set = np.zeros(n_starts, int)
    minima = descend(
        objective,
        starts,
        data_sets=the_only_data_set,
    )
    is_lowest = minima.value <= np.fmin.reduce(minima.value) + TIE
    first_lowest = np.argmax(is_lowest, keepdims=True)
    return Ends(
        optima=minima.take(first_lowest),
        values=minima.value[:, None],
        steps=minima.steps.sum(keepdims=True),
    )


def _follow_in_turn(
    objective: Objective,
    starts: Starts,
) -> Ends:
    """Many data sets from one start after another: they share the work at the start, and stop where
    they can no longer end below what the starts before have found.
    """
    data_sets = np.arange(objective.moments.batch)
    first_start, *later_starts = zip(*starts, strict=True)
    optima = descend(
        objective,
        _on_each(first_start, data_sets),
        data_sets=data_sets,
    )
    values = [optima.value]
    steps = optima.steps.copy()
    for start in later_starts:
        minima = descend(
            objective,
            _on_each(start, data_sets),
            data_sets=data_sets,
            bound=optima.value,
        )
        is_not_lower = minima.value >= optima.value - TIE
        is_lower = ~is_not_lower & np.isfinite(minima.value)
        optima.put(
            data_sets[is_lower],
            minima,
            other_rows=data_sets[is_lower],
        )
        values.append(minima.value)
        steps = steps + minima.steps
    return Ends(
        optima,
        np.array(values),
        steps=steps,
    )


def _on_each(
    start: tuple[Floats, Booleans],
    data_sets: Integers,
) -> Starts:
    """One start for every data set."""
    theta, is_free = start
    n_data_sets = len(data_sets)
    each_theta = np.tile(theta, (n_data_sets, 1))
    each_free = np.tile(is_free, (n_data_sets, 1))
    return Starts(each_theta, each_free)


def _improve(
    optima: Minimum,
    objective: Objective,
) -> bool:
    """Try what lies next to each lowest fit: the boundary beside a nearly singular D, the interior
    where the gradient points out of a boundary. Returns whether any is lower.
    """
    neighbours = neighbours_of(optima, objective)
    if not neighbours:
        return False
    rows = np.array([neighbour.row for neighbour in neighbours])
    theta = np.array([neighbour.theta for neighbour in neighbours])
    is_free = np.array([neighbour.free for neighbour in neighbours])
    minima = descend(
        objective,
        Starts(theta, is_free),
        data_sets=rows,
    )

    is_improved = False
    for k, row in enumerate(rows):
        n_free = is_free[k].sum()
        is_simpler = n_free < optima.free[row].sum()
        tolerance = TIE if is_simpler else -TIE
        if minima.value[k] < optima.value[row] + tolerance:
            optima.put(
                row,
                minima,
                other_rows=k,
            )
            is_improved = True
    return is_improved
