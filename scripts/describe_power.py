"""Rule describe_power: how large an effect must be for this survey to find it.

input.data, input.records; params.analysis, params.tests (seed, alpha), params.adjust; output.power.
"""

import pandas as pd
from interviewer_effects.audit.models.model_sequence import restored
from interviewer_effects.audit.models.power import power_table
from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec


def main(smk):
    frame, records = pd.read_parquet(smk.input.data), read_json(smk.input.records)
    ladder, fits = restored(frame, AnalysisSpec.of(smk.params.analysis), records)
    table = power_table(
        ladder, fits, smk.params.adjust, smk.params.tests["alpha"], smk.params.tests["seed"]
    )
    write_csv(table, smk.output.power)
    found = table[table["detectable"].astype(bool)]
    lines = [
        f"{r.quantity}, workload {r.workload:g}: {r.value:.4g} with 80 % power\n"
        for r in found.itertuples()
    ]
    write_text("".join(lines) or "levels do not vary in this analysis\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
