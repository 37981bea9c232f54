"""What leaving a few interviewers out does in surveys in which nothing is wrong: the yardstick of
the group search.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from interviewer_effects.audit.models.decisions import Decision
from interviewer_effects.mixed.inference.simulate import simulate
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.surface import OutcomeSums, Surface, make_surface

from .group_search import FEWEST, promising, proposals
from .group_statistics import Landscape, surfaces

MOST = 999
FEW = 39  # surveys searched where nothing hangs on it
CANDIDATES = 30
WIDTH = 3
# Fewer than of the data: without a fault what extends the best group is the best of the next size
TRIED = 100
REACH = 15.0  # deviance above the lowest
DRAWN = 3  # surveys drawn for each one that is searched: those whose T is nearest
NOBODY = np.zeros((1, 0), dtype=int)


@dataclass(frozen=True)
class Chance:
    """Simulated surveys: T of each (R,), T without the best group of each size from 1 on (R,
    sizes), searched in the same direction; the largest shift of a fixed effect, in standard errors,
    when one interviewer leaves (R, p).
    """

    whole: np.ndarray
    best: np.ndarray
    shifts: np.ndarray

    def steps(self, sign: int) -> np.ndarray:
        """How far √T moves when the group grows by one (R, sizes), towards the other decision."""
        return sign * np.diff(np.sqrt(np.column_stack([self.whole, self.best])), axis=1)

    def share(
        self, step: np.ndarray | float, total: np.ndarray | float, size: int, sign: int
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
        moves = np.stack([steps, steps.cumsum(1)])
        mean, spread = moves.mean(1), moves.std(1) + 1e-6
        farthest = ((moves - mean[:, None]) / spread[:, None]).max((0, 2))
        k = min(size, steps.shape[1]) - 1
        seen = [
            (np.asarray(one, dtype=float) - mean[c, k]) / spread[c, k]
            for c, one in enumerate((step, total))
        ]
        return (1 + (farthest >= np.expand_dims(np.maximum(*seen), -1) - 1e-7).sum(-1)) / (
            1 + len(farthest)
        )


def chance(
    decision: Decision,
    apart: tuple[int, ...],
    largest: int,
    seed: int,
    level: float,
    doubtful: Callable[[Chance], bool],
) -> Chance:
    """The search on outcomes simulated from the fitted alternative, by the interviewers but those
    apart.

    T: the model is taken as true with the variances that it estimates from everybody, and shows
    what a few interviewers then carry of a variance that all share. Shifts of fixed effects: with
    those estimated from the others, because who moves an estimate far also inflates the variances
    that they would be judged by. Those found (apart) stay out of the design, because what is wrong
    with them can be in their predictors: a code of 88 in x makes any outcome hang on one interview.
    Of the surveys drawn those are searched whose T is nearest to the one observed: a small T loses
    all of itself with anybody, a large one much to somebody. They are few, and only where these
    leave it doubtful as many as let a share of `level` show (Besag & Clifford 1991: the level
    holds).
    """
    rest = _without(decision, apart)
    largest = max(1, min(largest, len(rest.products.groups) - FEWEST))
    null, alternative = surfaces(rest.null, rest.alternative)
    replicates = min(int(np.ceil(3 / level)) - 1, MOST)
    streams = iter(np.random.default_rng(seed).spawn(DRAWN + 1))
    drawn = [
        simulate(decision.alternative, rest.products, replicates, next(streams))
        for _ in range(DRAWN)
    ]
    By, yy = (np.concatenate(part) for part in zip(*drawn, strict=True))
    small, large = (OutcomeSums.of(fit.design, By, yy) for fit in (rest.null, rest.alternative))
    low, lower = null.whole(small), alternative.whole(large)
    whole = np.maximum(low.min(1) - lower.min(1), 0)

    @cache
    def followed(r: int) -> list[float]:
        """What the search finds in survey r."""
        near, nearer = _in_reach(null, low[r]), _in_reach(alternative, lower[r])
        sums, larger = near.sums(*small[r]), nearer.sums(*large[r])
        survey = Landscape(near.bare(), nearer.bare(), sums, larger)
        del near, nearer
        return path(survey, decision.sign, largest)

    def searched(rows: np.ndarray) -> Chance:
        """The same of some surveys."""
        best = np.array([followed(r) for r in np.sort(rows).tolist()])
        return Chance(best[:, 0], best[:, 1:], shifts)

    outcomes = simulate(rest.alternative, rest.products, replicates, next(streams))
    shifts = _shifts(rest.alternative, OutcomeSums.of(rest.alternative.design, *outcomes))
    away = np.abs(np.sqrt(whole) - np.sqrt(decision.statistic))
    few = np.argsort(away[: DRAWN * FEW], kind="stable")[:FEW]
    found = searched(few)
    return searched(np.argsort(away, kind="stable")[:replicates]) if doubtful(found) else found


def _shifts(fit: Fit, outcomes: OutcomeSums) -> np.ndarray:
    """The largest shift (R, p) of each fixed effect when one interviewer leaves, at the fit's
    covariances.
    """
    surface = make_surface(fit, fit.lam)
    every = (surface.shifts(surface.sums(*outcomes[r]))[0] for r in range(len(outcomes.yy)))
    return np.array([np.nan_to_num(np.abs(shifts)).max(0) for shifts in every])


def _without(decision: Decision, apart: tuple[int, ...]) -> Decision:
    """The test among the others; among everybody where the others cannot carry the models."""
    try:
        return (
            decision.among(np.setdiff1d(np.arange(len(decision.products.groups)), apart))
            if apart
            else decision
        )
    except ValueError:
        return decision


def _in_reach(surface: Surface, deviance: np.ndarray) -> Surface:
    """The factors whose deviance (K,) comes near the lowest: a few who leave move no survey to the
    others.
    """
    return surface.at(np.flatnonzero(deviance <= deviance.min() + REACH))


def path(landscape: Landscape, sign: int, largest: int) -> list[float]:
    """T of everybody, then without the best group of each size, among the most promising
    interviewers.

    By the landscape alone: at the median its moves of T are within 0.1 of exact refits.
    """
    candidates = landscape.candidates(CANDIDATES)
    landscape = landscape.among(candidates)
    groups, out = [()], [float(landscape.statistics(NOBODY)[0])]
    for size in range(1, largest + 1):
        tried = candidates[:, None] if size == 1 else proposals(size, candidates, groups, TRIED)
        groups, values = promising(landscape, tried, sign, WIDTH)
        out.append(float(values[0]))
    return out
