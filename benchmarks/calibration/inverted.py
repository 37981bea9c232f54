"""Do the intervals of a slope's variance, of the correlation and of ρ(x) hold the truth, by
bootstrap and by profile?

The bootstrap interval holds a value exactly when surveys simulated at that value, everything else
at its best given it, do not contradict the estimate (mixed/inference/inverted_bootstrap.py). So one
simulation at the truth settles a survey, where finding both limits takes five. A tail among R
replicates reaches α/2 as often as among more where R + 1 is a multiple of 2/α: the place of the
estimate among R + 1 alike is uniform. Widths are those of the engine's own intervals, of fewer
surveys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from interviewer_effects.mixed.inference import profile, profiled_parameters
from interviewer_effects.mixed.inference.estimates import Replicates
from interviewer_effects.mixed.inference.inverted_bootstrap import (
    bootstrap_interval,
    count_beyond,
    probit,
)
from interviewer_effects.mixed.inference.profiled_parameters import Path
from interviewer_effects.mixed.inference.replicates import refitted, replicates_of
from interviewer_effects.mixed.inference.simulate import simulate
from interviewer_effects.mixed.optimum.fit import Fit
from scipy.special import ndtri

from .cell import Cell, coverage
from .design import X_HIGH, X_MEAN, Designs, designs, root_ratio, truth
from .intervals import ALPHA, BOUND, single
from .replicates import fitted

STEPS = (
    9,
    20,
    50,
)  # replicates are simulated in steps, and the later ones only where the first leave it open
REPLICATES = sum(STEPS)
ENOUGH = 2  # of 79 on a side are a share of α/2, as probit counts
TOGETHER = 2_000  # replicates refitted as one array
WIDTHS = 1  # survey of each block whose limits are sought
NAME, WORDS = "inverted", "bootstrap intervals"
BLOCK = 100  # surveys that are kept together in the cache
NOTHING = 1e-9  # a variance below this share of σ² is zero but for rounding
HIGHEST = X_HIGH - X_MEAN  # the highest answer to the predictor, about its mean
WHAT = ("slope variance", "correlation", "rho at the mean", "rho at the highest answer")
METHODS = ("profile", "bootstrap inverted")


@dataclass(frozen=True)
class Question:
    """Does the interval of what, followed by path, hold its value at t? Surveys there are simulated
    from source, whose σ² differs by a factor from that of the fit; profile is the answer of the
    profile.
    """

    what: str
    path: Path
    t: float
    source: Fit
    factor: float
    profile: bool


def measured(cell: Cell, count: int, seed) -> dict[str, dict[str, list]]:
    """'what, method' -> hit and width of so many surveys; a quantity that a survey has not is left
    out.
    """
    d = designs(cell.J)
    truly = truth(d.slope, root_ratio(cell.icc), np.sqrt(cell.slope))
    data, draws, wide = np.random.SeedSequence(seed).spawn(3)
    fits = [
        single(d.slope, f.slope_moments, f.slope, r)
        for f in fitted(truly, d, count, data)
        for r in range(len(f.ols))
    ]
    asked = [[question(*one) for one in quantities(fit, truly)] for fit in fits]
    every = [one for own in asked for one in own]
    found = {f"{what}, {method}": {"hit": [], "width": []} for what in WHAT for method in METHODS}
    for one, hit in zip(
        every, holds(d, truly, every, np.random.default_rng(draws)).tolist(), strict=True
    ):
        for method, held in zip(METHODS, (one.profile, hit), strict=True):
            found[f"{one.what}, {method}"]["hit"].append(held)
    for one in (one for own in asked[:WIDTHS] for one in own):
        for method, width in zip(
            METHODS, widths(d, one.path, int(wide.generate_state(1)[0])), strict=True
        ):
            found[f"{one.what}, {method}"]["width"].append(width)
    return {key: kept for key, kept in found.items() if kept["hit"]}


def question(what: str, path: Path, t: float) -> Question:
    """What is asked about the value at t, the profile's answer among it: both need the best model
    there.
    """
    deviance, theta = path.lowest(t, path.guess)
    return Question(
        what, path, t, *path.given(t, theta), bool(deviance - path.fit.optimum.deviance[0] <= BOUND)
    )


def quantities(fit: Fit, source: Fit) -> Iterator[tuple[str, Path, float]]:
    """The name, the path and the true coordinate of each quantity that a fitted survey has."""
    slope = profiled_parameters.variance_path(fit, 1)
    yield WHAT[0], slope, np.sqrt(source.D[1, 1] / slope.value(1.0))
    turn = (
        profiled_parameters.correlation_path(fit)
        if np.diag(source.D).min() > NOTHING * source.sigma2
        else None
    )
    if turn is not None:
        yield WHAT[1], turn, 0.0
    for what, x in zip(WHAT[2:], (0.0, HIGHEST), strict=True):
        rho = source.rho(np.array([1.0, x]))
        yield what, profiled_parameters.rho_path(fit, np.array([1.0, x])), np.sqrt(rho / (1 - rho))


def holds(d: Designs, truly: Fit, asked: list[Question], rng: np.random.Generator) -> np.ndarray:
    """Whether surveys simulated at t give estimates on both sides of the one in hand with at least
    α/2 (n,).

    ENOUGH of REPLICATES on a side are that many, so most questions are settled by the first steps.
    """
    estimates: list[np.ndarray] = [np.empty(0)] * len(asked)
    todo = np.arange(len(asked))
    for more in STEPS:
        for part in np.array_split(todo, max(1, len(todo) * more // TOGETHER)):
            for k, new in zip(
                part, simulated(d, truly, [asked[k] for k in part], more, rng), strict=True
            ):
                estimates[k] = np.append(estimates[k], new)
        todo = np.array([k for k in todo if not settled(estimates[k], asked[k].path)], int)
    held = np.ones(len(asked), bool)
    held[todo] = [
        all(probit(estimates[k], asked[k].path, side) >= ndtri(ALPHA / 2) for side in (1, -1))
        for k in todo
    ]
    return held


def simulated(
    d: Designs, truly: Fit, asked: list[Question], count: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Estimates (count,) from surveys simulated at each question's value; all are refitted as one
    array.
    """
    if not asked:
        return
    drawn = [simulate(one.source, d.products, count, rng) for one in asked]
    lam, sigma2 = refitted(
        truly, d.slope, *(np.concatenate(part) for part in zip(*drawn, strict=True))
    )
    for k, one in enumerate(asked):
        own = slice(k * count, (k + 1) * count)
        yield one.path.estimates(Replicates(d.slope, lam[own], sigma2[own]).scaled(one.factor))


def settled(estimates: np.ndarray, path: Path) -> bool:
    """Whether both sides have ENOUGH estimates, whatever further ones may be."""
    return all(count_beyond(estimates, path, side) >= ENOUGH for side in (1, -1))


def widths(d: Designs, path: Path, seed: int) -> tuple[float, float]:
    """How wide the engine's own intervals are, by each method."""
    near = profile.coordinate_limits(path, ALPHA)
    drawn = replicates_of(path.fit, d.products, REPLICATES, seed)[0]
    boot = bootstrap_interval(path, near, d.products, drawn, seed, ALPHA)
    return float(path.value(near[1]) - path.value(near[0])), float(boot.high - boot.low)


def is_row(row: dict) -> bool:
    """Whether a row of calibration.csv is of these."""
    return row["quantity"] == "coverage" and row["what"] in WHAT


def rows(cell: Cell, blocks: list[dict[str, dict[str, list]]]) -> list[dict]:
    """The rows of calibration.csv of one cell, from its blocks."""
    made = []
    for key in dict.fromkeys(key for block in blocks for key in block):
        what, method = key.split(", ")
        own = [(np.array(b[key]["hit"]), np.array(b[key]["width"])) for b in blocks if key in b]
        made.append(coverage(cell, what, method, own))
    return made
