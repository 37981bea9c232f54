"""Read a survey file as it is: CSV, TSV or Parquet to a typed data frame, with the facts of the file beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer_effects.problems import AuditError, Problem

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

TEXT_FORMATS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".txt": "csv"}
PARQUET_FORMATS = {".parquet": "parquet", ".pq": "parquet"}
FORMATS = TEXT_FORMATS | PARQUET_FORMATS


def read_survey(path: Path, file: str, ids: Collection[str] = ()) -> tuple[pd.DataFrame, dict]:
    """Read every column of a survey file.

    `file` is the path as the user wrote it, for messages and facts. The columns in `ids` become exact text. Numbers
    are int64 or float64 (NaN is missing), everything else is text. Missing codes are still in, as numbers.

    Returns the frame and the facts: path, format, delimiter, encoding, n_rows, n_columns, first_row (the row
    of the first record as a spreadsheet numbers it) and sha256 of the bytes. Raises AuditError when the file is
    absent, empty, damaged, of another format, or names two columns alike.
    """
    raw = _bytes(path, file)
    kind = FORMATS[path.suffix.lower()]
    table, facts = _read_parquet(raw, file, ids) if kind == "parquet" else _read_text(raw, file, ids)
    if not len(table):
        raise AuditError(
            Problem(file, None, None, None, "The file is empty: a header and no rows.", "Give a file with interviews.")
        )
    facts = {"path": file, "format": kind, **facts, "n_rows": len(table), "n_columns": table.num_columns}
    return table.to_pandas(), facts | {"sha256": hashlib.sha256(raw).hexdigest()}


def _bytes(path: Path, file: str) -> bytes:
    if path.suffix.lower() not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        remedy = f"Save the survey as one of {known}."
        raise AuditError(Problem(file, None, path.suffix or None, None, "Files of this kind cannot be read.", remedy))
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        remedy = "Check the path; it is relative to the folder of the config."
        raise AuditError(Problem(file, None, None, None, "There is no such file.", remedy)) from None
    except OSError as error:
        remedy = "Give a file that can be read."
        raise AuditError(Problem(file, None, None, None, f"Cannot be opened ({error.strerror}).", remedy)) from None
    if not raw.strip():
        raise AuditError(Problem(file, None, None, None, "The file is empty.", "Give a file with a header and rows."))
    return raw


def _read_text(raw: bytes, file: str, ids: Collection[str]) -> tuple[pa.Table, dict]:
    import pyarrow as pa

    from interviewer_effects.survey import cells, text

    decoded = text.decode(raw, file)
    letters = decoded.letters.lstrip("\r\n")
    blank_rows = len(decoded.letters[: len(decoded.letters) - len(letters)].splitlines())
    delimiter = text.find_delimiter(letters)
    table = text.read_table(letters, delimiter, file)
    comma = delimiter != ","
    convert = {
        name: cells.identifiers(table[name]) if name in ids else cells.typed(table[name], comma)
        for name in table.column_names
    }
    return pa.table(convert), {"delimiter": delimiter, "encoding": decoded.encoding, "first_row": 2 + blank_rows}


def _read_parquet(raw: bytes, file: str, ids: Collection[str]) -> tuple[pa.Table, dict]:
    import pyarrow as pa
    from pyarrow import parquet

    from interviewer_effects.survey import cells, text

    try:
        table = parquet.read_table(pa.BufferReader(raw))
    except (pa.ArrowException, OSError) as error:
        said = f"Is not a readable Parquet file ({str(error).splitlines()[0]})."
        raise AuditError(Problem(file, None, None, None, said, "Write it again, or give a CSV file.")) from None
    repeated = text.repeated(table.column_names, file)
    if repeated:
        raise AuditError(repeated)
    convert = {name: (cells.identifiers if name in ids else cells.plain)(table[name]) for name in table.column_names}
    return pa.table(convert), {"delimiter": None, "encoding": None, "first_row": 1}
