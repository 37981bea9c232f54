"""How much the residual standard deviations of interviewers differ, and whether they go with the
workload.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .interviews import Interviews

FEWEST = 4  # interviews of an interviewer whose variance says something
MOST = 200  # interviews beyond which chance hardly moves a variance
DRAWS = 2_000
STEPS = 20  # of the iteration between ω² and the kurtosis within interviewers


@dataclass(frozen=True)
class Scales:
    """log of the scale of an interviewer's residuals ~ N(center_j, omega²), E(scale²) = 1 over all
    interviews.

    center (J,) is what the workload says of it, omega the standard deviation of what it does not
    say.
    """

    center: np.ndarray
    omega: float


def residual_scales(interviews: Interviews, e: np.ndarray) -> Scales:
    """Scales from residuals e (n,) by the variances s_j² of each interviewer about their own mean.

    What chance does to log s_j² is seen in variances of n_j residuals drawn from all. ω² is a
    quarter of the variance of log s_j² beyond that, at least 0. Scales that differ raise the
    kurtosis κ of all residuals by exp(4ω²), and so what chance does, which is why the two are found
    by iteration. The expectation of log s_j on log n_j is a line by weighted least squares, its
    slope drawn towards 0 by 1 − 1/t². Interviewers with fewer than four interviews, or whose
    answers are all alike, do not count.
    """
    n = interviews.sizes
    within = interviews.within(e)
    s2 = interviews.sums(within**2) / np.maximum(n - 1, 1)
    known = (n >= FEWEST) & (s2 > 0)
    if known.sum() < FEWEST:
        return Scales(np.zeros(len(n)), 0.0)
    kurtosis = (within**4).mean() / (within**2).mean() ** 2
    x = np.log(n[known])
    expected, by_chance = _log_variances(within, n[known])
    logs = np.log(s2[known]) - expected
    omega2 = 0.0
    for _ in range(STEPS):
        own = by_chance * max(kurtosis / np.exp(4 * omega2) - 1, 0.1) / (kurtosis - 1)
        line = _line(x, logs, 1 / (4 * omega2 + own))
        omega2 = max((np.var(logs - line(x), ddof=1) - own.mean()) / 4, 0.0)
    center = line(np.log(n)) / 2
    mean_square = n @ np.exp(2 * center) / n.sum() * np.exp(2 * omega2)
    return Scales(center - np.log(mean_square) / 2, float(np.sqrt(omega2)))


def _log_variances(e: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance (m,) of the logarithm of the variance of n (m,) residuals drawn from e,
    where it is not 0.
    """
    sizes, where = np.unique(np.minimum(n, MOST), return_inverse=True)
    drawn = np.random.default_rng(1).choice(e, (DRAWS, sizes[-1]))
    first, second = (np.cumsum(part, axis=1)[:, sizes - 1] for part in (drawn, drawn**2))
    variance = (second - first**2 / sizes) / (sizes - 1)
    vary = variance > 1e-12 * np.mean(e**2)
    logs = np.log(variance, out=np.zeros_like(variance), where=vary)
    mean = logs.mean(0, where=vary)
    square = ((logs - mean) ** 2).mean(0, where=vary)
    return mean[where], square[where]


def _line(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
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
