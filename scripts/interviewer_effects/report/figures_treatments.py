"""Figure of other treatments of the outcome: the share of the variance between interviewers under each."""

from interviewer_effects import numbers
from interviewer_effects.report.analysis import Analysis
from interviewer_effects.report.marks import name_rows, note, point_interval
from interviewer_effects.report.pictures import Picture, picture
from interviewer_effects.report.style import HALF, OTHERS, RECODED, canvas


def treatment_pictures(analysis: Analysis) -> dict[str, Picture]:
    """One line per treatment, and one for the logistic model of the split."""
    rows = analysis.table("treatments").drop_duplicates("treatment")
    if rows.empty:
        return {}
    lines = [(row.treatment, row.icc, row.icc_low, row.icc_high, RECODED) for row in rows.itertuples()]
    last = rows.iloc[-1]
    lines.append((f"{last['treatment']}, logistic", *last[["icc_latent", "latent_low", "latent_high"]], OTHERS))
    figure, axes = canvas(HALF, 0.8 + 0.3 * len(lines))
    for at, (_, value, low, high, color) in enumerate(lines):
        point_interval(axes, at, 100 * value, 100 * low, 100 * high, color)
        note(axes, 100 * (value if numbers.is_missing(high) else high), at, numbers.percent(value), dx=6)
    name_rows(axes, [name for name, *_ in lines])
    axes.set_xlim(left=0)
    axes.margins(x=0.12)
    axes.set_xlabel(f"ICC, %, with {analysis.survey.interval}")
    said = "; ".join(f"{name} {numbers.percent(value)}" for name, value, *_ in lines)
    caption = "ICC by treatment of the outcome, recoded; each on its own scale"
    return {"treatments": picture(figure, f"ICC by treatment of the outcome: {said}.", caption)}
