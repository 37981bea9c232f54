"""Surveys simulated from a truth, each fitted by the three models: statistics, estimates, and what
intervals need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from interviewer_effects.mixed.inference.bootstrap import CHUNK
from interviewer_effects.mixed.inference.simulate import outcome_moments, simulate
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Moments
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import Optimum, search

from .design import Designs

ROUNDING = 1e-7  # a statistic below it counts as zero, as in the audit


@dataclass(frozen=True)
class Fitted:
    """R surveys under REML: their moments in the designs level and slope, the deviance without
    random effects, and both fits.
    """

    level_moments: Moments
    slope_moments: Moments
    ols: np.ndarray
    level: Optimum
    slope: Optimum


@dataclass(frozen=True)
class Statistics:
    """Test statistics (R,) of the level, of the slope given the level, and of both at once; theta
    (R,) is the root ratio sqrt(D₀₀/σ²) estimated without slopes.
    """

    level: np.ndarray
    slope: np.ndarray
    both: np.ndarray
    theta: np.ndarray


def fitted(truth: Fit, d: Designs, count: int, seed) -> Iterator[Fitted]:
    """Surveys simulated and fitted in chunks; each chunk has its own stream, so the first of more
    are the same.
    """
    for k, stream in enumerate(np.random.default_rng(seed).spawn(-(-count // CHUNK))):
        By, yy = simulate(truth, d.products, CHUNK, stream)
        keep = slice(0, min(CHUNK, count - k * CHUNK))
        yield fit_outcomes(d, By[keep], yy[keep])


def fit_outcomes(d: Designs, By: np.ndarray, yy: np.ndarray) -> Fitted:
    """The three models fitted to simulated outcomes."""
    moments = [outcome_moments(design, By, yy) for design in (d.ols, d.level, d.slope)]
    none = evaluate(np.zeros((len(yy), 0, 0)), moments[0], True, derivatives=False).deviance
    found = [lowest(m, True) for m in moments[1:]]
    return Fitted(moments[1], moments[2], none, *found)


def lowest(moments: Moments, reml: bool) -> Optimum:
    """The fits of a batch, from the starts that the audit uses."""
    return search(moments, Factor.of(moments.q), reml)


def statistics(parts: list[Statistics]) -> Statistics:
    """Chunks in one."""
    return Statistics(
        *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Statistics))
    )


def statistics_of(f: Fitted) -> Statistics:
    """The statistics of a chunk; the constants of the deviances cancel, as all three designs share
    their X.
    """
    level, slope, both = (
        f.ols - f.level.deviance,
        f.level.deviance - f.slope.deviance,
        f.ols - f.slope.deviance,
    )
    level, slope, both = (np.where(t < ROUNDING, 0.0, t) for t in (level, slope, both))
    return Statistics(level, slope, both, np.abs(f.level.theta[:, 0]))
