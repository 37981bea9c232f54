"""Rule read_survey: one survey of the config to a typed table, its facts and its resolved codebook.

params.survey is the survey's entry in the filled config, params.base the folder that its paths are
relative to, params.inputs the fingerprints of the files that it names, by path; output.survey,
output.source, output.codebook (labelled as the file labels its items: the user's labels come in
when items are described); output.extended (Stata's .a to .z: row, item, code); output.codes (what
file, labels and codebook say of each code), output.join (what a second file matched),
output.weights (facts about the weight); for a simulated survey also truth.json beside them.
params.pseudonyms: whether ids are replaced from here on; params.keyed (false, or the mark of the
key that this run began with): fingerprints are keyed, and edges of rounding are drawn with the key.
A Parquet file with more interviews than `sample` passes by in blocks; codes and weights are looked
up in those drawn.
"""

from pathlib import Path

from interviewer_effects.files import write_csv, write_json, write_parquet, write_text
from interviewer_effects.pipeline.stages.read_survey import (
    read_survey,
    store_interviews,
    survey_tables,
    told_facts,
)
from interviewer_effects.running import job


def main(smk):
    params, name = smk.params, smk.wildcards.survey
    survey = read_survey(
        params.survey,
        name,
        Path(params.base),
        fingerprints=params.inputs,
        pseudonyms=params.pseudonyms and params.keyed,
    )
    write_truth(survey.truth, Path(smk.output.survey).with_name("truth.json"))
    survey = store_interviews(survey, smk.output.survey)
    write_json(told_facts(survey.source, smk.output.survey, params.keyed), smk.output.source)
    write_json(survey.codebook, smk.output.codebook)
    write_parquet(survey.extended, smk.output.extended)

    tables = survey_tables(survey)
    write_csv(tables.codes, smk.output.codes)
    write_csv(tables.join, smk.output.join)
    write_csv(tables.weights, smk.output.weights)
    facts = survey.source
    read = f"{facts['n_rows']} rows, {facts['n_columns']} columns of {facts['label']}"
    write_text(f"{name}: {read}\n", smk.log[0])


def write_truth(truth, path):
    """What a simulated survey was made of; nothing beside any other."""
    path.unlink(missing_ok=True)
    if truth is not None:
        write_json(truth, path)


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
