"""The search for the smallest group of interviewers without whom a decision would be another
one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from interviewer_effects.audit.models.decisions import Decision, changes

from .group_statistics import Landscape

PAIRED = 130  # up to so many interviewers every pair is looked at; of more, the most promising
REFITTED = 30  # groups of each size that are refitted exactly
TRIED = 600  # groups of each size beyond two that are looked at, whatever smaller ones promise
WIDTH = 6  # groups of each size that are extended
FEWEST = 5  # interviewers that must remain
CHANGED = "decision changed, beyond chance"
EXHAUSTED = "largest group reached"
TOO_FEW = "too few interviewers would remain"


@dataclass(frozen=True)
class Step:
    """The best group of its size: positions of its interviewers and T without them."""

    group: tuple[int, ...]
    statistic: float


@dataclass(frozen=True)
class Search:
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

    def until(self, step: Step) -> Search:
        """The search as far as a step that changes the decision beyond chance."""
        return Search(self.steps[: self.steps.index(step) + 1], CHANGED)

    @property
    def found(self) -> tuple[int, ...]:
        """The group that changes the decision beyond chance; empty when there is none."""
        return self.steps[-1].group if self.reason == CHANGED else ()


Refit = Callable[[list[tuple[int, ...]]], np.ndarray]


def search(
    decision: Decision, landscape: Landscape, largest: int, refit: Refit, singles: np.ndarray
) -> Search:
    """The group of each size that moves T furthest towards the other decision, up to `largest`.

    singles (J,): the exact T without each interviewer. Of size 2 every pair of the candidates is
    looked at, so that two who mask each other are found; larger groups extend the best of the size
    before, the greedy path among them. `landscape` chooses, `refit` decides.
    """
    sign, J = decision.sign, len(singles)
    steps, beam = [Step((), decision.statistic)], [()]
    candidates = landscape.candidates(PAIRED)
    for size in range(1, largest + 1):
        if J - size < FEWEST:
            return Search(steps, TOO_FEW)
        if size == 1:
            groups, values = [(j,) for j in range(J)], singles
        else:
            if size == 2:
                landscape = landscape.among(np.union1d(candidates, np.array(beam)))
            groups, _ = promising(
                landscape, proposals(size, candidates, beam, TRIED), sign, REFITTED
            )
            values = refit(groups)
        order = np.argsort(-sign * np.nan_to_num(values, nan=-sign * np.inf), kind="stable")
        beam = [groups[k] for k in order[:WIDTH]]
        if not np.isfinite(values[order[0]]):
            return Search(steps, TOO_FEW)
        steps.append(Step(tuple(sorted(beam[0])), float(values[order[0]])))
    return Search(steps, EXHAUSTED)


def proposals(
    size: int, candidates: np.ndarray, beam: list[tuple[int, ...]], tried: int
) -> np.ndarray:
    """Groups (R, size) of the candidates, the most likely first: the beam extended, and every group
    of as many of the first candidates as make `tried` groups, all pairs at least; so that three who
    hide one another are found too.
    """
    known = candidates.tolist()
    grown = {tuple(sorted((*group, j))) for group in beam for j in known if j not in group}
    core = (
        len(known)
        if size == 2
        else next(m for m in range(len(known), 0, -1) if comb(m, size) <= tried or m <= size)
    )
    return np.array(sorted(grown.union(combinations(sorted(known[:core]), size))))


def promising(
    landscape: Landscape, groups: np.ndarray, sign: int, count: int
) -> tuple[list[tuple[int, ...]], np.ndarray]:
    """The groups for which the landscape promises the most, and what it promises."""
    value = landscape.statistics(groups)
    order = np.argsort(-sign * np.nan_to_num(value, nan=-sign * np.inf), kind="stable")[:count]
    return [tuple(int(j) for j in groups[k]) for k in order], value[order]


def members(joined: str, known: Iterable[str]) -> list[str]:
    """The interviewers of a label of influence_groups.csv (joined by ';'), in its order; their ids
    may hold a ';'.
    """
    found = [who for who in known if f";{who};" in f";{joined};"]
    return sorted(found, key=lambda who: f";{joined};".index(f";{who};"))
