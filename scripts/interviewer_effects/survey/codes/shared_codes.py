"""Codes that the items of a file tell each other: values that many use as codes, or that a filter
leaves in several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np

from .reasons import is_code_form

MANY_ITEMS, MANY_SHARE = 3, 0.02  # in so many items a value must be a code to be one of the file
FEWEST_TWINS = 5  # interviews that hold a value in two items alike, and nothing else in either


def codes_of_file(by_item: list[set[float]]) -> frozenset[float]:
    """The values that are codes in at least three items, and in one of fifty."""
    counts = Counter(code for codes in by_item for code in codes)
    fewest = max(MANY_ITEMS, MANY_SHARE * len(by_item))
    return frozenset(code for code, n in counts.items() if n >= fewest)


def shared_codes(
    columns: Mapping[str, np.ndarray], alone: Mapping[str, list[float]], of_file: Collection[float]
) -> dict[str, list[float]]:
    """The values at the end of each item that are held by the very interviews that hold a code in
    another item.

    Of codes that only stand beside the scale two such items are needed, of longer ones three: a
    filter leaves them to a block of items.
    """
    certain: Counter = Counter()
    for item, codes in alone.items():
        certain.update({key for code in codes if (key := _holders(columns[item], code))})
    beside = {item: _at_the_end(values, of_file, alone[item]) for item, values in columns.items()}
    often = Counter(key for keys in beside.values() for key in set(keys.values()))
    return {
        item: [
            code
            for code, key in keys.items()
            if certain[key] or often[key] >= (2 if code <= 9 else MANY_ITEMS)
        ]
        for item, keys in beside.items()
        if keys
    }


def _at_the_end(
    values: np.ndarray, of_file: Collection[float], alone: Collection[float]
) -> dict[float, bytes]:
    """Who holds each value that may be a code: those of the file up to 9, or the last one where it
    is longer.
    """
    last = np.nanmax(values, initial=0) if len(values) else 0.0
    codes = (
        [code for code in of_file if 6 <= code <= 9 and code not in alone]
        if last <= 9
        else [float(last)]
    )
    held = {code: _holders(values, code) for code in codes if is_code_form(code)}
    return {code: key for code, key in held.items() if key}


def _holders(values: np.ndarray, code: float) -> bytes:
    """The interviews that hold a value, as bytes to compare; nothing where they are few."""
    mask = values == code
    return np.packbits(mask).tobytes() if mask.sum() >= FEWEST_TWINS else b""
