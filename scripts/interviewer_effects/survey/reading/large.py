"""Parquet files with more interviews than are looked at one by one: some are drawn, the others pass
by in blocks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer_effects.problems import AuditError, Problem

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

BLOCK = 1 << 18  # rows of a block
GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Large:
    """A file of n rows of which at most `most` are drawn. `ids` are the columns that become exact
    text, `file` is the path as the user wrote it.

    Memory is that of the rows drawn and of one block, whatever n is. A column has the type that the
    file states, so a block needs to know nothing of the others, but whether an id column of text
    holds whole numbers only.
    """

    path: Path
    file: str
    n: int
    most: int
    ids: frozenset[str]

    @cached_property
    def drawn(self) -> np.ndarray:
        """Positions of the rows that are drawn, in their order: one out of each of `most` equal
        stretches of the file.

        Within its stretch at a place that is spread evenly (multiples of the golden ratio), so that
        a file in which interviewers take turns is drawn from fairly; no seed is needed.
        """
        import numpy as np

        stretch = np.arange(self.most)
        return np.unique(((stretch + stretch * GOLDEN % 1) * (self.n / self.most)).astype(np.int64))

    def sample(self) -> pd.DataFrame:
        """The rows drawn, typed."""
        import pandas as pd

        return pd.concat([frame for _, frame in self._blocks(of_drawn=True)], ignore_index=True)

    def others(self) -> Iterator[tuple[np.ndarray, pd.DataFrame]]:
        """The rows not drawn, block by block: their positions and the typed rows."""
        return self._blocks(of_drawn=False)

    def distinct(self, column: str) -> set:
        """The values of a column in all rows."""
        typed = (self._typed(table)[column] for table in self._tables([column]))
        return {value for cells in typed for value in cells.unique().to_pylist()} - {None}

    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _blocks(self, of_drawn: bool) -> Iterator[tuple[np.ndarray, pd.DataFrame]]:
        import numpy as np

        first = 0
        for table in self._tables():
            mark = np.zeros(len(table), dtype=bool)
            low, high = np.searchsorted(self.drawn, [first, first + len(table)])
            mark[self.drawn[low:high] - first] = True
            keep = mark if of_drawn else ~mark
            yield np.flatnonzero(keep) + first, self._typed(table.filter(keep)).to_pandas()
            first += len(table)

    def _typed(self, table: pa.Table) -> pa.Table:
        import pyarrow as pa

        from . import cells

        typed = {
            name: cells.identifiers(table[name], self._whole[name])
            if name in self.ids
            else cells.plain(table[name])
            for name in table.column_names
        }
        return pa.table(typed)

    @cached_property
    def _whole(self) -> dict[str, bool]:
        """Of each id column whether it holds whole numbers only."""
        from pyarrow import parquet

        from . import cells

        with parquet.ParquetFile(self.path) as file:
            names = [name for name in file.schema_arrow.names if name in self.ids]
        return {
            name: all(cells.are_whole(block[name]) for block in self._tables([name]))
            for name in names
        }

    def _tables(self, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """The rows as stored; raises AuditError where the file is damaged."""
        import pyarrow as pa

        try:
            for table in blocks(self.path, columns):
                table.validate(full=True)
                yield table
        except (
            pa.ArrowException,
            OSError,
            ValueError,
        ) as error:  # ValueError: a text that is not UTF-8
            said = f"Is not a readable Parquet file ({str(error).splitlines()[0]})."
            raise AuditError(
                Problem(self.file, None, None, None, said, "Write it again.")
            ) from None


def large_file(path: Path, file: str, ids: Collection[str], most: int) -> Large | None:
    """The file where it is Parquet with more than `most` rows; None where it is smaller, or cannot
    be read at all.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        facts = parquet.read_metadata(path)
        names = facts.schema.to_arrow_schema().names
    except (pa.ArrowException, OSError, ValueError):
        return None  # who reads it as a whole says why
    if facts.num_rows <= most or len(set(names)) < len(names):
        return None
    return Large(path, file, facts.num_rows, most, frozenset(ids))


def blocks(path: str | Path, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """The rows of a Parquet file in its order, some at a time."""
    import pyarrow as pa
    from pyarrow import parquet

    with parquet.ParquetFile(
        path, pre_buffer=False
    ) as file:  # buffering ahead would hold the whole file
        for batch in file.iter_batches(BLOCK, columns=columns, use_threads=False):
            yield pa.Table.from_batches([batch])
