"""Small cells hidden: a count of fewer than k respondents, and as many others as keep it from being
solved for.

Cell suppression after Hundepool and others (2012), Statistical Disclosure Control, chapter 4. A
count from 1 to k − 1 is written "<k" (primary). Others are written "x" (complementary) until, were
all shown counts and their total known exactly, every hidden small count could still be anything
from 1 to k − 1. What is shown is rounded to a multiple of k on top of that. Where edges are drawn
(edges.py), some small counts are written "x" too, and k itself and some counts below 2k are hidden:
a count that was "<k" in one run and is not in the next has not said what it was.

With h small and m complementary counts of together H, a small one may be k − 1 where the others can
be as few as (h − 1) + mk, so H ≥ (k − 1) + (h − 1) + mk; and it may be 1 where the others can be as
many as H − 1: always with a complementary one, else where H − 1 ≤ (h − 1)(k − 1).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .coarsening import to_step
from .edges import HALFWAY, Edges

ALSO = "x"


def few(k: int) -> str:
    """How a count from 1 to k − 1 is written."""
    return f"<{k}"


def written(count: float, k: int, edges: Edges = HALFWAY) -> float | str:
    """A count as it is published by itself."""
    if 0 < count < k:
        return ALSO if edges.blurs(count) else few(k)
    return ALSO if edges.hides(count, k) else to_step(count, k, edges)


def is_small(counts, k: int) -> np.ndarray:
    """Which counts (n,) are of fewer than k respondents; none at all is no small cell."""
    counts = np.asarray(counts, dtype=float)
    return (counts > 0) & (counts < k)


def hidden(counts, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Which counts (n,) of one known total are small, and which others have to go with them: the
    smallest that is enough, else the largest and another.
    """
    counts, small = np.asarray(counts, dtype=float), is_small(counts, k)
    also = np.zeros(len(counts), dtype=bool)
    rest = np.flatnonzero((counts > 0) & ~small)
    others = list(rest[np.argsort(counts[rest], kind="stable")])
    while small.any() and others and not _open(counts, small, also, k):
        enough = (
            one for one in others if _open(counts, small, also | (np.arange(len(counts)) == one), k)
        )
        chosen = next(enough, others[-1])
        also[chosen] = True
        others.remove(chosen)
    return small, also


def _open(counts: np.ndarray, small: np.ndarray, also: np.ndarray, k: int) -> bool:
    """Whether every hidden small count may be anything from 1 to k − 1."""
    total, h, m = counts[small | also].sum(), small.sum(), also.sum()
    from_below = m > 0 or total - 1 <= (h - 1) * (k - 1)
    return from_below and total >= (k - 1) + (h - 1) + m * k


def hidden_people(workload: pd.Series, k: int, order: pd.Series, known: set | None = None) -> set:
    """Who is hidden: those with interviews, but no more than k, those of `known`, and others until
    it is at least two with 2k − 1 interviews and one for each further small one, smallest workload
    of `order` first; nobody, where nobody has to be. With exactly k somebody is hidden who need not
    be: who is shown from one run to the next, by one interview more, has had k and not fewer.

    `workload` is interviews by interviewer here, `order` in the whole file: the same ones are added
    everywhere.
    """
    workload = workload[workload > 0]
    small = set(workload.index[workload <= k])
    gone = small | (set(known or ()) & set(workload.index))
    if not gone:
        return gone
    ranked = (
        order.reindex(workload.index, fill_value=0).sort_index().sort_values(kind="stable").index
    )
    for who in ranked:
        enough = len(gone) > 1 and workload[list(gone)].sum() >= 2 * k - 1 + max(len(small) - 1, 0)
        if enough:
            break
        gone.add(who)
    return gone


def suppressed(
    counts: pd.Series, k: int, groups: list | None = None, edges: Edges = HALFWAY
) -> pd.Series:
    """The counts as they are published: small ones as "<k", complementary ones as "x", others
    rounded to multiples of k; `groups` are the columns of keys within which the counts add up to a
    known total (None: they do not).
    """
    shown = counts.astype(object)
    shown[:] = [written(n, k, edges) for n in counts]
    if groups is None:
        return shown
    for _, part in counts.groupby(groups, sort=False, dropna=False):
        _, also = hidden(part, k)
        shown[part.index[also]] = ALSO
    return shown
