"""Read a survey file as it is, CSV, TSV, Parquet, SPSS or Stata, to a typed data frame and what it
says of itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer_effects.disk import refuse_device
from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.survey.codes.dictionary import Dictionary

from . import statistical
from .foreign import REMEDY, foreign_kind
from .large import Large, large_file

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

TEXT_FORMATS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".txt": "csv"}
PARQUET_FORMATS = {".parquet": "parquet", ".pq": "parquet"}
UNKNOWN: dict[str, Any] = {
    "delimiter": None,
    "decimal": None,
    "encoding": None,
    "byte_order_mark": False,
    "first_row": 1,
    "remarks": [],
}
END_OF_DOS = "\x1a"  # the last letter of files of DOS
LOOKED_AT = 10_000  # cells of a column, for a text to show
FORMATS = TEXT_FORMATS | PARQUET_FORMATS | statistical.FORMATS


@dataclass(frozen=True)
class SurveyFile:
    """A file as read: a row per record, numbers as int64 or float64 (NaN is missing), everything
    else text.

    Missing codes are still in, as numbers. `facts` are path, format, delimiter, decimal, encoding,
    byte_order_mark, n_rows, n_columns, first_row (the row of the first record as a spreadsheet
    numbers it), sha256 of the bytes, and remarks: sentences about what was read otherwise than it
    stands there. `rows` is the row of each record, `dictionary` what the file declares, `extended`
    Stata's .a to .z: row (the place of the record, from 0), item, code. `large` is the file where
    these are the rows drawn from it (see Large); n_rows counts all of them then, and n_drawn these.
    """

    frame: pd.DataFrame
    facts: dict[str, Any]
    rows: np.ndarray
    dictionary: Dictionary
    extended: pd.DataFrame
    large: Large | None = None


def read_file(
    path: Path,
    file: str,
    ids: Collection[str] = (),
    most: int | None = None,
    encoding: str | None = None,
    decimal: str | None = None,
) -> SurveyFile:
    """Read every column of a survey file; the columns in `ids` become exact text.

    `file` is the path as the user wrote it, for messages and facts. Of a Parquet file with more
    than `most` rows some are drawn. `encoding` and `decimal` (point or comma) are what the user
    says of the file; None finds them out. Raises AuditError when the file is absent, empty,
    damaged, of another format, or names two columns alike.
    """
    import numpy as np

    kind = _kind(path, file)
    refuse_device(path, file)
    if kind == "parquet" and most is not None and (large := large_file(path, file, ids, most)):
        return _drawn(large)
    raw = _bytes(path, file)
    other = foreign_kind(raw, kind)
    if other:
        raise AuditError(
            Problem(file, None, None, None, f"This is {other}, not a {_ending(path)} file.", REMEDY)
        )
    dictionary, extended, rows = Dictionary(), statistical.no_extended(), None
    if kind in statistical.PARSERS:
        table, facts, dictionary, extended = statistical.read_statistical(
            raw, kind, file, ids, encoding
        )
    elif kind == "parquet":
        table, facts = _read_parquet(raw, file, ids)
    else:
        table, facts, rows = _read_text(raw, file, ids, encoding, decimal)
    if not len(table):
        remedy = "Give a file with interviews."
        raise AuditError(
            Problem(file, None, None, None, "The file is empty: a header and no rows.", remedy)
        )
    facts = {
        "path": file,
        "format": kind,
        **UNKNOWN,
        **facts,
        "n_rows": len(table),
        "n_columns": table.num_columns,
    }
    places = np.arange(len(table)) + facts["first_row"] if rows is None else np.asarray(rows)
    facts["sha256"] = hashlib.sha256(raw).hexdigest()
    return SurveyFile(table.to_pandas(), facts, places, dictionary, extended)


def as_stated(entry: dict) -> dict[str, Any]:
    """What an entry of the config says of how its file is written, for `read_file`."""
    return {key: entry.get(key) for key in ("encoding", "decimal")}


def _kind(path: Path, file: str) -> str:
    if path.suffix.lower() not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        remedy = f"Save the survey as one of {known}."
        raise AuditError(
            Problem(
                file, None, path.suffix or None, None, "Files of this kind cannot be read.", remedy
            )
        )
    return FORMATS[path.suffix.lower()]


def _ending(path: Path) -> str:
    return path.suffix.lower()


def _drawn(large: Large) -> SurveyFile:
    frame = large.sample()
    facts = {
        "path": large.file,
        "format": "parquet",
        **UNKNOWN,
        "n_rows": large.n,
        "n_columns": frame.shape[1],
    }
    facts |= {"n_drawn": len(frame), "sha256": large.sha256()}
    rows = large.drawn + UNKNOWN["first_row"]
    return SurveyFile(frame, facts, rows, Dictionary(), statistical.no_extended(), large)


def _bytes(path: Path, file: str) -> bytes:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        remedy = "Check the path; it is relative to the folder of the config."
        raise AuditError(
            Problem(file, None, None, None, "There is no such file.", remedy)
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        remedy, why = "Give a file that can be read.", getattr(error, "strerror", None) or error
        raise AuditError(
            Problem(file, None, None, None, f"Cannot be opened ({why}).", remedy)
        ) from None
    if not raw.strip():
        raise AuditError(
            Problem(
                file, None, None, None, "The file is empty.", "Give a file with a header and rows."
            )
        )
    return raw


def _read_text(
    raw: bytes, file: str, ids: Collection[str], encoding: str | None, decimal: str | None
) -> tuple[pa.Table, dict, list[int] | None]:
    import pyarrow as pa

    from . import cells, text
    from .code_pages import reading_remark
    from .notation import read_notation

    decoded = text.decode(raw, file, encoding)
    whole, stated = text.without_separator_line(decoded.letters.lstrip("\ufeff").rstrip(END_OF_DOS))
    letters = whole.lstrip("\r\n")
    delimiter = stated or text.find_delimiter(letters)
    numbers = text.row_numbers(whole, delimiter)
    table = text.read_table(letters, delimiter, file, numbers)
    items = {name: table[name] for name in table.column_names if name not in ids}
    notation = read_notation(items, delimiter, file, decimal)
    convert = {
        name: notation.columns[name] if name in items else cells.identifiers(table[name])
        for name in table.column_names
    }
    remarks = notation.remarks
    if decoded.is_fitted or encoding is not None:
        texts = (
            cell
            for name in table.column_names
            for cell in (name, *table[name].slice(0, LOOKED_AT).to_pylist())
        )
        remarks = [reading_remark(file, decoded.encoding, decoded.is_fitted, texts), *remarks]
    facts = {
        "delimiter": delimiter,
        "decimal": notation.decimal,
        "encoding": decoded.encoding,
        "byte_order_mark": raw.startswith(tuple(mark for mark, _ in text.BYTE_ORDER_MARKS)),
        "first_row": numbers[1] if numbers and len(numbers) > 1 else 2,
        "remarks": remarks,
    }
    return pa.table(convert), facts, numbers[1:] if numbers else None


def _read_parquet(raw: bytes, file: str, ids: Collection[str]) -> tuple[pa.Table, dict]:
    import pyarrow as pa
    from pyarrow import parquet

    from . import cells, text

    try:
        table = parquet.ParquetFile(
            pa.BufferReader(raw)
        ).read()  # read_table cannot say that a name stands twice
        table.validate(full=True)
        names = table.column_names
    except (
        pa.ArrowException,
        OSError,
        ValueError,
    ) as error:  # ValueError: a name or text that is not UTF-8
        said = f"Is not a readable Parquet file ({str(error).splitlines()[0]})."
        raise AuditError(
            Problem(file, None, None, None, said, "Write it again, or give a CSV file.")
        ) from None
    repeated = text.repeated(names, file)
    if repeated:
        raise AuditError(repeated)
    convert = {
        name: (cells.identifiers if name in ids else cells.plain)(table[name]) for name in names
    }
    return pa.table(convert), {}
