"""The small figures of the first screen, one beside each answer."""

import numpy as np

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import VARIANTS, Analysis
from interviewer_effects.report.data.headline import size_of
from interviewer_effects.report.data.lines import span
from interviewer_effects.report.figures.effect_plots import draw_lines
from interviewer_effects.report.figures.marks import name_rows, note, point_interval
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import (
    SMALL,
    VARIANT,
    canvas,
    clean,
)
from interviewer_effects.report.text.p_values import p_of


def small_pictures(analysis: Analysis) -> dict:
    """name -> picture, for the questions that this analysis asks."""
    drawn = {"level": level, "slopes": slopes}
    return {name: made for name, draw in drawn.items() if (made := draw(analysis)) is not None}


def level(analysis: Analysis) -> Picture | None:
    """The ICC with its interval in the three variants."""
    sizes = {variant: size_of(analysis, variant) for variant in VARIANTS}
    fits = {variant: vars(size) for variant, size in sizes.items() if size is not None}
    if not fits:
        return None
    figure, axes = canvas(SMALL, 1.25)
    for row, (variant, fit) in enumerate(fits.items()):
        color = VARIANT[variant]
        point_interval(
            axes, row, 100 * fit["icc"], 100 * fit["icc_low"], 100 * fit["icc_high"], color
        )
        note(
            axes, 100 * fit["icc"], row, numbers.percent(fit["icc"]), color, dx=0, dy=8, ha="center"
        )
    name_rows(axes, list(fits))
    for tick, variant in zip(axes.get_yticklabels(), fits, strict=True):
        tick.set_color(VARIANT[variant])
    axes.set_ylim(len(fits) - 0.6, -0.8)
    axes.set_xlim(left=0)
    axes.set_xlabel("variance between interviewers, %")
    said = "; ".join(f"{v} {numbers.percent(f['icc'])} ({_ends(f)})" for v, f in fits.items())
    return picture(
        figure,
        f"ICC with {analysis.survey.interval}: {said}.",
        f"ICC with {analysis.survey.interval}",
    )


def _ends(fit) -> str:
    return numbers.percent_interval(fit["icc_low"], fit["icc_high"])


def slopes(analysis: Analysis) -> Picture | None:
    """Each interviewer's line, raw beside recoded."""
    variants = analysis.shown_variants
    if analysis.slope_test("recoded") is None or not variants:
        return None
    figure, panels = canvas(SMALL, 1.5, ncols=len(variants), sharey=True, squeeze=False)
    pair = panels[0]
    term = analysis.slope_effects[0]
    ends = np.array(span(analysis, term))
    for axes, variant in zip(pair, variants, strict=True):
        draw_lines(axes, analysis, variant, term, ends, 0.5)
        axes.set_title(variant, color=VARIANT[variant])
        axes.set_xlabel(clean(term, 18))
    pair[0].set_ylabel(clean(analysis.outcome, 18))
    p = {v: p_of(analysis, analysis.slope_test(v)) for v in ("raw", "recoded")}
    alt = (
        f"One line per interviewer of {analysis.outcome} on {term}. Test of different slopes: "
        f"raw {p['raw']}, "
    )
    alt += f"recoded {p['recoded']}."
    return picture(
        figure, alt, "One line per interviewer; purple: with missing codes; bold: everybody"
    )
