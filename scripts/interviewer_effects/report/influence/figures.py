"""Figures of influence: every interviewer left out in turn, and the test as the most influential
leave.
"""

import numpy as np

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.figures.inline import SEPARATOR
from interviewer_effects.report.figures.marks import name_people, name_points, note, tag
from interviewer_effects.report.figures.pictures import SHORT_LIMIT, Picture, picture
from interviewer_effects.report.figures.style import (
    BAND,
    HALF,
    INK,
    LOOKED_AT,
    OTHERS,
    VARIANT,
    WIDE,
    canvas,
    clean,
)

from .findings import Group, searches, variants

NAMED = 3
TESTS = {"slope": "test of the slopes", "intercept": "test of the levels"}


def influence_pictures(analysis: Analysis) -> dict:
    """influence_{variant}: index plots; path_{variant}: the main test as interviewers leave."""
    pictures = {}
    for variant in variants(analysis):
        groups = searches(analysis, variant)
        if (
            groups and not analysis.table("influence", variant).empty
        ):  # empty where everybody is hidden
            pictures[f"influence_{variant}"] = index_plots(analysis, variant, groups[0])
            pictures[f"path_{variant}"] = path(groups[0])
    return pictures


def index_plots(analysis: Analysis, variant: str, group: Group) -> Picture:
    """Cook's distance and the statistic of the main test without each interviewer, in the order of
    their ids.
    """
    rows = analysis.table("influence", variant)
    looked = set(group.members) if group.last["influential"] else set()
    looked |= set(rows.loc[rows["influential"].astype(bool), "interviewer"])
    figure, (left, right) = canvas(WIDE, 2.7, ncols=2)
    whole, bound = group.steps.iloc[0]["statistic"], group.last["bound"]
    _index(left, rows, rows["cooks_d"], looked, rows["cooks_d"])
    left.set_ylabel("Cook's distance")
    left.set_title("fixed effects")
    T = rows["slope_test_statistic"]
    right.axhline(whole, color=OTHERS, linewidth=0.9, zorder=1)
    right.axhline(bound, color=INK, linewidth=1, linestyle="--", zorder=1)
    _index(right, rows, T, looked, (T - whole).abs(), whole)
    edge = right.get_xlim()[1]
    note(right, edge, bound, f"p = {analysis.survey.alpha:g}", INK, dx=3, size=7.5)
    note(right, edge, whole, "all", OTHERS, dx=3, size=7.5)
    right.set_ylim(top=1.12 * max(T.max(), bound))
    right.set_ylabel("statistic without them")
    right.set_title(TESTS[group.tested])
    low, high = numbers.statistic(T.min()), numbers.statistic(T.max())
    alt = (
        f"Each interviewer left out, {variant}: the {TESTS[group.tested]} is between {low} and "
        f"{high}, "
        f"{numbers.statistic(whole)} with everybody; it is significant above "
        f"{numbers.statistic(bound)}."
    )
    return picture(
        figure,
        alt,
        f"Each of {len(rows)} interviewers left out in turn, {variant} data; purple: influential",
    )


def _index(axes, rows, values, looked: set, rank, base: float = 0.0) -> None:
    """Points in the order of the rows, hung from a base; those who matter named."""
    y = values.to_numpy(dtype=float)
    mine = rows["interviewer"].isin(looked).to_numpy()
    at = np.arange(len(rows))
    axes.vlines(at, base, y, color=OTHERS, linewidth=0.4, alpha=0.5)
    for chosen, size, color in ((~mine, 8, OTHERS), (mine, 26, LOOKED_AT)):
        dots = axes.scatter(at[chosen], y[chosen], s=size, color=color, linewidths=0, zorder=4)
        tag(dots, rows["interviewer"][chosen])
    axes.set_ylim(bottom=0)
    axes.set_xlim(-2, len(rows) + 1)
    axes.set_xticks([])
    axes.set_xlabel("interviewer, in the order of their ids")
    top = rank.sort_values(ascending=False, kind="stable").index[:NAMED]
    for chosen, color in ((rows.index[mine], LOOKED_AT), (top.difference(rows.index[mine]), INK)):
        name_points(axes, rows.loc[chosen, "interviewer"], at[chosen], y[chosen], color)


def path(group: Group) -> Picture:
    """The statistic as the most influential interviewers leave, with where it would go by
    chance.
    """
    steps, axes_steps = group.steps, group.steps["step"]
    figure, axes = canvas(HALF, 2.9)
    axes.fill_between(
        axes_steps, steps["chance_low"], steps["chance_high"], color=BAND, linewidth=0, zorder=0
    )
    axes.plot(axes_steps, steps["chance_median"], color=OTHERS, linewidth=1)
    color = LOOKED_AT if group.last["influential"] else VARIANT[group.variant]
    axes.plot(axes_steps, steps["statistic"], "o-", color=color)
    bound = group.last["bound"]
    axes.axhline(bound, color=INK, linewidth=1, linestyle="--")
    note(axes, 0, bound, f"p = {group.analysis.survey.alpha:g}", INK, dx=2, dy=6, size=7.5)
    for _, row in steps.iloc[1:].iterrows():
        names = group.of(row)
        text = SEPARATOR.join(clean(name, SHORT_LIMIT) for name in names)
        text = text if len(names) < 4 else f"{len(names)} of them"
        name_people(
            axes, row["step"], row["statistic"], text, color, dx=-5, dy=9, size=7.5, ha="right"
        )
    axes.set_xticks(axes_steps)
    axes.set_xlim(-0.1, axes_steps.max() + 0.15)
    axes.set_ylim(
        bottom=-0.03 * max(steps["statistic"].max(), bound),
        top=1.12 * max(steps[["statistic", "chance_high"]].max().max(), bound),
    )
    axes.set_xlabel("interviewers left out")
    axes.set_ylabel("test statistic")
    axes.set_title(f"{TESTS[group.tested]}, {group.variant}")
    said = ", ".join(numbers.statistic(T) for T in steps["statistic"])
    alt = (
        f"Statistic as the most influential interviewers leave, {group.variant}: {said}; "
        f"significant above {numbers.statistic(bound)}."
    )
    return picture(
        figure,
        alt,
        (
            "Line: test statistic without the most influential group of "
            "each size; band: 95 % of simulated surveys for the next one "
            "to leave"
        ),
    )
