"""How much the residual standard deviations of interviewers differ, and whether they go with the workload."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .interviews import Interviews

FEWEST = 4  # interviews of an interviewer whose variance says something
HEAVIEST = 6.0  # kurtosis (of Laplace's distribution) beyond which the bias of log s² no longer grows with it
STEPS = 20  # of the iteration between ω² and the kurtosis within interviewers


@dataclass(frozen=True)
class Scales:
    """log of the scale of an interviewer's residuals ~ N(center_j, omega²), E(scale²) = 1 over all interviews.

    center (J,) is what the workload says of it, omega the standard deviation of what it does not say.
    """

    center: np.ndarray
    omega: float


def residual_scales(interviews: Interviews, e: np.ndarray) -> Scales:
    """Scales from residuals e (n,) by the variances s_j² of each interviewer about their own mean.

    ω² = [Var log s_j² − mean((κ_w − 1)/(n_j − 1))]/4, at least 0, is what chance does not give; κ_w = κ/exp(4ω²), κ the
    kurtosis of all residuals, which scales that differ raise by exp(4ω²), so the two are found by iteration. The
    expectation of log s_j on log n_j is a line by weighted least squares, its slope drawn towards 0 by 1 − 1/t².
    Interviewers with fewer than four interviews, or whose answers are all alike, do not count.
    """
    n = interviews.sizes
    within = interviews.within(e)
    s2 = interviews.sums(within**2) / np.maximum(n - 1, 1)
    known = (n >= FEWEST) & (s2 > 0)
    if known.sum() < FEWEST:
        return Scales(np.zeros(len(n)), 0.0)
    kurtosis = (within**4).mean() / (within**2).mean() ** 2
    logs = np.log(s2[known])
    chance = 1 / (n[known] - 1)
    omega2 = 0.0
    for _ in range(STEPS):
        own = max(kurtosis / np.exp(4 * omega2) - 1, 0.1)
        rest = logs + min(own, HEAVIEST - 1) * chance / 2
        line = _line(np.log(n[known]), rest, 1 / (4 * omega2 + own * chance))
        omega2 = max((np.var(rest - line(np.log(n[known])), ddof=1) - own * chance.mean()) / 4, 0.0)
    center = line(np.log(n)) / 2
    mean_square = n @ np.exp(2 * center) / n.sum() * np.exp(2 * omega2)
    return Scales(center - np.log(mean_square) / 2, float(np.sqrt(omega2)))


def _line(x: np.ndarray, y: np.ndarray, weights: np.ndarray):
    """The weighted least-squares line, its slope times 1 − 1/t², at least 0."""
    share = weights / weights.sum()
    center = x - share @ x
    size = share @ center**2
    level = float(share @ y)
    if size < 1e-12:
        return lambda at: np.full(np.shape(at), level)
    slope = float(share @ (center * y) / size)
    rest = y - level - slope * center
    error2 = float((share**2) @ (center * rest) ** 2) / size**2
    slope *= max(1 - error2 / slope**2, 0.0) if slope else 0.0
    middle = float(share @ x)
    return lambda at: level + slope * (at - middle)
