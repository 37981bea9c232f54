"""Rule record_tables: the tables of a survey as they are published: the parts of all analyses and
variants as one tidy table each, the variants side by side, and the tables of the survey itself,
without small cells where that is asked for.

input: every part; input.whole (tables of the survey), input.source, input.survey; params.parts
lists [table, analysis, variant, path], params.min_cell, params.named (the items that may be
published, None for all); output.tables: one file per table, by its name.
"""

from pathlib import Path

import pandas as pd
from interviewer_effects.audit.disclosure.named_items import copy_of_named_items, of_named_items
from interviewer_effects.files import read_csv, read_json, write_csv, write_text
from interviewer_effects.pipeline.stages.publishing import without_small_cells
from interviewer_effects.pipeline.stages.record_tables import Part, record_tables
from interviewer_effects.running import job
from interviewer_effects.survey.reading.stored import workload
from interviewer_effects.tables import TABLES


def main(smk):
    params = smk.params
    joined = record_tables(
        Part(table, analysis, variant, rows=read_csv(path))
        for table, analysis, variant, path in params.parts
    )
    whole = {Path(path).stem: path for path in smk.input.whole}
    if params.min_cell > 1:
        joined, whole = published_tables(joined, whole, smk), {}

    place = {Path(path).stem: path for path in smk.output.tables}
    for name, table in joined.items():
        write_csv(table, place[name])
    for name in place.keys() - joined.keys() - whole.keys():
        write_csv(pd.DataFrame(columns=TABLES[name].header), place[name])
    for name, path in whole.items():
        copy_of_named_items(path, place[name], params.named)
    lines = [f"{name}: {len(table)} rows\n" for name, table in joined.items()]
    write_text("".join(lines), smk.log[0])


def published_tables(joined, whole, smk):
    """All tables, those of the survey among them, without small cells."""
    of_survey = {
        name: of_named_items(read_csv(path), smk.params.named) for name, path in whole.items()
    }
    source = read_json(smk.input.source)
    interviews = workload(smk.input.survey, source["columns"]["interviewer"])
    return without_small_cells(joined | of_survey, interviews, source, smk.params.min_cell)


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
