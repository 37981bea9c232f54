"""Rule fit_models: the interviews of one analysis under one treatment of the codes, and its ladder
of models by REML and ML.

input.survey (survey.parquet for raw, recoded.parquet for recoded and trimmed), input.source,
input.codebook, input.excluded (trimmed only); params.analysis is the analysis' entry in the config,
params.alpha; output.data, output.fits, output.parameters, output.records, output.dropped,
output.absent. Of a survey of which some interviews are drawn, the sums over all of them are in
output.records, too.
"""

from interviewer_effects.files import (
    read_csv,
    read_json,
    write_csv,
    write_json,
    write_parquet,
    write_text,
)
from interviewer_effects.pipeline.inputs.answers import StoredAnswers
from interviewer_effects.pipeline.stages.fit_models import fit_models
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec


def main(smk):
    excluded = smk.input.get("excluded")
    made = fit_models(
        StoredAnswers(smk.input.survey),
        read_json(smk.input.codebook),
        read_json(smk.input.source)["columns"],
        AnalysisSpec.of(smk.params.analysis),
        alpha=smk.params.alpha,
        left_out=read_csv(excluded)["interviewer"].tolist() if excluded else (),
    )
    write_parquet(made.interviews, smk.output.data)
    write_json(made.records, smk.output.records)
    write_csv(made.dropped, smk.output.dropped)
    write_csv(made.absent, smk.output.absent)
    write_csv(made.fits, smk.output.fits)
    write_csv(made.parameters, smk.output.parameters)
    lines = [
        f"{row.model} {row.criterion}: deviance {row.deviance:.4f}, {row.status}\n"
        for row in made.fits.itertuples()
    ]
    write_text("".join(lines), smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
