"""Do the intervals of a slope's variance, of the correlation and of ρ(x) hold the truth, by bootstrap and by profile?

The bootstrap interval holds a value exactly when surveys simulated at that value, everything else at its best given it,
do not contradict the estimate (mixed/inverted.py). So one simulation at the truth settles a survey, where finding both
limits takes five. A tail among R replicates reaches α/2 as often as among more where R + 1 is a multiple of 2/α: the
place of the estimate among R + 1 alike is uniform. Widths are those of the engine's own intervals, of fewer surveys.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from interviewer_effects.mixed import paths, profile
from interviewer_effects.mixed.fit import Fit
from interviewer_effects.mixed.inverted import bootstrap_interval, probit
from interviewer_effects.mixed.paths import Path
from interviewer_effects.mixed.replicates import replicates_of
from scipy.special import ndtri

from .cell import Cell, coverage
from .design import X_HIGH, X_MEAN, Designs, designs, root_ratio, truth
from .intervals import ALPHA, BOUND, single
from .replicates import fitted

REPLICATES = 79
WIDTHS = 5  # surveys of each block whose limits are sought
NAME, WORDS = "inverted", "bootstrap intervals"
BLOCK = 100  # surveys that are kept together in the cache
HIGHEST = X_HIGH - X_MEAN  # the highest answer to the predictor, about its mean
WHAT = ("slope variance", "correlation", "rho at the mean", "rho at the highest answer")
METHODS = ("profile", "bootstrap inverted")
OTHER = (WHAT[0], METHODS[0])  # from more surveys, by the cells themselves


def measured(cell: Cell, count: int, seed) -> dict[str, dict[str, list]]:
    """'what, method' -> hit and width of so many surveys; a quantity that a survey has not is left out."""
    d = designs(cell.J)
    source = truth(d.slope, root_ratio(cell.icc), np.sqrt(cell.slope))
    data, draws = np.random.SeedSequence(seed).spawn(2)
    found: dict[str, dict[str, list]] = {}
    done = 0
    for f in fitted(source, d, count, data):
        for r in range(len(f.ols)):
            fit, own = single(d.slope, f.slope_moments, f.slope, r), [int(draws.generate_state(1)[0]), done]
            for what, path, t in quantities(fit, source):
                for method, (hit, width) in zip(METHODS, judged(d, path, t, own, done < WIDTHS), strict=True):
                    kept = found.setdefault(f"{what}, {method}", {"hit": [], "width": []})
                    kept["hit"].append(hit)
                    kept["width"] += [width] if width is not None else []
            done += 1
    return found


def quantities(fit: Fit, source: Fit) -> Iterator[tuple[str, Path, float]]:
    """The name, the path and the true coordinate of each quantity that a fitted survey has."""
    slope = paths.variance_path(fit, 1)
    yield WHAT[0], slope, np.sqrt(source.D[1, 1] / slope.value(1.0))
    turn = paths.correlation_path(fit) if source.D[1, 1] > 0 else None
    if turn is not None:
        yield WHAT[1], turn, 0.0
    for what, x in zip(WHAT[2:], (0.0, HIGHEST), strict=True):
        rho = source.rho(np.array([1.0, x]))
        yield what, paths.rho_path(fit, np.array([1.0, x])), np.sqrt(rho / (1 - rho))


def judged(d: Designs, path: Path, t: float, seed: list[int], sought: bool) -> list[tuple[bool, float | None]]:
    """Whether the interval of a path holds its value at t, and its width where it is sought, by each method."""
    lowest = path.lowest(t, path.guess)[0] - path.fit.found.deviance[0]
    hits = bool(lowest <= BOUND), holds(d, path, t, seed)
    if not sought:
        return [(hit, None) for hit in hits]
    near = profile.coordinate_limits(path, ALPHA)
    drawn = replicates_of(path.fit, d.products, REPLICATES, seed)[0]
    boot = bootstrap_interval(path, near, d.products, drawn, seed, ALPHA)
    return list(zip(hits, (path.value(near[1]) - path.value(near[0]), boot.high - boot.low), strict=True))


def holds(d: Designs, path: Path, t: float, seed: list[int]) -> bool:
    """Whether surveys simulated at t give estimates on both sides of the one in hand with at least α/2."""
    source, ratio = path.at(t)
    estimates = path.estimates(replicates_of(source, d.products, REPLICATES, seed)[0].scaled(ratio))
    return all(probit(estimates, path, side) >= ndtri(ALPHA / 2) for side in (1, -1))


def is_row(row: dict) -> bool:
    """Whether a row of calibration.csv is of these."""
    return row["quantity"] == "coverage" and row["what"] in WHAT and (row["what"], row["method"]) != OTHER


def rows(cell: Cell, blocks: list[dict[str, dict[str, list]]]) -> list[dict]:
    """The rows of calibration.csv of one cell, from its blocks."""
    made = []
    for key in dict.fromkeys(key for block in blocks for key in block):
        what, method = key.split(", ")
        if (what, method) == OTHER:
            continue
        own = [(np.array(b[key]["hit"]), np.array(b[key]["width"])) for b in blocks if key in b]
        made.append(coverage(cell, what, method, own))
    return made
