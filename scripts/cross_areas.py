"""Rule cross_areas: who worked where, and the interviewer variance without and with areas, of all
analyses of a survey.

input.data (the complete interviews of every analysis and variant, as params.parts lists them:
[analysis, variant]), input.survey, input.source; params.analyses, params.alpha, params.min_cell;
output.areas, output.overlap.
"""

import pandas as pd
from interviewer_effects.audit.disclosure.edges import Edges
from interviewer_effects.audit.disclosure.published import published
from interviewer_effects.audit.robustness.areas import areas_of, areas_tables
from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.reading.stored import read_interviews


def main(smk):
    roles = read_json(smk.input.source)["columns"]
    survey = read_interviews(
        smk.input.survey, [roles[name] for name in ("interview", "interviewer", "area")]
    )
    areas = survey.set_index(roles["interview"])[roles["area"]]
    made = []
    for (name, variant), path in zip(smk.params.parts, smk.input.data, strict=True):
        frame = pd.read_parquet(path)
        made.append(
            (
                name,
                areas_of(
                    frame,
                    AnalysisSpec.of(smk.params.analyses[name]),
                    areas,
                    variant,
                    smk.params.alpha,
                ),
            )
        )
    table, facts = areas_tables(made)
    shown = {"areas": table, "overlap": facts}
    if smk.params.min_cell > 1:
        people, edges = survey[roles["interviewer"]].value_counts(), Edges.of_file(smk.input.survey)
        shown = published(shown, people, smk.params.min_cell, edges)
    write_csv(shown["areas"], smk.output.areas)
    write_csv(shown["overlap"], smk.output.overlap)
    lines = [
        f"{row.analysis} {row.variant} {row.component}: {row.with_areas}"
        for row in table.itertuples()
    ]
    write_text("\n".join(lines) + "\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
