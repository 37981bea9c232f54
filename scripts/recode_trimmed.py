"""Rule recode_trimmed: which interviewers the trimmed variant leaves out, and why: outlier or extreme after recoding.

input.effects (of the recoded variant); output.excluded.
"""

import pandas as pd
from interviewer_effects.files import read_csv, write_csv, write_text

LEFT_OUT = ("outlier", "extreme")


def main(smk):
    effects = read_csv(smk.input.effects)
    why = effects.assign(
        reason=[";".join(r for r in str(cell).split(";") if r in LEFT_OUT) for cell in effects["reasons"].fillna("")]
    )
    rows = why.loc[why["reason"] != "", ["interviewer", "effect", "z", "n", "reason"]]
    write_csv(pd.DataFrame(rows), smk.output.excluded)
    write_text(f"{rows['interviewer'].nunique()} interviewers left out\n", smk.log[0])


if "snakemake" in globals():
    main(snakemake)  # noqa: F821
