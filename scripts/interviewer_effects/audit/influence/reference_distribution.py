"""What leaving a few interviewers out does in clean simulated surveys: the yardstick of the group
search.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from interviewer_effects.audit.models.decisions import Decision
from interviewer_effects.mixed.inference.simulate import simulate
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.surface import OutcomeSums, Surface, make_surface

from .group_search import FEWEST, Group, promising, proposals
from .group_statistics import GroupStatistics, surfaces

MOST_SURVEYS = 999
FEW = 39  # surveys searched where nothing depends on them
CANDIDATES = 30
EXTENDED = 3
# Fewer than of the data: without a fault what extends the best group is the best of the next size
COMPARED = 100
REACH = 15.0  # deviance above the lowest
DRAWN_PER_SEARCHED = 3  # surveys drawn for each one that is searched: those whose T is nearest
ROUNDING = 1e-7
NOBODY = np.zeros((1, 0), dtype=int)


@dataclass(frozen=True)
class ReferenceDistribution:
    """Clean simulated surveys.

    Attributes
    ----------
    statistics
        T of each survey (R,).
    best
        T without the best group of each size from 1 on (R, sizes), searched in the same direction.
    shifts
        The largest shift of each fixed effect, in standard errors, when one interviewer leaves
        (R, p).
    """

    statistics: np.ndarray
    best: np.ndarray
    shifts: np.ndarray

    def steps(self, sign: int) -> np.ndarray:
        """How far √T moves when the group grows by one (R, sizes), towards the other decision."""
        statistics = np.column_stack([self.statistics, self.best])
        roots = np.sqrt(statistics)
        moves = np.diff(roots, axis=1)
        return sign * moves

    def share(
        self,
        step: np.ndarray | float,
        total: np.ndarray | float,
        size: int,
        sign: int,
    ) -> np.ndarray:
        """The share of surveys, the one observed counted in, in which some group of the search goes
        as far for its size as one of `size` whose last step moves √T by `step`, and all its steps
        together by `total`.

        Two who hide each other show in the step, two who each hide the other in part show in both
        steps together. Moves are compared in standard deviations of the simulated moves of their
        kind and size, the farther of the two with the farthest of each survey (single-step maxT):
        looking at both, and at several sizes, costs nothing of the level.
        """
        steps = self.steps(sign)
        moves = np.stack([steps, steps.cumsum(1)])  # (2, R, sizes)
        mean = moves.mean(1)
        sd = moves.std(1) + 1e-6
        standardised = (moves - mean[:, None]) / sd[:, None]
        farthest = standardised.max((0, 2))

        n_sizes = steps.shape[1]
        column = min(size, n_sizes) - 1
        last_step = np.asarray(step, dtype=float)
        all_steps = np.asarray(total, dtype=float)
        by_step = (last_step - mean[0, column]) / sd[0, column]
        by_total = (all_steps - mean[1, column]) / sd[1, column]
        observed = np.maximum(by_step, by_total)
        bound = np.expand_dims(observed, -1) - ROUNDING
        as_far = (farthest >= bound).sum(-1)
        return (1 + as_far) / (1 + len(farthest))


def reference_distribution(
    decision: Decision,
    apart: Group,
    largest: int,
    seed: int,
    level: float,
    doubtful: Callable[[ReferenceDistribution], bool],
) -> ReferenceDistribution:
    """The search on outcomes simulated from the fitted alternative, by the interviewers but those
    apart.

    T: the model is taken as true with the variances that it estimates from everybody, and shows
    what a few interviewers then carry of a variance that all share. Shifts of fixed effects: with
    those estimated from the others, because who moves an estimate far also inflates the variances
    that they would be judged by. Those found (apart) stay out of the design, because what is wrong
    with them can be in their predictors: a code of 88 in x makes any outcome depend on one
    interview. Of the surveys drawn those are searched whose T is nearest to the one observed: a
    small T loses all of itself with anybody, a large one much to somebody. They are few, and only
    where these leave it `doubtful` as many as let a share of `level` show (Besag & Clifford 1991:
    the level holds).
    """
    others = _without(decision, apart)
    n_others = len(others.products.groups)
    replicates = min(int(np.ceil(3 / level)) - 1, MOST_SURVEYS)
    *streams, stream_of_shifts = np.random.default_rng(seed).spawn(DRAWN_PER_SEARCHED + 1)
    surveys = SimulatedSurveys.draw(
        decision,
        others,
        replicates,
        streams=streams,
    )
    search = SimulatedSearch(
        surveys=surveys,
        sign=decision.sign,
        largest=max(1, min(largest, n_others - FEWEST)),
        shifts=_largest_shifts(
            others,
            replicates,
            stream_of_shifts,
        ),
    )
    distance = np.abs(np.sqrt(surveys.statistics) - np.sqrt(decision.statistic))
    first = distance[: DRAWN_PER_SEARCHED * FEW]
    nearest_few = np.argsort(first, kind="stable")[:FEW]
    distribution = search.of(nearest_few)
    if not doubtful(distribution):
        return distribution
    nearest = np.argsort(distance, kind="stable")[:replicates]
    return search.of(nearest)


@dataclass(frozen=True)
class SimulatedSurveys:
    """R simulated outcomes on one design: the surfaces of both models, the sums of the outcomes in
    each model's columns, and the deviances (R, K) at each factor.
    """

    null: Surface
    alternative: Surface
    null_sums: OutcomeSums
    sums: OutcomeSums

    @classmethod
    def draw(
        cls,
        decision: Decision,
        others: Decision,
        replicates: int,
        streams: list[np.random.Generator],
    ) -> SimulatedSurveys:
        """Outcomes of the decision's alternative on the design of the others, `replicates` from
        each stream.
        """
        null, alternative = surfaces(others.null, others.alternative)
        outcomes = [
            simulate(
                decision.alternative,
                others.products,
                replicates,
                stream,
            )
            for stream in streams
        ]
        By = np.concatenate([outcome[0] for outcome in outcomes])
        yy = np.concatenate([outcome[1] for outcome in outcomes])
        return cls(
            null=null,
            alternative=alternative,
            null_sums=OutcomeSums.of(
                others.null.design,
                By,
                yy,
            ),
            sums=OutcomeSums.of(
                others.alternative.design,
                By,
                yy,
            ),
        )

    @cached_property
    def null_deviances(self) -> np.ndarray:
        """Deviances of the null at each factor, with nobody left out."""
        return self.null.whole(self.null_sums)

    @cached_property
    def deviances(self) -> np.ndarray:
        """Deviances of the alternative at each factor, with nobody left out."""
        return self.alternative.whole(self.sums)

    @cached_property
    def statistics(self) -> np.ndarray:
        """T of each survey (R,); NaN where neither model has a deviance."""
        lowest_null = self.null_deviances.min(1)
        lowest = self.deviances.min(1)
        with np.errstate(invalid="ignore"):  # infinite minus infinite
            return np.maximum(lowest_null - lowest, 0)

    def group_statistics(self, survey: int) -> GroupStatistics:
        """T without any group, of one survey."""
        null = _in_reach(self.null, self.null_deviances[survey])
        alternative = _in_reach(self.alternative, self.deviances[survey])
        return GroupStatistics(
            null=null.bare(),
            alternative=alternative.bare(),
            null_sums=null.sums(*self.null_sums[survey]),
            sums=alternative.sums(*self.sums[survey]),
        )


@dataclass
class SimulatedSearch:
    """The group search on simulated surveys; each is searched once (paths: survey → its T's)."""

    surveys: SimulatedSurveys
    sign: int
    largest: int
    shifts: np.ndarray
    paths: dict[int, list[float]] = field(default_factory=dict)

    def of(self, rows: np.ndarray) -> ReferenceDistribution:
        """What the search does in some of the surveys."""
        surveys = np.sort(rows).tolist()
        paths = np.array([self._path(survey) for survey in surveys])
        return ReferenceDistribution(
            statistics=paths[:, 0],
            best=paths[:, 1:],
            shifts=self.shifts,
        )

    def _path(self, survey: int) -> list[float]:
        if survey not in self.paths:
            statistics = self.surveys.group_statistics(survey)
            self.paths[survey] = path(
                statistics,
                self.sign,
                self.largest,
            )
        return self.paths[survey]


def _largest_shifts(
    others: Decision,
    replicates: int,
    stream: np.random.Generator,
) -> np.ndarray:
    """The largest shift (R, p) of each fixed effect when one interviewer leaves, at the fit's
    covariances, in outcomes simulated from the fit of the others.
    """
    fit: Fit = others.alternative
    By, yy = simulate(
        fit,
        others.products,
        replicates,
        stream,
    )
    outcomes = OutcomeSums.of(
        fit.design,
        By,
        yy,
    )
    surface = make_surface(fit, fit.lam)
    largest = []
    n_surveys = len(outcomes.yy)
    for survey in range(n_surveys):
        sums = surface.sums(*outcomes[survey])
        shifts = surface.shifts(sums)[0]
        sizes = np.nan_to_num(np.abs(shifts))
        largest.append(sizes.max(0))
    return np.array(largest)


def _without(
    decision: Decision,
    apart: Group,
) -> Decision:
    """The test among the others; among everybody where the others cannot carry the models."""
    if not apart:
        return decision
    everybody = np.arange(len(decision.products.groups))
    try:
        return decision.among(np.setdiff1d(everybody, apart))
    except ValueError:
        return decision


def _in_reach(
    surface: Surface,
    deviance: np.ndarray,
) -> Surface:
    """The factors whose deviance (K,) comes near the lowest: a few who leave move no survey to the
    others.
    """
    bound = deviance.min() + REACH
    in_reach = np.flatnonzero(deviance <= bound)
    return surface.at_factors(in_reach)


def path(
    group_statistics: GroupStatistics,
    sign: int,
    largest: int,
) -> list[float]:
    """T of everybody, then without the best group of each size, among the most promising
    interviewers.

    By approximate statistics alone: at the median their moves of T are within 0.1 of exact refits.
    """
    candidates = group_statistics.candidates(CANDIDATES)
    group_statistics = group_statistics.among(candidates)
    statistics = [float(group_statistics.statistics(NOBODY)[0])]
    extended: list[Group] = [()]
    for size in range(1, largest + 1):
        if size == 1:
            proposed = candidates[:, None]
        else:
            proposed = proposals(
                size,
                candidates,
                extended,
                compared=COMPARED,
            )
        best = promising(
            group_statistics,
            proposed,
            sign=sign,
            count=EXTENDED,
        )
        extended = best.groups
        statistics.append(float(best.statistics[0]))
    return statistics
