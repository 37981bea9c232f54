"""What this survey could have found: power.csv, the power of its tests by the size of what there is
to find.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.mixed.inference.exact_null import statistics_at
from interviewer_effects.mixed.optimum.fit import Fit

from .level_at_means import at_means
from .model_sequence import Ladder, main_model
from .shifted_interviewer import ShiftTest

TARGET = 0.8
STEPS = (0.0, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5)  # effects tried, in units of a first guess
WIDER, WIDEST = 1.6, 20.0  # what is not found at 20 times the guess will not be found
WORK, FEWEST, MOST = (
    1_250_000,
    500,
    10_000,
)  # draws × interviewers of the exact test, and the draws that may come to
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)  # of the interviewers, by workload
POWER = [
    "quantity",
    "model",
    "workload",
    "value",
    "value_sd",
    "power",
    "power_se",
    "detectable",
    "value_low",
    "value_high",
    "alpha",
    "draws",
]


def power_table(
    ladder: Ladder, fits: dict[tuple[str, str], Fit], adjust: str, alpha: float, seed: int
) -> pd.DataFrame:
    """power.csv of one data set: curves for the intraclass correlation and for a shift of one
    interviewer, each with a row (detectable) for the smallest effect found with 80 % power, missing
    (value) where none is.

    value is ρ, or the shift in units of the outcome; value_sd is the SD between interviewers, or
    the shift, over the residual SD; value_low and value_high are the Monte Carlo limits (95 %) of a
    detectable effect. Levels only: an analysis without a random intercept has no rows.
    """
    if ("intercept", "REML") not in fits:
        return pd.DataFrame(columns=POWER)
    rows = icc_rows(fits["intercept", "REML"], alpha, seed) + shift_rows(
        ladder, fits, adjust, alpha, seed
    )
    return pd.DataFrame(rows)[POWER]


def icc_rows(fit: Fit, alpha: float, seed: int) -> list[dict]:
    """Power of the test of the random intercept by ρ, the workloads being those of the survey and
    answers normal.

    Computed as the power of the exact test: on normal answers the sign test has the same.
    """
    sizes = fit.design.sizes
    draws = int(np.clip(WORK // len(sizes), FEWEST, MOST))
    bound = np.quantile(statistics_at(fit, 0.0, draws, np.random.default_rng([seed, 0])), 1 - alpha)

    def power(roots: np.ndarray) -> np.ndarray:
        """Share of surveys in which the test rejects, at each size."""
        return np.array([(_drawn(fit, root, draws, seed) > bound).mean() for root in roots])

    guess = np.sqrt(_guess_z(alpha) * np.sqrt(2 / (sizes**2).sum()))
    base = {
        "quantity": "icc",
        "model": "intercept",
        "workload": np.nan,
        "alpha": alpha,
        "draws": draws,
    }
    rows = _curve(power, guess, draws)
    return [
        base | row | {name: _icc(row[name]) for name in VALUES} | {"value_sd": row["value"]}
        for row in rows
    ]


def _drawn(fit: Fit, root: float, draws: int, seed: int) -> np.ndarray:
    return statistics_at(fit, root**2, draws, np.random.default_rng([seed, 1]))


def shift_rows(
    ladder: Ladder, fits: dict[tuple[str, str], Fit], adjust: str, alpha: float, seed: int
) -> list[dict]:
    """Power to call one interviewer an outlier by the shift of all their answers, for interviewers
    of several workloads, from the main model.
    """
    model = main_model(ladder)
    fit, rows = fits[model, "REML"], []
    test = ShiftTest(at_means(ladder, model, fit), ladder.products, adjust, alpha, seed)
    rho = fit.rho(ladder.means(ladder.models[model].random))
    for j in typical(fit.design.sizes):
        n = int(fit.design.sizes[j])
        guess = _guess_z(alpha / len(fit.design.sizes)) * np.sqrt(
            fit.sigma2 * (rho / (1 - rho) + 1 / n)
        )
        base = {
            "quantity": "shift",
            "model": model,
            "workload": n,
            "alpha": alpha,
            "draws": test.draws,
        }
        curve = _curve(partial(test.power, j), guess, test.draws)
        rows += [base | row | {"value_sd": row["value"] / np.sqrt(fit.sigma2)} for row in curve]
    return rows


def typical(sizes: np.ndarray) -> list[int]:
    """Interviewers at the deciles and quartiles SHARES of the workload, one for each different
    workload.
    """
    order = np.argsort(sizes, kind="stable")
    chosen = [order[round(share * (len(order) - 1))] for share in SHARES]
    return list({sizes[j]: int(j) for j in chosen}.values())


VALUES = ("value", "value_low", "value_high")


def _curve(power: Callable[[np.ndarray], np.ndarray], guess: float, draws: int) -> list[dict]:
    """Rows of a power curve, tried further out until it reaches the target, then the row of the
    detectable effect.
    """
    effects = guess * np.array(STEPS)
    powers = power(effects)
    while powers.max() < TARGET and effects[-1] < WIDEST * guess:
        effects = np.append(effects, WIDER * effects[-1])
        powers = np.append(powers, power(effects[-1:]))
    error = np.sqrt(TARGET * (1 - TARGET) / draws)
    at = [_crossing(effects, powers, TARGET + side * 1.96 * error) for side in (-1, 0, 1)]
    rows = [
        _point(e, p, np.sqrt(p * (1 - p) / draws), False, np.nan, np.nan)
        for e, p in zip(effects, powers, strict=True)
    ]
    return [*rows, _point(at[1], TARGET, error, True, at[0], at[2])]


def _point(
    value: float, power: float, error: float, detectable: bool, low: float, high: float
) -> dict:
    return {
        "value": value,
        "power": power,
        "power_se": error,
        "detectable": detectable,
        "value_low": low,
        "value_high": high,
    }


def _crossing(effects: np.ndarray, powers: np.ndarray, target: float) -> float:
    """The first effect whose power is the target, on a line in probits between those tried; NaN
    where none is.
    """
    if powers.max() < target:
        return np.nan
    right = int(np.argmax(powers >= target))
    ends = special.ndtri(np.clip(powers[right - 1 : right + 1], 1e-4, 1 - 1e-4))
    return float(np.interp(special.ndtri(target), ends, effects[right - 1 : right + 1]))


def _guess_z(alpha: float) -> float:
    """How many standard errors a two-sided normal test at alpha detects with the target's power."""
    return float(-special.ndtri(alpha / 2) + special.ndtri(TARGET))


def _icc(root: float) -> float:
    return root**2 / (1 + root**2)
