"""Two crossed factors as sums: who met whom, and what the deviance of crossed random intercepts
reads of the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from interviewer_effects.mixed.likelihood.crossproducts import cross_products, group_codes
from interviewer_effects.mixed.likelihood.moments import Design, make_design

DENSE = 50  # with more than 1/DENSE of all possible pairs, a dense product is quicker and smaller


@dataclass(frozen=True)
class Crossing:
    """Random intercepts of two factors on one design: y = Xβ + Z₁u + Z₂v + e.

    counts (K, J): rows in each cell of the factor with more levels (K, called large) and of the one
    with fewer (J, small). large (K, p + 1) and small (J, p + 1) are Z'[X* y*] in the standardised
    columns of `design`, total (p + 1, p + 1) = [X* y*]'[X* y*]. first_is_large tells which of the
    user's factors is which.
    """

    design: Design
    counts: sparse.csr_array
    large: np.ndarray
    small: np.ndarray
    total: np.ndarray
    first_is_large: bool

    @cached_property
    def sizes(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows of each level of the large (K,) and of the small factor (J,)."""
        return np.asarray(self.counts.sum(1)).ravel(), np.asarray(self.counts.sum(0)).ravel()

    @property
    def n(self) -> float:
        """Rows in all."""
        return float(self.design.moments.n[0])

    @property
    def p(self) -> int:
        """Fixed effects."""
        return self.design.moments.p

    @cached_property
    def transposed(self) -> sparse.csr_array:
        """The counts with the small factor in rows."""
        return self.counts.T.tocsr()

    @cached_property
    def _pairs(self) -> tuple[np.ndarray, sparse.csr_array] | None:
        """Where two levels of the small factor meet, and their products of counts there (positions,
        K).
        """
        m, levels = np.diff(self.counts.indptr), self.counts.shape[1]
        if (m.astype(float) ** 2).sum() > levels**2 * len(m) / DENSE:
            return None
        row = np.repeat(np.arange(len(m)), m)
        left = np.repeat(np.arange(len(row)), m[row])
        starts = np.repeat(np.cumsum(m[row]) - m[row], m[row])
        right = self.counts.indptr[row[left]] + np.arange(len(left)) - starts
        columns, values = self.counts.indices.astype(np.int64), self.counts.data
        where, at = np.unique(columns[left] * levels + columns[right], return_inverse=True)
        products = sparse.csr_array(
            (values[left] * values[right], (at, row[left])), shape=(len(where), len(m))
        )
        return where, products

    def met(self, weights: np.ndarray) -> np.ndarray:
        """counts' diag(weights) counts (J, J): what the levels of the small factor have in
        common.
        """
        levels = self.counts.shape[1]
        if self._pairs is None:
            dense = self.counts.toarray()
            return dense.T @ (weights[:, None] * dense)
        out = np.zeros(levels * levels)
        out[self._pairs[0]] = self._pairs[1] @ weights
        return out.reshape(levels, levels)


def cross(
    columns: dict[str, np.ndarray], fixed: list[str | None], outcome: str, first, second
) -> Crossing:
    """The crossing of two factors (labels (n,)) in the model outcome ~ fixed; None stands for the
    constant.

    Raises ValueError naming the columns when the fixed ones are collinear, and when the outcome
    does not vary.
    """
    if np.ptp(columns[outcome]) == 0:
        raise ValueError("All values of the outcome are alike: it has no variance to divide.")
    products = cross_products(columns, first)
    other = cross_products(columns, second, (products.shift, products.scale))
    design = make_design(products, fixed, [None], outcome)
    base = design.base[:, design.moments.x_at :]
    sums = [part.gram[:, 0] @ base for part in (products, other)]
    codes = [group_codes(labels)[1] for labels in (first, second)]
    is_large = len(sums[0]) > len(sums[1])
    (large, a), (small, b) = list(zip(sums, codes, strict=True))[:: 1 if is_large else -1]
    cells = sparse.coo_array((np.ones(len(a)), (a, b)), shape=(len(large), len(small))).tocsr()
    return Crossing(design, cells, large, small, base.T @ products.gram.sum(0) @ base, is_large)
