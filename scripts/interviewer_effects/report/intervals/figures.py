"""The figure of ρ(x): the share of the variance between interviewers along a predictor, with its
band.
"""

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.figures.marks import note
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import BAND, HALF, RAW, RECODED, canvas, clean

from .findings import curve, place

READING = "band: {interval}, profile; bars: bootstrap"


def interval_pictures(analysis: Analysis) -> dict:
    """name -> picture of ρ(x) along each random slope."""
    drawn = {}
    for number, term in enumerate(analysis.slope_effects, start=1):
        rows = curve(analysis, "recoded", term)
        if not rows.empty:
            drawn[f"rho_{number}"] = rho_curve(analysis, term, rows)
    return drawn


def rho_curve(analysis: Analysis, term: str, rows) -> Picture:
    """ρ(x) with its profile band and bootstrap limits, recoded; ρ(x) of the raw data as a thin
    line.
    """
    figure, axes = canvas(HALF, 3.0)
    axes.fill_between(rows["x"], 100 * rows["lower"], 100 * rows["upper"], color=BAND, linewidth=0)
    axes.plot(rows["x"], 100 * rows["estimate"], color=RECODED)
    boot = rows.dropna(subset="bootstrap_lower")
    axes.vlines(
        boot["x"],
        100 * boot["bootstrap_lower"],
        100 * boot["bootstrap_upper"],
        color=RECODED,
        linewidth=1,
    )
    _label(axes, rows.iloc[-1], "recoded", RECODED)
    raw = curve(analysis, "raw", term)
    raw = raw[raw["x"].between(rows["x"].iloc[0], rows["x"].iloc[-1])]
    if not analysis.coded_cells.empty and len(raw) > 1:
        axes.plot(raw["x"], 100 * raw["estimate"], color=RAW, linewidth=1.2, linestyle="--")
        _label(axes, raw.iloc[-1], "raw", RAW)
    axes.set_ylim(bottom=0)
    axes.set_xlabel(clean(f"{term}: {analysis.survey.label(term)}", 44))
    axes.set_ylabel("variance between interviewers, %")
    axes.margins(x=0.02)
    return picture(
        figure,
        _alt(term, rows),
        f"ρ(x), the ICC along {term}; {READING.format(interval=analysis.survey.interval)}",
    )


def _label(axes, last, text: str, color: str) -> None:
    note(axes, last["x"], 100 * last["estimate"], text, color)


def _alt(term: str, rows) -> str:
    said = [
        f"{numbers.percent(row.estimate)} ({numbers.percent_interval(row.lower, row.upper)}) at "
        f"{place(row.x)}"
        for row in rows.iloc[[0, len(rows) // 2, -1]].itertuples()
    ]
    return f"ICC along {term}, recoded: {', '.join(said)}."
