"""Keys of a model's columns: what is the same column has one key, so that its sums are there once.

None is the key of the column of ones, which the engine handles without rounding.
"""

from __future__ import annotations

import numpy as np

from interviewer_effects.mixed.arrays import Floats

Key = str | None


def fixed_keys(
    columns: Floats,
    names: list[str],
) -> list[Key]:
    """A key for each column (n, p); only the first column of ones is the constant."""
    constant = first_ones(columns)
    keys: list[Key] = [f"fixed {k}: {name}" for k, name in enumerate(names)]
    if constant is not None:
        keys[constant] = None
    return keys


def random_keys(
    columns: Floats,
    names: list[str],
    *,
    fixed: dict[Key, Floats],
) -> list[Key]:
    """A key for each random column (n, q); those that are also fixed columns, which are given by
    their keys, share theirs.
    """
    keys: list[Key] = []
    for k, name in enumerate(names):
        column = columns[:, k]
        if None not in keys and is_ones(column):
            keys.append(None)
            continue
        shared_key = _key_of(column, fixed)
        is_new = shared_key is None or shared_key in keys
        keys.append(f"random {k}: {name}" if is_new else shared_key)
    return keys


def _key_of(
    column: Floats,
    fixed: dict[Key, Floats],
) -> Key:
    """The key of the fixed column that is the same; None where there is none."""
    for key, fixed_column in fixed.items():
        if key is not None and np.array_equal(fixed_column, column):
            return key
    return None


def first_ones(columns: Floats) -> int | None:
    """The position of the first column of ones."""
    for k, column in enumerate(columns.T):
        if is_ones(column):
            return k
    return None


def is_ones(column: Floats) -> bool:
    """Whether a column is the constant 1."""
    if not column.size or column[0] != 1:
        return False
    return bool((column == 1).all())
