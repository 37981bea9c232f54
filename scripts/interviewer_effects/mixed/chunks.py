"""Files read in chunks: complete rows, columns as floats, labels of groups as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats

WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")  # a whole number as Python writes it, within 64 bits
DECIMALS_OF_WHOLE = r"^(-?\d+)\.0+$"
TEXT_BLOCK = 1 << 25  # bytes of a CSV file read at a time


@dataclass(frozen=True, slots=True)
class Chunk:
    """Complete rows of a file: columns as floats, group labels, and how many rows were left out."""

    columns: dict[str, Floats]
    labels: np.ndarray
    n_dropped: int


def chunks_of(
    path: Path,
    columns: list[str],
    *,
    groups: str,
    rows: int,
) -> Iterator[Chunk]:
    """The chunks of a Parquet file, of at most so many rows, or of a CSV file.

    Raises ValueError naming the file and the column that is absent or not numeric.
    """
    for batch in _batches(
        path,
        columns,
        groups=groups,
        rows=rows,
    ):
        arrays = [_as_float(batch.column(name), name, path=path) for name in columns]
        labels = _labels(batch.column(groups))
        values = labels.values
        is_complete = labels.is_known
        for array in arrays:
            is_complete = is_complete & np.isfinite(array)
        if not is_complete.all():
            arrays = [array[is_complete] for array in arrays]
            values = values[is_complete]
        n_dropped = int((~is_complete).sum())
        yield Chunk(dict(zip(columns, arrays, strict=True)), values, n_dropped=n_dropped)


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of groups (n,) and which of them are there (n,)."""

    values: np.ndarray
    is_known: Booleans


def _labels(column: Any) -> Labels:
    """The labels in a column of a file."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    is_known = pc.is_valid(column).to_numpy(zero_copy_only=False)
    if pa.types.is_floating(column.type):
        return _labels_of_floats(column, is_known)
    if pa.types.is_integer(column.type):
        values = column.fill_null(0).to_numpy(zero_copy_only=False)
        return Labels(values, is_known)
    return Labels(_labels_of_texts(column), is_known)


def _labels_of_floats(
    column: Any,
    is_valid: Booleans,
) -> Labels:
    """Labels of decimals, which are whole numbers where all of them are."""
    values = column.to_numpy(zero_copy_only=False)
    is_known = is_valid & ~np.isnan(values)
    remainders = values[is_known] % 1
    dtype = np.int64 if (remainders == 0).all() else float
    filled = np.where(is_known, values, 0)
    return Labels(filled.astype(dtype), is_known)


def _labels_of_texts(column: Any) -> np.ndarray:
    """A column of text as labels (n,): numbers where each is written as a number is, which are
    faster to group.
    """
    import pyarrow as pa

    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    coded = column.dictionary_encode()
    names = coded.dictionary.to_pylist()
    codes = coded.indices.fill_null(0).to_numpy(zero_copy_only=False)
    if not names:
        return np.empty(len(codes), dtype=object)
    if all(map(WHOLE.fullmatch, names)):
        labels = np.array([int(name) for name in names], dtype=np.int64)
    else:
        labels = np.array(names, dtype=object)
    return labels[codes]


def _batches(
    path: Path,
    columns: list[str],
    groups: str,
    rows: int,
) -> Iterator[Any]:
    names = [*columns, groups]
    if path.suffix.lower() != ".parquet":
        yield from _batches_of_text(path, names, groups=groups)
        return
    from pyarrow import parquet

    # Buffering ahead would hold the whole file
    with parquet.ParquetFile(path, pre_buffer=False) as file:
        _refuse_missing(names, file.schema_arrow.names, path=path)
        yield from file.iter_batches(rows, columns=names, use_threads=False)


def _batches_of_text(
    path: Path,
    names: list[str],
    groups: str,
) -> Iterator[Any]:
    """Blocks of a CSV file; its groups are text, for a number would lose their zeros."""
    import pyarrow as pa
    from pyarrow import csv

    reading = csv.ReadOptions(use_threads=False, block_size=TEXT_BLOCK)
    conversion = csv.ConvertOptions(column_types={groups: pa.string()}, strings_can_be_null=True)
    try:
        with csv.open_csv(path, read_options=reading, convert_options=conversion) as reader:
            _refuse_missing(names, reader.schema.names, path=path)
            for batch in reader:
                position = batch.schema.get_field_index(groups)
                labels = _without_decimals(batch.column(position))
                relabelled = batch.set_column(position, groups, labels)
                yield relabelled.select(names)
    except pa.ArrowInvalid as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"{path}: cannot be read as CSV ({reason}).") from None


def _without_decimals(labels: Any) -> Any:
    """7.0 as 7: programs write whole numbers so where one of them is missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = labels.dictionary_encode()
    names = pc.replace_substring_regex(coded.dictionary, DECIMALS_OF_WHOLE, r"\1")
    return pa.DictionaryArray.from_arrays(coded.indices, names)


def _refuse_missing(
    names: list[str],
    present: list[str],
    path: Path,
) -> None:
    missing = [name for name in names if name not in present]
    if not missing:
        return
    missing_names = ", ".join(map(repr, missing))
    present_names = ", ".join(map(repr, present))
    raise ValueError(f"{path}: no column {missing_names}; there are {present_names}.")


def _as_float(
    column: Any,
    name: str,
    path: Path,
) -> Floats:
    import pyarrow as pa

    numeric_kinds = (
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_boolean,
        pa.types.is_decimal,
        pa.types.is_null,
    )
    if not any(is_kind(column.type) for is_kind in numeric_kinds):
        raise ValueError(f"{path}: column '{name}' is {column.type}, not numeric: recode it first.")
    floats = column.cast(pa.float64(), safe=False)
    return floats.to_numpy(zero_copy_only=False)
