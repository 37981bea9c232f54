"""Rule witness_fits: statsmodels' likelihood at each reported optimum, and where its own search
ends.

One job for all variants, as importing statsmodels takes longer than asking it. input.data,
input.records (a list each, one for a variant); params.analysis (its section of the config);
output.witness (a list in the same order).
"""

from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.pipeline.inputs.fitted_files import read_fitted
from interviewer_effects.pipeline.stages.witness_fits import witness_fits
from interviewer_effects.running import job


def main(smk):
    lines = []
    for data, records, output in zip(
        smk.input.data, smk.input.records, smk.output.witness, strict=True
    ):
        fitted = read_fitted(data, records, smk.params.analysis)
        table = witness_fits(fitted, read_json(records)["models"])
        write_csv(table, output)
        lines += [
            f"{output}: {row.model} {row.criterion}: {row.verdict}" for row in table.itertuples()
        ]
    write_text("\n".join(lines) + "\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
