"""Profile likelihoods: one curve per quantity, with the level that its interval is cut off at."""

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.disclosure.drawn_points import shown_profiles
from interviewer_effects.frames import cell_at, present
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.figures.marks import note
from interviewer_effects.report.figures.pictures import Picture, picture
from interviewer_effects.report.figures.style import BAND, INK, RECODED, WIDE, canvas, clean


def profile_pictures(analysis: Analysis) -> dict:
    """The curves of the recoded data, where anything varies."""
    rows = analysis.part("recoded", "profiles")
    if analysis.survey.hides:
        n = present(analysis.fit("recoded", analysis.model))["n"]
        rows = shown_profiles(rows, n, analysis.survey.min_cell, analysis.survey.edges)
    return {} if rows.empty else {"profiles": profiles(analysis, rows)}


def profiles(analysis: Analysis, rows: pd.DataFrame) -> Picture:
    """Deviance above the minimum against the value, a panel for each quantity."""
    kinds = list(rows.groupby(["quantity", "term"], sort=False))
    figure, axes = canvas(WIDE, 2.5, ncols=len(kinds), squeeze=False, sharey=True)
    cut, said = rows["cut"].iloc[0], []
    for place, ((quantity, term), part) in zip(axes[0], kinds, strict=True):
        name = "ICC" if quantity == "icc" else term
        place.axvspan(*part[["lower", "upper"]].iloc[0], color=BAND, linewidth=0)
        place.plot(part["value"], part["deviance_above"], color=RECODED)
        best = cell_at(part, part["deviance_above"].idxmin(), "value")
        place.plot([best], [0], "o", color=RECODED, clip_on=False)
        place.axhline(cut, color=INK, linewidth=0.9, linestyle="--")
        place.set_title(clean(name, 30))
        place.margins(x=0.02)
        place.locator_params(axis="x", nbins=5)
        said.append(f"{name} is best at {numbers.significant(best, 2)}")
    axes[0, 0].set_ylim(0, min(2.2 * cut, 1.1 * max(cut, rows["deviance_above"].max())))
    axes[0, 0].set_ylabel("deviance above the minimum")
    note(axes[0, -1], axes[0, -1].get_xlim()[1], cut, numbers.fixed(cut, 2), INK, dx=3, size=7.5)
    alt = f"Profile likelihoods, recoded: {'; '.join(said)}."
    level = analysis.survey.interval.removesuffix(" interval")
    return picture(
        figure,
        alt,
        f"How much worse the model gets with each value; shaded: the {level} profile interval, "
        "below the line",
    )
