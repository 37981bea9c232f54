"""Rule diagnose_fit: residuals, Q-Q plots with simulated bands and statements for the main model by REML.

input.data, input.records; params.analysis, params.seed; output.residuals, output.qq, output.diagnostics.
"""

import numpy as np
import pandas as pd
from interviewer_effects.audit import diagnostics
from interviewer_effects.audit.ladder import Model, main_model, restored
from interviewer_effects.files import read_json, write_csv, write_text


def main(smk):
    frame = pd.read_parquet(smk.input.data)
    ladder, fits = restored(frame, smk.params.analysis, read_json(smk.input.records)["models"])
    name = main_model(ladder)
    fit, rng = fits[name, "REML"], np.random.default_rng(smk.params.seed)
    residuals = diagnostics.residual_table(ladder, name, fit)
    terms = Model.terms(ladder.models[name].random)
    points = diagnostics.qq_of_residuals(residuals, frame["interview"].to_numpy(), rng)
    qq = pd.concat([points, diagnostics.qq_of_effects(ladder, fit, terms, rng)])
    statements = diagnostics.statements(ladder, residuals, qq)
    write_csv(pd.concat([frame[["interview", "interviewer"]], residuals], axis=1), smk.output.residuals)
    write_csv(qq, smk.output.qq)
    write_csv(statements, smk.output.diagnostics)
    write_text("\n".join(statements["sentence"]) + "\n", smk.log[0])


if "snakemake" in globals():
    main(snakemake)  # noqa: F821
