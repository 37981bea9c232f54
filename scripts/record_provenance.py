"""Rule record_provenance: what went in and what computed it, so that the numbers can be made again.

input.source; params.settings (the survey's config), params.tests, params.flags, params.code (hash of
the package), params.root;
output.provenance.
"""

import platform
import shutil
import subprocess
from importlib.metadata import version

from interviewer_effects.files import read_json, write_json, write_text
from interviewer_effects.running import job

PACKAGES = ("numpy", "scipy", "pandas", "pyarrow", "statsmodels", "matplotlib", "seaborn", "jinja2", "snakemake")


def main(smk):
    source = read_json(smk.input.source)
    content = {
        "survey": smk.wildcards.survey,
        "input": {key: source[key] for key in ("path", "format", "sha256", "n_rows", "n_columns", "synthetic")},
        "config": {"survey": smk.params.settings, "tests": smk.params.tests, "flags": smk.params.flags},
        "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        "revision": revision(smk.params.root),
        "code_sha256": smk.params.code,
        "command": "snakemake --cores 4",
    }
    write_json(content, smk.output.provenance)
    write_text(f"revision {content['revision']}\n", smk.log[0])


def revision(root):
    """The commit of the pipeline, or 'unknown' outside a git checkout and where there is no git."""
    if not shutil.which("git"):
        return "unknown"
    said = subprocess.run(
        ["git", "-C", root, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False
    )
    return said.stdout.strip() if said.returncode == 0 else "unknown"


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
