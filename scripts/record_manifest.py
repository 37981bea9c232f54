"""Rule record_manifest: the SHA-256 of every file that the run made for a survey, for `interviewer-audit verify`.

input: everything, so that it comes last; output.manifest.
"""

from pathlib import Path

from interviewer_effects.files import write_json, write_text
from interviewer_effects.manifest import files_of, fingerprints
from interviewer_effects.running import job


def main(smk):
    root = Path.cwd()
    made = fingerprints(files_of(smk.wildcards.survey, root), root)
    write_json(made, smk.output.manifest)
    write_text(f"{len(made)} files recorded\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
