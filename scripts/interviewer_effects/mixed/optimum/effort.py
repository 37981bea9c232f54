"""What a fit with many random effects would cost, before it is begun."""

from __future__ import annotations

import warnings

from interviewer_effects.mixed.design.memory import check_room
from interviewer_effects.mixed.likelihood.moments import Moments

from .starts import most_starts

FEW = 6  # random effects up to which nobody waits
SECONDS = 3.5e-7  # of a Newton step, by q⁴: measured with 6 to 10 effects on one core
STEPS = 2.5  # Newton steps of a start, by q
HOUR = 3600.0
MINUTE = 60.0


def check_random_effects(
    moments: Moments,
    diagonal: bool,
) -> None:
    """Warn of the time that a fit will take with more than a few random effects.

    Raises ValueError where it would take more memory than there may be: the second derivatives of
    the deviance in D have q⁴ entries for every start of the search, and those of D in its
    parameters (q(q + 1)/2 of them) more.
    """
    q = moments.q
    if q <= FEW:
        return
    m = q if diagonal else q * (q + 1) // 2
    n_starts = most_starts(moments, diagonal)

    numbers_of_factor = 2 * (m * q) ** 2
    numbers_of_start = q**4 + m * q**2 + m**2
    check_room(
        numbers_of_factor + n_starts * numbers_of_start,
        f"{q} random effects with {m} variances and covariances",
        remedy="Use fewer random effects (re_formula), or covariance='diagonal'.",
    )

    seconds_of_step = SECONDS * q**4
    steps_of_start = STEPS * q
    duration = _duration(seconds_of_step * steps_of_start * n_starts)
    warnings.warn(
        f"{q} random effects have {m} variances and covariances: the fit takes about "
        f"{duration} on one core.",
        stacklevel=4,
    )


def _duration(seconds: float) -> str:
    if seconds >= 1.5 * HOUR:
        return f"{seconds / HOUR:.0f} h"
    if seconds >= 1.5 * MINUTE:
        return f"{seconds / MINUTE:.0f} min"
    return f"{max(seconds, 1):.0f} s"
