"""Rule drill_down: what is particular about each interviewer who is looked at.

input: data, records and effects of raw and recoded (raw_data, raw_records, raw_effects,
recoded_data, …), cells, second_look; params.analysis; output.drill.
"""

from interviewer_effects.files import read_csv, write_csv, write_text
from interviewer_effects.pipeline.inputs.fitted_files import read_fitted
from interviewer_effects.pipeline.stages.drill_down import drill_down
from interviewer_effects.running import job

VARIANTS = ("raw", "recoded")


def main(smk):
    given, section = smk.input, smk.params.analysis
    fitted = {
        variant: read_fitted(given[f"{variant}_data"], given[f"{variant}_records"], section)
        for variant in VARIANTS
    }
    effects = {variant: read_csv(given[f"{variant}_effects"]) for variant in VARIANTS}
    facts = drill_down(fitted, effects, read_csv(given.second_look), read_csv(given.cells))
    write_csv(facts, smk.output.drill)
    write_text(f"{facts['interviewer'].nunique()} interviewers looked at\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
