"""Rule record_tables: the parts of all analyses and variants as one tidy table each, and the variants side by side.

input: every part; params.parts lists [table, analysis, variant, path]; output: one file per table, and
output.sensitivity.
"""

import pandas as pd
from interviewer_effects.audit.sensitivity import sensitivity
from interviewer_effects.files import read_csv, write_csv, write_text

TEXT = (
    *("interview", "interviews", "interviewer", "interviewers", "tried_with", "set", "what_changed", "code", "item"),
    *("effect", "term", "tested", "component", "predictor", "reasons", "reason"),
)


def main(smk):
    tables = {}
    for table, analysis, variant, path in smk.params.parts:
        part = read_csv(path, text=TEXT)
        place = {"analysis": analysis} | ({"variant": variant} if variant else {})
        tables.setdefault(table, []).append(part.assign(**place)[[*place, *part.columns]])
    joined = {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}
    for name, table in joined.items():
        write_csv(table, smk.output[name])
    write_csv(sensitivity(joined["parameters"], joined["tests"]), smk.output.sensitivity)
    write_text("".join(f"{name}: {len(table)} rows\n" for name, table in joined.items()), smk.log[0])


if "snakemake" in globals():
    main(snakemake)  # noqa: F821
