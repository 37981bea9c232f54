"""Rule weigh_interviews: the main model unweighted and weighted, of the analyses of a survey that
ask for weights.

input.data (the complete interviews of every analysis and variant, as params.parts lists them:
[analysis, variant]), input.survey, input.source; params.analyses, params.alpha, params.min_cell;
output.weighting.
"""

import pandas as pd
from interviewer_effects.audit.disclosure.edges import Edges
from interviewer_effects.audit.disclosure.published import published
from interviewer_effects.audit.robustness.weighting import COLUMNS, WEIGHTING, weighting_rows
from interviewer_effects.files import read_json, write_csv, write_text
from interviewer_effects.running import job
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.reading.stored import read_interviews


def main(smk):
    roles = read_json(smk.input.source)["columns"]
    named = {
        role: roles[role] for role in ("interview", "interviewer", *COLUMNS) if roles.get(role)
    }
    survey = read_interviews(smk.input.survey, dict.fromkeys(named.values()))
    held = {role: survey[named[role]].to_numpy() for role in COLUMNS if role in named}
    weights = pd.DataFrame(held, survey[named["interview"]].to_numpy())
    rows = []
    for (name, variant), path in zip(smk.params.parts, smk.input.data, strict=True):
        made = weighting_rows(
            pd.read_parquet(path),
            AnalysisSpec.of(smk.params.analyses[name]),
            weights,
            variant,
            smk.params.alpha,
        )
        rows += [{"analysis": name} | row for row in made]
    shown = {"weighting": pd.DataFrame(rows, columns=WEIGHTING)}
    if smk.params.min_cell > 1:
        people, edges = survey[roles["interviewer"]].value_counts(), Edges.of_file(smk.input.survey)
        shown = published(shown, people, smk.params.min_cell, edges)
    write_csv(shown["weighting"], smk.output.weighting)
    write_text(f"{len(rows)} rows\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
