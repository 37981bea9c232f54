"""Wild replicates: surveys that differ from the one in hand by the signs of its residuals.

A residual keeps its size and its interview. So heavy tails, and residual variances that differ
between interviewers or follow a predictor, are in every replicate as they are in the survey (Wu
1986; Liu 1988). What is lost are the products of different interviews, and a variance between
interviewers shows in nothing else.
"""

from __future__ import annotations

import numpy as np

from .interviews import Interviews, Parts


def wild_residuals(interviews: Interviews, parts: Parts, ratio: float) -> np.ndarray:
    """Residuals (n,) about the predicted level of each interviewer, ratio = τ²/σ², in the
    interviewer's own scale.

    e_ij = within_ij + level_j/(1 + n_j ratio), scaled so that Σ_i e_ij² = n_j s_j², s_j² = Σ_i
    within_ij²/(n_j − 1). About the interviewer's own mean an extreme answer would draw all others
    of that interviewer to the other side. Interviewers with one interview keep their residual as it
    is.
    """
    n = interviews.sizes
    e = parts.within + (parts.level / (1 + n * ratio))[interviews.codes]
    wanted = interviews.sums(parts.within**2) * n / np.maximum(n - 1, 1)
    found = interviews.sums(e**2)
    known = (n > 1) & (found > 0)
    scale = np.sqrt(np.divide(wanted, found, out=np.ones(len(n)), where=known))
    return e * scale[interviews.codes]
