"""Suspected codes: values that look like missing codes although nobody declared them."""

from __future__ import annotations

import numpy as np

REPEATED_DIGITS = frozenset(int(digit * width) for digit in "6789" for width in range(1, 7))


def suspected_codes(values: np.ndarray) -> list[float]:
    """List values of a numeric item that look like missing codes nobody declared.

    The rule: the value repeats one digit 6, 7, 8 or 9 (8, 88, 888 …; or its negative), nothing but such values of the
    same width lies beyond it, and it stands apart: the empty stretch before it is at least 2 and at least half as
    wide as the range of the other values. Ages of 66, 77, 88 and 99 among other ages do not stand apart.

    A suspicion is listed and never recoded. It misses a code next to the scale (7 in a 1-6 item), and it may suspect
    a true answer that stands alone.
    """
    distinct = np.unique(values[np.isfinite(values)])
    above = _standing_apart(distinct)
    below = [-value for value in _standing_apart(-distinct[::-1])]
    return sorted([*above, *below])


def evidence(values: np.ndarray, codes: list[float]) -> str:
    """Say for each suspected code what it is suspected for: how often it occurs, and how far from the other values."""
    rest = values[np.isfinite(values) & ~np.isin(values, codes)]
    said = []
    for code in codes:
        n = int((values == code).sum())
        edge, word = (rest.max(), "above") if code > rest.max() else (rest.min(), "below")
        said.append(f"{code:g}: {n} answer{'s' * (n != 1)}, {abs(code - edge):g} {word} {edge:g}, where the others end")
    return "; ".join(said)


def _standing_apart(ascending: np.ndarray) -> list[float]:
    """Take the longest run of repeated digits of one width at the upper end that stands apart from the rest."""
    place = len(ascending)
    runs = []
    while place > 0 and ascending[place - 1] in REPEATED_DIGITS:
        place -= 1
        if len(str(int(ascending[place]))) != len(str(int(ascending[-1]))):
            break
        rest = ascending[:place]
        if len(rest) > 1 and ascending[place] - rest[-1] >= max(2, (rest[-1] - rest[0]) / 2):
            runs.append(ascending[place:])
    return max(runs, key=len).tolist() if runs else []
