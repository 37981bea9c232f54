"""Near-duplicates: pairs of interviews of one interviewer that agree in more answers than pairs of
different interviewers do.
"""

from __future__ import annotations

from itertools import combinations, takewhile

import numpy as np
import pandas as pd

from .battery import STRAIGHT
from .comparable_answers import Comparable

SAMPLE = 800  # interviews whose pairs with each other show how alike two strangers answer
ENOUGH = 10  # pairs of strangers beyond a limit from which their share is taken as it is

COLUMNS = [
    "interviewer",
    "pairs",
    "most_alike",
    "usual",
    "p",
    "p_adjusted",
    "interview_1",
    "interview_2",
]
DUPLICATES = [
    "interviewer",
    "other_interviewer",
    "interview_1",
    "interview_2",
    "kind",
    "agreement",
    "usual",
    "n_items",
    "p_adjusted",
]
IDENTICAL, NEARLY = "identical", "nearly identical"


def duplicates(survey: Comparable | None, alpha: float, seed: int) -> pd.DataFrame:
    """duplicates.csv: a row per pair of interviews that agree more than chance, over all pairs,
    lets strangers agree.

    Within interviewers every pair is compared; of different interviewers those pairs that are
    identical throughout. kind: identical or nearly identical; agreement: share of equal answers;
    usual: the same of two strangers; n_items: compared. p_adjusted: Bonferroni over all pairs
    compared, within interviewers or in the survey.
    """
    if survey is None or not survey.answered.any():
        return pd.DataFrame(columns=DUPLICATES)
    within = near_duplicates(survey, alpha, seed)
    within = within[within["p_adjusted"] < alpha].assign(
        other_interviewer=lambda rows: rows["interviewer"]
    )
    rows = pd.concat([within, _identical_between(survey, alpha, seed)], ignore_index=True)
    kind = np.where(rows["most_alike"].astype(float) >= 1, IDENTICAL, NEARLY)
    rows = rows.rename(columns={"most_alike": "agreement"}).assign(
        kind=kind, n_items=len(survey.items)
    )
    return rows.sort_values(
        ["interviewer", "interview_1", "interview_2"], kind="stable", ignore_index=True
    )[DUPLICATES]


def _identical_between(survey: Comparable, alpha: float, seed: int) -> pd.DataFrame:
    """Pairs of interviews of two interviewers that are the same in every answer and gap; no
    straight lines.
    """
    rows = np.flatnonzero(survey.answered & ~_is_straight(survey.answers))
    X, who, names = survey.answers[rows], survey.interviewers[rows], survey.interviews[rows]
    nothing = pd.DataFrame(columns=[*COLUMNS, "other_interviewer"])
    if len(np.unique(who)) < 2:
        return nothing
    tail = _Tail(_across(X, who, seed), X.shape[1])
    chance = tail.identical() * len(rows) * (len(rows) - 1) / 2
    if chance >= alpha:
        return nothing
    alike = (
        pd.DataFrame(np.nan_to_num(X, nan=-1.0))
        .groupby(list(range(X.shape[1])), sort=False)
        .indices
    )
    pairs = [pair for group in alike.values() if len(group) > 1 for pair in combinations(group, 2)]
    apart = [(one, other) for one, other in pairs if who[one] != who[other]]
    found = [
        {"interviewer": who[one], "other_interviewer": who[other], "interview_1": names[one],
         "interview_2": names[other], "most_alike": 1.0, "usual": tail.mean, "p_adjusted": chance}
        for one, other in apart
    ]  # fmt: skip
    return pd.DataFrame(found, columns=[*COLUMNS, "other_interviewer"])


def _is_straight(answers: np.ndarray) -> np.ndarray:
    """Whether at least STRAIGHT of an interview's answers are the same one (n,)."""
    ordered = np.sort(answers, axis=1)
    longest = np.zeros(len(ordered), int)
    run = np.isfinite(ordered[:, 0]).astype(int)
    for k in range(ordered.shape[1]):
        known = np.isfinite(ordered[:, k])
        run = np.where(
            known, np.where(ordered[:, k] == ordered[:, k - 1], run + 1, 1) if k else 1, 0
        )
        longest = np.maximum(longest, run)
    return longest >= STRAIGHT * np.maximum(np.isfinite(answers).sum(1), 1)


def near_duplicates(survey: Comparable, alpha: float, seed: int) -> pd.DataFrame:
    """One row per interviewer with two interviews or more and per pair that is called a
    near-duplicate (one row with the pair most alike where none is).

    p: the probability that the most alike of so many pairs of strangers agrees as much. p_adjusted:
    of all pairs within interviewers in the survey. It misleads where interviewers work in one area
    of people who answer alike, and straight lines agree with each other too.
    """
    X, who = survey.answers[survey.answered], survey.interviewers[survey.answered]
    names = survey.interviews[survey.answered]
    tail = _Tail(_across(X, who, seed), X.shape[1])
    groups = [
        rows for rows in (np.flatnonzero(who == one) for one in np.unique(who)) if len(rows) > 1
    ]
    every = sum(len(rows) * (len(rows) - 1) // 2 for rows in groups)
    return pd.DataFrame(
        [row for rows in groups for row in _rows(X, who, names, rows, tail, every, alpha)],
        columns=COLUMNS,
    )


def _rows(X, who, names, rows, tail, every: int, alpha: float) -> list[list]:
    first, second = np.triu_indices(len(rows), 1)
    share = matches(X[rows], X[rows])[first, second]
    order = np.argsort(-share, kind="stable")
    chance = tail(share[order[0]])
    p = -np.expm1(len(share) * np.log1p(-min(chance, 1 - 1e-12)))
    called = list(takewhile(lambda k: tail(share[k]) * every < alpha, order)) or order[:1]
    return [
        [
            who[rows[0]],
            len(share),
            share[k],
            tail.mean,
            p,
            min(1.0, tail(share[k]) * every),
            names[rows[first[k]]],
            names[rows[second[k]]],
        ]
        for k in called
    ]


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
    """P(two strangers agree in at least a share): as seen where it is often seen, beyond that a
    beta-binomial count with their mean and variance, but no less than what has been seen can vouch
    for.
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
        fitted = float(max(self.fitted.sf(np.ceil(share * self.k - 1e-9) - 1), 0.0))
        return max(fitted, (beyond + 1) / (len(self.shares) + 1)) if beyond else fitted

    def identical(self) -> float:
        """P(two strangers agree in everything) by the fitted distribution alone: copies among those
        seen are not to make copies usual.
        """
        return float(max(self.fitted.sf(self.k - 1), 0.0))
