"""Who pulls the result: everyone left out in turn, groups searched for every test, and the chance
of what is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np

from interviewer_effects.audit.models.decisions import Decision, changes
from interviewer_effects.audit.models.model_sequence import Ladder, Model, main_model
from interviewer_effects.mixed.deletion.refits import Refits, leaving_out, refits
from interviewer_effects.mixed.optimum.fit import Fit

from .group_search import FEWEST, Search, Step, search
from .group_statistics import Landscape, surfaces
from .reference_distribution import Chance, chance

EVERYONE = 4_000  # interviewers up to whom each is left out in turn
FEWEST_ALONE, REFITS = 200, 12_000_000  # of more: how many at least; refits × interviewers
DOUBTFUL = 0.2  # p by few simulated surveys from which no more are drawn
HALF = 0.5  # standard errors by which an estimate must move to be called moved


@dataclass(frozen=True)
class Traced:
    """A test with the statistics (J,) without each interviewer, the search for a group, and what
    chance does, which is drawn once, when it is first asked for: most surveys have nobody whose
    leaving changes anything.
    """

    decision: Decision
    singles: np.ndarray
    found: Search
    draw: Callable[[], Chance]

    @property
    def chance(self) -> Chance:
        """What leaving a few out does in surveys with nothing wrong."""
        return self.draw()

    def alone_by_chance(self) -> np.ndarray:
        """The share of simulated surveys (J,) in which somebody's leaving moves T as far as each
        interviewer's.
        """
        return self._share(self.decision.statistic, self.singles, 1)

    def step_by_chance(self, step: Step) -> float:
        """The same for a group, by the step from the best group that is smaller by one and by all
        steps together.

        What two interviewers do who hide each other is in the step from one to two: the first alone
        moved nothing.
        """
        size = len(step.group)
        return (
            float(self._share(self.found.steps[size - 1].statistic, step.statistic, size))
            if size
            else np.nan
        )

    def _share(self, before: float, after: np.ndarray | float, size: int) -> np.ndarray:
        sign, root = self.decision.sign, np.sqrt(np.maximum(after, 0))
        moved = (sign * (root - np.sqrt(start)) for start in (before, self.decision.statistic))
        return np.where(np.isfinite(root), self.chance.share(*moved, size, sign), np.nan)


@dataclass(frozen=True)
class Influence:
    """Everything that leaving people out says of one data set: the exact refits of the main model
    without each interviewer, the shift (J, p) of each fixed effect in standard errors of the whole
    fit, and the tests.
    """

    ladder: Ladder
    fit: Fit
    model: Model
    refits: Refits
    shift: np.ndarray
    tests: list[Traced]

    @property
    def level(self) -> float:
        """`shared` of the tests."""
        return shared([t.decision for t in self.tests])

    def shift_by_chance(self) -> np.ndarray:
        """The share of simulated surveys in which one interviewer moves some fixed effect as far
        (J, p).
        """
        if not self.tests:
            return np.ones_like(self.shift)
        largest = self.tests[0].chance.shifts.max(1)
        share = (1 + (largest >= np.abs(self.shift)[..., None]).sum(-1)) / (1 + len(largest))
        return np.where(np.isfinite(self.shift), share, np.nan)


def shared(tests: list[Decision]) -> float:
    """The share of surveys with nothing wrong in which a step of a search may count as beyond
    chance: alpha, half for the tests and half for the estimates.

    A flag needs a changed decision or half a standard error besides, so anybody at all is flagged
    less often than in alpha of such surveys (4 of 127 simulated ones, 20 to 125 interviewers, at
    alpha 0.05).
    """
    return tests[0].alpha / 2


def trace(ladder: Ladder, tests: list[Decision], fits: dict, largest: int, seed: int) -> Influence:
    """Leave out every interviewer and search groups of up to `largest`, for every test; with the
    chance of it. Of more than EVERYONE those who could matter most are left out, and the others
    have no number (NaN).
    """
    name, J = main_model(ladder), len(ladder.products.groups)
    fit, alone = fits[name, "REML"], _left_alone(tests[0], J)
    each = leaving_out([[j] for j in alone], J)
    known: dict[int, Refits] = {}

    def once(fit: Fit, weights: np.ndarray) -> Refits:
        """One model is the alternative of a test and the null of another."""
        if id(fit) not in known:
            known[id(fit)] = refits(fit, weights)
        return known[id(fit)]

    without = [_among_all(*decision.refitted(each, once), alone, J) for decision in tests]
    main = without[[decision.name for decision in tests].index(name)][1]
    shift = (main.beta - fit.beta) / np.sqrt(np.diag(fit.cov_beta))
    far = [_farthest(shift, largest) if decision.name == name else () for decision in tests]
    traced = [
        _traced(decision, singles, largest, apart, (seed + k, shared(tests)))
        for k, (decision, (singles, _), apart) in enumerate(zip(tests, without, far, strict=True))
    ]
    return Influence(ladder, fit, ladder.models[name], main, shift, traced)


def _left_alone(test: Decision, J: int) -> np.ndarray:
    """Positions of those who are left out one by one: every refit costs O(J), so all of them
    O(J²).
    """
    if J <= EVERYONE:
        return np.arange(J)
    landscape = Landscape.of_data(*surfaces(test.null, test.alternative))
    return np.sort(landscape.candidates(max(FEWEST_ALONE, REFITS // J)))


def _among_all(
    statistics: np.ndarray, of: Refits, at: np.ndarray, J: int
) -> tuple[np.ndarray, Refits]:
    """Statistics and refits without some interviewers, in the places that they have among all J;
    NaN elsewhere.
    """

    def placed(values: np.ndarray) -> np.ndarray:
        """The values in their places."""
        out = np.full((J, *values.shape[1:]), np.nan)
        out[at] = values
        return out

    return placed(statistics), Refits(*(placed(getattr(of, f.name)) for f in fields(Refits)))


def _traced(
    decision: Decision, singles: np.ndarray, largest: int, far: np.ndarray, drawn: tuple
) -> Traced:
    """The search for one test, as far as the smallest group that changes the decision beyond
    chance; chance by the interviewers outside the largest group and those who move an estimate far.
    """
    seed, level = drawn
    count = len(decision.products.groups)
    found = search(  # the landscape is held by the search alone: it is large
        decision,
        Landscape.of_data(*surfaces(decision.null, decision.alternative)),
        largest,
        lambda groups: decision.refitted(leaving_out(groups, count))[0],
        singles,
    )
    turning = found.changing(decision)
    apart = {*far, *(found.steps[-1].group if turning else ())}
    draw = cache(lambda: chance(decision, tuple(sorted(apart)), largest, seed, level, doubtful))

    def doubtful(drawn: Chance) -> bool:
        """Whether chance may have changed the decision, so that more surveys are worth their
        time.
        """
        known = replace(whole, draw=lambda: drawn)
        hit = known.alone_by_chance()[changes(decision, singles)]
        return min([*hit, *map(known.step_by_chance, turning)], default=1.0) <= DOUBTFUL

    whole = Traced(decision, singles, found, draw)
    beyond = [step for step in turning if whole.step_by_chance(step) <= level]
    return replace(whole, found=found.until(beyond[0])) if beyond else whole


def _farthest(shift: np.ndarray, most: int) -> np.ndarray:
    """Positions of those who move an estimate by half a standard error, the farthest first."""
    far = np.nanmax(np.abs(np.nan_to_num(shift)), axis=1)
    order = np.argsort(-far, kind="stable")[: min(most, max(len(far) - FEWEST, 0))]
    return order[far[order] >= HALF]


def influential_alone(traced: Influence) -> np.ndarray:
    """Whether leaving one interviewer out changes a decision or moves an estimate by half a
    standard error, and does more than the most influential interviewer of a survey in which nothing
    is wrong (level).
    """
    level, hit = traced.level, np.zeros(len(traced.shift), dtype=bool)
    for t in traced.tests:
        changed = changes(t.decision, t.singles)
        hit |= changed & (t.alone_by_chance() <= level) if changed.any() else changed
    far = np.abs(traced.shift) >= HALF
    return hit | (far & (traced.shift_by_chance() <= level)).any(1) if far.any() else hit


def pulling(traced: Influence) -> list[tuple[str, ...]]:
    """Everyone influential alone, and the found groups, as `influential_groups` reads them from the
    tables; quicker where nobody is, because chance need not be drawn then.
    """
    names = traced.ladder.products.groups
    alone = [(int(j),) for j in np.flatnonzero(influential_alone(traced))]
    found = [one.found.found for one in traced.tests if one.found.found]
    return list(
        dict.fromkeys(tuple(str(who) for who in names[list(group)]) for group in [*alone, *found])
    )
