"""Rows of answers and predictors as cells.

An ordered answer of K categories is K − 1 yes/no cells and a term in its thresholds: with F =
logistic function, P(y = k) = F(c_k − η)·F(η − c_{k−1})·(1 − exp(−(c_k − c_{k−1}))), so an answer k
says "not above c_k" and "above c_{k−1}", and what remains does not depend on the random effects.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers

from .cells import Cells
from .kernels import Kernel


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of n rows.

    Attributes
    ----------
    fixed, random : ndarray (n, P) and (n, q)
    interviewer : ndarray (n,) of int
        0 … J − 1, every one present.
    """

    fixed: Floats
    random: Floats
    interviewer: Integers

    @property
    def keys(self) -> Floats:
        """All columns side by side: rows with the same ones belong to one cell."""
        return np.column_stack([self.interviewer, self.fixed, self.random])


def collapse(
    kernel: Kernel,
    answers: Floats,
    rows: Rows,
) -> Cells:
    """The cells of one data set whose answers (n,) are 0/1 or counts."""
    _, first_row, cell = np.unique(
        rows.keys,
        axis=0,
        return_index=True,
        return_inverse=True,
    )
    cell = cell.reshape(-1)
    n_interviewers = rows.interviewer.max() + 1
    return Cells(
        kernel=kernel,
        events=np.bincount(cell, weights=answers).astype(float),
        trials=np.bincount(cell).astype(float),
        fixed=rows.fixed[first_row],
        random=rows.random[first_row],
        interviewer=rows.interviewer[first_row],
        data_set=np.zeros(n_interviewers, dtype=int),
        inner=np.zeros((1, 0)),
    )


def collapse_ordered(
    kernel: Kernel,
    categories: Integers,
    rows: Rows,
) -> Cells:
    """The cells of one data set whose answers (n,) are categories 0 … K − 1, every one present.

    The fixed columns have no constant: the thresholds c_0 < … < c_{K−2} come first among the
    columns of the result, each as −1 where the cell belongs to it, so that η − c is the cell's
    predictor.
    """
    n_thresholds = int(categories.max())
    at_thresholds = [
        _AtThreshold.of(
            threshold,
            categories,
            rows,
        )
        for threshold in range(n_thresholds)
    ]
    all_rows = Rows(
        fixed=np.concatenate([neighbours.rows.fixed for neighbours in at_thresholds]),
        random=np.concatenate([neighbours.rows.random for neighbours in at_thresholds]),
        interviewer=np.concatenate([neighbours.rows.interviewer for neighbours in at_thresholds]),
    )
    is_above = np.concatenate([neighbours.is_above for neighbours in at_thresholds])
    cells = collapse(
        kernel,
        is_above,
        all_rows,
    )
    counts = np.bincount(categories, minlength=n_thresholds + 1)
    inner_counts = counts[None, 1:-1].astype(float)
    return replace(cells, inner=inner_counts)


@dataclass(frozen=True, slots=True)
class _AtThreshold:
    """What the answers just below and just above a threshold say of it: 0 or 1 (m,)."""

    is_above: Floats
    rows: Rows

    @classmethod
    def of(
        cls,
        threshold: int,
        categories: Integers,
        rows: Rows,
    ) -> _AtThreshold:
        """The rows of the two categories on either side, with a column for every threshold."""
        is_near = (categories == threshold) | (categories == threshold + 1)
        is_above = categories[is_near] > threshold
        n_thresholds = int(categories.max())
        indicator = np.zeros((is_near.sum(), n_thresholds))
        indicator[:, threshold] = -1.0
        near_rows = Rows(
            fixed=np.column_stack([indicator, rows.fixed[is_near]]),
            random=rows.random[is_near],
            interviewer=rows.interviewer[is_near],
        )
        return cls(is_above.astype(float), near_rows)
