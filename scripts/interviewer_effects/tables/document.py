"""The tables as a page of the documentation, and as a Frictionless data package beside the
files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .description import Column, Kind, Level, Table
from .types import TABLES

TYPES = {Kind.TEXT: "string", Kind.NUMBER: "number", Kind.COUNT: "number", Kind.YES_NO: "boolean"}
HEADINGS = {
    "Of a survey": (Level.SURVEY,),
    "Of an analysis": (Level.ANALYSIS, Level.RECODED, Level.TRIMMED, Level.JOINED),
    "Of a variant of an analysis": (Level.VARIANT,),
}
INTRODUCTION = """\
# Tables

What `results/<survey>/tables` holds: tidy CSV files in UTF-8 with one header line, full precision,
and an empty cell where there is nothing to say. `datapackage.json` beside them says the same for
programs. This page is written by `python -m interviewer_effects.tables docs/tables.md`.

Tables of an analysis name the `analysis` and, where it matters, the `variant` in each row. A column
in braces, such as `shift of {term}`, stands for one column per name of the analysis.
"""
UNPUBLISHED = "Read by figures only, in the folder of the analysis and variant."
OPTIONAL = "Only where the config asks for areas or weights."


def page(tables: Iterable[Table] = TABLES.values()) -> str:
    """The page in Markdown: a section per table, a line per column."""
    parts = [INTRODUCTION]
    for heading, levels in HEADINGS.items():
        parts.append(f"## {heading}\n")
        parts += [_section(table) for table in tables if table.level in levels]
    return "\n".join(parts)


def _section(table: Table) -> str:
    remarks = [UNPUBLISHED] if not table.is_published else [OPTIONAL] if table.is_optional else []
    keys = ", ".join(f"`{key}`" for key in table.keys)
    opening = " ".join([f"One row per {table.row}; key: {keys}; made by `{table.rule}`.", *remarks])
    rows = [f"| `{c.name}` | {c.kind} | {_cell(c)} |" for c in table.columns]
    header = ["| column | type | meaning |", "|---|---|---|"]
    return "\n".join([f"### {table.name}.csv\n", f"{opening}\n", *header, *rows, ""])


def _cell(column: Column) -> str:
    meaning = column.meaning.replace("|", "\\|")
    return f"{meaning} [{column.unit}]" if column.unit else meaning


def datapackage(survey: str, headers: dict[str, list[str]]) -> dict[str, Any]:
    """The descriptor of a survey's tables by the Frictionless standard (Data Package 1.0).

    Parameters
    ----------
    survey
        The name of the survey.
    headers
        The header line of each table, by its name.

    Raises
    ------
    KeyError
        Where a header is not described.
    """
    return {
        "profile": "tabular-data-package",
        "name": survey.lower(),
        "title": f"Interviewer effects: tables of the survey {survey}",
        "resources": [_resource(TABLES[name], header) for name, header in sorted(headers.items())],
    }


def _resource(table: Table, header: list[str]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": f"One row per {table.row}",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(name, table.column(name)) for name in header],
            "missingValues": [""],
        },
    }


def _field(name: str, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": TYPES[column.kind], "description": _cell(column)}
    if column.kind == Kind.YES_NO:
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    return field
