"""Profile likelihoods: how fast a model gets worse as one quantity is moved away from its
estimate.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.mixed.inference import profile, profiled_parameters
from interviewer_effects.mixed.inference.profiled_parameters import Path
from interviewer_effects.mixed.optimum.fit import Fit

from .model_sequence import Ladder, Model, main_model

POINTS = 21  # on each side of the estimate
BEYOND = 1.2  # how far past the limits, in distances from the estimate
PROFILES = ["model", "quantity", "term", "value", "deviance_above", "lower", "upper", "cut"]


def profile_table(ladder: Ladder, fits: dict[tuple[str, str], Fit], alpha: float) -> pd.DataFrame:
    """profiles.csv of one data set, by REML: the ICC of the model with a random intercept alone,
    the variances and the correlation of the main one. deviance_above is min −2ℓ given the value,
    less the minimum over all values; lower and upper are the limits of the profile interval, where
    it passes cut = χ²_1(1 − alpha).
    """
    rows, cut = [], float(special.chdtri(1, alpha))
    for name, quantity, term, path in _paths(ladder, fits):
        limits = profile.coordinate_limits(path, alpha)
        known = {"model": name, "quantity": quantity, "term": term, "cut": cut}
        known |= {"lower": path.value(limits[0]), "upper": path.value(limits[1])}
        rows += [
            known | {"value": value, "deviance_above": above}
            for value, above in profile_curve(path, limits)
        ]
    return pd.DataFrame(rows, columns=PROFILES)


def _paths(
    ladder: Ladder, fits: dict[tuple[str, str], Fit]
) -> Iterator[tuple[str, str, str, Path]]:
    main = main_model(ladder)
    if ("intercept", "REML") in fits:
        yield (
            "intercept",
            "icc",
            "",
            profiled_parameters.rho_path(fits["intercept", "REML"], np.ones(1)),
        )
    terms = Model.terms(ladder.models[main].random)
    for k, term in enumerate(terms):
        yield (
            main,
            "variance",
            f"var({term})",
            profiled_parameters.variance_path(fits[main, "REML"], k),
        )
    path = profiled_parameters.correlation_path(fits[main, "REML"]) if len(terms) == 2 else None
    if path is not None:
        yield main, "correlation", f"corr({','.join(terms)})", path


def profile_curve(path: Path, limits: tuple[float, float]) -> list[tuple[float, float]]:
    """(value, deviance above the minimum) from a little below the lower to a little above the upper
    limit (of the path's coordinate); each point starts from its neighbour nearer to the estimate.
    """
    lowest, curve = float(path.fit.optimum.deviance[0]), [(path.value(path.centre), 0.0)]
    for limit, end in zip(limits, path.ends, strict=True):
        far = path.centre + BEYOND * (limit - path.centre)
        far = max(far, end) if limit <= path.centre else min(far, end)
        if not np.isfinite(far) or far == path.centre:
            continue
        guess = path.guess
        for t in np.linspace(path.centre, far, POINTS + 1)[1:]:
            value, guess = path.lowest(t, guess)
            curve.append((path.value(t), max(float(value) - lowest, 0.0)))
    return sorted(curve)
