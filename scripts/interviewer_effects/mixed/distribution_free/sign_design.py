"""What a sign test compares: which columns are tested, and the statistics of residuals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .interviews import Interviews
from .least_squares import Parts

# Interviews of an interviewer from whom the variance of a slope can be told from that of the
# answers
FEWEST = 3


@dataclass(frozen=True)
class SignDesign:
    """What a sign test reads.

    Attributes
    ----------
    interviews : Interviews
    W : ndarray (n, k)
        The tested random columns, in the order of the interviews.
    intercept : bool
        Whether the null has a random intercept.
    variance : float
        Its variance τ²; 0 without one.
    ratio : float
        τ²/σ².
    covariances : bool
        Whether covariances are part of the alternative.
    """

    interviews: Interviews
    W: Floats
    intercept: bool
    variance: float
    ratio: float
    covariances: bool

    @property
    def level_weights(self) -> Floats:
        """σ² v_j = n_j/(1 + n_j τ²/σ²) of the interviewers' levels (J,)."""
        n = self.interviews.sizes
        return n / (1 + n * self.ratio)

    @property
    def counted(self) -> Floats:
        """1 for interviewers who count, 0 for others (J,)."""
        fewest = FEWEST if self.intercept else 1
        return (self.interviews.sizes >= fewest).astype(float)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The tested columns with themselves, then, where covariances are part of the alternative,
        with one another.
        """
        columns = range(self.W.shape[1])
        pairs = [(column, column) for column in columns]
        if self.covariances:
            pairs += combinations(columns, 2)
        return pairs

    @property
    def has_level_covariances(self) -> bool:
        """Whether the tested effects may go with the level."""
        return self.intercept and self.covariances

    def noise_weights(self, product: Floats) -> Floats:
        """Weights (n,) of squared residuals that add up to what the residual variances alone give
        to a product of two sums, without bias for any of them; product (n,) is that of the two
        columns.
        """
        if not self.intercept:
            return product
        interviews = self.interviews
        n = np.maximum(interviews.sizes, FEWEST)
        share = interviews.sums(product) / (n * (n - 1))
        correction = 1 - 2 / n
        return (product - share[interviews.codes]) / correction[interviews.codes]

    @property
    def remaining_df(self) -> Floats:
        """n_j − 2, at least 1 (J,)."""
        return np.maximum(self.interviews.sizes - 2, 1)


def sign_statistics(
    design: SignDesign,
    W: Floats,
    parts: Parts,
    level_weights: Floats,
) -> Floats:
    """T of every tested column, then C of every pair and, with a random intercept, of every column
    with it (m, R). W (n, k) are the tested columns as they vary, level_weights (J,) those of the
    interviewers' levels.
    """
    interviews = design.interviews
    r = parts.within.reshape(len(W), -1)
    squares = r * r
    S = [interviews.sums(r, column) for column in W.T]
    statistics = []
    for first, second in design.pairs:
        noise_weights = design.noise_weights(W[:, first] * W[:, second])
        noise = interviews.sums(squares, noise_weights)
        statistics.append(design.counted @ (S[first] * S[second] - noise))
    if design.has_level_covariances:
        level = parts.level.reshape(len(level_weights), -1)
        remaining_df = design.remaining_df[interviews.codes]
        for column, sums in zip(W.T, S, strict=True):
            product = level * sums - interviews.sums(squares, column / remaining_df)
            statistics.append(design.counted @ (level_weights[:, None] * product))
    return np.array(statistics)
