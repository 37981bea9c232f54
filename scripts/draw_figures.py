"""Draw every figure of a survey's report as SVG, with its alternative text."""

from interviewer_effects.report.figures import all_pictures
from interviewer_effects.report.pictures import write_pictures
from interviewer_effects.report.results import survey_of_rule


def main(smk):
    pictures = all_pictures(survey_of_rule(smk), smk.input.style)
    write_pictures(pictures, smk.output.folder)


if "snakemake" in globals():
    main(snakemake)  # noqa: F821
