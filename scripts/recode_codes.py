"""Rule recode_codes: the survey with its declared codes set to missing, and the log of every cell changed.

input.survey, input.codebook, input.source, input.extended; output.recoded, output.recodes (counts), output.cells
(every cell).
Without declared codes in the data the recoded survey equals the raw one, and the log says so.
"""

import pandas as pd
from interviewer_effects.files import read_json, write_csv, write_parquet, write_text
from interviewer_effects.running import job
from interviewer_effects.survey.recode import count_recodes, recode, recoded_cells


def main(smk):
    frame, codebook = pd.read_parquet(smk.input.survey), read_json(smk.input.codebook)
    columns = read_json(smk.input.source)["columns"]
    extended = pd.read_parquet(smk.input.extended)
    cells = recoded_cells(frame, codebook, columns["interview"], columns["interviewer"], extended)
    write_parquet(recode(frame, codebook), smk.output.recoded)
    write_csv(cells, smk.output.cells)
    write_csv(count_recodes(cells), smk.output.recodes)
    n = int((~cells["code"].str.startswith(".")).sum())
    nothing = "no declared code occurs in the data: recoded equals raw"
    write_text((f"{n} cells recoded" if n else nothing) + "\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
