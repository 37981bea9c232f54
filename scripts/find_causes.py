"""Rule find_causes: what may be behind each flag, every candidate tried by refitting without it.

input: survey, recoded, source, codebook, cells; data, records, effects, influence and groups of raw
and recoded (raw_data, …), second_look; params.analysis, params.respondent_covariates,
params.screened, params.adjust, params.alpha, params.seed; output.causes, output.conclusions,
output.spread.
"""

import pandas as pd
from interviewer_effects.audit.explanations.candidates import Observed
from interviewer_effects.audit.explanations.causes import causes
from interviewer_effects.audit.explanations.conclusions import conclusions
from interviewer_effects.audit.explanations.dispersion_causes import spread_with_causes
from interviewer_effects.audit.explanations.respondents import respondents
from interviewer_effects.audit.flags.counterfactuals import make_case
from interviewer_effects.audit.flags.masking_check import second_case
from interviewer_effects.audit.influence.influence_tables import influential_groups
from interviewer_effects.audit.models.interviews import categories_of, coded_cells, every_interview
from interviewer_effects.audit.models.model_sequence import restored
from interviewer_effects.files import read_csv, read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.reading.stored import read_interviews

VARIANTS = ("recoded", "raw")


def main(smk):
    p, codebook, roles = (
        smk.params,
        read_json(smk.input.codebook),
        read_json(smk.input.source)["columns"],
    )
    cells = read_csv(smk.input.cells)
    answers = [read_interviews(smk.input[s]) for s in ("survey", "recoded")]
    raw, recoded = (every_interview(one, codebook, roles) for one in answers)
    categories = categories_of(codebook)
    known = respondents(answers[1], p.respondent_covariates, roles, categories)
    frames = {v: pd.read_parquet(smk.input[f"{v}_data"]) for v in VARIANTS}
    seen = Observed(
        raw,
        recoded,
        cells,
        codebook,
        AnalysisSpec.of(p.analysis),
        p.screened,
        frames,
        p.adjust,
        p.alpha,
        p.seed,
        known,
    )
    coded = coded_cells(cells, AnalysisSpec.of(p.analysis), frames["raw"]["interview"])
    cases = [case(v, frames[v], smk, coded) for v in VARIANTS]
    again = second_case(cases[0], read_csv(smk.input.second_look))
    write_csv(table := causes(seen, [*cases, again]), smk.output.causes)
    said = conclusions(table, frames["recoded"]["interviewer"].nunique())
    write_csv(said, smk.output.conclusions)
    write_csv(spread_with_causes(seen, cases), smk.output.spread)
    write_text(
        "".join(f"{r.interviewer} ({r.variant}): {r.sentence}\n" for r in said.itertuples()),
        smk.log[0],
    )


def case(variant, frame, smk, coded):
    fitted = restored(
        frame, AnalysisSpec.of(smk.params.analysis), read_json(smk.input[f"{variant}_records"])
    )
    effects = read_csv(smk.input[f"{variant}_effects"])
    influence, groups = (read_csv(smk.input[f"{variant}_{n}"]) for n in ("influence", "groups"))
    pulling = influential_groups(influence, groups)
    return make_case(
        variant, frame, *fitted, effects, coded, smk.params.adjust, smk.params.alpha, pulling
    )


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
