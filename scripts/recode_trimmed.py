"""Rule recode_trimmed: which interviewers the trimmed variant leaves out, and why: outlier or
extreme after recoding; and who stands out at a second look, without them.

input.effects, input.data and input.records (of the recoded variant), params.analysis,
params.adjust, params.alpha; output.excluded, output.kept (who would be left out, and why nobody is:
the rest could not carry the models), output.second_look.
"""

from interviewer_effects.files import read_csv, write_csv, write_text
from interviewer_effects.pipeline.inputs.fitted_files import read_fitted
from interviewer_effects.pipeline.stages.recode_trimmed import recode_trimmed
from interviewer_effects.running import job


def main(smk):
    params = smk.params
    trimming = recode_trimmed(
        read_fitted(smk.input.data, smk.input.records, params.analysis),
        read_csv(smk.input.effects),
        adjust=params.adjust,
        alpha=params.alpha,
    )
    write_csv(trimming.excluded, smk.output.excluded)
    write_csv(trimming.kept, smk.output.kept)
    write_csv(trimming.second_look, smk.output.second_look)

    left_out = f"{len(trimming.interviewers)} interviewers left out"
    if trimming.why_not:
        left_out = f"nobody left out: {trimming.why_not}"
    again = trimming.second_look
    n_more = again.loc[again["reasons"] != "", "interviewer"].nunique()
    write_text(f"{left_out}\n{n_more} more at a second look\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
