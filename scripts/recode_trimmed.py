"""Rule recode_trimmed: which interviewers the trimmed variant leaves out, and why: outlier or
extreme after recoding; and who stands out at a second look, without them.

input.effects, input.data and input.records (of the recoded variant), params.analysis,
params.adjust, params.alpha; output.excluded, output.kept (who would be left out, and why nobody is:
the rest could not carry the models), output.second_look.
"""

import pandas as pd
from interviewer_effects.audit.flags.masking_check import found_at_first, second_look
from interviewer_effects.audit.models.model_sequence import restored
from interviewer_effects.audit.models.obstacles import obstacle_without
from interviewer_effects.files import read_csv, read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec

COLUMNS = ["interviewer", "effect", "z", "n", "reason"]


def main(smk):
    frame, p = pd.read_parquet(smk.input.data), smk.params
    found = rows = found_at_first(read_csv(smk.input.effects))[COLUMNS]
    said = f"{rows['interviewer'].nunique()} interviewers left out"
    why_not = obstacle_without(frame, rows["interviewer"], AnalysisSpec.of(p.analysis))
    kept = rows.assign(why_not=why_not) if why_not else rows.iloc[:0].assign(why_not="")
    if len(kept):
        said, rows = f"nobody left out: {why_not}", rows.iloc[:0]
    ladder = restored(frame, AnalysisSpec.of(p.analysis), read_json(smk.input.records))[0]
    again = second_look(ladder, rows["interviewer"], found["interviewer"], p.adjust, p.alpha)
    write_csv(rows, smk.output.excluded)
    write_csv(kept, smk.output.kept)
    write_csv(again, smk.output.second_look)
    more = again.loc[again["reasons"] != "", "interviewer"].nunique()
    write_text(f"{said}\n{more} more at a second look\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
