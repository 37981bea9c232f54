"""How alike the answers of each interviewer are, beside everybody's."""

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.figures.marks import name_points, tag
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import INK, LOOKED_AT, OTHERS, VARIANT, WIDE, canvas

from .findings import spread_rows


def spread_pictures(analysis: Analysis) -> dict:
    """The picture "spread", where there are interviewers with interviews enough."""
    rows = spread_rows(analysis, "recoded")
    return {"spread": spread(rows)} if len(rows) else {}


def spread(rows) -> Picture:
    """The standard deviation of each interviewer over that of an ordinary one, with its interval,
    smallest first.
    """
    rows = rows.sort_values(["ratio", "interviewer"]).reset_index(drop=True)
    figure, axes = canvas(WIDE, 2.8)
    axes.margins(0.03, 0.08)
    axes.set_yscale("log")
    for part, color, width in (
        (rows[rows["flag"] == ""], OTHERS, 0.8),
        (rows[rows["flag"] != ""], LOOKED_AT, 1.8),
    ):
        axes.vlines(
            part.index, part["ci_low"], part["ci_high"], color=color, linewidth=width, zorder=2
        )
        tag(
            axes.scatter(part.index, part["ratio"], s=7 * width, color=color, zorder=3),
            part["interviewer"],
        )
    axes.axhline(1, color=INK, linewidth=0.8)
    ticks = [
        tick
        for tick in (0.25, 0.5, 0.7, 0.8, 1, 1.25, 1.5, 2, 4)
        if rows["ci_low"].min() <= tick <= rows["ci_high"].max()
    ]
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    flagged = rows[rows["flag"] != ""]
    name_points(axes, flagged["interviewer"], flagged.index, flagged["ci_high"], LOOKED_AT)
    axes.set(
        xlabel=f"{len(rows)} interviewers, smallest first",
        ylabel="SD, times everybody's",
        xticks=[],
    )
    axes.set_title("residual SD, recoded data", color=VARIANT["recoded"])
    said = [f"{r.interviewer} {numbers.significant(r.ratio)}" for r in flagged.itertuples()]
    alt = (
        "Standard deviation of each interviewer's answers over everybody's; marked: "
        f"{numbers.listed(said) or 'none'}."
    )
    return picture(
        figure,
        alt,
        (
            "Residual SD of each interviewer over the usual one, log "
            "scale, with 95 % intervals, shrunken towards 1"
        ),
    )
