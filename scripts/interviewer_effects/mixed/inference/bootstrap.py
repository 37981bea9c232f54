"""Parametric bootstrap of a likelihood-ratio test: simulate under the null, refit both models to
every replicate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from interviewer_effects.mixed.design.arguments import check_count
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Design, Moments
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import search
from interviewer_effects.mixed.optimum.starts import Starts, starts_for

from .simulate import outcome_moments, simulate

CHUNK = 256  # replicates fitted as one array: enough to hide the interpreter
ROOM = 4_000_000  # replicates × interviewers in memory at a time


@dataclass(frozen=True)
class BootstrapTest:
    """statistic T, p = (1 + #{T* ≥ T}) / (B + 1), its 95 % Monte Carlo interval (Clopper-Pearson),
    all T*, and the share of T* at zero.
    """

    statistic: float
    p: float
    p_low: float
    p_high: float
    replicate_statistics: np.ndarray
    share_zero: float


def bootstrap_test(null, alternative, replicates: int = 999, seed: int = 1) -> BootstrapTest:
    """Parametric bootstrap LRT of two nested results of MixedModel, or of FileModel, with the
    criterion of their fits.

    Valid where no mixture of χ² is: several variance components at once, few interviewers. Raises
    ValueError under the conditions of likelihood_ratio, or when the models are not nested.
    """
    from .likelihood_ratio import likelihood_ratio
    from .model_pair import pair_of, refitted

    check_count("replicates", replicates)
    statistic = likelihood_ratio(null, alternative).statistic
    if getattr(null.model, "family", "gaussian") != "gaussian":
        from interviewer_effects.mixed.generalised.bootstrap import bootstrap_statistics

        draws = bootstrap_statistics(null, alternative, replicates=replicates, seed=seed)
        return summarised(statistic, draws)
    pair = pair_of(null, alternative)
    fits = [refitted(null, pair, pair.null), refitted(alternative, pair, pair.alternative)]
    return bootstrap_fits(*fits, pair.products, statistic, replicates, seed)


def bootstrap_fits(
    null: Fit,
    alternative: Fit,
    products: CrossProducts,
    statistic: float,
    replicates: int,
    seed: int,
) -> BootstrapTest:
    """The same from two fits on the same products."""
    return summarised(
        statistic, replicate_statistics(null, alternative.design, products, replicates, seed)
    )


def summarised(statistic: float, draws: np.ndarray) -> BootstrapTest:
    """The test of a statistic by its replicates (B,)."""
    replicates = len(draws)
    beyond = int((draws >= statistic - 1e-7).sum())
    low = special.betaincinv(beyond, replicates - beyond + 1, 0.025) if beyond else 0.0
    high = (
        special.betaincinv(beyond + 1, replicates - beyond, 0.975) if beyond < replicates else 1.0
    )
    return BootstrapTest(
        statistic,
        (1 + beyond) / (replicates + 1),
        float(low),
        float(high),
        draws,
        float((draws < 1e-7).mean()),
    )


def replicate_statistics(
    null: Fit, alternative: Design, products: CrossProducts, replicates: int, seed: int
) -> np.ndarray:
    """T* (B,) of outcomes simulated from the null fit; each chunk of replicates has its own stream,
    so the first B of more are the same.
    """
    out, chunk = [], chunk_of(len(products.groups))
    for stream in np.random.default_rng(seed).spawn(-(-replicates // chunk)):
        By, yy = simulate(null, products, chunk, stream)
        null_deviance, deviance = (
            _deviances(null, design, By, yy) for design in (null.design, alternative)
        )
        out.append(null_deviance - deviance)
    statistics = np.concatenate(out)[:replicates]
    return np.where(statistics < 1e-7, 0.0, statistics)


def chunk_of(J: int) -> int:
    """Replicates of J interviewers fitted as one array."""
    return min(CHUNK, max(ROOM // max(J, 1), 1))


def _deviances(null: Fit, design: Design, By: np.ndarray, yy: np.ndarray) -> np.ndarray:
    """The lowest deviance of a design for every simulated outcome (R,), up to a constant that all
    designs share.
    """
    factor, moments = Factor.of(design.moments.q, design.diagonal), outcome_moments(design, By, yy)
    found = search(moments, factor, null.reml, _starts(null, factor, moments))
    return found.deviance - design.log_volume(null.reml)


def _starts(null: Fit, factor: Factor, moments: Moments) -> Starts:
    """The usual starts, the interior one and that of the null's rank moved to where the replicates
    come from.
    """
    theta, free = (part.copy() for part in starts_for(moments, factor))
    q0 = null.factor.q
    if q0 and null.status == "interior" and not (null.design.diagonal or factor.diagonal):
        lam = np.zeros((1, factor.q, factor.q))
        lam[0, :q0, :q0] = null.lam[0]
        theta[0] = factor.theta(lam + 0.15 * np.diag(np.arange(factor.q) >= q0))[0]
        if q0 < factor.q:
            theta[1 + q0] = factor.theta(lam)[0]
    return theta, free
