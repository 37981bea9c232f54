"""Delimited text to a table of strings: encoding, delimiter and rows found out and reported, damage
refused.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from interviewer_effects.problems import AuditError, Problem

from .cells import INVISIBLE
from .code_pages import fitting_code_page

if TYPE_CHECKING:
    import pyarrow as pa

DELIMITERS = (",", ";", "\t", "|")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATOR_LINE = re.compile(
    r'"?sep=(?P<delimiter>[^"\r\n])"?[ ,;\t|]*(?:\r\n|\r|\n)', re.IGNORECASE
)
BLANK_LINE = re.compile(r"(?:\A|\n|\r(?!\n))(?:\r|\n)(?!\Z)")
SAMPLE_LETTERS, SAMPLE_ROWS = 65_536, 20
LISTED = 5
FEWEST_COLUMNS = 4  # where lines of a text may have as many delimiters as a row by chance


@dataclass(frozen=True)
class Text:
    """A decoded file: its letters, the name of the encoding they came in, and whether that was
    found by the letters.
    """

    letters: str
    encoding: str
    is_fitted: bool = False


def decode(raw: bytes, file: str, encoding: str | None = None) -> Text:
    """Decode by byte order mark, else as the user says, else as UTF-8, else by the code page that
    fits the letters.
    """
    for mark, marked in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return Text(_decoded(raw, marked, file), marked)
    if encoding is not None:
        letters = _decoded(raw, encoding, file)
        if "\0" in letters:
            raise AuditError(
                _unreadable(file, raw, raw.index(b"\0"), f"It is no text in {encoding}")
            )
        return Text(letters, encoding)
    if b"\0" in raw:
        raise AuditError(_unreadable(file, raw, raw.index(b"\0"), "It is not a text file"))
    try:
        return Text(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        first = error.start
    if _is_damaged_utf8(raw):
        raise AuditError(_unreadable(file, raw, first, "It is UTF-8 with damaged letters"))
    fitted = fitting_code_page([raw])
    if fitted is None:
        raise AuditError(
            _unreadable(file, raw, first, "It is not UTF-8, and its letters fit no code page")
        )
    return Text(_decoded(raw, fitted, file), fitted, is_fitted=True)


def without_separator_line(letters: str) -> tuple[str, str | None]:
    """Take off a first line such as sep=; which is for Excel, and the delimiter that it names; else
    None.
    """
    found = SEPARATOR_LINE.match(letters)
    return (letters[found.end() :], found["delimiter"]) if found else (letters, None)


def find_delimiter(letters: str) -> str:
    """Pick the delimiter that cuts the first rows into the most fields, with as many in each row as
    in the header.
    """
    return max(DELIMITERS, key=lambda delimiter: _fit(letters[:SAMPLE_LETTERS], delimiter))


def read_table(
    letters: str, delimiter: str, file: str, numbers: list[int] | None = None
) -> pa.Table:
    """Cut into a table of strings under the header's names; rows of another length are listed as
    problems.

    `numbers` are the `row_numbers` of the file, for the messages. Blank lines are skipped. Names
    are stripped; a nameless column (R writes one for row names) becomes `column_1`.
    """
    import pyarrow as pa
    import pyarrow.csv as pa_csv

    names = header(letters, delimiter, file)
    # Arrow wants a line end after the header even when nothing follows it.
    raw = (letters + "\n").encode("utf-8")
    places = [str(place) for place in range(len(names))]
    wrong: list = []

    def noted(row) -> str:
        wrong.append(row)
        return "skip"

    reading = pa_csv.ReadOptions(
        column_names=places,
        skip_rows_after_names=1,
        use_threads=False,
        block_size=min(len(raw) + 1, 2**30),
    )
    parsing = pa_csv.ParseOptions(
        delimiter=delimiter,
        newlines_in_values=True,
        invalid_row_handler=noted,
    )
    strings = pa_csv.ConvertOptions(column_types=dict.fromkeys(places, pa.string()))
    try:
        table = pa_csv.read_csv(pa.BufferReader(raw), reading, parsing, strings)
    except pa.ArrowInvalid as error:
        said = f"The table cannot be read ({str(error).splitlines()[0]})."
        raise AuditError(
            Problem(file, None, None, None, said, "Check delimiters and quotation marks.")
        ) from None
    if len(names) == 1:
        raise AuditError(_one_column(names[0], numbers, file))
    quotes = [
        *_unclosed(letters, table, numbers, file),
        *_swallowed(table, names, delimiter, numbers, file),
    ]
    problems = [*repeated(names, file), *_ragged(wrong, numbers, file), *quotes]
    if problems:
        raise AuditError(problems)
    return table.rename_columns(names)


def header(letters: str, delimiter: str, file: str) -> list[str]:
    """Read the names of the columns from the first row that is not blank."""
    rows = csv.reader(io.StringIO(letters, newline=""), delimiter=delimiter)
    try:
        first = next((row for row in rows if row), None)
    except csv.Error as error:
        raise AuditError(
            Problem(
                file,
                None,
                None,
                1,
                f"The header cannot be read ({error}).",
                "Check its quotation marks.",
            )
        ) from None
    if first is None:
        raise AuditError(
            Problem(
                file, None, None, None, "The file is empty.", "Give a file with a header and rows."
            )
        )
    return [visible(name) or f"column_{place}" for place, name in enumerate(first, start=1)]


def visible(name: str) -> str:
    """A name without spaces and invisible letters around it."""
    return name.strip().strip(INVISIBLE).strip()


def row_numbers(letters: str, delimiter: str) -> list[int] | None:
    """Number the rows that are not blank as a spreadsheet does, the header first; None when no line
    is blank.

    A record with a line break inside quotation marks is one row, a blank line is a row too.
    """
    if not BLANK_LINE.search(letters):
        return None
    rows = csv.reader(io.StringIO(letters, newline=""), delimiter=delimiter)
    try:
        return [number for number, row in enumerate(rows, start=1) if row]
    except csv.Error:
        return None


def repeated(names: list[str], file: str) -> list[Problem]:
    """Name the columns that share a name."""
    twice = sorted(name for name, n in Counter(names).items() if n > 1)
    problems = []
    for place, name in enumerate(twice[:LISTED]):
        more = (
            f" ({len(twice) - LISTED} more names stand twice)"
            if place == LISTED - 1 and len(twice) > LISTED
            else ""
        )
        problems.append(
            Problem(
                file, name, None, 1, f"Two columns have this name{more}.", "Rename one of them."
            )
        )
    return problems


def _is_damaged_utf8(raw: bytes) -> bool:
    """Whether most of the bytes beyond ASCII are letters of UTF-8; by chance, a few of a code page
    are.
    """
    letters = sum(not letter.isascii() for letter in raw.decode("utf-8", errors="ignore"))
    kept = len(raw.decode("utf-8", errors="ignore").encode("utf-8"))
    return letters > 0 and letters >= len(raw) - kept


def _decoded(raw: bytes, encoding: str, file: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeError as error:
        place = min(getattr(error, "start", 0), len(raw) - 1)
        raise AuditError(_unreadable(file, raw, place, f"It is not {encoding}")) from None


def _unreadable(file: str, raw: bytes, place: int, what: str) -> Problem:
    row = raw.count(b"\n", 0, place) + 1
    said = f"The encoding cannot be read. {what} (byte {raw[place]:#04x})."
    return Problem(
        file, None, None, row, said, "Save it as CSV in UTF-8, or name its encoding: in the config."
    )


def _fit(sample: str, delimiter: str) -> tuple[float, int]:
    try:
        rows = list(
            islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), SAMPLE_ROWS)
        )
    except csv.Error:
        return (0.0, 0)
    lengths = [len(row) for row in rows if row]
    # The sample may cut its last row short.
    complete = lengths[:-1] if len(rows) < SAMPLE_ROWS and len(lengths) > 1 else lengths
    if not complete or complete[0] == 1:
        return (0.0, 0)
    return (sum(length == complete[0] for length in complete) / len(complete), complete[0])


def _one_column(name: str, numbers: list[int] | None, file: str) -> Problem:
    """One column holds no survey: the delimiter is another one, or the file is no table at all."""
    said = "The header has one column only, without a comma, semicolon, tab or bar."
    remedy = (
        "Remove lines above the names of the columns, or save it as CSV with one of them between "
        "the columns."
    )
    return Problem(file, name, None, _row(1, numbers), said, remedy)


def _row(number: int, numbers: list[int] | None) -> int:
    """Translate the number of a row among those that are not blank."""
    return numbers[number - 1] if numbers and number <= len(numbers) else number


def _ragged(wrong: list, numbers: list[int] | None, file: str) -> list[Problem]:
    problems = []
    for place, row in enumerate(wrong[:LISTED]):
        more = (
            f" ({len(wrong) - LISTED} more rows like it)"
            if place == LISTED - 1 and len(wrong) > LISTED
            else ""
        )
        said = f"Has {row.actual_columns} fields where the header has {row.expected_columns}{more}."
        problems.append(
            Problem(
                file,
                None,
                None,
                _row(row.number, numbers),
                said,
                "Check delimiters and quotation marks.",
            )
        )
    return problems


def _unclosed(letters: str, table: pa.Table, numbers: list[int] | None, file: str) -> list[Problem]:
    """A quotation mark that is never closed swallows the rest of the file into one cell of the last
    row.
    """
    if letters.count('"') % 2 == 0 or not len(table):
        return []
    last = table.slice(len(table) - 1).to_pylist()[0].values()
    if not any("\n" in cell for cell in last):
        return []
    said = "A quotation mark is opened and never closed."
    return [
        Problem(
            file,
            None,
            None,
            _row(len(table) + 1, numbers),
            said,
            "Close it, or check whether the file was cut off.",
        )
    ]


def _swallowed(
    table: pa.Table, names: list[str], delimiter: str, numbers: list[int] | None, file: str
) -> list[Problem]:
    """A stray quotation mark that a later one closes makes one cell of several rows, each whole as
    a line.

    Of a text of several lines that somebody wrote, each line would need as many delimiters as the
    file has.
    """
    if table.num_columns < FEWEST_COLUMNS:
        return []
    for place, cells in enumerate(table.columns):
        for row in _with_line_breaks(cells):
            lines = re.split(r"\r\n|\r|\n", cells[row].as_py())
            found = [line.count(delimiter) for line in lines]
            found[0] += place
            found[-1] += table.num_columns - 1 - place
            if set(found) == {table.num_columns - 1}:
                said = f"A quotation mark makes one cell of {len(lines)} rows."
                remedy = "Remove it, or double it where it belongs to the text."
                return [Problem(file, names[place], lines[0], _row(row + 2, numbers), said, remedy)]
    return []


def _with_line_breaks(cells: pa.ChunkedArray) -> list[int]:
    """The places of the cells with several lines."""
    import pyarrow.compute as pc

    if not len(cells):  # of which versions of Arrow before 26.0.1 crash
        return []
    return pc.indices_nonzero(pc.match_substring_regex(cells, r"[\r\n]")).to_pylist()
