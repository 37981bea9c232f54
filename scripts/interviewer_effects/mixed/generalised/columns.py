"""Fixed and random columns, standardised for the search and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats


@dataclass(frozen=True, slots=True)
class Columns:
    """Fixed (n, p) and random (n, q) columns as the data have them, with their names."""

    fixed: Floats
    fixed_names: list[str]
    random: Floats
    random_names: list[str]


@dataclass(frozen=True, slots=True)
class Standardised:
    """Columns with mean 0 and SD 1, and how coefficients of theirs become those of the data.

    A column of ones takes up the means; without one (ordered answers) the thresholds do, and
    random columns without a constant are scaled but not centred.

    Attributes
    ----------
    fixed, random : ndarray (n, p) and (n, q)
    fixed_back, random_back : ndarray (p, p) and (q, q)
        A with (coefficients of the data's columns) = A·(those of standardised ones).
    shift : ndarray (p,)
        What a threshold moves by for each unit of a coefficient.
    """

    fixed: Floats
    random: Floats
    fixed_back: Floats
    random_back: Floats
    shift: Floats

    def full_back(self, n_thresholds: int) -> Floats:
        """A for thresholds and fixed effects: a threshold moves by what the columns' means took."""
        n_columns = len(self.fixed_back)
        matrix = np.eye(n_thresholds + n_columns)
        matrix[n_thresholds:, n_thresholds:] = self.fixed_back
        matrix[:n_thresholds, n_thresholds:] = self.shift
        return matrix


@dataclass(frozen=True, slots=True)
class _Scaling:
    """Of columns: mean (0 where not centred), sd (1 of constants), and the column of ones."""

    mean: Floats
    sd: Floats
    constant: int | None

    @classmethod
    def of(
        cls,
        columns: Floats,
        *,
        centred: bool,
    ) -> _Scaling:
        """The scaling of columns (n, p)."""
        sd = columns.std(0)
        is_varying = sd > 0
        mean = columns.mean(0) if centred else np.zeros(len(sd))
        return cls(
            mean=np.where(is_varying, mean, 0.0),
            sd=np.where(is_varying, sd, 1.0),
            constant=_constant(columns),
        )

    def applied(self, columns: Floats) -> Floats:
        """(columns − mean)/sd."""
        return (columns - self.mean) / self.sd

    @property
    def back(self) -> Floats:
        """A with (coefficients of the data's columns) = A·(those of standardised ones)."""
        matrix = np.diag(1 / self.sd)
        constant = self.constant
        if constant is not None:
            matrix[constant] -= self.mean / self.sd
            matrix[constant, constant] = 1.0
        return matrix


def standardise(
    columns: Columns,
    *,
    centred: bool,
) -> Standardised:
    """Standardised columns and the matrices that undo it.

    `centred` says whether random columns may be centred: uncorrelated effects are another model
    once a predictor has moved.
    """
    fixed = _Scaling.of(columns.fixed, centred=True)
    may_centre = centred and _constant(columns.random) is not None
    random = _Scaling.of(columns.random, centred=may_centre)
    has_constant = fixed.constant is not None
    shift = np.zeros(len(fixed.sd)) if has_constant else fixed.mean / fixed.sd
    return Standardised(
        fixed=fixed.applied(columns.fixed),
        random=random.applied(columns.random),
        fixed_back=fixed.back,
        random_back=random.back,
        shift=shift,
    )


def _constant(columns: Floats) -> int | None:
    """Index of the first column of ones."""
    is_one = (columns == 1).all(0)
    constants = np.flatnonzero(is_one)
    return int(constants[0]) if len(constants) else None
