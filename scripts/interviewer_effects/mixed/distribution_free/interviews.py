"""Single interviews in the order of their interviewers: what tests need that look at answers, not
at cross-products.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from interviewer_effects.mixed.likelihood.crossproducts import group_codes

# Share of its size that a combination of columns varies within interviewers, and counts as none
NOT_WITHIN = 1e-9


@dataclass(frozen=True)
class Interviews:
    """An outcome y (n,) and fixed columns X (n, p), sorted by interviewer; order (n,) says from
    which rows.

    groups (J,) are the sorted labels of the interviewers, sizes (J,) their interviews. Replicates
    lie along the last axis.
    """

    y: np.ndarray
    X: np.ndarray
    order: np.ndarray
    groups: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, y: np.ndarray, X: np.ndarray, groups: np.ndarray) -> Interviews:
        """The interviews of an outcome (n,), fixed columns (n, p) and the interviewer of each
        (n,).
        """
        labels, codes = group_codes(groups)
        order = np.argsort(codes, kind="stable")
        sizes = np.bincount(codes, minlength=len(labels))
        return cls(
            np.asarray(y, dtype=float)[order],
            np.asarray(X, dtype=float)[order],
            order,
            labels,
            sizes,
        )

    @cached_property
    def codes(self) -> np.ndarray:
        """The position (n,) of each interview's interviewer."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    @cached_property
    def _ends(self) -> np.ndarray:
        return np.concatenate([[0], np.cumsum(self.sizes)])

    def sums(self, values: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """Sums (J, R) of values (n, R) within interviewers, of weights (n,) × values where there
        are weights.

        As a product with a sparse matrix: of many replicates that takes a fifth of the time of a
        grouped sum.
        """
        from scipy.sparse import csr_array

        n = len(self.y)
        weights = np.ones(n) if weights is None else weights
        return csr_array((weights, np.arange(n), self._ends), shape=(len(self.sizes), n)) @ values

    def means(self, values: np.ndarray) -> np.ndarray:
        """Means (J, R) of values (n, R) within interviewers."""
        return self.sums(values, 1 / self.sizes[self.codes])

    def within(self, values: np.ndarray) -> np.ndarray:
        """Values (n, …) minus their interviewer's mean."""
        return values - self.means(values)[self.codes]


@dataclass(frozen=True)
class Parts:
    """A column y (n, …) without its fixed part: within (n, …), sums to zero within each
    interviewer, and level (J, …), the interviewers' own means.
    """

    within: np.ndarray
    level: np.ndarray


@dataclass(frozen=True)
class WithinBetween:
    """Least squares within interviewers, then between them: y_ij = X_ij'β + level_j + within_ij.

    Coefficients of what varies within interviewers are those of interviews about their
    interviewer's means, so no difference between interviewers enters them, be it one of context
    (Mundlak 1978); the rest of X is fitted to the interviewers' levels, weighted. Q (n, r) is an
    orthonormal basis of X within interviewers; means (J, r) the interviewers' means in that basis,
    fixed (J, f) what is left for the levels, solve (f, J) its weighted projection.
    """

    interviews: Interviews
    Q: np.ndarray
    means: np.ndarray
    fixed: np.ndarray
    solve: np.ndarray

    @classmethod
    def of(cls, interviews: Interviews, weights: np.ndarray) -> WithinBetween:
        """The split of all columns of one design; weights (J,) are those of the interviewers'
        levels.
        """
        X = _in_units(interviews.X)
        U, size, turn = np.linalg.svd(interviews.within(X), full_matrices=False)
        varies = size > NOT_WITHIN * np.sqrt(len(X))
        means = interviews.means(X)
        root = np.sqrt(weights)[:, None]
        fixed = means @ _complement(turn[varies]).T
        solve = np.linalg.pinv(root * fixed, rcond=NOT_WITHIN) * root[:, 0]
        return cls(interviews, U[:, varies], means @ (turn[varies].T / size[varies]), fixed, solve)

    def split(self, y: np.ndarray, levels: np.ndarray | float = 0.0) -> Parts:
        """The parts of y (n,) or of replicates (n, R); levels (J, R) are added to the interviewers'
        own.
        """
        own = self.interviews.means(y)
        centred = y - own[self.interviews.codes]
        slopes = self.Q.T @ centred
        level = own + levels - self.means @ slopes
        return Parts(centred - self.Q @ slopes, level - self.fixed @ (self.solve @ level))


@dataclass(frozen=True)
class LeastSquares:
    """Least squares over all interviews, without levels; Q (n, r) is an orthonormal basis of X."""

    interviews: Interviews
    Q: np.ndarray

    @classmethod
    def of(cls, interviews: Interviews) -> LeastSquares:
        """The fit of the fixed columns."""
        X = _in_units(interviews.X)
        U, size, _ = np.linalg.svd(X, full_matrices=False)
        return cls(interviews, U[:, size > NOT_WITHIN * np.sqrt(len(X))])

    def split(self, y: np.ndarray, levels: np.ndarray | float = 0.0) -> Parts:
        """The residuals of y (n,) or of replicates (n, R), about no levels."""
        return Parts(
            y - self.Q @ (self.Q.T @ y), np.zeros((len(self.interviews.sizes), *y.shape[1:]))
        )


def wild_residuals(interviews: Interviews, parts: Parts, ratio: float) -> np.ndarray:
    """Residuals (n,) whose signs are drawn anew in replicates: about the predicted level of each
    interviewer, ratio = τ²/σ², in the interviewer's own scale.

    A residual keeps its size and its interview, so heavy tails, and residual variances that differ
    between interviewers or follow a predictor, are in every replicate as they are in the survey (Wu
    1986; Liu 1988). What is lost are the products of different interviews, and a variance between
    interviewers shows in nothing else.

    e_ij = within_ij + level_j/(1 + n_j ratio), scaled so that Σ_i e_ij² = n_j s_j², s_j² = Σ_i
    within_ij²/(n_j − 1). About the interviewer's own mean an extreme answer would draw all others
    of that interviewer to the other side. Interviewers with one interview keep their residual as it
    is.
    """
    n = interviews.sizes
    e = parts.within + (parts.level / (1 + n * ratio))[interviews.codes]
    wanted = interviews.sums(parts.within**2) * n / np.maximum(n - 1, 1)
    found = interviews.sums(e**2)
    known = (n > 1) & (found > 0)
    scale = np.sqrt(np.divide(wanted, found, out=np.ones(len(n)), where=known))
    return e * scale[interviews.codes]


def _in_units(X: np.ndarray) -> np.ndarray:
    """Columns of the same span in units of their spread: better digits where a predictor lies far
    from zero.
    """
    spread = X.std(0)
    constant = spread <= NOT_WITHIN * np.abs(X).max(0, initial=0)
    has_constant = (constant & (X[:1] != 0).all(0)).any()
    centre = np.where(constant | (not has_constant), 0, X.mean(0))
    unit = np.where(
        constant, np.maximum(np.abs(X).max(0, initial=0), 1e-300), np.where(spread > 0, spread, 1)
    )
    return (X - centre) / unit


def _complement(rows: np.ndarray) -> np.ndarray:
    """Orthonormal rows that span what orthonormal rows (r, p) leave of the space."""
    full = np.linalg.svd(
        np.concatenate([rows, np.zeros_like(rows[:1])])
        if len(rows)
        else np.zeros((1, rows.shape[1]))
    )
    return full[2][len(rows) :]
