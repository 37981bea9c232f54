"""The labels of groups, one a row: as long as the data, in their order, and of one kind."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .columns import kind_of

MIXED = {"mixed", "mixed-integer"}


def label_array(groups, n: int, index: pd.Index | None = None) -> np.ndarray:
    """Labels (n,) of groups given as array, list or Series, missing ones among them.

    Raises ValueError where there are not n of them, where a Series has another index than the data
    have (index), and where numbers and texts are mixed.
    """
    labels = groups if isinstance(groups, pd.Series) else pd.Series(_one_dimensional(groups))
    if len(labels) != n:
        raise ValueError(
            f"groups has the length {len(labels)}, but the data have {n} rows: give one label "
            "per row, or the name of "
            "a column, as groups='intnum'."
        )
    if isinstance(groups, pd.Series) and index is not None and not groups.index.equals(index):
        raise ValueError(
            "groups has another index than the data, so its labels may belong to other rows: "
            "give the name of a "
            "column, or take groups from the same frame."
        )
    if kind_of(labels) in MIXED:
        examples = _one_of_each_type(labels)
        raise ValueError(
            f"groups mixes numbers and texts ({examples}): make all of them text, as in "
            "data['intnum'].astype(str)."
        )
    return (
        labels.to_numpy()
        if isinstance(labels.dtype, np.dtype)
        else np.asarray(labels.astype(object))
    )


def common_index(*columns) -> pd.Index | None:
    """The index of those of the arguments that have one; None where none has.

    Raises ValueError where two differ: their rows would be paired by place, not by label.
    """
    indices = [part.index for part in columns if isinstance(part, (pd.Series, pd.DataFrame))]
    if any(not index.equals(indices[0]) for index in indices[1:]):
        raise ValueError(
            "endog, exog and exog_re have different indices, so their rows may belong to "
            "different interviews: take "
            "all of them from one frame."
        )
    return indices[0] if indices else None


def is_missing(labels: np.ndarray) -> np.ndarray:
    """Which labels (n,) are missing: NaN, None, NA, NaT."""
    return pd.isna(labels)


def _one_dimensional(groups) -> np.ndarray:
    labels = np.asarray(groups)
    if labels.ndim != 1:
        raise ValueError(f"groups has {labels.ndim} dimensions: give one label per row.")
    if labels.dtype.kind in "US" and not isinstance(
        groups, np.ndarray
    ):  # a list of 2 and '3A' would become text
        return np.array(list(groups), dtype=object)
    return labels


def _one_of_each_type(labels: pd.Series) -> str:
    present = labels.dropna()
    first = present.groupby(present.map(lambda label: type(label).__name__), sort=True).first()
    return ", ".join(repr(label) for label in first)
