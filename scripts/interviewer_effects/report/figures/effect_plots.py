"""Parts that figures of effects share: the interviewers' lines, and points of two effects."""

from statistics import NormalDist

import numpy as np
from matplotlib.collections import LineCollection

from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.data.lines import interviewer_lines, values_on

from .marks import name_points, tag
from .style import FAINT, INK, LOOKED_AT, OTHERS


def draw_lines(axes, analysis: Analysis, variant: str, term: str, ends, width: float) -> None:
    """The lines of all interviewers over `ends`, those with missing codes on top, everybody's line
    in bold.
    """
    lines, overall = interviewer_lines(analysis, variant, term)
    coded = set(analysis.coded_records["interviewer"])
    for chosen, color, thick in ((False, OTHERS, width), (True, LOOKED_AT, 1.6)):
        rows = lines[lines.index.isin(coded) == chosen]
        many = LineCollection(
            [np.column_stack([ends, values_on(row, ends)]) for row in rows.to_numpy()],
            colors=color,
            linewidths=thick,
            alpha=1 if chosen else 0.6,
        )
        tag(many, rows.index)
        axes.add_collection(many)
    axes.plot(ends, values_on(overall, ends), color=INK, linewidth=1.8)
    axes.margins(0.02)


def extreme_size(n_interviewers: int) -> float:
    """The |z| beyond which one of so many interviewers is expected by chance: Φ⁻¹(1 − 1/(2J))."""
    return NormalDist().inv_cdf(1 - 1 / (2 * max(n_interviewers, 2)))


def scatter_effects(axes, wide, named, small: float, large: float) -> None:
    """Points of two effects with lines at the size called extreme; `named` ones are marked and
    labelled.
    """
    for edge in (-extreme_size(len(wide)), extreme_size(len(wide))):
        axes.axvline(edge, color=FAINT, linewidth=1, zorder=0)
        axes.axhline(edge, color=FAINT, linewidth=1, zorder=0)
    others, mine = wide[~named], wide[named]
    tag(
        axes.scatter(*others.T.to_numpy(), s=small, color=OTHERS, alpha=0.8, linewidths=0),
        others.index,
    )
    tag(axes.scatter(*mine.T.to_numpy(), s=large, color=LOOKED_AT, linewidths=0), mine.index)
    axes.margins(0.12)
    x, y = mine.T.to_numpy()
    name_points(axes, mine.index, x, y, LOOKED_AT)
