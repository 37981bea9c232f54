# Needs SETTINGS. Makes SURVEYS and the helpers of the rules.
import time

from interviewer_effects.tables import Level, published_at
from interviewer_effects.terms import Variant

VARIANTS = tuple(variant.value for variant in Variant)
QUOTED = Variant.RECODED.value  # the variant whose sizes the report quotes
PACKAGE = ROOT / "scripts"
PARTS = published_at(Level.VARIANT)
DRAWN = ("qq", "residuals", "nulls", "profiles")
LEFT_OUT = published_at(Level.TRIMMED)
# Tables of an analysis, its variants together.
WHOLE = published_at(Level.ANALYSIS)
READ = "codes join weights".split()  # of the survey file itself
# Tables of a survey, its analyses together.
OF_SURVEY = published_at(Level.SURVEY)
SCREENED = "screening screening_interviewers interviewer_scores silence silence_interviewers".split()
# Of the survey as read, as recoded and as labelled; what none of the tables holds.
OF_READING = "survey.parquet source.json coding.json extended.parquet recoded.parquet codebook.json provenance.json".split()
UNSCREENED = ("codebook.json", "provenance.json")
UNTABLED = ("fits.json", "replicates.csv")  # of each variant
OF_AREAS = "areas overlap".split()  # where there is a column of areas
OTHERS = [
    *LEFT_OUT,
    *WHOLE,
    *published_at(Level.RECODED),
    *published_at(Level.JOINED),
]
NAME = "[A-Za-z0-9][A-Za-z0-9_-]*"
SURVEYS = list(SETTINGS["surveys"])


wildcard_constraints:
    survey=rf"(?!index(?:[./]|$)){NAME}",  # reports/index.html is of all surveys
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
    """The files that a survey is read from: its data and its codebook, where they are files. Their dates tell nothing,
    as read_survey has their fingerprints as a parameter; Snakemake refuses one that is dated in the future, and takes
    a part of one that is called a{b}.csv for a wildcard.
    """
    files = files_of_survey(wildcards.survey)
    files = [path for path in files if not {"{", "}"} & set(path)]
    return [ancient(path) for path in files if not is_from_the_future(Path(path))]


def is_from_the_future(path):
    """Whether a file is dated later than now; one that is not here, but in a bucket, is not."""
    return path.exists() and path.stat().st_mtime > time.time()


def files_of_survey(name):
    """The same by the name of the survey."""
    return [
        str(CONFIG.parent / path) for path in files_named(SETTINGS["surveys"][name])
    ]


def reading_of(wildcards):
    """The part of a survey's config that reading it depends on: not what its items are called."""
    survey = SETTINGS["surveys"][wildcards.survey]
    if isinstance(survey["codebook"], dict):
        survey = survey | {"codebook": without_labels(survey["codebook"])}
    return {
        key: survey[key]
        for key in (
            "data",
            "encoding",
            "decimal",
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


def inputs_of_reading(wildcards):
    """The fingerprints of the files that a survey is read from, by path."""
    return reading_of_survey(SETTINGS["surveys"][wildcards.survey], INPUTS)


def labels_of_items(wildcards):
    """What the codebook calls the items of a survey."""
    return labels_of(SETTINGS["surveys"][wildcards.survey], INPUTS)


def recorded_settings(survey):
    """What config.yaml says of a survey, for the manifest; None where the run was told otherwise."""
    return settings_of(SETTINGS, survey) if CONFIG == HERE and not OVERRIDDEN else None


def published_items(survey):
    """The items of a survey that may be published; None where all are."""
    return named_items(SETTINGS["surveys"][survey], INPUTS, PRIVATE)


def told_files(survey):
    """The fingerprints of the files that a survey is read from, by path; keyed where anything is to be hidden."""
    digests = {
        path: INPUTS["files"][path] for path in files_named(SETTINGS["surveys"][survey])
    }
    return (
        {path: keyed(KEY, digest) for path, digest in digests.items()}
        if PRIVATE
        else digests
    )


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
    made_for = {
        Level.VARIANT: VARIANTS,
        Level.TRIMMED: ("trimmed",),
        Level.ANALYSIS: ("",),
        Level.RECODED: ("recoded",),
    }
    return [
        [
            table,
            analysis,
            variant,
            str(Path("results", survey, analysis, variant, f"{table}.csv")),
        ]
        for level, variants in made_for.items()
        for table in published_at(level)
        for analysis in analyses(survey)
        for variant in variants
    ]


def placed_parts(survey):
    """The same with the paths at which they lie: Snakemake puts the prefix of a module before inputs, not before this."""
    return [[*names, PREFIX + path] for *names, path in table_parts(survey)]


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


def made_of(survey):
    """Every file of a survey's results but its manifest. All of them are asked for: what a job that failed took away
    is made again by the next run, and so is all that rests on it.
    """
    root = f"results/{survey}"
    parts = [path for *_, path in table_parts(survey)]
    folders = [
        f"{root}/{analysis}/{variant}" for analysis, variant in variants_of(survey)
    ]
    fitted = [f"{folder}/{name}" for folder in folders for name in UNTABLED]
    whole = [f"{root}/{name}.csv" for name in OF_SURVEY]
    read = [f"{root}/{name}" for name in OF_READING]
    others = [
        f"{root}/tables/datapackage.json",
        f"{root}/figures",
        f"reports/{survey}.html",
        f"reports/{survey}",
    ]
    return [
        *read,
        *whole,
        *parts,
        *parts_of(survey),
        *fitted,
        *tables_of(survey),
        *others,
    ]


def screened_of(survey):
    """The same of what screening alone needs and makes."""
    screened = [f"results/{survey}/{name}.csv" for name in SCREENED]
    read = [f"results/{survey}/{name}" for name in OF_READING if name not in UNSCREENED]
    return [*screened, *read]


def survey_tables(wildcards):
    """The tables of a survey."""
    return tables_of(wildcards.survey)


def tables_of(survey):
    """The same by the name of the survey."""
    area = SETTINGS["surveys"][survey]["columns"]["area"]
    crossed = OF_AREAS if area and analyses(survey) else []
    weighted = ["weighting"] if weighted_of(survey) else []
    return [
        f"results/{survey}/tables/{name}.csv"
        for name in [*PARTS, *OTHERS, *OF_SURVEY, *crossed, *weighted]
    ]
