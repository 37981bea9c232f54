"""Marks of so many interviewers that each as a shape of its own would make a figure too large."""

from __future__ import annotations

CROWD = 1_000  # marks of one kind in a figure


def flatten_crowds(figure) -> None:
    """Have points and lines of more than CROWD interviewers drawn as an image inside the figure:
    all are still seen, but the page cannot tell one from another. Axes, words and the marks of
    those looked at remain shapes.
    """
    for axes in figure.axes:
        for crowd in axes.collections:
            if max(len(crowd.get_paths()), len(crowd.get_offsets())) > CROWD:
                crowd.set_rasterized(True)
        for path in axes.lines:
            if len(path.get_xdata()) > 3 * CROWD:  # an interval is two ends and a gap
                path.set_rasterized(True)
