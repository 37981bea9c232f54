"""Rule record_manifest: the SHA-256 of every file that the run made for a survey, for
`interviewer-audit verify`.

input: everything, so that it comes last; params.inputs (SHA-256 of the files that the survey was
read from, by path), params.settings (what config.yaml says of it, None where the run was told
otherwise), params.keyed (false, or the mark of the key with which all fingerprints are keyed);
output.manifest.
"""

from pathlib import Path

from interviewer_effects.files import write_text
from interviewer_effects.manifest import write_manifest
from interviewer_effects.running import job
from interviewer_effects.survey.identities.key import key_of_run


def main(smk):
    root = Path(smk.output.manifest).parents[2]
    given = smk.params
    key = key_of_run(given.keyed) if given.keyed else None
    n = write_manifest(smk.wildcards.survey, root, given.inputs, given.settings, key=key)
    write_text(f"{n} files recorded\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
