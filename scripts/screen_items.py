"""Rule screen_items: the share of each item's variance that lies between interviewers, codes
recoded, and how much they differ in what is left unanswered; interviews that repeat each other; and
items with a reversed scale.

input.survey (recoded), input.source, input.codebook, input.cells; params.screened, params.asked
(also the items of the analyses), params.adjust, params.alpha, params.seed; output.screening,
output.cells (item × interviewer), output.scores (interviewers over all items), output.silence,
output.silence_interviewers, output.duplicates, output.reversals.
"""

from interviewer_effects.audit.explanations.comparable_answers import comparable
from interviewer_effects.audit.explanations.near_duplicates import duplicates
from interviewer_effects.audit.explanations.reversals import reversals
from interviewer_effects.audit.flags.nonresponse import silence
from interviewer_effects.audit.items.interviewer_scores import interviewer_scores
from interviewer_effects.audit.items.screening import screen
from interviewer_effects.audit.items.screening_areas import beside_areas
from interviewer_effects.audit.models.interviews import every_interview
from interviewer_effects.files import read_csv, read_json, write_csv, write_text
from interviewer_effects.frames import names_of
from interviewer_effects.running import job
from interviewer_effects.survey.reading.stored import read_all, read_interviews


def main(smk):
    columns, given = read_json(smk.input.source)["columns"], smk.params
    items = list(dict.fromkeys([*given.screened, *given.asked]))
    ids = [columns["interview"], columns["interviewer"]]
    wanted = [*ids, *items, *filter(None, [columns.get("area")])]
    survey = read_interviews(smk.input.survey, dict.fromkeys(wanted))
    blocks = read_all(smk.input.survey, dict.fromkeys([ids[1], *given.screened]))
    screened = screen(blocks, ids[1], given.screened, given.alpha, given.seed)
    write_csv(beside_areas(screened.items, survey, columns, given.alpha), smk.output.screening)
    write_csv(screened.cells, smk.output.cells)
    write_csv(
        interviewer_scores(screened.cells, given.adjust, given.alpha, given.seed), smk.output.scores
    )
    every = every_interview(
        read_interviews(smk.input.survey), read_json(smk.input.codebook), columns
    )
    compared = comparable(every, [item for item in names_of(every) if item not in columns.values()])
    write_csv(reversals(every, items, given.adjust, given.alpha), smk.output.reversals)
    write_csv(repeated := duplicates(compared, given.alpha, given.seed), smk.output.duplicates)
    cells = read_csv(smk.input.cells)
    unanswered, people = silence(survey, cells, columns, items, given.adjust, given.alpha)
    write_csv(unanswered, smk.output.silence)
    write_csv(people, smk.output.silence_interviewers)
    said = (
        f"{len(screened.items)} items screened, {len(unanswered)} kinds of silence, "
        f"{len(repeated)} pairs alike\n"
    )
    write_text(said, smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
