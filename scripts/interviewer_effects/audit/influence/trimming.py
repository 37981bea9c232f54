"""Honest before and after: how far variances and tests shrink when the most extreme interviewers
are left out, beside how far they shrink in surveys in which nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from interviewer_effects.audit.models.decisions import Decision, as_statistic
from interviewer_effects.mixed.deletion.influence import refitted_parameters
from interviewer_effects.mixed.inference.predicted_effects import refitted_z
from interviewer_effects.mixed.inference.simulate import simulate
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.moments import Moments
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import Found, search
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
MOST = 3  # the path is followed up to so many, further only where more are left out


@dataclass(frozen=True)
class Trimmed:
    """values (R, K + 1, C): the components of R surveys without their 0, 1, … K most extreme
    interviewers; order (R, J) is who goes first.
    """

    values: np.ndarray
    order: np.ndarray


def shrinkage(
    tests: list[Decision], terms: list[str], excluded: int, replicates: int, seed: int
) -> pd.DataFrame:
    """shrinkage.csv: one row per component and k: the variances and the test statistics with
    everybody and without the k most extreme interviewers by |z|, and the change in surveys
    simulated from the fitted model, in which the k most extreme of each leave (median and 95 %
    range); p is the share of those surveys, this one counted in, that shrink as much.

    Taking out the ends of a distribution always shrinks its variance: only a change beyond the
    range says anything of those left out. Empty without a test of a variance, and where fewer than
    FEWEST interviewers would remain. The main model's test is the first.
    """
    main = tests[0].alternative if tests else None
    if main is None or not main.factor.q:
        return pd.DataFrame(columns=COLUMNS)
    replicates, K = (
        min(replicates, ENOUGH),
        min(max(excluded, MOST), len(main.design.sizes) - FEWEST),
    )
    if K < 1:
        return pd.DataFrame(columns=COLUMNS)
    seen = _trimmed(tests, _sums_of_data, K)
    drawn = np.concatenate([t.values for t in _simulated(tests, K, replicates, seed)])[:replicates]
    names = [
        *(f"var({term})" for term in terms),
        "sigma2",
        *(f"test of {test.name}" for test in tests),
    ]
    labels = tests[0].products.groups
    return pd.DataFrame(
        [row for k in range(1, K + 1) for row in _rows(names, labels, seen, drawn, k)],
        columns=COLUMNS,
    )


def _rows(
    names: list[str], labels: np.ndarray, seen: Trimmed, drawn: np.ndarray, k: int
) -> Iterator[list]:
    who = ";".join(labels[np.sort(seen.order[0, :k])])
    for c, name in enumerate(names):
        full, trimmed = seen.values[0, [0, k], c]
        moved = drawn[:, k, c] - drawn[:, 0, c]
        moved = moved[np.isfinite(moved)]
        expected = np.quantile(moved, [0.5, 0.025, 0.975]) if len(moved) else [np.nan] * 3
        p = (
            (1 + (moved <= trimmed - full + 1e-9).sum()) / (1 + len(moved))
            if len(moved)
            else np.nan
        )
        yield [name, k, who, full, trimmed, trimmed - full, *expected, p, len(moved)]


def _simulated(tests: list[Decision], K: int, replicates: int, seed: int) -> Iterator[Trimmed]:
    main = tests[0].alternative
    for stream in (
        np.random.default_rng(seed).spawn(-(-replicates // AT_ONCE)) if replicates else ()
    ):
        drawn = simulate(main, tests[0].products, AT_ONCE, stream)
        yield _trimmed(tests, lambda fit, drawn=drawn: OutcomeSums.of(fit.design, *drawn), K)
    if not replicates:
        yield Trimmed(np.zeros((0, K + 1, main.factor.q + 1 + len(tests))), np.zeros((0, 0), int))


def _sums_of_data(fit: Fit) -> OutcomeSums:
    m, d = fit.design.moments, fit.design
    return OutcomeSums(np.moveaxis(m.Zy, 1, 2), d.per_group_X[None, :, :, m.p], d.per_group_y[None])


def _trimmed(tests: list[Decision], sums_of, K: int) -> Trimmed:
    """Every component without the 0 to K most extreme of each survey; who is extreme is judged
    once, with everybody.
    """
    main = tests[0].alternative
    sums, J = sums_of(main), len(main.design.sizes)
    R = len(sums.yy)
    whole = _moments(main, sums, np.ones((R, J)))
    found, e = _fitted(main, whole)
    z = np.abs(refitted_z(main, main.factor.lam(found.theta), whole, e)).max(-1)
    order = np.argsort(-z, axis=1, kind="stable")
    values = [_components(tests, sums_of, _weights(order, k)) for k in range(K + 1)]
    return Trimmed(np.stack(values, axis=1), order)


def _weights(order: np.ndarray, k: int) -> np.ndarray:
    weights = np.ones(order.shape)
    np.put_along_axis(weights, order[:, :k], 0.0, axis=1)
    return weights


def _components(tests: list[Decision], sums_of, weights: np.ndarray) -> np.ndarray:
    """Variances of the main model, σ² and the statistic of each test (R, C)."""
    deviances: dict[int, np.ndarray] = {}
    variances: list[np.ndarray] = []
    for fit in (fit for test in tests for fit in (test.null, test.alternative)):
        if id(fit) in deviances:
            continue
        found, e = _fitted(fit, _moments(fit, sums_of(fit), weights))
        deviances[id(fit)] = found.deviance - fit.design.log_volume(fit.reml)
        if fit is tests[0].alternative:
            _, D, sigma2 = refitted_parameters(fit, found, e)
            variances = [*np.diagonal(D, axis1=1, axis2=2).T, sigma2]
    statistics = [as_statistic(deviances[id(t.null)] - deviances[id(t.alternative)]) for t in tests]
    return np.stack([*variances, *statistics], axis=1)


def _fitted(fit: Fit, moments: Moments) -> tuple[Found, object]:
    found = search(moments, fit.factor, fit.reml, starts_near(fit, fit.design.moments))
    return found, evaluate(fit.factor.lam(found.theta), moments, fit.reml)


def _moments(fit: Fit, sums: OutcomeSums, weights: np.ndarray) -> Moments:
    """The moments of R outcomes, each with interviewers counted weights (R, J) times."""
    d, m = fit.design, fit.design.moments
    return replace(
        m,
        Zy=np.ascontiguousarray(np.moveaxis(sums.Zy, 2, 1)),
        XX=np.tensordot(weights, d.per_group_X[:, :, : m.p], 1),
        Xy=np.einsum("rj,rjp->rp", weights, sums.Xy),
        yy=(weights * sums.yy).sum(1),
        n=weights @ d.sizes,
        weights=weights,
    )
