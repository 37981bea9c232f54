"""The search for the smallest group of interviewers without whom a decision would be another
one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from interviewer_effects.audit.models.decisions import Decision, changes

from .group_statistics import GroupStatistics

CANDIDATES = 130  # up to so many interviewers every pair is compared; of more, the most promising
REFITTED = 30  # groups of each size that are refitted exactly
COMPARED = 600  # groups of each size beyond two that are compared, whatever smaller ones promise
EXTENDED = 6  # groups of each size that are extended by one more
FEWEST = 5  # interviewers that must remain
CHANGED = "decision changed, beyond chance"
EXHAUSTED = "largest group reached"
TOO_FEW = "too few interviewers would remain"

Group = tuple[int, ...]  # positions of interviewers
Refit = Callable[[Sequence[Group]], np.ndarray]  # T without each group, exactly


@dataclass(frozen=True)
class Step:
    """The best group of its size: positions of its interviewers and T without them."""

    group: Group
    statistic: float


@dataclass(frozen=True)
class GroupSearch:
    """The best group of each size, from nobody on, and why the search stopped: the decision changed
    beyond chance, the largest group was reached, or too few interviewers would remain.
    """

    steps: list[Step]
    reason: str

    def changing(self, decision: Decision) -> list[Step]:
        """The steps that change a decision, by chance or not: a borderline one changes when anybody
        leaves.
        """
        return [step for step in self.steps if changes(decision, step.statistic)]

    def until(self, step: Step) -> GroupSearch:
        """The search as far as a step that changes the decision beyond chance."""
        position = self.steps.index(step)
        return GroupSearch(self.steps[: position + 1], CHANGED)

    @property
    def influential(self) -> Group:
        """The group that changes the decision beyond chance; empty when there is none."""
        return self.steps[-1].group if self.reason == CHANGED else ()


def search_groups(
    decision: Decision,
    group_statistics: GroupStatistics,
    largest: int,
    refit: Refit,
    singles: np.ndarray,
) -> GroupSearch:
    """The group of each size that moves T furthest towards the other decision, up to `largest`.

    `group_statistics` proposes groups and `refit` decides among them. singles (J,): the exact T
    without each interviewer. Of size 2 every pair of the candidates is compared, so that two who
    mask each other are found; larger groups extend the best of the size before, the greedy path
    among them.
    """
    sign = decision.sign
    steps = [Step((), decision.statistic)]
    extended: list[Group] = [()]
    candidates = group_statistics.candidates(CANDIDATES)
    for size in range(1, largest + 1):
        if len(singles) - size < FEWEST:
            return GroupSearch(steps, TOO_FEW)

        groups: Sequence[Group]
        if size == 1:
            groups = [(position,) for position in range(len(singles))]
            statistics = singles
        else:
            if size == 2:
                told_apart = np.union1d(candidates, np.array(extended))
                group_statistics = group_statistics.among(told_apart)
            proposed = proposals(
                size,
                candidates,
                extended,
                compared=COMPARED,
            )
            groups = promising(
                group_statistics,
                proposed,
                sign=sign,
                count=REFITTED,
            ).groups
            statistics = refit(groups)

        order = farthest_first(statistics, sign)
        if not np.isfinite(statistics[order[0]]):
            return GroupSearch(steps, TOO_FEW)
        extended = [groups[row] for row in order[:EXTENDED]]
        best_group = tuple(sorted(extended[0]))
        steps.append(Step(best_group, float(statistics[order[0]])))
    return GroupSearch(steps, EXHAUSTED)


def farthest_first(
    statistics: np.ndarray,
    sign: int,
) -> np.ndarray:
    """The order of statistics towards the other decision, the farthest first, NaN last."""
    nowhere = -sign * np.inf
    comparable = np.nan_to_num(statistics, nan=nowhere)
    towards = sign * comparable
    return np.argsort(-towards, kind="stable")


def proposals(
    size: int,
    candidates: np.ndarray,
    extended: list[Group],
    compared: int,
) -> np.ndarray:
    """Groups (R, size) of the candidates, in order of their positions.

    The groups to be extended with each candidate, and every group of as many of the first
    candidates as make `compared` groups, all pairs at least; so that three who hide one another
    are found too.
    """
    positions = candidates.tolist()
    groups = {
        tuple(sorted((*group, position)))
        for group in extended
        for position in positions
        if position not in group
    }
    n_combined = _combined(
        len(positions),
        size,
        compared,
    )
    first = sorted(positions[:n_combined])
    groups.update(combinations(first, size))
    return np.array(sorted(groups))


def _combined(
    n_candidates: int,
    size: int,
    compared: int,
) -> int:
    """How many of the first candidates are combined with one another."""
    if size == 2:
        return n_candidates
    fewer = range(
        n_candidates,
        0,
        -1,
    )
    return next(count for count in fewer if comb(count, size) <= compared or count <= size)


@dataclass(frozen=True)
class PromisingGroups:
    """Groups and their approximate T (R,), the most promising first."""

    groups: list[Group]
    statistics: np.ndarray


def promising(
    group_statistics: GroupStatistics,
    groups: np.ndarray,
    sign: int,
    count: int,
) -> PromisingGroups:
    """The `count` groups whose approximate T goes farthest towards the other decision."""
    statistics = group_statistics.statistics(groups)
    order = farthest_first(statistics, sign)[:count]
    best_groups = [tuple(int(position) for position in groups[row]) for row in order]
    return PromisingGroups(best_groups, statistics[order])


def members(
    joined: str,
    known: Iterable[str],
) -> list[str]:
    """The interviewers of a label of influence_groups.csv (joined by ';'), in its order; their ids
    may hold a ';'.
    """
    enclosed = f";{joined};"
    positions = {}
    for interviewer in known:
        position = enclosed.find(f";{interviewer};")
        if position >= 0:
            positions[interviewer] = position
    return sorted(positions, key=positions.__getitem__)
