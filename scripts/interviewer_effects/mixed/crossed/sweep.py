"""V⁻¹ of crossed random intercepts, blocked by the factor with fewer levels.

In units of σ², V = I + δ₁Z₁Z₁' + δ₂Z₂Z₂' with δ = (relative standard deviation)² ≥ 0. The factor
with more levels (a) is eliminated in closed form, for its block of Z'Z is diagonal; what is left is
one dense matrix of the other one (b):

    d = 1 + δ_a n_a
    H = diag(1/d)C
    G = Z_b'V_a⁻¹Z_b = diag(n_b) − C'diag(δ_a/d)C
    S = I + δ_b G
    log|V| = Σ log d + log|S|
    Z_b'V⁻¹Z_b = S⁻¹G
    Z_a'V⁻¹Z_b = HS⁻¹
    Z_a'V⁻¹Z_a = diag(n_a/d) − δ_b H S⁻¹ H'

with the counts C (Bates, Mächler, Bolker & Walker 2015, eq. 34-41, after a Schur complement). No
product larger than J × J is made, so it costs O(J³ + cells) whatever the number of interviews and
of levels of the larger factor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from interviewer_effects.mixed.arrays import Floats

from .meetings import Crossing


@dataclass(frozen=True, slots=True)
class Swept:
    """Both factors taken into V⁻¹.

    Attributes
    ----------
    crossing : Crossing
    minor_delta : float
        δ_b.
    d : ndarray (K,)
    G : ndarray (J, J)
    factor : ndarray (J, J)
        The lower Cholesky factor of S.
    log_det : float
        log|V|.
    total : ndarray (p + 1, p + 1)
        [X y]'V⁻¹[X y].
    minor : ndarray (J, p + 1)
        Z_b'V⁻¹[X y].
    """

    crossing: Crossing
    minor_delta: float
    d: Floats
    G: Floats
    factor: Floats
    log_det: float
    total: Floats
    minor: Floats

    @classmethod
    def at(
        cls,
        delta: Floats,
        crossing: Crossing,
    ) -> Swept:
        """V at δ = (major, minor)."""
        major_delta, minor_delta = delta
        d = 1 + major_delta * crossing.major_sizes
        rows_in_common = crossing.met(major_delta / d)
        G = np.diag(crossing.minor_sizes) - rows_in_common
        major_alone = crossing.major / d[:, None]
        met = crossing.transposed @ major_alone
        minor_alone = crossing.minor - major_delta * met

        S = minor_delta * G
        S.flat[:: len(S) + 1] += 1
        factor, _ = lapack.dpotrf(
            S.T,
            lower=1,
            overwrite_a=1,
        )
        log_det_of_d = np.log(d).sum()
        log_det_of_S = 2 * np.log(np.diag(factor)).sum()
        minor, _ = lapack.dpotrs(
            factor,
            minor_alone,
            lower=1,
        )

        taken_by_major = major_delta * crossing.major.T @ major_alone
        taken_by_minor = minor_delta * minor_alone.T @ minor
        return cls(
            crossing=crossing,
            minor_delta=minor_delta,
            d=d,
            G=G,
            factor=factor,
            log_det=float(log_det_of_d + log_det_of_S),
            total=crossing.total - taken_by_major - taken_by_minor,
            minor=minor,
        )

    def inverse_of_S(self) -> Floats:
        """S⁻¹ (J, J)."""
        lower_half, _ = lapack.dpotri(self.factor, lower=1)  # zeros above the diagonal
        diagonal = lower_half.diagonal()
        inverse = lower_half + lower_half.T
        np.fill_diagonal(inverse, diagonal)
        return inverse

    def major(self) -> Floats:
        """Z_a'V⁻¹[X y] (K, p + 1)."""
        d = self.d[:, None]
        major_alone = self.crossing.major / d
        met = self.crossing.counts @ self.minor
        return major_alone - self.minor_delta * met / d
