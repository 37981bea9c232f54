"""Rule witness_fits: statsmodels' likelihood at each reported optimum, and where its own search ends.

input.data, input.records; params.analysis (its section of the config); output.witness.
"""

import pandas as pd
from interviewer_effects.audit.ladder import make_ladder
from interviewer_effects.audit.witness import witness_rows
from interviewer_effects.files import read_json, write_csv, write_text


def main(smk):
    ladder = make_ladder(pd.read_parquet(smk.input.data), smk.params.analysis)
    rows = witness_rows(ladder, read_json(smk.input.records)["models"])
    write_csv(pd.DataFrame(rows), smk.output.witness)
    lines = [f"{row['model']} {row['criterion']}: {row['verdict']}" for row in rows]
    write_text("\n".join(lines) + "\n", smk.log[0])


if "snakemake" in globals():
    main(snakemake)  # noqa: F821
