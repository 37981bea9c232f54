"""Whether a hidden count can be solved for: what margins, totals, means and standard deviations
leave possible.

Every published count is a box: a rounded one what may be rounded to it, "<k" 1 to k − 1, "x" any. A
hidden count is safe where both 1 and k − 1 are possible (what is in between then is too: the
constraints are sums). The counts of an item are whole numbers in an integer program; items share
the number of interviews in the file, which each of them narrows, and the number of complete
interviews of an analysis, which bounds the answers to its items from below, and what is missing of
one of them by what is missing of the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from .coarsening import to_step
from .edges import HALFWAY, Edges

SLACK = 1e-6


@dataclass(frozen=True)
class Box:
    """The numbers that a count may be."""

    low: float
    high: float

    def __add__(self, other: Box) -> Box:
        return Box(self.low + other.low, self.high + other.high)

    def less(self, other: Box) -> Box:
        """What a part may be where `self` is the sum and `other` the other parts."""
        return Box(max(0, self.low - other.high), self.high - other.low)

    def within(self, other: Box) -> Box:
        """What both allow."""
        return Box(max(self.low, other.low), min(self.high, other.high))


NOTHING, ANYTHING, HIDDEN = Box(0, 0), Box(0, inf), Box(1, inf)


def rounded_box(count: float, step: int, least: int = 1, edges: Edges = HALFWAY) -> Box:
    """What may be rounded to the same multiple of `step` as `count`, for somebody who does not know
    the edges.
    """
    if count == 0:
        return NOTHING
    shown = to_step(count, step, edges)
    reach = step - 1 if edges.digest else step / 2
    low = int(np.ceil(shown - reach)) if shown > step else 1
    high = shown + reach if edges.digest else int(np.ceil(shown + reach)) - 1
    return Box(max(least, low), high)


@dataclass(frozen=True)
class Moment:
    """A published mean or standard deviation, and by how much the true one may differ from it."""

    shown: float
    reach: float


@dataclass(frozen=True)
class Companions:
    """Beside an item: what may be missing of each other item of an analysis, and how many may have
    it; at most so many interviews have all.
    """

    missing: tuple[Box, ...]
    valid: tuple[Box, ...]
    most: float
    has_codes: bool


@dataclass(frozen=True)
class ItemCounts:
    """The counts of an item and what is published of them.

    Answers to it come first, then codes, blanks and what is outside the scale: counts (c,), what
    each may be, which are small, and which are missing also with the codes left in. low and high
    (v,) are the ends of the classes of answers,
    alike where each answer is its own.
    """

    counts: np.ndarray
    boxes: list[Box]
    is_small: np.ndarray
    low: np.ndarray
    high: np.ndarray
    valid: Box
    file: Box
    is_blank: np.ndarray
    mean: Moment | None = None
    sd: Moment | None = None
    beside: tuple[Companions, ...] = ()

    def is_open(self, k: int) -> bool:
        """Whether each small count may be 1 and k − 1."""
        places = map(int, np.flatnonzero(self.is_small))
        pairs = [(place, value) for place in places for value in {1, k - 1}]
        return all(
            self.counts[place] == value or self._may_be(place, value) for place, value in pairs
        )

    def file_box(self) -> Box:
        """What the number of interviews in the file may be beside this item."""
        return self.file.within(self._ends(np.r_[np.zeros(len(self.counts)), 1.0]))

    def missing_box(self, has_codes: bool) -> Box:
        """What may be missing of this item, where codes are missing or left in."""
        return self._ends(np.r_[self._missing(has_codes), 0.0]).within(ANYTHING)

    def _missing(self, has_codes: bool) -> np.ndarray:
        """Which counts (c,) are no answers: 1.0, of others 0.0."""
        if has_codes:
            return self.is_blank.astype(float)
        return (np.arange(len(self.counts)) >= len(self.low)).astype(float)

    def _ends(self, aim: np.ndarray) -> Box:
        """The smallest and the largest value of a sum of counts and interviews in the file."""
        least, greatest = self._solve(aim, {}), self._solve(-aim, {})
        low = np.ceil(least.fun - SLACK) if least.success else 0
        high = np.floor(-greatest.fun + SLACK) if greatest.success else inf
        return Box(float(low), float(high))

    def with_moments(self, mean: Moment | None, sd: Moment | None) -> ItemCounts:
        """The same where a mean and a standard deviation are published too."""
        return replace(self, mean=mean, sd=sd)

    def _may_be(self, place: int, value: int) -> bool:
        return self._solve(np.zeros(len(self.counts) + 1), {place: value}).success

    def _solve(self, aim: np.ndarray, fixed: dict[int, int]):
        from scipy.optimize import (
            Bounds,
            LinearConstraint,
            milp,
        )  # only where small cells are hidden

        most, others = self.file.high, [box for each in self.beside for box in each.missing]
        own = [*self.boxes, self.file, *others]
        low = np.array([box.low for box in own], dtype=float)
        high = np.maximum([min(box.high, most) for box in own], low)
        aim = np.r_[aim, np.zeros(len(own) - len(aim))]
        for place, value in fixed.items():
            low[place] = high[place] = value
        rows = list(self._rows())
        margins = LinearConstraint(
            np.array([np.r_[row, np.zeros(len(own) - len(row))] for row, _, _ in rows]),
            np.array([least for _, least, _ in rows]) - SLACK,
            np.array([greatest for _, _, greatest in rows]) + SLACK,
        )
        return milp(
            aim,
            constraints=margins,
            integrality=np.r_[np.ones(len(self.counts) + 1), np.zeros(len(others))],
            bounds=Bounds(low, high),
        )

    def _rows(self) -> Iterator[tuple[np.ndarray, float, float]]:
        """(coefficients of the counts and of the interviews in the file, lowest, highest sum)."""
        n_answers, n_others = len(self.low), len(self.counts) - len(self.low)
        rest = np.zeros(n_others + 1)
        yield np.r_[np.ones(n_answers), rest], self.valid.low, self.valid.high
        yield np.r_[np.ones(n_answers + n_others), -1.0], 0.0, 0.0
        yield from self._rows_beside()
        if self.mean is None:
            return
        centre, reach = self.mean.shown, self.mean.reach
        yield np.r_[self.low - (centre + reach), rest], -inf, 0.0
        yield np.r_[self.high - (centre - reach), rest], 0.0, inf
        if self.sd is None:
            return
        nearest = np.where(
            (self.low <= centre) & (centre <= self.high), centre, self._end(centre, np.minimum)
        )
        farthest = self._end(centre, np.maximum)
        least = max(self.sd.shown - self.sd.reach, 0) ** 2
        greatest = (self.sd.shown + self.sd.reach) ** 2
        yield np.r_[squares_about(nearest, centre) - greatest - reach**2, rest], -inf, -greatest
        yield np.r_[squares_about(farthest, centre) - least, rest], -least, inf

    def _rows_beside(self) -> Iterator[tuple[np.ndarray, float, float]]:
        """Who has all items of an analysis lacks none: all interviews of the file less those that
        lack an item are at most those that are used.
        """
        file, place = len(self.counts), len(self.counts) + 1
        for each in self.beside:
            n = len(each.missing)
            lacking = np.r_[self._missing(each.has_codes), np.zeros(place + n - file)]
            lacking[file], lacking[place:] = -1.0, 1.0
            yield lacking, -each.most, inf
            for number, valid in enumerate(each.valid):
                row = np.zeros(place + n)
                row[file], row[place + number] = 1.0, -1.0
                yield row, valid.low, valid.high
            place += n

    def _end(self, centre: float, which) -> np.ndarray:
        """The end of each class that is nearest to a number, or farthest from it."""
        distances = np.abs(self.low - centre), np.abs(self.high - centre)
        return centre + which(*distances)


def squares_about(values: np.ndarray, centre: float) -> np.ndarray:
    """Squared distances from a number."""
    return (values - centre) ** 2
