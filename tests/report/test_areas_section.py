"""The section on areas: what it says where interviewers and areas can be told apart, and where
not.
"""

import numpy as np
import pytest
from audited import EACH, J
from interviewer_effects.report.areas import findings as areas_findings
from interviewer_effects.report.areas.figures import area_pictures
from interviewer_effects.report.data.headline import size_of
from interviewer_effects.report.intervals import findings as intervals_findings
from interviewer_effects.report.page import first_screen
from interviewer_effects.report.page.sections import areas

pytestmark = pytest.mark.slow

SHARED = [(7 * i + i // 5) % 30 for i in range(J * EACH)]
OWN = list(np.repeat(range(J), EACH))
TWO_EACH = [i // 3 for i in range(J * EACH)]


def level(analysis):
    return str(first_screen.level(analysis).text)


def test_areas_that_interviewers_share_leave_the_words(analysis):
    one = analysis(areas=SHARED)
    heading, said = map(str, areas_findings.areas(one))
    assert heading.startswith("Interviewers account for")
    assert "24 interviewers worked in 25 areas" in said
    assert "Interviewers are compared with each other within areas." in said
    assert "in the crossed model (95 % interval" in said
    assert "Do not call this" not in level(one)
    assert set(area_pictures(one)) == {"areas_variances", "areas_graph"}


@pytest.mark.parametrize(
    ("places", "why", "drawn"),
    [
        (OWN, "are the same thing here", {"areas_graph"}),
        (TWO_EACH, "no area was worked by two interviewers", {"areas_graph", "areas_variances"}),
    ],
)
def test_where_they_cannot_be_told_apart_the_words_are_refused(analysis, places, why, drawn):
    one = analysis(areas=places)
    heading, said = map(str, areas_findings.areas(one))
    assert (
        heading
        == "What differs between interviewers may be their areas: the two cannot be told apart"
    )
    assert why in said.lower()
    assert "Do not call this an “interviewer effect”" in level(one)
    assert set(area_pictures(one)) == drawn


def test_what_interviews_are_worth_is_one_number_on_the_page(analysis):
    one = analysis(areas=SHARED)
    heading, said = map(str, intervals_findings.size(one))
    worth = f"{round(size_of(one).n_effective):,}"
    beginning = "Effective sample size for a mean, with areas in the model"
    assert heading.startswith(f"{beginning}: {worth} of ")
    assert said.startswith("The numbers of this section are of models without areas")


def test_without_areas_nothing_is_said(analysis):
    one = analysis()
    assert areas(one, {}) is None
    assert area_pictures(one) == {}
    assert areas_findings.first_screen(one) is None


def test_the_section_is_on_the_page_with_its_tables(drawn):
    made = drawn(areas=SHARED)
    assert 'id="a1-places"' in made.html
    assert 'id="a1-areas"' in made.html
    assert 'id="a1-overlap"' in made.html
    assert "first/areas_variances" in made.pictures
    assert "variance between interviewers" in made.pictures["first/areas_variances"].alt.lower()
