"""Rule flag_interviewers: what becomes of every estimate and test when interviewers, groups of
them, or single interviews are left out, and the predicted effects of every interviewer with the
reasons to look at someone.

input.data, input.records, input.cells; params.analysis, params.alpha, params.max_group,
params.seed, params.adjust, params.coded (are the codes still in?); output.influence, output.groups,
output.interviews, output.effects.
"""

from interviewer_effects.files import read_csv, write_csv, write_text
from interviewer_effects.pipeline.inputs.fitted_files import read_fitted
from interviewer_effects.pipeline.stages.flag_interviewers import flag_interviewers
from interviewer_effects.running import job


def main(smk):
    params = smk.params
    flags = flag_interviewers(
        read_fitted(smk.input.data, smk.input.records, params.analysis),
        read_csv(smk.input.cells),
        adjust=params.adjust,
        alpha=params.alpha,
        max_group=params.max_group,
        seed=params.seed,
        has_codes=params.coded,
    )
    write_csv(flags.influence, smk.output.influence)
    write_csv(flags.influence_groups, smk.output.groups)
    write_csv(flags.influence_interviews, smk.output.interviews)
    write_csv(flags.effects, smk.output.effects)
    lines = [
        f"{row.tested}, {row.step} left out: T = {row.statistic:.4f} {row.reason}\n"
        for row in flags.influence_groups.itertuples()
    ]
    lines += [
        f"{row.interviewer} {row.effect}: {row.reasons}, z = {row.z:.2f}\n"
        for row in flags.effects[flags.effects["reasons"] != ""].itertuples()
    ]
    write_text("".join(lines), smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
