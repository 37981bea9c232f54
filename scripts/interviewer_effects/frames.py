"""What a type checker cannot know: the types of a table's columns, which tables/ describe, and that
something is there, of which the caller has made sure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, with the columns as attributes."""
    return frame.itertuples()


def row_at(frame: pd.DataFrame, label: Any) -> pd.Series:
    """The one row of that label."""
    return frame.loc[label]


def cell_at(frame: pd.DataFrame, label: Any, column: str) -> Any:
    """The one cell of that label and column."""
    return frame.loc[label, column]


def names_of(frame: pd.DataFrame) -> list[str]:
    """The names of the columns, which are text in every table."""
    return [str(name) for name in frame.columns]


def present(value: T | None) -> T:
    """The value itself, which is there. Raises ValueError where it is not: a fault of the
    caller.
    """
    if value is None:
        raise ValueError("What must be known here is not.")
    return value
