"""What the report says about who pulls the result."""

from dataclasses import replace

import pytest
from audited import REPORTS
from interviewer_effects.report.figures.inline import inline
from interviewer_effects.report.figures.marks import name_people, note
from interviewer_effects.report.figures.pictures import named
from interviewer_effects.report.figures.style import canvas, styled, svg
from interviewer_effects.report.influence import findings as influence_findings
from interviewer_effects.report.influence.figures import index_plots, path
from interviewer_effects.report.page import first_screen
from interviewer_effects.report.text.sentences import Link

pytestmark = pytest.mark.slow


def told(analysis):
    return [str(part) for part in influence_findings.influence(analysis)]


def test_a_pair_that_carries_a_test_is_the_heading_with_its_numbers(analysis):
    heading, sentence = told(analysis())
    assert heading == (
        "Only with the missing codes left in: two interviewers together carry the difference "
        "between the slopes: "
        "without i00 and i02 it is gone"
    )
    assert (
        "With the missing codes left in, the test statistic of the slope variance is 23.5 (p < "
        "0.001)." in sentence
    )
    assert (
        "Leaving out i00 alone leaves 18.9 and i02 alone leaves 23.5; without both it is 0.60 (p "
        "= 0.59)." in sentence
    )
    assert "They mask each other (masking)" in sentence
    assert "leaving out so few does as much in at most 0.8\u202f%." in sentence
    assert "2 of their interviews are enough: r000 of i00 and r012 of i02." in sentence
    assert (
        "In the recoded data no group of up to 2 interviewers changes the decision about the "
        "slopes "
        "(p = 0.25 without the most influential)." in sentence
    )
    assert (
        "At most 5.0\u202f% of clean simulated surveys have any interviewer who is called"
        in sentence
    )


def test_where_nobody_pulls_the_heading_says_so(analysis):
    assert told(analysis(pair=False))[0] == "No result depends on one interviewer or a small group"


def test_one_who_moves_an_estimate_is_named(analysis):
    one = analysis(pair=False, coded=False)
    table = one.survey.table("influence")
    rows = (table["interviewer"] == "i05") & (table["variant"] == "recoded")
    table.loc[rows, "influential"] = True
    table.loc[rows, "shift of x"] = -0.81
    heading, sentence = told(one)
    assert heading == "An estimate depends on i05"
    assert "i05 (x by 0.81 standard errors)" in sentence


def test_what_holds_of_the_result_is_the_heading_and_not_what_the_raw_data_show(analysis):
    one = analysis()
    table = one.survey.table("influence")
    rows = (table["interviewer"] == "i05") & (table["variant"] == "recoded")
    table.loc[rows, "influential"] = True
    assert told(one)[0] == "An estimate depends on i05"
    table["influential"] = (table["interviewer"] == "i06") & (table["variant"] == "raw")
    one.survey.table("influence_groups")["influential"] = False
    assert told(one)[0] == "Only with the missing codes left in: an estimate depends on i06"


def test_a_change_that_chance_explains_is_no_heading(analysis):
    one = analysis(pair=False, coded=False)
    groups = one.survey.table("influence_groups")
    groups.loc[groups["step"] == 2, "what_changed"] = "decision: slope"
    heading, sentence = told(one)
    assert heading.startswith("No result depends")
    assert "as it does in clean simulated surveys (40\u202f%)" in sentence


def test_of_those_influential_in_raw_alone_the_codes_are_named_on_the_first_screen(analysis):
    one = analysis(
        reasons={"raw": {"i00": "influential;coded", "i02": "influential"}, "recoded": {}}
    )
    said = first_screen.looked_at(one)
    assert str(said.answer) == "i00 (missing codes that change a result)"
    assert "Influential" not in str(said.text)
    assert "i02" not in str(said.text)
    assert "i00" in one.looked_at
    assert "i02" in one.looked_at


def test_figures_say_what_they_show(analysis):
    one = analysis()
    group = influence_findings.searches(one, "raw")[0]
    assert (
        "between 18.86 and 23.46, 23.46 with everybody; it is significant above 5.14"
        in index_plots(one, "raw", group).alt
    )
    assert "raw: 23.46, 18.82, 0.60; significant above 5.14" in path(group).alt


def test_each_of_several_names_in_a_figure_leads_to_its_page(analysis):
    one = analysis()
    with styled(REPORTS / "figures.mplstyle"):
        drawn = path(influence_findings.searches(one, "raw")[0])
    assert named(drawn.svg, ["i02", "i00", "i01"]) == ["i02", "i00"]
    shown = replace(drawn, links=(Link("i02", "#page-2"),)).inline
    assert '>i00, <a href="#page-2">i02</a></text>' in shown
    assert shown.count("<a ") == 1


def test_a_number_that_is_no_name_is_no_link_and_names_are_escaped():
    with styled(REPORTS / "figures.mplstyle"):
        figure, axes = canvas(3, 2)
        note(axes, 0.5, 0.5, "12")
        name_people(axes, 0.2, 0.2, "12, <b>&")
        drawn = svg(figure)
    shown = inline(drawn, "k", "", 3, 2, {"12": "#a-1", "<b>&": "#a-2"})
    assert shown.count('<a href="#a-1">12</a>, <a href="#a-2">&lt;b&gt;&amp;</a>') == 1
    assert shown.count("<a ") == 2
