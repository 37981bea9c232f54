"""Rule flag_interviewers: predicted effects of every interviewer with z, adjusted p and the reasons to look at
someone.

input.data, input.records, input.cells, input.influence, input.groups; params.analysis, params.adjust, params.alpha,
params.coded (are the codes still in?); output.effects.
"""

import pandas as pd
from interviewer_effects.audit.flags import effect_table, with_reason
from interviewer_effects.audit.influence_tables import influential_interviewers
from interviewer_effects.audit.interviews import coded_cells
from interviewer_effects.audit.ladder import Model, main_model, restored
from interviewer_effects.files import read_csv, read_json, write_csv, write_text
from interviewer_effects.running import job


def main(smk):
    analysis, frame = smk.params.analysis, pd.read_parquet(smk.input.data)
    ladder, fits = restored(frame, analysis, read_json(smk.input.records)["models"])
    name = main_model(ladder)
    terms = Model.terms(ladder.models[name].random)
    table = effect_table(fits[name, "REML"], ladder.products.groups, terms, smk.params.adjust, smk.params.alpha)
    groups = read_csv(smk.input.groups, text=("interviewers",))
    table = with_reason(table, "influential", influential_interviewers(read_csv(smk.input.influence), groups))
    if smk.params.coded:
        cells = coded_cells(read_csv(smk.input.cells), analysis, frame["interview"])
        table = with_reason(table, "coded", set(cells["interviewer"]))
    table.insert(0, "model", name)
    write_csv(table, smk.output.effects)
    flagged = table[table["reasons"] != ""]
    write_text(
        "".join(f"{r.interviewer} {r.effect}: {r.reasons}, z = {r.z:.2f}\n" for r in flagged.itertuples()), smk.log[0]
    )


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
