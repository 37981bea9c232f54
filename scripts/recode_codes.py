"""Rule recode_codes: the survey with its declared codes set to missing, and the log of every cell
changed.

input.survey, input.codebook, input.source, input.extended; output.recoded, output.recodes (counts),
output.cells (every cell; of a large file those of the interviews drawn). Without declared codes in
the data the recoded survey equals the raw one, and the log says so.
"""

from functools import partial

import pandas as pd
from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.pipeline.inputs.answers import StoredAnswers
from interviewer_effects.pipeline.stages.recode_codes import recode_codes
from interviewer_effects.running import job
from interviewer_effects.survey.codes.recode import recode
from interviewer_effects.survey.reading.stored import rewrite

NOTHING = "no declared code occurs in the data: recoded equals raw"


def main(smk):
    codebook, roles = read_json(smk.input.codebook), read_json(smk.input.source)["columns"]
    extended = pd.read_parquet(smk.input.extended)
    recodes = recode_codes(StoredAnswers(smk.input.survey), codebook, roles, extended)
    rewrite(smk.input.survey, smk.output.recoded, partial(recode, codebook=codebook))
    write_csv(recodes.recoded_cells, smk.output.cells)
    write_csv(recodes.recodes, smk.output.recodes)
    n = recodes.n_recoded
    write_text((f"{n} cells recoded" if n else NOTHING) + "\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
