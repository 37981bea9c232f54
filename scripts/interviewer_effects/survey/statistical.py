"""SPSS and Stata files: their values with every code left in, and the dictionary that says which codes are missing.

A user-missing value of SPSS is a number and stays one. Stata's .a to .z have no number: the cell is missing, and its
code is kept beside it in `extended`.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.survey.dictionary import Dictionary, code_text

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FORMATS = {".sav": "sav", ".zsav": "zsav", ".por": "por", ".dta": "dta"}
PARSERS = {"sav": "sav/zsav", "zsav": "sav/zsav", "por": "por", "dta": "dta"}
FALLBACK = "WINDOWS-1252"
LARGEST_RATIO = 1032
TWICE = re.compile("column '(.*)' is duplicated")


def read_statistical(
    raw: bytes, kind: str, file: str, ids: Collection[str]
) -> tuple[pa.Table, dict, Dictionary, pd.DataFrame]:
    """Read the bytes of a file of `kind` sav, zsav, por or dta.

    Returns the table, the facts (encoding), the dictionary, and the extended missing values as one row per
    cell: row (its place, from 0), item, code. Names of a .por file, always in capitals, are read in small letters.
    Raises AuditError when the file is damaged.
    """
    import pyarrow as pa

    columns, meta, encoding = _parsed(raw, kind, file)
    is_text = {name for name, stored in meta.readstat_variable_types.items() if stored == "string"}
    name_of = str.lower if kind == "por" else str
    extended = _extended(columns, is_text) if kind == "dta" else no_extended()
    table = pa.table({name_of(name): _cells(cells, name_of(name) in ids) for name, cells in columns.items()})
    dictionary = _dictionary(meta, is_text, name_of)
    return table, {"encoding": encoding}, dictionary, extended


def _parsed(raw: bytes, kind: str, file: str) -> tuple[dict[str, Any], Any, str | None]:
    """Parse with the encoding that the file names, else, when its letters do not fit, as windows-1252."""
    # pyreadstat.read_por lacks user_missing and loses declared codes; this is the function beneath it.
    from pyreadstat._readstat_parser import parser_entry_point

    said = ""
    for encoding in (None, *(() if kind == "por" else (FALLBACK,))):
        try:
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("always")
                about = {"parser_format": PARSERS[kind], "encoding": encoding, "user_missing": True}
                about["output_format"] = "dict"
                _refuse_impossible(parser_entry_point(io.BytesIO(raw), metadataonly=True, **about)[1], raw, kind)
                columns, meta = parser_entry_point(io.BytesIO(raw), **about)
        except Exception as error:  # whatever comes to the parser from damaged bytes: IndexError, UnicodeError, …
            said = said or str(error)
            if "encoding" in str(error).lower() or "byte sequence" in str(error).lower():
                continue
            break
        twice = {said[1] for said in map(TWICE.match, (str(warning.message) for warning in warned)) if said}
        if twice:
            said, remedy = "Two columns have this name.", "Rename one of them."
            raise AuditError(Problem(file, name, None, None, said, remedy) for name in sorted(twice))
        return columns, meta, encoding.lower() if encoding else (meta.file_encoding or "").lower() or None
    remedy = "Save it again in the program it comes from, or as CSV."
    raise AuditError(Problem(file, None, None, None, f"Is not a readable .{kind} file ({said}).", remedy)) from None


def _refuse_impossible(meta: Any, raw: bytes, kind: str) -> None:
    """A damaged header may announce more rows than the file can hold; the parser makes room for all of them.

    A cell takes a byte at least, and a byte of a .zsav file holds up to 1,032 (the limit of zlib). Raises ValueError.
    """
    room = len(raw) * (LARGEST_RATIO if kind == "zsav" else 1)
    if (meta.number_rows or 0) * max(meta.number_columns or 0, 1) > room:
        raise ValueError(f"its header announces {meta.number_rows} rows, more than the file can hold")


def _cells(cells: Any, is_id: bool) -> pa.ChunkedArray:
    import pandas as pd
    import pyarrow as pa

    from interviewer_effects.survey import cells as convert

    array = _numbers(cells)
    if array is None:
        series = pd.Series(cells)
        if series.dtype == object:
            series = series.map(lambda cell: None if isinstance(cell, float) and cell != cell else cell)
        array = pa.array(series, from_pandas=True)
    chunked = array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
    return convert.identifiers(chunked) if is_id else convert.whole(convert.plain(chunked))


def _numbers(cells: Any) -> pa.Array | None:
    """Read a list of decimal numbers, as most columns are, without asking of each cell what it is."""
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

    return pd.DataFrame({"row": pd.Series(dtype="int64"), "item": pd.Series(dtype=str), "code": pd.Series(dtype=str)})


def _dictionary(meta: Any, is_text: Collection[str], name_of: Any) -> Dictionary:
    labels = {name: label.strip() for name, label in meta.column_names_to_labels.items() if label and label.strip()}
    values = {
        name: {_code(code, name in is_text): str(label) for code, label in codes.items()}
        for name, codes in meta.variable_value_labels.items()
    }
    missing = {name: [_declared(part) for part in parts] for name, parts in meta.missing_ranges.items()}
    for name, letters in meta.missing_user_values.items():
        missing[name] = ["." + letter for letter in sorted(letters)]
    return Dictionary(*({name_of(name): part for name, part in parts.items()} for parts in (labels, values, missing)))


def _code(code: Any, is_text: bool) -> str:
    if is_text:
        return str(code).strip()
    return "." + code if isinstance(code, str) else code_text(code)


def _declared(part: dict) -> str | tuple[float, float]:
    low, high = part["lo"], part["hi"]
    if isinstance(low, str):
        return low.strip()
    return code_text(low) if low == high else (float(low), float(high))
