"""One self-contained HTML page per survey, put together from sections, pictures and templates;
beside it, pages of single interviewers and long tables where it would become too large.
"""

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import Analysis, analyses, many_to_show, pages_of
from interviewer_effects.report.data.layout import BUDGET, layouts
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.figures.pictures import keyed, named
from interviewer_effects.report.figures.style import dark_style
from interviewer_effects.report.text import glossary
from interviewer_effects.report.text.sentences import Link

from . import reproduce
from .advice import advice
from .attribution_wording import gate_of
from .first_screen import answers
from .limits import limits
from .panels import PanelFigures, panels
from .sections import analysis_sections, screening_section, survey_sections

# Letters that turn the writing direction round: in a label they would mirror the rest of a
# paragraph.
DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])

INSIDE = re.compile(r'(<a\b[^>]*? href=")#')  # a link to a place on the report itself


def render_report(survey: Survey, pictures: dict, templates, style: str) -> dict:
    """The report as files: path in the folder of reports -> text. One page, and what lies beside it
    where that page would be larger than the budget or show too many interviewers.
    """
    for layout in layouts(survey.name, many_to_show(survey), survey.folder.longest > BUDGET):
        laid = replace(survey, layout=layout)
        page = render(laid, pictures, templates, style)
        if len(page.encode("utf-8")) <= BUDGET:
            break
    files = {f"{survey.name}.html": page} | {
        f"{layout.folder}/{name}": text for name, text in layout.beside.items()
    }
    return files | (interviewer_pages(laid, pictures, templates, style) if layout.apart else {})


def interviewer_pages(survey: Survey, pictures: dict, templates, style: str) -> dict:
    """A document for each interviewer who has one, by its path; its links lead back to the
    report.
    """
    template = environment_of(templates).get_template("interviewer.html.j2")
    look, worded, pages = Markup(f"{style}\n{dark_style(within='.picture ')}"), gate_of(survey), {}
    for analysis in analyses(survey):
        for panel in panels(analysis):
            names = {name: f"{analysis.name}/{name}" for name in panel.pictures}
            drawn = {name: pictures[path] for name, path in names.items() if path in pictures}
            own = dict(zip(drawn, keyed(drawn.values()), strict=True))
            page = template.render(
                survey=survey,
                analysis=analysis,
                panel=panel,
                drawn=PanelFigures.of(panel, own),
                style=look,
            )
            path = analysis.pages[panel.who]
            pages[path] = worded(
                INSIDE.sub(rf"\1../../{survey.name}.html#", page).translate(DIRECTIONS)
            )
    return pages


def render(survey: Survey, pictures: dict, templates, style: str) -> str:
    """The page as HTML, laid out as the survey says; `templates` is a folder, `style` the text of
    the style sheet.
    """
    environment = environment_of(templates)
    pictures = linked(survey, pictures)
    script = (Path(templates) / "explore.js").read_text(encoding="utf-8").strip()
    page = environment.get_template("page.html.j2").render(
        survey=survey,
        source=survey.source,
        parts=[_part(analysis, pictures) for analysis in analyses(survey)],
        sections=survey_sections(survey, pictures),
        screening=screening_section(survey, pictures),
        limits=limits(survey),
        glossary=glossary.entries(),
        provenance=_provenance(survey),
        style=Markup(f"{style}\n{dark_style(within='.picture ')}"),
        script=Markup(script),
        script_hash=content_hash(script),
    )
    return gate_of(survey)(page.translate(DIRECTIONS))


def environment_of(templates) -> Environment:
    """Jinja on a folder of templates: everything is escaped, and a missing name is an error."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["count"] = numbers.count
    return environment


def linked(survey: Survey, pictures: dict) -> dict:
    """The pictures with links to the pages of the interviewers that they name, but for the pictures
    on those pages.
    """
    everywhere, own = pages_of(survey), {f"{one.name}/": one.pages for one in analyses(survey)}
    every = zip(pictures, keyed(pictures.values()), strict=True)
    return {name: replace(one, links=_people(name, one, own, everywhere)) for name, one in every}


def _people(name: str, one, own: dict, everywhere: dict) -> tuple:
    start = name[: name.find("/") + 1]
    if name.removeprefix(start).startswith("interviewer_"):
        return ()
    pages = own.get(start, everywhere)
    return tuple(Link(who, pages[who]) for who in named(one.svg, pages))


def content_hash(script: str) -> str:
    """The hash by which the page's content policy lets this script run and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode(
        "ascii"
    )


def _part(analysis: Analysis, pictures: dict) -> dict:
    start = f"{analysis.name}/"
    own = {
        name.removeprefix(start): one for name, one in pictures.items() if name.startswith(start)
    }
    return {
        "analysis": analysis,
        "answers": answers(analysis),
        "advice": advice(analysis),
        "pictures": own,
        "sections": analysis_sections(analysis, own),
        "in_r": reproduce.in_r(analysis),
        "in_python": reproduce.in_python(analysis),
    }


def _provenance(survey: Survey) -> list[tuple[str, str]]:
    """(name, text) of each entry of provenance.json: plain values as a list, nested ones as
    JSON.
    """
    facts = survey.folder.facts("provenance.json")
    if "n_rows" in (facts.get("input") or {}):
        facts = facts | {
            "input": facts["input"] | {"n_rows": survey.about(facts["input"]["n_rows"])}
        }
    return [(name.replace("_", " "), _said(value)) for name, value in facts.items()]


def _said(value) -> str:
    if not isinstance(value, dict):
        return str(value)
    if any(isinstance(part, (dict, list)) for part in value.values()):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return ", ".join(f"{name} {part}" for name, part in value.items())
