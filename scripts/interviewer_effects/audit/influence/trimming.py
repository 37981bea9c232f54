"""Honest before and after: how far variances and tests shrink when the most extreme interviewers
are left out, beside how far they shrink in surveys in which nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from interviewer_effects.audit.models.decisions import Decision, as_statistic
from interviewer_effects.mixed.deletion.refitted import Refitted
from interviewer_effects.mixed.inference.simulate import simulate
from interviewer_effects.mixed.likelihood.moments import Moments
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.surface import OutcomeSums
from interviewer_effects.mixed.optimum.warm_starts import starts_near

from .group_search import FEWEST

COLUMNS = [
    "component",
    "k",
    "interviewers",
    "full",
    "trimmed",
    "observed_change",
    "expected_change",
    "low",
    "high",
    "p",
    "replicates",
]
AT_ONCE = 111  # simulated surveys held at a time
ENOUGH = 399  # surveys that show a 95 % range and a p, however many bootstraps are asked for
LONGEST_PATH = 3  # the path is followed up to so many, further only where more are left out
RANGE = (0.5, 0.025, 0.975)  # quantiles of the simulated changes: expected, low, high
ROUNDING = 1e-9

SumsOfOutcomes = Callable[[Fit], OutcomeSums]  # of the same R outcomes, in the columns of a fit


@dataclass(frozen=True)
class Trimmed:
    """R surveys without their most extreme interviewers.

    Attributes
    ----------
    values
        Components without the 0, 1, … K most extreme (R, K + 1, C).
    order
        Positions of the interviewers, the most extreme first (R, J).
    """

    values: np.ndarray
    order: np.ndarray


def shrinkage(
    tests: list[Decision],
    terms: list[str],
    excluded: int,
    replicates: int,
    seed: int,
) -> pd.DataFrame:
    """shrinkage.csv: one row per component and k: the variances and the test statistics with
    everybody and without the k most extreme interviewers by |z|, and the change in surveys
    simulated from the fitted model, in which the k most extreme of each leave (median and 95 %
    range); p is the share of those surveys, this one counted in, that shrink as much.

    Taking out the ends of a distribution always shrinks its variance: only a change beyond the
    range says anything of those left out. Empty without a test of a variance, and where fewer than
    FEWEST interviewers would remain. The main model's test is the first.
    """
    if not tests or not tests[0].alternative.factor.q:
        return pd.DataFrame(columns=COLUMNS)
    n_interviewers = len(tests[0].products.groups)
    largest = min(max(excluded, LONGEST_PATH), n_interviewers - FEWEST)
    if largest < 1:
        return pd.DataFrame(columns=COLUMNS)
    observed = _trimmed(
        tests,
        _sums_of_data,
        largest,
    )
    simulated = _simulated_values(
        tests,
        largest,
        min(replicates, ENOUGH),
        seed=seed,
    )
    components = [
        *(f"var({term})" for term in terms),
        "sigma2",
        *(f"test of {test.name}" for test in tests),
    ]
    rows = []
    for k in range(1, largest + 1):
        left_out = tests[0].products.groups[np.sort(observed.order[0, :k])]
        for column, component in enumerate(components):
            row = _change(
                observed.values[0, :, column],
                simulated[:, :, column],
                k,
            )
            row |= {"component": component, "k": k, "interviewers": ";".join(left_out)}
            rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS)


def _change(
    observed: np.ndarray,
    simulated: np.ndarray,
    k: int,
) -> dict[str, Any]:
    """How a component (K + 1,) changes without the k most extreme, beside simulated surveys
    (R, K + 1).
    """
    full = observed[0]
    trimmed = observed[k]
    changes = simulated[:, k] - simulated[:, 0]
    changes = changes[np.isfinite(changes)]
    change: dict[str, float] = {
        "full": full,
        "trimmed": trimmed,
        "observed_change": trimmed - full,
        "replicates": len(changes),
    }
    if len(changes):
        change["expected_change"], change["low"], change["high"] = np.quantile(changes, RANGE)
        as_low = (changes <= trimmed - full + ROUNDING).sum()
        change["p"] = (1 + as_low) / (1 + len(changes))
    return change


def _simulated_values(
    tests: list[Decision],
    largest: int,
    replicates: int,
    seed: int,
) -> np.ndarray:
    """The components of simulated surveys without their most extreme (R, K + 1, C)."""
    model = tests[0].alternative
    if not replicates:
        n_components = model.factor.q + 1 + len(tests)
        return np.zeros((0, largest + 1, n_components))
    n_blocks = -(-replicates // AT_ONCE)
    blocks = []
    for stream in np.random.default_rng(seed).spawn(n_blocks):
        By, yy = simulate(
            model,
            tests[0].products,
            AT_ONCE,
            stream,
        )
        sums_of_outcomes = partial(
            _sums_of_simulated,
            By=By,
            yy=yy,
        )
        blocks.append(
            _trimmed(
                tests,
                sums_of_outcomes,
                largest,
            ).values
        )
    return np.concatenate(blocks)[:replicates]


def _sums_of_simulated(
    fit: Fit,
    By: np.ndarray,
    yy: np.ndarray,
) -> OutcomeSums:
    return OutcomeSums.of(
        fit.design,
        By,
        yy,
    )


def _sums_of_data(fit: Fit) -> OutcomeSums:
    design = fit.design
    moments = design.moments
    return OutcomeSums(
        Zy=np.moveaxis(
            moments.Zy,
            1,
            2,
        ),
        Xy=design.per_group_X[None, :, :, moments.p],
        yy=design.per_group_y[None],
    )


def _trimmed(
    tests: list[Decision],
    sums_of_outcomes: SumsOfOutcomes,
    largest: int,
) -> Trimmed:
    """Every component without the 0 to K most extreme of each survey; who is extreme is judged
    once, with everybody.
    """
    model = tests[0].alternative
    sums = sums_of_outcomes(model)
    everybody = np.ones((len(sums.yy), len(model.design.sizes)))
    refit = _refit(
        model,
        sums,
        everybody,
    )
    largest_z = np.abs(refit.z).max(-1)
    order = np.argsort(
        -largest_z,
        axis=1,
        kind="stable",
    )
    values = [
        _components(
            tests,
            sums_of_outcomes,
            _without_first(order, k),
        )
        for k in range(largest + 1)
    ]
    return Trimmed(np.stack(values, axis=1), order)


def _without_first(
    order: np.ndarray,
    k: int,
) -> np.ndarray:
    """Weights (R, J): 0 for the first k of each order, 1 for the others."""
    weights = np.ones(order.shape)
    np.put_along_axis(
        weights,
        order[:, :k],
        0.0,
        axis=1,
    )
    return weights


def _components(
    tests: list[Decision],
    sums_of_outcomes: SumsOfOutcomes,
    weights: np.ndarray,
) -> np.ndarray:
    """Variances of the main model, σ² and the statistic of each test (R, C)."""
    main_name = tests[0].columns[1].name
    refits: dict[str, Refitted] = {}
    for test in tests:
        fits = (test.null, test.alternative)
        for model, fit in zip(
            test.columns,
            fits,
            strict=True,
        ):
            if model.name not in refits:  # the alternative of a test is the null of another
                refits[model.name] = _refit(
                    fit,
                    sums_of_outcomes(fit),
                    weights,
                )

    refit = refits[main_name]
    components = [
        *np.diagonal(
            refit.D,
            axis1=1,
            axis2=2,
        ).T,
        refit.sigma2,
    ]
    for test in tests:
        null, alternative = (refits[model.name] for model in test.columns)
        difference = null.deviance_without_units - alternative.deviance_without_units
        components.append(as_statistic(difference))
    return np.stack(components, axis=1)


def _refit(
    fit: Fit,
    sums: OutcomeSums,
    weights: np.ndarray,
) -> Refitted:
    """A model fitted to R outcomes, each with interviewers counted weights (R, J) times."""
    moments = _moments(
        fit,
        sums,
        weights,
    )
    starts = starts_near(fit, fit.design.moments)
    return Refitted.of(fit, moments, starts=starts)


def _moments(
    fit: Fit,
    sums: OutcomeSums,
    weights: np.ndarray,
) -> Moments:
    """The moments of R outcomes, each with interviewers counted weights (R, J) times."""
    design = fit.design
    X = design.per_group_X[:, :, : design.moments.p]
    return replace(
        design.moments,
        Zy=np.ascontiguousarray(
            np.moveaxis(
                sums.Zy,
                2,
                1,
            )
        ),
        XX=np.tensordot(
            weights,
            X,
            1,
        ),
        Xy=np.einsum(
            "rj,rjp->rp",
            weights,
            sums.Xy,
        ),
        yy=(weights * sums.yy).sum(1),
        n=weights @ design.sizes,
        weights=weights,
    )
