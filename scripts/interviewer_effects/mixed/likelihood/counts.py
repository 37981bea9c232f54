"""What full and restricted likelihood count: rows or degrees of freedom, and which pairs of
columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np


@dataclass(frozen=True)
class Counts:
    """Of R data sets: N (R,) = n (full) or n − p (restricted likelihood), and its root (R, 1).

    With σ² profiled out the deviance has in it constant (R,) = N [1 + log(2π/N)], and the logs of
    the p + 1 pivots of [X y]'V⁻¹[X y] logs (R, p + 1) times: 2N for y, 2 (restricted) or 0 for X. W
    (R or 1, 1, (p + 1)²) is how much products of two columns count in the curvature: profiled and
    held differ in those of residuals, 1/N where σ² is profiled out, 0 where it is held.
    """

    N: np.ndarray
    root: np.ndarray
    constant: np.ndarray
    logs: np.ndarray
    profiled: np.ndarray
    held: np.ndarray

    @classmethod
    def of(cls, n: np.ndarray, p: int, reml: bool) -> Counts:
        """For data sets of n (R,) rows and p fixed effects."""
        N, held = n - p if reml else n, _held(p, reml)
        logs = np.empty((len(N), p + 1))
        logs[:, :p], logs[:, p] = 2 * reml, 2 * N
        profiled = held.repeat(len(N), 0)
        profiled[:, 0, -1] = 1 / N
        return cls(N, np.sqrt(N)[:, None], N * (1 + np.log(2 * np.pi / N)), logs, profiled, held)


@lru_cache
def _held(p: int, reml: bool) -> np.ndarray:
    W = np.ones((p + 1, p + 1))
    if not reml:
        W[:p, :p] = 0
    W[p, p] = 0
    return W.reshape(1, 1, -1)
