"""Rule draw_figures: every figure of a survey's report as SVG, with its alternative text.

input.source, codebook, survey; input.tables, input.parts (lists); input.style; params.analyses,
params.alpha, params.min_cell; threads; output.folder gets name.svg for each picture and
figures.json (name -> file, alt, caption, width, height).
"""

from interviewer_effects.files import write_text
from interviewer_effects.report.data.results import survey_of_rule
from interviewer_effects.report.figures.pictures import write_pictures
from interviewer_effects.report.page.all_figures import all_pictures
from interviewer_effects.running import job


def main(smk):
    pictures = all_pictures(survey_of_rule(smk), smk.input.style, smk.threads)
    write_pictures(pictures, smk.output.folder)
    write_text(f"{len(pictures)} pictures\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
