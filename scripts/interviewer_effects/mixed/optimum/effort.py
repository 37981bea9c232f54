"""What a fit with many random effects would cost, before it is begun."""

from __future__ import annotations

import warnings

from interviewer_effects.mixed.design.memory import check_room
from interviewer_effects.mixed.likelihood.moments import Moments

from .starts import most_starts

FEW = 6  # random effects up to which nobody waits
SECONDS = 3.5e-7  # of a Newton step, by q⁴: measured with 6 to 10 effects on one core
STEPS = 2.5  # Newton steps of a start, by q


def check_random_effects(moments: Moments, diagonal: bool) -> None:
    """Warn of the time that a fit will take with more than a few random effects.

    Raises ValueError where it would take more memory than there may be: the second derivatives of
    the deviance in D have q⁴ entries for every start of the search, and those of D in its
    parameters (q(q + 1)/2 of them) more.
    """
    q = moments.q
    if q <= FEW:
        return
    parameters = q if diagonal else q * (q + 1) // 2
    starts = most_starts(moments, diagonal)
    check_room(
        2 * (parameters * q) ** 2 + starts * (q**4 + parameters * q**2 + parameters**2),
        f"{q} random effects with {parameters} variances and covariances",
        "Use fewer random effects (re_formula), or covariance='diagonal'.",
    )
    warnings.warn(
        f"{q} random effects have {parameters} variances and covariances: the fit takes about "
        f"{_duration(SECONDS * q**4 * STEPS * q * starts)} on one core.",
        stacklevel=4,
    )


def _duration(seconds: float) -> str:
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 1):.0f} s"
