"""Rule diagnose_fit: residuals, Q-Q plots with simulated bands and statements for the main model by
REML.

One job for all variants, as starting Python takes longer. input.data, input.records;
params.analysis, params.seed, params.alpha; output.residuals, output.qq, output.diagnostics (each a
list, one for a variant). input.quoted, the data that the report quotes, also with other treatments
of its outcome: output.treatments.
"""

import pandas as pd
from interviewer_effects.files import write_csv, write_text
from interviewer_effects.pipeline.inputs.fitted_files import read_fitted
from interviewer_effects.pipeline.stages.diagnose_fit import compare_codings, diagnose_fit
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec


def main(smk):
    given, made = smk.input, smk.output
    section = smk.params.analysis
    lines = []
    for data, records, residuals, qq, diagnostics in zip(
        given.data, given.records, made.residuals, made.qq, made.diagnostics, strict=True
    ):
        diagnosis = diagnose_fit(read_fitted(data, records, section), seed=smk.params.seed)
        write_csv(diagnosis.residuals, residuals)
        write_csv(diagnosis.qq, qq)
        write_csv(diagnosis.diagnostics, diagnostics)
        lines += [f"{diagnostics}:", *diagnosis.diagnostics["sentence"]]

    quoted = pd.read_parquet(given.quoted)
    codings = compare_codings(quoted, AnalysisSpec.of(section), alpha=smk.params.alpha)
    write_csv(codings, made.treatments)
    write_text("\n".join(lines) + "\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
