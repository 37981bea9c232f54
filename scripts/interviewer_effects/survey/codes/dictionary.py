"""What a data file says of itself: labels of its columns and values, and which values it declares
as missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

NO_REASON = "missing, no reason given"


@dataclass(frozen=True)
class Dictionary:
    """The declarations of one file, by column.

    `labels` holds the label of a column, `values` the label of each code ("88", or ".a" of Stata),
    `missing` the declared missing values: codes as text, or (low, high) for a range, both ends
    included. `measures` says of a column whether it is nominal, ordinal or scale, as SPSS calls it.
    """

    labels: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, list[str | tuple[float, float]]] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)

    def with_other(self, other: Dictionary) -> Dictionary:
        """Add the declarations of a joined file about columns that this one does not have."""
        return Dictionary(
            labels=other.labels | self.labels,
            values=other.values | self.values,
            missing=other.missing | self.missing,
            measures=other.measures | self.measures,
        )

    def declares(self, column: str, code: str) -> bool:
        """Tell whether the file declares this code of the column as missing."""
        return any(_covers(declared, code) for declared in self.missing.get(column, ()))


def code_text(code: Any) -> str:
    """Write a code as the codebook keys it: 88 and 88.0 are "88", Stata's .a and texts stay as they
    are.
    """
    try:
        number = float(code)
    except ValueError:
        return str(code)
    if abs(number) == inf or number != number:
        return str(code)
    return str(int(number)) if number.is_integer() else repr(number)


def code_number(code: str) -> float | None:
    """The number that a code is in a column of numbers; None for Stata's .a and the codes of text
    items.
    """
    try:
        return float(code)
    except ValueError:
        return None


def code_in(values: pd.Series, code: object) -> str:
    """Write a code as it is compared with the values of its column: 007 is 7 among numbers and 007
    among texts.
    """
    return code_text(code) if values.dtype.kind in "if" else str(code)


def column_codes(values: pd.Series, declared: list[str | tuple[float, float]]) -> list[str]:
    """List the declared missing values of a column: its single codes, and what of its ranges occurs
    in the data.
    """
    ranges = [part for part in declared if isinstance(part, tuple)]
    codes = [part for part in declared if not isinstance(part, tuple)]
    if ranges and values.dtype.kind in "if":
        occurring = [code_text(value) for value in sorted(values.dropna().unique())]
        codes += [code for code in occurring if any(_covers(part, code) for part in ranges)]
    return list(dict.fromkeys(codes))


def _covers(declared: str | tuple[float, float], code: str) -> bool:
    if not isinstance(declared, tuple):
        return declared == code
    try:
        return declared[0] <= float(code) <= declared[1]
    except ValueError:
        return False
