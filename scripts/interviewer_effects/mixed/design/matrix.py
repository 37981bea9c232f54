"""Matrices that a user gives as frame, series, array or list, with names for their columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from interviewer_effects.mixed.arrays import Floats

from .columns import NUMBERS, float_column, kind_of

COUNTABLE = NUMBERS | {"empty"}


def named_array(
    values: Any,
    prefix: str,
) -> tuple[Floats, list[str]]:
    """A float matrix (n, k) and its column names: a frame keeps its names, an array gets prefix1,
    prefix2, …

    Raises ValueError naming the column that is not numeric.
    """
    if isinstance(values, pd.DataFrame):
        return _of_frame(values)
    if isinstance(values, pd.Series) and values.name is not None:
        name = str(values.name)
        return _number_column(values, name)[:, None], [name]
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(
            f"'{prefix}' is not all numbers: give text as categories, by from_formula, and leave "
            "missing values out."
        ) from None
    if array.ndim == 1:
        array = array[:, None]
    n_columns = array.shape[1]
    names = [f"{prefix}{k + 1}" for k in range(n_columns)]
    return array, names


def _of_frame(frame: pd.DataFrame) -> tuple[Floats, list[str]]:
    names = [str(name) for name in frame.columns]
    columns = []
    for k, name in enumerate(names):
        values = frame.iloc[:, k]
        columns.append(_number_column(values, name))
    matrix = np.column_stack(columns)
    return matrix.reshape(len(frame), len(names)), names


def _number_column(
    values: pd.Series,
    name: str,
) -> Floats:
    if kind_of(values) not in COUNTABLE:
        raise ValueError(
            f"Column '{name}' is not numeric: give dates as numbers, and text as categories, by "
            "from_formula."
        )
    return float_column(values)
