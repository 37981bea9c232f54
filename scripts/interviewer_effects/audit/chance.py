"""What leaving a few interviewers out does in surveys in which nothing is wrong: the yardstick of the group search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.simulate import simulate
from interviewer_effects.mixed.surface import OutcomeSums, Surface, make_surface

from .decisions import Decision
from .groups import FEWEST, promising, proposals
from .landscape import Landscape, surfaces

MOST = 999
CANDIDATES = 30
WIDTH = 3
REACH = 30.0  # deviance above the lowest
AT_ONCE = 40  # simulated surveys held at a time


@dataclass(frozen=True)
class Chance:
    """Simulated surveys: T of each (R,), T without the best group of each size from 1 on (R, sizes), searched in the
    same direction; the largest shift of a fixed effect, in standard errors, when one interviewer leaves (R, p).
    """

    whole: np.ndarray
    best: np.ndarray
    shifts: np.ndarray

    def moves(self, sign: int) -> np.ndarray:
        """How far T moves (R, sizes)."""
        return sign * (self.best - self.whole[:, None])


def chance(decision: Decision, apart: tuple[int, ...], largest: int, seed: int, level: float) -> Chance:
    """The search on outcomes simulated from the fitted alternative, by the interviewers but those apart.

    T: the model is taken as true with the variances that it estimates from everybody, and shows what a few
    interviewers then carry of a variance that all share. Shifts of fixed effects: with those estimated from the
    others, because who moves an estimate far also inflates the variances that they would be judged by. Those found
    (apart) stay out of the design, because what is wrong with them can be in their predictors: a code of 88 in x makes
    any outcome hang on one interview. As many surveys are drawn as let a share
    of `level` show; each block of them has its own stream.
    """
    rest = _without(decision, apart)
    largest = max(1, min(largest, len(rest.products.groups) - FEWEST))
    null, alternative = surfaces(rest.null, rest.alternative)
    at_fit = make_surface(rest.alternative, rest.alternative.lam)
    replicates, best, shifts = min(int(np.ceil(2 / level)) - 1, MOST), [], []
    for stream in np.random.default_rng(seed).spawn(-(-replicates // AT_ONCE)):
        drawn = simulate(decision.alternative, rest.products, AT_ONCE, stream)
        small, large = (OutcomeSums.of(fit.design, *drawn) for fit in (rest.null, rest.alternative))
        other = OutcomeSums.of(rest.alternative.design, *simulate(rest.alternative, rest.products, AT_ONCE, stream))
        if not best:
            null, alternative = _in_reach(null, small), _in_reach(alternative, large)
        for r in range(AT_ONCE):
            landscape = Landscape(null, alternative, null.sums(*small[r]), alternative.sums(*large[r]))
            best.append(path(landscape, decision.sign, largest))
            shifts.append(np.nan_to_num(np.abs(at_fit.shifts(at_fit.sums(*other[r]))[0])).max(0))
    statistics = np.array(best[:replicates])
    return Chance(statistics[:, 0], statistics[:, 1:], np.array(shifts[:replicates]))


def _without(decision: Decision, apart: tuple[int, ...]) -> Decision:
    """The test among the others; among everybody where the others cannot carry the models."""
    try:
        return decision.among(np.setdiff1d(np.arange(len(decision.products.groups)), apart)) if apart else decision
    except ValueError:
        return decision


def _in_reach(surface: Surface, outcomes: OutcomeSums) -> Surface:
    """The factors that come near the lowest deviance of some of the simulated surveys: a few who leave move no survey
    of this kind to the others.
    """
    nobody = np.zeros((1, 0), dtype=int)
    value = np.array([surface.without(surface.sums(*outcomes[r]), nobody)[:, 0] for r in range(len(outcomes.yy))])
    return surface.at(np.flatnonzero((value <= value.min(1, keepdims=True) + REACH).any(0)))


def path(landscape: Landscape, sign: int, largest: int) -> list[float]:
    """T of everybody, then without the best group of each size, among the most promising interviewers.

    By the landscape alone: at the median its moves of T are within 0.1 of exact refits.
    """
    candidates = landscape.candidates(CANDIDATES)
    groups, out = [()], [float(landscape.statistics(np.zeros((1, 0), dtype=int))[0])]
    for size in range(1, largest + 1):
        tried = candidates[:, None] if size == 1 else proposals(size, candidates, groups)
        groups, values = promising(landscape, tried, sign, WIDTH)
        out.append(float(values[0]))
    return out
