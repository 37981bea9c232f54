"""Rule weigh_interviews: the main model unweighted and weighted, of the analyses of a survey that
ask for weights.

input.data (the complete interviews of every analysis and variant, as params.parts lists them:
[analysis, variant]), input.survey, input.source; params.analyses, params.alpha, params.min_cell;
output.weighting.
"""

from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.pipeline.inputs.variant_files import read_variants
from interviewer_effects.pipeline.stages.publishing import without_small_cells
from interviewer_effects.pipeline.stages.weigh_interviews import (
    columns_of_weights,
    weigh_interviews,
    weights_by_interview,
)
from interviewer_effects.running import job
from interviewer_effects.survey.reading.stored import read_interviews


def main(smk):
    params, source = smk.params, read_json(smk.input.source)
    roles = source["columns"]
    survey = read_interviews(smk.input.survey, columns_of_weights(roles))
    variants = read_variants(params.parts, smk.input.data, params.analyses)
    table = weigh_interviews(variants, weights_by_interview(survey, roles), alpha=params.alpha)

    workload = survey[roles["interviewer"]].value_counts()
    tables = {"weighting": table}
    shown = without_small_cells(tables, workload, source, params.min_cell)
    write_csv(shown["weighting"], smk.output.weighting)
    write_text(f"{len(table)} rows\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
