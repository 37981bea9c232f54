"""What a table is: its columns with types and meanings, what one row stands for, where it is
made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

PLACEHOLDER = re.compile(r"\{.*?\}")


class Kind(StrEnum):
    """The type of a column's cells."""

    TEXT = "text"  # names, codes and sentences: 008 is not 8
    NUMBER = "number"
    COUNT = "count"  # a whole number
    YES_NO = "yes/no"  # True or False


class Level(StrEnum):
    """What one file of a table is made for, before the published table joins them."""

    SURVEY = "survey"
    ANALYSIS = "analysis"
    VARIANT = "variant"  # raw, recoded and trimmed each
    RECODED = "recoded"  # of that variant alone
    TRIMMED = "trimmed"
    JOINED = "joined"  # from other tables, when all are put together


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    name
        As in the header line. `{…}` stands for a name of the analysis, such as a term of a model:
        one column for each.
    kind
        The type of its cells; any cell may be empty.
    meaning
        What a cell says, in one sentence without a full stop.
    unit
        Of a number that has one: "answer" is the unit of the outcome.
    is_optional
        Whether the column is there only where the config asks for what it holds.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    is_optional: bool = field(default=False, kw_only=True)

    @property
    def is_pattern(self) -> bool:
        """Whether it stands for one column per name of the analysis."""
        return "{" in self.name

    @property
    def fixed_part(self) -> str:
        """Its name without what a pattern leaves open."""
        return PLACEHOLDER.sub("", self.name)

    def matches(self, name: str) -> bool:
        """Whether a header is of this column."""
        pattern = ".+".join(re.escape(part) for part in PLACEHOLDER.split(self.name))
        return re.fullmatch(pattern, name) is not None


@dataclass(frozen=True)
class Table:
    """One table of results/<survey>/tables, or a part of an analysis that only figures read.

    Parameters
    ----------
    name
        The file's name without `.csv`.
    row
        What one row stands for.
    level
        What one file is made for. Parts of analyses and variants are joined, with the columns
        `analysis` and `variant` before those of the part.
    rule
        The rule of the workflow that makes it.
    columns
        In their order.
    keys
        The columns that tell its rows apart.
    is_published
        Whether it lies in results/<survey>/tables.
    is_optional
        Whether it is made only where the config asks for it.
    """

    name: str
    row: str
    level: Level
    rule: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    is_published: bool = field(default=True, kw_only=True)
    is_optional: bool = field(default=False, kw_only=True)

    @cached_property
    def text_columns(self) -> frozenset[str]:
        """The columns that are read as text."""
        return frozenset(column.name for column in self.columns if column.kind == Kind.TEXT)

    @property
    def header(self) -> list[str]:
        """The header line of a file without any row."""
        certain = (c for c in self.columns if not c.is_pattern and not c.is_optional)
        return [column.name for column in certain]

    def column(self, name: str) -> Column:
        """The description of a header; of several that match the most particular one.

        Raises
        ------
        KeyError
            Where the table has no such column.
        """
        candidates = [column for column in self.columns if column.matches(name)]
        if not candidates:
            raise KeyError(f"{self.name}.csv has no column {name!r}")
        return max(candidates, key=lambda column: len(column.fixed_part))

    def unknown(self, header: list[str]) -> list[str]:
        """The headers that no column describes, and the columns that are missing, in this order."""
        undescribed = [name for name in header if not any(c.matches(name) for c in self.columns)]
        return undescribed + [name for name in self.header if name not in header]
