"""Profile-likelihood intervals: the values of a quantity whose best ℓ is within ½χ²₁ of the
maximum.

Every quantity here is a linear condition on the parameters once the random effects are put in a
suitable order: thresholds and fixed effects are linear in θ; the standard deviation of the first
effect is L₁₁; the correlation sin φ of two effects has cos φ · L₂₁ = sin φ · L₂₂. So a point of a
profile is a search that may not move along one direction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.mixed.generalised.fit import GeneralisedFit
from interviewer_effects.mixed.generalised.search import search
from interviewer_effects.mixed.limits import crossing, crossing_outwards

from .profiled_quantities import (
    PRECISION,
    CorrelationProfile,
    DeviationProfile,
    FixedProfile,
    UncorrelatedDeviationProfile,
)

if TYPE_CHECKING:
    from .result import GeneralisedResult

FIRST_STEP = 0.25  # of a standard deviation: relative to it, and in η where it is 0


class Interval(NamedTuple):
    """Lower and upper limit."""

    low: float
    high: float


def profile_table(
    result: GeneralisedResult,
    alpha: float,
) -> pd.DataFrame:
    """(1 − alpha) limits of thresholds, fixed effects, variances and the correlation of two
    effects.

    The limit of a variance is 0, and of a correlation ±1, where that boundary is within reach; NaN
    for the correlation of a fit on the boundary; infinite where ℓ never falls far enough.
    """
    fit = result._fit
    names = result.model.exog_re_names
    drop = special.chdtri(1, alpha) / 2
    limits = {}
    for position, name in enumerate([*result.thresholds.index, *result.fe_params.index]):
        limits[name] = fixed_interval(
            fit,
            position,
            drop,
        )
    for effect, name in enumerate(names):
        limits[f"var({name})"] = variance_interval(
            fit,
            effect,
            drop,
        )
    if len(names) == 2 and not fit.diagonal:
        limits[f"corr({names[0]},{names[1]})"] = correlation_interval(fit, drop)
    return pd.DataFrame.from_dict(
        limits,
        orient="index",
        columns=["low", "high"],
    )


def fixed_interval(
    fit: GeneralisedFit,
    position: int,
    drop: float,
) -> Interval:
    """Limits of one of the thresholds and fixed effects (K − 1 + p,), in the units of the data."""
    profile = FixedProfile.of(
        fit,
        position,
        drop,
    )
    return Interval(
        low=profile.outward(-profile.error),
        high=profile.outward(profile.error),
    )


def variance_interval(
    fit: GeneralisedFit,
    effect: int,
    drop: float,
) -> Interval:
    """Limits of D_kk, in squared units of η per unit of the predictor."""
    deviation = float(np.sqrt(fit.D[effect, effect]))
    kind = UncorrelatedDeviationProfile if fit.diagonal else DeviationProfile
    profile = kind.of(
        fit,
        effect,
        drop,
    )
    excess_at_zero = _excess_without(
        fit,
        effect,
        drop,
    )
    lowest_deviation = crossing(
        profile.excess,
        deviation,
        0.0,
        excess_outside=excess_at_zero,
        precision=PRECISION,
    )
    step = FIRST_STEP * (deviation or fit.scaled.random_back[effect, effect])
    highest_deviation = crossing_outwards(
        profile.excess,
        deviation,
        step,
        precision=PRECISION,
    )
    return Interval(lowest_deviation**2, highest_deviation**2)


def correlation_interval(
    fit: GeneralisedFit,
    drop: float,
) -> Interval:
    """Limits of the correlation of two random effects; NaN where D is singular."""
    if fit.status == "boundary":
        return Interval(np.nan, np.nan)
    profile = CorrelationProfile.of(fit, drop)
    limits = []
    for boundary in (-np.pi / 2, np.pi / 2):
        angle = crossing(
            profile.excess,
            profile.angle,
            boundary,
            excess_outside=profile.excess(boundary),
            precision=PRECISION,
        )
        limits.append(float(np.sin(angle)))
    return Interval(*limits)


def _excess_without(
    fit: GeneralisedFit,
    effect: int,
    drop: float,
) -> float:
    """By how much ℓ without an effect is further below the maximum than `drop`."""
    from_data = np.linalg.inv(fit.scaled.random_back)
    columns = fit.cells.random @ from_data
    other_columns = np.delete(columns, effect, axis=1)
    cells = replace(fit.cells, random=other_columns)
    without = search(
        cells,
        fit.parameters.fixed[0],
        diagonal=fit.diagonal,
    )
    highest = float(without.optimum.log_likelihood[0])
    bound = fit.log_likelihood - drop
    return bound - highest
