"""Rule render_index: several surveys ranked on one page that leads to their reports.

input.tables, input.sources, input.codebooks, input.surveys (lists over all surveys), input.parts;
input.templates, input.css, input.style; params.surveys (name -> analyses, in the order of the
config), params.alpha, params.min_cell, params.failed (survey -> reason, of those left out);
output.page, output.by_survey and output.by_item (the tables that it prints, beside it),
output.manifest. Where one survey is left there is no such page: an old one is removed, and the
manifest alone is made.
"""

from pathlib import Path

from interviewer_effects.files import write_csv, write_text
from interviewer_effects.manifest import PAGES, write_index_manifest
from interviewer_effects.report.data.results import Folder, Survey
from interviewer_effects.report.overview.page import overview_tables, render_overview
from interviewer_effects.running import job


def main(smk):
    named = [*smk.params.surveys, *smk.params.failed]
    root = Path(smk.output.manifest).parents[1]
    if len(named) > 1:
        render(smk)
    else:
        for page in PAGES:
            (root / page).unlink(missing_ok=True)
        write_text("one survey: no page of all surveys\n", smk.log[0])
    write_index_manifest(named, root)


def render(smk):
    """The page of all surveys and its tables."""
    root = Path(smk.input.sources[0]).parent.parent
    paths = [
        *smk.input.sources,
        *smk.input.codebooks,
        *smk.input.surveys,
        *smk.input.tables,
        *smk.input.parts,
    ]
    surveys = [
        Survey(name, Folder.of(paths, root / name), analyses, smk.params.alpha, smk.params.min_cell)
        for name, analyses in smk.params.surveys.items()
    ]
    css = Path(smk.input.css).read_text(encoding="utf-8")
    page = render_overview(
        surveys, Path(smk.input.templates[0]).parent, css, smk.input.style, smk.params.failed
    )
    write_text(page, smk.output.page)
    tables = overview_tables(surveys)
    for name, table in tables.items():
        write_csv(table, Path(smk.output.page).with_name(name))
    write_text(
        "".join(f"{name}: {len(table)} rows\n" for name, table in tables.items()), smk.log[0]
    )


if "snakemake" in globals():
    job(main, snakemake)  # noqa: F821
