"""The labels of groups, one a row: as long as the data, in their order, and of one kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .columns import kind_of

MIXED = {"mixed", "mixed-integer"}


def label_array(
    groups: Any,
    n: int,
    index: pd.Index | None = None,
) -> np.ndarray:
    """Labels (n,) of groups given as array, list or Series, missing ones among them.

    Raises ValueError where there are not n of them, where a Series has another index than the data
    have (index), and where numbers and texts are mixed.
    """
    is_series = isinstance(groups, pd.Series)
    labels = groups if is_series else pd.Series(_one_dimensional(groups))
    if len(labels) != n:
        raise ValueError(
            f"groups has the length {len(labels)}, but the data have {n} rows: give one label per "
            "row, or the name of a column, as groups='intnum'."
        )
    if is_series and index is not None and not labels.index.equals(index):
        raise ValueError(
            "groups has another index than the data, so its labels may belong to other rows: give "
            "the name of a column, or take groups from the same frame."
        )
    if kind_of(labels) in MIXED:
        examples = _one_of_each_type(labels)
        raise ValueError(
            f"groups mixes numbers and texts ({examples}): make all of them text, as in "
            "data['intnum'].astype(str)."
        )
    if isinstance(labels.dtype, np.dtype):
        return labels.to_numpy()
    objects = labels.astype(object)
    return np.asarray(objects)


def common_index(*columns: Any) -> pd.Index | None:
    """The index of those of the arguments that have one; None where none has.

    Raises ValueError where two differ: their rows would be paired by place, not by label.
    """
    labelled = [column for column in columns if isinstance(column, (pd.Series, pd.DataFrame))]
    if not labelled:
        return None
    first_index = labelled[0].index
    for column in labelled:
        if not column.index.equals(first_index):
            raise ValueError(
                "endog, exog and exog_re have different indices, so their rows may belong to "
                "different interviews: take all of them from one frame."
            )
    return first_index


def is_missing(labels: np.ndarray) -> np.ndarray:
    """Which labels (n,) are missing: NaN, None, NA, NaT."""
    return pd.isna(labels)


def _one_dimensional(groups: Any) -> np.ndarray:
    labels = np.asarray(groups)
    if labels.ndim != 1:
        raise ValueError(f"groups has {labels.ndim} dimensions: give one label per row.")
    is_text = labels.dtype.kind in "US"
    if is_text and not isinstance(groups, np.ndarray):
        # A list of 2 and '3A' would become text
        return np.array(list(groups), dtype=object)
    return labels


def _one_of_each_type(labels: pd.Series) -> str:
    present = labels.dropna()
    type_names = present.map(lambda label: type(label).__name__)
    by_type = present.groupby(type_names, sort=True)
    first_of_each = by_type.first()
    return ", ".join(map(repr, first_of_each))
