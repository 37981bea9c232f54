"""The figure of the calibration: false alarms and coverage, one column for each number of
interviewers.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from interviewer_effects.report.figures.style import (
    INK,
    LOOKED_AT,
    OTHERS,
    RAW,
    RECODED,
    TRIMMED,
    WIDE,
    canvas,
    styled,
    svg,
)

STYLE = Path(__file__).parents[2] / "reports" / "figures.mplstyle"
COLOR = {
    "naive": OTHERS,
    "mixture": RAW,
    "exact": TRIMMED,
    "bootstrap": RECODED,
    "profile": LOOKED_AT,
    "bootstrap percentile": RAW,
    "bootstrap inverted": RECODED,
}
ROWS = (
    ("size", "level", "tests of the level\nfalse alarms, %"),
    ("size", "slope", "tests of the slope\nfalse alarms, %"),
    ("coverage", "icc", "95 % intervals of the ICC\nhold the truth, %"),
    ("coverage", "slope variance", "95 % intervals of a slope\nvariance of zero hold it, %"),
)


def draw(rows: pd.DataFrame) -> str:
    """The SVG: sizes at 5 % and coverage at 95 % with two Monte Carlo errors, dashed where they
    should be.
    """
    rows = rows[rows["level"].isin([0.05, 0.95]) & (rows["slope_variance"] == 0)]
    sizes = sorted(rows["interviewers"].unique())
    with styled(STYLE):
        figure, grid = canvas(
            WIDE, 9.2, nrows=len(ROWS), ncols=len(sizes), sharey="row", squeeze=False
        )
        for line, (quantity, what, title) in zip(grid, ROWS, strict=True):
            for axes, J in zip(line, sizes, strict=True):
                chosen = (
                    (rows["quantity"] == quantity)
                    & (rows["what"] == what)
                    & (rows["interviewers"] == J)
                )
                _panel(axes, rows[chosen], f"{J} interviewers" if quantity == "size" else "")
            line[0].set_ylabel(title)
            _legend(line[-1])
        for axes in grid[-2]:
            axes.set_xlabel("true ICC, %")
        return svg(figure)


def _panel(axes, rows: pd.DataFrame, title: str) -> None:
    single = rows["icc"].nunique() == 1
    for k, (method, part) in enumerate(rows.groupby("method", sort=False)):
        place = [k] if single else 100 * part["icc"] + 0.12 * (k - 1)
        axes.errorbar(
            place,
            100 * part["share"],
            200 * part["mc_error"],
            fmt="o-",
            color=COLOR[method],
            label=method,
            capsize=2,
        )
    axes.axhline(100 * rows["level"].iloc[0], color=INK, linewidth=0.9, linestyle="--", zorder=1)
    if single:
        axes.set_xticks(
            range(rows["method"].nunique()), list(dict.fromkeys(rows["method"])), fontsize=7.5
        )
        axes.set_xlim(-0.6, rows["method"].nunique() - 0.4)
    axes.set_title(title)


def _legend(axes) -> None:
    handles, names = axes.get_legend_handles_labels()
    if axes.get_xticklabels()[0].get_text() not in names:
        axes.legend(handles, names, loc="best")
