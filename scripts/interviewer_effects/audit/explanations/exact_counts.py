"""Interviews of a kind, such as low answers or answers all alike, counted within interviewers and
tested exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

COLUMNS = [
    "interviewer",
    "cause",
    "what",
    "count",
    "n",
    "share",
    "share_all",
    "share_others",
    "p",
    "p_adjusted",
    "compared",
]
SAME = 1 + 1e-9  # two counts as likely as each other differ by rounding
TAIL = 0.1  # share of all interviews that is called unusual where a kind has no natural limit


@dataclass(frozen=True)
class Marks:
    """The interviews of one kind: inside (n,) says which of the interviews are, what says it in
    words.

    two_sided: fewer than elsewhere is as telling as more. p is adjusted over all kinds of one
    family.
    """

    cause: str
    what: str
    interviews: np.ndarray
    interviewers: np.ndarray
    inside: np.ndarray
    two_sided: bool = False
    family: str = ""

    def marked(self, who: str) -> set:
        """The interviews of one interviewer that are of the kind."""
        return set(self.interviews[self.inside & (self.interviewers == who)])


def exact_tests(kinds: Iterable[Marks], adjust: str) -> pd.DataFrame:
    """One row per interviewer and kind: how many of their n interviews are of the kind, the share
    among the others, and the p of the hypergeometric distribution, adjusted over interviewers and
    the kinds of one family.

    The interview is the unit, so answers of one respondent that go together do not count twice. The
    null hypothesis is that interviews were dealt out to interviewers at random: areas and ordinary
    interviewer effects violate it too.
    """
    from interviewer_effects.audit.flags.flags import adjusted

    tables = [_test(kind) for kind in kinds]
    if not tables:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.concat(tables, ignore_index=True)
    table["p_adjusted"] = table.groupby("family", sort=False)["p"].transform(
        lambda p: adjusted(p.to_numpy(), adjust)
    )
    table["compared"] = table.groupby("family", sort=False)["p"].transform("count")
    return table[COLUMNS]


def _test(kind: Marks) -> pd.DataFrame:
    codes, names = pd.factorize(kind.interviewers, sort=True)
    n, count = (
        np.bincount(codes, minlength=len(names)),
        np.bincount(codes, kind.inside, len(names)).astype(int),
    )
    N, K = int(n.sum()), int(count.sum())
    p = two_sided(count, N, K, n) if kind.two_sided else upper(count, N, K, n)
    others = np.divide(K - count, N - n, out=np.full(len(n), np.nan), where=n < N)
    return pd.DataFrame(
        {
            "interviewer": names,
            "cause": kind.cause,
            "what": kind.what,
            "family": kind.family or kind.cause,
            "count": count,
            "n": n,
            "share": count / n,
            "share_all": K / N,
            "share_others": others,
            "p": np.clip(p, 0, 1),
        }
    )


def two_sided(count: np.ndarray, N: int, K: int, n: np.ndarray) -> np.ndarray:
    """Fisher's exact p (J,) of counts among n (J,) drawn from N of which K are of the kind: the
    probability of all counts that are no more likely than the one seen.
    """
    return _exact(
        count, N, K, n, lambda chance, seen: (chance * (chance <= chance[seen, None] * SAME)).sum(1)
    )


def upper(count: np.ndarray, N: int, K: int, n: np.ndarray) -> np.ndarray:
    """The probability (J,) of a count as large as the one seen, or larger."""
    return _exact(count, N, K, n, lambda chance, seen: chance[::-1].cumsum()[::-1][seen])


def _exact(count: np.ndarray, N: int, K: int, n: np.ndarray, of: Callable) -> np.ndarray:
    """What `of` makes of the probabilities of all counts and of the ones seen, for each distinct n,
    which are few.
    """
    p = np.empty(len(count))
    for size in np.unique(n):
        mine = n == size
        least, chance = hypergeometric(N, K, int(size))
        p[mine] = of(chance, count[mine].astype(int) - least)
    return p


def hypergeometric(N: int, K: int, n: int) -> tuple[int, np.ndarray]:
    """The least count k possible when n are drawn from N of which K are of the kind, and the
    probabilities of it and all larger ones.

    From the ratios p(k + 1)/p(k) = (K − k)(n − k) / ((k + 1)(N − K − n + k + 1)), added up as
    logarithms from the most likely count and normalised: as exact as their sum, at a cost that does
    not grow with N.
    """
    least, most = max(0, n - (N - K)), min(n, K)
    k = np.arange(least, most, dtype=float)
    steps = np.log((K - k) * (n - k)) - np.log((k + 1) * (N - K - n + k + 1))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    chance = np.exp(logs - logs.max())
    return least, chance / chance.sum()


def upper_tail(values: np.ndarray) -> np.ndarray:
    """Mark the values beyond the (1 − TAIL) quantile; nothing when more than a quarter would be."""
    known = values[np.isfinite(values)]
    if not len(known):
        return np.zeros(len(values), bool)
    limit = np.quantile(known, 1 - TAIL)
    beyond = np.nan_to_num(values, nan=-np.inf) > limit
    at = np.nan_to_num(values, nan=-np.inf) >= limit
    return at if limit > known.min() and at.mean() <= 0.25 else beyond
