"""Rule screen_items: the share of each item's variance that lies between interviewers, codes recoded.

input.survey (recoded), input.source; params.screened, params.alpha, params.seed; output.screening.
"""

import pandas as pd
from interviewer_effects.audit.screening import SCREENING, screen
from interviewer_effects.files import read_json, write_csv, write_text


def main(smk):
    interviewer = read_json(smk.input.source)["columns"]["interviewer"]
    survey = pd.read_parquet(smk.input.survey, columns=[interviewer, *smk.params.screened])
    table = screen(survey, interviewer, smk.params.screened, smk.params.alpha, smk.params.seed)
    write_csv(table.reindex(columns=SCREENING), smk.output.screening)
    write_text(f"{len(table)} items screened\n", smk.log[0])


if "snakemake" in globals():
    main(snakemake)  # noqa: F821
