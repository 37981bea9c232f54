"""Numbers as files write them: 1,5 and 1.5, 1.823 and 1 823 and 1'823, −3, 45 %, ,93 and 1,5E-04.

A column of text is a column of numbers where every cell is one, with a point or with a comma as the
decimal mark; the other mark, a space or an apostrophe may separate thousands. A column such as 950,
1.823 is one with either mark, and not the same: the other columns of the file say which mark it is,
or the user does, or the file is refused.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from interviewer_effects.problems import AuditError, Problem, shown

from . import cells as convert

POINT, COMMA = ".", ","
OTHER = {POINT: COMMA, COMMA: POINT}
TIDY = (  # what is written in several ways
    ("[\u00a0\u2007\u2009\u202f]", " "),
    ("[\u2019\u02bc\u00b4`]", "'"),
    ("^[\u2212\u2013\uff0d] *", "-"),
)
PERCENT = r" *%$"
TRIPLES = r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+$"  # a point in it may separate thousands
PROOFS = {POINT: r"\.\d*[1-9]", COMMA: r"^[+-]?(?:\d+,\d{4,}|0,\d{2,})$"}
STATED = {"point": POINT, "comma": COMMA}
SEPARATORS = {POINT: "point", COMMA: "comma", " ": "space", "'": "apostrophe"}
HEAD = 1000
LISTED = 5


@dataclass(frozen=True)
class Column:
    """The cells of a column: as written, tidied, and the decimal marks with which each of them is a
    number.

    `number` holds the numbers where they are those with a point, read already.
    """

    name: str
    cells: pa.ChunkedArray
    tidy: pa.ChunkedArray
    marks: tuple[str, ...]
    number: pa.ChunkedArray | None = None

    @property
    def proves(self) -> str | None:
        """The decimal mark of the file, where this column can have no other."""
        return self.marks[0] if len(self.marks) == 1 else None

    @property
    def is_open(self) -> bool:
        """Whether it depends on the decimal mark what the numbers are."""
        return len(self.marks) == 2 and _any(self.tidy, "[.,]")

    def values(self, mark: str) -> pa.ChunkedArray:
        """The numbers, or the text where not every cell is one."""
        if not self.marks:
            return self.cells
        if self.number is not None and mark == POINT:
            return self.number
        ungrouped = pc.replace_substring_regex(self.tidy, f"[{OTHER[mark]} ']", "")
        return convert.number(pc.replace_substring(ungrouped, mark, POINT))


@dataclass(frozen=True)
class Notation:
    """The columns of a file as values, the decimal mark of its numbers, and sentences on what was
    read how.
    """

    columns: dict[str, pa.ChunkedArray]
    decimal: str
    remarks: list[str]


def read_notation(
    columns: dict[str, pa.ChunkedArray], delimiter: str, file: str, decimal: str | None = None
) -> Notation:
    """Turn columns of text cells into numbers where they are; the others stay text, blanks are
    missing.

    `decimal` is the mark that the user states, point or comma. Raises AuditError where a column has
    other numbers with a point than with a comma, and nothing says which is meant.
    """
    examined = [_examined(name, cells) for name, cells in columns.items()]
    stated = None if decimal is None else STATED.get(decimal)
    if delimiter == COMMA and stated != COMMA:
        examined = _without_lists(examined)
    stated = stated or _proven(examined)
    found = {column.name: _mark(column, stated, delimiter) for column in examined}
    undecided = [column for column in examined if found[column.name] is None]
    if undecided:
        raise AuditError(_undecided(column, file) for column in undecided[:LISTED])
    marks = {name: mark for name, mark in found.items() if mark is not None}
    has_commas = any(
        column.marks and marks[column.name] == COMMA and _any(column.tidy, ",")
        for column in examined
    )
    return Notation(
        {column.name: column.values(marks[column.name]) for column in examined},
        COMMA if has_commas else POINT,
        list(_remarks(examined, marks, file)),
    )


def _examined(name: str, cells: pa.ChunkedArray) -> Column:
    cells = convert.without_blanks(cells)
    wordless = convert.without_words(cells)
    for candidate in (cells, wordless):
        number = convert.number(candidate)
        if number is not None and not _may_be_thousands(candidate, number):
            is_pointed = pa.types.is_floating(number.type) and _any(candidate, r"\.")
            return Column(
                name, cells, candidate, (POINT,) if is_pointed else (POINT, COMMA), number
            )
    tidy = _tidied(wordless)
    return Column(name, cells, tidy, tuple(mark for mark in OTHER if _all(tidy, _pattern(mark))))


def _may_be_thousands(cells: pa.ChunkedArray, number: pa.ChunkedArray) -> bool:
    """Whether there is a point, and every one has three digits behind it and one to three before
    it.
    """
    return (
        pa.types.is_floating(number.type)
        and _any(cells, r"\.")
        and _all(cells, rf"{TRIPLES}|^[^.]*$")
    )


def _pattern(mark: str) -> str:
    """Numbers with this decimal mark; between their thousands the other mark, a space, an
    apostrophe, or nothing.
    """
    groups = [rf"(?:{sign}\d{{3}})+" for sign in (rf"\{OTHER[mark]}", " ", "'")]
    indian = r"|[1-9]\d?(?:,\d{2})+,\d{3}" if mark == POINT else ""
    whole = rf"(?:[1-9]\d{{0,2}}(?:{'|'.join(groups)}){indian})"
    part = rf"\{mark}\d"
    return rf"^[+-]?(?:{whole}(?:{part}*)?|(?:\d+(?:{part}*)?|{part}+)(?:[eE][+-]?\d+)?)$"


def _tidied(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write signs, spaces and digits in one way; percent signs go where every cell has one."""
    if _any(cells, r"[^\x00-\x7F]"):
        for written, plain in TIDY:
            cells = pc.replace_substring_regex(cells, written, plain)
        if _any(cells, r"[^\x00-\x7F]") and _all(cells, r"^[\p{Nd}.,+\- '%eE]+$"):
            cells = _with_ascii_digits(cells)
    return pc.replace_substring_regex(cells, PERCENT, "") if _all(cells, PERCENT) else cells


def _with_ascii_digits(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """٣ and ３ as 3."""
    texts = cells.to_pylist()
    letters = {letter for text in texts if text for letter in text if letter.isdecimal()}
    digits = str.maketrans({letter: str(unicodedata.decimal(letter)) for letter in letters})
    return pa.chunked_array(
        [pa.array([text and text.translate(digits) for text in texts], pa.string())]
    )


def _without_lists(columns: list[Column]) -> list[Column]:
    """In a file cut by commas a comma within a cell is a decimal mark only where a cell says so:
    1,3 may be a list.
    """
    if COMMA in _strongly_proven(columns):
        return columns
    return [replace(column, marks=()) if column.proves == COMMA else column for column in columns]


def _proven(columns: list[Column]) -> str | None:
    """The decimal mark that a column of the file cannot be without; None where columns speak for
    both or none do.
    """
    proven = {column.proves for column in columns if column.proves is not None}
    if len(proven) == 2:
        proven = _strongly_proven(columns)
    return proven.pop() if len(proven) == 1 else None


def _strongly_proven(columns: list[Column]) -> set[str]:
    """The decimal marks that a cell proves which is no list such as 1,3 and no whole number such as
    5.0.
    """
    return {
        mark
        for mark, proof in PROOFS.items()
        if any(c.proves == mark and _any(c.tidy, proof) for c in columns)
    }


def _mark(column: Column, stated: str | None, delimiter: str) -> str | None:
    """The decimal mark of one column; None where it matters and is not known."""
    if not column.is_open:
        return column.proves or POINT
    if stated is None and delimiter == COMMA and _any(column.tidy, ","):
        return POINT
    return stated


def _undecided(column: Column, file: str) -> Problem:
    cell = _first(column.tidy, "[.,]")
    mark = COMMA if COMMA in cell else POINT
    either = f"{cell.replace(mark, '')} (the {SEPARATORS[mark]} separates thousands)"
    other = f"{cell.replace(mark, POINT)} (the {SEPARATORS[mark]} is the decimal mark)"
    said = f"This may be {either} or {other}, and the other columns of the file do not say which."
    first = SEPARATORS[OTHER[mark]]
    second = SEPARATORS[mark]
    remedy = (
        f"Write decimal: {first} for the first or decimal: {second} for the second below data in "
        "the config."
    )
    return Problem(file, column.name, cell, None, said, remedy)


def _remarks(columns: list[Column], marks: dict[str, str], file: str) -> Iterator[str]:
    """Say of the first columns with thousands or percent signs how they were read, and how many
    more there are.
    """
    said = {column.name: _remark(column, marks[column.name]) for column in columns}
    remarks = [f"{file}, column {shown(name)}: {remark}" for name, remark in said.items() if remark]
    yield from remarks[:LISTED]
    if len(remarks) > LISTED:
        yield (
            f"{file}: {len(remarks) - LISTED} more columns have separated thousands or percent "
            "signs."
        )


def _remark(column: Column, mark: str) -> str | None:
    if not column.marks:
        return None
    if column.number is None and _any(column.cells, "%"):
        cell = _first(column.cells, "%")
        return f"percentages are read as their numbers, such as {shown(cell)}."
    grouped = rf"\d[{OTHER[mark]} ']\d"
    if column.number is not None or not _any(column.tidy, grouped):
        return None
    cell = _first(column.tidy, grouped)
    sign = next(letter for letter in cell if letter in SEPARATORS and letter != mark)
    number = cell.replace(sign, "").replace(mark, POINT)
    return f"the {SEPARATORS[sign]} separates thousands, so {shown(cell)} is {number}."


def _any(cells: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(cells, pattern)).as_py())


def _all(cells: pa.ChunkedArray, pattern: str) -> bool:
    """Whether every cell that is not missing matches, and there is one; the first cells usually say
    no.
    """
    head = pc.all(pc.match_substring_regex(cells.slice(0, HEAD), pattern), min_count=0).as_py()
    return bool(head and pc.all(pc.match_substring_regex(cells, pattern)).as_py())


def _first(cells: pa.ChunkedArray, pattern: str) -> str:
    found = pc.filter(cells, pc.fill_null(pc.match_substring_regex(cells, pattern), False))
    return found[0].as_py()
