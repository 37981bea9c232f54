"""Outcomes without their fixed part, by least squares: within interviewers and between them, or
over all interviews.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .interviews import Interviews

# Share of its size that a combination of columns varies within interviewers, and counts as none
NOT_WITHIN = 1e-9


@dataclass(frozen=True, slots=True)
class Parts:
    """A column y (n, …) without its fixed part.

    Attributes
    ----------
    within : ndarray (n, …)
        Sums to zero within each interviewer.
    level : ndarray (J, …)
        The interviewers' own means.
    """

    within: Floats
    level: Floats


@dataclass(frozen=True, slots=True)
class WithinBetween:
    """Least squares within interviewers, then between them: y_ij = X_ij'β + level_j + within_ij.

    Coefficients of what varies within interviewers are those of interviews about their
    interviewer's means, so no difference between interviewers enters them, be it one of context
    (Mundlak 1978); the rest of X is fitted to the interviewers' levels, weighted.

    Attributes
    ----------
    interviews : Interviews
    Q : ndarray (n, r)
        An orthonormal basis of X within interviewers.
    means : ndarray (J, r)
        The interviewers' means in that basis.
    fixed : ndarray (J, f)
        What is left of X for the levels.
    solve : ndarray (f, J)
        Its weighted projection.
    """

    interviews: Interviews
    Q: Floats
    means: Floats
    fixed: Floats
    solve: Floats

    @classmethod
    def of(
        cls,
        interviews: Interviews,
        weights: Floats,
    ) -> WithinBetween:
        """The split of all columns of one design; weights (J,) are those of the interviewers'
        levels.
        """
        X = _in_units(interviews.X)
        U, singular_values, axes = np.linalg.svd(interviews.within(X), full_matrices=False)
        varies = singular_values > NOT_WITHIN * np.sqrt(len(X))
        varying_axes = axes[varies]
        means = interviews.means(X)
        fixed = means @ _complement(varying_axes).T
        root_weights = np.sqrt(weights)[:, None]
        weighted_inverse = np.linalg.pinv(root_weights * fixed, rcond=NOT_WITHIN)
        return cls(
            interviews=interviews,
            Q=U[:, varies],
            means=means @ (varying_axes.T / singular_values[varies]),
            fixed=fixed,
            solve=np.asarray(weighted_inverse * root_weights[:, 0], dtype=float),
        )

    def split(
        self,
        y: Floats,
        levels: Floats | float = 0.0,
    ) -> Parts:
        """The parts of y (n,) or of replicates (n, R); levels (J, R) are added to the interviewers'
        own.
        """
        means = self.interviews.means(y)
        centred = y - means[self.interviews.codes]
        slopes = self.Q.T @ centred
        own_levels = means + levels - self.means @ slopes
        return Parts(
            within=centred - self.Q @ slopes,
            level=self.without_fixed(own_levels),
        )

    def without_fixed(self, levels: Floats) -> Floats:
        """Residuals of levels (J, …) after what is fixed between interviewers."""
        coefficients = self.solve @ levels
        fitted = self.fixed @ coefficients
        return levels - fitted


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """Least squares over all interviews, without levels; Q (n, r) is an orthonormal basis of X."""

    interviews: Interviews
    Q: Floats

    @classmethod
    def of(cls, interviews: Interviews) -> LeastSquares:
        """The fit of the fixed columns."""
        X = _in_units(interviews.X)
        U, singular_values, _ = np.linalg.svd(X, full_matrices=False)
        smallest = NOT_WITHIN * np.sqrt(len(X))
        in_rank = singular_values > smallest
        return cls(interviews=interviews, Q=U[:, in_rank])

    def split(
        self,
        y: Floats,
        levels: Floats | float = 0.0,
    ) -> Parts:
        """The residuals of y (n,) or of replicates (n, R), about no levels."""
        J = len(self.interviews.sizes)
        slopes = self.Q.T @ y
        return Parts(
            within=y - self.Q @ slopes,
            level=np.zeros((J, *y.shape[1:])),
        )


def _in_units(X: Floats) -> Floats:
    """Columns of the same span in units of their spread: better digits where a predictor lies far
    from zero.
    """
    sd = X.std(0)
    largest = np.abs(X).max(0, initial=0)
    is_constant = sd <= NOT_WITHIN * largest
    has_intercept = (is_constant & (X[:1] != 0).all(0)).any()
    is_centred = has_intercept & ~is_constant
    center = np.where(is_centred, X.mean(0), 0)
    unit_of_varying = np.where(sd > 0, sd, 1)
    unit = np.where(is_constant, np.maximum(largest, 1e-300), unit_of_varying)
    return (X - center) / unit


def _complement(rows: Floats) -> Floats:
    """Orthonormal rows that span what orthonormal rows (r, p) leave of the space."""
    n_rows, n_columns = rows.shape
    row_of_zeros = np.zeros((1, n_columns))
    padded = np.concatenate([rows, row_of_zeros])  # the decomposition wants a row
    axes = np.linalg.svd(padded)[2]
    return axes[n_rows:]
