"""Rule render_report: the findings, figures and tables of a survey in one self-contained HTML page.

input.source, codebook, survey; input.tables, input.parts (lists, with provenance.json); input.figures (a folder),
input.templates (the files of one folder), input.css; params.analyses, params.alpha, params.min_cell;
output.page.
"""

from pathlib import Path

from interviewer_effects.files import write_text
from interviewer_effects.report.analysis import analyses
from interviewer_effects.report.findings import answers
from interviewer_effects.report.page import render
from interviewer_effects.report.pictures import read_pictures
from interviewer_effects.report.results import survey_of_rule


def main(smk):
    templates = Path(smk.input.templates[0]).parent
    style = Path(smk.input.css).read_text(encoding="utf-8")
    survey = survey_of_rule(smk)
    page = render(survey, read_pictures(smk.input.figures), templates, style)
    write_text(page, smk.output.page)
    write_text(main_findings(survey), smk.log[0])


def main_findings(survey):
    """The answers of the first screen as lines of text, for the log."""
    told = [(analysis.name, answer) for analysis in analyses(survey) for answer in answers(analysis)]
    return "".join(f"{name}: {answer.question} {answer.answer}.\n" for name, answer in told)


if "snakemake" in globals():
    main(snakemake)  # noqa: F821
