"""Marks that several figures share: points with intervals, row names, direct labels that keep clear
of each other.
"""

import math
from urllib.parse import quote

import numpy as np

from .inline import PERSON
from .pictures import NAME_LIMIT
from .style import INK, OTHERS, POINT, clean

SIDES = (
    (4, 4, "left"),
    (-4, 4, "right"),
    (4, -5, "left"),
    (-4, -5, "right"),
    (0, 9, "center"),
    (0, -10, "center"),
)


def point_interval(axes, y, value, low, high, color, marker="o", filled=True) -> None:
    """One estimate with its interval at height `y`; a missing interval leaves the point alone."""
    if math.isfinite(low) and math.isfinite(high):
        axes.plot([low, high], [y, y], color=color, linewidth=1.6, zorder=2)
    face = color if filled else "#ffffff"
    axes.plot(
        [value], [y], marker, color=color, markerfacecolor=face, markeredgewidth=1.3, zorder=3
    )


def name_rows(axes, names, fonts=8.5) -> None:
    """Row names at the left, the first row on top, and no axis line that would look like a
    value.
    """
    axes.set_yticks(range(len(names)), names, fontsize=fonts)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def zero_line(axes) -> None:
    """A thin vertical line at zero where zero is inside the plot."""
    low, high = axes.get_xlim()
    if low <= 0 <= high:
        axes.axvline(0, color=OTHERS, linewidth=0.8, zorder=1)


def note(axes, x, y, text, color=INK, dx=5, dy=0, size=8, ha="left", va="center"):
    """A direct label so many points beside a place in the data."""
    place = {"xytext": (dx, dy), "textcoords": "offset points", "ha": ha, "va": va}
    return axes.annotate(
        text, (x, y), color=color, fontsize=size, zorder=5, annotation_clip=False, **place
    )


def name_people(axes, x, y, text, color=INK, **place) -> None:
    """A direct label that names interviewers: on the page each name leads to theirs."""
    made = note(axes, x, y, text, color, **place)
    made.set_gid(f"{PERSON}{sum(len(one.texts) for one in axes.figure.axes)}")


def tag(collection, names):
    """Say of each mark of a collection which interviewer it stands for: the page marks them in
    every figure.
    """
    collection.set_clip_on(
        False
    )  # all marks lie inside the axes, and each would be wrapped in a group of its own
    collection.set_urls([f"who:{quote(str(name), safe='')}" for name in names])


def name_points(axes, names, x, y, color, size=7.5, limit=10) -> None:
    """Direct labels for interviewers at points, those farthest from the middle first, each on the
    first side where it meets no other label and no other of these points, or at least no label; who
    finds no room has none.
    """
    names, x, y = list(names), np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    box = axes.get_position()
    inches = axes.figure.get_size_inches() * POINT * np.array([box.width, box.height])
    low, high = np.array(axes.get_xlim()), np.array(axes.get_ylim())
    at = inches * np.column_stack(
        [(x - low[0]) / (low[1] - low[0]), (y - high[0]) / (high[1] - high[0])]
    )
    if not len(at):
        return
    first = np.argsort(-np.abs(at - inches / 2).max(1), kind="stable")[:limit]
    placed: list = []
    for k in first:
        text = clean(names[k], NAME_LIMIT)
        boxes = [
            _box(at[k], dx, dy, ha, 0.6 * size * len(text), 1.1 * size) for dx, dy, ha in SIDES
        ]
        apart = [
            side
            for side, one in enumerate(boxes)
            if not any(_overlap(one, other) for other in placed)
        ]
        others = [_around(point) for point in np.delete(at, k, axis=0)]
        clear = [
            side for side in apart if not any(_overlap(boxes[side], point) for point in others)
        ]
        if side := [*clear, *apart][:1]:
            placed.append(boxes[side[0]])
            dx, dy, ha = SIDES[side[0]]
            name_people(axes, x[k], y[k], text, color, dx=dx, dy=dy, size=size, ha=ha)


def _around(point, radius=2.5) -> tuple:
    return point[0] - radius, point[0] + radius, point[1] - radius, point[1] + radius


def _box(at, dx, dy, ha, width, height) -> tuple:
    left = at[0] + dx - {"left": 0, "right": width, "center": width / 2}[ha]
    middle = at[1] + dy
    return left, left + width, middle - height / 2, middle + height / 2


def _overlap(one, other) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
