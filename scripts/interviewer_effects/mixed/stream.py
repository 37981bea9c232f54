"""Cross-products of files larger than memory: one pass in chunks, then everything costs O(J)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from interviewer_effects.mixed.design.arguments import check_covariance
from interviewer_effects.mixed.likelihood.accumulate import Accumulated
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts, cross_products
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.fit import fit

WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")  # a whole number as Python writes it, within 64 bits
ROWS = 1 << 19  # rows of a chunk: about 30 MB with five columns


class FileModel:
    """The model outcome ~ 1 + fixed + (1 + random | groups) on one or more Parquet or CSV files,
    read once in chunks.

    Its results have everything of MixedResult that does not need the rows, so no fitted values or
    residuals, and can be tested by likelihood_ratio and bootstrap_test. Memory is one chunk plus
    the cross-products of the groups. Rows with a missing value in a column used, the group's too,
    are left out (n_dropped). Groups are told apart as written: 7 and 07 of a CSV file are two, 7
    and 7.0 one. Raises ValueError naming the file and column when a column is absent or is not
    numeric, and for a covariance that is neither "unstructured" nor "diagonal".
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
        check_covariance(covariance)
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
        design = make_design(
            self.products, self.fixed_columns, self.random_columns, self.endog_names, diagonal
        )
        return MixedResult(self, fit(design, reml))

    def random_means(self) -> np.ndarray:
        """Means of the random columns (q,)."""
        return self.products.means(self.random_columns)


def stream_cross_products(
    paths: list[str | Path], columns: list[str], groups: str
) -> tuple[CrossProducts, int]:
    """Cross-products of the columns within groups over all rows of all files, and the number of
    rows left out.

    Chunks are summed about the first chunk's centre and moved to the overall one at the end by
    algebra, which is exact.
    """
    total, dropped, about = Accumulated(), 0, None
    for path in paths:
        for chunk in _chunks(Path(path), columns, groups):
            dropped += chunk.n_dropped
            if not len(chunk.labels):
                continue
            part = cross_products(chunk.columns, chunk.labels, about)
            about = (part.shift, part.scale)
            total.add(part)
    if about is None:
        raise ValueError(
            f"No complete row in {', '.join(map(str, paths))} for columns "
            f"{', '.join([*columns, groups])}."
        )
    return _with_numbers(total.total()), dropped


def _with_numbers(products: CrossProducts) -> CrossProducts:
    """The same with labels that are numbers, in their order, where each is written as a number
    is.
    """
    labels = products.groups
    if labels.dtype.kind != "O" or not all(WHOLE.fullmatch(label) for label in labels):
        return products
    labels = np.array([int(label) for label in labels])
    order = np.argsort(labels, kind="stable")
    return replace(products, groups=labels[order], gram=products.gram[order])


@dataclass(frozen=True)
class Chunk:
    """Complete rows of a file: columns as floats, group labels, and how many rows were left out."""

    columns: dict[str, np.ndarray]
    labels: np.ndarray
    n_dropped: int


def _chunks(path: Path, columns: list[str], groups: str) -> Iterator[Chunk]:
    for batch in _batches(path, columns, groups):
        arrays = [_as_float(batch.column(name), name, path) for name in columns]
        labels, known = _labels(batch.column(groups))
        keep = np.logical_and.reduce([known, *(np.isfinite(array) for array in arrays)])
        if not keep.all():
            arrays, labels = [array[keep] for array in arrays], labels[keep]
        yield Chunk(dict(zip(columns, arrays, strict=True)), labels, int((~keep).sum()))


def _labels(column) -> tuple[np.ndarray, np.ndarray]:
    """Labels (n,) of a column of a file, and which of them are there."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    known = pc.is_valid(column).to_numpy(zero_copy_only=False)
    if pa.types.is_floating(column.type):
        labels = column.to_numpy(zero_copy_only=False)
        known &= ~np.isnan(labels)
        whole = (labels[known] % 1 == 0).all()
        return np.where(known, labels, 0).astype(np.int64 if whole else float), known
    if pa.types.is_integer(column.type):
        return column.fill_null(0).to_numpy(zero_copy_only=False), known
    return _texts(column), known


def _texts(column) -> np.ndarray:
    """A column of text as labels (n,): numbers where each is written as a number is, which are
    faster to group.
    """
    import pyarrow as pa

    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    coded = column.dictionary_encode()
    names = coded.dictionary.to_pylist()
    whole = all(WHOLE.fullmatch(name) for name in names)
    labels = np.array(
        [int(name) for name in names] if whole else names, dtype=np.int64 if whole else object
    )
    codes = coded.indices.fill_null(0).to_numpy(zero_copy_only=False)
    return labels[codes] if len(labels) else np.empty(len(codes), dtype=object)


def _batches(path: Path, columns: list[str], groups: str):
    names = [*columns, groups]
    if path.suffix.lower() == ".parquet":
        from pyarrow import parquet

        with parquet.ParquetFile(
            path, pre_buffer=False
        ) as file:  # buffering ahead would hold the whole file
            _need(names, file.schema_arrow.names, path)
            yield from file.iter_batches(ROWS, columns=names, use_threads=False)
        return
    yield from _batches_of_text(path, names, groups)


def _batches_of_text(path: Path, names: list[str], groups: str):
    """Blocks of a CSV file; its groups are text, for a number would lose their zeros."""
    import pyarrow as pa
    from pyarrow import csv

    read = csv.ReadOptions(use_threads=False, block_size=1 << 25)
    convert = csv.ConvertOptions(column_types={groups: pa.string()}, strings_can_be_null=True)
    try:
        with csv.open_csv(path, read_options=read, convert_options=convert) as reader:
            _need(names, reader.schema.names, path)
            for batch in reader:
                at = batch.schema.get_field_index(groups)
                yield batch.set_column(at, groups, _without_decimals(batch.column(at))).select(
                    names
                )
    except pa.ArrowInvalid as error:
        raise ValueError(f"{path}: cannot be read as CSV ({str(error).splitlines()[0]}).") from None


def _without_decimals(labels):
    """7.0 as 7: programs write whole numbers so where one of them is missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = labels.dictionary_encode()
    names = pc.replace_substring_regex(coded.dictionary, r"^(-?\d+)\.0+$", r"\1")
    return pa.DictionaryArray.from_arrays(coded.indices, names)


def _need(names: list[str], have: list[str], path: Path) -> None:
    missing = [name for name in names if name not in have]
    if missing:
        raise ValueError(
            f"{path}: no column {', '.join(map(repr, missing))}; there are "
            f"{', '.join(map(repr, have))}."
        )


def _as_float(column, name: str, path: Path) -> np.ndarray:
    import pyarrow as pa

    numeric = (
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_boolean,
        pa.types.is_decimal,
        pa.types.is_null,
    )
    if not any(is_kind(column.type) for is_kind in numeric):
        raise ValueError(f"{path}: column '{name}' is {column.type}, not numeric: recode it first.")
    return column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
