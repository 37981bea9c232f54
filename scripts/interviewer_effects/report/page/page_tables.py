"""The tables of the page: rows in the order in which they are read, and where the whole of each is
found.
"""

from interviewer_effects.audit.flags.masking_check import SECOND
from interviewer_effects.report.data.analysis import Analysis, pages_of
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.tests import findings as tests_findings

from . import views
from .tables import Table, csv_text, csv_uri, table

FIRST = {"recoded": 0, "raw": 1, "trimmed": 2, SECOND: 3, "REML": 0, "ML": 1}


def survey_table(survey: Survey, name: str, columns: list, caption: str) -> Table:
    """A table of the whole survey, in the order of its file."""
    link = _whole(survey, name, f"{name}.csv")
    return table(
        survey.table(name),
        columns,
        name,
        caption,
        f"{name}.csv",
        link,
        pages_of(survey),
        survey.layout.rows,
    )


def silent_table(survey: Survey) -> Table:
    """Interviewers' shares of interviews with any item unanswered, the most unusual on top; items
    are in the file.
    """
    rows = survey.table("silence_interviewers")
    rows = rows[rows["item"] == "any item"].sort_values("p", kind="stable")
    caption, file = (
        "Interviews with any item nonresponse, by interviewer",
        "silence_interviewers.csv",
    )
    link, most = (
        _whole(survey, "silence_interviewers", file, {"item": ["any item"]}),
        survey.layout.rows,
    )
    return table(
        rows, views.SILENT, "silence-interviewers", caption, file, link, pages_of(survey), most
    )


def analysis_table(analysis: Analysis, name: str, columns: list, caption: str, rows=None) -> Table:
    """The rows of one analysis: recoded before raw, REML before ML, and otherwise as in the
    file.
    """
    frame = analysis.table(name) if rows is None else rows
    keys = [key for key in ("variant", "criterion") if key in frame]
    frame = (
        frame.sort_values(keys, key=lambda cells: cells.map(FIRST), kind="stable")
        if keys
        else frame
    )
    return _of_analysis(analysis, name, name, columns, caption, frame)


def panel_table(analysis: Analysis, what: str, number: int) -> Table:
    """The p-values of one variance side by side."""
    caption, rows = tests_findings.panel(analysis, what)
    return _of_analysis(analysis, f"panel-{number}", "tests", views.PANEL, caption, rows)


def interval_table(analysis: Analysis, name: str, columns: list, caption: str, rows) -> Table:
    """A view of intervals.csv: rows with both methods beside each other; the link holds every row
    of the file.
    """
    return _of_analysis(analysis, name, "intervals", columns, caption, rows)


def coded_table(analysis: Analysis) -> Table:
    """The answers that separate raw from recoded."""
    caption = "Answers with a missing code in the variables of this analysis"
    anchor, file = f"{analysis.anchor}-coded", f"{analysis.name}-coded.csv"
    link = _whole(analysis.survey, "recoded_cells", file, {"item": analysis.items})
    return table(
        analysis.coded_cells,
        views.CODED,
        anchor,
        caption,
        file,
        link,
        analysis.pages,
        analysis.survey.layout.rows,
    )


def _of_analysis(
    analysis: Analysis, name: str, source: str, columns: list, caption: str, rows
) -> Table:
    """A table of an analysis, called `name` on the page; the link holds every row of `source` that
    belongs to it.
    """
    file, most = f"{analysis.name}-{source}.csv", analysis.survey.layout.rows
    link = _whole(analysis.survey, source, file, {"analysis": [analysis.name]})
    return table(
        rows, columns, f"{analysis.anchor}-{name}", caption, file, link, analysis.pages, most
    )


def _whole(survey: Survey, name: str, file: str, keep: dict | None = None) -> str:
    """Where the whole of a table is: in the page or in a file beside it."""
    text = csv_text(survey.folder.path(f"tables/{name}.csv"), keep)
    return survey.layout.table_link(file, text, csv_uri)


def effects_rows(analysis: Analysis):
    """Predicted effects with those looked at on top, then by size."""
    rows = analysis.table("effects")
    ranked = rows.assign(flag=rows["reasons"] == "", size=-rows["z_tail"].abs())
    return ranked.sort_values(["flag", "size", "interviewer"], kind="stable")


def second_look_table(analysis: Analysis) -> Table:
    """Those who stand out at the second look; that of everybody else is in the file of the run."""
    names = analysis.at_second_look
    rows = analysis.table("second_look")
    rows = rows[rows["interviewer"].isin(names)]
    keep = {"analysis": [analysis.name], "interviewer": names}
    file = f"{analysis.name}-second_look.csv"
    link, most = _whole(analysis.survey, "second_look", file, keep), analysis.survey.layout.rows
    anchor, caption = f"{analysis.anchor}-second-look", "Predicted effects in the masking check"
    return table(rows, views.EFFECTS, anchor, caption, file, link, analysis.pages, most)


def influence_rows(analysis: Analysis):
    """Interviewers left out with those influential alone on top, then by Cook's distance."""
    rows = analysis.table("influence")
    ranked = rows.assign(flag=~rows["influential"].astype(bool), size=-rows["cooks_d"])
    return ranked.sort_values(["flag", "size", "interviewer"], kind="stable")
