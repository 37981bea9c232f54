"""Rule measure_shrinkage: how far variances and tests shrink without the most extreme interviewers,
beside chance.

input.data and input.records (of the recoded variant), input.excluded; params.analysis,
params.alpha, params.replicates, params.seed; output.shrinkage.
"""

from interviewer_effects.files import read_csv, write_csv, write_text
from interviewer_effects.pipeline.inputs.fitted_files import read_fitted
from interviewer_effects.pipeline.stages.measure_shrinkage import measure_shrinkage
from interviewer_effects.running import job


def main(smk):
    params = smk.params
    n_excluded = read_csv(smk.input.excluded)["interviewer"].nunique()
    table = measure_shrinkage(
        read_fitted(smk.input.data, smk.input.records, params.analysis),
        n_excluded,
        alpha=params.alpha,
        replicates=params.replicates,
        seed=params.seed,
    )
    write_csv(table, smk.output.shrinkage)
    write_text(f"{len(table)} rows, {n_excluded} interviewers left out\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
