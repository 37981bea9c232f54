"""Whether predicted effects leave the answers of those who are hidden open.

Predicted effects of random intercepts sum to zero over interviewers, so those of the hidden ones
are known together as well as the others are. Each is a shrunken mean, û = w (ȳ − μ) with w = n ρ /
(1 + (n − 1) ρ), and one of n answers counts w/n in it. An answer is open where at least three
answers that occur are possible whatever the other hidden answers are (all of them, where fewer than
three occur).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .coarsening import nice_step

FEWEST_ANSWERS = 3
OF_EFFECT, OF_Z = 0.1, 0.02  # the steps that effects and z are at least rounded to, of their size


@dataclass(frozen=True)
class Scale:
    """The answers that occur, and their mean."""

    values: np.ndarray
    mean: float


def are_answers_open(people: pd.DataFrame, hidden: set, icc: float, scale: Scale, k: int) -> bool:
    """Whether each answer of hidden interviewers with fewer than k interviews may be one of three.

    people has interviewer, n, eblup and z, one row each. The attacker knows all n, and takes the
    better one of the effect and z; how far published numbers may be off is taken as half a step,
    the least that it can be.
    """
    gone = people["interviewer"].isin(hidden).to_numpy()
    n = people["n"].to_numpy(dtype=float)
    is_few = gone & (n < k)
    if not is_few.any() or not 0 < icc < 1 or not len(scale.values):
        return True
    weights = n * icc / (1 + (n - 1) * icc)
    effects = people["eblup"].to_numpy(dtype=float)
    reach = _reach(effects[~gone], people["z"].to_numpy(dtype=float)[~gone])
    total = -effects[~gone].sum()
    below, above = scale.values.min() - scale.mean, scale.values.max() - scale.mean
    own = weights[is_few] / n[is_few]
    others = weights[gone].sum() - own
    low = scale.mean + (total - reach - others * above) / own
    high = scale.mean + (total + reach - others * below) / own
    left = [
        ((scale.values >= least) & (scale.values <= most)).sum()
        for least, most in zip(low, high, strict=True)
    ]
    return min(left) >= min(FEWEST_ANSWERS, len(scale.values))


def _reach(effects: np.ndarray, z: np.ndarray) -> float:
    """By how much the sum of effects may differ from that of the published ones."""
    told = (effects != 0) & (z != 0) & np.isfinite(effects) & np.isfinite(z)
    effects, z = np.abs(effects[told]), np.abs(z[told])
    steps = np.minimum(nice_step(OF_EFFECT * effects), nice_step(OF_Z * z) * effects / z)
    return float(steps.sum()) / 2
