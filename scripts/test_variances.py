"""Rule test_variances: likelihood-ratio tests of the ladder, the variance explained by interviewer
covariates, and profile and bootstrap intervals of every quantity.

input.data, input.records; params.analysis, params.tests (bootstrap, seed, alpha), params.quoted
(whether the report quotes sizes from this variant: bootstrap intervals, which take longer than all
else, are for that one); output.tests, output.explained, output.intervals, output.replicates (every
bootstrap statistic), output.nulls (the same as shares of intervals, beside the mixture),
output.profiles (the curves that profile intervals are cut from).
"""

import pandas as pd
from interviewer_effects.audit.models.comparisons import EXPLAINED, comparisons, explained_rows
from interviewer_effects.audit.models.intervals import interval_table
from interviewer_effects.audit.models.model_sequence import restored
from interviewer_effects.audit.models.null_distributions import null_table, replicate_table
from interviewer_effects.audit.models.profiles import profile_table
from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec


def main(smk):
    ladder, fits = restored(
        pd.read_parquet(smk.input.data),
        AnalysisSpec.of(smk.params.analysis),
        read_json(smk.input.records),
    )
    made = comparisons(ladder, fits, smk.params.tests)
    tests = pd.DataFrame([test.row for test in made])
    write_csv(tests, smk.output.tests)
    write_csv(replicate_table(made), smk.output.replicates)
    write_csv(null_table(made), smk.output.nulls)
    write_csv(pd.DataFrame(explained_rows(ladder, fits), columns=EXPLAINED), smk.output.explained)
    drawn = smk.params.tests if smk.params.quoted else smk.params.tests | {"bootstrap": 0}
    write_csv(interval_table(ladder, fits, drawn), smk.output.intervals)
    write_csv(profile_table(ladder, fits, smk.params.tests["alpha"]), smk.output.profiles)
    lines = [
        f"{t.alternative} against {t.null}, {t.criterion}: T = {t.statistic:.4f}, {t.quote} p "
        f"{t.p_quote:.3g}"
        for t in tests.itertuples()
    ]
    write_text("\n".join(lines) + "\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
