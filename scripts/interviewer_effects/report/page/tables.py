"""HTML views of the CSV tables: chosen columns, rounded for reading, with the full table as a
download.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from urllib.parse import quote as percent_encoded

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.frames import names_of
from interviewer_effects.report.data.layout import MAX_ROWS
from interviewer_effects.report.data.results import HIDDEN
from interviewer_effects.report.text.sentences import Sentence


@dataclass(frozen=True)
class Column:
    """A column of a view: what it is called and how the cell of a row (a dict) is written; `people`
    is the separator of the interviewers that it names, "" for a single one.
    """

    header: str
    show: Callable[[dict], str]
    key: str | None = None
    people: str | None = None

    def sort_key(self, row: dict) -> str:
        """The unrounded number that sorts the cell, or nothing for text."""
        value = row.get(self.key) if self.key else None
        return "" if value is None or numbers.is_missing(value) else repr(float(value))


@dataclass(frozen=True)
class Cell:
    """A written cell and what sorts it; `links` are the interviewers that it names, as (name, link
    or nothing).
    """

    text: str
    sort: str
    numeric: bool
    links: tuple = ()


@dataclass(frozen=True)
class Header:
    """A column's name and whether it holds numbers."""

    text: str
    numeric: bool


@dataclass(frozen=True)
class Table:
    """A table of the page; `uri` leads to the rows of `file` with every column, unrounded."""

    anchor: str
    caption: Sentence | str
    headers: list
    rows: list
    file: str
    uri: str
    n_rows: int
    hides: bool = False

    @property
    def cut(self) -> bool:
        """Whether the page shows fewer rows than the file holds."""
        return self.n_rows > len(self.rows)


def text(header: str, key: str) -> Column:
    """A column of text as it stands; nothing where there is none."""
    return Column(header, lambda row: "" if pd.isna(row.get(key)) else str(row[key]))


def people(header: str, key: str, separator: str = "") -> Column:
    """A column of interviewers, each leading to their page."""
    return Column(header, text(header, key).show, None, separator)


def number(header: str, key: str, formatter=numbers.significant) -> Column:
    """A column of numbers written by `formatter`; a hidden count as what stands in its place."""
    return Column(header, lambda row: hidden(row, key) or formatter(row.get(key)), key)


def hidden(row: dict, key: str) -> str:
    """What is written in place of a hidden count: "< 5" for a small one, "x" for one that would
    give it away.
    """
    shown = row.get(key + HIDDEN, "")
    return shown.replace("<", f"<{numbers.NARROW_SPACE}") if isinstance(shown, str) else ""


def table(
    frame: pd.DataFrame,
    columns: list,
    anchor: str,
    caption,
    file: str,
    uri: str,
    pages=None,
    most=MAX_ROWS,
) -> Table:
    """A view of the first rows of `frame`; a column that is None is left out; pages is interviewer
    -> link.
    """
    rows = frame.head(most).to_dict("records")
    columns = [column for column in columns if column is not None]
    cells = [[_cell(column, row, pages or {}) for column in columns] for row in rows]
    headers = [Header(c.header, c.key is not None) for c in columns]
    hides = any(name.endswith(HIDDEN) for name in names_of(frame))
    return Table(anchor, caption, headers, cells, file, uri, len(frame), hides)


def _cell(column: Column, row: dict, pages: dict) -> Cell:
    shown = column.show(row)
    if column.people is None or not pages:
        return Cell(shown, column.sort_key(row), column.key is not None)
    names = shown.split(column.people) if column.people else [shown]
    links = tuple((name, pages.get(name)) for name in names)
    return Cell(shown, "", False, links if any(link for _, link in links) else ())


def csv_text(path: Path, keep: dict | None = None) -> str:
    """A CSV file, its cells untouched; `keep` is column -> values and leaves other rows out."""
    with Path(path).open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        header = next(rows)
        chosen = [(header.index(name), set(values)) for name, values in (keep or {}).items()]
        page = StringIO()
        csv.writer(page, lineterminator="\n").writerows(
            [header, *(row for row in rows if all(row[i] in values for i, values in chosen))]
        )
    return page.getvalue()


def csv_uri(text: str) -> str:
    """A CSV file as a data: link."""
    return "data:text/csv;charset=utf-8," + percent_encoded(text, safe="-_.~!*(),;:@$/?=")
