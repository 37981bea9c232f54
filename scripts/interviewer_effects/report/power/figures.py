"""Power curves: what the survey could have found."""

import numpy as np

from interviewer_effects import numbers
from interviewer_effects.frames import present
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.figures.marks import note
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import HALF, INK, OTHERS, RECODED, canvas, clean

from .findings import detectable

HEIGHT = 2.7


def power_pictures(analysis: Analysis) -> dict:
    """name -> picture of the power for the ICC and for one interviewer's shift; none where levels
    do not vary.
    """
    rows = analysis.table("power")
    if rows.empty:
        return {}
    curves = rows.dropna(subset=["value"]).sort_values("value", kind="stable")
    made = {
        "icc": (icc, curves[curves["quantity"] == "icc"]),
        "shift": (shift, curves[curves["quantity"] == "shift"]),
    }
    return {f"power_{name}": draw(analysis, part) for name, (draw, part) in made.items()}


def icc(analysis: Analysis, curve) -> Picture:
    """Power of the test of the level by the true ICC, and where this survey's own estimate lies."""
    figure, axes = canvas(HALF, HEIGHT)
    _curve(axes, 100 * curve["value"], curve["power"], RECODED)
    row = detectable(analysis).query("quantity == 'icc'").iloc[0]
    _meets(axes, 100 * row["value"], numbers.percent(row["value"]), RECODED)
    own = 100 * present(analysis.fit("recoded", "intercept"))["icc"]
    if own <= axes.get_xlim()[1]:
        axes.axvline(own, color=INK, linewidth=0.9, ymax=0.12)
        note(axes, own, 15, "estimated here", INK, dx=0, ha="center")
    _scale(axes, "true ICC, %")
    where = "nowhere" if numbers.is_missing(row["value"]) else f"at {numbers.percent(row['value'])}"
    alt = f"Power of the test of the level by the true ICC: 80 % {where}."
    return picture(
        figure, alt, "Differences between levels: how often they are found, by the true ICC"
    )


def shift(analysis: Analysis, curves) -> Picture:
    """Power to find one interviewer by their shift, one curve for each workload."""
    figure, axes = canvas(HALF, HEIGHT)
    found = detectable(analysis).query("quantity == 'shift'").set_index("workload")["value"]
    shades = np.linspace(0.35, 1.0, len(found))
    for shade, (workload, curve) in zip(shades, curves.groupby("workload"), strict=True):
        _curve(axes, curve["value"], curve["power"], RECODED, alpha=shade)
        end = curve.iloc[-1]
        if numbers.is_missing(found[workload]):
            note(axes, end["value"], 100 * end["power"], numbers.count(workload), RECODED)
    _names(axes, found.dropna())
    _scale(axes, clean(f"shift of one interviewer, in units of {analysis.outcome}", 52))
    said = ", ".join(
        f"{_units(effect)} with {numbers.count(n)} interviews" for n, effect in found.items()
    )
    alt = f"Power to find one interviewer by the shift of their answers: 80 % at {said}."
    return picture(
        figure, alt, "One interviewer: how often they are an outlier, by shift and workload"
    )


def _names(axes, found) -> None:
    """The workloads, written in the order in which their curves meet 80 %."""
    ordered = found.sort_values()
    said = ", ".join(numbers.count(n) for n in ordered.index)
    if len(ordered):
        axes.plot(ordered, np.full(len(ordered), 80.0), "o", color=RECODED, markersize=4)
        text = f"interviews, left to right at 80 %: {said}"
        axes.text(0.02, 1.0, text, transform=axes.transAxes, va="top", color=RECODED, fontsize=8)


def _units(effect) -> str:
    return "no shift" if numbers.is_missing(effect) else numbers.significant(effect)


def _curve(axes, effect, power, color, alpha=1.0) -> None:
    axes.plot(effect, 100 * power, color=color, alpha=alpha)


def _meets(axes, effect, text, color) -> None:
    if not numbers.is_missing(effect):
        axes.plot([effect], [80], "o", color=color)
        note(axes, effect, 80, text, color, dx=7, dy=-7)


def _scale(axes, label) -> None:
    axes.axhline(80, color=OTHERS, linewidth=0.9, linestyle="--", zorder=1)
    axes.set_ylim(0, 116)
    axes.set_yticks([0, 20, 40, 60, 80, 100])
    axes.set_xlim(left=0)
    axes.set_xlabel(label)
    axes.set_ylabel("found, % of surveys")
