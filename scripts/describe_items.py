"""Rule describe_items: the distribution of each item, missing by reason, values outside the range,
suspected codes.

input.survey, input.codebook, input.extended; params.labels (what the user calls the items);
output.codebook (with these labels), output.summary, output.distributions.
"""

import pandas as pd
from interviewer_effects.files import read_json, write_csv, write_json, write_text
from interviewer_effects.running import job
from interviewer_effects.survey.describe import describe_distributions, describe_items
from interviewer_effects.survey.reading.stored import read_interviews


def main(smk):
    frame = read_interviews(smk.input.survey)
    codebook = labelled(read_json(smk.input.codebook), smk.params.labels)
    extended = pd.read_parquet(smk.input.extended)
    items = describe_items(frame, codebook, extended)
    write_json(codebook, smk.output.codebook)
    write_csv(items, smk.output.summary)
    write_csv(describe_distributions(frame, codebook, extended), smk.output.distributions)
    suspected = items[items["n_suspected"] > 0]
    lines = [f"{len(items)} items"] + [
        f"{row.item}: suspected {row.suspected_codes}" for row in suspected.itertuples()
    ]
    write_text("\n".join(lines) + "\n", smk.log[0])


def labelled(codebook, labels):
    """The codebook with the user's labels in place of the file's."""
    return {
        item: entry | {"label": labels.get(item, entry["label"])}
        for item, entry in codebook.items()
    }


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
