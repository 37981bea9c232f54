"""Rule drill_down: what is particular about each interviewer who is looked at.

input: data, records and effects of raw and recoded (raw_data, raw_records, raw_effects,
recoded_data, …), cells, second_look; params.analysis; output.drill.
"""

import pandas as pd
from interviewer_effects.audit.explanations.drill_down import Evidence, drill
from interviewer_effects.audit.flags.masking_check import SECOND
from interviewer_effects.audit.models.interviews import coded_cells
from interviewer_effects.audit.models.model_sequence import interviewer_lines, main_model, restored
from interviewer_effects.files import read_csv, read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec

VARIANTS = ("raw", "recoded")


def main(smk):
    analysis = AnalysisSpec.of(smk.params.analysis)
    answers = {v: pd.read_parquet(smk.input[f"{v}_data"]) for v in VARIANTS}
    effects = {v: read_csv(smk.input[f"{v}_effects"]) for v in VARIANTS}
    lines = {
        v: predicted_lines(answers[v], effects[v], read_json(smk.input[f"{v}_records"]), analysis)
        for v in VARIANTS
    }
    cells = read_csv(smk.input.cells)
    numeric = [s for s in analysis.random_slopes if s in lines["raw"].columns]
    evidence = Evidence(
        outcome=analysis.outcome,
        predictor=numeric[0] if numeric else None,
        covariates=analysis.interviewer_covariates,
        answers=answers,
        effects=effects | {SECOND: read_csv(smk.input.second_look)},
        lines=lines,
        cells=coded_cells(cells, analysis, answers["raw"]["interview"]),
    )
    facts = drill(evidence)
    write_csv(facts, smk.output.drill)
    write_text(f"{facts['interviewer'].nunique()} interviewers looked at\n", smk.log[0])


def predicted_lines(frame, effects, records, analysis):
    ladder, fits = restored(frame, analysis, records)
    name = main_model(ladder)
    return interviewer_lines(ladder, fits[name, "REML"], effects, name)


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
