"""Rule describe_power: how large an effect must be for this survey to find it.

input.data, input.records; params.analysis, params.tests (seed, alpha), params.adjust; output.power.
"""

from interviewer_effects.files import write_csv, write_text
from interviewer_effects.pipeline.inputs.fitted_files import read_fitted
from interviewer_effects.pipeline.stages.describe_power import describe_power
from interviewer_effects.running import job


def main(smk):
    given, tests = smk.params, smk.params.tests
    fitted = read_fitted(smk.input.data, smk.input.records, given.analysis)
    table = describe_power(fitted, adjust=given.adjust, alpha=tests["alpha"], seed=tests["seed"])
    write_csv(table, smk.output.power)

    detectable = table[table["detectable"].astype(bool)]
    lines = [
        f"{row.quantity}, workload {row.workload:g}: {row.value:.4g} with 80 % power\n"
        for row in detectable.itertuples()
    ]
    write_text("".join(lines) or "levels do not vary in this analysis\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
