"""Rule test_variances: likelihood-ratio tests of the ladder, the variance explained by interviewer
covariates, and profile and bootstrap intervals of every quantity.

input.data, input.records; params.analysis, params.tests (bootstrap, seed, alpha), params.quoted
(whether the report quotes sizes from this variant: bootstrap intervals, which take longer than all
else, are for that one); output.tests, output.explained, output.intervals, output.replicates (every
bootstrap statistic), output.nulls (the same as shares of intervals, beside the mixture),
output.profiles (the curves that profile intervals are cut from).
"""

from interviewer_effects.files import write_csv, write_text
from interviewer_effects.pipeline.inputs.fitted_files import read_fitted
from interviewer_effects.pipeline.stages.test_variances import test_variances
from interviewer_effects.running import job
from interviewer_effects.specification import SettingsOfTests


def main(smk):
    fitted = read_fitted(smk.input.data, smk.input.records, smk.params.analysis)
    settings = SettingsOfTests(**smk.params.tests)
    made = test_variances(fitted, settings, quoted=smk.params.quoted)
    write_csv(made.tests, smk.output.tests)
    write_csv(made.replicates, smk.output.replicates)
    write_csv(made.nulls, smk.output.nulls)
    write_csv(made.explained, smk.output.explained)
    write_csv(made.intervals, smk.output.intervals)
    write_csv(made.profiles, smk.output.profiles)
    lines = [
        f"{test.alternative} against {test.null}, {test.criterion}: "
        f"T = {test.statistic:.4f}, {test.quote} p {test.p_quote:.3g}"
        for test in made.tests.itertuples()
    ]
    write_text("\n".join(lines) + "\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
