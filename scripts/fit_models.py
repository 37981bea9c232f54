"""Rule fit_models: the interviews of one analysis under one treatment of the codes, and its ladder
of models by REML and ML.

input.survey (survey.parquet for raw, recoded.parquet for recoded and trimmed), input.source,
input.codebook, input.excluded (trimmed only); params.analysis is the analysis' entry in the config,
params.alpha; output.data, output.fits, output.parameters, output.records, output.dropped,
output.absent. Of a survey of which some interviews are drawn, the sums over all of them are in
output.records, too.
"""

from functools import partial

import pandas as pd
from interviewer_effects.audit.models.absent_interviewers import absent_interviewers
from interviewer_effects.audit.models.fits import fit_row, parameter_rows
from interviewer_effects.audit.models.full_sample import sum_everyone
from interviewer_effects.audit.models.interviews import (
    IDS,
    analysis_columns,
    categories_of,
    complete_interviews,
    dropped,
    known_covariates,
)
from interviewer_effects.audit.models.model_sequence import CRITERIA, fit_record, make_ladder
from interviewer_effects.files import (
    read_csv,
    read_json,
    write_csv,
    write_json,
    write_parquet,
    write_text,
)
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.reading.stored import n_drawn, read_all, read_interviews


def main(smk):
    analysis, alpha = AnalysisSpec.of(smk.params.analysis), smk.params.alpha
    roles, path = read_json(smk.input.source)["columns"], smk.input.survey
    wanted = list(dict.fromkeys([*(roles[name] for name in IDS), *analysis_columns(analysis)]))
    survey, blocks = read_interviews(path, wanted), partial(read_all, path, wanted)
    covariates = known_covariates(blocks(), roles["interviewer"], analysis.interviewer_covariates)
    complete = partial(used_interviews, smk, analysis, roles, covariates)
    frame, everyone = complete(survey), None
    if n_drawn(path) is not None:
        everyone = sum_everyone(frame, analysis, blocks, complete)
    ladder = make_ladder(
        frame, analysis, *((everyone.coding, everyone.products) if everyone else ())
    )
    records, fits, parameters = [], [], []
    for name in ladder.models:
        for criterion in CRITERIA:
            fit, record = fit_record(ladder, name, criterion)
            records.append(record)
            fits.append(fit_row(ladder, name, criterion, fit, alpha))
            parameters += parameter_rows(ladder, name, criterion, fit, alpha)
    write_parquet(frame, smk.output.data)
    write_csv(everyone.dropped if everyone else dropped(survey, analysis), smk.output.dropped)
    absent = absent_interviewers(blocks(), analysis, roles["interviewer"], covariates)
    write_csv(absent, smk.output.absent)
    write_csv(pd.DataFrame(fits), smk.output.fits)
    write_csv(pd.DataFrame(parameters), smk.output.parameters)
    write_json(
        {"models": records} | ({"everyone": everyone.record()} if everyone else {}),
        smk.output.records,
    )
    write_text(
        "".join(
            f"{r['model']} {r['criterion']}: deviance {r['deviance']:.4f}, {r['status']}\n"
            for r in records
        ),
        smk.log[0],
    )


def used_interviews(smk, analysis, roles, covariates, survey):
    """The interviews of a survey, or of a block of it, that the models read."""
    categories = categories_of(read_json(smk.input.codebook))
    frame = complete_interviews(survey, analysis, roles, categories, covariates)
    if excluded := smk.input.get("excluded"):
        frame = frame[~frame["interviewer"].isin(read_csv(excluded)["interviewer"])].reset_index(
            drop=True
        )
    return frame


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
