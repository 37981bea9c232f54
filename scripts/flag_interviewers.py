"""Rule flag_interviewers: what becomes of every estimate and test when interviewers, groups of
them, or single interviews are left out, and the predicted effects of every interviewer with the
reasons to look at someone.

input.data, input.records, input.cells; params.analysis, params.alpha, params.max_group,
params.seed, params.adjust, params.coded (are the codes still in?); output.influence, output.groups,
output.interviews, output.effects.
"""

import pandas as pd
from interviewer_effects.audit.flags.flags import with_reason
from interviewer_effects.audit.flags.unrecoded_codes import changing_codes
from interviewer_effects.audit.flags.variant_flags import judged
from interviewer_effects.audit.influence.influence_tables import (
    group_rows,
    influence_rows,
    interview_rows,
)
from interviewer_effects.audit.models.interviews import coded_cells
from interviewer_effects.audit.models.model_sequence import main_model, restored
from interviewer_effects.files import read_csv, read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec


def main(smk):
    frame, p = pd.read_parquet(smk.input.data), smk.params
    fitted = restored(frame, AnalysisSpec.of(p.analysis), read_json(smk.input.records))
    effects, traced = judged(*fitted, p.adjust, p.alpha, p.max_group, p.seed)
    if p.coded:
        cells = coded_cells(
            read_csv(smk.input.cells), AnalysisSpec.of(p.analysis), frame["interview"]
        )
        tests = [one.decision for one in traced.tests]
        asked = (traced.ladder, tests, frame["interview"].to_numpy(), cells["interview"])
        effects = with_reason(effects, "coded", changing_codes(*asked))
    effects.insert(0, "model", main_model(fitted[0]))
    groups = group_rows(traced)
    write_csv(influence_rows(traced), smk.output.influence)
    write_csv(groups, smk.output.groups)
    write_csv(interview_rows(traced, frame["interview"].to_numpy()), smk.output.interviews)
    write_csv(effects, smk.output.effects)
    lines = [
        f"{g.tested}, {g.step} left out: T = {g.statistic:.4f} {g.reason}\n"
        for g in groups.itertuples()
    ]
    flagged = effects[effects["reasons"] != ""]
    lines += [
        f"{r.interviewer} {r.effect}: {r.reasons}, z = {r.z:.2f}\n" for r in flagged.itertuples()
    ]
    write_text("".join(lines), smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
