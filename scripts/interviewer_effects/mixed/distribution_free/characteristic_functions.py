"""Characteristic functions of sums of residuals on a grid of log t, one sum per interviewer.

Residuals of the same bin have one function; it is tabulated once, and that of a residual with
weight w is the table from log w on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from interviewer_effects.mixed.arrays import Complexes, Floats, Integers

from .interviews import Interviews

OCTAVE = 184  # points of the table while t doubles
FINE = 4  # of these points to each step of log t
STEP = FINE * np.log(2) / OCTAVE  # of log t, from one point of the grid to the next
FINE_STEP = STEP / FINE
FIRST = 0.006  # the lowest t, in units of the sum's standard deviation
SMALLEST = 1e-4  # weights below this times the sum's standard deviation count as this
MANY = 2_000  # residuals of which the functions are summed at a time
BY_MOMENTS = 0.3  # t times the largest residual, up to which moments give the function
HALVINGS = 6  # of arguments up to 2 BY_MOMENTS, after which four terms of a series are enough


@dataclass(frozen=True, slots=True)
class Block:
    """Interviewers that are handled together, and the rows of their terms."""

    interviewers: slice
    rows: slice


@dataclass(frozen=True, slots=True)
class Terms:
    """Distinct terms of the sums: interviews of one interviewer with the same bin and weight are
    one row.

    Attributes
    ----------
    bins, w : ndarray (m,)
        Bin and weight of each term.
    multiplicity : ndarray (m,)
        How many interviews it stands for.
    per_interviewer : ndarray (J,)
        Rows of each interviewer.
    """

    bins: Integers
    w: Floats
    multiplicity: Integers
    per_interviewer: Integers

    @classmethod
    def of(
        cls,
        interviews: Interviews,
        bins: Integers,
        w: Floats,
    ) -> Terms:
        """From bins and weights (n,) of all interviews."""
        codes = interviews.codes
        order = np.lexsort((w, bins, codes))
        keys = np.stack([codes[order], bins[order], w[order]])
        differs = (keys[:, 1:] != keys[:, :-1]).any(0)
        starts = np.flatnonzero(np.append(True, differs))
        stops_too = np.append(starts, len(order))
        representatives = order[starts]
        return cls(
            bins=bins[representatives],
            w=w[representatives],
            multiplicity=np.diff(stops_too),
            per_interviewer=np.bincount(
                codes[representatives],
                minlength=len(interviews.sizes),
            ),
        )

    def characteristic_functions(
        self,
        table: CharacteristicTable,
        block: Block,
    ) -> Complexes:
        """Of the sums of a block of interviewers (J, K): the product of φ^multiplicity over their
        terms, by repeated squaring.
        """
        phi = table.rows(self.bins[block.rows], self.w[block.rows])
        exponent = self.multiplicity[block.rows]
        n_terms = self.per_interviewer[block.interviewers]
        interviewer = np.repeat(np.arange(len(n_terms)), n_terms)

        product = np.ones((len(n_terms), phi.shape[1]), dtype=complex)
        while len(exponent):
            odd = exponent % 2 == 1
            if odd.any():
                multiplied, starts = np.unique(interviewer[odd], return_index=True)
                product[multiplied] *= np.multiply.reduceat(phi[odd], starts, axis=0)
            remain = exponent > 1
            phi = phi[remain]
            phi *= phi
            exponent = exponent[remain] // 2
            interviewer = interviewer[remain]
        return product


@dataclass(frozen=True, slots=True)
class CharacteristicTable:
    """Characteristic functions of the residuals of each bin.

    Attributes
    ----------
    values : ndarray (B, M)
        At arguments whose logarithms are FINE_STEP apart.
    first_log : float
        The logarithm of the first argument.
    steps : ndarray (K,)
        Those of the grid of log t on which functions are wanted.
    """

    values: Complexes
    first_log: float
    steps: Integers

    @classmethod
    def of(
        cls,
        e: Floats,
        bins: Integers,
        w: Floats,
        steps: Integers,
    ) -> CharacteristicTable:
        """The table that weights w (n,) of residuals e (n,) need."""
        size = np.maximum(np.abs(w), SMALLEST * np.abs(w).max())
        log_smallest = np.log(size.min())
        log_largest = np.log(size.max())
        first_log = log_smallest + np.log(FIRST) + steps[0] * STEP
        points_between_weights = (log_largest - log_smallest) / FINE_STEP
        n_points = int(np.ceil(points_between_weights)) + FINE * (len(steps) - 1) + 3
        n_points += -n_points % FINE
        log_arguments = first_log + FINE_STEP * np.arange(n_points)
        arguments = np.exp(log_arguments)
        functions = [
            _characteristic_function(e[bins == bin_], arguments) for bin_ in range(bins.max() + 1)
        ]
        return cls(values=np.array(functions), first_log=first_log, steps=steps)

    def rows(
        self,
        bins: Integers,
        w: Floats,
    ) -> Complexes:
        """φ(w t) (m, K) of interviews in bins (m,) with weights w (m,), linear between the points
        of the table.
        """
        first_move = self.steps[0] * STEP
        smallest = np.exp(self.first_log - first_move) / FIRST
        size = np.maximum(np.abs(w), smallest)
        log_start = np.log(size) + np.log(FIRST) + first_move - self.first_log
        position = np.maximum(log_start / FINE_STEP, 0)
        start = position.astype(int)
        fraction = (position - start)[:, None]

        phi = self._from(bins, start)
        difference = self._from(bins, start + 1)
        difference -= phi
        difference *= fraction
        phi += difference
        negative = w < 0
        phi[negative] = phi[negative].conj()
        return phi

    def _from(
        self,
        bins: Integers,
        start: Integers,
    ) -> Complexes:
        """Every FINE-th point (m, K) of the table of a bin (m,) from the point `start` (m,) on."""
        n_bins = len(self.values)
        by_phase = self.values.reshape(n_bins, -1, FINE).transpose(0, 2, 1)
        runs = sliding_window_view(by_phase, len(self.steps), axis=2)
        phase = start % FINE
        first_in_phase = start // FINE
        return runs[bins, phase, first_in_phase]


def _characteristic_function(
    e: Floats,
    t: Floats,
) -> Complexes:
    """mean exp(ite) (M,) of residuals at arguments of which OCTAVE lie between one and its double.

    Where t e is small, as it is for most arguments, by moments; from there on the exponentials of
    one octave are the squares of those of the octave below.
    """
    phi = np.empty(len(t), dtype=complex)
    largest = np.abs(e).max()
    by_moments = int(np.searchsorted(t * largest, BY_MOMENTS))
    phi[:by_moments] = _by_moments(e, t[:by_moments])
    phi[by_moments:] = 0
    first_octave = t[by_moments : by_moments + OCTAVE]
    for begin in range(0, len(e), MANY):
        exponentials = _exponentials(np.outer(first_octave, e[begin : begin + MANY]))
        for octave in range(by_moments, len(t), OCTAVE):
            n_remaining = len(t) - octave
            phi[octave : octave + OCTAVE] += exponentials[:n_remaining].sum(1) / len(e)
            if n_remaining > OCTAVE:
                exponentials *= exponentials
    return phi


def _by_moments(
    e: Floats,
    t: Floats,
) -> Complexes:
    """Σ_k m_k (it)^k/k! up to k = 5, m_k the moments of e, by Horner's scheme."""
    m = [np.mean(e**power) for power in range(6)]
    s = 1j * t
    from_fourth = m[4] + s / 5 * m[5]
    from_third = m[3] + s / 4 * from_fourth
    from_second = m[2] + s / 3 * from_third
    from_first = m[1] + s / 2 * from_second
    return 1 + s * from_first


def _exponentials(x: Floats) -> Complexes:
    """exp(ix) of x up to 2 BY_MOMENTS within 1e-10: by its series at x/2^HALVINGS, then squared. A
    fifth of the time of the exponential function.
    """
    x = x / 2**HALVINGS
    x2 = x * x
    exponentials = np.empty(x.shape, dtype=complex)
    exponentials.real = 1 - x2 / 2 * (1 - x2 / 12)
    exponentials.imag = x * (1 - x2 / 6)
    for _ in range(HALVINGS):
        exponentials *= exponentials
    return exponentials
