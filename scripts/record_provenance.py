"""Rule record_provenance: what went in and what computed it, so that the numbers can be made again.

input.source, input.codebook (as resolved); params.settings (the survey's config), params.tests,
params.flags, params.privacy, params.files (fingerprint of every file that the survey is read from),
params.command (see provenance.command_of), params.code (hash of the package), params.root (the
folder of the Snakefile); output.provenance.
"""

import platform
from importlib.metadata import version
from pathlib import Path

from interviewer_effects.files import read_json, write_json, write_text
from interviewer_effects.inputs import digest_of
from interviewer_effects.provenance import config_used, revision
from interviewer_effects.running import job
from interviewer_effects.version import version_of

PACKAGES = (
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "statsmodels",
    "matplotlib",
    "seaborn",
    "jinja2",
    "snakemake",
)
SOURCE = ("path", "format", "sha256", "hmac_sha256", "n_rows", "n_columns", "synthetic")


def main(smk):
    source, given = read_json(smk.input.source), smk.params
    root = Path(given.root)
    settings = {"tests": given.tests, "flags": given.flags, "privacy": given.privacy}
    content = {
        "survey": smk.wildcards.survey,
        "input": told_input(source, given.privacy["min_cell"]),
        "files_hmac_sha256" if "rounding" in source else "files_sha256": dict(given.files),
        "codebook_sha256": digest_of(Path(smk.input.codebook)),
        "config": {"survey": config_used(given.settings)} | settings,
        "versions": {"interviewer-effects": version_of(root), "python": platform.python_version()}
        | {name: version(name) for name in PACKAGES},
        "revision": revision(root),
        "code_sha256": given.code,
        "command": given.command,
    }
    write_json(content, smk.output.provenance)
    write_text(f"revision {content['revision']}\n", smk.log[0])


def told_input(source, min_cell):
    """What was read; where small cells are hidden without the number of interviews, which the
    tables have in steps of their own.
    """
    hidden = ("n_rows",) if min_cell > 1 else ()
    return {key: source[key] for key in SOURCE if key in source and key not in hidden}


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
