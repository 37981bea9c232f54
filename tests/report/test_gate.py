"""The gate of areas: on pages of a survey whose interviewers have an area each, nothing is called
theirs.
"""

import re
from dataclasses import replace

import numpy as np
import pytest
from audited import EACH, REPORTS, J
from interviewer_effects.report.overview.page import render_overview
from interviewer_effects.report.page.attribution_wording import gated, is_refused, worded
from interviewer_effects.report.page.page import interviewer_pages

pytestmark = pytest.mark.slow

NESTED = list(np.repeat(range(J), EACH))
SHARED = [(7 * i + i // 5) % 30 for i in range(J * EACH)]
CAUSES = (
    r"(?<!“)interviewer effects?",
    r"between (the |all )?interviewers(?! (or areas|may be))",
    r"(?<!or areas )interviewers (differ|matter|made no difference|are alike)",
    r"interviewers['’] (effects|variance|differences)",
    r"lies with the interviewer(?! or the area)",
    r"not matter who asks(?!, or where)",
    r"for how they asked(?!, or for where)",
)


def text(page):
    """What is read of a page, attributes that are read aloud among it."""
    page = re.sub(r"<(script|style|pre)\b.*?</\1>", "", page, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|alt|title)="([^"]*)"', page)
    apart = re.sub(r"</?(?!(?:a|b|em|span|strong|var)\b)[^>]+>", " | ", page)
    words = " | ".join([re.sub(r"<[^>]+>", "", apart), *spoken])
    return re.sub(r"\s+", " ", words.replace("&#39;", "'"))


def causes(page):
    said = text(page)
    return [
        said[max(at.start() - 60, 0) : at.end() + 30]
        for cause in CAUSES
        for at in re.finditer(cause, said, re.I)
    ]


@pytest.fixture(scope="module")
def nested(drawn):
    return drawn(areas=NESTED, slope_p=(1e-5, 1e-4))


def test_nothing_on_the_page_is_called_the_interviewers_own(nested, drawn):
    assert is_refused(nested.survey)
    assert causes(nested.html) == []
    said = text(nested.html)
    assert said.count("between interviewers or areas") > 10
    assert "How large are differences between interviewers or areas?" in said
    assert "Do not call this an “interviewer effect”" in said
    assert "or areas or areas" not in said
    free = drawn(areas=SHARED)
    assert not is_refused(free.survey)
    assert len(causes(free.html)) > 20
    assert free.html.count("interviewers or areas") == drawn().html.count("interviewers or areas")


def test_nor_on_the_pages_of_interviewers_and_of_all_surveys(nested, drawn):
    templates, css = nested.smk.input.templates[0].parent, "/* interviewer effects */"
    layout = replace(nested.survey.layout, folder="s", apart=True)
    pages = interviewer_pages(
        replace(nested.survey, layout=layout), nested.pictures, templates, css
    )
    assert pages
    assert [cause for page in pages.values() for cause in causes(page)] == []
    both = [
        replace(nested.survey, name="tied", read={}),
        replace(drawn().survey, name="free", read={}),
    ]
    page = render_overview(both, templates, css, REPORTS / "figures.mplstyle", {})
    assert causes(page) == []
    assert "In tied interviewers and areas cannot be told apart." in text(page)
    assert css in page
    assert causes(render_overview(both[1:], templates, css, REPORTS / "figures.mplstyle", {}))


@pytest.mark.parametrize(
    ("said", "wording"),
    [
        ("Interviewer effects: s", "Differences between interviewers or areas: s"),
        ("an “interviewer effect”", "an “interviewer effect”"),
        ("Levels differ between interviewers;", "Levels differ between interviewers or areas;"),
        (
            "no interviewer variance was found",
            "no variance between interviewers or areas was found",
        ),
        ("variance between\ninterviewers, %", "variance between interviewers or areas, %"),
        ("between interviewers or areas", "between interviewers or areas"),
        ("between interviewers and areas", "between interviewers and areas"),
        (
            "Interviewers&#39; effects on level",
            "Predicted effects of interviewers or areas on level",
        ),
        ("24 interviewers worked in 24 areas", "24 interviewers worked in 24 areas"),
    ],
)
def test_wording(said, wording):
    assert worded(said) == wording
    assert worded(worded(said)) == worded(said)


def test_code_is_left_as_it_is():
    script = "<script>x = 'interviewer effects'</script>"
    assert gated(f"interviewer effects{script}<p>interviewer effects</p>") == (
        f"differences between interviewers or areas{script}<p>differences between interviewers "
        "or areas</p>"
    )
