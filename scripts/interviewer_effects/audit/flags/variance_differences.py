"""Whose residual variance is unusual among interviewers who differ as ordinary ones do, without the
one judged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from .variance_reference import Reference

NARROWEST = 0.05  # of the reference distribution's standard deviation: smooths between its points
BLOCK = 4_000  # interviewers at a time: bounds the memory, not the result


@dataclass(frozen=True)
class Others:
    """What the other interviewers say of log σ² of each (m,): its expectation and its variance."""

    mean: np.ndarray
    variance: np.ndarray

    def rows(self, index: list[int]) -> Others:
        """Of some interviewers."""
        return Others(self.mean[index], self.variance[index])


@dataclass(frozen=True)
class _Line:
    """Weighted means (m,) or (1,) of x and y, the slope of y on x drawn towards 0 by 1 − 1/t², Σw
    and the slope's variance.
    """

    x: np.ndarray
    y: np.ndarray
    slope: np.ndarray
    weight: np.ndarray
    variance: np.ndarray

    @classmethod
    def of(cls, sums: list[np.ndarray]) -> _Line:
        """From Σw, Σwx, Σwy, Σwx², Σwxy."""
        w, wx, wy, wxx, wxy = sums
        x = wx / w
        y = wy / w
        square = wxx - w * x**2
        vary = square > 1e-9 * wxx
        slope = np.divide(wxy - w * x * y, square, out=np.zeros_like(square), where=vary)
        variance = np.divide(1, square, out=np.zeros_like(square), where=vary)
        drawn = np.divide(variance, slope**2, out=np.ones_like(square), where=slope != 0)
        return cls(x, y, slope * np.maximum(1 - drawn, 0), w, variance * (drawn < 1))

    def at(self, x: np.ndarray) -> np.ndarray:
        """The expectation (m,) at x (m,)."""
        return self.y + self.slope * (x - self.x)

    def error(self, x: np.ndarray) -> np.ndarray:
        """Its variance (m,)."""
        return 1 / self.weight + self.variance * (x - self.x) ** 2


def others(logs: np.ndarray, v: np.ndarray, sizes: np.ndarray) -> Others:
    """From logarithms (m,) with variances v by chance (m,) of interviewers with sizes (m,)
    interviews.

    The expectation is a line on the logarithm of the workload, since residual variances may go with
    it, through all but the one judged. About it log σ² varies by τ² = (Q − k + 1)/(Σw − Σw²/Σw), w
    = 1/v, at least 0 (DerSimonian & Laird 1986): half-way between what all say and what all but the
    one judged say. Without them alone, chance would make somebody of many look unusual; with them,
    they would hide behind themselves.
    """
    x = np.log(sizes)
    sums = _sums_of_line(x, logs, 1 / (v + _tau2(_all(_sums(logs, 1 / v)), len(logs))))
    rest = logs - _Line.of(_all(sums)).at(x)
    parts = _sums(rest, 1 / v)
    every = _tau2(_all(parts), len(logs))
    without = _tau2(_but_one(parts), len(logs) - 1)
    line = _Line.of(_but_one(_sums_of_line(x, logs, 1 / (v + every))))
    return Others(line.at(x), (every + without) / 2 + line.error(x))


def _all(parts: list[np.ndarray]) -> list[np.ndarray]:
    return [np.array([part.sum()]) for part in parts]


def _but_one(parts: list[np.ndarray]) -> list[np.ndarray]:
    return [part.sum() - part for part in parts]


def _sums_of_line(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> list[np.ndarray]:
    return [w, w * x, w * y, w * x**2, w * x * y]


def _sums(logs: np.ndarray, w: np.ndarray) -> list[np.ndarray]:
    return [w, w * logs, w * logs**2, w**2]


def _tau2(sums: list[np.ndarray], k: int) -> np.ndarray:
    w, wy, wyy, ww = sums
    Q = wyy - wy**2 / w
    room = w - ww / w
    return np.maximum(np.divide(Q - (k - 1), room, out=np.zeros_like(Q), where=room > 0), 0)


def tails(logs: np.ndarray, among: Others, chance: Reference) -> np.ndarray:
    """P (m,) that such an interviewer's logarithm is below the one in hand."""
    sd = np.sqrt(among.variance + NARROWEST**2 * chance.variance)
    away = logs - among.mean
    out = np.empty(len(logs))
    for first in range(0, len(logs), BLOCK):
        some = slice(first, first + BLOCK)
        standard = (away[some, None] - chance.points[chance.place[some]]) / sd[some, None]
        out[some] = special.ndtr(standard) @ chance.weights
    return out


def two_sided(tail: np.ndarray) -> np.ndarray:
    """Two-sided p (m,)."""
    return np.minimum(2 * np.minimum(tail, 1 - tail), 1)
