"""The figure of weights: each parameter unweighted and under every weighting, with its interval."""

import math

from interviewer_effects import numbers
from interviewer_effects.frames import each_row
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.figures.marks import name_rows, point_interval
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import OTHERS, RECODED, WIDE, canvas, clean

from .findings import is_weighted, rows_of

MOST = 4  # parameters side by side


def weight_pictures(analysis: Analysis) -> dict:
    """name -> picture, where weights were asked for."""
    return {"weights_forest": forest(analysis)} if is_weighted(analysis) else {}


def forest(analysis: Analysis) -> Picture:
    """One panel per parameter of the model with a random intercept, one row per weighting."""
    rows = rows_of(analysis, analysis.level_model or analysis.model)
    rows = rows[rows["kind"].isin(["fixed", "variance"])]
    terms = list(dict.fromkeys(rows["term"]))
    shown = [*terms[: MOST - 2], *terms[-2:]] if len(terms) > MOST else terms
    weightings = list(dict.fromkeys(rows["named"]))
    figure, axes = canvas(WIDE, 1.1 + 0.3 * len(weightings), ncols=len(shown), squeeze=False)
    for place, (panel, term) in enumerate(zip(axes[0], shown, strict=True)):
        part = rows[rows["term"] == term]
        for y, row in enumerate(each_row(part)):
            color = OTHERS if row.weighting == "none" else RECODED
            has_interval = math.isfinite(row.ci_low)
            low, high = (row.ci_low, row.ci_high) if has_interval else (math.nan, math.nan)
            point_interval(panel, y, row.estimate, low, high, color)
        name_rows(panel, weightings if place == 0 else [""] * len(weightings))
        panel.set_title(clean(term, 24))
        panel.locator_params(axis="x", nbins=4)
    told = rows[rows["term"] == shown[min(1, len(shown) - 1)]]
    said = ", ".join(
        f"{row.named} {numbers.significant(row.estimate)}" for row in told.itertuples()
    )
    return picture(
        figure,
        f"{told['term'].iloc[0]}: {said}.",
        "Parameters by weighting, recoded; bars: "
        f"{analysis.survey.interval}{_left_out(terms, shown)}",
    )


def _left_out(terms: list, shown: list) -> str:
    """The end of the caption where there is no room for all parameters."""
    rest = len(terms) - len(shown)
    return f"; {len(shown)} of {len(terms)} parameters, the table holds all" if rest else ""
