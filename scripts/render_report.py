"""Rule render_report: the findings, figures and tables of a survey in one self-contained HTML page,
and a folder for what would make it too large.

input.source, codebook, survey; input.tables, input.parts (lists, with provenance.json);
input.figures (a folder), input.templates (the files of one folder), input.css; params.analyses,
params.alpha, params.min_cell, params.aloud (whether the findings are to be printed); output.page,
output.beside (often empty).
"""

import sys
from pathlib import Path

from interviewer_effects.files import write_text
from interviewer_effects.numbers import plural
from interviewer_effects.report.data.analysis import analyses
from interviewer_effects.report.data.results import survey_of_rule
from interviewer_effects.report.figures.pictures import read_pictures
from interviewer_effects.report.page.attribution_wording import gate_of
from interviewer_effects.report.page.first_screen import answers
from interviewer_effects.report.page.page import render_report
from interviewer_effects.running import job


def main(smk):
    templates = Path(smk.input.templates[0]).parent
    style = Path(smk.input.css).read_text(encoding="utf-8")
    survey = survey_of_rule(smk)
    files = render_report(survey, read_pictures(smk.input.figures), templates, style)
    folder = Path(smk.output.beside)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_text(text, folder.parent / name)
    told = main_findings(survey)
    write_text(told, smk.log[0])
    if smk.params.aloud:
        print(f"\n{survey.name}: {smk.output.page}\n{told}", file=sys.stderr, end="", flush=True)


def main_findings(survey):
    """The answers of the first screen as lines of text, for the log."""
    if not survey.analyses:
        n = len(survey.screened)
        return f"{n} {plural(n, 'item')} screened.\n"
    told = [
        (analysis.name, answer) for analysis in analyses(survey) for answer in answers(analysis)
    ]
    return gate_of(survey)(
        "".join(f"{name}: {answer.question} {answer.answer}.\n" for name, answer in told)
    )


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
