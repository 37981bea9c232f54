"""The sections of the page, in reading order: each a finding, a sentence, pictures, how to read
them, tables.
"""

from dataclasses import dataclass, field

from interviewer_effects.report.areas import findings as places
from interviewer_effects.report.codings import findings as scales
from interviewer_effects.report.covariates import findings as covered
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.dispersion import findings as alike
from interviewer_effects.report.influence import findings as pull
from interviewer_effects.report.intervals import findings as sizes
from interviewer_effects.report.interviewers import check_findings as people
from interviewer_effects.report.models import findings as models
from interviewer_effects.report.nonresponse import findings as unanswered
from interviewer_effects.report.power import findings as found
from interviewer_effects.report.survey import file_findings as file
from interviewer_effects.report.survey import findings as whole
from interviewer_effects.report.tests import findings as testing
from interviewer_effects.report.text.sentences import Link, Sentence
from interviewer_effects.report.weights import findings as weighting

from . import views
from .page_tables import (
    analysis_table,
    coded_table,
    effects_rows,
    influence_rows,
    interval_table,
    panel_table,
    second_look_table,
    silent_table,
    survey_table,
)
from .panels import PanelFigures, panels

# Figures of the model checks that are seen at once
CHECKED_FIRST = ("qq_residual", "residuals", "caterpillar_1_recoded", "effects_recoded")


@dataclass(frozen=True)
class Section:
    """A finding and what it rests on.

    Attributes
    ----------
    reading
        Names the folded help of the template.
    pictures, folded
        Figures that are seen at once, and those for whoever opens them.
    report
        The table to report, which is seen at once.
    tables
        All other tables, which are folded.
    """

    anchor: str
    short: str
    heading: Sentence
    sentence: Sentence
    reading: str
    pictures: list = field(default_factory=list)
    tables: list = field(default_factory=list)
    panels: list = field(default_factory=list)
    links: list = field(default_factory=list)
    folded: list = field(default_factory=list)
    report: list = field(default_factory=list)


def survey_sections(survey: Survey, pictures: dict) -> list[Section]:
    """The data file, items and recoding, which belong to the survey and not to one analysis."""
    missing = chosen(pictures, "missing_items")
    answers = chosen(pictures, "item_")
    items = [
        survey_table(survey, "items", views.ITEMS, "Items: answers, missing codes, distribution")
    ]
    recodes = [
        survey_table(
            survey, "recodes", views.RECODES, "Recoded answers by item, code and interviewer"
        )
    ]
    by_interviewer = [
        pictures[name] for name in pictures if name in ("missing_interviewers", "missing_pattern")
    ]
    made = [
        silence_section(survey, pictures),
        Section(
            "file-section",
            "Data file",
            *file.data_file(survey),
            "data_file",
            [],
            _file_tables(survey),
        ),
        Section(
            "items-section",
            "Items",
            *whole.items(survey),
            "items",
            missing,
            items,
            folded=answers,
        ),
        Section(
            "recoding",
            "Recoding",
            *whole.recoding(survey),
            "recoding",
            tables=recodes,
            folded=by_interviewer,
        ),
        repeats_section(survey),
    ]
    return [section for section in made if section is not None]


def repeats_section(survey: Survey) -> Section | None:
    """Interviews that repeat each other and items with a reversed scale, where there are any."""
    named = (
        ("duplicates", views.DUPLICATES, "Pairs of interviews that repeat each other"),
        ("reversals", views.REVERSALS, "Items that seem to be recorded with the scale reversed"),
    )
    tables = [survey_table(survey, *one) for one in named if not survey.table(one[0]).empty]
    if not tables:
        return None
    return Section("repeats-section", "Repeats", *whole.repeats(survey), "repeats", [], tables)


def silence_section(survey: Survey, pictures: dict) -> Section | None:
    """Item nonresponse, where any answer is missing."""
    if survey.table("silence").empty:
        return None
    tables = [survey_table(survey, "silence", views.SILENCE, "Item nonresponse by item and reason")]
    if not survey.table("silence_interviewers").empty:
        tables.append(silent_table(survey))
    return Section(
        "silence-section",
        "Item nonresponse",
        *unanswered.silence(survey),
        "silence",
        chosen(pictures, "silence_funnel"),
        tables,
        folded=chosen(pictures, "silence_items"),
    )


def _file_tables(survey: Survey) -> list:
    """What the sources say of codes, what was joined and what the weight is, as far as there is
    anything.
    """
    named = (
        ("join", views.JOIN, "Join: records that matched, and each key that did not"),
        ("codes", views.CODES, "Missing codes by source: file, value labels, codebook"),
        ("weights", views.WEIGHTS, "Facts about the weights"),
    )
    return [survey_table(survey, *one) for one in named if not survey.table(one[0]).empty]


def screening_section(survey: Survey, pictures: dict) -> Section | None:
    """All screened items, or nothing when none were asked for."""
    if survey.table("screening").empty:
        return None
    columns = views.SCREENING + (
        views.SCREENED_AREAS if "icc_areas" in survey.table("screening") else []
    )
    tables = [survey_table(survey, "screening", columns, "ICC of the screened items, recoded data")]
    if not survey.table("interviewer_scores").empty:
        caption = "Interviewers over all screened items"
        tables.append(survey_table(survey, "interviewer_scores", views.SCORES, caption))
    return Section(
        "screening-section",
        "All items",
        *whole.screening(survey),
        "screening",
        [pictures[name] for name in pictures if name == "screening"],
        tables,
        folded=chosen(pictures, "screening_"),
    )


def analysis_sections(analysis: Analysis, pictures: dict) -> list[Section]:
    """The sections of one analysis; those without anything to say are left out."""
    made = [
        interviewers,
        spread,
        size,
        tests,
        areas,
        weights,
        influence,
        sensitivity,
        treatments,
        explained,
        power,
        diagnostics,
        ladder,
        witness,
    ]
    return [section for make in made if (section := make(analysis, pictures)) is not None]


def chosen(pictures: dict, *starts: str) -> list:
    """The pictures whose names start with one of `starts`, in that order."""
    return [one for start in starts for name, one in pictures.items() if name.startswith(start)]


def ladder(analysis: Analysis, pictures: dict) -> Section:
    """Fits and parameters."""
    tables = [
        analysis_table(analysis, "parameters", views.PARAMETERS, "Parameters of every model"),
        analysis_table(
            analysis, "fits", views.FITS, "Fits: deviance, information criteria, ICC, design effect"
        ),
    ]
    caption = (
        "Fixed effects of the main model: t with Satterthwaite df, profile likelihood, "
        "likelihood-ratio test"
    )
    rows = sizes.fixed_effects(analysis)
    tables.insert(0, interval_table(analysis, "fixed", views.FIXED, caption, rows))
    lost = analysis.table("dropped").query("n_missing != 0")
    if not lost.empty:
        caption = "Interviews without an answer to a variable"
        tables.append(analysis_table(analysis, "dropped", views.DROPPED, caption, lost))
    return Section(
        f"{analysis.anchor}-ladder",
        "Models",
        *models.ladder(analysis),
        "ladder",
        tables=tables,
        folded=chosen(pictures, "ladder"),
    )


def tests(analysis: Analysis, pictures: dict) -> Section:
    """Likelihood-ratio tests, the records behind a change, and the lines themselves."""
    asked = testing.asked(analysis, "recoded")
    tables = [panel_table(analysis, what, number) for number, what in enumerate(asked, start=1)]
    tables.append(analysis_table(analysis, "tests", views.TESTS, "Likelihood-ratio tests"))
    if not analysis.coded_cells.empty:
        tables.append(coded_table(analysis))
    return Section(
        f"{analysis.anchor}-testing",
        "Tests",
        *testing.tests(analysis),
        "tests",
        chosen(pictures, "lines_"),
        tables,
        folded=chosen(pictures, "null_"),
    )


def size(analysis: Analysis, pictures: dict) -> Section | None:
    """How large the differences are, with both intervals, and what they cost; where levels or
    slopes vary at all.
    """
    rows = sizes.limits(analysis)
    if rows.empty:
        return None
    caption = "Numbers to report, with intervals; recoded data, REML"
    report = [interval_table(analysis, "intervals", views.INTERVALS, caption, rows)]
    tables = []
    if not (points := sizes.rho_rows(analysis)).empty:
        tables.append(
            interval_table(
                analysis, "rho", views.RHO, "The ICC along the predictor, recoded", points
            )
        )
    return Section(
        f"{analysis.anchor}-size",
        "Interviewer variance",
        *sizes.size(analysis),
        "size",
        tables=tables,
        folded=chosen(pictures, "rho_", "profiles"),
        report=report,
    )


def areas(analysis: Analysis, pictures: dict) -> Section | None:
    """Interviewers and the areas they work in, where the survey has a column of areas."""
    if not places.has_areas(analysis):
        return None
    tables = [
        analysis_table(
            analysis, "areas", views.AREAS, "Variances without and with areas in the model, REML"
        ),
        analysis_table(
            analysis, "overlap", views.OVERLAP, "Who worked where", places.facts(analysis)
        ),
    ]
    drawn = chosen(pictures, "areas_")
    return Section(
        f"{analysis.anchor}-places", "Areas", *places.areas(analysis), "areas", drawn, tables
    )


def weights(analysis: Analysis, pictures: dict) -> Section | None:
    """The models unweighted and weighted, where weights were asked for."""
    if not weighting.is_weighted(analysis):
        return None
    caption = "Unweighted and weighted estimates by pseudo-likelihood (ML form)"
    tables = [analysis_table(analysis, "weighting", views.WEIGHTING, caption)]
    return Section(
        f"{analysis.anchor}-weighted",
        "Weights",
        *weighting.weights(analysis),
        "weighted",
        tables=tables,
        folded=chosen(pictures, "weights_"),
    )


def power(analysis: Analysis, pictures: dict) -> Section | None:
    """What the survey could have found, where levels vary at all."""
    rows = found.detectable(analysis)
    if rows.empty:
        return None
    caption = "Smallest effects found with 80 % power; the file holds the curves"
    tables = [analysis_table(analysis, "power", views.POWER, caption, rows)]
    return Section(
        f"{analysis.anchor}-found",
        "Minimum detectable effect",
        *found.power(analysis),
        "power",
        tables=tables,
        folded=chosen(pictures, "power_"),
    )


def influence(analysis: Analysis, pictures: dict) -> Section | None:
    """Interviewers, groups and interviews left out, where there is a variance to test."""
    if analysis.table("influence_groups").empty:
        return None
    rows = influence_rows(analysis)
    tables = [
        analysis_table(
            analysis, "influence_groups", views.GROUPS, "The most influential group of each size"
        ),
        analysis_table(analysis, "influence", views.INFLUENCE, "Each interviewer left out", rows),
        analysis_table(
            analysis, "influence_interviews", views.INTERVIEWS, "Single interviews left out"
        ),
    ]
    paths = chosen(pictures, "path_")
    return Section(
        f"{analysis.anchor}-pull",
        "Influence",
        *pull.influence(analysis),
        "influence",
        paths[:1],
        tables,
        folded=[*paths[1:], *chosen(pictures, "influence_")],
    )


def explained(analysis: Analysis, pictures: dict) -> Section | None:
    """Variance explained by interviewer covariates, where there are any."""
    if analysis.table("explained", "recoded").empty:
        return None
    short = "Variance explained"
    tables = [
        analysis_table(analysis, "explained", views.EXPLAINED, f"{short} by interviewer covariates")
    ]
    return Section(
        f"{analysis.anchor}-covariates",
        short,
        *covered.explained(analysis),
        "explained",
        [],
        tables,
    )


def diagnostics(analysis: Analysis, pictures: dict) -> Section:
    """Checks of the model with their pictures."""
    tables = [analysis_table(analysis, "diagnostics", views.DIAGNOSTICS, "Checks of the model")]
    shown = chosen(pictures, *CHECKED_FIRST)
    every = chosen(pictures, "caterpillar_", "qq_", "effects_")
    return Section(
        f"{analysis.anchor}-checks",
        "Checks of assumptions",
        *people.diagnostics(analysis),
        "diagnostics",
        shown,
        tables,
        folded=[picture for picture in every if picture not in shown],
    )


def treatments(analysis: Analysis, pictures: dict) -> Section | None:
    """The outcome by its order alone, and split in two."""
    if analysis.table("treatments").empty:
        return None
    tables = [
        analysis_table(analysis, "treatments", views.TREATMENTS, "Other codings of the outcome")
    ]
    return Section(
        f"{analysis.anchor}-scale",
        "Outcome codings",
        *scales.treatments(analysis),
        "treatments",
        tables=tables,
        folded=chosen(pictures, "treatments"),
    )


def interviewers(analysis: Analysis, pictures: dict) -> Section:
    """Who is looked at, with a panel each."""
    rows = effects_rows(analysis)
    tables = [
        analysis_table(
            analysis, "effects", views.EFFECTS, "Predicted effects of every interviewer", rows
        )
    ]
    if analysis.at_second_look:
        tables.append(second_look_table(analysis))
    if not analysis.table("drill").empty:
        tables.insert(
            0,
            analysis_table(
                analysis, "drill", views.DRILL, "Facts about the interviewers flagged for review"
            ),
        )
    if not analysis.table("causes").empty:
        tables.insert(
            0,
            analysis_table(
                analysis, "causes", views.TRIED, "Explanations tried by refitting without them"
            ),
        )
    anchor, told = f"{analysis.anchor}-interviewers", people.interviewers(analysis)
    if analysis.survey.layout.apart:
        links = [Link(who, href) for who, href in analysis.pages.items()]
        return Section(anchor, "Interviewers", *told, "interviewers", [], tables, links=links)
    shown = [PanelFigures.of(panel, pictures) for panel in panels(analysis)]
    return Section(anchor, "Interviewers", *told, "interviewers", [], tables, shown)


def spread(analysis: Analysis, pictures: dict) -> Section | None:
    """How alike each interviewer's answers are, where there are interviewers with interviews
    enough.
    """
    rows = alike.spread_rows(analysis)
    if rows[rows["variant"] == "recoded"].empty:
        return None
    caption = "Residual variance of each interviewer"
    tables = [analysis_table(analysis, "spread", views.SPREAD, caption, rows)]
    drawn = chosen(pictures, "spread")
    return Section(
        f"{analysis.anchor}-alike",
        "Residual variance",
        *alike.spread(analysis),
        "spread",
        drawn,
        tables,
    )


def sensitivity(analysis: Analysis, pictures: dict) -> Section:
    """The three variants side by side."""
    tables = [
        analysis_table(
            analysis, "sensitivity", views.SENSITIVITY, "Parameters in the three variants"
        )
    ]
    if not analysis.table("excluded").empty:
        tables.append(
            analysis_table(
                analysis, "excluded", views.EXCLUDED, "Interviewers excluded from trimmed"
            )
        )
    if not analysis.table("kept").empty:
        tables.append(
            analysis_table(analysis, "kept", views.KEPT, "Flagged, and not excluded from trimmed")
        )
    if not analysis.table("shrinkage").empty:
        caption = "Without the most extreme interviewers, beside clean simulated surveys"
        tables.append(analysis_table(analysis, "shrinkage", views.SHRINKAGE, caption))
    return Section(
        f"{analysis.anchor}-variants",
        "Recoding and exclusion",
        *models.sensitivity(analysis),
        "sensitivity",
        tables=tables,
        folded=chosen(pictures, "sensitivity", "shrinkage"),
    )


def witness(analysis: Analysis, pictures: dict) -> Section | None:
    """The second engine beside ours."""
    if analysis.table("witness").empty:
        return None
    tables = [
        analysis_table(analysis, "witness", views.WITNESS, "Deviances here and in statsmodels")
    ]
    return Section(
        f"{analysis.anchor}-second", "Cross-check", *models.witness(analysis), "witness", [], tables
    )
