"""Parametric bootstrap of a likelihood-ratio test: simulate under the null, refit both models to
every replicate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.design.arguments import check_count
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Design, Moments
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import search
from interviewer_effects.mixed.optimum.starts import Starts, starts_for

from .monte_carlo import MonteCarloP
from .simulate import outcome_moments, simulate

CHUNK = 256  # replicates fitted as one array: enough to hide the interpreter
ROOM = 4_000_000  # replicates × interviewers in memory at a time
ROUNDING = 1e-7  # of a difference of deviances
ADDED_SIZE = 0.15  # of an added effect where a search begins, in residual standard deviations


@dataclass(frozen=True)
class BootstrapTest:
    """A statistic among those of replicates simulated under the null.

    Attributes
    ----------
    statistic : float
        T.
    p : float
        (1 + #{T* ≥ T}) / (B + 1).
    p_low, p_high : float
        Its 95 % Monte Carlo interval (Clopper-Pearson).
    replicate_statistics : ndarray (B,)
        All T*.
    share_zero : float
        The share of T* at zero.
    """

    statistic: float
    p: float
    p_low: float
    p_high: float
    replicate_statistics: Floats
    share_zero: float


def bootstrap_test(
    null,
    alternative,
    replicates: int = 999,
    seed: int = 1,
) -> BootstrapTest:
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
        from interviewer_effects.mixed.generalised_inference.bootstrap import bootstrap_statistics

        statistics = bootstrap_statistics(null, alternative, replicates=replicates, seed=seed)
        return summarised(statistic, statistics)
    pair = pair_of(null, alternative)
    return bootstrap_fits(
        refitted(null, pair, columns=pair.null),
        refitted(alternative, pair, columns=pair.alternative),
        products=pair.products,
        statistic=statistic,
        replicates=replicates,
        seed=seed,
    )


def bootstrap_fits(
    null: Fit,
    alternative: Fit,
    products: CrossProducts,
    statistic: float,
    replicates: int,
    seed: int,
) -> BootstrapTest:
    """The same from two fits on the same products."""
    statistics = replicate_statistics(
        null,
        alternative.design,
        products=products,
        replicates=replicates,
        seed=seed,
    )
    return summarised(statistic, statistics)


def summarised(
    statistic: float,
    draws: Floats,
) -> BootstrapTest:
    """The test of a statistic by its replicates (B,)."""
    exceeding = int((draws >= statistic - ROUNDING).sum())
    monte_carlo = MonteCarloP.of(exceeding, len(draws))
    return BootstrapTest(
        statistic=statistic,
        p=monte_carlo.p,
        p_low=monte_carlo.low,
        p_high=monte_carlo.high,
        replicate_statistics=draws,
        share_zero=float((draws < ROUNDING).mean()),
    )


def replicate_statistics(
    null: Fit,
    alternative: Design,
    products: CrossProducts,
    replicates: int,
    seed: int,
) -> Floats:
    """T* (B,) of outcomes simulated from the null fit; each chunk of replicates has its own stream,
    so the first B of more are the same.
    """
    chunk = chunk_of(len(products.groups))
    n_chunks = -(-replicates // chunk)
    statistics_by_chunk = []
    for stream in np.random.default_rng(seed).spawn(n_chunks):
        B_y, yy = simulate(null, products, replicates=chunk, rng=stream)
        null_deviances = _deviances(null, null.design, By=B_y, yy=yy)
        deviances = _deviances(null, alternative, By=B_y, yy=yy)
        statistics_by_chunk.append(null_deviances - deviances)
    statistics = np.concatenate(statistics_by_chunk)[:replicates]
    return np.where(statistics < ROUNDING, 0.0, statistics)


def chunk_of(J: int) -> int:
    """Replicates of J interviewers fitted as one array."""
    fitting = max(ROOM // max(J, 1), 1)
    return min(CHUNK, fitting)


def _deviances(
    null: Fit,
    design: Design,
    By: Floats,
    yy: Floats,
) -> Floats:
    """The lowest deviance of a design for every simulated outcome (R,), up to a constant that all
    designs share.
    """
    factor = Factor.of(design.moments.q, design.diagonal)
    moments = outcome_moments(design, By, yy=yy)
    optimum = search(moments, factor, null.reml, _starts(null, factor, moments=moments))
    return optimum.deviance - design.log_volume(null.reml)


def _starts(
    null: Fit,
    factor: Factor,
    moments: Moments,
) -> Starts:
    """The usual starts, the interior one and that of the null's rank moved to where the replicates
    come from.
    """
    usual_theta, usual_free = starts_for(moments, factor)
    theta = usual_theta.copy()
    is_free = usual_free.copy()
    q_null = null.factor.q
    is_diagonal = null.design.diagonal or factor.diagonal
    if not q_null or null.status != "interior" or is_diagonal:
        return Starts(theta, is_free)

    lam_of_null = np.zeros((1, factor.q, factor.q))
    lam_of_null[0, :q_null, :q_null] = null.lam[0]
    added_effects = np.diag(np.arange(factor.q) >= q_null)
    theta[0] = factor.theta(lam_of_null + ADDED_SIZE * added_effects)[0]
    if q_null < factor.q:
        theta[1 + q_null] = factor.theta(lam_of_null)[0]
    return Starts(theta, is_free)
