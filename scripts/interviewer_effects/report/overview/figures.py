"""Figures over several surveys: the share between interviewers of each, and of each screened item
in each.
"""

import numpy as np
import pandas as pd
import seaborn as sns

from interviewer_effects import numbers
from interviewer_effects.frames import each_row
from interviewer_effects.report.figures.marks import name_rows, note, point_interval
from interviewer_effects.report.figures.pictures import Picture, beyond, keyed, picture
from interviewer_effects.report.figures.style import RECODED, WIDE, canvas, clean, styled

MAX_ITEMS, MAX_SURVEYS = 60, 40


def overview_pictures(
    rows: pd.DataFrame, items: pd.DataFrame, interval: str, style
) -> list[Picture]:
    """A forest of each analysis over the surveys, and the screened items over the surveys."""
    with styled(style):
        drawn = [
            forest(part, str(name), interval)
            for name, part in rows.dropna(subset=["icc"]).groupby("analysis")
        ]
        if items.shape[0] and items.shape[1] > 1:
            drawn.append(heat(items))
    return keyed(drawn)


def forest(rows: pd.DataFrame, analysis: str, interval: str) -> Picture:
    """The ICC of one analysis in every survey, largest first."""
    figure, axes = canvas(WIDE, 0.8 + 0.24 * len(rows))
    for at, row in enumerate(each_row(rows)):
        low, high = 100 * row.icc_low, 100 * row.icc_high
        point_interval(axes, at, 100 * row.icc, low, high, RECODED, filled=row.differs)
        note(axes, high if np.isfinite(high) else 100 * row.icc, at, numbers.percent(row.icc), dx=6)
    name_rows(axes, [clean(name, 40) for name in rows["survey"]])
    axes.set_xlim(left=0)
    axes.margins(x=0.08)
    axes.set_title(clean(analysis))
    axes.set_xlabel(f"variance between interviewers (ICC), %, with {interval}")
    first, last = rows.iloc[0], rows.iloc[-1]
    alt = (
        f"ICC of {analysis} in {len(rows)} surveys, from {numbers.percent(last['icc'])} in "
        f"{last['survey']} "
    )
    alt += f"to {numbers.percent(first['icc'])} in {first['survey']}."
    return picture(figure, alt, f"{analysis}: ICC by survey, recoded data; filled: detected")


def heat(items: pd.DataFrame) -> Picture:
    """The ICC of every screened item in every survey."""
    shown = 100 * items.iloc[:MAX_ITEMS, :MAX_SURVEYS]
    figure, axes = canvas(WIDE, 1.2 + 0.22 * len(shown))
    few = shown.shape[1] <= 15
    sns.heatmap(
        shown,
        ax=axes,
        cmap="Blues",
        vmin=0,
        annot=few,
        fmt=".1f",
        linewidths=0.5,
        annot_kws={"size": 7.5},
        cbar_kws={"label": "ICC, %", "shrink": 0.6},
        xticklabels=[clean(name, 14) for name in shown.columns],
        yticklabels=[clean(name, 20) for name in shown.index],
    )
    axes.set(xlabel="", ylabel="")
    axes.tick_params(axis="y", rotation=0)
    row, column = divmod(int(np.nanargmax(shown.to_numpy())), shown.shape[1])
    alt = (
        f"ICC of {len(shown)} items in {shown.shape[1]} surveys; the largest is "
        f"{shown.index[row]} in "
    )
    alt += f"{shown.columns[column]}, {numbers.fixed(shown.iat[row, column], 1)} %."
    rest = beyond(MAX_ITEMS, len(items), "items") + beyond(MAX_SURVEYS, items.shape[1], "surveys")
    return picture(
        figure,
        alt,
        f"ICC of screened items, recoded data; items with the largest median first{rest}",
    )
