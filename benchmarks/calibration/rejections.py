"""Which tests reject: the p-values that a user of the audit would see."""

from __future__ import annotations

import numpy as np
from scipy import stats

from .null import Null, tail
from .replicates import Statistics

REPLICATES = 999  # the audit's own number of bootstrap replicates


def p_values(
    s: Statistics, null: Null, rng: np.random.Generator
) -> dict[tuple[str, str], np.ndarray]:
    """(what is tested, method) -> p (R,)."""
    one, two, three = (stats.chi2(df).sf for df in (1, 2, 3))
    return {
        ("level", "naive"): one(s.level),
        ("level", "mixture"): np.where(s.level > 0, 0.5 * one(s.level), 1.0),
        ("level", "exact"): np.where(s.level > 0, tail(null.exact, s.level), 1.0),
        ("level", "bootstrap"): bootstrap_p(tail(null.level, s.level), rng),
        ("slope", "naive"): two(s.slope),
        ("slope", "mixture"): np.where(s.slope > 0, 0.5 * (one(s.slope) + two(s.slope)), 1.0),
        ("slope", "bootstrap"): bootstrap_p(null.slope_tail(s.slope, s.theta), rng),
        ("both", "naive"): three(s.both),
        ("both", "bootstrap"): bootstrap_p(tail(null.both, s.both), rng),
    }


def bootstrap_p(beyond: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(1 + Binomial(B, P)) / (B + 1): the p-value of B replicates, each at least as large with
    probability P.
    """
    return (1 + rng.binomial(REPLICATES, beyond)) / (REPLICATES + 1)
