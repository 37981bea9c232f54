"""What leaving out the most extreme interviewers does, beside what it does by chance."""

import numpy as np

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.figures.pictures import Picture, beyond, picture
from interviewer_effects.report.figures.style import BAND, INK, OTHERS, TRIMMED, WIDE, canvas, clean

MOST = 3  # components side by side


def shrinkage_pictures(analysis: Analysis) -> dict:
    """The picture "shrinkage", where there is a variance and the simulation was asked for."""
    rows = analysis.table("shrinkage")
    rows = rows[~rows["component"].eq("sigma2") & rows["p"].notna()]
    return {"shrinkage": shrinkage(rows)} if len(rows) else {}


def shrinkage(rows) -> Picture:
    """Variances and tests against the number left out, over the range of surveys with nothing
    wrong.
    """
    names = list(dict.fromkeys(rows["component"]))[:MOST]
    figure, axes = canvas(WIDE, 2.5, ncols=len(names), squeeze=False)
    for place, name in zip(axes[0], names, strict=True):
        part = rows[rows["component"] == name].sort_values("k")
        full = part["full"].iloc[0]
        k = np.r_[0, part["k"]]
        low, middle, high = (
            np.maximum(np.r_[full, full + part[c]], 0) for c in ("low", "expected_change", "high")
        )
        place.fill_between(k, low, high, color=BAND, linewidth=0)
        place.plot(k, middle, color=OTHERS, linewidth=1.4)
        place.plot(k, np.r_[full, part["trimmed"]], "o-", color=TRIMMED, markersize=4)
        place.set_xticks(k)
        place.set_ylim(bottom=0)
        place.set_title(clean(name, 24), color=INK)
        place.set_xlabel("most extreme left out")
    axes[0][0].set_ylabel("estimate, recoded")
    last = rows[rows["component"] == names[0]].sort_values("k").iloc[-1]
    ends = [numbers.significant(value) for value in (last["full"], last["trimmed"])]
    expected = numbers.significant(max(last["full"] + last["expected_change"], 0))
    alt = (
        f"{names[0]} goes from {ends[0]} to {ends[1]} without the {int(last['k'])} most extreme "
        "interviewers; by "
        f"chance to about {expected} ({numbers.p_phrase(last['p'])})."
    )
    rest = beyond(MOST, rows["component"].nunique(), "variances and tests")
    caption = f"Green: this survey; grey: 95 % of clean simulated surveys{rest}"
    return picture(figure, alt, caption)
