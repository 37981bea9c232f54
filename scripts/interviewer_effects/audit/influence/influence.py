"""Which interviewers a result depends on: everyone left out in turn, groups searched for every
test, and how often clean simulated surveys depend on somebody as much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np

from interviewer_effects.audit.models.decisions import Decision, as_statistic, changes
from interviewer_effects.audit.models.model_sequence import Ladder, Model, main_model
from interviewer_effects.mixed.deletion.refits import Refits, refits
from interviewer_effects.mixed.deletion.weights import leaving_out
from interviewer_effects.mixed.optimum.fit import Fit

from .group_search import FEWEST, Group, GroupSearch, Step, search_groups
from .group_statistics import GroupStatistics
from .reference_distribution import ReferenceDistribution, reference_distribution

DOUBTFUL = 0.2  # p by few simulated surveys from which no more are drawn
HALF = 0.5  # standard errors by which an estimate must move to be called moved


@dataclass(frozen=True)
class DeletionLimits:
    """How many interviewers are left out one by one.

    Attributes
    ----------
    everyone
        Up to so many interviewers everybody is.
    fewest
        Of more interviewers so many at least: those who could matter most.
    refits
        Refits × interviewers that are affordable: a refit costs O(J), so all of them O(J²).
    """

    everyone: int = 4_000
    fewest: int = 200
    refits: int = 12_000_000

    def count(self, n_interviewers: int) -> int:
        """How many of the interviewers are left out one by one."""
        if n_interviewers <= self.everyone:
            return n_interviewers
        return max(self.fewest, self.refits // n_interviewers)


@dataclass(frozen=True)
class InfluenceOnTest:
    """What leaving people out does to one test.

    The reference distribution is drawn once, when it is first asked for: most surveys have nobody
    whose leaving changes anything.

    Attributes
    ----------
    decision
        The test of the whole data.
    singles
        T without each interviewer (J,); NaN for those who were not left out.
    search
        The search for a group.
    draw
        Returns the reference distribution.
    """

    decision: Decision
    singles: np.ndarray
    search: GroupSearch
    draw: Callable[[], ReferenceDistribution]

    @property
    def reference(self) -> ReferenceDistribution:
        """What leaving a few out does in clean simulated surveys."""
        return self.draw()

    def p_of_singles(self) -> np.ndarray:
        """The share of clean simulated surveys (J,) in which somebody's leaving moves T as far as
        each interviewer's.
        """
        return self._share(
            self.decision.statistic,
            self.singles,
            size=1,
        )

    def p_of_step(self, step: Step) -> float:
        """The same for a group, by the step from the best group that is smaller by one and by all
        steps together.

        What two interviewers do who hide each other is in the step from one to two: the first alone
        moved nothing.
        """
        size = len(step.group)
        if not size:
            return np.nan
        before = self.search.steps[size - 1].statistic
        return float(
            self._share(
                before,
                step.statistic,
                size=size,
            )
        )

    def _share(
        self,
        before: float,
        after: np.ndarray | float,
        size: int,
    ) -> np.ndarray:
        sign = self.decision.sign
        root = np.sqrt(np.maximum(after, 0))
        root_before = np.sqrt(before)
        root_of_all = np.sqrt(self.decision.statistic)
        last_step = sign * (root - root_before)
        all_steps = sign * (root - root_of_all)
        share = self.reference.share(
            last_step,
            all_steps,
            size=size,
            sign=sign,
        )
        known = np.isfinite(root)
        return np.where(
            known,
            share,
            np.nan,
        )


@dataclass(frozen=True)
class Influence:
    """Everything that leaving people out says of one data set.

    Attributes
    ----------
    ladder, fit, model
        The models, the REML fit of the main model, and its columns.
    refits
        The exact refits of the main model without each interviewer.
    shift
        Of each fixed effect (J, p), in standard errors of the whole fit.
    tests
        What it does to each test.
    """

    ladder: Ladder
    fit: Fit
    model: Model
    refits: Refits
    shift: np.ndarray
    tests: list[InfluenceOnTest]

    @property
    def level(self) -> float:
        """`level_of_search` of the tests."""
        return level_of_search([test.decision for test in self.tests])

    def p_of_shifts(self) -> np.ndarray:
        """The share of clean simulated surveys in which one interviewer moves some fixed effect as
        far (J, p).
        """
        if not self.tests:
            return np.ones_like(self.shift)
        largest = self.tests[0].reference.shifts.max(1)
        observed = np.abs(self.shift)[..., None]
        as_far = (largest >= observed).sum(-1)
        n_surveys = len(largest)
        share = (1 + as_far) / (1 + n_surveys)
        finite = np.isfinite(self.shift)
        return np.where(
            finite,
            share,
            np.nan,
        )


def level_of_search(tests: list[Decision]) -> float:
    """The share of clean surveys in which a step of a search may count as beyond chance: alpha,
    half for the tests and half for the estimates.

    A flag needs a changed decision or half a standard error besides, so anybody at all is flagged
    less often than in alpha of such surveys (4 of 127 simulated ones, 20 to 125 interviewers, at
    alpha 0.05).
    """
    return tests[0].alpha / 2


def measure_influence(
    ladder: Ladder,
    tests: list[Decision],
    fits: dict[tuple[str, str], Fit],
    largest: int,
    seed: int,
    limits: DeletionLimits | None = None,
) -> Influence:
    """Leave out every interviewer and search groups of up to `largest`, for every test; with the
    reference distribution of each.

    Of more interviewers than the limits allow those who could matter most are left out, and the
    others have no number (NaN).
    """
    name = main_model(ladder)
    fit = fits[name, "REML"]
    n_interviewers = len(ladder.products.groups)
    left_out = _left_out_alone(tests[0], limits or DeletionLimits())
    weights = leaving_out([[position] for position in left_out], n_interviewers)
    refits_by_model = {
        model: _among_all(
            refits(of_model, weights),
            left_out,
            n_interviewers,
        )
        for model, of_model in _fits_of(tests).items()
    }
    main_refits = refits_by_model[name]
    standard_errors = np.sqrt(np.diag(fit.cov_beta))
    shift = (main_refits.beta - fit.beta) / standard_errors

    on_tests = []
    for number, decision in enumerate(tests):
        null, alternative = (refits_by_model[model.name] for model in decision.columns)
        on_test = _influence_on_test(
            decision,
            singles=as_statistic(null.deviance - alternative.deviance),
            largest=largest,
            moving=_moving_estimates(shift, largest) if decision.name == name else [],
            seed=seed + number,
            level=level_of_search(tests),
        )
        on_tests.append(on_test)
    return Influence(
        ladder,
        fit,
        ladder.models[name],
        main_refits,
        shift,
        on_tests,
    )


def _fits_of(tests: list[Decision]) -> dict[str, Fit]:
    """The fit of each model: one is the alternative of a test and the null of another."""
    fits = {}
    for test in tests:
        null, alternative = test.columns
        fits[null.name] = test.null
        fits[alternative.name] = test.alternative
    return fits


def _left_out_alone(
    test: Decision,
    limits: DeletionLimits,
) -> np.ndarray:
    """Positions of those who are left out one by one."""
    n_interviewers = len(test.products.groups)
    count = limits.count(n_interviewers)
    if count >= n_interviewers:
        return np.arange(n_interviewers)
    group_statistics = GroupStatistics.of_test(test.null, test.alternative)
    return np.sort(group_statistics.candidates(count))


def _among_all(
    some: Refits,
    positions: np.ndarray,
    n_interviewers: int,
) -> Refits:
    """Refits without some interviewers, in the places that they have among all; NaN elsewhere."""
    placed = {}
    for field in fields(Refits):
        values = getattr(some, field.name)
        shape = (n_interviewers, *values.shape[1:])
        among_all = np.full(shape, np.nan)
        among_all[positions] = values
        placed[field.name] = among_all
    return Refits(**placed)


def _influence_on_test(
    decision: Decision,
    singles: np.ndarray,
    largest: int,
    moving: list[int],
    seed: int,
    level: float,
) -> InfluenceOnTest:
    """The search for one test, as far as the smallest group that changes the decision beyond
    chance.

    The reference distribution is of the interviewers outside the largest group that changes it and
    outside those who move an estimate far (moving).
    """
    n_interviewers = len(decision.products.groups)

    def refit(groups: Sequence[Group]) -> np.ndarray:
        """T without each of the groups, exactly."""
        return decision.refitted(leaving_out(groups, n_interviewers))[0]

    search = search_groups(  # the group statistics are held by the search alone: they are large
        decision,
        GroupStatistics.of_test(decision.null, decision.alternative),
        largest=largest,
        refit=refit,
        singles=singles,
    )
    changing_steps = search.changing(decision)
    largest_group = search.steps[-1].group if changing_steps else ()
    suspected = tuple(sorted({*moving, *largest_group}))

    def doubtful(distribution: ReferenceDistribution) -> bool:
        """Whether chance may have changed the decision, so that more surveys are needed."""
        by_few = replace(influence, draw=lambda: distribution)
        changed = changes(decision, singles)
        p_of_changes = by_few.p_of_singles()[changed]
        p_of_steps = [by_few.p_of_step(step) for step in changing_steps]
        smallest_p = min([*p_of_changes, *p_of_steps], default=1.0)
        return smallest_p <= DOUBTFUL

    @cache
    def draw() -> ReferenceDistribution:
        """The reference distribution, drawn once."""
        return reference_distribution(
            decision,
            suspected,
            largest=largest,
            seed=seed,
            level=level,
            doubtful=doubtful,
        )

    influence = InfluenceOnTest(
        decision,
        singles,
        search=search,
        draw=draw,
    )
    beyond_chance = [step for step in changing_steps if influence.p_of_step(step) <= level]
    if not beyond_chance:
        return influence
    return replace(influence, search=search.until(beyond_chance[0]))


def _moving_estimates(
    shift: np.ndarray,
    most: int,
) -> list[int]:
    """Positions of those who move an estimate by half a standard error, the farthest first; at most
    `most`, and FEWEST others remain.
    """
    size_of_shift = np.abs(np.nan_to_num(shift))
    largest_shift = np.nanmax(size_of_shift, axis=1)
    n_removable = max(len(largest_shift) - FEWEST, 0)
    count = min(most, n_removable)
    order = np.argsort(-largest_shift, kind="stable")
    farthest = order[:count]
    is_far = largest_shift[farthest] >= HALF
    return farthest[is_far].tolist()


def influential_alone(influence: Influence) -> np.ndarray:
    """Whether leaving one interviewer out (J,) changes a decision or moves an estimate by half a
    standard error, and does more than the most influential interviewer of a clean survey (at
    `influence.level`).
    """
    level = influence.level
    influential = np.zeros(len(influence.shift), dtype=bool)
    for test in influence.tests:
        changed = changes(test.decision, test.singles)
        if changed.any():  # else the reference distribution need not be drawn
            influential |= changed & (test.p_of_singles() <= level)
    is_far = np.abs(influence.shift) >= HALF
    if is_far.any():
        beyond_chance = influence.p_of_shifts() <= level
        influential |= (is_far & beyond_chance).any(1)
    return influential


def influential_sets(influence: Influence) -> list[tuple[str, ...]]:
    """Everyone influential alone, and the groups found, as `influential_groups` reads them from the
    tables; quicker where nobody is, because no reference distribution is drawn then.
    """
    interviewers = influence.ladder.products.groups
    positions = np.flatnonzero(influential_alone(influence))
    sets: list[Group] = [(int(position),) for position in positions]
    for test in influence.tests:
        if test.search.influential:
            sets.append(test.search.influential)
    labels = [tuple(map(str, interviewers[list(positions)])) for positions in sets]
    return list(dict.fromkeys(labels))
