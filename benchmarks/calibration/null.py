"""The distribution of each statistic when its null hypothesis holds, tabulated once per design.

A bootstrap simulates from the fitted null, so its distribution depends on what is fitted. β and σ²
drop out of a likelihood ratio. What is left: nothing, for the test of the level; λ = D₀₀/σ², for
the test of the slope given the level. So the slope's distribution is tabulated on a grid of sqrt(λ)
and its tail probabilities are interpolated at each survey's estimate, instead of a bootstrap of 999
refits inside each of 10,000 surveys. A test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from interviewer_effects.mixed.inference.exact_null import null_statistics
from scipy.special import ndtri

from .design import Designs, truth
from .replicates import Statistics, fitted, statistics, statistics_of

GRID = (
    0.0,
    0.05,
    0.1,
    0.15,
    0.2,
    0.25,
    0.3,
    0.35,
    0.4,
    0.5,
    0.65,
    0.9,
    1.3,
    2.0,
)  # sqrt(λ): correlations 0 to 0.8
EXACT_DRAWS = 200_000


@dataclass(frozen=True)
class Null:
    """Sorted draws: exact and level (draws,), both (R,); slope and theta (G, R) along grid (G,)."""

    grid: np.ndarray
    exact: np.ndarray
    level: np.ndarray
    both: np.ndarray
    slope: np.ndarray
    theta: np.ndarray

    def slope_tail(self, statistic: np.ndarray, theta: np.ndarray) -> np.ndarray:
        """P(T* ≥ T) when surveys are simulated from a fitted root ratio theta, each (R,)."""
        return along(self.grid, theta, np.array([tail(row, statistic) for row in self.slope]))

    def theta_quantile(self, share: float, theta: np.ndarray) -> np.ndarray:
        """The quantile of the estimates of surveys simulated from each root ratio theta (R,)."""
        return np.interp(theta, self.grid, np.quantile(self.theta, share, axis=1))

    def theta_limits(self, share: float, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The root ratios whose estimates lie at or above theta (R,), and at or below it, with this
        probability.
        """
        above = np.array([tail(row, theta) for row in self.theta])
        below = np.array(
            [np.searchsorted(row, theta + 1e-9, side="right") / len(row) for row in self.theta]
        )
        least = 0.5 / self.theta.shape[1]
        above, below, target = (
            ndtri(np.clip(p, least, 1 - least)) for p in (above, below, np.array(share))
        )
        return self._reached(above, target), self._reached(-below, -target)

    def _reached(self, rows: np.ndarray, target: float) -> np.ndarray:
        """Where rows (G, R) of probits, which grow along the grid, reach the target, on a line
        between its points.
        """
        first = (rows >= target).argmax(0)
        right, columns = np.maximum(first, 1), np.arange(rows.shape[1])
        low, high = rows[right - 1, columns], rows[right, columns]
        weight = np.clip((target - low) / np.where(high > low, high - low, 1), 0, 1)
        between = np.where(
            first > 0, self.grid[right - 1] + weight * np.diff(self.grid)[right - 1], 0.0
        )
        return np.where((rows >= target).any(0), between, self.grid[-1])


def tail(draws: np.ndarray, statistic: np.ndarray) -> np.ndarray:
    """The share of sorted draws not below each statistic, with the bootstrap's allowance for
    rounding.
    """
    return 1 - np.searchsorted(draws, statistic - 1e-7, side="left") / len(draws)


def along(grid: np.ndarray, at: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Values between the rows (G, R) of a grid, linear in at (R,); beyond the grid its last row."""
    right = np.clip(np.searchsorted(grid, at), 1, len(grid) - 1)
    weight = np.clip((at - grid[right - 1]) / (grid[right] - grid[right - 1]), 0, 1)
    columns = np.arange(len(at))
    return (1 - weight) * rows[right - 1, columns] + weight * rows[right, columns]


def simulate_null(d: Designs, theta: float, count: int, seed) -> Statistics:
    """Statistics of surveys without slopes whose root ratio is theta."""
    return statistics(
        [statistics_of(part) for part in fitted(truth(d.level, theta), d, count, seed)]
    )


def assemble(d: Designs, parts: list[Statistics], grid: tuple[float, ...], seed) -> Null:
    """The tables of a design from the statistics along the grid, its first point 0."""
    exact = null_statistics(truth(d.level, 0.0), EXACT_DRAWS, np.random.default_rng(seed))
    first = parts[0]
    rows = [
        np.sort(np.array([getattr(p, name) for p in parts]), axis=1) for name in ("slope", "theta")
    ]
    return Null(np.array(grid), np.sort(exact), np.sort(first.level), np.sort(first.both), *rows)


def save(s: Statistics, path: Path) -> None:
    """Statistics as an .npz file, whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("wb") as stream:
        np.savez(stream, **vars(s))
    part.replace(path)


def load(path: Path) -> Statistics:
    """What save wrote."""
    with np.load(path) as stored:
        return Statistics(**{name: stored[name] for name in stored.files})
