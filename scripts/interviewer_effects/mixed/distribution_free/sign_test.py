"""Tests of random-effect variances by random signs of residuals, which need no normal answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.inference.monte_carlo import MonteCarloP

from .interviews import Interviews
from .least_squares import NOT_WITHIN, LeastSquares, WithinBetween
from .sign_design import SignDesign, design_of, sign_statistics
from .sign_replicates import Replicates
from .wild_residuals import wild_residuals

__all__ = ["SignDesign", "SignTest", "sign_test", "signed"]

ROUNDING = 1e-9  # statistics closer than this, in units of their standard deviation, are equal


@dataclass(frozen=True)
class SignTest:
    """Result of `sign_test`.

    Attributes
    ----------
    statistic : float
        Σ max(T/sd, 0)² + Σ (C/sd)², T the variance parts, C the covariance parts, sd that of the
        replicates.
    p : float
        (1 + #{replicates ≥ statistic})/(signs + 1).
    p_low, p_high : float
        95 % Monte Carlo interval of p (Clopper-Pearson).
    p_variance : float
        The same of the variance part alone, one-sided: do effects of the tested columns differ
        between interviewers?
    p_covariance : float
        The same of the covariance part alone, two-sided: do they go with the other effects (a slope
        with the level)? NaN where there is none.
    replicate_statistics : ndarray (signs,)
        The statistic of each replicate.
    """

    statistic: float
    p: float
    p_low: float
    p_high: float
    p_variance: float
    p_covariance: float
    replicate_statistics: Floats


def sign_test(
    null,
    alternative,
    signs: int = 999,
    seed: int = 1,
) -> SignTest:
    """Test the random effects that one model adds to another by random signs of its residuals.

    The test adds up products of different interviews of the same interviewer and compares the sum
    with what it is when the sign of every residual is drawn anew. It needs independent interviews,
    no normal answers and no common residual variance: where answers are skewed, or their variance
    differs between interviewers, goes with the workload or with a predictor, likelihood-ratio tests
    and their parametric bootstrap reject true hypotheses far too often.

    Parameters
    ----------
    null : MixedResult or None
        Fit with a random intercept, or with no random effects (then None may stand for it).
    alternative : MixedResult
        Fit of the same rows and fixed effects with more random effects.
    signs : int
        Replicates.
    seed : int
        Of the signs.

    Returns
    -------
    SignTest

    Raises
    ------
    ValueError
        If the models hold no single interviews (FileModel), are fitted to different rows or fixed
        effects, are not nested, or if the null has a random slope.

    Notes
    -----
    With a random intercept in the null, x̃ = x − x̄_j, r the residual within interviewers, d_j the
    residual of their level, S_j = Σ x̃r and v_j = n_j/(σ² + n_jτ²):

        T = Σ_j [S_j² − D_j],   D_j = (Σx̃²r² − s_j² Σx̃²/n_j)/(1 − 2/n_j)
        C = Σ_j v_j [d_jS_j − Σx̃r²/(n_j − 2)]

    D_j estimates the variance of S_j, and the last sum the covariance of S_j and d_j, without bias
    for any residual variances; interviewers with fewer than three interviews do not count. A
    replicate draws the sign of each residual about the interviewer's predicted level and a level
    from N(0, τ²), and everything is computed anew. With no random effects in the null r is the
    residual of least squares and, for an intercept, T = Σ_j[(Σr)² − Σr²]. Random signs of
    residuals: Wu (1986), Annals of Statistics 14:1261; Liu (1988), Annals of Statistics 16:1696.

    Examples
    --------
    >>> test = sign_test(intercept, slope)                      # doctest: +SKIP
    >>> test.p, test.p_variance, test.p_covariance              # doctest: +SKIP
    """
    return signed(design_of(null, alternative), signs, seed=seed)


def signed(
    design: SignDesign,
    signs: int,
    seed: int,
) -> SignTest:
    """The test of a design."""
    interviews = design.interviews
    model: WithinBetween | LeastSquares
    if design.intercept:
        model = WithinBetween.of(interviews, design.level_weights)
        W = _varying(interviews, design.W)
        split = model.split(interviews.y)
        e = wild_residuals(interviews, split, ratio=design.ratio)
    else:
        model = LeastSquares.of(interviews)
        W = design.W
        split = model.split(interviews.y)
        e = split.within
    replicates = Replicates.of(
        design,
        model,
        W=W,
        e=e,
    )
    return _compared(
        sign_statistics(
            design,
            W,
            parts=split,
            level_weights=design.level_weights,
        ),
        replicates.statistics(signs, seed),
        n_variances=W.shape[1],
    )


@dataclass(frozen=True, slots=True)
class _Combined:
    """Statistics in units of their errors, combined (R,): the whole, its variance and its
    covariance part.
    """

    statistic: Floats
    variance: Floats
    covariance: Floats

    @classmethod
    def of(
        cls,
        standardised: Floats,
        n_variances: int,
    ) -> _Combined:
        """From T of each tested column, then C (m, R)."""
        T = standardised[:n_variances]
        C = standardised[n_variances:]
        covariance = (C**2).sum(0)
        one_sided_variance = (np.maximum(T, 0) ** 2).sum(0)
        return cls(
            statistic=one_sided_variance + covariance,
            variance=T.sum(0),
            covariance=covariance,
        )


def _compared(
    statistics: Floats,
    replicates: Floats,
    n_variances: int,
) -> SignTest:
    """The test from the statistics of the survey (m, 1) and of the replicates (m, R)."""
    spread = replicates.std(axis=1, keepdims=True)
    unit = np.where(spread > 0, spread, 1)
    survey = _Combined.of(statistics / unit, n_variances)
    null = _Combined.of(replicates / unit, n_variances)
    overall = _p(survey.statistic, null.statistic)
    variance = _p(survey.variance, null.variance)
    covariance = _p(survey.covariance, null.covariance)
    has_covariance = len(statistics) > n_variances
    return SignTest(
        statistic=float(survey.statistic[0]),
        p=overall.p,
        p_low=overall.low,
        p_high=overall.high,
        p_variance=variance.p,
        p_covariance=covariance.p if has_covariance else np.nan,
        replicate_statistics=null.statistic,
    )


def _p(
    statistic: Floats,
    replicates: Floats,
) -> MonteCarloP:
    """Of the statistic (1,) of a survey among those of replicates (R,)."""
    reached = replicates >= statistic[0] - ROUNDING
    exceeding = int(reached.sum())
    return MonteCarloP.of(exceeding, len(replicates))


def _varying(
    interviews: Interviews,
    W: Floats,
) -> Floats:
    """Columns (n, k) minus their interviewers' means, exactly zero where only rounding is left: a
    slope of what never varies within interviewers would be tested by its rounding.
    """
    within = interviews.within(W)
    largest_within = np.abs(within).max(0, initial=0)
    largest = np.abs(W).max(0, initial=0)
    varies = largest_within > NOT_WITHIN * largest
    return np.where(varies, within, 0.0)
