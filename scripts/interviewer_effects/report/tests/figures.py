"""Figures of the tests: what the statistic would be without the variance, and what it is."""

import numpy as np

from interviewer_effects import numbers
from interviewer_effects.audit.models.quoting import published_column
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.figures.marks import note
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import FAINT, HALF, INK, OTHERS, VARIANT, canvas
from interviewer_effects.report.text.p_values import p_phrase

from .findings import asked


def test_pictures(analysis: Analysis) -> dict:
    """name -> picture of the null distribution of each variance tested, where it was
    bootstrapped.
    """
    nulls = analysis.part("recoded", "nulls")
    found = asked(analysis, "recoded")
    drawn = {}
    for number, (what, test) in enumerate(found.items(), start=1):
        rows = nulls[
            (nulls["null"] == test["null"]) & (nulls["alternative"] == test["alternative"])
        ]
        if not rows.empty:
            drawn[f"null_{number}"] = null_distribution(analysis, what, test, rows)
    return drawn


def null_distribution(analysis: Analysis, what: str, test, rows) -> Picture:
    """The replicates of T as bars, the mixture as a line, the T of these data and of the raw data
    as verticals.
    """
    figure, axes = canvas(HALF, 2.6)
    zero, bars = rows.iloc[0], rows.iloc[1:]
    width = (bars["high"] - bars["low"]).to_numpy()
    axes.bar(
        bars["low"],
        100 * bars["bootstrap_share"],
        width,
        align="edge",
        color=FAINT,
        edgecolor=OTHERS,
        linewidth=0.4,
    )
    middle = (bars["low"] + bars["high"]) / 2
    if bars["mixture_share"].notna().all():
        axes.plot(middle, 100 * bars["mixture_share"], color=INK, linewidth=1.2)
    top = 115 * np.nanmax(bars[["bootstrap_share", "mixture_share"]].to_numpy())
    axes.set_ylim(0, top)
    axes.set_xlim(0, bars["high"].iloc[-1])
    raw = asked(analysis, "raw").get(what)
    for height, (variant, one) in zip((0.9, 0.78), (("recoded", test), ("raw", raw)), strict=True):
        if one is not None:
            _observed(axes, one["statistic"], height * top, variant)
    axes.set_title(f"{what}: T if there were none")
    axes.set_xlabel("likelihood-ratio statistic T")
    axes.set_ylabel("replicates, %")
    said = _at_zero(zero)
    note(axes, bars["high"].iloc[-1], 0.6 * top, said, dx=0, ha="right")
    alt = (
        f"{what}: {numbers.count(test['replicates'])} values of T simulated without it. "
        f"{' '.join(said.split())}. "
    )
    alt += (
        f"Observed T = {numbers.statistic(test['statistic'])}, recoded: "
        f"{p_phrase(test, null_p(test))}."
    )
    return picture(
        figure,
        alt,
        (
            "Null distribution of the test statistic T. Bars: bootstrap "
            "replicates; line: mixture; vertical lines: T of these data"
        ),
    )


def null_p(test) -> str:
    """The column of the p that the bars of the bootstrap show."""
    return "p_bootstrap" if not numbers.is_missing(test["p_bootstrap"]) else published_column(test)


def _at_zero(zero) -> str:
    said = f"T = 0: {numbers.percent(zero['bootstrap_share'])} of bootstrap replicates"
    return (
        said
        if numbers.is_missing(zero["mixture_share"])
        else f"{said}\n(with many interviewers: {numbers.percent(zero['mixture_share'])})"
    )


def _observed(axes, statistic: float, height: float, variant: str) -> None:
    """A vertical line at T, or its value at the edge where it lies outside the picture."""
    edge = axes.get_xlim()[1]
    name = f"T = {numbers.statistic(statistic)}, {variant}"
    if statistic > edge:
        note(axes, edge, height, f"{name} →", VARIANT[variant], dx=0, ha="right")
        return
    axes.axvline(statistic, color=VARIANT[variant], linewidth=1.6)
    right = statistic < 0.55 * edge
    note(
        axes,
        statistic,
        height,
        name,
        VARIANT[variant],
        dx=5 if right else -5,
        ha="left" if right else "right",
    )
