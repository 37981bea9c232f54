"""What a sign test computes of each replicate, from sums of signed numbers instead of signed
residuals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers

from .interviews import Interviews
from .least_squares import LeastSquares, WithinBetween
from .sign_design import SignDesign
from .sign_sums import SignBlock, SignSums


@dataclass(frozen=True, slots=True)
class SignedResiduals:
    """Residuals e_iε_i of a block of replicates, without writing them down.

    Attributes
    ----------
    entries : ndarray (B, R)
        Where in tables of sign_sums their sums stand.
    means : ndarray (J, R) or None
        The interviewers' means; None where they are not taken off.
    slopes : ndarray (r, R)
        Coefficients b of the basis Q.
    """

    entries: Integers
    means: Floats | None
    slopes: Floats


@dataclass(frozen=True, slots=True)
class Squares:
    """Σ_i w_i r_i² of replicates for one column of weights w (n,), r_i = e_iε_i − mean_j − Q_i'b.

    Multiplied out it is constant − 2 Σ_j mean_j (Σ_i w e ε) − 2 b'(Σ w Q e ε) + Σ_j mean_j² (Σ_i w)
    + 2 Σ_j mean_j (Σ_i w Q)'b + b'(Σ w QQ')b, so only the two sums in ε are of the replicate.

    Attributes
    ----------
    constant : float
        Σ w e².
    table_of_residuals : ndarray
        Table (sign_sums) of w e.
    tables_of_slopes : ndarray
        Tables of w e Q_k.
    weights : ndarray (J,)
        Σ_i w.
    Q : ndarray (J, r)
        Σ_i w Q.
    QQ : ndarray (r, r)
        Σ w QQ'.
    """

    constant: float
    table_of_residuals: Floats
    tables_of_slopes: Floats
    weights: Floats
    Q: Floats
    QQ: Floats

    @classmethod
    def of(
        cls,
        sums: SignSums,
        interviews: Interviews,
        Q: Floats,
        e: Floats,
        w: Floats,
    ) -> Squares:
        """What all replicates share."""
        weighted_e = w * e
        weighted_Q = w[:, None] * Q
        tables = sums.tables(np.column_stack([weighted_e, weighted_e[:, None] * Q]))
        return cls(
            constant=float(w @ e**2),
            table_of_residuals=tables[0],
            tables_of_slopes=tables[1:],
            weights=interviews.sums(w),
            Q=interviews.sums(weighted_Q),
            QQ=weighted_Q.T @ Q,
        )

    def values(
        self,
        sums: SignSums,
        residuals: SignedResiduals,
    ) -> Floats:
        """The sum (R,) in each replicate."""
        b = residuals.slopes
        values = self.constant + ((self.QQ @ b) * b).sum(0)
        for table, slope in zip(self.tables_of_slopes, b, strict=True):
            values -= 2 * slope * sums.in_all(table, residuals.entries)
        means = residuals.means
        if means is None:
            return values
        signed = sums.by_interviewer(self.table_of_residuals, residuals.entries)
        of_means = self.weights[:, None] * means
        of_means += 2 * (self.Q @ b - signed)
        return values + np.einsum("jr,jr->r", means, of_means)


@dataclass(frozen=True, slots=True)
class TestedColumn:
    """Σ_i x r of replicates for one tested column x: a table (sign_sums) of x e, and Σ_i x Q of
    each interviewer (J, r).
    """

    table: Floats
    Q: Floats

    def sums(
        self,
        sign_sums: SignSums,
        residuals: SignedResiduals,
    ) -> Floats:
        """S (J, R) in each replicate."""
        signed = sign_sums.by_interviewer(self.table, residuals.entries)
        of_slopes = self.Q @ residuals.slopes
        return signed - of_slopes


@dataclass(frozen=True, slots=True)
class Replicates:
    """T of every tested column, C of every pair of them and, with a random intercept, of each with
    it, in replicates.

    Attributes
    ----------
    design : SignDesign
    model : WithinBetween or LeastSquares
    sums : SignSums
    table_of_means : ndarray or None
        Of the interviewers' means; None without a random intercept.
    tables_of_slopes : ndarray
        Of the coefficients of Q.
    tested : list of TestedColumn
    noise, level_noise : list of Squares
        What the residual variances alone give to each product, and to those with the level.
    """

    design: SignDesign
    model: WithinBetween | LeastSquares
    sums: SignSums
    table_of_means: Floats | None
    tables_of_slopes: Floats
    tested: list[TestedColumn]
    noise: list[Squares]
    level_noise: list[Squares]

    @classmethod
    def of(
        cls,
        design: SignDesign,
        model: WithinBetween | LeastSquares,
        W: Floats,
        e: Floats,
    ) -> Replicates:
        """The replicates of a SignDesign: e (n,) are the residuals whose signs are drawn, W (n, t)
        the tested columns as they vary.
        """
        interviews = design.interviews
        Q = model.Q
        r = Q.shape[1]
        sums = SignSums.of(interviews.sizes)
        of_mean = 1 / interviews.sizes[interviews.codes]
        columns = np.column_stack([Q, W, of_mean])
        tables = sums.tables(e[:, None] * columns)
        tables_of_tested = tables[r:-1]
        return cls(
            design=design,
            model=model,
            sums=sums,
            table_of_means=tables[-1] if design.intercept else None,
            tables_of_slopes=tables[:r],
            tested=[
                TestedColumn(table=table, Q=interviews.sums(column[:, None] * Q))
                for table, column in zip(tables_of_tested, W.T, strict=True)
            ],
            noise=[
                Squares.of(
                    sums,
                    interviews,
                    Q=Q,
                    e=e,
                    w=weights,
                )
                for weights in _noise_weights(design, W)
            ],
            level_noise=[
                Squares.of(
                    sums,
                    interviews,
                    Q=Q,
                    e=e,
                    w=weights,
                )
                for weights in _level_noise_weights(design, W)
            ],
        )

    def statistics(
        self,
        signs: int,
        seed: int,
    ) -> Floats:
        """The statistics (m, signs) of so many replicates."""
        blocks = self.sums.drawn(signs, seed)
        statistics = [self._of_block(block) for block in blocks]
        return np.concatenate(statistics, axis=1)

    def _of_block(self, block: SignBlock) -> Floats:
        residuals = self._residuals(block)
        S = [tested.sums(self.sums, residuals) for tested in self.tested]
        counted = self.design.counted
        statistics = []
        for (row, column), noise in zip(self.design.pairs, self.noise, strict=True):
            product = np.einsum(
                "j,jr,jr->r",
                counted,
                S[row],
                S[column],
            )
            statistics.append(product - noise.values(self.sums, residuals))
        if self.level_noise:
            weights = counted * self.design.level_weights
            weighted_level = weights[:, None] * self._levels(residuals, block)
            for sums, noise in zip(S, self.level_noise, strict=True):
                product = np.einsum("jr,jr->r", weighted_level, sums)
                statistics.append(product - noise.values(self.sums, residuals))
        return np.array(statistics)

    def _residuals(self, block: SignBlock) -> SignedResiduals:
        entries = self.sums.entries(block)
        slopes = [self.sums.in_all(table, entries) for table in self.tables_of_slopes]
        means = None
        if self.table_of_means is not None:
            means = self.sums.by_interviewer(self.table_of_means, entries)
        return SignedResiduals(
            entries=entries,
            means=means,
            slopes=np.array(slopes).reshape(-1, block.count),
        )

    def _levels(
        self,
        residuals: SignedResiduals,
        block: SignBlock,
    ) -> Floats:
        """Residuals (J, R) of the interviewers' levels, drawn from N(0, τ²) beside what the
        residuals make.
        """
        assert isinstance(self.model, WithinBetween)  # which models with an intercept have
        J = len(self.design.interviews.sizes)
        normal = block.stream.standard_normal((block.count, J))
        sd = np.sqrt(self.design.variance)
        drawn_levels = sd * np.ascontiguousarray(normal.T)
        of_slopes = self.model.means @ residuals.slopes
        levels = residuals.means + drawn_levels - of_slopes
        return self.model.without_fixed(levels)


def _noise_weights(
    design: SignDesign,
    W: Floats,
) -> list[Floats]:
    """Of each product of tested columns (n,), zero for interviewers who do not count."""
    counted = design.counted[design.interviews.codes]
    weights = []
    for row, column in design.pairs:
        product = W[:, row] * W[:, column]
        weights.append(design.noise_weights(product) * counted)
    return weights


def _level_noise_weights(
    design: SignDesign,
    W: Floats,
) -> list[Floats]:
    """Of each product of a tested column with the level (n,)."""
    if not design.has_level_covariances:
        return []
    share = design.counted * design.level_weights / design.remaining_df
    return [column * share[design.interviews.codes] for column in W.T]
