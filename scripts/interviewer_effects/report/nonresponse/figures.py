"""Figures of item nonresponse: the funnel of interviewers' shares, and the variance by item and
reason.
"""

import numpy as np

from interviewer_effects import numbers
from interviewer_effects.frames import each_row, present
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.figures.marks import (
    name_points,
    name_rows,
    note,
    point_interval,
    tag,
)
from interviewer_effects.report.figures.pictures import Picture, beyond, picture
from interviewer_effects.report.figures.style import (
    BAND,
    HALF,
    INK,
    LOOKED_AT,
    OTHERS,
    RECODED,
    canvas,
    clean,
)

from .findings import estimated, headline, standing_out

MAX_ROWS = 24


def silence_pictures(survey: Survey) -> dict[str, Picture]:
    """What there is enough of: the funnel of the headline, and the items."""
    head, drawn = headline(survey), {}
    if (
        head is not None
        and not numbers.is_missing(head["sigma"])
        and not survey.table("silence_interviewers").empty
    ):
        drawn["silence_funnel"] = funnel(survey)
    if not estimated(survey).empty:
        drawn["silence_items"] = items(survey)
    return drawn


def funnel(survey: Survey) -> Picture:
    """Each interviewer's share against their workload, with the limits that hardly anybody is
    expected beyond.
    """
    head, out = present(headline(survey)), standing_out(survey)
    table = survey.table("silence_interviewers")
    rows = table[(table["item"] == head["item"]) & (table["reason"] == head["reason"])].sort_values(
        "n", kind="stable"
    )
    figure, axes = canvas(HALF, 3.4)
    steps = rows.groupby("n", as_index=False)[["limit_low", "limit_high"]].median()
    low, high = 100 * steps["limit_low"].fillna(0), 100 * np.minimum(steps["limit_high"], 1)
    axes.fill_between(steps["n"], low, high, step="mid", color=BAND, linewidth=0, zorder=0)
    axes.axhline(100 * head["rate"], color=INK, linewidth=1)
    tag(
        axes.scatter(rows["n"], 100 * rows["rate"], s=16, color=OTHERS, alpha=0.8, linewidths=0),
        rows["interviewer"],
    )
    tag(
        axes.scatter(out["n"], 100 * out["rate"], s=24, color=LOOKED_AT, linewidths=0),
        out["interviewer"],
    )
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=-1)
    name_points(axes, out["interviewer"], out["n"], 100 * out["rate"], LOOKED_AT)
    axes.set_xlabel("workload (interviews)")
    axes.set_ylabel("with an item unanswered, % of interviews")
    said = numbers.listed(out["interviewer"]) if len(out) else "nobody"
    caption = (
        f"Unanswered items ({head['reason']}) by workload; band: where interviewers are expected "
        "who differ as the "
        "others do"
    )
    return picture(
        figure,
        f"Share of interviews with an item unanswered; beyond the adjusted limits: {said}.",
        caption,
    )


def items(survey: Survey) -> Picture:
    """The share of the latent variance between interviewers by item and reason, the most telling
    first.
    """
    every = estimated(survey)
    rows = every[:MAX_ROWS]
    figure, axes = canvas(HALF, 0.7 + 0.22 * len(rows))
    for at, row in enumerate(each_row(rows)):
        clear = row.p_adjusted < survey.alpha
        point_interval(
            axes, at, 100 * row.icc, 100 * row.icc_low, 100 * row.icc_high, RECODED, filled=clear
        )
        note(axes, 100 * row.icc_high, at, numbers.percent(row.rate), dx=6)
    name_rows(axes, [clean(f"{row.item}, {row.reason}", 34) for row in rows.itertuples()], fonts=8)
    axes.set_xlim(0, 100)
    axes.set_xlabel("variance between interviewers, %")
    clear = int((rows["p_adjusted"] < survey.alpha).sum())
    alt = (
        f"Variance between interviewers in unanswered items: {clear} of {len(rows)} differ after "
        "adjustment."
    )
    rest = beyond(MAX_ROWS, len(every), "pairs of an item and a reason")
    caption = (
        "By item and reason, with intervals; filled: detected after adjustment; at the right: "
        "share unanswered"
    )
    return picture(figure, alt, caption + rest)
