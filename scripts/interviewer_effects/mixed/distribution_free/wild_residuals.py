"""Residuals that keep their size and lose their sign, as a wild bootstrap draws them."""

from __future__ import annotations

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .interviews import Interviews
from .least_squares import Parts


def wild_residuals(
    interviews: Interviews,
    parts: Parts,
    ratio: float,
) -> Floats:
    """Residuals (n,) whose signs are drawn anew in replicates: about the predicted level of each
    interviewer, ratio = τ²/σ², in the interviewer's own scale.

    A residual keeps its size and its interview, so heavy tails, and residual variances that differ
    between interviewers or follow a predictor, are in every replicate as they are in the survey (Wu
    1986; Liu 1988). What is lost are the products of different interviews, and a variance between
    interviewers shows in nothing else.

    e_ij = within_ij + level_j/(1 + n_j ratio), scaled so that Σ_i e_ij² = n_j s_j², s_j² = Σ_i
    within_ij²/(n_j − 1). About the interviewer's own mean an extreme answer would draw all others
    of that interviewer to the other side. Interviewers with one interview keep their residual as it
    is.
    """
    n = interviews.sizes
    not_predicted = parts.level / (1 + n * ratio)
    e = parts.within + not_predicted[interviews.codes]
    df = np.maximum(n - 1, 1)
    target_squares = interviews.sums(parts.within**2) * n / df
    squares = interviews.sums(e**2)
    has_scale = (n > 1) & (squares > 0)
    scale2 = np.divide(
        target_squares,
        squares,
        out=np.ones(len(n)),
        where=has_scale,
    )
    scale = np.sqrt(scale2)
    return e * scale[interviews.codes]
