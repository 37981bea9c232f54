"""Rule witness_fits: statsmodels' likelihood at each reported optimum, and where its own search
ends.

One job for all variants, as importing statsmodels takes longer than asking it. input.data,
input.records (a list each, one for a variant); params.analysis (its section of the config);
output.witness (a list in the same order).
"""

import pandas as pd
from interviewer_effects.audit.models.model_sequence import restored
from interviewer_effects.audit.robustness.cross_check import WITNESS, witness_rows
from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec


def main(smk):
    said = []
    for data, records, output in zip(
        smk.input.data, smk.input.records, smk.output.witness, strict=True
    ):
        stored = read_json(records)
        ladder, _ = restored(pd.read_parquet(data), AnalysisSpec.of(smk.params.analysis), stored)
        rows = witness_rows(ladder, stored["models"])
        write_csv(pd.DataFrame(rows, columns=WITNESS), output)
        said += [f"{output}: {row['model']} {row['criterion']}: {row['verdict']}" for row in rows]
    write_text("\n".join(said) + "\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
