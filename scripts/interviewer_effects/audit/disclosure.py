"""Small cells hidden: a count of fewer than k respondents, and a second one where a total would give it away.

Cell suppression after Hundepool and others (2012), Statistical Disclosure Control, chapter 4. A count from 1 to k − 1
is written "<k" (primary). Where just one count of a row or column with a known total is hidden, the next smallest is
written "x" (complementary). A total that stands beside one less by 1 to k − 1 is rounded to a multiple of k.

Misleads where somebody computes backwards: exact statistics of a model (deviances, prediction errors) hold, for who
knows the model, more than the counts beside them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

ALSO = "x"


def few(k: int) -> str:
    """How a count from 1 to k − 1 is written."""
    return f"<{k}"


def is_small(counts, k: int) -> np.ndarray:
    """Which counts (n,) are of fewer than k respondents; none at all is no small cell."""
    counts = np.asarray(counts, dtype=float)
    return (counts > 0) & (counts < k)


def hidden(counts, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Which counts (n,) of one known total are small, and which other one has to go with a single small one."""
    counts, small = np.asarray(counts, dtype=float), is_small(counts, k)
    also = np.zeros(len(counts), dtype=bool)
    others = np.flatnonzero((counts > 0) & ~small)
    if small.sum() == 1 and len(others):
        also[others[np.argmin(counts[others])]] = True
    return small, also


def suppressed(counts: pd.Series, k: int, groups: list | None = None) -> pd.Series:
    """The counts as they are published: small ones as "<k", complementary ones as "x"; `groups` are the columns of
    keys within which the counts add up to a known total (None: they do not).
    """
    shown = counts.astype(object)
    if groups is None:
        shown[is_small(counts, k)] = few(k)
        return shown
    for _, part in counts.groupby(groups, sort=False, dropna=False):
        small, also = hidden(part, k)
        shown[part.index[small]], shown[part.index[also]] = few(k), ALSO
    return shown


def rounded(total: float, beside: float, k: int) -> float:
    """A total, to the nearest multiple of k where it differs by less than k from another that is known."""
    return k * round(total / k) if 0 < abs(beside - total) < k else total
