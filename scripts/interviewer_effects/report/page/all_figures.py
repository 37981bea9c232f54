"""Every picture of a survey's report, by name: `screening`, or `helpfulness/level` for one of an
analysis.
"""

import multiprocessing
import sys
from collections.abc import Iterable

from interviewer_effects.report.areas.figures import area_pictures
from interviewer_effects.report.codings.figures import treatment_pictures
from interviewer_effects.report.data.analysis import analyses
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.dispersion.figures import spread_pictures
from interviewer_effects.report.figures.style import styled
from interviewer_effects.report.influence.figures import influence_pictures
from interviewer_effects.report.influence.trimming_figures import shrinkage_pictures
from interviewer_effects.report.intervals.figures import interval_pictures
from interviewer_effects.report.intervals.profile_figures import profile_pictures
from interviewer_effects.report.interviewers.figures import interviewer_pictures
from interviewer_effects.report.models.diagnostic_figures import diagnostic_pictures
from interviewer_effects.report.models.figures import model_pictures
from interviewer_effects.report.nonresponse.figures import silence_pictures
from interviewer_effects.report.power.figures import power_pictures
from interviewer_effects.report.survey.figures import survey_pictures
from interviewer_effects.report.tests.figures import test_pictures
from interviewer_effects.report.weights.figures import weight_pictures

from .first_screen_figures import small_pictures

DRAWN = (
    small_pictures,
    test_pictures,
    model_pictures,
    interval_pictures,
    influence_pictures,
    power_pictures,
    profile_pictures,
    diagnostic_pictures,
    interviewer_pictures,
    shrinkage_pictures,
    treatment_pictures,
    area_pictures,
    spread_pictures,
    weight_pictures,
)


def all_pictures(survey: Survey, style, processes: int = 1) -> dict:
    """name -> Picture, drawn in the style of the file `style`; a name is also the path of its SVG
    file.

    Laying out text takes nearly all of the time, so groups of figures are drawn side by side in so
    many processes on Linux. Elsewhere they are drawn one after the other: a new process would begin
    by running the whole script that called this function.
    """
    tasks: list[tuple] = [(draw, survey, "", style) for draw in (survey_pictures, silence_pictures)]
    tasks += [(draw, one, f"{one.name}/", style) for one in analyses(survey) for draw in DRAWN]
    if sys.platform != "linux":
        return _joined(map(_drawn, tasks))
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return _joined(pool.imap(_drawn, tasks))


def _joined(groups: Iterable[dict]) -> dict:
    return {name: made for pictures in groups for name, made in pictures.items()}


def _drawn(task: tuple) -> dict:
    draw, subject, prefix, style = task
    with styled(style):
        return {f"{prefix}{name}": one for name, one in draw(subject).items()}
