"""Figure of other treatments of the outcome: the share of the variance between interviewers under
each.
"""

from interviewer_effects import numbers
from interviewer_effects.frames import each_row
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.figures.marks import name_rows, note, point_interval
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import HALF, OTHERS, RECODED, canvas


def treatment_pictures(analysis: Analysis) -> dict[str, Picture]:
    """One line per treatment, and one for each model of the answer behind it."""
    rows = analysis.table("treatments").drop_duplicates("treatment")
    if rows.empty:
        return {}
    scaled, latent = rows.dropna(subset="icc"), rows.dropna(subset="icc_latent")
    lines = [
        (row.treatment, row.icc, row.icc_low, row.icc_high, RECODED) for row in each_row(scaled)
    ]
    lines += [
        (_behind(row), row.icc_latent, row.latent_low, row.latent_high, OTHERS)
        for row in each_row(latent)
    ]
    figure, axes = canvas(HALF, 0.8 + 0.3 * len(lines))
    for at, (_, value, low, high, color) in enumerate(lines):
        point_interval(axes, at, 100 * value, 100 * low, 100 * high, color)
        note(
            axes,
            100 * (value if numbers.is_missing(high) else high),
            at,
            numbers.percent(value),
            dx=6,
        )
    name_rows(axes, [name for name, *_ in lines])
    axes.set_xlim(left=0)
    axes.margins(x=0.12)
    axes.set_xlabel(f"ICC, %, with {analysis.survey.interval}")
    said = "; ".join(f"{name} {numbers.percent(value)}" for name, value, *_ in lines)
    caption = "ICC by coding of the outcome, recoded data; each on its own scale"
    return {"treatments": picture(figure, f"ICC by coding of the outcome: {said}.", caption)}


def _behind(row) -> str:
    """What a latent ICC is called: of the model of the order, or of the logistic one of the
    split.
    """
    return row.treatment if numbers.is_missing(row.icc) else f"{row.treatment}, logistic"
