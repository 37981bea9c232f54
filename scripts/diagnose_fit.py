"""Rule diagnose_fit: residuals, Q-Q plots with simulated bands and statements for the main model by
REML.

One job for all variants, as starting Python takes longer. input.data, input.records;
params.analysis, params.seed, params.alpha; output.residuals, output.qq, output.diagnostics (each a
list, one for a variant). input.quoted, the data that the report quotes, also with other treatments
of its outcome: output.treatments.
"""

import numpy as np
import pandas as pd
from interviewer_effects.audit.models import diagnostics
from interviewer_effects.audit.models.model_sequence import Model, main_model, restored
from interviewer_effects.audit.robustness.outcome_codings import treatment_table
from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec


def main(smk):
    given, made = smk.input, smk.output
    files = zip(given.data, given.records, made.residuals, made.qq, made.diagnostics, strict=True)
    said = [
        diagnose(*paths, AnalysisSpec.of(smk.params.analysis), smk.params.seed) for paths in files
    ]
    treated = treatment_table(
        pd.read_parquet(given.quoted), AnalysisSpec.of(smk.params.analysis), smk.params.alpha
    )
    write_csv(treated, made.treatments)
    write_text("\n".join(said) + "\n", smk.log[0])


def diagnose(
    data, records, residuals_csv, qq_csv, statements_csv, analysis: AnalysisSpec, seed: int
) -> str:
    """One variant; returns what its log says."""
    frame = pd.read_parquet(data)
    ladder, fits = restored(frame, analysis, read_json(records))
    name = main_model(ladder)
    fit, rng = fits[name, "REML"], np.random.default_rng(seed)
    residuals = diagnostics.residual_table(ladder, name, fit)
    terms = Model.terms(ladder.models[name].random)
    points = diagnostics.qq_of_residuals(residuals, frame["interview"].to_numpy(), rng)
    qq = pd.concat([points, diagnostics.qq_of_effects(ladder, fit, terms, rng)])
    statements = diagnostics.statements(ladder, residuals, qq)
    write_csv(pd.concat([frame[["interview", "interviewer"]], residuals], axis=1), residuals_csv)
    write_csv(qq, qq_csv)
    write_csv(statements, statements_csv)
    return "\n".join([f"{statements_csv}:", *statements["sentence"]])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
