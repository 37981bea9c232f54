"""Near-duplicates: pairs of interviews of one interviewer that agree in more answers than pairs of different
interviewers do.
"""

from __future__ import annotations

from itertools import takewhile

import numpy as np
import pandas as pd

from .battery import Battery

SAMPLE = 800  # interviews whose pairs with each other show how alike two strangers answer
ENOUGH = 10  # pairs of strangers beyond a limit from which their share is taken as it is

COLUMNS = ["interviewer", "pairs", "most_alike", "usual", "p", "p_adjusted", "interview_1", "interview_2"]


def near_duplicates(battery: Battery, alpha: float, seed: int) -> pd.DataFrame:
    """One row per interviewer with two interviews or more and per pair that is called a near-duplicate (one row with
    the pair most alike where none is).

    p: the probability that the most alike of so many pairs of strangers agrees as much. p_adjusted: of all pairs within
    interviewers in the survey. It misleads where interviewers work in one area of people who answer alike, and straight
    lines agree with each other too.
    """
    X, who = battery.answers[battery.answered], battery.interviewers[battery.answered]
    names = battery.interviews[battery.answered]
    tail = _Tail(_across(X, who, seed), X.shape[1])
    groups = [rows for rows in (np.flatnonzero(who == one) for one in np.unique(who)) if len(rows) > 1]
    every = sum(len(rows) * (len(rows) - 1) // 2 for rows in groups)
    return pd.DataFrame(
        [row for rows in groups for row in _rows(X, who, names, rows, tail, every, alpha)], columns=COLUMNS
    )


def _rows(X, who, names, rows, tail, every: int, alpha: float) -> list[list]:
    first, second = np.triu_indices(len(rows), 1)
    share = matches(X[rows], X[rows])[first, second]
    order = np.argsort(-share, kind="stable")
    chance = tail(share[order[0]])
    p = -np.expm1(len(share) * np.log1p(-min(chance, 1 - 1e-12)))
    called = list(takewhile(lambda k: tail(share[k]) * every < alpha, order)) or order[:1]
    return [
        [who[rows[0]], len(share), share[k], tail.mean, p, min(1.0, tail(share[k]) * every), names[rows[first[k]]],
         names[rows[second[k]]]]
        for k in called
    ]  # fmt: skip


def matches(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Share of identical answers (n, m) among the items that both answered."""
    same, both = np.zeros((len(one), len(other))), np.zeros((len(one), len(other)))
    for k in range(one.shape[1]):
        same += one[:, k, None] == other[None, :, k]
        both += np.isfinite(one[:, k, None]) & np.isfinite(other[None, :, k])
    return same / np.maximum(both, 1)


def _across(X: np.ndarray, who: np.ndarray, seed: int) -> np.ndarray:
    """Shares of identical answers of pairs of interviews by different interviewers."""
    rows = np.arange(len(X))
    if len(rows) > SAMPLE:
        rows = np.sort(np.random.default_rng(seed).choice(len(rows), SAMPLE, replace=False))
    first, second = np.triu_indices(len(rows), 1)
    strangers = who[rows[first]] != who[rows[second]]
    return np.sort(matches(X[rows], X[rows])[first[strangers], second[strangers]])


class _Tail:
    """P(two strangers agree in at least a share): as seen where it is often seen, beyond that a beta-binomial count
    with their mean and variance.
    """

    def __init__(self, shares: np.ndarray, k: int):
        from scipy import stats

        self.shares, self.k, self.mean = shares, k, float(shares.mean())
        variance = max(float(shares.var()) * k, self.mean * (1 - self.mean) * (1 + 1e-6))
        rho = (variance / (self.mean * (1 - self.mean)) - 1) / (k - 1)
        size = (1 - rho) / rho
        self.fitted = stats.betabinom(k, self.mean * size, (1 - self.mean) * size)

    def __call__(self, share: float) -> float:
        beyond = len(self.shares) - np.searchsorted(self.shares, share - 1e-9)
        seen = beyond / len(self.shares)
        if beyond >= ENOUGH:
            return float(seen)
        return float(max(self.fitted.sf(np.ceil(share * self.k - 1e-9) - 1), 0.0))
