"""Formulas to arrays, by formulaic, with no names visible but the columns of the data."""

from __future__ import annotations

import numpy as np
import pandas as pd


def formula_arrays(
    formula: str, re_formula: str | None, data: pd.DataFrame
) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Outcome (n,), fixed design and random design of a formula such as "y ~ x" and "~x"; rows with missing values
    are dropped.

    Raises ValueError naming what the formula asks for and the data lack.
    """
    from formulaic import Formula
    from formulaic.errors import FormulaicError

    try:
        fixed = Formula(formula).get_model_matrix(data, context={}, na_action="drop")
        random = Formula((re_formula or "1").lstrip("~ ")).get_model_matrix(data, context={}, na_action="drop")
    except FormulaicError as error:
        raise ValueError(
            f"The formula '{formula}' (random: '{re_formula}') cannot be read with columns "
            f"{list(data.columns)}: {error}"
        ) from error
    if fixed.lhs.shape[1] != 1:
        raise ValueError(f"The outcome of '{formula}' is not one numeric column.")
    rows = fixed.rhs.index.intersection(random.index)
    return fixed.lhs.iloc[:, 0].loc[rows], pd.DataFrame(fixed.rhs.loc[rows]), pd.DataFrame(random.loc[rows])


def named_array(values, prefix: str) -> tuple[np.ndarray, list[str]]:
    """A float matrix (n, k) and its column names: a frame keeps its names, an array gets prefix1, prefix2, …"""
    names = [str(c) for c in values.columns] if isinstance(values, pd.DataFrame) else None
    names = [str(values.name)] if isinstance(values, pd.Series) and values.name is not None else names
    array = np.asarray(values, dtype=float)
    array = array[:, None] if array.ndim == 1 else array
    return array, names or [f"{prefix}{k + 1}" for k in range(array.shape[1])]
