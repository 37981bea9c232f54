"""Rule recode_trimmed: which interviewers the trimmed variant leaves out, and why: outlier or extreme after recoding.

input.effects (of the recoded variant); output.excluded. Nobody is left out where fewer than FEWEST interviewers with
several interviews would remain: among a handful, about one in each effect is extreme by chance, and the rest carries
no model.
"""

from interviewer_effects.audit.flags import TEXT
from interviewer_effects.files import read_csv, write_csv, write_text

LEFT_OUT = ("outlier", "extreme")
FEWEST = 5


def main(smk):
    effects = read_csv(smk.input.effects, text=TEXT)
    reasons = effects["reasons"].fillna("").str.split(";")
    effects = effects.assign(reason=[";".join(r for r in given if r in LEFT_OUT) for given in reasons])
    rows = effects.loc[effects["reason"] != "", ["interviewer", "effect", "z", "n", "reason"]]
    rest = effects[~effects["interviewer"].isin(rows["interviewer"])]
    remaining = rest.loc[rest["n"] > 1, "interviewer"].nunique()
    said = f"{rows['interviewer'].nunique()} interviewers left out"
    if len(rows) and remaining < FEWEST:
        said = f"nobody left out: only {remaining} interviewers with several interviews would remain"
        rows = rows.iloc[:0]
    write_csv(rows, smk.output.excluded)
    write_text(f"{said}\n", smk.log[0])


if "snakemake" in globals():
    main(snakemake)  # noqa: F821
