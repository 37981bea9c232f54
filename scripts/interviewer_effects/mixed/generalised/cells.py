"""Rows with the same data set, interviewer and predictors, as one cell with a count.

An ordered answer of K categories is K − 1 yes/no cells and a term in its thresholds: with F =
logistic function, P(y = k) = F(c_k − η)·F(η − c_{k−1})·(1 − exp(−(c_k − c_{k−1}))), so an answer k
says "not above c_k" and "above c_{k−1}", and what is left does not depend on the random effects.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from .kernels import Kernel


@dataclass(frozen=True)
class Cells:
    """C cells of J interviewers in R data sets, sorted by data set and interviewer.

    Attributes
    ----------
    kernel : Kernel
        The family's terms.
    events, trials : ndarray (C,)
        Sum of the answers and number of rows of each cell.
    fixed : ndarray (C, P)
        Columns of the fixed effects; of ordered answers the first K − 1 are those of thresholds.
    random : ndarray (C, q)
        Columns of the random effects.
    interviewer : ndarray (C,) of int
        Index of the cell's interviewer, ascending, every one of 0 … J − 1 present.
    data_set : ndarray (J,) of int
        Index of the interviewer's data set, ascending.
    inner : ndarray (R, K − 2)
        Answers in each category that lies between two thresholds; no columns in other families.
    """

    kernel: Kernel
    events: np.ndarray
    trials: np.ndarray
    fixed: np.ndarray
    random: np.ndarray
    interviewer: np.ndarray
    data_set: np.ndarray
    inner: np.ndarray

    @property
    def n_interviewers(self) -> int:
        """J, over all data sets."""
        return len(self.data_set)

    @property
    def n_data_sets(self) -> int:
        """R."""
        return len(self.inner)

    @cached_property
    def cell_data_set(self) -> np.ndarray:
        """Index of each cell's data set (C,)."""
        return self.data_set[self.interviewer]

    @cached_property
    def starts(self) -> np.ndarray:
        """First cell of each interviewer, and C at the end (J + 1,)."""
        counts = np.bincount(self.interviewer, minlength=self.n_interviewers)
        return np.concatenate([[0], np.cumsum(counts)])

    @cached_property
    def by_interviewer(self) -> sparse.csr_array:
        """The matrix (J, C) that sums over the cells of each interviewer."""
        return self._summing(np.ones(len(self.events)))

    @cached_property
    def fixed_by_interviewer(self) -> sparse.csr_array:
        """The matrix (P·J, C) that sums each fixed column times a value by interviewer."""
        return self._summing_columns(self.fixed)

    @cached_property
    def random_by_interviewer(self) -> sparse.csr_array:
        """The matrix (q·J, C) that sums each random column times a value by interviewer."""
        return self._summing_columns(self.random)

    def _summing_columns(self, columns: np.ndarray) -> sparse.csr_array:
        if not columns.shape[1]:
            return sparse.csr_array((0, len(columns)))
        return sparse.vstack([self._summing(column) for column in columns.T], format="csr")

    def _summing(self, values: np.ndarray) -> sparse.csr_array:
        shape = (self.n_interviewers, len(values))
        parts = (values, np.arange(len(values)), self.starts)
        matrix = sparse.csr_array(parts, shape=shape, copy=True)  # eliminate_zeros writes into it
        matrix.eliminate_zeros()
        return matrix

    def sum_by_data_set(self, values: np.ndarray) -> np.ndarray:
        """Sums over the interviewers of each data set: (J, …) to (R, …)."""
        first = np.searchsorted(self.data_set, np.arange(self.n_data_sets))
        return np.add.reduceat(values, first, axis=0)

    def of_interviewers(self, chosen: np.ndarray) -> Cells:
        """The cells of some interviewers (ascending indices), data sets numbered as before."""
        if len(chosen) == self.n_interviewers:
            return self  # with its sums, which are made once
        kept = np.zeros(self.n_interviewers, dtype=bool)
        kept[chosen] = True
        return self._kept(kept, data_set=self.data_set[chosen], inner=self.inner)

    def of_data_sets(self, chosen: np.ndarray) -> Cells:
        """The cells of some data sets (ascending indices), numbered anew."""
        if len(chosen) == self.n_data_sets:
            return self
        kept = np.isin(self.data_set, chosen)
        data_set = np.searchsorted(chosen, self.data_set[kept])
        return self._kept(kept, data_set=data_set, inner=self.inner[chosen])

    def _kept(self, kept: np.ndarray, *, data_set: np.ndarray, inner: np.ndarray) -> Cells:
        """The cells of the interviewers that are kept (J,), numbered anew."""
        cells = kept[self.interviewer]
        number = np.cumsum(kept) - 1
        return replace(
            self,
            events=self.events[cells],
            trials=self.trials[cells],
            fixed=self.fixed[cells],
            random=self.random[cells],
            interviewer=number[self.interviewer[cells]],
            data_set=data_set,
            inner=inner,
        )


def collapse(
    kernel: Kernel,
    answers: np.ndarray,
    *,
    fixed: np.ndarray,
    random: np.ndarray,
    interviewer: np.ndarray,
) -> Cells:
    """The cells of one data set whose answers are 0/1 or counts.

    Parameters
    ----------
    kernel : Kernel
    answers : ndarray (n,)
    fixed, random : ndarray (n, P) and (n, q)
    interviewer : ndarray (n,) of int
        0 … J − 1, every one present.
    """
    events, trials, first = _equal_rows(answers, interviewer, fixed=fixed, random=random)
    return Cells(
        kernel=kernel,
        events=events,
        trials=trials,
        fixed=fixed[first],
        random=random[first],
        interviewer=interviewer[first],
        data_set=np.zeros(interviewer.max() + 1, dtype=int),
        inner=np.zeros((1, 0)),
    )


def collapse_ordered(
    kernel: Kernel,
    categories: np.ndarray,
    *,
    fixed: np.ndarray,
    random: np.ndarray,
    interviewer: np.ndarray,
) -> Cells:
    """The cells of one data set whose answers are categories 0 … K − 1, every one present.

    `fixed` (n, p) has no constant: the thresholds c_0 < … < c_{K−2} come first among the columns of
    the result, each as −1 where the cell belongs to it, so that η − c is the cell's predictor.
    """
    n_thresholds = int(categories.max())
    parts = [
        _rows_at_threshold(
            categories, threshold, fixed=fixed, random=random, interviewer=interviewer
        )
        for threshold in range(n_thresholds)
    ]
    above, with_thresholds, random_rows, owners = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    cells = collapse(kernel, above, fixed=with_thresholds, random=random_rows, interviewer=owners)
    counts = np.bincount(categories, minlength=n_thresholds + 1)
    return replace(cells, inner=counts[None, 1:-1].astype(float))


def _rows_at_threshold(categories, threshold, *, fixed, random, interviewer):
    """What the answers just below and just above a threshold say of it."""
    rows = (categories == threshold) | (categories == threshold + 1)
    above = (categories[rows] > threshold).astype(float)
    columns = np.zeros((rows.sum(), int(categories.max())))
    columns[:, threshold] = -1.0
    return above, np.column_stack([columns, fixed[rows]]), random[rows], interviewer[rows]


def _equal_rows(answers, interviewer, *, fixed, random):
    """Sum of the answers and number of rows that are equal, and the first row of each, by
    interviewer.
    """
    keys = np.column_stack([interviewer, fixed, random])
    _, first, cell = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    cell = cell.reshape(-1)
    return np.bincount(cell, weights=answers), np.bincount(cell).astype(float), first


def stack(parts: list[Cells]) -> Cells:
    """Data sets side by side, as one array computation."""
    interviewers = np.cumsum([0, *(part.n_interviewers for part in parts)])
    data_sets = np.cumsum([0, *(part.n_data_sets for part in parts)])
    return Cells(
        kernel=parts[0].kernel,
        events=np.concatenate([part.events for part in parts]),
        trials=np.concatenate([part.trials for part in parts]),
        fixed=np.concatenate([part.fixed for part in parts]),
        random=np.concatenate([part.random for part in parts]),
        interviewer=np.concatenate(
            [part.interviewer + first for part, first in zip(parts, interviewers, strict=False)]
        ),
        data_set=np.concatenate(
            [part.data_set + first for part, first in zip(parts, data_sets, strict=False)]
        ),
        inner=np.concatenate([part.inner for part in parts]),
    )
