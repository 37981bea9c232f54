"""The small figures of the first screen, one beside each answer."""

import numpy as np

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import VARIANTS, Analysis
from interviewer_effects.report.data.headline import size_of
from interviewer_effects.report.data.lines import span
from interviewer_effects.report.figures.effect_plots import draw_lines, scatter_effects
from interviewer_effects.report.figures.marks import name_rows, note, point_interval
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import (
    INK,
    OTHERS,
    RECODED,
    SMALL,
    VARIANT,
    canvas,
    clean,
)
from interviewer_effects.report.interviewers.flag_findings import to_check
from interviewer_effects.report.text.p_values import p_of


def small_pictures(analysis: Analysis) -> dict:
    """name -> picture, for the questions that this analysis asks."""
    drawn = {"level": level, "slopes": slopes, "looked_at": looked_at, "effective": effective}
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


def looked_at(analysis: Analysis) -> Picture | None:
    """Everybody's standardised effects, with those named whom to check: z of the tail, which flags
    go by.
    """
    effects = analysis.effects("recoded")
    if effects.empty:  # everybody is hidden
        return None
    wide = effects.pivot(index="interviewer", columns="effect", values="z_tail")[
        analysis.effect_names
    ]
    wide = wide.dropna(axis=1, how="all").iloc[:, :2]
    if wide.empty:
        return None
    names = [f"z of {_plain(effect)}" for effect in wide.columns]
    if len(names) == 1:
        rank = wide.iloc[:, 0].rank() / len(wide)
        wide, names = wide.assign(rank=rank), [*names, "rank"]
    figure, axes = canvas(SMALL, 1.5)
    checked = list(dict.fromkeys(who for found in to_check(analysis).values() for who in found))
    scatter_effects(axes, wide, wide.index.isin(checked), 9, 20, both=names[1] != "rank")
    axes.set(xlabel=names[0], ylabel=names[1])
    said = numbers.listed(checked) or "nobody"
    alt = f"Standardised effects of {len(wide)} interviewers, recoded data; to check: {said}."
    return picture(
        figure,
        alt,
        "One point per interviewer, z of the tail, recoded data; lines: size called extreme",
    )


def _plain(effect: str) -> str:
    return "level" if effect == "Intercept" else clean(effect, 18)


def effective(analysis: Analysis) -> Picture | None:
    """How many independent interviews the survey is worth."""
    size = size_of(analysis)
    if size is None:
        return None
    fit = vars(size)
    figure, axes = canvas(SMALL, 0.75)
    for row, (value, color) in enumerate(((fit["n"], OTHERS), (fit["n_effective"], RECODED))):
        axes.barh(row, value, color=color, height=0.62)
        place = ("#ffffff", -5, "right") if value > 0.3 * fit["n"] else (INK, 5, "left")
        note(axes, value, row, numbers.count(value), place[0], dx=place[1], ha=place[2])
    name_rows(axes, ["interviews", "worth"])
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    alt = (
        f"{numbers.count(fit['n'])} interviews are worth {numbers.count(fit['n_effective'])} "
        "independent ones."
    )
    return picture(figure, alt, "Interviews, and what they are worth for a mean")
