"""The columns of a formula as numbers or categories, whatever type the data frame gave them."""

from __future__ import annotations

import warnings
from collections.abc import Collection

import numpy as np
import pandas as pd

from interviewer_effects.mixed.arrays import Booleans, Floats

from .memory import check_room

NUMBERS = {"integer", "floating", "mixed-integer-float", "decimal", "boolean"}
NUMBER_KINDS = "iufb"  # of numpy: integers, unsigned ones, floats and booleans
TEXTS = {"string", "empty"}
TIMES = {"date", "datetime", "datetime64", "timedelta", "timedelta64", "time", "period", "interval"}


def complete_columns(
    data: pd.DataFrame,
    names: Collection[str],
    categorical: Collection[str],
    rows: Booleans | None = None,
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
    frame = typed_columns(
        data,
        names,
        categorical=categorical,
        rows=rows,
    )
    for name in frame.columns:
        column = frame[name]
        if not isinstance(column.dtype, pd.CategoricalDtype):
            continue
        with_levels = _with_levels_in_use(column)
        n_levels = len(with_levels.cat.categories)
        check_room(len(frame) * n_levels, f"the {n_levels} levels of '{name}'")
        frame[name] = with_levels
    return frame


def typed_columns(
    data: pd.DataFrame,
    names: Collection[str],
    categorical: Collection[str],
    rows: Booleans | None = None,
) -> pd.DataFrame:
    """The same with the categories as they are: what a fitted model is asked to predict may all be
    of one category.
    """
    keys = {str(key): key for key in data.columns}
    typed = {}
    for name in names:
        column = _single(data, keys[name])
        typed[name] = _typed(column, name, is_categorical=name in categorical)
    frame = pd.DataFrame(typed, index=data.index)
    is_known = frame.notna().to_numpy()
    is_complete: Booleans = np.all(is_known, axis=1)
    if rows is not None:
        is_complete &= rows
    if not is_complete.all():
        frame = frame.loc[is_complete]
    if frame.empty:
        quoted_names = ", ".join(map(repr, names))
        raise ValueError(
            f"No row has a value in all of the columns {quoted_names}: nothing is left."
        )
    return frame


def float_column(column: pd.Series) -> Floats:
    """A column of numbers as float (n,), NaN where it is missing."""
    if _is_of_numpy_numbers(column):
        return column.to_numpy(dtype=float)
    objects = column.astype(object)
    with_nan = objects.where(column.notna(), np.nan)
    return with_nan.to_numpy(dtype=float)


def kind_of(values: pd.Series) -> str:
    """What a column holds, as pandas infers it; "categorical" for categories."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return "categorical"
    if _is_of_numpy_numbers(values):
        return "floating"
    return pd.api.types.infer_dtype(values, skipna=True)


def _is_of_numpy_numbers(column: pd.Series) -> bool:
    dtype = column.dtype
    return isinstance(dtype, np.dtype) and dtype.kind in NUMBER_KINDS


def _single(
    data: pd.DataFrame,
    name: object,
) -> pd.Series:
    column = data[name]
    if isinstance(column, pd.DataFrame):
        raise ValueError(
            f"The data have {column.shape[1]} columns named '{name}': rename or drop all but one."
        )
    return column


def _typed(
    column: pd.Series,
    name: str,
    is_categorical: bool,
) -> pd.Series:
    kind = kind_of(column)
    if kind == "categorical":
        return column
    if kind in TIMES:
        raise ValueError(
            f"Column '{name}' holds dates or times: turn it into a number first, such as the days "
            "since the first interview."
        )
    if kind not in NUMBERS | TEXTS:
        values = column.dropna().unique()
        examples = ", ".join(map(repr, values[:3]))
        raise ValueError(
            f"Column '{name}' is neither all numbers nor all text ({examples}, …): make it one of "
            "the two first."
        )
    if kind in TEXTS or is_categorical:
        levels = column.dropna().unique().tolist()
        categories = pd.Categorical(column.astype(object), categories=sorted(levels))
        return pd.Series(categories, index=column.index)
    return pd.Series(float_column(column), index=column.index)


def _with_levels_in_use(column: pd.Series) -> pd.Series:
    in_use = column.cat.remove_unused_categories()
    levels = in_use.cat.categories
    unused = [str(level) for level in column.cat.categories if level not in levels]
    if unused:
        unused_levels = ", ".join(unused)
        warnings.warn(
            f"Levels of '{column.name}' that no row in the model has were left out: "
            f"{unused_levels}.",
            stacklevel=2,
        )
    if len(levels) == 1:
        raise ValueError(
            f"Column '{column.name}' is '{levels[0]}' in every row in the model: it explains "
            "nothing; leave it out."
        )
    return in_use
