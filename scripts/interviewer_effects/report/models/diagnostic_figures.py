"""Figures that check the model: Q-Q plots, residuals, caterpillars, the joint effects."""

import numpy as np
import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.disclosure.drawn_points import shown_points
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.figures.effect_plots import scatter_effects
from interviewer_effects.report.figures.marks import name_points, tag
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import (
    BAND,
    FAINT,
    HALF,
    INK,
    LOOKED_AT,
    OTHERS,
    VARIANT,
    canvas,
    clean,
    show_text,
)

MANY = 600


def diagnostic_pictures(analysis: Analysis) -> dict:
    """name -> picture: residuals of the recoded fit, interviewer effects of raw and recoded."""
    variants = analysis.shown_variants
    tables = {variant: points_of(analysis, variant) for variant in {*variants, "recoded"}}
    pictures = {"qq_residual": qq(analysis, "recoded", tables["recoded"], "residual")}
    if not analysis.survey.hides:  # a fitted value and its residual are an answer
        pictures["residuals"] = residuals(analysis, "recoded")
    for i, effect in enumerate(analysis.effect_names, start=1):
        for variant in variants:
            pictures[f"caterpillar_{i}_{variant}"] = caterpillar(analysis, variant, effect)
            pictures[f"qq_{i}_{variant}"] = qq(analysis, variant, tables[variant], effect)
    if len(analysis.effect_names) > 1:
        pictures |= {f"effects_{variant}": joint_effects(analysis, variant) for variant in variants}
    return pictures


def points_of(analysis: Analysis, variant: str) -> pd.DataFrame:
    """The points of the Q-Q plots of a variant, as far as they may be shown."""
    table = analysis.part(variant, "qq")
    if not analysis.survey.hides:
        return table
    return shown_points(table, analysis.effects(variant), analysis.survey.min_cell)


def effect_title(effect: str) -> str:
    """What an effect is about: the level, or the slope of a predictor."""
    return "level" if effect == "Intercept" else f"slope of {clean(effect, 30)}"


def qq(analysis: Analysis, variant: str, table: pd.DataFrame, kind: str) -> Picture:
    """Observed against normal values with the simultaneous band; interviewers outside it or looked
    at are named.
    """
    rows = (
        table[table["kind"] == kind]
        .dropna(subset=["observed", "theoretical"])
        .sort_values("theoretical")
    )
    title = f"{'residuals' if kind == 'residual' else effect_title(kind)}, {variant}"
    figure, axes = canvas(HALF, 3.2)
    axes.set_title(title, color=VARIANT[variant])
    if rows.empty:
        return nothing_varies(figure, axes, f"Q-Q plot of {title}")
    outside = (rows["observed"] < rows["band_low"]) | (rows["observed"] > rows["band_high"])
    known = analysis.effects(variant).query("reasons != '' and effect == @kind")["interviewer"]
    named = (
        outside
        if kind == "residual"
        else outside & rows["label"].isin(analysis.effects(variant)["interviewer"])
    )
    marked = rows[named | rows["label"].isin(set(known))]
    marked = marked.loc[marked["observed"].abs().sort_values(ascending=False, kind="stable").index]
    _draw_qq(axes, rows, marked, kind != "residual")
    who = (
        f"; marked: {numbers.listed(marked['label'], 5)}"
        if kind != "residual" and len(marked)
        else ""
    )
    points = f"{int(outside.sum()) or 'none'} of {len(rows)} points"
    alt = f"Q-Q plot of {title}: {points} outside the band{who}."
    return picture(figure, alt, f"Q-Q plot of {title}; grey: simultaneous 95 % band")


def _draw_qq(axes, rows: pd.DataFrame, marked: pd.DataFrame, with_names: bool) -> None:
    band = rows.iloc[np.unique(np.linspace(0, len(rows) - 1, 120).round().astype(int))]
    axes.fill_between(
        band["theoretical"], band["band_low"], band["band_high"], color=BAND, linewidth=0
    )
    for part, color, size in ((rows, OTHERS, 5), (marked, LOOKED_AT, 7)):
        axes.plot(
            part["theoretical"],
            part["observed"],
            ".",
            color=color,
            markersize=size,
            rasterized=len(rows) > MANY,
        )
    if with_names:
        name_points(
            axes, marked["label"], marked["theoretical"], marked["observed"], LOOKED_AT, limit=5
        )
    axes.set_xlabel("expected of a normal distribution")
    axes.set_ylabel("observed")


def nothing_varies(figure, axes, what: str) -> Picture:
    """The picture of an effect whose variance is estimated as zero."""
    show_text(axes, "No detectable variance: nothing to plot.")
    return picture(figure, f"{what}: no detectable variance.", what)


def residuals(analysis: Analysis, variant: str) -> Picture:
    """Residuals against fitted values, with the median and the middle 80 % along the way."""
    rows = analysis.part(variant, "residuals")
    figure, axes = canvas(HALF, 3.2)
    axes.scatter(
        rows["fitted"], rows["resid_standardised"], s=9, color=OTHERS, alpha=0.5, linewidth=0,
        rasterized=len(rows) > MANY,
    )  # fmt: skip
    middle = running_quantiles(rows["fitted"], rows["resid_standardised"])
    axes.plot(middle["x"], middle[0.5], color=INK, linewidth=1.6)
    axes.plot(middle["x"], middle[0.1], color=INK, linewidth=0.9)
    axes.plot(middle["x"], middle[0.9], color=INK, linewidth=0.9)
    axes.axhline(0, color=FAINT, linewidth=0.8, zorder=0)
    axes.set_title(f"residuals, {variant}", color=VARIANT[variant])
    axes.set_xlabel("fitted value")
    axes.set_ylabel("standardised residual")
    n_values = analysis.data(variant)[analysis.outcome].nunique()
    stripes = f" The outcome has {n_values} values, which draws stripes." if n_values <= 20 else ""
    alt = f"Residuals of {len(rows)} interviews against fitted values, {variant}.{stripes}"
    return picture(figure, alt, ("Residuals against fitted values; lines: median and middle 80 %"))


def running_quantiles(x: pd.Series, y: pd.Series, bins: int = 8) -> pd.DataFrame:
    """Quantiles of y in slices of x that hold equally many points: what the eye would draw through
    the cloud.
    """
    order = np.argsort(x.to_numpy(), kind="stable")
    slices = [part for part in np.array_split(order, bins) if len(part)]
    places, heights = x.to_numpy(), y.to_numpy()
    rows = [
        {"x": np.median(places[part])} | {q: np.quantile(heights[part], q) for q in (0.1, 0.5, 0.9)}
        for part in slices
    ]
    return pd.DataFrame(rows)


def caterpillar(analysis: Analysis, variant: str, effect: str) -> Picture:
    """Every interviewer's predicted effect with its interval, smallest first."""
    rows = analysis.effects(variant)
    rows = (
        rows[rows["effect"] == effect].sort_values(["eblup", "interviewer"]).reset_index(drop=True)
    )
    title = f"{effect_title(effect)}, {variant}"
    figure, axes = canvas(HALF, 3.0)
    axes.set_title(title, color=VARIANT[variant])
    if rows["z"].isna().all():
        return nothing_varies(figure, axes, f"Predicted effects, {title}")
    named = rows["reasons"] != ""
    axes.margins(0.06)
    axes.set_ylim(*_reach(analysis, effect))
    _draw_whiskers(axes, rows[~named], OTHERS, 0.8, 3.5)
    _draw_whiskers(axes, rows[named], LOOKED_AT, 1.6, 6)
    axes.axhline(0, color=INK, linewidth=0.8)
    name_points(
        axes, rows["interviewer"][named], rows.index[named], rows["eblup"][named], LOOKED_AT
    )
    axes.set(
        xlabel=f"{len(rows)} interviewers, smallest effect first",
        ylabel="difference from the overall value",
        xticks=[],
    )
    said = numbers.listed(rows["interviewer"][named]) or "nobody"
    alt = f"Predicted effects with 95 % intervals, {title}; marked: {said}."
    return picture(
        figure, alt, f"Predicted effects, {title}, with 95 % intervals (prediction error)"
    )


def _draw_whiskers(axes, rows: pd.DataFrame, color: str, width: float, size: float) -> None:
    axes.plot(*whiskers(rows), color=color, linewidth=width, alpha=0.6 if color == OTHERS else 1)
    dots = axes.scatter(
        rows.index, rows["eblup"], s=(size / 2 + 0.5) ** 2, color=color, linewidths=0, zorder=3
    )
    tag(dots, rows["interviewer"])


def _reach(analysis: Analysis, effect: str) -> tuple:
    """The same scale for raw and recoded, so that the two caterpillars can be compared."""
    rows = pd.concat([analysis.effects(variant) for variant in analysis.shown_variants])
    rows = rows[(rows["effect"] == effect) & rows["z"].notna()]
    ends = whiskers(rows)[1]
    return 1.06 * np.nanmin(ends), 1.06 * np.nanmax(ends)


def whiskers(rows: pd.DataFrame) -> tuple:
    """x and y of all interval lines as one path with gaps."""
    reach = 1.959964 * rows["pev_se"].to_numpy()
    middle = rows["eblup"].to_numpy()
    x = np.column_stack([rows.index, rows.index, np.full(len(rows), np.nan)]).ravel()
    y = np.column_stack([middle - reach, middle + reach, np.full(len(rows), np.nan)]).ravel()
    return x, y


def joint_effects(analysis: Analysis, variant: str) -> Picture:
    """Standardised level against standardised slope, one point per interviewer: z of the tail,
    which flags go by.
    """
    wide = analysis.effects(variant).pivot(index="interviewer", columns="effect", values="z_tail")
    wide = wide[analysis.effect_names[:2]]
    names = [effect_title(effect) for effect in wide.columns]
    what = f"Standardised {names[0]} against {names[1]}, {variant}"
    figure, axes = canvas(HALF, 3.2)
    axes.set_title(variant, color=VARIANT[variant])
    if wide.isna().any(axis=None):
        return nothing_varies(figure, axes, what)
    looked = analysis.effects(variant).query("reasons != ''")["interviewer"]
    rows = analysis.effects(variant)
    typical = rows.loc[rows["effect"] == wide.columns[1], "z_correlation"].median()
    axes.plot(*joint_region(typical), color=VARIANT[variant], linewidth=1)
    scatter_effects(axes, wide, wide.index.isin(set(looked)), 14, 22)
    axes.set(xlabel=f"z of the tail, {names[0]}", ylabel=f"z of the tail, {names[1]}")
    marked = numbers.listed(wide.index[wide.index.isin(set(looked))]) or "nobody"
    caption = (
        f"{what}; grey lines: the threshold called extreme; ellipse: 95 % region under the model"
    )
    return picture(figure, f"{what}; marked: {marked}.", caption)


def joint_region(correlation: float, share: float = 0.95) -> tuple:
    """x and y of the ellipse that holds this share of two standard normal z with a correlation:
    z'R⁻¹z = χ²_2.
    """
    angle = np.linspace(0, 2 * np.pi, 91)
    x, free = np.cos(angle), np.sin(angle)
    reach = np.sqrt(-2 * np.log(1 - share))
    rho = float(np.clip(correlation, -1, 1))
    return reach * x, reach * (rho * x + np.sqrt(1 - rho**2) * free)
