"""Answers on a scale of whole numbers, and those that stand far from it."""

from __future__ import annotations

import pandas as pd

from .suspected_codes import stands_far

MOST_VALUES = 200  # from the lowest to the highest answer
LARGEST = 1e9


def is_whole_scale(answers: pd.Series) -> bool:
    """Whether answers are whole numbers on a scale."""
    if answers.empty or (answers % 1 != 0).any() or answers.abs().max() > LARGEST:
        return False
    return bool(answers.max() - answers.min() <= MOST_VALUES)


def far_from_scale(answers: pd.Series) -> list[float]:
    """List the values that stand further from the others than these reach, where the others are
    whole numbers on a scale.
    """
    distinct = answers.drop_duplicates()
    far = stands_far(distinct.to_numpy(dtype=float))
    if not far or not is_whole_scale(distinct[~distinct.isin(far)]):
        return []
    return [value for value in far if is_whole_scale(distinct[distinct != value])]
