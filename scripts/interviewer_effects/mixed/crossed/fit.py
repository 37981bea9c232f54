"""Crossed random intercepts of two factors, always at the lowest deviance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from scipy.special import chdtri

from interviewer_effects.mixed.optimum.bounded import Value, descend

from .deviance import Point, evaluate
from .meetings import Crossing
from .one_factor import alone

GRID = np.array([0.0, 0.01, 0.1, 1.0, 20.0])  # variances of a factor relative to σ²
HUGE = 1e9


@dataclass(frozen=True)
class CrossedFit:
    """The accepted optimum: delta (2,) = variances of the first and the second factor relative to
    σ²; exactly 0 on the boundary. `alone` are the deviances (standardised) with the other factor
    left out, `neither` without both.
    """

    crossing: Crossing
    reml: bool
    delta: np.ndarray
    alone: np.ndarray
    neither: float

    @cached_property
    def at(self) -> Point:
        """The deviance at the optimum with its derivatives, in standardised columns."""
        return evaluate(self.delta, self.crossing, self.reml)

    @property
    def scale_star(self) -> float:
        """σ̂² in standardised columns."""
        return self.at.r2 / self.at.N

    @property
    def sigma2(self) -> float:
        """Residual variance σ̂²."""
        return self.scale_star * self.crossing.design.y_scale**2

    @property
    def variances(self) -> np.ndarray:
        """Variances of the random intercepts of the first and the second factor (2,)."""
        return self.sigma2 * self.delta

    @property
    def shares(self) -> np.ndarray:
        """Shares of the factors and of the residual in the variance given X (3,)."""
        parts = np.append(self.delta, 1.0)
        return parts / parts.sum()

    @property
    def beta(self) -> np.ndarray:
        """Fixed effects β̂ (p,)."""
        d = self.crossing.design
        return d.y_scale * d.to_x @ self.at.beta + d.y_shift * d.constant

    @property
    def cov_beta(self) -> np.ndarray:
        """Var(β̂) = σ̂²Ω⁻¹ (p, p)."""
        half = self.at.root @ self.crossing.design.to_x.T
        return self.sigma2 * half.T @ half

    @property
    def deviance(self) -> float:
        """−2ℓ at the optimum, for the user's columns and units."""
        return self.at.deviance + self._units

    def deviance_without(self, k: int) -> float:
        """−2ℓ of the model without the k-th factor, the other one refitted."""
        return float(self.alone[1 - k]) + self._units

    def statistic(self, k: int) -> float:
        """Likelihood-ratio statistic of the k-th variance; its null distribution is ½χ²₀ + ½χ²₁
        where the other variance is not zero (Self & Liang 1987). Never negative.
        """
        return max(0.0, float(self.alone[1 - k]) - self.at.deviance)

    @property
    def _units(self) -> float:
        d = self.crossing.design
        return self.at.N * 2 * np.log(d.y_scale) - d.log_volume(self.reml)

    @property
    def n_parameters(self) -> int:
        """p + 2 variances + σ²."""
        return self.crossing.p + 3

    @property
    def status(self) -> str:
        """interior, or boundary when a variance is zero."""
        return "interior" if (self.delta > 0).all() else "boundary"

    @property
    def gradient_norm(self) -> float:
        """The largest derivative of −2ℓ in a logarithm of a variance that is not zero: rounding,
        when all is well.
        """
        return float(np.abs(self.at.gradient * self.delta).max())

    @property
    def errors(self) -> np.ndarray:
        """Standard errors of the two variances and σ² (3,) from the observed information; NaN of
        variances on the boundary, where a Wald error would mislead.
        """
        e, s, free = self.at, self.scale_star, np.append(self.delta > 0, True)
        F = np.zeros((3, 3))
        F[:2, :2], F[2, 2] = e.curvature, e.N / s**2
        F[:2, 2] = F[2, :2] = e.products / s**2
        covariance = np.full((3, 3), np.nan)
        covariance[np.ix_(free, free)] = 2 * np.linalg.inv(F[np.ix_(free, free)])
        slopes = np.diag([s, s, 1.0])
        slopes[:2, 2] = self.delta
        known = (
            np.where(free, slopes, 0.0)[:, free]
            @ covariance[np.ix_(free, free)]
            @ slopes[:, free].T
        )
        return np.where(free, np.sqrt(np.diag(known)), np.nan) * self.crossing.design.y_scale**2

    @property
    def correlation(self) -> float:
        """Correlation that the expected information gives to the two estimated variances (σ²
        estimated too): near −1 the data know their sum and not which factor it belongs to.
        """
        e, n = self.at, self.crossing.n
        twice = e.traces - e.norms @ self.delta  # tr Z_k'V⁻²Z_k
        rest = n - self.delta @ e.traces - self.delta @ twice  # tr V⁻²
        information = e.norms - np.outer(twice, twice) / rest
        return float(-information[0, 1] / np.sqrt(information[0, 0] * information[1, 1]))

    def interval(self, k: int, alpha: float = 0.05) -> tuple[float, float]:
        """Profile-likelihood limits of the k-th variance; the lower one may be exactly 0."""
        from .profile import limits

        low, high = limits(self.crossing, self.reml, self.delta, k, float(chdtri(1, alpha)))
        return low * self.crossing.design.y_scale**2, high * self.crossing.design.y_scale**2


def fit_crossed(crossing: Crossing, reml: bool = True) -> CrossedFit:
    """The lowest deviance of two crossed random intercepts over the closed quadrant δ ≥ 0.

    A grid that includes both boundaries is looked at first; Newton's method starts from each of its
    local minima, and along each boundary, where one factor is alone, from those there. Raises
    ValueError when the likelihood has no maximum.
    """
    _check(crossing)

    @cache
    def seen(*delta: float) -> tuple[float, np.ndarray, np.ndarray]:
        e = evaluate(delta, crossing, reml)
        return (
            e.deviance,
            e.gradient,
            e.curvature - e.N / e.r2**2 * np.outer(e.products, e.products),
        )

    def profiled(delta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        return seen(*delta.tolist())

    heights, edges = np.empty((len(GRID), len(GRID))), [alone(crossing, k, reml) for k in range(2)]
    heights[1:, 1:] = [
        [evaluate((a, b), crossing, reml, derivatives=False).deviance for b in GRID[1:]]
        for a in GRID[1:]
    ]
    heights[:, 0], heights[0] = ([one(np.array([a]))[0] for a in GRID] for one in edges)
    singles = [
        _lowest_alone(k, one, line)
        for k, (one, line) in enumerate(zip(edges, (heights[:, 0], heights[0]), strict=True))
    ]
    ends = [descend(profiled, GRID[list(at)]) for at in _lowest(heights)]
    best = min([np.zeros(2), *singles, *ends], key=lambda end: profiled(end)[0])
    best = _settled(descend(profiled, best), singles, profiled)
    return CrossedFit(
        crossing, reml, best, np.array([profiled(end)[0] for end in singles]), float(heights[0, 0])
    )


def _lowest_alone(k: int, one: Value, heights: np.ndarray) -> np.ndarray:
    """δ (2,) of the optimum with the k-th factor alone; heights: its deviance along the grid."""
    ends = [descend(one, GRID[[i]]) for i in _lowest(heights)]
    return np.where(np.arange(2) == k, min(ends, key=lambda end: one(end)[0]), 0.0)


def _settled(best: np.ndarray, singles: list[np.ndarray], profiled: Value) -> np.ndarray:
    """A variance that the likelihood cannot tell from zero is zero."""
    height = profiled(best)[0] + 1e-10
    for other in (np.zeros(2), *singles):
        value, slope, _ = profiled(other)
        if value <= height and (slope >= 0)[other == 0].all():
            return other
    return best


def _lowest(heights: np.ndarray) -> list:
    """Where no neighbour on the grid is lower, diagonal ones included."""
    padded = np.pad(heights, 1, constant_values=np.inf)
    around = [padded]
    for axis in range(heights.ndim):
        around = [np.roll(part, shift, axis) for part in around for shift in (-1, 0, 1)]
    inner = (slice(1, -1),) * heights.ndim
    lowest = np.min([part[inner] for part in around], axis=0)
    return [
        at[0] if heights.ndim == 1 else at
        for at in zip(*np.nonzero(heights <= lowest), strict=True)
    ]


def _check(c: Crossing) -> None:
    for sizes in c.sizes:
        if len(sizes) == 1:
            raise ValueError(
                "A factor has one level only, so it has no variance: leave the factor out."
            )
        if (sizes == 1).all():
            raise ValueError(
                f"Each of the {len(sizes)} levels of a factor has one row, so its variance and "
                "the residual one are "
                "the same: leave the factor out."
            )
    if c.counts.nnz == len(c.sizes[0]) == len(c.sizes[1]):
        raise ValueError(
            "Each level of one factor is one level of the other: their variances cannot be told "
            "apart."
        )
    if c.n <= c.p + 2:
        raise ValueError(
            f"{c.n:.0f} rows cannot carry {c.p} fixed effects: use fewer predictors or more data."
        )
    left = evaluate((HUGE, HUGE), c, False, derivatives=False).r2
    if not left > 1e-7 * max(c.total[-1, -1], 1e-300):
        raise ValueError(
            "The two factors and the predictors reproduce the outcome without error, so the "
            "likelihood has no maximum: "
            "use fewer predictors, or factors with more rows in each level."
        )
