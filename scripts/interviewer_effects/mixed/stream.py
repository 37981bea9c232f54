"""Cross-products of files larger than memory: one pass in chunks, then everything costs O(J)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from .accumulate import Accumulated
from .crossproducts import CrossProducts, cross_products
from .fit import fit
from .moments import make_design

ROWS = 1 << 19  # rows of a chunk: about 30 MB with five columns


class FileModel:
    """The model outcome ~ 1 + fixed + (1 + random | groups) on one or more Parquet or CSV files, read once in chunks.

    Its results have everything of MixedResult that does not need the rows: no fitted values or residuals. Memory is one
    chunk plus the cross-products of the groups. Rows with a missing value in a column used are left out (n_dropped).
    Raises ValueError naming the file and column when a column is absent or is not numeric.
    """

    def __init__(
        self,
        paths: str | Path | Iterable[str | Path],
        outcome: str,
        fixed: list[str],
        groups: str,
        random: list[str] | None = None,
        random_intercept: bool = True,
        covariance: str = "unstructured",
    ):
        random = random or []
        self.endog_names, self.covariance = outcome, covariance
        self.exog_names, self.fixed_columns = ["Intercept", *fixed], [None, *fixed]
        self.random_columns = [None, *random] if random_intercept else list(random)
        self.exog_re_names = ["Intercept" if c is None else c for c in self.random_columns]
        columns = list(dict.fromkeys([*fixed, *random, outcome]))
        paths = [paths] if isinstance(paths, (str, Path)) else list(paths)
        self.products, self.n_dropped = stream_cross_products(paths, columns, groups)
        self.nobs = self.products.n

    def fit(self, reml: bool = True):
        """The global optimum of the restricted (reml=True) or full likelihood, as a MixedResult."""
        from .result import MixedResult

        diagonal = self.covariance == "diagonal"
        design = make_design(self.products, self.fixed_columns, self.random_columns, self.endog_names, diagonal)
        return MixedResult(self, fit(design, reml))

    def random_means(self) -> np.ndarray:
        """Means of the random columns (q,)."""
        return self.products.means(self.random_columns)


def stream_cross_products(paths: list[str | Path], columns: list[str], groups: str) -> tuple[CrossProducts, int]:
    """Cross-products of the columns within groups over all rows of all files, and the number of rows left out.

    Chunks are summed about the first chunk's centre and moved to the overall one at the end by algebra, which is exact.
    """
    total, dropped, about = Accumulated(), 0, None
    for path in paths:
        for chunk, labels, lost in _chunks(Path(path), columns, groups):
            dropped += lost
            if not len(labels):
                continue
            part = cross_products(chunk, labels, about)
            about = (part.shift, part.scale)
            total.add(part)
    if about is None:
        raise ValueError(
            f"No complete row in {', '.join(map(str, paths))} for columns {', '.join([*columns, groups])}."
        )
    return total.total(), dropped


def _chunks(path: Path, columns: list[str], groups: str) -> Iterator[tuple[dict[str, np.ndarray], np.ndarray, int]]:
    """Complete rows of a file, chunk by chunk: columns as floats, group labels, and how many rows were left out."""
    import pyarrow.compute as pc

    for batch in _batches(path, [*columns, groups]):
        arrays = [_as_float(batch.column(name), name, path) for name in columns]
        labels = batch.column(groups)
        keep = np.logical_and.reduce([np.isfinite(a) for a in arrays])
        if labels.null_count:
            keep &= pc.is_valid(labels).to_numpy(zero_copy_only=False)
        labels = labels.to_numpy(zero_copy_only=False)
        if not keep.all():
            arrays, labels = [a[keep] for a in arrays], labels[keep]
            labels = labels.astype(np.int64) if labels.dtype.kind == "f" and (labels % 1 == 0).all() else labels
        yield dict(zip(columns, arrays, strict=True)), labels, int((~keep).sum())


def _batches(path: Path, names: list[str]):
    if path.suffix.lower() == ".parquet":
        from pyarrow import parquet

        with parquet.ParquetFile(path, pre_buffer=False) as file:  # buffering ahead would hold the whole file
            _need(names, file.schema_arrow.names, path)
            yield from file.iter_batches(ROWS, columns=names, use_threads=False)
        return
    from pyarrow import csv

    read = csv.ReadOptions(use_threads=False, block_size=1 << 25)
    with csv.open_csv(path, read_options=read) as reader:
        _need(names, reader.schema.names, path)
        yield from (batch.select(names) for batch in reader)


def _need(names: list[str], have: list[str], path: Path) -> None:
    missing = [name for name in names if name not in have]
    if missing:
        raise ValueError(f"{path}: no column {', '.join(map(repr, missing))}; there are {', '.join(map(repr, have))}.")


def _as_float(column, name: str, path: Path) -> np.ndarray:
    import pyarrow as pa

    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_boolean(column.type)):
        raise ValueError(f"{path}: column '{name}' is {column.type}, not numeric: recode it first.")
    return column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
