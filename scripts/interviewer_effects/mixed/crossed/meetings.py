"""Two crossed factors as sums: who met whom, and what the deviance of crossed random intercepts
reads of the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from interviewer_effects.mixed.arrays import Floats, Integers
from interviewer_effects.mixed.likelihood.crossproducts import cross_products, group_codes
from interviewer_effects.mixed.likelihood.moments import Design, make_design

DENSE = 50  # with more than 1/DENSE of all possible pairs, a dense product is quicker and smaller


@dataclass(frozen=True)
class Crossing:
    """Random intercepts of two factors on one design: y = Xβ + Z₁u + Z₂v + e.

    Attributes
    ----------
    design : Design
        Its standardised columns X* and y* are those of the sums below.
    counts : sparse array (K, J)
        Rows in each cell of the factor with more levels (K, called major) and of the one with fewer
        (J, called minor).
    major, minor : ndarray (K, p + 1) and (J, p + 1)
        Z'[X* y*] of either factor.
    total : ndarray (p + 1, p + 1)
        [X* y*]'[X* y*].
    first_is_major : bool
        Which of the user's factors is which.
    """

    design: Design
    counts: sparse.csr_array
    major: Floats
    minor: Floats
    total: Floats
    first_is_major: bool

    @property
    def n(self) -> float:
        """Rows in all."""
        moments = self.design.moments
        return float(moments.n[0])

    @property
    def p(self) -> int:
        """Fixed effects."""
        return self.design.moments.p

    @cached_property
    def major_sizes(self) -> Floats:
        """Rows of each level of the major factor (K,)."""
        sums = self.counts.sum(1)
        return np.asarray(sums).ravel()

    @cached_property
    def minor_sizes(self) -> Floats:
        """Rows of each level of the minor factor (J,)."""
        sums = self.counts.sum(0)
        return np.asarray(sums).ravel()

    @cached_property
    def transposed(self) -> sparse.csr_array:
        """The counts with the minor factor in rows."""
        return self.counts.T.tocsr()

    def in_other_order(self, by_factor: Floats) -> Floats:
        """Values by factor (2,) or (2, 2): the user's order to major and minor, or back."""
        if self.first_is_major:
            return by_factor
        return np.flip(by_factor)

    def met(self, weights: Floats) -> Floats:
        """counts'·diag(weights)·counts (J, J): what the levels of the minor factor have in common.

        weights (K,) are those of the major factor's levels.
        """
        pairs = self._pairs
        if pairs is None:
            dense_counts = self.counts.toarray()
            weighted = weights[:, None] * dense_counts
            return dense_counts.T @ weighted
        n_levels = self.counts.shape[1]
        sums = np.zeros(n_levels * n_levels)
        sums[pairs.positions] = pairs.products @ weights
        return sums.reshape(n_levels, n_levels)

    @cached_property
    def _pairs(self) -> Pairs | None:
        """The pairs of levels that meet; None where so many do that a dense product is better."""
        cells_per_level = np.diff(self.counts.indptr).astype(float)
        n_pairs = (cells_per_level**2).sum()
        n_major, n_minor = self.counts.shape
        if n_pairs > n_minor**2 * n_major / DENSE:
            return None
        return Pairs.of(self.counts)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Where two levels of the minor factor meet in a level of the major one.

    Attributes
    ----------
    positions : ndarray (M,) of int
        Of the pairs, in a matrix (J, J) read row by row.
    products : sparse array (M, K)
        The product of their two counts in each level of the major factor.
    """

    positions: Integers
    products: sparse.csr_array

    @classmethod
    def of(cls, counts: sparse.csr_array) -> Pairs:
        """The pairs of a table of counts (K, J)."""
        n_major, n_minor = counts.shape
        cells_per_level = np.diff(counts.indptr)
        level_of_cell = np.repeat(np.arange(n_major), cells_per_level)

        # every cell beside each cell of its level, itself among them
        n_partners = cells_per_level[level_of_cell]
        cell = np.repeat(np.arange(len(level_of_cell)), n_partners)
        pairs_before = np.cumsum(n_partners) - n_partners
        first_pair = np.repeat(pairs_before, n_partners)
        first_partner = counts.indptr[level_of_cell[cell]]
        partner = first_partner + np.arange(len(cell)) - first_pair

        columns = counts.indices.astype(np.int64)
        first_level = columns[cell]
        second_level = columns[partner]
        keys = first_level * n_minor + second_level
        positions, row = np.unique(keys, return_inverse=True)
        values = counts.data[cell] * counts.data[partner]
        products = sparse.csr_array(
            (values, (row, level_of_cell[cell])),
            shape=(len(positions), n_major),
        )
        return cls(positions, products)


def cross(
    columns: dict[str, Floats],
    fixed: list[str | None],
    outcome: str,
    first: np.ndarray,
    second: np.ndarray,
) -> Crossing:
    """The crossing of two factors in the model outcome ~ fixed.

    Parameters
    ----------
    columns : dict of ndarray (n,)
        The outcome and the predictors by name.
    fixed : list
        Names of the fixed effects; None stands for the constant.
    outcome : str
    first, second : ndarray (n,)
        Labels of the two factors.

    Raises
    ------
    ValueError
        Where fixed effects are collinear, with the names of the columns, or where the outcome does
        not vary.
    """
    varies = np.ptp(columns[outcome]) > 0
    if not varies:
        raise ValueError("All values of the outcome are alike: it has no variance to divide.")
    products = cross_products(columns, first)
    same_units = (products.shift, products.scale)
    products_of_second = cross_products(
        columns,
        second,
        same_units,
    )
    design = make_design(
        products,
        fixed,
        [None],
        outcome,
    )
    to_standardised = design.base[:, design.moments.x_at :]
    sums = products.gram[:, 0] @ to_standardised
    sums_of_second = products_of_second.gram[:, 0] @ to_standardised
    total = to_standardised.T @ products.gram.sum(0) @ to_standardised

    codes = group_codes(first)[1]
    codes_of_second = group_codes(second)[1]
    first_is_major = len(sums) > len(sums_of_second)
    if not first_is_major:
        sums, sums_of_second = sums_of_second, sums
        codes, codes_of_second = codes_of_second, codes
    counts = sparse.coo_array(
        (np.ones(len(codes)), (codes, codes_of_second)),
        shape=(len(sums), len(sums_of_second)),
    )
    return Crossing(
        design=design,
        counts=counts.tocsr(),
        major=sums,
        minor=sums_of_second,
        total=total,
        first_is_major=first_is_major,
    )
