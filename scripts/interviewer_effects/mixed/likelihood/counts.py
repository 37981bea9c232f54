"""What full and restricted likelihood count: rows or degrees of freedom, and which pairs of
columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from interviewer_effects.mixed.arrays import Floats


@dataclass(frozen=True)
class Counts:
    """What the deviance of R data sets takes from their numbers of rows and columns.

    The pivots are the p + 1 diagonal entries of the Cholesky factor of [X y]'V⁻¹[X y], the last one
    of y.

    Attributes
    ----------
    N : (R,)
        n (full likelihood) or n − p (restricted).
    root : (R, 1)
        √N.
    constant : (R,)
        N [1 + log(2π/N)], the constant of the deviance with σ² profiled out.
    logs : (R, p + 1)
        How often the logs of the pivots count in that deviance: 2N for y, and for X 2 (restricted)
        or 0 (full).
    W_profiled, W_held : (R, 1, (p + 1)²) and (1, 1, (p + 1)²)
        W_ab, how much products of columns a and b count in the curvature. The two differ in those
        of residuals: 1/N where σ² is profiled out, 0 where it is held.
    """

    N: Floats
    root: Floats
    constant: Floats
    logs: Floats
    W_profiled: Floats
    W_held: Floats

    @classmethod
    def of(
        cls,
        n: Floats,
        p: int,
        reml: bool,
    ) -> Counts:
        """For data sets of n (R,) rows and p fixed effects."""
        N = n - p if reml else n

        logs = np.empty((len(N), p + 1))
        logs[:, :p] = 2 * reml
        logs[:, p] = 2 * N

        W_held = _pair_weights(p, reml)
        W_profiled = W_held.repeat(len(N), 0)
        W_profiled[:, 0, -1] = 1 / N

        return cls(
            N=N,
            root=np.sqrt(N)[:, None],
            constant=N * (1 + np.log(2 * np.pi / N)),
            logs=logs,
            W_profiled=W_profiled,
            W_held=W_held,
        )


@lru_cache
def _pair_weights(
    p: int,
    reml: bool,
) -> Floats:
    weights = np.ones((p + 1, p + 1))
    if not reml:
        weights[:p, :p] = 0
    weights[p, p] = 0
    return weights.reshape(1, 1, -1)
