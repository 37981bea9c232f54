"""Rule find_causes: what may be behind each flag, every candidate tried by refitting without it.

input: survey, recoded, source, codebook, cells; data, records, effects, influence and groups of raw
and recoded (raw_data, …), second_look; params.analysis, params.respondent_covariates,
params.screened, params.adjust, params.alpha, params.seed; output.causes, output.conclusions,
output.spread.
"""

from dataclasses import replace

from interviewer_effects.audit.influence.influence_tables import influential_groups
from interviewer_effects.files import read_csv, read_json, write_csv, write_text
from interviewer_effects.pipeline.inputs.fitted_files import read_fitted
from interviewer_effects.pipeline.stages.find_causes import (
    FlaggedVariant,
    SurveyAnswers,
    find_causes,
)
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.reading.stored import read_interviews


def main(smk):
    params, analysis = smk.params, AnalysisSpec.of(smk.params.analysis)
    found = find_causes(
        read_answers(smk),
        replace(analysis, respondent_covariates=params.respondent_covariates),
        read_flagged("recoded", smk),
        read_flagged("raw", smk),
        read_csv(smk.input.second_look),
        adjust=params.adjust,
        alpha=params.alpha,
        seed=params.seed,
    )
    write_csv(found.causes, smk.output.causes)
    write_csv(found.conclusions, smk.output.conclusions)
    write_csv(found.spread, smk.output.spread)
    lines = [
        f"{row.interviewer} ({row.variant}): {row.sentence}\n"
        for row in found.conclusions.itertuples()
    ]
    write_text("".join(lines), smk.log[0])


def read_answers(smk):
    """The survey in which causes are sought."""
    return SurveyAnswers(
        raw=read_interviews(smk.input.survey),
        recoded=read_interviews(smk.input.recoded),
        codebook=read_json(smk.input.codebook),
        roles=read_json(smk.input.source)["columns"],
        cells=read_csv(smk.input.cells),
        screened=smk.params.screened,
    )


def read_flagged(variant, smk):
    """One variant with its models and flags."""
    given = {
        name: smk.input[f"{variant}_{name}"]
        for name in ("data", "records", "effects", "influence", "groups")
    }
    return FlaggedVariant(
        variant,
        fitted=read_fitted(given["data"], given["records"], smk.params.analysis),
        effects=read_csv(given["effects"]),
        influential=influential_groups(read_csv(given["influence"]), read_csv(given["groups"])),
    )


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
