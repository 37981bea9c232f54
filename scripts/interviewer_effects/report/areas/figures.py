"""Figures of interviewers and areas: the variances side by side, and who worked where."""

import pandas as pd
from matplotlib.ticker import MaxNLocator

from interviewer_effects import numbers
from interviewer_effects.frames import cell_at
from interviewer_effects.report.data.analysis import VARIANTS, Analysis
from interviewer_effects.report.figures.marks import name_rows, point_interval
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import HALF, MARKER, OTHERS, RECODED, VARIANT, canvas

from .findings import components, facts, has_areas

ROWS = (("interviewer", "without"), ("interviewer", "with"), ("area", "with"))


def area_pictures(analysis: Analysis) -> dict:
    """name -> picture, where there are areas."""
    if not has_areas(analysis):
        return {}
    fitted = cell_at(components(analysis), "interviewer", "with_areas")
    drawn = {"areas_variances": variances(analysis)} if pd.notna(fitted) else {}
    return drawn if analysis.survey.hides else drawn | {"areas_graph": graph(analysis)}


def variances(analysis: Analysis) -> Picture:
    """The variance of interviewers without and with areas in the model, and that of areas, with
    intervals.
    """
    figure, axes = canvas(HALF, 2.6)
    shown = [variant for variant in VARIANTS if not analysis.table("areas", variant).empty]
    shown = [variant for variant in shown if variant != "raw" or not analysis.coded_cells.empty]
    for place, variant in enumerate(shown):
        rows = components(analysis, variant)
        for y, (component, model) in enumerate(ROWS):
            row, height = rows.loc[component], y + 0.2 * (place - (len(shown) - 1) / 2)
            ends = (row[f"{model}_low"], row[f"{model}_high"])
            point_interval(
                axes, height, row[f"{model}_areas"], *ends, VARIANT[variant], MARKER[variant]
            )
        axes.plot([], [], MARKER[variant], color=VARIANT[variant], label=variant)
    name_rows(axes, ["interviewers,\nareas left out", "interviewers,\nareas in the model", "areas"])
    axes.set_xlim(left=-0.02 * axes.get_xlim()[1])
    axes.set_xlabel("variance")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)
    row = components(analysis).loc[["interviewer", "area"]]
    alt = (
        f"Variance between interviewers {numbers.variance(row['without_areas'].iloc[0])} without "
        "areas in the model, "
        f"{numbers.variance(row['with_areas'].iloc[0])} with them; between areas "
        f"{numbers.variance(row['with_areas'].iloc[1])}."
    )
    return picture(
        figure,
        alt,
        f"Variances without and with areas in the model; bars: {analysis.survey.interval}",
    )


def graph(analysis: Analysis) -> Picture:
    """How many areas an interviewer worked in, and how many interviewers worked in an area."""
    rows = facts(analysis)
    figure, axes = canvas(HALF, 2.6, ncols=2)
    names = (
        ("areas per interviewer", "interviewers", RECODED),
        ("interviewers per area", "areas", OTHERS),
    )
    for place, (name, counted, color) in zip(axes, names, strict=True):
        part = rows[rows["fact"] == name]
        place.bar(part["value"], part["n"], color=color, width=0.8)
        place.set_xlabel(name)
        place.set_ylabel(counted)
        for axis in (place.xaxis, place.yaxis):
            axis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        place.set_xlim(0.4, max(part["value"].max(), 3) + 0.6)
    figure.subplots_adjust(wspace=0.45)
    return picture(
        figure, _graph_alt(rows), "Who worked where: areas per interviewer, interviewers per area"
    )


def _graph_alt(rows: pd.DataFrame) -> str:
    told = rows.drop_duplicates("fact").set_index("fact")["value"]
    return (
        f"{numbers.count(told['interviewers'])} interviewers and {numbers.count(told['areas'])} "
        "areas; "
        f"{numbers.percent(told['interviewers in one area only'])} of the interviewers worked in "
        "one area only, "
        f"{numbers.percent(told['areas with one interviewer'])} of the areas had one interviewer."
    )
