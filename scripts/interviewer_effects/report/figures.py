"""Every picture of a survey's report, by name: `screening`, or `helpfulness/level` for one of an analysis."""

from interviewer_effects.report.analysis import analyses
from interviewer_effects.report.figures_diagnostics import diagnostic_pictures
from interviewer_effects.report.figures_influence import influence_pictures
from interviewer_effects.report.figures_interviewers import interviewer_pictures
from interviewer_effects.report.figures_models import model_pictures
from interviewer_effects.report.figures_power import power_pictures
from interviewer_effects.report.figures_shrinkage import shrinkage_pictures
from interviewer_effects.report.figures_small import small_pictures
from interviewer_effects.report.figures_survey import survey_pictures
from interviewer_effects.report.figures_tests import test_pictures
from interviewer_effects.report.results import Survey
from interviewer_effects.report.style import styled

DRAWN = (
    small_pictures,
    test_pictures,
    model_pictures,
    influence_pictures,
    power_pictures,
    diagnostic_pictures,
    interviewer_pictures,
    shrinkage_pictures,
)


def all_pictures(survey: Survey, style) -> dict:
    """name -> Picture, drawn in the style of the file `style`; a name is also the path of its SVG file."""
    with styled(style):
        pictures = survey_pictures(survey)
        for analysis in analyses(survey):
            own = {name: one for draw in DRAWN for name, one in draw(analysis).items()}
            pictures |= {f"{analysis.name}/{name}": one for name, one in own.items()}
    return pictures
