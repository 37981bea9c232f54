# Needs SETTINGS. Makes SURVEYS and the helpers of the rules.
from types import SimpleNamespace

import snakemake.logging

from interviewer_effects.files import sweep
from interviewer_effects.progress import TimeLeft
from interviewer_effects.running import hold, reasons

VARIANTS = ("raw", "recoded", "trimmed")
QUOTED = "recoded"  # the variant whose sizes the report quotes
PACKAGE = ROOT / "scripts"
PARTS = (
    "fits parameters tests explained intervals effects diagnostics dropped witness "
    "influence influence_groups influence_interviews"
).split()
DRAWN = ("qq", "residuals", "nulls", "profiles")
# Tables of an analysis, its variants together.
WHOLE = "drill causes conclusions spread shrinkage treatments".split()
READ = "codes join weights".split()  # of the survey file itself
# Tables of a survey, its analyses together.
OF_SURVEY = [
    *READ,
    *"items distributions recodes recoded_cells screening screening_interviewers interviewer_scores silence silence_interviewers".split(),
]
OF_AREAS = "areas overlap".split()  # where there is a column of areas
OTHERS = "excluded kept drill causes conclusions spread shrinkage treatments power sensitivity".split()
SHARE = 20  # megabytes of memory for a megabyte of a survey's files, which may be compressed
HELD = 0.005  # megabytes of memory for an interview drawn from a Parquet file with more: the rest passes by in blocks
NAME = "[A-Za-z0-9][A-Za-z0-9_-]*"
SURVEYS = list(SETTINGS["surveys"])


wildcard_constraints:
    survey=NAME,
    analysis=rf"(?!(?:tables|figures)/){NAME}",
    variant="|".join(VARIANTS),


def analyses(survey):
    """The analyses of a survey, by name."""
    return SETTINGS["surveys"][survey]["analyses"]


def analysis_of(wildcards):
    """The config section of one analysis, without what only its causes read."""
    return fitted_analyses(wildcards.survey)[wildcards.analysis]


def fitted_analyses(survey):
    """The same of every analysis of a survey."""
    return {
        name: {k: v for k, v in section.items() if k != "respondent_covariates"}
        for name, section in analyses(survey).items()
    }


def variants_of(survey):
    """[analysis, variant] of everything that is fitted."""
    return [
        [analysis, variant] for analysis in analyses(survey) for variant in VARIANTS
    ]


def weighted_of(survey):
    """The same of the analyses that ask for weights."""
    asking = {a for a, one in analyses(survey).items() if one["weights"] != "none"}
    return [one for one in variants_of(survey) if one[0] in asking]


def respondent_covariates_of(wildcards):
    """What is known of the respondents, by column."""
    return analyses(wildcards.survey)[wildcards.analysis]["respondent_covariates"]


def items_of(wildcards):
    """Outcomes and predictors of all analyses of a survey."""
    sections = analyses(wildcards.survey).values()
    return [x for one in sections for x in (one["outcome"], *one["predictors"])]


def source_files(wildcards):
    """The files that a survey is read from: its data and its codebook, where they are files."""
    return files_of_survey(wildcards.survey)


def files_of_survey(name):
    """The same by the name of the survey."""
    survey = SETTINGS["surveys"][name]
    named = [
        survey["data"] if survey["data"] != "simulate" else None,
        survey["codebook"],
        (survey["interviewers"] or {}).get("data"),
    ]
    return [str(CONFIG.parent / path) for path in named if isinstance(path, str)]


def memory(base):
    """Megabytes that a job asks a cluster for: the base and SHARE of its survey's files, as far as they are held in
    memory; doubled at each retry.
    """
    return lambda wildcards, attempt: (
        int(base + megabytes(wildcards)) * 2 ** (attempt - 1)
    )


def minutes(base):
    """Minutes that a job asks a cluster for; doubled at each retry."""
    return lambda wildcards, attempt: base * 2 ** (attempt - 1)


def megabytes(wildcards):
    """What the files of a survey, or of all surveys where a job is for all of them, take in memory."""
    surveys = [wildcards.survey] if "survey" in wildcards.keys() else SURVEYS
    known = [survey for survey in surveys if survey in SURVEYS]  # not one refused
    held = {
        path: megabytes_of(Path(path), SETTINGS["surveys"][survey]["sample"])
        for survey in known
        for path in files_of_survey(survey)
    }
    return sum(held.values())


def megabytes_of(path, sample):
    """The same of one file; a Parquet file is held as far as its interviews are drawn."""
    size = SHARE * path.stat().st_size / 1e6 if path.exists() else 0
    return min(size, HELD * sample) if path.suffix in (".parquet", ".pq") else size


def reading_of(wildcards):
    """The part of a survey's config that reading it depends on."""
    survey = SETTINGS["surveys"][wildcards.survey]
    return {
        key: survey[key]
        for key in (
            "data",
            "simulate",
            "interviewers",
            "columns",
            "codebook",
            "split_by",
            "part",
            "sample",
        )
        if key in survey
    }


def of_variants(name):
    """One file of each variant of an analysis."""
    return expand(
        f"results/{{{{survey}}}}/{{{{analysis}}}}/{{variant}}/{name}", variant=VARIANTS
    )


def fit_inputs(wildcards):
    """The survey that a variant is fitted on, and for trimmed the interviewers to leave out."""
    name = "survey" if wildcards.variant == "raw" else "recoded"
    files = {"survey": f"results/{wildcards.survey}/{name}.parquet"}
    if wildcards.variant == "trimmed":
        files["excluded"] = (
            f"results/{wildcards.survey}/{wildcards.analysis}/trimmed/excluded.csv"
        )
    return files


def table_parts(survey):
    """[table, analysis, variant, path] of every part of a survey's tables."""
    parts = [
        [table, analysis, variant, f"results/{survey}/{analysis}/{variant}/{table}.csv"]
        for table in PARTS
        for analysis in analyses(survey)
        for variant in VARIANTS
    ]
    for analysis in analyses(survey):
        for table in ("excluded", "kept"):
            path = f"results/{survey}/{analysis}/trimmed/{table}.csv"
            parts.append([table, analysis, "trimmed", path])
        for table in WHOLE:
            parts.append(
                [table, analysis, "", f"results/{survey}/{analysis}/{table}.csv"]
            )
        parts.append(
            [
                "power",
                analysis,
                "recoded",
                f"results/{survey}/{analysis}/recoded/power.csv",
            ]
        )
    return parts


def survey_parts(wildcards):
    """The files of each analysis and variant that the report reads besides the tables."""
    return parts_of(wildcards.survey)


def parts_of(survey):
    """The same by the name of the survey."""
    folders = [f"results/{survey}/{a}/{v}" for a in analyses(survey) for v in VARIANTS]
    return [
        f"{folder}/{name}"
        for folder in folders
        for name in ("data.parquet", *(f"{part}.csv" for part in DRAWN))
    ]


def survey_tables(wildcards):
    """The tables of a survey."""
    return tables_of(wildcards.survey)


def tables_of(survey):
    """The same by the name of the survey."""
    crossed = OF_AREAS if SETTINGS["surveys"][survey]["columns"]["area"] else []
    weighted = ["weighting"] if weighted_of(survey) else []
    return [
        f"results/{survey}/tables/{name}.csv"
        for name in [*PARTS, *OTHERS, *OF_SURVEY, *crossed, *weighted]
    ]


def alone_here():
    """Ends this run where another one is at work in the same folder; clears up after one that was killed."""
    try:
        hold(Path(".snakemake/run.lock"))
        sweep("results", "reports", "logs", "private")
    except AuditError as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(2)  # not sys.exit: Snakemake would print a traceback


def say_what_is_left():
    """Lets this run say every few seconds how long it will still take."""
    snakemake.logging.logger.addHandler(TimeLeft())


INDEX = {
    "page": "reports/index.html",
    "by_survey": "reports/index-surveys.csv",
    "by_item": "reports/index-items.csv",
}


def index_inputs(surveys):
    """What the page of all surveys reads of these."""
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
    found = {survey: REFUSED.get(survey, "") for survey in REFUSED}
    for survey in SURVEYS:
        said = "; ".join(reasons(Path("logs"), survey))
        if said or not Path(f"results/{survey}/manifest.json").is_file():
            found[survey] = said or "not finished: a job was killed, or never started"
    return found


def say_what_failed():
    """After a run that failed: why, and the page of all surveys with those that are there."""
    failed = failures()
    if len(SURVEYS) + len(REFUSED) < 2:
        return
    there = [survey for survey in SURVEYS if survey not in failed]
    print("".join(f"\n{name}: failed. {failed[name]}" for name in failed))
    if there and failed != REFUSED:  # what the check refused is on the page already
        from render_index import main as render_index

        render_index(
            SimpleNamespace(
                input=SimpleNamespace(**index_inputs(there)),
                output=SimpleNamespace(**INDEX),
                params=SimpleNamespace(**index_params(there, failed)),
                log=["logs/render_index.log"],
            )
        )
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
    several = ["\nAll surveys: reports/index.html"] if len(SURVEYS) > 1 else []
    return "\n".join([*parts, *several])
