"""Rule measure_influence: what becomes of every estimate and test when interviewers, groups of them, or single
interviews are left out.

input.data, input.records; params.analysis, params.alpha, params.max_group, params.seed; output.influence,
output.groups, output.interviews.
"""

import pandas as pd
from interviewer_effects.audit.decisions import decisions
from interviewer_effects.audit.influence import trace
from interviewer_effects.audit.influence_tables import group_rows, influence_rows, interview_rows
from interviewer_effects.audit.ladder import restored
from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.running import job


def main(smk):
    frame = pd.read_parquet(smk.input.data)
    ladder, fits = restored(frame, smk.params.analysis, read_json(smk.input.records)["models"])
    tests = decisions(ladder, fits, smk.params.alpha)
    traced = trace(ladder, tests, fits, smk.params.max_group, smk.params.seed)
    groups = group_rows(traced)
    write_csv(influence_rows(traced), smk.output.influence)
    write_csv(groups, smk.output.groups)
    write_csv(interview_rows(traced, frame["interview"].to_numpy()), smk.output.interviews)
    lines = [f"{g.tested}, {g.step} left out: T = {g.statistic:.4f} {g.reason}\n" for g in groups.itertuples()]
    write_text("".join(lines), smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
