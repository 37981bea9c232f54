"""Rule screen_items: the share of each item's variance that lies between interviewers, codes
recoded, and how much they differ in what is left unanswered; interviews that repeat each other; and
items with a reversed scale.

input.survey (recoded), input.source, input.codebook, input.cells; params.screened, params.asked
(also the items of the analyses), params.adjust, params.alpha, params.seed; output.screening,
output.cells (item × interviewer), output.scores (interviewers over all items), output.silence,
output.silence_interviewers, output.duplicates, output.reversals.
"""

from interviewer_effects.files import read_csv, read_json, write_csv, write_text
from interviewer_effects.pipeline.inputs.answers import StoredAnswers
from interviewer_effects.pipeline.stages.screen_items import screen_items
from interviewer_effects.running import job


def main(smk):
    params = smk.params
    made = screen_items(
        StoredAnswers(smk.input.survey),
        read_json(smk.input.codebook),
        read_json(smk.input.source)["columns"],
        read_csv(smk.input.cells),
        screened=params.screened,
        asked=params.asked,
        adjust=params.adjust,
        alpha=params.alpha,
        seed=params.seed,
    )
    write_csv(made.screening, smk.output.screening)
    write_csv(made.screening_interviewers, smk.output.cells)
    write_csv(made.interviewer_scores, smk.output.scores)
    write_csv(made.silence, smk.output.silence)
    write_csv(made.silence_interviewers, smk.output.silence_interviewers)
    write_csv(made.duplicates, smk.output.duplicates)
    write_csv(made.reversals, smk.output.reversals)
    counts = (
        f"{len(made.screening)} items screened, {len(made.silence)} kinds of silence, "
        f"{len(made.duplicates)} pairs alike\n"
    )
    write_text(counts, smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
