"""Rule recode_codes: the survey with its declared codes set to missing, and the log of every cell
changed.

input.survey, input.codebook, input.source, input.extended; output.recoded, output.recodes (counts),
output.cells (every cell; of a large file those of the interviews drawn). Without declared codes in
the data the recoded survey equals the raw one, and the log says so.
"""

import pandas as pd
from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.survey.codes.recode import (
    count_recodes,
    recode,
    recoded_cells,
    total_recodes,
)
from interviewer_effects.survey.reading.stored import n_drawn, read_all, read_interviews, rewrite


def main(smk):
    survey, codebook = smk.input.survey, read_json(smk.input.codebook)
    columns = read_json(smk.input.source)["columns"]
    ids, extended = (
        (columns["interview"], columns["interviewer"]),
        pd.read_parquet(smk.input.extended),
    )
    cells = recoded_cells(read_interviews(survey), codebook, *ids, extended)
    counts = count_recodes(cells)
    if n_drawn(survey) is not None:
        every = read_all(survey, list(dict.fromkeys([*ids, *codebook])))
        counts = total_recodes(
            [count_recodes(recoded_cells(block, codebook, *ids)) for block in every], codebook
        )
    rewrite(survey, smk.output.recoded, lambda block: recode(block, codebook))
    write_csv(cells, smk.output.cells)
    write_csv(counts, smk.output.recodes)
    n = int(counts.loc[~counts["code"].str.startswith("."), "n"].sum())
    nothing = "no declared code occurs in the data: recoded equals raw"
    write_text((f"{n} cells recoded" if n else nothing) + "\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
