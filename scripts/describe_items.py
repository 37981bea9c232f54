"""Rule describe_items: the distribution of each item, missing by reason, values outside the range,
suspected codes.

input.survey, input.codebook, input.extended; params.labels (what the user calls the items);
output.codebook (with these labels), output.summary, output.distributions.
"""

import pandas as pd
from interviewer_effects.files import read_json, write_csv, write_json, write_text
from interviewer_effects.pipeline.stages.describe_items import describe_items
from interviewer_effects.running import job
from interviewer_effects.survey.reading.stored import read_interviews


def main(smk):
    survey = read_interviews(smk.input.survey)
    extended = pd.read_parquet(smk.input.extended)
    described = describe_items(survey, read_json(smk.input.codebook), extended, smk.params.labels)
    write_json(described.codebook, smk.output.codebook)
    write_csv(described.items, smk.output.summary)
    write_csv(described.distributions, smk.output.distributions)

    suspected = described.items[described.items["n_suspected"] > 0]
    lines = [f"{len(described.items)} items"]
    lines += [f"{row.item}: suspected {row.suspected_codes}" for row in suspected.itertuples()]
    write_text("\n".join(lines) + "\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
