"""p-values that are known from random draws, with what the draws leave open."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import special

TAIL = 0.025  # probability left out on each side of an interval


@dataclass(frozen=True, slots=True)
class MonteCarloP:
    """A p-value from draws under the null hypothesis.

    Attributes
    ----------
    p : float
        (1 + #{T* ≥ T})/(draws + 1), which rejects with at most its level (Davison & Hinkley 1997).
    low, high : float
        Limits of P(T* ≥ T): the 95 % interval of Clopper & Pearson (1934).
    """

    p: float
    low: float
    high: float

    @classmethod
    def of(
        cls,
        exceeding: int,
        draws: int,
    ) -> MonteCarloP:
        """From how many draws reached the statistic."""
        low = 0.0
        high = 1.0
        if exceeding > 0:
            low = special.betaincinv(exceeding, draws - exceeding + 1, TAIL)
        if exceeding < draws:
            high = special.betaincinv(exceeding + 1, draws - exceeding, 1 - TAIL)
        return cls(
            p=(1 + exceeding) / (draws + 1),
            low=float(low),
            high=float(high),
        )
