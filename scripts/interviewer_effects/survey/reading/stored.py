"""A survey as the rules hand it on: one Parquet file, of which the interviews drawn from a large
one stand first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer_effects.files import replace_with, write_parquet

from .large import blocks

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

TOGETHER = 16  # blocks whose counts are held at a time
DRAWN = b"drawn"  # in the file's metadata: how many interviews were drawn; without it, all were


def write_survey(
    frame: pd.DataFrame, others: Iterator[pd.DataFrame] | None, path: str | Path
) -> None:
    """Write a survey that was read: the frame, and after it the blocks of those that were not
    drawn.
    """
    if others is None:
        write_parquet(frame, path)
    else:
        _write(frame, others, path)


def n_drawn(path: str | Path) -> int | None:
    """How many interviews were drawn; None where the survey was read as a whole."""
    from pyarrow import parquet

    said = (parquet.read_schema(path).metadata or {}).get(DRAWN)
    return None if said is None else int(said)


def read_interviews(path: str | Path, columns: Collection[str] | None = None) -> pd.DataFrame:
    """The interviews that are looked at one by one: all, or those drawn."""
    import pandas as pd

    drawn = n_drawn(path)
    names = None if columns is None else list(columns)
    if drawn is None:
        return pd.read_parquet(path, columns=names)
    parts, missing = [], drawn
    for table in blocks(path, names):
        parts.append(table.slice(0, missing).to_pandas())
        missing -= len(parts[-1])
        if not missing:
            break
    return pd.concat(parts, ignore_index=True)


def read_all(path: str | Path, columns: Collection[str]) -> Iterator[pd.DataFrame]:
    """Every interview, in blocks; a survey that was read as a whole is one block."""
    if n_drawn(path) is None:
        yield read_interviews(path, columns)
    else:
        yield from (table.to_pandas() for table in blocks(path, list(columns)))


def rewrite(
    source: str | Path, path: str | Path, change: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    """Write a survey anew with each of its blocks changed, column types and order kept."""
    drawn = n_drawn(source)
    if drawn is None:
        write_parquet(change(read_interviews(source)), path)
        return
    every = (change(table.to_pandas()) for table in blocks(source))
    _write(next(every), every, path, drawn)


def workload(path: str | Path, column: str) -> pd.Series:
    """Interviews by interviewer, in the order of the names."""
    counts: list[pd.Series] = []
    for block in read_all(path, [column]):
        counts.append(block[column].value_counts(sort=False))
        counts = [_summed(counts)] if len(counts) == TOGETHER else counts
    return _summed(counts).rename(index=str).sort_index()


def _summed(counts: list[pd.Series]) -> pd.Series:
    import pandas as pd

    joined = pd.concat(counts)
    return joined.groupby(
        joined.index.to_numpy()
    ).sum()  # an array: pandas looks for a name among the values


def _write(
    first: pd.DataFrame, others: Iterator[pd.DataFrame], path: str | Path, drawn: int | None = None
) -> None:
    from pyarrow import parquet

    schema = _schema(first).with_metadata(
        {DRAWN: str(len(first) if drawn is None else drawn).encode()}
    )

    def write(part: Path) -> None:
        with parquet.ParquetWriter(part, schema) as writer:
            writer.write_table(_table(first, schema))
            for frame in others:
                if len(frame):
                    writer.write_table(_table(frame, schema))

    replace_with(path, write)


def _schema(frame: pd.DataFrame) -> pa.Schema:
    """Numbers and texts. Every number is decimal: whether a whole one is missing somewhere is not
    known yet.
    """
    import pyarrow as pa

    return pa.schema(
        [
            (name, pa.float64() if frame[name].dtype.kind in "ifb" else pa.string())
            for name in frame.columns
        ]
    )


def _table(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pandas(frame, schema, preserve_index=False)
