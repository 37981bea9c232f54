"""Rule record_tables: the tables of a survey as they are published: the parts of all analyses and
variants as one tidy table each, the variants side by side, and the tables of the survey itself,
without small cells where that is asked for.

input: every part; input.whole (tables of the survey), input.source, input.survey; params.parts
lists [table, analysis, variant, path], params.min_cell, params.named (the items that may be
published, None for all); output.tables: one file per table, by its name.
"""

from pathlib import Path

import pandas as pd
from interviewer_effects.audit.disclosure.edges import Edges
from interviewer_effects.audit.disclosure.named_items import copy_of_named_items, of_named_items
from interviewer_effects.audit.disclosure.published import published
from interviewer_effects.audit.models.sensitivity import sensitivity
from interviewer_effects.files import read_csv, read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.survey.reading.stored import workload
from interviewer_effects.tables import TABLES


def main(smk):
    tables: dict[str, list[pd.DataFrame]] = {}
    for table, analysis, variant, path in smk.params.parts:
        part = read_csv(path)
        place = {"analysis": analysis} | ({"variant": variant} if variant else {})
        tables.setdefault(table, []).append(part.assign(**place)[[*place, *part.columns]])
    joined = {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}
    if joined:  # nothing but screening without analyses
        joined["sensitivity"] = sensitivity(joined["parameters"], joined["tests"])
    whole = {Path(path).stem: path for path in smk.input.whole}
    if smk.params.min_cell > 1:
        interviewer = read_json(smk.input.source)["columns"]["interviewer"]
        own = {
            name: of_named_items(read_csv(path), smk.params.named) for name, path in whole.items()
        }
        people, edges = workload(smk.input.survey, interviewer), Edges.of_file(smk.input.survey)
        joined, whole = published(joined | own, people, smk.params.min_cell, edges), {}
    place = {Path(path).stem: path for path in smk.output.tables}
    for name, table in joined.items():
        write_csv(table, place[name])
    for name in place.keys() - joined.keys() - whole.keys():
        write_csv(pd.DataFrame(columns=TABLES[name].header), place[name])
    for name, path in whole.items():
        copy_of_named_items(path, place[name], smk.params.named)
    write_text(
        "".join(f"{name}: {len(table)} rows\n" for name, table in joined.items()), smk.log[0]
    )


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
