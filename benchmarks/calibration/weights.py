"""Do weights undo a selection that depends on the answers, and do their intervals hold the truth?

Interviewers and interviews of a survey are those that came in: an interviewer whose level is high
with probability OFTEN, else SELDOM, and in the same way an interview whose answer is above what its
interviewer's others lead to expect. The weights are the inverse probabilities, which are known.
Workloads stay those of the design, as somebody is sought until they are reached, and so each survey
has the same size.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from interviewer_effects.mixed.inference.pseudo_likelihood import WeightedFit, weighted_fit
from interviewer_effects.mixed.inference.sampling_weights import group_weights, scaled
from scipy.special import ndtri, stdtrit

from .design import X_HIGH, X_MEAN, X_SD, workloads

OFTEN, SELDOM = 0.6, 0.2
ICC, SLOPE = 0.1, 0.1
TRUTH = {"Intercept": 0.0, "x": SLOPE, "var(Intercept)": ICC / (1 - ICC), "sigma2": 1.0}
METHODS = {  # who was selected by their answers: the weightings that differ there
    "interviews": ("unweighted", "level1_A", "level1_B"),
    "interviewers": ("unweighted", "level2"),
    "both": ("unweighted", "level1_A", "level1_B", "level2", "both_A", "both_B"),
}
LONGER = 60, 4  # interviewers of the cells whose workloads are so many times those of the design
NAME, WORDS = "weights", "weighted fits"
LEVEL = 0.95
QUANTITY = "under weights"
BLOCK = 250  # surveys that are kept together in the cache


class Selected(NamedTuple):
    """J interviewers, who came in by their answers (interviews, interviewers or both), and how many
    times the workloads of the design they have.
    """

    J: int
    selected: str
    times: int = 1

    @property
    def name(self) -> str:
        """What the cell is called in the cache and in progress lines."""
        return f"J{self.J}-{self.selected}-{self.times}"

    @property
    def sizes(self) -> np.ndarray:
        """Interviews of each interviewer (J,)."""
        return self.times * workloads(self.J)


def cells(interviewers: tuple[int, ...]) -> list[Selected]:
    """Every kind of selection for each number of interviewers, and once with larger workloads."""
    kinds = [(J, 1) for J in interviewers] + [LONGER]
    return [Selected(J, selected, times) for J, times in kinds for selected in METHODS]


def measured(cell: Selected, count: int, seed: list[int]) -> list:
    """Estimate, lower and upper limit of each parameter by each method (count, methods, 4, 3)."""
    found = []
    for stream in np.random.default_rng(seed).spawn(count):
        columns, owner, w, W = survey(cell, stream)
        found.append([judged(columns, owner, method, w, W) for method in METHODS[cell.selected]])
    return np.array(found).tolist()


def survey(
    cell: Selected, rng: np.random.Generator
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray, np.ndarray]:
    """The columns x and y of a survey, who interviewed (n,), and the weights (n,) of interviews and
    interviewers.
    """
    owner = np.repeat(np.arange(cell.J), cell.sizes)
    u, W = reached(cell.J, cell.selected != "interviews", rng)
    e, w = reached(len(owner), cell.selected != "interviewers", rng)
    x = np.clip(np.round(X_MEAN + X_SD * rng.standard_normal(len(owner))), 0, X_HIGH) - X_MEAN
    y = SLOPE * x + np.sqrt(TRUTH["var(Intercept)"]) * u[owner] + e
    return {"x": x, "y": y}, owner, w, W[owner]


def reached(
    count: int, informative: bool, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Standard normal values of those who came in, and one over their probabilities to do so
    (count,).
    """
    values, weights = np.empty(0), np.empty(0)
    while len(values) < count:
        drawn = rng.standard_normal(count)
        chance = np.where(drawn > 0, OFTEN, SELDOM) if informative else np.full(count, OFTEN)
        came = rng.random(count) < chance
        values, weights = np.append(values, drawn[came]), np.append(weights, 1 / chance[came])
    return values[:count], weights[:count]


def judged(
    columns: dict, owner: np.ndarray, method: str, w: np.ndarray, W: np.ndarray
) -> np.ndarray:
    """Estimate and limits (4, 3) of the parameters in TRUTH, as the audit computes them."""
    given = {}
    if method.startswith(("level1", "both")):
        given["row_weights"] = scaled(w, owner, method[-1])
    if method.startswith(("level2", "both")):
        given["group_weights"] = group_weights(W, owner)
    done = weighted_fit(columns, owner, [None, "x"], [None], "y", **given)
    return np.vstack([_fixed(done), _variances(done)])


def _fixed(done: WeightedFit) -> np.ndarray:
    b, se = done.fit.beta, np.sqrt(np.diag(done.cov_beta))
    wide = stdtrit(len(done.group_weights) - 1, (1 + LEVEL) / 2) * se
    return np.column_stack([b, b - wide, b + wide])


def _variances(done: WeightedFit) -> np.ndarray:
    (between,), within = done.variance_errors
    v, se = np.array([done.fit.D[0, 0], done.fit.sigma2]), np.array([between, within])
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(v > 0, np.exp(ndtri((1 + LEVEL) / 2) * se / v), np.nan)
    return np.column_stack([v, v / factor, v * factor])


def is_row(row: dict) -> bool:
    """Whether a row of calibration.csv is of these."""
    return row["quantity"] == QUANTITY


def rows(cell: Selected, blocks: list[list]) -> list[dict]:
    """The rows of calibration.csv of one cell, from its blocks: bias, and how often the interval
    holds the truth.

    A variance on the boundary has no interval: its survey counts for the bias and not for the
    coverage.
    """
    found = np.concatenate([np.array(block, dtype=float) for block in blocks])
    return [
        _row(cell, method, what, found[:, m, k])
        for m, method in enumerate(METHODS[cell.selected])
        for k, what in enumerate(TRUTH)
    ]


def _row(cell: Selected, method: str, what: str, found: np.ndarray) -> dict:
    estimate, low, high = found.T
    known = np.isfinite(low)
    hit = (low <= TRUTH[what]) & (TRUTH[what] <= high)
    n = int(known.sum())
    return {
        "interviewers": cell.J,
        "icc": ICC,
        "slope_variance": 0.0,
        "quantity": QUANTITY,
        "what": what,
        "method": method,
        "level": LEVEL,
        "share": float(hit[known].mean()),
        "mc_error": float(np.sqrt(LEVEL * (1 - LEVEL) / n)),
        "n": n,
        "width": float((high - low)[known].mean()),
        "n_width": n,
        "selected": cell.selected,
        "workload": float(cell.sizes.mean()),
        "bias": float(estimate.mean() - TRUTH[what]),
        "bias_error": float(estimate.std(ddof=1) / np.sqrt(len(estimate))),
    }
