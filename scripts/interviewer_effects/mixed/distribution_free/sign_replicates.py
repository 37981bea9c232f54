"""What a sign test computes of each replicate, from sums of signed numbers instead of signed
residuals.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .interviews import Interviews, LeastSquares, WithinBetween
from .sign_sums import Block, SignSums

# Interviews of an interviewer from whom the variance of a slope can be told from that of the
# answers
FEWEST = 3


@dataclass(frozen=True)
class Squares:
    """Σ_i w_i r_i² of replicates for one column of weights w (n,), r_i = e_iε_i − own_j − Q_i'b.

    Multiplied out it is constant − 2 Σ_j own_j (Σ_i w e ε) − 2 b'(Σ w Q e ε) + Σ_j own_j² (Σ_i w) +
    2 Σ_j own_j (Σ_i w Q)'b + b'(Σ w QQ')b, so only the two sums in ε are of the replicate. Tables
    are those of sign_sums.
    """

    constant: float
    of_own: np.ndarray  # table of w e
    of_slopes: list[np.ndarray]  # tables of w e Q_k
    sums: np.ndarray  # (J,) Σ_i w
    sums_Q: np.ndarray  # (J, r) Σ_i w Q
    products: np.ndarray  # (r, r) Σ w QQ'

    @classmethod
    def of(
        cls, sums: SignSums, interviews: Interviews, Q: np.ndarray, e: np.ndarray, w: np.ndarray
    ) -> Squares:
        """The parts that all replicates share."""
        tables = sums.tables(np.column_stack([w * e, (w * e)[:, None] * Q]))
        weighted = w[:, None] * Q
        return cls(
            float(w @ e**2),
            tables[0],
            list(tables[1:]),
            interviews.sums(w),
            interviews.sums(weighted),
            weighted.T @ Q,
        )

    def values(
        self, sums: SignSums, entries: np.ndarray, own: np.ndarray | None, b: np.ndarray
    ) -> np.ndarray:
        """The sum (R,) in each replicate, own (J, R) the interviewers' means and None where they
        are not taken off.
        """
        out = self.constant + ((self.products @ b) * b).sum(0)
        for table, slope in zip(self.of_slopes, b, strict=True):
            out -= 2 * slope * sums.in_all(table, entries)
        if own is None:
            return out
        inner = self.sums[:, None] * own
        inner += 2 * (self.sums_Q @ b - sums.by_interviewer(self.of_own, entries))
        return out + np.einsum("jr,jr->r", own, inner)


@dataclass(frozen=True)
class Replicates:
    """T of every tested column, C of every pair of them and, with a random intercept, of each with
    it, in replicates.

    sd is that of the levels that are drawn; own, slopes and tested are tables (sign_sums) of the
    interviewers' means, of the coefficients of Q and of the tested columns.
    """

    sums: SignSums
    model: WithinBetween | LeastSquares
    weights: np.ndarray
    counts: np.ndarray
    sd: float
    own: np.ndarray | None
    slopes: list[np.ndarray]
    tested: list[np.ndarray]
    tested_Q: list[np.ndarray]
    pairs: list[tuple[int, int]]
    noise: list[Squares]
    noise_level: list[Squares]

    @classmethod
    def of(cls, design, model, W: np.ndarray, weights: np.ndarray, e: np.ndarray) -> Replicates:
        """The replicates of a SignDesign: e (n,) are the residuals whose signs are drawn, W (n, t)
        the tested columns, weights (J,) those of the interviewers' levels.
        """
        interviews, Q = design.interviews, model.Q
        sums = SignSums.of(interviews.sizes)
        counts = (interviews.sizes >= (FEWEST if design.intercept else 1)).astype(float)
        pairs = pairs_of(W.shape[1], design.covariances)
        of_pairs = [
            noise_weights(design, W[:, a] * W[:, b]) * counts[interviews.codes] for a, b in pairs
        ]
        of_levels = []
        if design.intercept and design.covariances:
            share = counts * weights / np.maximum(interviews.sizes - 2, 1)
            of_levels = [w * share[interviews.codes] for w in W.T]
        tables = sums.tables(
            e[:, None] * np.column_stack([Q, W, 1 / interviews.sizes[interviews.codes]])
        )
        r, t = Q.shape[1], W.shape[1]
        return cls(
            sums,
            model,
            weights,
            counts,
            np.sqrt(design.variance),
            tables[-1] if design.intercept else None,
            list(tables[:r]),
            list(tables[r : r + t]),
            [interviews.sums(w[:, None] * Q) for w in W.T],
            pairs,
            [Squares.of(sums, interviews, Q, e, w) for w in of_pairs],
            [Squares.of(sums, interviews, Q, e, w) for w in of_levels],
        )

    def statistics(self, signs: int, seed: int) -> np.ndarray:
        """The statistics (m, signs) of so many replicates."""
        return np.concatenate([self._of(block) for block in self.sums.drawn(signs, seed)], axis=1)

    def _of(self, block: Block) -> np.ndarray:
        entries = self.sums.entries(block)
        b = np.array([self.sums.in_all(table, entries) for table in self.slopes]).reshape(
            -1, block.count
        )
        own = None if self.own is None else self.sums.by_interviewer(self.own, entries)
        S = [
            self.sums.by_interviewer(table, entries) - of_Q @ b
            for table, of_Q in zip(self.tested, self.tested_Q, strict=True)
        ]
        out = [
            np.einsum("j,jr,jr->r", self.counts, S[k], S[m])
            - noise.values(self.sums, entries, own, b)
            for (k, m), noise in zip(self.pairs, self.noise, strict=True)
        ]
        if self.noise_level:
            level = self._levels(own, b, block)
            weighted = (self.counts * self.weights)[:, None] * level
            out += [
                np.einsum("jr,jr->r", weighted, part) - noise.values(self.sums, entries, own, b)
                for part, noise in zip(S, self.noise_level, strict=True)
            ]
        return np.array(out)

    def _levels(self, own: np.ndarray, b: np.ndarray, block: Block) -> np.ndarray:
        """Residuals (J, R) of the interviewers' levels, drawn from N(0, τ²) beside what the
        residuals make.
        """
        drawn = np.ascontiguousarray(block.stream.standard_normal((block.count, len(own))).T)
        level = own + self.sd * drawn - self.model.means @ b
        return level - self.model.fixed @ (self.model.solve @ level)


def pairs_of(tested: int, covariances: bool) -> list[tuple[int, int]]:
    """The tested columns with themselves, then, where covariances are part of the alternative, with
    one another.
    """
    return [(k, k) for k in range(tested)] + (
        list(combinations(range(tested), 2)) if covariances else []
    )


def noise_weights(design, product: np.ndarray) -> np.ndarray:
    """Weights (n,) of squared residuals that add up to what the residual variances alone give to a
    product of two sums, without bias for any of them; product (n,) is that of the two columns.
    """
    interviews = design.interviews
    if not design.intercept:
        return product
    n = np.maximum(interviews.sizes, FEWEST)
    share = interviews.sums(product) / (n * (n - 1))
    return (product - share[interviews.codes]) / (1 - 2 / n)[interviews.codes]
