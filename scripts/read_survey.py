"""Rule read_survey: one survey of the config to a typed table, its facts and its resolved codebook.

params.survey is the survey's entry in the filled config, params.base the folder that its paths are
relative to, params.inputs the fingerprints of the files that it names, by path; output.survey,
output.source, output.codebook (labelled as the file labels its items: the user's labels come in
when items are described); output.extended (Stata's .a to .z: row, item, code); output.codes (what
file, labels and codebook say of each code), output.join (what a second file matched),
output.weights (facts about the weight); for a simulated survey also truth.json beside them.
params.pseudonyms (false, or the mark of the key that this run began with): ids are replaced from
here on. A Parquet file with more interviews than `sample` passes by in blocks; codes and weights
are looked up in those drawn.
"""

from pathlib import Path

from interviewer_effects.files import write_csv, write_json, write_parquet, write_text
from interviewer_effects.inputs import refuse_other_inputs
from interviewer_effects.running import job
from interviewer_effects.survey.counted import Counted
from interviewer_effects.survey.identities.pseudonyms import kept_apart
from interviewer_effects.survey.load import load_survey
from interviewer_effects.survey.reading.stored import write_survey
from interviewer_effects.survey.weight import describe_weight


def main(smk):
    name = smk.wildcards.survey
    settings, base = smk.params.survey, Path(smk.params.base)
    survey = load_survey(settings, name, base, "config.yaml", labelled=False)
    refuse_other_inputs(smk.params.inputs, settings, base, data_read=survey.source["sha256"])
    if smk.params.pseudonyms:
        survey = kept_apart(survey, name, mark_of_key(smk.params.pseudonyms))
    truth = Path(smk.output.survey).with_name("truth.json")
    truth.unlink(missing_ok=True)
    if survey.truth is not None:
        write_json(survey.truth, truth)
    counted = Counted(survey)
    write_survey(survey.frame, counted.frames(), smk.output.survey)
    survey = counted.whole()
    write_json(survey.source, smk.output.source)
    write_json(survey.codebook, smk.output.codebook)
    write_parquet(survey.extended, smk.output.extended)
    write_csv(survey.codes, smk.output.codes)
    write_csv(survey.account, smk.output.join)
    write_csv(describe_weight(survey.frame, survey.columns), smk.output.weights)
    facts = survey.source
    write_text(
        f"{name}: {facts['n_rows']} rows, {facts['n_columns']} columns of {facts['label']}\n",
        smk.log[0],
    )


def mark_of_key(pseudonyms):
    """The mark of the key that the run began with; None where any key will do."""
    return None if pseudonyms is True else pseudonyms


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
