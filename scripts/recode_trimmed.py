"""Rule recode_trimmed: which interviewers the trimmed variant leaves out, and why: outlier or extreme after recoding.

input.effects and input.data (of the recoded variant), params.analysis; output.excluded, output.kept (who would be left
out, and why nobody is: the rest could not carry the models).
"""

import pandas as pd
from interviewer_effects.audit.flags import TEXT
from interviewer_effects.audit.obstacles import obstacle_without
from interviewer_effects.files import read_csv, write_csv, write_text
from interviewer_effects.running import job

LEFT_OUT = ("outlier", "extreme")


def main(smk):
    effects = read_csv(smk.input.effects, text=TEXT)
    reasons = effects["reasons"].fillna("").str.split(";")
    effects = effects.assign(reason=[";".join(r for r in given if r in LEFT_OUT) for given in reasons])
    rows = effects.loc[effects["reason"] != "", ["interviewer", "effect", "z", "n", "reason"]]
    said = f"{rows['interviewer'].nunique()} interviewers left out"
    why_not = obstacle_without(pd.read_parquet(smk.input.data), rows["interviewer"], smk.params.analysis)
    kept = rows.assign(why_not=why_not) if why_not else rows.iloc[:0].assign(why_not="")
    if len(kept):
        said, rows = f"nobody left out: {why_not}", rows.iloc[:0]
    write_csv(rows, smk.output.excluded)
    write_csv(kept, smk.output.kept)
    write_text(f"{said}\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
