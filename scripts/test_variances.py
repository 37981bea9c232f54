"""Rule test_variances: likelihood-ratio tests of the ladder, and the variance explained by interviewer covariates.

input.data, input.records; params.analysis, params.tests (bootstrap, seed, alpha); output.tests, output.explained.
"""

import pandas as pd
from interviewer_effects.audit.comparisons import EXPLAINED, comparison_rows, explained_rows
from interviewer_effects.audit.ladder import restored
from interviewer_effects.files import read_json, write_csv, write_text


def main(smk):
    ladder, fits = restored(
        pd.read_parquet(smk.input.data), smk.params.analysis, read_json(smk.input.records)["models"]
    )
    tests = pd.DataFrame(comparison_rows(ladder, fits, smk.params.tests))
    write_csv(tests, smk.output.tests)
    write_csv(pd.DataFrame(explained_rows(ladder, fits), columns=EXPLAINED), smk.output.explained)
    lines = [f"{t.alternative} against {t.null}, {t.criterion}: T = {t.statistic:.4f}" for t in tests.itertuples()]
    write_text("\n".join(lines) + "\n", smk.log[0])


if "snakemake" in globals():
    main(snakemake)  # noqa: F821
