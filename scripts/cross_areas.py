"""Rule cross_areas: who worked where, and the interviewer variance without and with areas, of all
analyses of a survey.

input.data (the complete interviews of every analysis and variant, as params.parts lists them:
[analysis, variant]), input.survey, input.source; params.analyses, params.alpha, params.min_cell;
output.areas, output.overlap.
"""

import pandas as pd
from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.pipeline.inputs.variant_files import read_variants
from interviewer_effects.pipeline.stages.cross_areas import areas_by_interview, cross_areas
from interviewer_effects.pipeline.stages.publishing import without_small_cells
from interviewer_effects.running import job
from interviewer_effects.survey.reading.stored import read_interviews


def main(smk):
    params, source = smk.params, read_json(smk.input.source)
    roles = source["columns"]
    people: list[pd.DataFrame] = []
    needed = [roles[role] for role in ("interview", "interviewer", "area")]
    survey = read_interviews(smk.input.survey, needed)
    variants = read_variants(params.parts, smk.input.data, params.analyses)
    areas = areas_by_interview(survey, roles)
    made = cross_areas(counted(variants, people), areas, alpha=params.alpha)

    workload = survey[roles["interviewer"]].value_counts()
    tables = {"areas": made.areas, "overlap": made.overlap, "effects": pd.concat(people)}
    shown = without_small_cells(tables, workload, source, params.min_cell)
    write_csv(shown["areas"], smk.output.areas)
    write_csv(shown["overlap"], smk.output.overlap)
    lines = [
        f"{row.analysis} {row.variant} {row.component}: {row.with_areas}"
        for row in made.areas.itertuples()
    ]
    write_text("\n".join(lines) + "\n", smk.log[0])


def counted(variants, people):
    """The same variants; people gets the interviews of each interviewer in each."""
    for each in variants:
        n = each.interviews["interviewer"].value_counts()
        n = n.rename_axis("interviewer").rename("n").reset_index()
        people.append(n.assign(analysis=each.name, variant=each.variant))
        yield each


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
