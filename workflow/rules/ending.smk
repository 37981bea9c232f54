# Needs the tables of surveys. How a run begins and what it ends with: the page of all surveys, and words.
from types import SimpleNamespace

import snakemake.logging

from interviewer_effects.disk import refuse_held
from interviewer_effects.files import sweep
from interviewer_effects.manifest import INDEX as INDEX_MANIFEST, edited
from interviewer_effects.progress import TimeLeft
from interviewer_effects.running import hold, reasons

# There from the first job of a run until it ends well.
UNFINISHED = Path(".snakemake/unfinished")


def take_away_edited():
    """Takes away what was edited by hand after the last run, so that this one makes it again; of a run that did not end
    well nobody can tell what was edited.
    """
    if workflow.output_settings.dryrun or UNFINISHED.exists():
        return
    paths = edited(SURVEYS, Path("."))
    refuse_held(paths)
    for path in paths:
        print(
            f"{path}: Was changed after the last run. It is made again.",
            file=sys.stderr,
        )
        path.unlink()


if workflow.is_main_process and not IMPORTED:
    try:
        take_away_edited()
    except AuditError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def alone_here():
    """Ends this run where another one is at work in the same folder, or a file that it makes again is open elsewhere;
    clears up after one that was killed.
    """
    try:
        hold(Path(".snakemake/run.lock"))
        refuse_held(
            Path(path) for job in workflow.dag.needrun_jobs() for path in job.output
        )
        sweep("results", "reports", "logs", "private")
        UNFINISHED.touch()
    except AuditError as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(2)  # not sys.exit: Snakemake would print a traceback


def say_what_is_left():
    """Lets this run say every few seconds how long it will still take."""
    snakemake.logging.logger.addHandler(TimeLeft())


FAILED = UNAUDITED | REFUSED  # what is not audited, and why
SEVERAL = len(SURVEYS) + len(FAILED) > 1
INDEX = (
    {  # of several surveys; of one the manifest alone, which says that there is no page
        "page": "reports/index.html",
        "by_survey": "reports/index-surveys.csv",
        "by_item": "reports/index-items.csv",
        "manifest": INDEX_MANIFEST,
    }
)


def index_files():
    """What is asked for of the page of all surveys; where one survey is left, that an old page goes."""
    if SEVERAL:
        return list(INDEX.values())
    return [INDEX_MANIFEST] if Path(PREFIX + INDEX["page"]).exists() else []


def index_inputs(surveys):
    """What the page of all surveys reads of these; it comes after their own reports."""
    named = ("source.json", "codebook.json", "survey.parquet")
    sources, codebooks, frames = (
        [f"results/{survey}/{name}" for survey in surveys] for name in named
    )
    return {
        "sources": sources,
        "codebooks": codebooks,
        "surveys": frames,
        "tables": [path for survey in surveys for path in tables_of(survey)],
        "parts": [path for survey in surveys for path in parts_of(survey)],
        "templates": sorted(
            str(path) for path in (ROOT / "reports/templates").iterdir()
        ),
        "css": str(ROOT / "reports/style.css"),
        "style": str(ROOT / "reports/figures.mplstyle"),
        "manifests": [f"results/{survey}/manifest.json" for survey in surveys],
    }


def index_params(surveys, failed):
    """What the page of all surveys is told beside that: their analyses, and why others failed."""
    return {
        "surveys": {survey: analyses(survey) for survey in surveys},
        "failed": failed,
        "alpha": SETTINGS["tests"]["alpha"],
        "min_cell": SETTINGS["privacy"]["min_cell"],
    }


def failures():
    """Why each survey has no report that goes with this run, for those without one."""
    found = dict(FAILED)
    for survey in SURVEYS:
        said = "; ".join(reasons(Path("logs"), survey))
        wanted = [*made_of(survey), f"results/{survey}/manifest.json"]
        if said or not all(Path(path).exists() for path in wanted):
            found[survey] = said or "not finished: a job was killed, or never started"
    return found


def say_what_failed():
    """After a run that failed: why, and the page of all surveys with those that are there."""
    failed = failures()
    if not SEVERAL:
        return
    there = [survey for survey in SURVEYS if survey not in failed]
    print("".join(f"\n{name}: failed. {failed[name]}" for name in failed))
    if there and failed != FAILED:  # what the check refused is on the page already
        from render_index import main as render_index

        render_index(
            SimpleNamespace(
                input=SimpleNamespace(**index_inputs(there)),
                output=SimpleNamespace(**INDEX),
                params=SimpleNamespace(**index_params(there, failed)),
                log=["logs/render_index.log"],
            )
        )
        Path(INDEX_MANIFEST).unlink()  # so that the next run makes the page again
    if there:
        print("\nAll surveys, with those that failed: reports/index.html")


def main_findings():
    """What a run ends with: the answers of every report's first screen, and where the report is."""
    parts = []
    for survey in SURVEYS:
        told = Path(f"logs/render_report/{survey}.log")
        if told.is_file():
            answers = told.read_text(encoding="utf-8").strip()
            parts.append(f"\n{survey}: reports/{survey}.html\n{answers}")
    several = ["\nAll surveys: reports/index.html"] if SEVERAL else []
    return "\n".join([*parts, *several])
