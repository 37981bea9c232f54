"""Rule describe_tables: what the published tables of a survey hold, for programs: a Frictionless
data package.

input.tables: every table; output.package.
"""

from pathlib import Path

from interviewer_effects.files import read_header, write_json, write_text
from interviewer_effects.running import job
from interviewer_effects.tables.document import datapackage


def main(smk):
    headers = {Path(path).stem: read_header(path) for path in smk.input.tables}
    write_json(datapackage(smk.wildcards.survey, headers), smk.output.package)
    write_text(f"{len(headers)} tables described\n", smk.log[0])


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
