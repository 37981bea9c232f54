"""Figures of the models: the ladder, the three variants side by side, the lines of the
interviewers.
"""

import numpy as np
import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import VARIANTS, Analysis
from interviewer_effects.report.data.lines import interviewer_lines, span, values_on
from interviewer_effects.report.figures.effect_plots import draw_lines
from interviewer_effects.report.figures.marks import name_rows, note, point_interval, zero_line
from interviewer_effects.report.figures.pictures import Picture, beyond, picture
from interviewer_effects.report.figures.style import HALF, RECODED, VARIANT, WIDE, canvas, clean
from interviewer_effects.report.text.parameters import printed

LADDER = ("ols", "null", "intercept", "slope", "covariates", "interaction")
MAX_PANELS = 9


def model_pictures(analysis: Analysis) -> dict:
    """name -> picture for the ladder, the comparison of the variants and the lines."""
    pictures = {"ladder": ladder(analysis), "sensitivity": sensitivity(analysis)}
    for i, term in enumerate(analysis.slope_effects, start=1):
        pictures |= {
            f"lines_{i}_{variant}": lines(analysis, variant, term)
            for variant in analysis.shown_variants
        }
    return pictures


def ladder(analysis: Analysis) -> Picture:
    """Every parameter over the models of the ladder, recoded data."""
    rows = analysis.table("parameters", "recoded")
    rows = rows[(rows["criterion"] == "REML") & rows["kind"].isin(["fixed", "variance"])].rename(
        columns={"model": "row"}
    )
    order = [model for model in LADDER if model in set(rows["row"])]
    figure = panels(rows, order, dict.fromkeys(order, RECODED))
    return picture(
        figure,
        _moved(rows, order),
        f"Estimates, {analysis.survey.interval}s, REML, recoded data; one panel per "
        f"parameter{_rest(rows)}",
    )


def _moved(rows: pd.DataFrame, order: list) -> str:
    """The alt text of the ladder: the first and last estimate of each fixed effect."""
    said = []
    for term, part in rows[rows["kind"] == "fixed"].groupby("term", sort=False):
        estimates = part.set_index("row")["estimate"].reindex(order).dropna()
        said.append(
            f"{term} from {numbers.significant(estimates.iloc[0], 3)} to "
            f"{numbers.significant(estimates.iloc[-1], 3)}"
        )
    return f"Parameters over the models {', '.join(order)}: {'; '.join(said)}."


def sensitivity(analysis: Analysis) -> Picture:
    """Every parameter in the three variants."""
    rows = analysis.table("sensitivity").rename(columns={"variant": "row"})
    order = [variant for variant in VARIANTS if variant in set(rows["row"])]
    figure = panels(rows, order, VARIANT)
    said = []
    for term, part in rows.groupby("term", sort=False):
        values = part.set_index("row")["estimate"].reindex(order)
        said.append(f"{term} {', '.join(numbers.significant(v, 2) for v in values)}")
    return picture(
        figure,
        f"{', '.join(order)}: {'; '.join(said)}.",
        f"Estimates, {analysis.survey.interval}s, in the three variants{_rest(rows)}",
    )


def _rest(rows: pd.DataFrame) -> str:
    return beyond(MAX_PANELS, rows["term"].nunique(), "parameters")


def panels(rows: pd.DataFrame, order: list, colors: dict):
    """One panel per term, one line per row of `order`, estimates printed beside their intervals."""
    terms = list(dict.fromkeys(rows["term"]))[:MAX_PANELS]
    across = min(3, len(terms))
    down = -(-len(terms) // across)
    height = down * (0.72 + 0.2 * len(order))
    figure, grid = canvas(WIDE, height, nrows=down, ncols=across, squeeze=False, sharey=True)
    for axes, term in zip(grid.flat, terms, strict=False):
        _panel(axes, rows[rows["term"] == term].set_index("row"), term, order, colors)
        axes.set_title(clean(term, 34))
    for axes in grid.flat[len(terms) :]:
        axes.set_visible(False)
    for axes in grid[:, 0]:
        name_rows(axes, order)
    return figure


def _panel(axes, part: pd.DataFrame, term: str, order: list, colors: dict) -> None:
    for y, name in enumerate(order):
        if name not in part.index:
            continue
        row = part.loc[name]
        point_interval(axes, y, row["estimate"], row["ci_low"], row["ci_high"], colors[name])
        end = row["estimate"] if numbers.is_missing(row["ci_high"]) else row["ci_high"]
        note(axes, end, y, printed(row.to_dict() | {"term": term}))
    axes.margins(x=0.22)
    axes.locator_params(axis="x", nbins=4)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    zero_line(axes)


def lines(analysis: Analysis, variant: str, term: str) -> Picture:
    """One line per interviewer over a predictor."""
    figure, axes = canvas(HALF, 3.2)
    draw_lines(axes, analysis, variant, term, np.array(span(analysis, term)), 0.6)
    axes.set_ylim(*_heights(analysis, term))
    axes.set_title(variant, color=VARIANT[variant])
    axes.set_xlabel(clean(f"{term}: {analysis.survey.label(term)}", 44))
    axes.set_ylabel(clean(analysis.outcome, 30))
    name = f"var({term})"
    row = analysis.parameter(variant, analysis.model, name)
    size = "" if row is None else f" Slope variance: {numbers.variance(row['estimate'])}."
    alt = f"Lines of {analysis.outcome} on {term}, one per interviewer, {variant} data.{size}"
    return picture(
        figure,
        alt,
        f"{variant}: one line per interviewer; purple: with missing codes; bold: everybody",
    )


def _heights(analysis: Analysis, term: str) -> tuple:
    """The same scale for raw and recoded, so that the two pictures can be compared."""
    ends = np.array(span(analysis, term))
    drawn = [interviewer_lines(analysis, variant, term)[0] for variant in analysis.shown_variants]
    heights = np.concatenate(
        [values_on(rows.T.to_numpy()[:, :, None], ends).ravel() for rows in drawn]
    )
    low, high = np.nanmin(heights), np.nanmax(heights)
    return low - 0.04 * (high - low), high + 0.04 * (high - low)
