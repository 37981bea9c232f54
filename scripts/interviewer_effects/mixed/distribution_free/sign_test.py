"""Tests of random-effect variances by random signs of residuals, which need no normal answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from .interviews import NOT_WITHIN, Interviews, LeastSquares, Parts, WithinBetween, wild_residuals
from .sign_replicates import FEWEST, Replicates, noise_weights, pairs_of

SAME = 1e-9  # statistics closer than this, in units of their standard deviation, are equal


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
    replicate_statistics: np.ndarray


@dataclass(frozen=True)
class SignDesign:
    """What a sign test reads: the interviews, the tested random columns W (n, k) in their order,
    whether the null has a random intercept and, if so, its variance and ratio = variance/σ², and
    whether covariances are part of the alternative.
    """

    interviews: Interviews
    W: np.ndarray
    intercept: bool
    variance: float
    ratio: float
    covariances: bool


def sign_test(null, alternative, signs: int = 999, seed: int = 1) -> SignTest:
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
    return signed(_design(null, alternative), signs, seed)


def signed(design: SignDesign, signs: int, seed: int) -> SignTest:
    """The test of a design."""
    interviews = design.interviews
    n = interviews.sizes
    weights = n / (1 + n * design.ratio)
    model = (
        WithinBetween.of(interviews, weights) if design.intercept else LeastSquares.of(interviews)
    )
    W = _varying(interviews, design.W) if design.intercept else design.W
    found = model.split(interviews.y)
    here = _statistics(design, W, weights, found)
    e = wild_residuals(interviews, found, design.ratio) if design.intercept else found.within
    drawn = Replicates.of(design, model, W, weights, e).statistics(signs, seed)
    return _compared(here, drawn, design.W.shape[1])


def _varying(interviews: Interviews, W: np.ndarray) -> np.ndarray:
    """Columns (n, k) minus their interviewers' means, exactly zero where only rounding is left: a
    slope of what never varies within interviewers would be tested by its rounding.
    """
    within = interviews.within(W)
    size = np.abs(within).max(0, initial=0)
    return np.where(size > NOT_WITHIN * np.abs(W).max(0, initial=0), within, 0.0)


def _design(null, alternative) -> SignDesign:
    model = alternative.model
    if not hasattr(model, "exog"):
        raise ValueError(
            "A sign test needs single interviews, which this model does not hold: use MixedModel."
        )
    names = [] if null is None else list(null.model.exog_re_names)
    _refuse(null, alternative, names)
    added = [k for k, column in enumerate(model.exog_re.T) if not (names and _is_constant(column))]
    interviews = Interviews.of(model.endog, model.exog, model.groups)
    variance = float(null.cov_re.iloc[0, 0]) if names else 0.0
    ratio = variance / null.scale if names else 0.0
    W = model.exog_re[interviews.order][:, added]
    return SignDesign(interviews, W, bool(names), variance, ratio, model.covariance != "diagonal")


def _refuse(null, alternative, names: list[str]) -> None:
    """Raises ValueError where the two are not a null and an alternative that the test knows."""
    model = alternative.model
    if not len(model.exog_re_names) > len(names):
        raise ValueError(
            "The alternative has no more random effects than the null: there is nothing to test."
        )
    if null is None:
        return
    if len(names) > 1 or (names and not _is_constant(null.model.exog_re[:, 0])):
        raise ValueError(
            f"The null has the random effects {', '.join(names)}; a sign test knows nulls with a "
            "random intercept or "
            "none: use bootstrap_test."
        )
    if names and not any(_is_constant(column) for column in model.exog_re.T):
        raise ValueError(
            "The random intercept of the null is not in the alternative: the models are not nested."
        )
    if null.model.nobs != model.nobs or not np.array_equal(null.model.endog, model.endog):
        raise ValueError(
            "The outcomes of the two models differ: fit both to the same rows in the same order."
        )
    if not np.array_equal(null.model.groups, model.groups):
        raise ValueError(
            "The groups of the two models differ: fit both to the same rows in the same order."
        )
    if sorted(null.model.exog_names) != sorted(model.exog_names):
        raise ValueError(
            "The fixed effects of the two models differ: a sign test is for random effects alone."
        )


def _is_constant(column: np.ndarray) -> bool:
    return bool(column.size and column[0] != 0 and (column == column[0]).all())


def _statistics(design: SignDesign, W: np.ndarray, weights: np.ndarray, parts: Parts) -> np.ndarray:
    """T of every tested column, then C of every pair and, with a random intercept, of every column
    with it (m, R).
    """
    interviews = design.interviews
    r = parts.within.reshape(len(W), -1)
    squares = r * r
    S = [interviews.sums(r, w) for w in W.T]
    pairs = pairs_of(len(S), design.covariances)
    noise = [interviews.sums(squares, noise_weights(design, W[:, a] * W[:, b])) for a, b in pairs]
    out = [_total(design, S[a] * S[b] - part) for (a, b), part in zip(pairs, noise, strict=True)]
    if design.intercept and design.covariances:
        level = parts.level.reshape(len(weights), -1)
        left = np.maximum(interviews.sizes - 2, 1)[interviews.codes]
        for w, own in zip(W.T, S, strict=True):
            product = level * own - interviews.sums(squares, w / left)
            out.append(_total(design, weights[:, None] * product))
    return np.array(out)


def _total(design: SignDesign, values: np.ndarray) -> np.ndarray:
    """The sum (R,) of values (J, R) over the interviewers who count."""
    fewest = FEWEST if design.intercept else 1
    return (design.interviews.sizes >= fewest).astype(float) @ values


def _compared(here: np.ndarray, drawn: np.ndarray, tested: int) -> SignTest:
    """The test from the statistics of the survey (m, 1) and of the replicates (m, R)."""
    spread = drawn.std(axis=1, keepdims=True)
    unit = np.where(spread > 0, spread, 1)
    all_here, all_drawn = (_combined(part / unit, tested) for part in (here, drawn))
    (statistic, variance, covariance) = (float(part[0]) for part in all_here)
    beyond, beyond_variance, beyond_covariance = (
        int((part >= value - SAME).sum())
        for part, value in zip(all_drawn, (statistic, variance, covariance), strict=True)
    )
    count = drawn.shape[1]
    low = special.betaincinv(beyond, count - beyond + 1, 0.025) if beyond else 0.0
    high = special.betaincinv(beyond + 1, count - beyond, 0.975) if beyond < count else 1.0
    return SignTest(
        statistic,
        (1 + beyond) / (count + 1),
        float(low),
        float(high),
        (1 + beyond_variance) / (count + 1),
        (1 + beyond_covariance) / (count + 1) if len(here) > tested else np.nan,
        all_drawn[0],
    )


def _combined(standard: np.ndarray, tested: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The statistic, its variance part and its covariance part (R,) of statistics in units of their
    errors (m, R).
    """
    covariance = (standard[tested:] ** 2).sum(0)
    statistic = (np.maximum(standard[:tested], 0) ** 2).sum(0) + covariance
    return statistic, standard[:tested].sum(0), covariance
