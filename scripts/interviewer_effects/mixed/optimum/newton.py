"""Newton's method for a batch of smooth functions, made to leave saddle points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, NamedTuple, TypeVar

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats, Integers

# Below this predicted decrease, or this share of the deviance, one last step: it leaves about the
# square of what it gains
LAST_DECREASE = 1e-8
ROUNDING = 1e-12
BELOW_KNOWN = 1e-8  # a search that will not end lower than what is known by more than this is over
# Of searches for one minimum, those that will end higher by more than this are over; the rest may
# agree
ABOVE_OTHERS = 1e-5
FLATTEST = 1e-10  # eigenvalue of a Hessian, as a share of the largest
TINY = 1e-300
SHORTENINGS = 12  # of a step, each to a quarter
LONGEST_STEP = 0.5

Rows = TypeVar("Rows", bound="Minimum")


class Expansion(NamedTuple):
    """Of a function at θ: value (R,), gradient (R, m) and Hessian (R, m, m)."""

    value: Floats
    gradient: Floats
    hessian: Floats


# Of θ (R, m) and which of the searches stand there (R,)
Function = Callable[[Floats, Integers], Expansion]


@dataclass
class Minimum:
    """Where R searches are or ended: theta (R, m) and its free entries, value (R,), steps (R,)."""

    theta: Floats
    free: Booleans
    value: Floats
    steps: Integers

    names: ClassVar[tuple[str, ...]] = ("theta", "free", "value", "steps")

    def take(self: Rows, rows: Integers) -> Rows:
        """Some of the rows."""
        kind = type(self)
        arrays = [getattr(self, name) for name in self.names]
        return kind(*(array.take(rows, 0) for array in arrays))

    def put(
        self,
        rows: Integers | int,
        other: Minimum,
        other_rows: Integers | slice | int = slice(None),
    ) -> None:
        """Replace rows by those of another."""
        for name in self.names:
            array = getattr(self, name)
            replacement = getattr(other, name)
            array[rows] = replacement[other_rows]


@dataclass
class Moving(Minimum):
    """Searches on their way: which of the starts they are, rows (R,); gradient (R, m), hessian (R,
    m, m).
    """

    rows: Integers
    gradient: Floats
    hessian: Floats

    names: ClassVar[tuple[str, ...]] = (*Minimum.names, "rows", "gradient", "hessian")

    def arrive(
        self,
        rows: Integers | slice,
        displacement: Floats,
        expansion: Expansion,
    ) -> None:
        """Some of them have moved, to where the function has this expansion."""
        value, gradient, hessian = expansion
        self.theta[rows] += displacement
        self.value[rows] = value
        self.gradient[rows] = gradient
        self.hessian[rows] = hessian


def minimise(
    function: Function,
    start: Floats,
    free: Booleans,
    bound: Floats | None = None,
    together: bool = False,
    most: int = 100,
) -> Minimum:
    """Minimise function(theta, rows) -> value, gradient, Hessian from each row of start, moving
    only the free entries.

    The steps are those of newton_step, shortened until the value falls. Λ-space has a saddle
    wherever a column of Λ is zero: a start there stays there, which is how the boundary fits are
    made.

    A search that is about to end at or above its bound (R,), a value that is known already, stops
    there. Searches together are for one minimum: one that is about to end above where another
    stands stops too. No search takes more than `most` steps.
    """
    # A step too far gives NaN: it is never accepted
    with np.errstate(
        divide="ignore",
        invalid="ignore",
        over="ignore",
    ):
        n_searches = len(start)
        rows = np.arange(n_searches)
        steps = np.zeros(n_searches, int)
        value, gradient, hessian = function(start, rows)
        minima = Minimum(
            start.copy(),
            free.copy(),
            value=value,
            steps=steps,
        )
        moving = Moving(
            start,
            free,
            value,
            steps,
            rows,
            gradient,
            hessian,
        )
        can_move = np.isfinite(value) & free.any(1)
        moving = moving.take(np.flatnonzero(can_move))
        if not len(moving.rows):
            return minima

        for _ in range(most):
            step = newton_step(moving)
            is_in_vain = _is_in_vain(
                step,
                moving,
                minima=minima,
                bound=bound,
                together=together,
            )
            is_over = _advance(
                function,
                moving,
                step=step,
                is_in_vain=is_in_vain,
            )
            if not is_over.any():
                continue
            minima.put(moving.rows, moving)
            if is_over.all():
                return minima
            moving = moving.take(np.flatnonzero(~is_over))
    minima.put(moving.rows, moving)
    return minima


def _is_in_vain(
    step: Step,
    moving: Moving,
    minima: Minimum,
    bound: Floats | None,
    together: bool,
) -> Booleans | np.bool_:
    """Which searches (R,) are about to end above what is known; False for all where nothing is."""
    if bound is not None:
        limits = bound[moving.rows] - BELOW_KNOWN
        return step.ends_above(limits, moving.value)
    if not together or len(moving.rows) == 1:
        return np.False_
    lowest_end = np.fmin.reduce(minima.value)
    lowest_value = np.fmin.reduce(moving.value, initial=lowest_end)
    return step.ends_above(lowest_value + ABOVE_OTHERS, moving.value)


@dataclass
class Step:
    """Where R searches go next: displacement (R, m), the decrease that it predicts (R,), and
    whether the Hessian is positive definite (R,).
    """

    displacement: Floats
    predicted: Floats
    convex: Booleans

    def ends_above(
        self,
        limit: Floats | float,
        value: Floats,
    ) -> Booleans:
        """Searches (R,) at value that will not end below the limit."""
        trust = 1 + 10 * np.sqrt(self.predicted)
        lowest_end = value - self.predicted * trust
        return self.convex & (lowest_end > limit)

    def is_last(self, value: Floats) -> Booleans:
        """Searches (R,) so near to their end that the prediction is exact but for rounding."""
        rounding = ROUNDING * np.abs(value)
        return self.predicted < LAST_DECREASE + rounding


@lru_cache
def _identity(size: int) -> Floats:
    return np.eye(size)


def newton_step(moving: Moving) -> Step:
    """−|H|⁻¹g with the eigenvalues of H in absolute value, so that negative curvature is followed
    downhill (Dauphin et al. 2014).
    """
    gradient = moving.gradient
    hessian = moving.hessian
    is_free = moving.free
    all_free = is_free.all()
    if not all_free:
        n_parameters = is_free.shape[1]
        is_free_pair = is_free[:, :, None] & is_free[:, None, :]
        gradient = gradient * is_free
        hessian = np.where(is_free_pair, hessian, _identity(n_parameters))

    curvature, axes = np.linalg.eigh(hessian)
    smallest = curvature[:, 0]
    largest = curvature[:, -1]
    convex = smallest > FLATTEST * largest
    if not convex.all():
        curvature = np.abs(curvature)
        flattest = FLATTEST * curvature.max(1, keepdims=True) + TINY
        curvature = np.maximum(curvature, flattest)

    along = (gradient[:, None] @ axes)[:, 0]
    move_along = along / -curvature
    displacement = (axes @ move_along[:, :, None])[:, :, 0]
    predicted = -0.5 * np.vecdot(move_along, along)
    return Step(
        displacement if all_free else displacement * is_free,
        predicted,
        convex=convex,
    )


def _advance(
    function: Function,
    moving: Moving,
    step: Step,
    is_in_vain: Booleans | np.bool_,
) -> Booleans:
    """Move each row along its step, but for those whose step is in vain; shortened while the value
    does not fall. The last step of a row is taken as predicted: so near to the end the prediction
    is exact but for rounding.

    Returns which rows are at their end (R,).
    """
    displacement = _limited(step.displacement, moving.theta)
    is_last = ~is_in_vain & step.is_last(moving.value)
    is_over = is_in_vain | is_last
    moving.steps += ~is_in_vain
    rows: Integers | slice = slice(None)
    if is_over.any():
        moving.theta[is_last] += displacement[is_last]
        moving.value[is_last] -= step.predicted[is_last]
        rows = np.flatnonzero(~is_over)
        displacement = displacement[rows]

    for _ in range(SHORTENINGS):
        if not len(displacement):
            return is_over
        target = moving.theta[rows] + displacement
        expansion = function(target, moving.rows[rows])
        is_lower = expansion[0] <= moving.value[rows]
        if is_lower.all():
            moving.arrive(
                rows,
                displacement,
                expansion=expansion,
            )
            return is_over
        positions = np.arange(len(moving.rows))[rows]
        arrived = Expansion(*(array[is_lower] for array in expansion))
        moving.arrive(
            positions[is_lower],
            displacement[is_lower],
            expansion=arrived,
        )
        rows = positions[~is_lower]
        displacement = 0.25 * displacement[~is_lower]
    # No lower value along the step: rounding, or the caller's checks will tell
    is_over[rows] = True
    return is_over


def _limited(
    displacement: Floats,
    theta: Floats,
) -> Floats:
    """Moves (R, m), none longer than half a unit and the length of θ."""
    squared_length = np.vecdot(displacement, displacement)
    if squared_length.max() <= LONGEST_STEP**2:
        return displacement
    size = np.sqrt(np.vecdot(theta, theta))
    length = np.sqrt(squared_length)
    share = (LONGEST_STEP + size) / (TINY + length)
    return displacement * np.minimum(1, share)[:, None]
