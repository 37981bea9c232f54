"""How much the residual standard deviations of interviewers differ, and whether they go with the
workload.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats, Integers

from .interviews import Interviews

FEWEST = 4  # interviews of an interviewer whose variance says something
LARGEST_SIZE = 200  # interviews beyond which chance hardly moves a variance
DRAWS = 2_000
STEPS = 20  # of the iteration between ω² and the kurtosis within interviewers


@dataclass(frozen=True, slots=True)
class Scales:
    """log of the scale of an interviewer's residuals ~ N(center_j, omega²), E(scale²) = 1 over all
    interviews.

    Attributes
    ----------
    center : ndarray (J,)
        What the workload says of an interviewer's log scale.
    omega : float
        The standard deviation of what it does not say.
    """

    center: Floats
    omega: float


@dataclass(frozen=True, slots=True)
class LogVariances:
    """Mean and variance (m,) of the logarithm of a variance of residuals drawn at random."""

    mean: Floats
    variance: Floats


@dataclass(frozen=True, slots=True)
class Line:
    """level + slope (x − center)."""

    level: float
    slope: float
    center: float

    def at(self, x: Floats) -> Floats:
        """Heights of the line at x."""
        distance = x - self.center
        return self.level + self.slope * distance


def residual_scales(
    interviews: Interviews,
    e: Floats,
) -> Scales:
    """Scales from residuals e (n,) by the variances s_j² of each interviewer about their own mean.

    What chance does to log s_j² is seen in variances of n_j residuals drawn from all. ω² is a
    quarter of the variance of log s_j² beyond that, at least 0. Scales that differ raise the
    kurtosis κ of all residuals by exp(4ω²), and so what chance does, which is why the two are found
    by iteration. The expectation of log s_j on log n_j is a line by weighted least squares, its
    slope drawn towards 0 by 1 − 1/t². Interviewers with fewer than four interviews, or whose
    answers are all alike, do not count, and neither do draws of answers that are: their residuals
    differ by the predictors alone, and a logarithm makes much of a variance near zero.
    """
    n = interviews.sizes
    within = interviews.within(e)
    df = np.maximum(n - 1, 1)
    s2 = interviews.sums(within**2) / df
    counted = (n >= FEWEST) & (s2 > 0) & _answers_differ(interviews)
    if counted.sum() < FEWEST:
        return Scales(center=np.zeros(len(n)), omega=0.0)

    variance = (within**2).mean()
    kurtosis = (within**4).mean() / variance**2
    log_n = np.log(n[counted])
    by_chance = _log_variances(within, interviews.y, n=n[counted])
    log_s2 = np.log(s2[counted]) - by_chance.mean

    omega2 = 0.0
    for _ in range(STEPS):
        kurtosis_within = kurtosis / np.exp(4 * omega2)
        excess_within = max(kurtosis_within - 1, 0.1)
        chance_variance = by_chance.variance * excess_within / (kurtosis - 1)
        line = _shrunken_line(
            log_n,
            log_s2,
            weights=1 / (4 * omega2 + chance_variance),
        )
        variance_of_logs = np.var(log_s2 - line.at(log_n), ddof=1)
        omega2 = max((variance_of_logs - chance_variance.mean()) / 4, 0.0)

    center = line.at(np.log(n)) / 2
    mean_typical_square = n @ np.exp(2 * center) / n.sum()
    mean_square = mean_typical_square * np.exp(2 * omega2)
    return Scales(
        center=center - np.log(mean_square) / 2,
        omega=float(np.sqrt(omega2)),
    )


def _answers_differ(interviews: Interviews) -> Booleans:
    """Whether the answers of each interviewer (J,) are not all alike."""
    y = interviews.y
    starts = np.cumsum(interviews.sizes) - interviews.sizes
    highest_answer = np.maximum.reduceat(y, starts)
    lowest_answer = np.minimum.reduceat(y, starts)
    return highest_answer > lowest_answer


def _log_variances(
    e: Floats,
    y: Floats,
    n: Integers,
) -> LogVariances:
    """Of the variances of n (m,) residuals drawn from e (n,), where their answers y differ."""
    sizes, row_of_size = np.unique(np.minimum(n, LARGEST_SIZE), return_inverse=True)
    rng = np.random.default_rng(1)
    samples = rng.choice(len(e), (DRAWS, sizes[-1]))
    residuals = e[samples]
    answers = y[samples]
    highest_answer = np.maximum.accumulate(answers, axis=1)[:, sizes - 1]
    lowest_answer = np.minimum.accumulate(answers, axis=1)[:, sizes - 1]
    sums = np.cumsum(residuals, axis=1)[:, sizes - 1]
    sums_of_squares = np.cumsum(residuals**2, axis=1)[:, sizes - 1]
    variances = (sums_of_squares - sums**2 / sizes) / (sizes - 1)

    smallest = 1e-12 * np.mean(e**2)
    varies = (highest_answer > lowest_answer) & (variances > smallest)
    logs = np.log(variances, out=np.zeros_like(variances), where=varies)
    mean = logs.mean(0, where=varies)
    deviations = logs - mean
    variance = (deviations**2).mean(0, where=varies)
    return LogVariances(mean=mean[row_of_size], variance=variance[row_of_size])


def _shrunken_line(
    x: Floats,
    y: Floats,
    weights: Floats,
) -> Line:
    """The weighted least-squares line, its slope times 1 − 1/t², at least 0."""
    share = weights / weights.sum()
    center = float(share @ x)
    centred = x - share @ x
    level = float(share @ y)
    variance = share @ centred**2
    if variance < 1e-12:
        return Line(level=level, slope=0.0, center=center)

    slope = float(share @ (centred * y) / variance)
    residuals = y - level - slope * centred
    scores = centred * residuals
    slope_error2 = float((share**2) @ scores**2) / variance**2
    if slope:
        slope *= max(1 - slope_error2 / slope**2, 0.0)
    return Line(level=level, slope=slope, center=center)
