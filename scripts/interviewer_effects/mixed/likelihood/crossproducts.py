"""Per-interviewer cross-products: all that a two-level linear model needs of the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from interviewer_effects.mixed.design.memory import check_room


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
    shift: np.ndarray
    scale: np.ndarray
    gram: np.ndarray
    groups: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """Interviews per interviewer, n_j (J,)."""
        return self.gram[:, 0, 0]

    @property
    def n(self) -> int:
        """Interviews in all."""
        return round(float(self.sizes.sum()))

    def coordinates(self, name: str) -> np.ndarray:
        """Where the user's column lies in B: column = B @ coordinates."""
        k = self.names.index(name)
        where = np.zeros(len(self.names) + 1)
        where[0], where[k + 1] = self.shift[k], self.scale[k]
        return where

    def means(self, names: Iterable[str | None]) -> np.ndarray:
        """Means of the user's columns (k,), None standing for the constant."""
        total = self.gram.sum(0)[0]
        unit = np.eye(len(total))[0]
        where = [unit if name is None else self.coordinates(name) for name in names]
        return np.array(where).reshape(-1, len(total)) @ total / total[0]

    def standardised(self, shift: np.ndarray, scale: np.ndarray) -> CrossProducts:
        """The same data about another centre and scale, by algebra alone."""
        b = len(self.names) + 1
        change = np.zeros((b, b))
        change[0, 0] = 1
        change[0, 1:] = (self.shift - shift) / scale
        change[range(1, b), range(1, b)] = self.scale / scale
        return replace(self, shift=shift, scale=scale, gram=change.T @ self.gram @ change)

    def own_scale(self) -> CrossProducts:
        """Centred at the means and scaled by the standard deviations of the data in hand."""
        total = self.gram.sum(0)
        mean = total[0, 1:] / total[0, 0]
        spread = np.sqrt(np.maximum(np.diag(total)[1:] / total[0, 0] - mean**2, 0))
        moved = np.where(spread > 0, spread, 1.0)
        return self.standardised(self.shift + self.scale * mean, self.scale * moved)

    def __add__(self, other: CrossProducts) -> CrossProducts:
        """Cross-products of two chunks, files or countries together; equal labels are one
        interviewer.
        """
        if self.names != other.names:
            raise ValueError(
                f"Cross-products of {self.names} and {other.names} cannot be added: use the same "
                "columns."
            )
        if not (
            np.array_equal(self.shift, other.shift) and np.array_equal(self.scale, other.scale)
        ):
            other = other.standardised(self.shift, self.scale)
        labels, where = np.unique(np.concatenate([self.groups, other.groups]), return_inverse=True)
        gram = np.zeros((len(labels), *self.gram.shape[1:]))
        np.add.at(gram, where, np.concatenate([self.gram, other.gram]))
        return replace(self, gram=gram, groups=labels)

    def select_columns(self, names: list[str]) -> CrossProducts:
        """The same with these columns only, in this order."""
        at = [self.names.index(name) for name in names]
        inner = [0, *(k + 1 for k in at)]
        gram = self.gram[:, inner][:, :, inner]
        return replace(
            self, names=tuple(names), shift=self.shift[at], scale=self.scale[at], gram=gram
        )


def group_codes(groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sorted labels (J,) and the position of each row's label in them (n,)."""
    groups = np.asarray(groups)
    if groups.dtype.kind in "iu" and groups.size:
        least, most = int(groups.min()), int(groups.max())
        if most - least <= 4 * groups.size and most < 2**63:
            return _close_codes(groups, least, most)
    import pandas as pd

    codes, labels = pd.factorize(groups, sort=True)
    return np.asarray(labels), codes


def _close_codes(groups: np.ndarray, least: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """group_codes of whole numbers that lie close together."""
    offset = groups.astype(np.int64) - least
    seen = np.bincount(offset) > 0
    labels = np.flatnonzero(seen) + least
    return labels, offset if len(labels) == len(seen) else (np.cumsum(seen) - 1)[offset]


def cross_products(
    columns: dict[str, np.ndarray],
    groups: np.ndarray,
    about: tuple[np.ndarray, np.ndarray] | None = None,
) -> CrossProducts:
    """Cross-products of columns (n,) within groups (n,), about the columns' own means and in their
    own standard deviations, or about a given shift and scale.

    Two passes over the data keep full precision for badly placed columns (x + 1e6, x × 1e-6), where
    a raw sum of squares loses every digit. Raises ValueError where the products would not fit in
    memory.
    """
    labels, codes = group_codes(groups)
    check_room(
        3 * len(labels) * (len(columns) + 1) ** 2,
        f"{len(columns)} columns and {len(labels)} groups",
    )
    if about is None:
        base, shift, scale = _own_standard(columns)
    else:
        shift, scale = about
        base = [(c - m) / s for c, m, s in zip(columns.values(), shift, scale, strict=True)]
    return CrossProducts(
        tuple(columns), shift, scale, _grouped_gram(base, codes, len(labels)), labels
    )


def _own_standard(
    columns: dict[str, np.ndarray],
) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Columns about their means in their standard deviations, with both; a constant column is
    scaled by its size and becomes zeros, not noise.
    """
    base, shift, scale = [], [], []
    for column in columns.values():
        mean = float(column.sum() / len(column))
        centred = column - mean
        spread = float(np.sqrt(centred @ centred / len(column)))
        scale.append(spread if spread > 1e-12 * abs(mean) else max(abs(mean), 1e-300))
        shift.append(mean)
        centred /= scale[-1]
        base.append(centred)
    return base, np.array(shift), np.array(scale)


def _grouped_gram(base: list[np.ndarray], codes: np.ndarray, count: int) -> np.ndarray:
    gram = np.empty((count, len(base) + 1, len(base) + 1))
    gram[:, 0, 0] = np.bincount(codes, minlength=count)
    for a, left in enumerate(base, 1):
        gram[:, 0, a] = gram[:, a, 0] = np.bincount(codes, left, count)
        for b, right in enumerate(base[:a], 1):
            gram[:, a, b] = gram[:, b, a] = np.bincount(codes, left * right, count)
    return gram
