"""The drill-down of one interviewer: their answers, their line, their place among the others."""

import numpy as np
import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.frames import cell_at, each_row
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.data.lines import interviewer_lines, span, values_on
from interviewer_effects.report.figures.marks import note
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import (
    CODE,
    INK,
    LOOKED_AT,
    OTHERS,
    THIRD,
    VARIANT,
    canvas,
    clean,
)
from interviewer_effects.report.models.diagnostic_figures import effect_title, whiskers
from interviewer_effects.report.survey.figures import answer_name

FEW = 15


def interviewer_pictures(analysis: Analysis) -> dict:
    """interviewer_{i}_{panel} -> picture for the i-th interviewer looked at; their answers one by
    one, and how they lie among others, only where small cells may be seen.
    """
    pictures: dict = {}
    for i, who in enumerate(analysis.shown, start=1):
        pictures |= {
            f"interviewer_{i}_standing": made
            for made in [standing(analysis, who)]
            if made is not None
        }
        if analysis.survey.hides:
            continue
        pictures[f"interviewer_{i}_answers"] = answers(analysis, who)
        pictures |= {
            f"interviewer_{i}_line": line(analysis, who, term)
            for term in numeric_slopes(analysis)[:1]
        }
        pictures[f"interviewer_{i}_workload"] = workload(analysis, who)
    return pictures


def numeric_slopes(analysis: Analysis) -> list:
    """The predictors that a scatter can show against the outcome, those with random slopes
    first.
    """
    data = analysis.data("recoded")
    names = dict.fromkeys([*analysis.slope_names, *analysis.predictors])
    return [
        name for name in names if name in data.columns and pd.api.types.is_numeric_dtype(data[name])
    ]


def standing(analysis: Analysis, who: str) -> Picture | None:
    """Everybody's predicted effects, smallest first, with one interviewer marked, in the effect
    they stand out in.
    """
    variant = "raw" if analysis.looked_at_in(who)[:1] == ["raw"] else "recoded"
    rows = analysis.effects(variant).dropna(subset=["z"])
    own = rows[rows["interviewer"] == who]
    if own.empty:
        return None
    effect = cell_at(own, own["z_tail"].abs().round(1).idxmax(), "effect")
    rows = (
        rows[rows["effect"] == effect].sort_values(["eblup", "interviewer"]).reset_index(drop=True)
    )
    mine = rows["interviewer"] == who
    figure, axes = canvas(THIRD, 2.35)
    axes.plot(*whiskers(rows[~mine]), color=OTHERS, linewidth=0.6, alpha=0.5)
    axes.plot(rows.index, rows["eblup"], ".", color=OTHERS, markersize=2.5)
    axes.plot(*whiskers(rows[mine]), color=LOOKED_AT, linewidth=2)
    axes.plot(rows.index[mine], rows["eblup"][mine], "o", color=LOOKED_AT, markersize=5)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set(xlabel=f"{len(rows)} interviewers, smallest first", ylabel="from everybody", xticks=[])
    axes.set_title(f"{effect_title(effect)}, {variant}", color=VARIANT[variant])
    place = int(rows.index[mine][0]) + 1
    alt = (
        f"Predicted {effect_title(effect)} of interviewer {who}, {variant}: number {place} of "
        f"{len(rows)} from below."
    )
    return picture(figure, alt, ("Predicted effects with 95 % intervals; purple: this interviewer"))


def answers(analysis: Analysis, who: str) -> Picture:
    """Their answers to the outcome against everybody's, as shares."""
    data = analysis.data("recoded")
    column = analysis.outcome
    theirs = data.loc[data["interviewer"] == who, column]
    names, shares, everybody = binned(theirs, data[column])
    figure, axes = canvas(THIRD, 2.35)
    axes.bar(range(len(names)), 100 * shares, color=LOOKED_AT, width=0.8, alpha=0.85)
    axes.step(
        np.arange(-1, len(names) + 1),
        100 * np.r_[0, everybody, 0],
        where="mid",
        color=INK,
        linewidth=1.1,
    )
    step = max(1, len(names) // 6)
    axes.set_xticks(range(0, len(names), step), names[::step])
    axes.set_xlim(-0.8, len(names) - 0.2)
    axes.set_ylabel("% of answers")
    axes.set_xlabel(clean(analysis.outcome, 30))
    axes.set_title(f"{len(theirs)} answers")
    means = [numbers.fixed(part.mean(), 1) for part in (theirs, data[column])]
    alt = (
        f"Answers to {analysis.outcome} of interviewer {who}: mean {means[0]}, everybody's "
        f"{means[1]}."
    )
    return picture(figure, alt, "Bars: this interviewer's answers; line: all interviews")


def binned(theirs: pd.Series, everybody: pd.Series) -> tuple:
    """Names of the answer classes, and the share of each among theirs and among everybody's."""
    values = np.sort(everybody.unique())
    if len(values) <= FEW:
        count = [
            np.array([(part == value).mean() for value in values]) for part in (theirs, everybody)
        ]
        return [answer_name(value) for value in values], *count
    edges = np.histogram_bin_edges(everybody, bins=12)
    count = [np.histogram(part, edges)[0] / max(len(part), 1) for part in (theirs, everybody)]
    return [answer_name(edge) for edge in edges[:-1]], *count


def line(analysis: Analysis, who: str, term: str) -> Picture:
    """Their interviews with their line and everybody's; answers with missing codes sit in the
    margin.
    """
    data, column = analysis.data("recoded"), analysis.outcome
    spots = data[data["interviewer"] == who].groupby([term, column]).size()
    figure, axes = canvas(THIRD, 2.35)
    x, y = (spots.index.get_level_values(k) for k in (0, 1))
    axes.scatter(x, y, s=14 * spots, color=LOOKED_AT, alpha=0.7, linewidths=0)
    ends = np.array(span(analysis, term))
    y_range = (data[column].min(), data[column].max())
    coded = _codes(axes, analysis, who, term, tuple(ends), y_range)
    said = _their_lines(
        axes, analysis, who, term, ends, ("raw", "recoded") if coded else ("recoded",)
    )
    axes.set(xlabel=clean(term, 30), ylabel=clean(analysis.outcome, 24))
    axes.set_title("their line, raw and recoded" if coded else "their line")
    crosses = "; crosses in the margin: missing codes" if coded else ""
    alt = f"Interviews of {who}: {analysis.outcome} against {term}; {said}."
    return picture(figure, alt, f"Their interviews, their line and everybody's{crosses}")


def _their_lines(axes, analysis: Analysis, who: str, term: str, ends, variants: tuple) -> str:
    """Draw and label their line in each variant and everybody's; the slopes in words."""
    said = []
    for variant in variants:
        lines, overall = interviewer_lines(analysis, variant, term)
        if who in lines.index:
            mine = lines.loc[who, ["start", "slope"]].to_numpy(dtype=float)
            color, name = (
                (VARIANT[variant], variant) if len(variants) > 1 else (LOOKED_AT, "theirs")
            )
            axes.plot(ends, values_on(mine, ends), color=color)
            note(axes, ends[1], values_on(mine, ends[1]), name, color, dx=3, size=7.5)
            said.append(f"slope {numbers.significant(mine[1])} in {variant}")
    axes.plot(ends, values_on(overall, ends), color=INK, linewidth=1.1)
    note(axes, ends[0], values_on(overall, ends[0]), "all", INK, dx=1, dy=6, size=7.5)
    return ", ".join([*said, f"everybody's {numbers.significant(overall[1])}"])


def _codes(axes, analysis: Analysis, who: str, term: str, x_range: tuple, y_range: tuple) -> bool:
    """Crosses in the margin for answers that carry a code; whether there were any."""
    cells = analysis.coded_cells[analysis.coded_cells["interviewer"] == who]
    cells = cells[cells["item"].isin([term, analysis.outcome])]
    raw = analysis.data("raw").set_index("interview")
    for cell in each_row(cells.drop_duplicates("interview")):
        x = in_margin(cell_at(raw, cell.interview, term), *x_range)
        y = in_margin(cell_at(raw, cell.interview, analysis.outcome), *y_range)
        axes.plot([x], [y], "x", color=CODE, markersize=6, markeredgewidth=1.6)
        note(axes, x, y, clean(cell.code, 6), CODE, dx=0, dy=8, ha="center", size=7.5)
    if not cells.empty:
        axes.set_xticks([tick for tick in axes.get_xticks() if x_range[0] <= tick <= x_range[1]])
    return not cells.empty


def in_margin(value: float, low: float, high: float) -> float:
    """The value itself inside the valid range, and a place beyond its end outside of it."""
    return float(value) if low <= value <= high else high + 0.36 * (high - low)


def workload(analysis: Analysis, who: str) -> Picture:
    """Where they stand among all interviewers: workload, and the first numeric interviewer
    covariate.
    """
    data = analysis.data("recoded")
    numeric = [
        c
        for c in analysis.covariates
        if c in data.columns and pd.api.types.is_numeric_dtype(data[c])
    ]
    n = data.groupby("interviewer").size()
    height = data.groupby("interviewer")[numeric[0]].first() if numeric else n.rank(method="first")
    figure, axes = canvas(THIRD, 2.35)
    axes.scatter(n, height, s=9, color=OTHERS, alpha=0.7, linewidths=0)
    axes.set_xlim(left=0)
    axes.set_xlabel("workload (interviews)")
    axes.set_ylabel(clean(analysis.survey.label(numeric[0]), 26) if numeric else "rank")
    axes.set_title("among all interviewers")
    alt = f"Interviewer {who} has no interview left after recoding."
    if who in n.index:
        axes.scatter([n[who]], [height[who]], s=40, color=LOOKED_AT, linewidths=0)
        note(axes, n[who], height[who], clean(who, 12), LOOKED_AT, dx=6, dy=4)
        second = f", {numeric[0]} {numbers.significant(height[who], 3)}" if numeric else ""
        alt = (
            f"Interviewer {who}: {n[who]} interviews{second}; the median workload is "
            f"{numbers.fixed(n.median(), 0)}."
        )
    return picture(figure, alt, "Workload and z of all interviewers; purple: this interviewer")
