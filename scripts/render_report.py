"""Put the findings, figures and tables of a survey into one self-contained HTML page."""

from pathlib import Path

from interviewer_effects.files import write_text
from interviewer_effects.report.page import render
from interviewer_effects.report.pictures import read_pictures
from interviewer_effects.report.results import survey_of_rule


def main(smk):
    templates = Path(smk.input.templates[0]).parent
    style = Path(smk.input.css).read_text(encoding="utf-8")
    page = render(survey_of_rule(smk), read_pictures(smk.input.figures), templates, style)
    write_text(page, smk.output.page)


if "snakemake" in globals():
    main(snakemake)  # noqa: F821
