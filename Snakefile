# Interviewer-effects audit: from a survey file to one HTML report. `snakemake --list` says what each rule does.
import sys
from pathlib import Path

from snakemake.utils import min_version

min_version("9.0")
ROOT = Path(workflow.current_basedir.get_path_or_uri(secret_free=False)).resolve()
sys.path.insert(0, str(ROOT / "scripts"))
from interviewer_effects.running import let_jobs_import

let_jobs_import(ROOT / "scripts")


include: "workflow/rules/stopping.smk"
include: "workflow/rules/settings.smk"
include: "workflow/rules/common.smk"
include: "workflow/rules/resources.smk"
include: "workflow/rules/ending.smk"
include: "workflow/rules/code.smk"
include: "workflow/rules/read.smk"
include: "workflow/rules/fit.smk"
include: "workflow/rules/test.smk"
include: "workflow/rules/design.smk"
include: "workflow/rules/flag.smk"
include: "workflow/rules/witness.smk"
include: "workflow/rules/record.smk"
include: "workflow/rules/report.smk"


rule all:
    """The report of every survey in the config, and the manifest of what made it."""
    default_target: True
    input:
        [path for survey in SURVEYS for path in made_of(survey)],
        expand("results/{survey}/manifest.json", survey=SURVEYS),
        expand("results/{survey}/sound", survey=REFUSED),
        index_files(),


rule screen_all:
    """The screening of the items of every survey, without analyses and pages: results/<survey>/screening.csv."""
    input:
        [path for survey in SURVEYS for path in screened_of(survey)],
        expand("results/{survey}/sound", survey=REFUSED),


onstart:
    alone_here()
    say_what_is_left()


onsuccess:
    UNFINISHED.unlink(missing_ok=True)
    print(main_findings())


onerror:
    say_what_failed()
