"""Characteristic functions of sums of residuals on a grid of log t, one sum per interviewer.

Residuals of the same bin have one function; it is tabulated once, and that of a residual with
weight w is the table from log w on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .interviews import Interviews

OCTAVE = 184  # points of the table while t doubles
FINE = 4  # of these points to each step of log t
STEP = FINE * np.log(2) / OCTAVE
FIRST = 0.006  # the lowest t, in units of the sum's standard deviation
SMALLEST = 1e-4  # weights below this times the sum's standard deviation count as this
MANY = 2_000  # residuals of which the functions are summed at a time
BY_MOMENTS = 0.3  # t times the largest residual, up to which moments give the function
HALVINGS = 6  # of arguments up to 2 BY_MOMENTS, after which four terms of a series are enough


@dataclass(frozen=True)
class Alike:
    """Interviews of one interviewer with the same bin and weight as one row: bins, w and times
    (m,), how many interviews it stands for; sizes (J,) rows of each interviewer.
    """

    bins: np.ndarray
    w: np.ndarray
    times: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, interviews: Interviews, bins: np.ndarray, w: np.ndarray) -> Alike:
        """From bins and weights (n,) of all interviews."""
        codes = interviews.codes
        order = np.lexsort((w, bins, codes))
        keys = np.stack([codes[order], bins[order], w[order]])
        first = np.flatnonzero(np.append(True, (keys[:, 1:] != keys[:, :-1]).any(0)))
        times = np.diff(np.append(first, len(order)))
        sizes = np.bincount(codes[order[first]], minlength=len(interviews.sizes))
        return cls(bins[order[first]], w[order[first]], times, sizes)

    def products(self, table: CharacteristicTable, some: slice, rows: slice) -> np.ndarray:
        """The product of the characteristic functions of each interviewer's residuals (J, K)."""
        phi = table.rows(self.bins[rows], self.w[rows])
        left = self.times[rows]
        starts = np.concatenate([[0], np.cumsum(self.sizes[some])[:-1]])
        out = np.ones((len(starts), phi.shape[1]), dtype=complex)
        place = np.repeat(np.arange(len(starts)), self.sizes[some])
        while len(left):
            odd = left % 2 == 1
            if odd.any():
                people, first = np.unique(place[odd], return_index=True)
                out[people] *= np.multiply.reduceat(phi[odd], first, axis=0)
            more = left > 1
            phi = phi[more]
            phi *= phi
            left, place = left[more] // 2, place[more]
        return out


@dataclass(frozen=True)
class CharacteristicTable:
    """Characteristic functions (B, M) of the residuals of each bin at arguments whose logarithms
    are STEP/FINE apart, from `lowest` on; steps (K,) are those of the grid of log t.
    """

    values: np.ndarray
    lowest: float
    steps: np.ndarray

    @classmethod
    def of(
        cls, e: np.ndarray, bins: np.ndarray, w: np.ndarray, steps: np.ndarray
    ) -> CharacteristicTable:
        """The table that weights w (n,) of residuals e (n,) need."""
        size = np.maximum(np.abs(w), SMALLEST * np.abs(w).max())
        fine = STEP / FINE
        lowest = np.log(size.min()) + np.log(FIRST) + steps[0] * STEP
        count = (
            int(np.ceil((np.log(size.max()) - np.log(size.min())) / fine))
            + FINE * (len(steps) - 1)
            + 3
        )
        count += -count % FINE
        arguments = np.exp(lowest + fine * np.arange(count))
        values = np.array([_characteristic(e[bins == b], arguments) for b in range(bins.max() + 1)])
        return cls(values, lowest, steps)

    def rows(self, bins: np.ndarray, w: np.ndarray) -> np.ndarray:
        """φ(w t) (m, K) of interviews in bins (m,) with weights w (m,), linear between the points
        of the table.
        """
        least = np.exp(self.lowest - self.steps[0] * STEP) / FIRST
        size = np.maximum(np.abs(w), least)
        start = np.log(size) + np.log(FIRST) + self.steps[0] * STEP - self.lowest
        place = np.maximum(start / (STEP / FINE), 0)
        whole = place.astype(int)
        rest = (place - whole)[:, None]
        phi = self._from(bins, whole)
        above = self._from(bins, whole + 1)
        above -= phi
        above *= rest
        phi += above
        negative = w < 0
        phi[negative] = phi[negative].conj()
        return phi

    def _from(self, bins: np.ndarray, first: np.ndarray) -> np.ndarray:
        """Every FINE-th point (m, K) of the table of a bin (m,) from the point `first` (m,) on."""
        by_phase = self.values.reshape(len(self.values), -1, FINE).transpose(0, 2, 1)
        runs = sliding_window_view(by_phase, len(self.steps), axis=2)
        return runs[bins, first % FINE, first // FINE]


def _characteristic(e: np.ndarray, t: np.ndarray) -> np.ndarray:
    """mean exp(ite) (M,) of residuals at arguments of which OCTAVE lie between one and its double.

    Where t e is small, as it is for most arguments, by moments; from there on the exponentials of
    one octave are the squares of those of the octave below.
    """
    out = np.empty(len(t), dtype=complex)
    largest = np.abs(e).max()
    first = int(np.searchsorted(t * largest, BY_MOMENTS))
    m = [np.mean(e**power) for power in range(6)]
    s = 1j * t[:first]
    out[:first] = 1 + s * (m[1] + s / 2 * (m[2] + s / 3 * (m[3] + s / 4 * (m[4] + s / 5 * m[5]))))
    out[first:] = 0
    lowest = t[first : first + OCTAVE]
    for begin in range(0, len(e), MANY):
        turned = _exponentials(np.outer(lowest, e[begin : begin + MANY]))
        for octave in range(first, len(t), OCTAVE):
            left = len(t) - octave
            out[octave : octave + OCTAVE] += turned[:left].sum(1) / len(e)
            if left > OCTAVE:
                turned *= turned
    return out


def _exponentials(x: np.ndarray) -> np.ndarray:
    """exp(ix) of x up to 2 BY_MOMENTS within 1e-10: by its series at x/2^HALVINGS, then squared. A
    fifth of the time of the exponential function.
    """
    x = x / 2**HALVINGS
    square = x * x
    out = np.empty(x.shape, dtype=complex)
    out.real = 1 - square / 2 * (1 - square / 12)
    out.imag = x * (1 - square / 6)
    for _ in range(HALVINGS):
        out *= out
    return out
