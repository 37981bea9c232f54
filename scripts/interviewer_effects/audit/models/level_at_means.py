"""Effects by which interviewers are judged: slopes, and the level where the predictors have their
means.

The intercept's effect is the level where the predictors are zero. Where no answers are it is read
off the end of a line, and goes with the slope: in an 0-10 item with mean 6 the two correlate beyond
−.9, and the same people stand out in both. At the means level and slope are nearly independent, and
the level is that of the answers that were given, however predictors are centred.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from interviewer_effects.mixed.optimum.fit import Fit

from .model_sequence import Ladder

NO_SHIFT = 1e-12  # a mean of a predictor, in units of its spread, that is rounding


def at_means(ladder: Ladder, name: str, fit: Fit) -> Fit:
    """The fit with another origin of its random effects: the intercept's effect becomes

        u_0 + Σ_k x̄_k u_k,

    x̄_k the mean over all interviews of the k-th predictor with a random slope. Only what is said
    of random effects changes; it is the same fit where there is no random intercept or no slope.
    """
    turn = _turn(ladder, ladder.models[name].random)
    if turn is None:
        return fit
    return replace(fit, design=replace(fit.design, to_z=turn @ fit.design.to_z))


def columns_at_means(ladder: Ladder, name: str) -> np.ndarray:
    """The random columns (n, q) that belong to these effects: predictors about their means."""
    random = ladder.models[name].random
    columns = ladder.matrix(random)
    turn = _turn(ladder, random)
    return columns if turn is None else columns - (turn[random.index(None)] - _unit(random))


def _turn(ladder: Ladder, random: tuple[str | None, ...]) -> np.ndarray | None:
    """The matrix (q, q) from effects at zero to those at the means; None where they are the
    same.
    """
    if None not in random or len(random) == 1:
        return None
    means = ladder.means(random)
    spread = np.array([1.0 if c is None else np.ptp(ladder.columns[c]) for c in random])
    slopes = _unit(random) == 0
    if not (np.abs(means) > NO_SHIFT * spread)[slopes].any():
        return None
    turn = np.eye(len(random))
    turn[random.index(None), slopes] = means[slopes]
    return turn


def _unit(random: tuple[str | None, ...]) -> np.ndarray:
    """1 for the intercept, 0 for slopes (q,)."""
    return np.array([column is None for column in random], dtype=float)
