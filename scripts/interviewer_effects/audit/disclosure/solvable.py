"""Whether a hidden count can be solved for: what margins, totals, means and standard deviations leave possible.

Every published count is a box: a rounded one what rounds to it, "<k" 1 to k − 1, "x" k or more. A hidden count is
safe where both 1 and k − 1 are possible (what is in between then is too: the constraints are sums). The parts of a
total have bounds that are sums of bounds; means and standard deviations of an item's answers take an integer program.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

import numpy as np

from .coarsening import nice_step, to_step


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


NOTHING, ANYTHING = Box(0, 0), Box(0, inf)


def rounded_box(count: float, step: int, least: int = 1) -> Box:
    """What is rounded to the same multiple of `step` as `count`."""
    if count == 0:
        return NOTHING
    shown = to_step(count, step)
    low = int(np.ceil(shown - step / 2)) if shown > step else 1
    return Box(max(least, low), int(np.ceil(shown + step / 2)) - 1)


def total_of(boxes: Iterable[Box]) -> Box:
    """What a sum of counts may be."""
    return sum(boxes, NOTHING)


def parts_are_open(parts: list[Box], small: list[bool], total: Box, k: int) -> bool:
    """Whether each small count among parts of a sum may be 1 and k − 1, whatever of `total` the sum is."""
    for place, is_hidden in enumerate(small):
        if not is_hidden:
            continue
        beside = total_of([*parts[:place], *parts[place + 1 :]])
        if beside.low + k - 1 > total.high or beside.high + 1 < total.low:
            return False
    return True


def answers_are_open(
    values: np.ndarray, boxes: list[Box], small: np.ndarray, total: Box, mean: tuple, sd: tuple, k: int
) -> bool:
    """Whether each small count of an item's answers may be 1 and k − 1 beside the item's mean and standard deviation.

    values (v,) are the answers, boxes their counts; mean and sd are (published, step). Exact where the published mean
    is the true one, else a little stricter than what is possible.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # only where small cells are hidden

    centre, (spread, width) = mean[0], sd
    below, above = values - (centre + mean[1] / 2), values - (centre - mean[1] / 2)
    squares = (values - centre) ** 2
    low, high = max(spread - width / 2, 0) ** 2, (spread + width / 2) ** 2
    ones = np.ones(len(values))
    rows = np.array([below, -above, squares - high, low - squares, ones])
    margins = LinearConstraint(rows, [-inf, -inf, -inf, -inf, total.low], [0, 0, -high, low, total.high])
    bounds = Bounds([box.low for box in boxes], [min(box.high, total.high) for box in boxes])
    for place in np.flatnonzero(small):
        aim = np.zeros(len(values))
        aim[place] = 1
        for sign, value in ((1, 1), (-1, k - 1)):
            found = milp(sign * aim, constraints=margins, integrality=ones, bounds=bounds)
            if not found.success or found.fun > sign * value + 1e-6:
                return False
    return True


def step_at(value: float, share: float) -> float:
    """The step to which a value is rounded."""
    return float(nice_step(share * abs(value))) if value else 0.0
