"""An interval of the intra-interviewer correlation that covers whatever the answers look like: the inverted wild
bootstrap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .interviews import Interviews, Parts, WithinBetween
from .wild_replicates import flipped, sign_chunks, wild_residuals

RATIOS = (0.01, 0.5)  # of τ²/σ², between which the weights of the estimate are held
WIDER = 1.5  # on the standard error of log σ²: with 1 the interval covers .91 for heavy tails, by simulation


@dataclass(frozen=True)
class IccInterval:
    """estimate by moments, and the limits low and high of the intra-interviewer correlation."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class _Moments:
    """Weights (J,) of the interviewers' levels, and those of them whose s_j² is known."""

    interviews: Interviews
    weights: np.ndarray

    def between(self, level: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Weighted mean products (R,) of levels (J, R)."""
        return self.weights @ (level * other) / self.weights.sum()

    def within(self, parts: Parts) -> tuple[np.ndarray, np.ndarray]:
        """σ² (R,), and the part of the levels' weighted mean square that residuals make (R,)."""
        n = self.interviews.sizes
        several = n > 1
        s2 = self.interviews.sums(parts.within**2) / np.maximum(n - 1, 1)[:, None]
        sigma2 = n[several] @ s2[several] / n[several].sum()
        s2[~several] = sigma2
        return sigma2, (self.weights / n) @ s2 / self.weights.sum()


def icc_interval(result, alpha: float = 0.05, signs: int = 1999, seed: int = 1) -> IccInterval:
    """Interval of the intra-interviewer correlation of a random-intercept model, without assuming normal residuals.

    It holds all ρ₀ under which the estimate is not in a tail of probability α/2. Surveys are drawn with levels from
    N(0, τ₀²) and residuals whose sign is drawn anew, which keeps heavy tails and residual variances that differ as they
    are. Profile-likelihood intervals hold the truth in .84 to .93 of surveys with skewed or heavy-tailed answers, and
    in half of them where interviewers with few interviews have larger residual variances.

    Parameters
    ----------
    result : MixedResult
        Of MixedModel, with a random intercept as the only random effect.
    alpha : float
        One minus the coverage.
    signs : int
        Replicates.
    seed : int
        Of the replicates.

    Returns
    -------
    IccInterval

    Raises
    ------
    ValueError
        If the model has other random effects or holds no single interviews (FileModel), or if no interviewer has two
        interviews.

    Notes
    -----
    The estimate is by moments: τ² = Σ w_j (d_j² − s_j²/n_j)/Σ w_j, d_j the residuals of the interviewers' levels,
    w_j = (n_j/(1 + n_j q))² with q = τ̂²/σ̂² of the fit, held between .01 and .5; σ² = Σ n_j s_j²/Σ n_j. In a replicate
    d_j is τ₀g_j plus what the residuals make, so its τ² is a quadratic in τ₀, and the τ₀ at which it reaches the
    estimate is its largest root: the limits are quantiles of these roots. How well residual variances are known where
    tails are heavy is not seen in signs, so a replicate's σ² is multiplied by exp(1.5 se Z), Z standard normal and se
    the jackknife standard error of log σ² over interviewers.
    """
    model = result.model
    if not hasattr(model, "exog"):
        raise ValueError("This interval needs single interviews, which the model does not hold: use MixedModel.")
    if len(model.exog_re_names) != 1 or not (model.exog_re == model.exog_re[0]).all():
        raise ValueError(
            f"The model has the random effects {', '.join(model.exog_re_names)}; this interval is for a random "
            "intercept: use conf_int(method='profile')."
        )
    interviews = Interviews.of(model.endog, model.exog, model.groups)
    return wild_icc(interviews, float(result.cov_re.iloc[0, 0] / result.scale), alpha, signs, seed)


def wild_icc(interviews: Interviews, ratio: float, alpha: float, signs: int, seed) -> IccInterval:
    """The same from interviews and the ratio τ²/σ² of their fit."""
    n = interviews.sizes
    if not (n > 1).any():
        raise ValueError("No interviewer has two interviews: nothing tells differences between them from those within.")
    moments = _Moments(interviews, (n / (1 + n * np.clip(ratio, *RATIOS))) ** 2)
    model = WithinBetween.of(interviews, np.sqrt(moments.weights))
    found = model.split(interviews.y)
    sigma2, noise = (float(part[0]) for part in moments.within(_as_replicate(found)))
    if not sigma2 > 0:
        return IccInterval(0.0, 0.0, 1.0)
    tau2 = float(moments.between(found.level, found.level)) - noise
    wanted = max(tau2 / sigma2, 0.0)
    error = WIDER * _error_of_log(interviews, found)
    e = wild_residuals(interviews, found, ratio)
    roots = []
    for chunk, stream in sign_chunks(len(e), signs, seed):
        count = chunk.shape[1]
        g = stream.standard_normal((count, len(n))).T
        g = g - model.fixed @ (model.solve @ g)
        parts = model.split(flipped(e, chunk))
        drawn, left = moments.within(parts)
        drawn = drawn * np.exp(error * stream.standard_normal(count))
        constant = moments.between(parts.level, parts.level) - left - wanted * drawn
        roots.append(_largest_root(moments.between(g, g), moments.between(g, parts.level), constant))
    low, high = np.quantile(np.concatenate(roots), [alpha / 2, 1 - alpha / 2]) ** 2
    low = low if wanted else 0.0  # every replicate is at least 0
    return IccInterval(wanted / (1 + wanted), float(low / (low + sigma2)), float(high / (high + sigma2)))


def _as_replicate(parts: Parts) -> Parts:
    return Parts(parts.within[:, None], parts.level[:, None])


def _largest_root(square: np.ndarray, half: np.ndarray, constant: np.ndarray) -> np.ndarray:
    """The largest t ≥ 0 with square t² + 2 half t + constant = 0; 0 where the sum is above 0 from there on."""
    inside = half**2 - square * constant
    root = (np.sqrt(np.maximum(inside, 0)) - half) / square
    return np.where((inside > 0) & (root > 0), root, 0.0)


def _error_of_log(interviews: Interviews, parts: Parts) -> float:
    """Jackknife standard error of log σ² over interviewers."""
    n = interviews.sizes
    several = n > 1
    n, sums = n[several], interviews.sums(parts.within**2)[several]
    part = n * sums / (n - 1)
    rest, left = part.sum() - part, n.sum() - n
    if len(n) < 2 or not (rest > 0).all():
        return 0.0
    logs = np.log(rest / left)
    return float(np.sqrt((len(n) - 1) / len(n) * ((logs - logs.mean()) ** 2).sum()))
