"""Moments of interviewers' levels and of residuals, and what a wild interval computes of each
replicate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats

from .interviews import Interviews
from .least_squares import WithinBetween
from .sign_sums import SignBlock, SignSums

RATIOS = (0.01, 0.5)  # of τ²/σ², between which the weights of the levels are held


@dataclass(frozen=True, slots=True)
class ResidualPart:
    """What residuals within interviewers say (R,).

    Attributes
    ----------
    sigma2 : ndarray
        σ².
    noise : ndarray
        The part of the levels' weighted mean square that residuals make.
    """

    sigma2: Floats
    noise: Floats


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments of interviewers' levels and of residuals; weights (J,) are those of the levels."""

    interviews: Interviews
    weights: Floats

    @classmethod
    def of(
        cls,
        interviews: Interviews,
        ratio: float,
    ) -> Moments:
        """Nearly the best weights where τ²/σ² is ratio."""
        n = interviews.sizes
        lowest_ratio, highest_ratio = RATIOS
        bounded_ratio = np.clip(ratio, lowest_ratio, highest_ratio)
        precision = n / (1 + n * bounded_ratio)
        return cls(interviews=interviews, weights=precision**2)

    @property
    def several(self) -> Booleans:
        """Interviewers whose s_j² is known (J,)."""
        n = self.interviews.sizes
        return n > 1

    def between(
        self,
        level: Floats,
        other_level: Floats,
    ) -> Floats:
        """Weighted mean products (R,) of levels (J, R)."""
        total_weight = self.weights.sum()
        shares = self.weights / total_weight
        return np.einsum(
            "j,jr,jr->r",
            shares,
            level,
            other_level,
        )

    def within(self, squares: Floats) -> ResidualPart:
        """From the sums of squares within interviewers (J, R)."""
        n = self.interviews.sizes
        df = np.maximum(n - 1, 1)
        several = self.several
        total_weight = self.weights.sum()
        n_known = n[several].sum()
        in_sigma2 = np.where(several, n / df, 0)
        in_noise = np.where(several, self.weights / (n * df), 0)
        coefficients = np.array([in_sigma2 / n_known, in_noise / total_weight])
        sigma2, noise_of_several = coefficients @ squares
        weights_of_single = (self.weights / n)[~several]
        noise_of_single = sigma2 * weights_of_single.sum() / total_weight
        return ResidualPart(sigma2=sigma2, noise=noise_of_several + noise_of_single)


@dataclass(frozen=True, slots=True)
class WildReplicates:
    """Levels and sums of squares within interviewers of residuals e with random signs, from sums of
    signed numbers.

    Attributes
    ----------
    sums : SignSums
    model : WithinBetween
    table_of_means : ndarray
        Table (sign_sums) of e/n.
    tables_of_slopes : ndarray
        Tables of e Q.
    squares : ndarray (J,)
        Σ_i e².
    QQ : ndarray (J, r, r)
        Σ_i QQ'.
    """

    sums: SignSums
    model: WithinBetween
    table_of_means: Floats
    tables_of_slopes: Floats
    squares: Floats
    QQ: Floats

    @classmethod
    def of(
        cls,
        interviews: Interviews,
        model: WithinBetween,
        e: Floats,
    ) -> WildReplicates:
        """What all replicates share."""
        sums = SignSums.of(interviews.sizes)
        Q = model.Q
        n, r = Q.shape
        of_mean = 1 / interviews.sizes[interviews.codes]
        tables = sums.tables(e[:, None] * np.column_stack([of_mean, Q]))
        products = Q[:, :, None] * Q[:, None]
        QQ = interviews.sums(products.reshape(n, r * r))
        return cls(
            sums=sums,
            model=model,
            table_of_means=tables[0],
            tables_of_slopes=tables[1:],
            squares=interviews.sums(e**2),
            QQ=QQ.reshape(len(interviews.sizes), r, r),
        )

    def parts(self, block: SignBlock) -> tuple[Floats, Floats]:
        """Residuals of the levels (J, R) and Σ_i within_ij² (J, R) of a block of replicates.

        Σ_i (e_iε_i − mean − Q_i'b)² = Σ e² − n mean² − 2 b'Σ_i Q e ε + b'(Σ_i QQ')b, since Q sums
        to zero.
        """
        entries = self.sums.entries(block)
        means = self.sums.by_interviewer(self.table_of_means, entries)
        by_interviewer = [
            self.sums.by_interviewer(table, entries) for table in self.tables_of_slopes
        ]
        slopes = [sums.sum(0) for sums in by_interviewer]
        b = np.array(slopes).reshape(-1, block.count)
        n = self.sums.sizes[:, None]
        squares = self.squares[:, None] - n * means**2
        for k, sums in enumerate(by_interviewer):
            squares += b[k] * (self.QQ[:, k] @ b - 2 * sums)
        levels = means - self.model.means @ b
        return self.model.without_fixed(levels), squares
