"""The columns of a formula as numbers or categories, whatever type the data frame gave them."""

from __future__ import annotations

import warnings
from collections.abc import Collection

import numpy as np
import pandas as pd

from .memory import check_room

NUMBERS = {"integer", "floating", "mixed-integer-float", "decimal", "boolean"}
TEXTS = {"string", "empty"}
TIMES = {"date", "datetime", "datetime64", "timedelta", "timedelta64", "time", "period", "interval"}


def complete_columns(
    data: pd.DataFrame,
    names: Collection[str],
    categorical: Collection[str],
    rows: np.ndarray | None = None,
) -> pd.DataFrame:
    """The columns that a formula names, in the rows (n,) where none of them is missing; the index
    says which rows.

    Numbers are float, as powers overflow in the 8 bits in which pandas hands over .sav and .dta
    files; texts and the `categorical` columns are categories of the levels that occur. Missing
    values go before anything is computed, so that scale(x) is about the mean of the interviews in
    the model.

    Raises ValueError naming the column that is neither number nor category. Warns of declared
    levels that do not occur.
    """
    frame = typed_columns(data, names, categorical, rows)
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = _with_levels_in_use(frame[name])
            levels = len(frame[name].cat.categories)
            check_room(len(frame) * levels, f"the {levels} levels of '{name}'")
    return frame


def typed_columns(
    data: pd.DataFrame,
    names: Collection[str],
    categorical: Collection[str],
    rows: np.ndarray | None = None,
) -> pd.DataFrame:
    """The same with the categories as they are: what a fitted model is asked to predict may all be
    of one category.
    """
    places = {str(column): column for column in data.columns}
    typed = {name: _typed(_single(data, places[name]), name, name in categorical) for name in names}
    frame = pd.DataFrame(typed, index=data.index)
    complete = frame.notna().to_numpy().all(1)
    if rows is not None:
        complete &= rows
    if not complete.all():
        frame = frame[complete]
    if frame.empty:
        raise ValueError(
            f"No row has a value in all of the columns {', '.join(map(repr, names))}: nothing is "
            "left."
        )
    return frame


def float_column(column: pd.Series) -> np.ndarray:
    """A column of numbers as float (n,), NaN where it is missing."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iufb":
        return column.to_numpy(dtype=float)
    return column.astype(object).where(column.notna(), np.nan).to_numpy(dtype=float)


def kind_of(values: pd.Series) -> str:
    """What a column holds, as pandas infers it; "categorical" for categories."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return "categorical"
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iufb":
        return "floating"
    return pd.api.types.infer_dtype(values, skipna=True)


def _single(data: pd.DataFrame, name: object) -> pd.Series:
    column = data[name]
    if isinstance(column, pd.DataFrame):
        raise ValueError(
            f"The data have {column.shape[1]} columns named '{name}': rename or drop all but one."
        )
    return column


def _typed(column: pd.Series, name: str, is_categorical: bool) -> pd.Series:
    kind = kind_of(column)
    if kind == "categorical":
        return column
    if kind in TIMES:
        raise ValueError(
            f"Column '{name}' holds dates or times: turn it into a number first, such as the "
            "days since the first "
            "interview."
        )
    if kind not in NUMBERS | TEXTS:
        examples = ", ".join(repr(value) for value in column.dropna().unique()[:3])
        raise ValueError(
            f"Column '{name}' is neither all numbers nor all text ({examples}, …): make it one "
            "of the two first."
        )
    if kind in TEXTS or is_categorical:
        levels = column.dropna().unique().tolist()
        return pd.Series(
            pd.Categorical(column.astype(object), categories=sorted(levels)), index=column.index
        )
    return pd.Series(float_column(column), index=column.index)


def _with_levels_in_use(column: pd.Series) -> pd.Series:
    in_use = column.cat.remove_unused_categories()
    levels = in_use.cat.categories
    unused = [str(level) for level in column.cat.categories if level not in levels]
    if unused:
        warnings.warn(
            f"Levels of '{column.name}' that no row in the model has were left out: "
            f"{', '.join(unused)}.",
            stacklevel=2,
        )
    if len(levels) == 1:
        raise ValueError(
            f"Column '{column.name}' is '{levels[0]}' in every row in the model: it explains "
            "nothing; leave it out."
        )
    return in_use
