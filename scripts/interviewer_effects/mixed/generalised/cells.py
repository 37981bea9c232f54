"""Rows with the same data set, interviewer and predictors, as one cell with a count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from interviewer_effects.mixed.arrays import Booleans, Floats, Integers

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
    copies : ndarray (J,) or None
        How many interviewers are alike and stand here as one; None where each stands for itself.
    """

    kernel: Kernel
    events: Floats
    trials: Floats
    fixed: Floats
    random: Floats
    interviewer: Integers
    data_set: Integers
    inner: Floats
    copies: Floats | None = None

    @property
    def n_interviewers(self) -> int:
        """J, over all data sets."""
        return len(self.data_set)

    @property
    def n_data_sets(self) -> int:
        """R."""
        return len(self.inner)

    @cached_property
    def cell_data_set(self) -> Integers:
        """Index of each cell's data set (C,)."""
        interviewer = self.interviewer
        return self.data_set[interviewer]

    @cached_property
    def starts(self) -> Integers:
        """First cell of each interviewer, and C at the end (J + 1,)."""
        counts = np.bincount(self.interviewer, minlength=self.n_interviewers)
        cells_so_far = np.cumsum(counts)
        return np.concatenate([[0], cells_so_far])

    @cached_property
    def by_interviewer(self) -> sparse.csr_array:
        """The matrix (J, C) that sums over the cells of each interviewer."""
        n_cells = len(self.events)
        return self._summing(np.ones(n_cells))

    @cached_property
    def fixed_by_interviewer(self) -> sparse.csr_array:
        """The matrix (P·J, C) that sums each fixed column times a value by interviewer."""
        return self._summing_columns(self.fixed)

    @cached_property
    def random_by_interviewer(self) -> sparse.csr_array:
        """The matrix (q·J, C) that sums each random column times a value by interviewer."""
        return self._summing_columns(self.random)

    def _summing_columns(self, columns: Floats) -> sparse.csr_array:
        n_cells, n_columns = columns.shape
        if n_columns == 0:
            return sparse.csr_array((0, n_cells))
        blocks = [self._summing(column) for column in columns.T]
        return sparse.vstack(blocks, format="csr")

    def _summing(self, values: Floats) -> sparse.csr_array:
        """The matrix (J, C) that sums values times what it is applied to by interviewer."""
        n_cells = len(values)
        entries = (values, np.arange(n_cells), self.starts)
        shape = (self.n_interviewers, n_cells)
        matrix = sparse.csr_array(entries, shape=shape, copy=True)  # the next line writes into it
        matrix.eliminate_zeros()
        return matrix

    def weighted(self, values: Floats) -> Floats:
        """Values (J, …) times how many interviewers each one stands for."""
        copies = self.copies
        if copies is None:
            return values
        trailing_axes = (1,) * (values.ndim - 1)
        return values * copies.reshape(-1, *trailing_axes)

    def sum_by_data_set(self, values: Floats) -> Floats:
        """Sums over the interviewers of each data set: (J, …) to (R, …)."""
        data_sets = np.arange(self.n_data_sets)
        first_interviewer = np.searchsorted(self.data_set, data_sets)
        weighted = self.weighted(values)
        return np.add.reduceat(
            weighted,
            first_interviewer,
            axis=0,
        )

    def pairwise_sums(self, values: Floats) -> Floats:
        """The same of values (J,), with less rounding."""
        data_sets = np.arange(1, self.n_data_sets)
        first_interviewer = np.searchsorted(self.data_set, data_sets)
        portions = np.split(self.weighted(values), first_interviewer)
        return np.array([portion.sum() for portion in portions])

    @cached_property
    def n_interviewers_of_data_set(self) -> Floats:
        """Interviewers of each data set, everyone alike counted (R,)."""
        each_one = np.ones(self.n_interviewers)
        return self.sum_by_data_set(each_one)

    def of_interviewers(self, chosen: Integers) -> Cells:
        """The cells of some interviewers (ascending indices), data sets numbered as before."""
        if len(chosen) == self.n_interviewers:
            return self  # with its sums, which are made once
        is_chosen = np.zeros(self.n_interviewers, dtype=bool)
        is_chosen[chosen] = True
        return self._selected(
            is_chosen,
            data_set=self.data_set[chosen],
            inner=self.inner,
        )

    def of_data_sets(self, chosen: Integers) -> Cells:
        """The cells of some data sets (ascending indices), numbered anew."""
        if len(chosen) == self.n_data_sets:
            return self
        is_chosen = np.isin(self.data_set, chosen)
        renumbered = np.searchsorted(chosen, self.data_set[is_chosen])
        return self._selected(
            is_chosen,
            data_set=renumbered,
            inner=self.inner[chosen],
        )

    def _selected(
        self,
        is_chosen: Booleans,
        *,
        data_set: Integers,
        inner: Floats,
    ) -> Cells:
        """The cells of the interviewers that are chosen (J,), numbered anew."""
        cells = is_chosen[self.interviewer]
        new_number = np.cumsum(is_chosen) - 1
        return replace(
            self,
            events=self.events[cells],
            trials=self.trials[cells],
            fixed=self.fixed[cells],
            random=self.random[cells],
            interviewer=new_number[self.interviewer[cells]],
            data_set=data_set,
            inner=inner,
            copies=None if self.copies is None else self.copies[is_chosen],
        )
