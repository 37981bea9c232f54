"""Tail probabilities of weighted sums of residuals, by inversion of their characteristic functions
(Gil-Pelaez 1951).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import signal

from interviewer_effects.mixed.arrays import Complexes, Floats, Integers

from .characteristic_functions import FIRST, STEP, Block, CharacteristicTable, Terms
from .interviews import Interviews
from .residual_scales import Scales

HIGHEST = 20.0  # the last t of the inversion, in units of the sum's standard deviation
# Share of the variance that is normal at least: sums of few whole numbers have no smooth tail
LEAST_NORMAL = 0.02
CLOSEST = 1e-6  # accuracy of the inversion: no tail is taken as smaller
# Standard deviations: values beyond count as this, which the grid of t still resolves
FARTHEST = 7.0
REACH = 5.0  # standard deviations of log scale that are averaged over
STRIDES = 8  # steps to each of these standard deviations
ROOM = 3_000_000  # complex numbers in memory at a time


@dataclass(frozen=True, slots=True)
class Sums:
    """Weighted sums of residuals, one per interviewer.

    Attributes
    ----------
    w : ndarray (n,)
        The weight of each interview.
    bins : ndarray (n,)
        The bin from whose residuals its own is drawn.
    normal : ndarray (J,)
        The variance of what the random effects contribute.
    value : ndarray (J,)
        The sum in hand.
    """

    w: Floats
    bins: Integers
    normal: Floats
    value: Floats


@dataclass(frozen=True, slots=True)
class ScaleGrid:
    """A distribution of scales on the grid of log t.

    Attributes
    ----------
    moves : ndarray (S,)
        Scales as moves along the grid, symmetric about 0.
    probabilities : ndarray (S,)
    """

    moves: Integers
    probabilities: Floats

    @classmethod
    def of(cls, omega: float) -> ScaleGrid:
        """log s ~ N(−ω², ω²), so that E s² = 1, with −ω² a part of the residuals' size."""
        if omega < STEP / 2:
            return cls(moves=np.array([0]), probabilities=np.array([1.0]))
        stride = max(1, int(omega / STRIDES / STEP))
        n_strides = int(np.ceil(REACH * omega / STEP / stride))
        moves = stride * np.arange(-n_strides, n_strides + 1)
        standardised = moves * STEP / omega
        density = np.exp(-(standardised**2) / 2)
        return cls(moves=moves, probabilities=density / density.sum())

    @property
    def longest(self) -> int:
        """The longest move."""
        moves = self.moves
        return moves[-1]

    def averaged(self, phi: Complexes) -> Complexes:
        """Σ_s p_s φ(s t) (J, K) of functions (J, K + 2 longest) on the grid of log t."""
        if self.longest == 0:
            return phi
        kernel = np.zeros(2 * self.longest + 1)
        kernel[self.longest - self.moves] = self.probabilities
        return signal.fftconvolve(
            phi,
            kernel[None],
            mode="valid",
            axes=1,
        )


def tail_of_sums(
    interviews: Interviews,
    sums: Sums,
    e: Floats,
    scales: Scales,
) -> Floats:
    """P(sum < value) + ½ P(sum = value) of each interviewer (J,), residuals e (n,) drawn within
    bins.

    F(x) = ½ − (1/π)∫ Im[e^{−itx}φ(t)] d log t with log t on a grid; residuals s times as large move
    φ along the grid, so that the average over scales costs nothing. Left of the grid the integrand
    is proportional to t, and the sum over what would be the grid there a geometric series. Accurate
    to some 2e-6, for sums of one or two residuals 3e-4.
    """
    log_t = np.arange(np.log(FIRST), np.log(HIGHEST), STEP)
    t = np.exp(log_t)
    grid = ScaleGrid.of(scales.omega)
    standard = _standardised(
        interviews,
        sums,
        e=e,
        scales=scales,
    )
    table = CharacteristicTable.of(
        e,
        sums.bins,
        w=standard.w,
        steps=np.arange(-grid.longest, len(t) + grid.longest),
    )
    terms = Terms.of(interviews, sums.bins, w=standard.w)

    tails = np.empty(len(standard.value))
    for block in _blocks(terms.per_interviewer, width=len(table.steps)):
        phi = grid.averaged(terms.characteristic_functions(table, block))
        value = standard.value[block.interviewers]
        normal = standard.normal[block.interviewers]
        log_of_shift = -1j * np.outer(value, t)
        log_of_normal = -np.outer(normal, t**2 / 2)
        integrand = (np.exp(log_of_shift + log_of_normal) * phi).imag
        on_grid = STEP * integrand.sum(1)
        before_grid = (STEP / np.expm1(STEP)) * integrand[:, 0]
        tails[block.interviewers] = 0.5 - (on_grid + before_grid) / np.pi
    return np.clip(tails, CLOSEST, 1 - CLOSEST)


def _standardised(
    interviews: Interviews,
    sums: Sums,
    e: Floats,
    scales: Scales,
) -> Sums:
    """Sums in units of their standard deviation, the weights times the typical scale of the
    interviewer.

    At least LEAST_NORMAL of the variance is normal; what that adds is taken from the residuals.
    """
    typical_scale = np.exp(scales.center)[interviews.codes]
    scaled = sums.w * typical_scale
    mean_square = np.mean(e**2) * np.exp(2 * scales.omega**2)
    residual_variance = mean_square * interviews.sums(scaled**2)
    variance = sums.normal + residual_variance
    varies = variance > 0
    sd = np.sqrt(np.where(varies, variance, 1))

    normal_share = np.divide(
        sums.normal,
        variance,
        out=np.ones_like(variance),
        where=varies,
    )
    smooth_share = np.maximum(normal_share, LEAST_NORMAL)
    residual_factor2 = np.divide(
        1 - smooth_share,
        1 - normal_share,
        out=np.zeros_like(normal_share),
        where=normal_share < 1,
    )
    unit_of_residuals = np.sqrt(residual_factor2) / sd
    return Sums(
        w=scaled * unit_of_residuals[interviews.codes],
        bins=sums.bins,
        normal=smooth_share,
        value=np.clip(sums.value / sd, -FARTHEST, FARTHEST),
    )


def _blocks(
    per_interviewer: Integers,
    width: int,
) -> Iterator[Block]:
    """Interviewers, with so many rows each (J,), in blocks of which one array of rows × width fits
    into ROOM.
    """
    stops = np.cumsum(per_interviewer)
    first = 0
    while first < len(stops):
        first_row = stops[first] - per_interviewer[first]
        last_fitting_row = first_row + ROOM // width
        fitting = int(np.searchsorted(stops, last_fitting_row, side="right"))
        stop = max(first + 1, fitting)
        yield Block(
            interviewers=slice(first, stop),
            rows=slice(int(first_row), int(stops[stop - 1])),
        )
        first = stop
