"""Per-interviewer cross-products: all that a two-level linear model needs of the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers
from interviewer_effects.mixed.design.memory import check_room

ROUNDING = 1e-12  # a standard deviation this small beside the mean is rounding of a constant column
SMALLEST_SCALE = 1e-300
MOST_CODES_PER_ROW = 4  # whole-number labels spread further than this are sorted, not counted


@dataclass(frozen=True)
class CrossProducts:
    """Sums of squares and products of standardised columns, one square matrix per interviewer.

    With b columns B = [1, (c − shift)/scale …], ``gram[j] = B_j'B_j`` (b × b). Column 0 is the
    constant, so ``gram[:, 0, 0]`` are the workloads. Fits, tests, bootstraps and deletions read
    nothing else of the data, so their cost is O(J), not O(n).

    Attributes: names (b−1 columns, without the constant), shift and scale (b−1,), gram (J, b, b),
    groups (J,) sorted labels.
    """

    names: tuple[str, ...]
    shift: Floats
    scale: Floats
    gram: Floats
    groups: np.ndarray

    @property
    def sizes(self) -> Floats:
        """Interviews per interviewer, n_j (J,)."""
        return self.gram[:, 0, 0]

    @property
    def n(self) -> int:
        """Interviews in all."""
        return round(float(self.sizes.sum()))

    @cached_property
    def total(self) -> Floats:
        """B'B over all interviewers (b, b)."""
        return self.gram.sum(0)

    def coordinates(self, name: str) -> Floats:
        """Where the user's column lies in B (b,): column = B @ coordinates."""
        position = self.names.index(name)
        coordinates = np.zeros(len(self.names) + 1)
        coordinates[0] = self.shift[position]
        coordinates[position + 1] = self.scale[position]
        return coordinates

    def coordinates_of(self, names: Iterable[str | None]) -> Floats:
        """Where the user's columns lie in B (b, k), None standing for the constant."""
        n_columns = len(self.names) + 1
        constant = np.eye(n_columns)[0]
        rows = []
        for name in names:
            rows.append(constant if name is None else self.coordinates(name))
        matrix = np.array(rows).reshape(-1, n_columns)
        return matrix.T

    def means(self, names: Iterable[str | None]) -> Floats:
        """Means of the user's columns (k,), None standing for the constant."""
        n = self.total[0, 0]
        sums = self.total[0]
        coordinates = self.coordinates_of(names)
        return coordinates.T @ sums / n

    def standardised(
        self,
        shift: Floats,
        scale: Floats,
    ) -> CrossProducts:
        """The same data about another centre and scale (b−1,), by algebra alone."""
        shift_change = (self.shift - shift) / scale
        scale_change = self.scale / scale
        n_columns = len(self.names) + 1
        diagonal = range(1, n_columns)
        change = np.eye(n_columns)
        change[0, 1:] = shift_change
        change[diagonal, diagonal] = scale_change
        gram = change.T @ self.gram @ change
        return replace(
            self,
            shift=shift,
            scale=scale,
            gram=gram,
        )

    def own_scale(self) -> CrossProducts:
        """Centred at the means and scaled by the standard deviations of the data in hand."""
        n = self.total[0, 0]
        mean = self.total[0, 1:] / n
        sums_of_squares = np.diag(self.total)[1:]
        mean_square = sums_of_squares / n
        sd = np.sqrt(np.maximum(mean_square - mean**2, 0))
        sd_or_one = np.where(sd > 0, sd, 1.0)
        shift = self.shift + self.scale * mean
        scale = self.scale * sd_or_one
        return self.standardised(shift, scale)

    def is_about_the_centre_of(self, other: CrossProducts) -> bool:
        """Whether both have one shift and one scale, so that their sums can be added."""
        if not np.array_equal(self.shift, other.shift):
            return False
        return np.array_equal(self.scale, other.scale)

    def __add__(self, addend: CrossProducts) -> CrossProducts:
        """Cross-products of two chunks, files or countries together; equal labels are one
        interviewer.

        Raises ValueError when the columns differ.
        """
        if self.names != addend.names:
            raise ValueError(
                f"Cross-products of {self.names} and {addend.names} cannot be added: use the same "
                "columns."
            )
        if not self.is_about_the_centre_of(addend):
            addend = addend.standardised(self.shift, self.scale)

        labels = np.concatenate([self.groups, addend.groups])
        grams = np.concatenate([self.gram, addend.gram])
        groups, positions = np.unique(labels, return_inverse=True)
        n_groups = len(groups)
        gram = np.zeros((n_groups, *grams.shape[1:]))
        np.add.at(
            gram,
            positions,
            grams,
        )
        return replace(
            self,
            gram=gram,
            groups=groups,
        )

    def select_columns(self, names: list[str]) -> CrossProducts:
        """The same with these columns only, in this order."""
        positions = [self.names.index(name) for name in names]
        in_gram = [0, *(position + 1 for position in positions)]
        gram_rows = self.gram[:, in_gram]
        return replace(
            self,
            names=tuple(names),
            shift=self.shift[positions],
            scale=self.scale[positions],
            gram=gram_rows[:, :, in_gram],
        )


def group_codes(groups: np.ndarray) -> tuple[np.ndarray, Integers]:
    """Sorted labels (J,) and the position of each row's label in them (n,)."""
    groups = np.asarray(groups)
    if groups.dtype.kind in "iu" and groups.size:
        smallest = int(groups.min())
        largest = int(groups.max())
        if largest - smallest <= MOST_CODES_PER_ROW * groups.size and largest < 2**63:
            return _close_codes(groups, smallest)
    import pandas as pd

    codes, labels = pd.factorize(groups, sort=True)
    return np.asarray(labels), codes


def _close_codes(
    groups: np.ndarray,
    smallest: int,
) -> tuple[np.ndarray, Integers]:
    """group_codes of whole numbers that lie close together."""
    offsets = groups.astype(np.int64) - smallest
    occurs = np.bincount(offsets) > 0
    labels = np.flatnonzero(occurs) + smallest
    if len(labels) == len(occurs):
        return labels, offsets
    code_of_offset = np.cumsum(occurs) - 1
    return labels, code_of_offset[offsets]


def cross_products(
    columns: dict[str, np.ndarray],
    groups: np.ndarray,
    about: tuple[Floats, Floats] | None = None,
) -> CrossProducts:
    """Cross-products of columns (n,) within groups (n,), about the columns' own means and in their
    own standard deviations, or about a given shift and scale.

    Two passes over the data keep full precision for badly placed columns (x + 1e6, x × 1e-6), where
    a raw sum of squares loses every digit. Raises ValueError where the products would not fit in
    memory.
    """
    labels, codes = group_codes(groups)
    n_numbers = 3 * len(labels) * (len(columns) + 1) ** 2
    check_room(n_numbers, f"{len(columns)} columns and {len(labels)} groups")

    if about is None:
        scaled = [_standardised(column) for column in columns.values()]
        values = [column.values for column in scaled]
        shift = np.array([column.shift for column in scaled])
        scale = np.array([column.scale for column in scaled])
    else:
        shift, scale = about
        values = [
            (column - centre) / spread
            for column, centre, spread in zip(columns.values(), shift, scale, strict=True)
        ]
    gram = _grouped_gram(
        values,
        codes,
        n_groups=len(labels),
    )
    return CrossProducts(
        tuple(columns),
        shift,
        scale=scale,
        gram=gram,
        groups=labels,
    )


@dataclass(slots=True)
class ScaledColumn:
    """(column − shift)/scale (n,) with both."""

    values: Floats
    shift: float
    scale: float


def _standardised(column: Floats) -> ScaledColumn:
    """A column about its mean in its standard deviation; a constant column is scaled by its size
    and becomes zeros, not noise.
    """
    n = len(column)
    mean = float(column.sum() / n)
    size = abs(mean)
    values = column - mean
    variance = values @ values / n
    sd = float(np.sqrt(variance))
    varies = sd > ROUNDING * size
    scale = sd if varies else max(size, SMALLEST_SCALE)
    values /= scale
    return ScaledColumn(
        values,
        mean,
        scale=scale,
    )


def _grouped_gram(
    columns: list[Floats],
    codes: Integers,
    n_groups: int,
) -> Floats:
    """Sums of products (J, b, b) of [1, columns] over the rows of each group."""
    gram = np.empty((n_groups, len(columns) + 1, len(columns) + 1))
    gram[:, 0, 0] = np.bincount(codes, minlength=n_groups)
    for a, column_a in enumerate(columns, 1):
        gram[:, 0, a] = gram[:, a, 0] = np.bincount(codes, column_a, n_groups)
        for b, column_b in enumerate(columns[:a], 1):
            sums = np.bincount(codes, column_a * column_b, n_groups)
            gram[:, a, b] = gram[:, b, a] = sums
    return gram
