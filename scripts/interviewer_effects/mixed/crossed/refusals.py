"""Where two crossed factors have no estimates."""

from __future__ import annotations

import numpy as np

from .deviance import evaluate
from .meetings import Crossing

HUGE = 1e9  # a relative variance that leaves nothing of the factor's levels in the residuals
NO_ERROR = 1e-7  # residual sum of squares, as a share of the outcome's, that is rounding


def refuse_without_estimates(crossing: Crossing) -> None:
    """Raise ValueError where the variances cannot be told apart or the likelihood has no
    maximum.
    """
    for sizes in (crossing.major_sizes, crossing.minor_sizes):
        if len(sizes) == 1:
            raise ValueError(
                "A factor has one level only, so it has no variance: leave the factor out."
            )
        if (sizes == 1).all():
            raise ValueError(
                f"Each of the {len(sizes)} levels of a factor has one row, so its variance and "
                "the residual one are the same: leave the factor out."
            )
    n_major, n_minor = crossing.counts.shape
    if crossing.counts.nnz == n_major == n_minor:
        raise ValueError(
            "Each level of one factor is one level of the other: their variances cannot be told "
            "apart."
        )
    if crossing.n <= crossing.p + 2:
        raise ValueError(
            f"{crossing.n:.0f} rows cannot carry {crossing.p} fixed effects: use fewer predictors "
            "or more data."
        )
    if _is_reproduced(crossing):
        raise ValueError(
            "The two factors and the predictors reproduce the outcome without error, so the "
            "likelihood has no maximum: use fewer predictors, or factors with more rows in each "
            "level."
        )


def _is_reproduced(crossing: Crossing) -> bool:
    delta = np.array([HUGE, HUGE])
    residual = evaluate(
        delta,
        crossing,
        reml=False,
    ).r2
    sum_of_squares = crossing.total[-1, -1]
    rounding = NO_ERROR * max(sum_of_squares, 1e-300)
    return not residual > rounding
