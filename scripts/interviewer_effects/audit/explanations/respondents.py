"""What is known of the respondents, as columns that the model of the answers can be given."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from interviewer_effects.audit.models.design_columns import levels_of
from interviewer_effects.frames import names_of

# A number with at most so many different values counts as categories: no line through them is
# needed
FEW = 10
UNKNOWN = "not known"
NEGLIGIBLE = 1e-9


def respondents(
    survey: pd.DataFrame, names: Sequence[str], roles: dict, categories: Collection[str]
) -> pd.DataFrame:
    """The covariates of each respondent by interview, from the recoded survey: numbers, or text
    where they are categories, which numbers with at most 10 different values are too. NaN where a
    number is not known.
    """
    known = pd.DataFrame(
        {name: survey[name].to_numpy() for name in names},
        index=survey[roles["interview"]].to_numpy(),
    )
    for name in names:
        values = known[name]
        if not pd.api.types.is_numeric_dtype(values):
            known[name] = values.astype(object).where(values.notna(), UNKNOWN)
        elif name in categories or values.nunique() <= FEW:
            known[name] = (
                values.map("{:.15g}".format, na_action="ignore").astype(object).fillna(UNKNOWN)
            )
    return known


def covariate_columns(
    known: pd.DataFrame, interviewers: np.ndarray
) -> dict[str, dict[str, np.ndarray]]:
    """The columns (n,) of each covariate by name: a number with its mean where it is not known, and
    1 there in a column of its own; a category as 0/1 columns against its first level.

    Every interview stays, so that z before and after are of the same interviews. Left out are
    columns that tell one interviewer from everybody else, which would explain whatever that
    interviewer does, and those that the columns before them give exactly.
    """
    codes = np.unique(interviewers, return_inverse=True)[1]
    basis = np.full((len(known), 1), 1 / np.sqrt(len(known)))
    found: dict[str, dict[str, np.ndarray]] = {}
    for name in names_of(known):
        found[name] = {}
        for label, column in _columns(known[name]).items():
            rest = column - column.mean()
            size = np.linalg.norm(rest)
            rest = rest - basis @ (basis.T @ rest)
            if _is_shared(column, codes) and np.linalg.norm(rest) > NEGLIGIBLE * size:
                basis = np.column_stack([basis, rest / np.linalg.norm(rest)])
                found[name][label] = column
    return {name: columns for name, columns in found.items() if columns}


def _columns(values: pd.Series) -> dict[str, np.ndarray]:
    name = str(values.name)
    if not pd.api.types.is_numeric_dtype(values):
        return {
            f"{name}[{level}]": (values == level).to_numpy(dtype=float)
            for level in levels_of(values)[1:]
        }
    unknown = values.isna().to_numpy(dtype=float)
    return {name: values.fillna(values.mean()).to_numpy(dtype=float), f"{name}[{UNKNOWN}]": unknown}


def _is_shared(column: np.ndarray, codes: np.ndarray) -> bool:
    """Whether both sides of a 0/1 column hold several interviewers; any number does."""
    sides = np.unique(column)
    return len(sides) > 2 or all(len(np.unique(codes[column == side])) > 1 for side in sides)
