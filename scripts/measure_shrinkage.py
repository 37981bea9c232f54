"""Rule measure_shrinkage: how far variances and tests shrink without the most extreme interviewers,
beside chance.

input.data and input.records (of the recoded variant), input.excluded; params.analysis,
params.alpha, params.replicates, params.seed; output.shrinkage.
"""

import pandas as pd
from interviewer_effects.audit.influence.trimming import shrinkage
from interviewer_effects.audit.models.decisions import decisions
from interviewer_effects.audit.models.model_sequence import Model, main_model, restored
from interviewer_effects.files import read_csv, read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec


def main(smk):
    frame, p = pd.read_parquet(smk.input.data), smk.params
    ladder, fits = restored(frame, AnalysisSpec.of(p.analysis), read_json(smk.input.records))
    terms = Model.terms(ladder.models[main_model(ladder)].random)
    excluded = read_csv(smk.input.excluded)["interviewer"].nunique()
    table = shrinkage(decisions(ladder, fits, p.alpha), terms, excluded, p.replicates, p.seed)
    write_csv(table, smk.output.shrinkage)
    write_text(f"{len(table)} rows, {excluded} interviewers left out\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
