"""SPSS and Stata files: their values with every code left in, and the dictionary that says which
codes are missing.

A user-missing value of SPSS is a number and stays one. Stata's .a to .z have no number: the cell is
missing, and its code is kept beside it in `extended`.
"""

from __future__ import annotations

import codecs
import io
import re
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interviewer_effects.frames import present
from interviewer_effects.problems import AuditError, Problem, shown
from interviewer_effects.survey.codes.dictionary import Dictionary, code_text
from interviewer_effects.survey.codes.measure import STATED

from .code_pages import fitting_code_page, reading_remark
from .dates import Calendar, calendar_of, date_texts

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FORMATS = {".sav": "sav", ".zsav": "zsav", ".por": "por", ".dta": "dta"}
PARSERS = {"sav": "sav/zsav", "zsav": "sav/zsav", "por": "por", "dta": "dta"}
GUESSED = "windows-1252"  # what the parser assumes where a file does not say its code page
EVERY_BYTE = "ISO-8859-1"
LARGEST_RATIO = 1032
LOOKED_AT = 10_000  # texts of a column
CODE = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
TWICE = re.compile("column '(.*)' is duplicated")


def read_statistical(
    raw: bytes, kind: str, file: str, ids: Collection[str], encoding: str | None = None
) -> tuple[pa.Table, dict, Dictionary, pd.DataFrame]:
    """Read the bytes of a file of `kind` sav, zsav, por or dta; `encoding` is what the user says of
    it.

    Returns the table, the facts (encoding, remarks), the dictionary, and the extended missing
    values as one row per cell: row (its place, from 0), item, code. Names of a .por file, always in
    capitals, are read in small letters. Raises AuditError when the file is damaged.
    """
    import pyarrow as pa

    parsed = _parsed(raw, kind, file, encoding)
    columns, meta = parsed.columns, parsed.meta
    is_text = {name for name, stored in meta.readstat_variable_types.items() if stored == "string"}
    name_of = str.lower if kind == "por" else str
    extended = _extended(columns, is_text) if kind == "dta" else no_extended()
    dictionary = _dictionary(meta, is_text, name_of)
    remarks = []
    if parsed.is_fitted or encoding is not None:
        remarks.append(
            reading_remark(file, present(parsed.encoding), parsed.is_fitted, _texts(columns, meta))
        )
    for name, written in meta.original_variable_types.items():
        calendar = None if name in is_text else calendar_of(written, kind)
        if calendar is not None:
            declared = dictionary.missing.get(name_of(name), [])
            remarks += _with_dates(columns, name, calendar, declared, file)
            dictionary.missing.update(_single_codes(columns[name], name_of(name), declared))
    table = pa.table(
        {name_of(name): _cells(cells, name_of(name) in ids) for name, cells in columns.items()}
    )
    return table, {"encoding": parsed.encoding, "remarks": remarks}, dictionary, extended


@dataclass(frozen=True)
class Parsed:
    """What the parser gives: the columns, the metadata, the encoding, and whether that was found by
    the letters.
    """

    columns: dict[str, Any]
    meta: Any
    encoding: str | None
    is_fitted: bool = False


def _parsed(raw: bytes, kind: str, file: str, encoding: str | None) -> Parsed:
    """Parse with the encoding that the user names, else the file, else with the code page that fits
    its letters.

    A file that says nothing of its code page is taken for windows-1252 by the parser.
    """
    try:
        columns, meta = _parse(raw, kind, file, encoding and _iconv_name(encoding))
    except ValueError as error:
        said = str(error).lower()
        if (
            encoding is not None
            or kind == "por"
            or not ("encoding" in said or "byte sequence" in said)
        ):
            raise AuditError(_unreadable(file, kind, error, encoding)) from None
        return _fitted(raw, kind, file, error)
    declared = (meta.file_encoding or "").lower() or None
    if encoding is not None or kind == "por" or declared not in (None, GUESSED):
        return Parsed(columns, meta, encoding or declared)
    letters = [text for text in _texts(columns, meta) if not text.isascii()]
    written = [text.encode("cp1252", errors="ignore") for text in letters]
    if not written or _is_page(written, GUESSED):
        return Parsed(columns, meta, declared)
    return _fitted(raw, kind, file, ValueError("its letters are not those of windows-1252"))


def _fitted(raw: bytes, kind: str, file: str, error: Exception) -> Parsed:
    """Parse with the code page that fits the letters of the file; where none does, the error is
    raised.
    """
    try:
        columns, meta = _parse(raw, kind, file, EVERY_BYTE)
        written = [text.encode("latin-1") for text in _texts(columns, meta) if not text.isascii()]
        page = "utf-8" if _is_utf8(written) else fitting_code_page(written)
        if page is not None:
            return Parsed(*_parse(raw, kind, file, _iconv_name(page)), page, is_fitted=True)
    except (ValueError, UnicodeEncodeError):
        pass
    raise AuditError(_unreadable(file, kind, error, None))


def _parse(raw: bytes, kind: str, file: str, encoding: str | None) -> tuple[dict[str, Any], Any]:
    """The columns and the metadata; raises ValueError where the parser cannot read the file in this
    encoding.
    """
    # pyreadstat.read_por lacks user_missing and loses declared codes; this is the function beneath
    # it.
    from pyreadstat._readstat_parser import parser_entry_point

    about = {
        "parser_format": PARSERS[kind],
        "encoding": encoding,
        "user_missing": True,
        "output_format": "dict",
    }
    about["disable_datetime_conversion"] = (
        True  # one date out of range would make the file unreadable
    )
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            _refuse_impossible(
                parser_entry_point(io.BytesIO(raw), metadataonly=True, **about)[1], raw, kind
            )
            columns, meta = parser_entry_point(io.BytesIO(raw), **about)
    except (
        Exception
    ) as error:  # whatever comes to the parser from damaged bytes: IndexError, UnicodeError, …
        raise ValueError(str(error)) from None
    twice = {
        found[1]
        for found in map(TWICE.match, (str(warning.message) for warning in warned))
        if found
    }
    if twice:
        said, remedy = "Two columns have this name.", "Rename one of them."
        raise AuditError(Problem(file, name, None, None, said, remedy) for name in sorted(twice))
    return columns, meta


def _iconv_name(encoding: str) -> str:
    """The name of an encoding as the parser knows it."""
    name = codecs.lookup(encoding).name
    if name.startswith("cp") and name[2:].isdigit():
        return f"WINDOWS-{name[2:]}" if name[2:].startswith("125") else name.upper()
    known = {"mac-roman": "MACINTOSH", "koi8-r": "KOI8-R", "koi8-u": "KOI8-U"}
    return known.get(name, name.upper().replace("ISO8859", "ISO-8859").replace("_", "-"))


def _unreadable(file: str, kind: str, error: Exception, encoding: str | None) -> Problem:
    said = f"Is not a readable .{kind} file{f' in {encoding}' if encoding else ''} ({error})."
    return Problem(
        file, None, None, None, said, "Save it again in the program it comes from, or as CSV."
    )


def _is_page(written: list[bytes], page: str) -> bool:
    return not _is_utf8(written) and fitting_code_page(written) in (page, None)


def _is_utf8(written: list[bytes]) -> bool:
    try:
        b"\n".join(written).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _texts(columns: dict[str, Any], meta: Any) -> Iterator[str]:
    """The labels of a file, then its names and its texts, as far as they are looked at."""
    yield from (label for label in meta.column_names_to_labels.values() if label)
    for codes in meta.variable_value_labels.values():
        yield from map(str, codes.values())
    for name, cells in columns.items():
        yield name
        if meta.readstat_variable_types[name] == "string":
            yield from (cell for cell in cells[:LOOKED_AT] if isinstance(cell, str))


def _with_dates(
    columns: dict[str, Any], name: str, calendar: Calendar, declared: list, file: str
) -> list[str]:
    """Put dates as text in place of the numbers of a column; say which cells hold no date."""
    import numpy as np

    values = np.array([np.nan if cell is None else cell for cell in columns[name]], dtype=float)
    columns[name], wrong = date_texts(values, calendar, declared)
    if not len(wrong):
        return []
    first = int(wrong[0])
    more = f" and {len(wrong) - 1} more rows" if len(wrong) > 1 else ""
    said = (
        f"column {shown(name)}, row {first + 1}{more}: {shown(values[first])} is no {calendar.kind}"
    )
    return [f"{file}, {said}; the {'cell is' if len(wrong) == 1 else 'cells are'} read as missing."]


def _single_codes(texts: list[str | None], name: str, declared: list) -> dict[str, list]:
    """The declared codes of a column of dates: of its ranges those that occur, because dates are
    text.
    """
    if not any(isinstance(part, tuple) for part in declared):
        return {}
    singles = [part for part in declared if not isinstance(part, tuple)]
    occurring = sorted({text for text in texts if text and CODE.fullmatch(text)}, key=float)
    return {name: list(dict.fromkeys([*singles, *occurring]))}


def _refuse_impossible(meta: Any, raw: bytes, kind: str) -> None:
    """A damaged header may announce more rows than the file can hold; the parser makes room for all
    of them.

    A cell takes a byte at least, and a byte of a .zsav file holds up to 1,032 (the limit of zlib).
    Raises ValueError.
    """
    room = len(raw) * (LARGEST_RATIO if kind == "zsav" else 1)
    if (meta.number_rows or 0) * max(meta.number_columns or 0, 1) > room:
        raise ValueError(
            f"its header announces {meta.number_rows} rows, more than the file can hold"
        )


def _cells(cells: Any, is_id: bool) -> pa.ChunkedArray:
    import pandas as pd
    import pyarrow as pa

    from . import cells as convert

    array = _numbers(cells)
    if array is None:
        series = pd.Series(cells)
        if series.dtype == object:
            series = series.map(
                lambda cell: None if isinstance(cell, float) and cell != cell else cell
            )
        array = pa.array(series, from_pandas=True)
    chunked = array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
    return convert.identifiers(chunked) if is_id else convert.whole(convert.plain(chunked))


def _numbers(cells: Any) -> pa.Array | None:
    """Read a list of decimal numbers, as most columns are, without asking of each cell what it
    is.
    """
    import pyarrow as pa

    if not isinstance(cells, list) or not isinstance(next(iter(cells), None), float):
        return None
    try:
        return pa.array(cells, pa.float64(), from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return None


def _extended(columns: dict[str, Any], is_text: Collection[str]) -> pd.DataFrame:
    """Take the letters a to z out of the numeric columns, in place, and list where they stood."""
    import numpy as np
    import pandas as pd

    parts = [no_extended()]
    for name, cells in columns.items():
        if name in is_text or np.asarray(cells).dtype.kind in "ifM":
            continue
        is_letter = np.array([isinstance(cell, str) for cell in cells], dtype=bool)
        codes = ["." + cell for cell in np.asarray(cells, dtype=object)[is_letter]]
        parts.append(pd.DataFrame({"row": np.flatnonzero(is_letter), "item": name, "code": codes}))
        values = pd.Series(cells, dtype=object).mask(is_letter)
        columns[name] = values.infer_objects() if is_letter.any() else cells
    return pd.concat(parts, ignore_index=True)


def no_extended() -> pd.DataFrame:
    """Make the table of extended missing values of a file that has none."""
    import pandas as pd

    return pd.DataFrame(
        {
            "row": pd.Series(dtype="int64"),
            "item": pd.Series(dtype=str),
            "code": pd.Series(dtype=str),
        }
    )


def _dictionary(meta: Any, is_text: Collection[str], name_of: Any) -> Dictionary:
    labels = {
        name: label.strip()
        for name, label in meta.column_names_to_labels.items()
        if label and label.strip()
    }
    values = {
        name: {_code(code, name in is_text): str(label) for code, label in codes.items()}
        for name, codes in meta.variable_value_labels.items()
    }
    missing = {
        name: [_declared(part) for part in parts] for name, parts in meta.missing_ranges.items()
    }
    for name, letters in meta.missing_user_values.items():
        missing[name] = ["." + letter for letter in sorted(letters)]
    measures = {
        name: stated for name, stated in (meta.variable_measure or {}).items() if stated in STATED
    }
    parts: tuple[dict[str, Any], ...] = (labels, values, missing, measures)
    return Dictionary(*({name_of(name): said for name, said in part.items()} for part in parts))


def _code(code: Any, is_text: bool) -> str:
    if is_text:
        return str(code).strip()
    return "." + code if isinstance(code, str) else code_text(code)


def _declared(part: dict) -> str | tuple[float, float]:
    low, high = part["lo"], part["hi"]
    if isinstance(low, str):
        return low.strip()
    return code_text(low) if low == high else (float(low), float(high))
