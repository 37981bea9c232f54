"""Single interviews in the order of their interviewers: what tests need that look at answers, not
at cross-products.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers
from interviewer_effects.mixed.likelihood.crossproducts import group_codes


@dataclass(frozen=True)
class Interviews:
    """Interviews sorted by interviewer. Replicates of them lie along the last axis.

    Attributes
    ----------
    y : ndarray (n,)
        The outcome.
    X : ndarray (n, p)
        The fixed columns.
    order : ndarray (n,)
        The row of the data that each comes from.
    groups : ndarray (J,)
        The sorted labels of the interviewers.
    sizes : ndarray (J,)
        Interviews of each.
    """

    y: Floats
    X: Floats
    order: Integers
    groups: np.ndarray
    sizes: Integers

    @classmethod
    def of(
        cls,
        y: Floats,
        X: Floats,
        groups: np.ndarray,
    ) -> Interviews:
        """The interviews of an outcome (n,), fixed columns (n, p) and the interviewer of each
        (n,).
        """
        labels, codes = group_codes(groups)
        order = np.argsort(codes, kind="stable")
        return cls(
            y=np.asarray(y, dtype=float)[order],
            X=np.asarray(X, dtype=float)[order],
            order=order,
            groups=labels,
            sizes=np.bincount(codes, minlength=len(labels)),
        )

    @cached_property
    def codes(self) -> Integers:
        """The position (n,) of each interview's interviewer."""
        interviewers = np.arange(len(self.sizes))
        return np.repeat(interviewers, self.sizes)

    @cached_property
    def _boundaries(self) -> Integers:
        """Where each interviewer's interviews begin, and n (J + 1,)."""
        stops = np.cumsum(self.sizes)
        return np.concatenate([[0], stops])

    def sums(
        self,
        values: Floats,
        weights: Floats | None = None,
    ) -> Floats:
        """Sums (J, R) of values (n, R) within interviewers, of weights (n,) × values where there
        are weights.

        As a product with a sparse matrix: of many replicates that takes a fifth of the time of a
        grouped sum.
        """
        from scipy.sparse import csr_array

        n = len(self.y)
        if weights is None:
            weights = np.ones(n)
        membership = csr_array(
            (weights, np.arange(n), self._boundaries),
            shape=(len(self.sizes), n),
        )
        return membership @ values

    def means(self, values: Floats) -> Floats:
        """Means (J, R) of values (n, R) within interviewers."""
        sizes = self.sizes[self.codes]
        shares = 1 / sizes
        return self.sums(values, shares)

    def within(self, values: Floats) -> Floats:
        """Values (n, …) minus their interviewer's mean."""
        means = self.means(values)
        return values - means[self.codes]
