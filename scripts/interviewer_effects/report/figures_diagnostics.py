"""Figures that check the model: Q-Q plots, residuals, caterpillars, the joint effects."""

import numpy as np
import pandas as pd
import seaborn as sns

from interviewer_effects.report import numbers
from interviewer_effects.report.analysis import Analysis
from interviewer_effects.report.figures_small import extreme_size
from interviewer_effects.report.marks import name_points
from interviewer_effects.report.pictures import Picture, picture
from interviewer_effects.report.style import (
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
BOTH = ("raw", "recoded")


def diagnostic_pictures(analysis: Analysis) -> dict:
    """name -> picture: residuals of the recoded fit, interviewer effects of raw and recoded."""
    tables = {variant: analysis.part(variant, "qq") for variant in BOTH}
    pictures = {
        "qq_residual": qq(analysis, "recoded", tables["recoded"], "residual"),
        "residuals": residuals(analysis, "recoded"),
    }
    for i, effect in enumerate(analysis.effect_names, start=1):
        for variant in BOTH:
            pictures[f"caterpillar_{i}_{variant}"] = caterpillar(analysis, variant, effect)
            pictures[f"qq_{i}_{variant}"] = qq(analysis, variant, tables[variant], effect)
    if len(analysis.effect_names) > 1:
        pictures |= {f"effects_{variant}": joint_effects(analysis, variant) for variant in BOTH}
    return pictures


def effect_title(effect: str) -> str:
    """What an effect is about: the level, or the slope of a predictor."""
    return "level" if effect == "Intercept" else f"slope of {clean(effect, 30)}"


def qq(analysis: Analysis, variant: str, table: pd.DataFrame, kind: str) -> Picture:
    """Observed against normal values with the simultaneous band; points outside it are named."""
    rows = table[table["kind"] == kind].dropna(subset=["observed", "theoretical"]).sort_values("theoretical")
    what = "residuals" if kind == "residual" else effect_title(kind)
    figure, axes = canvas(HALF, 3.2)
    axes.set_title(f"{what}, {variant}", color=VARIANT[variant])
    if rows.empty:
        show_text(axes, "No detectable variance: nothing to plot.")
        return picture(
            figure, f"Q-Q plot of {what}, {variant}: no detectable variance.", f"Q-Q plot, {what}, {variant}"
        )
    band = rows.iloc[np.unique(np.linspace(0, len(rows) - 1, 120).round().astype(int))]
    axes.fill_between(band["theoretical"], band["band_low"], band["band_high"], color=BAND, linewidth=0)
    outside = (rows["observed"] < rows["band_low"]) | (rows["observed"] > rows["band_high"])
    raster = len(rows) > MANY
    axes.plot(rows["theoretical"], rows["observed"], ".", color=OTHERS, markersize=5, rasterized=raster)
    known = set(analysis.effects(variant).query("reasons != '' and effect == @kind")["interviewer"])
    far = rows[outside | rows["label"].isin(known)]
    far = far.loc[far["observed"].abs().sort_values(ascending=False, kind="stable").index]
    axes.plot(far["theoretical"], far["observed"], ".", color=LOOKED_AT, markersize=7, rasterized=raster)
    if kind != "residual":
        name_points(axes, far["label"], far["theoretical"], far["observed"], LOOKED_AT, limit=5)
    axes.set_xlabel("expected of a normal distribution")
    axes.set_ylabel("observed")
    n_out = int(outside.sum())
    who = f"; marked: {numbers.listed(far['label'], 5)}" if kind != "residual" and len(far) else ""
    alt = f"Q-Q plot of {what}, {variant}: {n_out or 'no'} of {len(rows)} points outside the band{who}."
    return picture(figure, alt, f"Q-Q plot of {what}, {variant}; grey: simultaneous 95 % band")


def residuals(analysis: Analysis, variant: str) -> Picture:
    """Residuals against fitted values, with the median and the middle 80 % along the way."""
    rows = analysis.part(variant, "residuals")
    figure, axes = canvas(HALF, 3.2)
    sns.scatterplot(
        x=rows["fitted"], y=rows["resid_standardised"], ax=axes, s=9, color=OTHERS, alpha=0.5, linewidth=0,
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
    return picture(figure, alt, "Residuals against fitted values; lines: median and the middle 80 %")


def running_quantiles(x: pd.Series, y: pd.Series, bins: int = 8) -> pd.DataFrame:
    """Quantiles of y in slices of x that hold equally many points: what the eye would draw through the cloud."""
    order = np.argsort(x.to_numpy(), kind="stable")
    slices = [part for part in np.array_split(order, bins) if len(part)]
    x, y = x.to_numpy(), y.to_numpy()
    rows = [{"x": np.median(x[part]), **{q: np.quantile(y[part], q) for q in (0.1, 0.5, 0.9)}} for part in slices]
    return pd.DataFrame(rows)


def caterpillar(analysis: Analysis, variant: str, effect: str) -> Picture:
    """Every interviewer's predicted effect with its interval, smallest first."""
    rows = analysis.effects(variant)
    rows = rows[rows["effect"] == effect].sort_values(["eblup", "interviewer"]).reset_index(drop=True)
    figure, axes = canvas(HALF, 3.0)
    title = f"{effect_title(effect)}, {variant}"
    axes.set_title(title, color=VARIANT[variant])
    if rows["z"].isna().all():
        show_text(axes, "No detectable variance:\nevery predicted effect is zero.")
        return picture(figure, f"Predicted effects, {title}: no detectable variance.", f"Predicted effects, {title}")
    named = (rows["reasons"] != "").to_numpy()
    for chosen, color, width in ((False, OTHERS, 0.8), (True, LOOKED_AT, 1.6)):
        part = rows[named == chosen]
        axes.plot(*whiskers(part), color=color, linewidth=width, alpha=1 if chosen else 0.6)
        axes.plot(part.index, part["eblup"], ".", color=color, markersize=6 if chosen else 3.5)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.margins(0.06)
    axes.set_ylim(*_reach(analysis, effect))
    part = rows[named]
    name_points(axes, part["interviewer"], part.index.to_numpy(), part["eblup"], LOOKED_AT)
    axes.set_xlabel(f"{len(rows)} interviewers, smallest effect first")
    axes.set_xticks([])
    axes.set_ylabel("difference from everybody")
    said = numbers.listed(part["interviewer"]) or "nobody"
    alt = f"Predicted effects with 95 % intervals, {title}; marked: {said}."
    return picture(figure, alt, f"Predicted effects, {title}, with 95 % intervals (prediction error)")


def _reach(analysis: Analysis, effect: str) -> tuple:
    """The same scale for raw and recoded, so that the two caterpillars can be compared."""
    rows = pd.concat([analysis.effects(variant) for variant in BOTH])
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
    """Standardised level against standardised slope, one point per interviewer."""
    wide = analysis.effects(variant).pivot(index="interviewer", columns="effect", values="z")
    wide = wide[analysis.effect_names[:2]]
    figure, axes = canvas(HALF, 3.2)
    axes.set_title(variant, color=VARIANT[variant])
    names = [effect_title(effect) for effect in wide.columns]
    caption = f"Standardised effects, {variant}; lines: the size called extreme"
    if wide.isna().any(axis=None):
        show_text(axes, "No detectable variance in one of the two effects.")
        return picture(figure, f"{names[0]} against {names[1]}, {variant}: no detectable variance in one.", caption)
    reasons = analysis.effects(variant).groupby("interviewer")["reasons"].agg(lambda cells: any(cells != ""))
    named = reasons.reindex(wide.index).to_numpy()
    for edge in (-extreme_size(len(wide)), extreme_size(len(wide))):
        axes.axvline(edge, color=FAINT, linewidth=1, zorder=0)
        axes.axhline(edge, color=FAINT, linewidth=1, zorder=0)
    axes.scatter(*wide[~named].T.to_numpy(), s=14, color=OTHERS, alpha=0.8, linewidths=0)
    axes.scatter(*wide[named].T.to_numpy(), s=22, color=LOOKED_AT, linewidths=0)
    axes.margins(0.1)
    name_points(axes, wide.index[named], *wide[named].T.to_numpy(), LOOKED_AT)
    axes.set_xlabel(f"z, {names[0]}")
    axes.set_ylabel(f"z, {names[1]}")
    marked = numbers.listed(wide.index[named]) or "nobody"
    alt = f"Standardised {names[0]} against {names[1]}, {variant}; marked: {marked}."
    return picture(figure, alt, caption)
