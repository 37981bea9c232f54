"""How often each interviewer counts: weights (R, J) of R data sets, 0 where one is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from interviewer_effects.mixed.arrays import Floats


def each_left_out(n_interviewers: int) -> Floats:
    """Weights (J, J) that leave out one interviewer in each row."""
    return 1.0 - np.eye(n_interviewers)


def leaving_out(
    groups: Sequence[Iterable[int]],
    n_interviewers: int,
) -> Floats:
    """Weights (R, J) that leave out the interviewers whose positions each of R groups names."""
    weights = np.ones((len(groups), n_interviewers))
    for row, group in enumerate(groups):
        positions = list(group)
        weights[row, positions] = 0.0
    return weights
