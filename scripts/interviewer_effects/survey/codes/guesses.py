"""What a suspected code without a label may mean, by its last digit and by how many hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from .dictionary import code_text
from .reasons import NOT_APPLICABLE, SUSPECTED

LAST_DIGIT = {"6": NOT_APPLICABLE, "7": "refusal", "8": "don't know", "9": "no answer"}
UNKNOWN = "missing code"
MOST = 0.5  # of the interviews: a code that more of them hold says that the item was not asked


def guessed_reasons(
    columns: Mapping[str, np.ndarray], suspected: Mapping[str, list[float]]
) -> dict[str, dict[str, str]]:
    """The reason of each suspected code of each item, with the word `suspected` before it.

    `columns` holds the cells (n,) of the items, nan where there is no number. A code that more than
    half of them hold is not applicable; of any other a last digit of 6 says not applicable, 7
    refusal, 8 don't know and 9 no answer. Where most of the cells whose code ends in a digit were
    not applicable, the file has another convention, and the digit says nothing: Afrobarometer's 7,
    97 and 9997.
    """
    counts = {
        item: {code: int((columns[item] == code).sum()) for code in codes}
        for item, codes in suspected.items()
    }
    n_cells = {item: int(np.isfinite(columns[item]).sum()) for item in suspected}
    every: Counter = Counter()
    not_asked: Counter = Counter()
    for item, by_code in counts.items():
        for code, n in by_code.items():
            every[_digit(code)] += n
            not_asked[_digit(code)] += n if n > MOST * n_cells[item] else 0
    conventions = {
        digit: reason
        for digit, reason in LAST_DIGIT.items()
        if not_asked[digit] <= MOST * every[digit]
    }
    return {
        item: {
            code_text(code): _guess(code, n, n_cells[item], conventions)
            for code, n in by_code.items()
        }
        for item, by_code in counts.items()
    }


def _guess(code: float, n: int, n_cells: int, conventions: Mapping[str, str]) -> str:
    if n > MOST * n_cells:
        return f"{SUSPECTED} {NOT_APPLICABLE}"
    return f"{SUSPECTED} {conventions.get(_digit(code), UNKNOWN)}"


def _digit(code: float) -> str:
    return code_text(code)[-1] if code > 0 else ""
