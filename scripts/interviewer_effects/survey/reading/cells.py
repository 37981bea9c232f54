"""Cells to values: text becomes numbers where every cell of the column is one, ids stay exact."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

EMPTY_WORDS = [
    "na",
    "nan",
    "n/a",
    "#n/a",
    "<na>",
    "null",
    "#null!",
    "none",
    ".",
    "\\n",
]  # SPSS, pandas, MySQL …
WHOLE = r"^[+-]?\d+(\.0*)?$"
# Byte order marks, joiners, marks of direction …
INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"


def identifiers(cells: pa.ChunkedArray, numbers: bool | None = None) -> pa.ChunkedArray:
    """Keep ids as exact text: leading zeros survive; in a column of whole numbers 12.0 is written
    12.

    NA and its like are missing in a column of whole numbers only. `numbers` says whether the column
    is one, where these cells are a part of it.
    """
    if numbers is None:
        numbers = are_whole(cells)
    cells = without_blanks(_as_text(cells))
    return pc.replace_substring_regex(without_words(cells), r"\.0*$", "") if numbers else cells


def are_whole(cells: pa.ChunkedArray) -> bool:
    """Tell whether every cell that is not empty is a whole number, as ids often are."""
    wordless = without_words(without_blanks(_as_text(cells)))
    return pc.all(pc.match_substring_regex(wordless, WHOLE), min_count=0).as_py()


def plain(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Reduce the types of a Parquet column to whole numbers, decimal numbers and text; true is 1,
    dates are text.
    """
    cells = _decoded(cells)
    kind = cells.type
    if pa.types.is_boolean(kind) or (pa.types.is_integer(kind) and not pa.types.is_uint64(kind)):
        return cells.cast(pa.int64())
    if pa.types.is_uint64(kind):
        return cells.cast(pa.float64(), safe=False)  # beyond 2^53 to the nearest decimal number
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        return cells.cast(pa.float64())
    return without_blanks(_as_text(cells))


def whole(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Turn decimal numbers that are all whole into whole numbers: SPSS knows no others, and 3.0 is
    the answer 3.
    """
    if not pa.types.is_floating(cells.type):
        return cells
    try:
        return cells.cast(pa.int64())
    except pa.ArrowInvalid:
        return cells


def _decoded(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    return cells.cast(cells.type.value_type) if pa.types.is_dictionary(cells.type) else cells


def _as_text(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    cells = _decoded(cells)
    kind = cells.type
    if not (pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_floating(kind)):
        return cells.cast(pa.string())
    if pa.types.is_floating(kind):
        numbers = whole(pc.if_else(pc.is_nan(cells), None, cells))
        if pa.types.is_integer(numbers.type):
            return numbers.cast(pa.string())
    texts = [
        None if cell is None or cell != cell else _cell_text(cell) for cell in cells.to_pylist()
    ]
    return pa.chunked_array([pa.array(texts, pa.string())])


def _cell_text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def without_blanks(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text without spaces and invisible letters around it; nothing left is missing."""
    trimmed = pc.utf8_trim_whitespace(cells)
    if not pc.all(pc.string_is_ascii(trimmed), min_count=0).as_py():
        trimmed = pc.utf8_trim_whitespace(pc.utf8_trim(trimmed, INVISIBLE))
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def without_words(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """NA and its like as missing."""
    return pc.if_else(pc.is_in(pc.utf8_lower(cells), value_set=pa.array(EMPTY_WORDS)), None, cells)


def number(cells: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Text as whole numbers, else as decimal numbers with a point; None where a cell is neither."""
    # Arrow reads 0x10 as a number; a survey that writes it means a label.
    if any(pc.any(pc.match_substring(cells, letter)).as_py() for letter in "xX"):
        return None
    for kind in (pa.int64(), pa.float64()):
        try:
            return cells.cast(kind)
        except pa.ArrowInvalid:
            continue
    return None
