"""What chance makes of the logarithm of an interviewer's residual variance, whatever the answers
look like.

The variance is that of an interviewer's answers about their own line, without the one farthest from
it, so that a single wild value decides nothing. Chance is what the same statistic does among
interviews drawn from all: residuals where answers have no bounds, and where they have (a scale of
few values) answers from the distribution of all answers tilted exponentially to the interviewer's
mean, since answers near the end of a scale are closer to each other. There the statistic is the
variance relative to that of the tilted distribution, V(ȳ).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from interviewer_effects.frames import present

DRAWS, ON_SCALE = 8_000, 4_000  # without bounds, and for each of the tilts
MOST_VALUES = 21  # places of a bounded scale, as of a battery
MOST = 200  # interviews beyond which chance is that of this many, in proportion to 1/√n
TILTS = 5  # means of bounded answers for which chance is drawn
STEEPEST, FINE = 40.0, 801  # exponents per range of the scale, and their number
MEANS = 2_000  # steps of the mean for which V is tabulated
EVEN = 2**14  # values that stand for a tilted distribution
MIDDLE, TAIL = 0.98, 0.01
CENTRAL = 200  # quantiles of the middle
STEP, FARTHEST = 0.25, 24.0  # of the exponential tails, in their mean excess
LOWEST = 1e-6  # share of all residual variance that counts as none


@dataclass(frozen=True)
class Reference:
    """The distribution of the logarithm by chance for J interviewers, those of equal workload (and
    on a scale of nearly equal mean) having the same one of K: its mean (J,) and variance (J,),
    points (K, P) about the mean with their weights (P,), and which of the K (J,). Beyond the first
    and last hundredth of the draws it goes on as an exponential distribution.
    """

    mean: np.ndarray
    variance: np.ndarray
    points: np.ndarray
    weights: np.ndarray
    place: np.ndarray

    @classmethod
    def of(cls, draws: list[np.ndarray], shrink: np.ndarray, place: np.ndarray) -> Reference:
        """From K arrays of draws; deviations from the mean count `shrink` (K,) times."""
        mean = np.array([one.mean() for one in draws])
        variance = np.maximum([one.var() for one in draws] * shrink**2, 1e-12)
        points = (np.array([_quantiles(one) for one in draws]) - mean[:, None]) * shrink[:, None]
        return cls(mean[place], variance[place], points, _weights(), place)

    def drawn(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Deviations (count, J) from the mean."""
        point = np.searchsorted(np.cumsum(self.weights)[:-1], rng.random((count, len(self.place))))
        return self.points[self.place, point]


@dataclass(frozen=True)
class Scale:
    """Different answers in units of the scale's range, from 0 (m,), and the share (m,) of all
    answers that each is.
    """

    values: np.ndarray
    shares: np.ndarray
    unit: float

    @classmethod
    def of(cls, answers: np.ndarray) -> Scale | None:
        """The scale of bounded answers, with at most 21 places of equal distance; None of
        others.
        """
        values, counts = np.unique(answers, return_counts=True)
        if (
            not 2 <= len(values) <= MOST_VALUES
            or values[-1] - values[0] > (MOST_VALUES - 1) * np.diff(values).min()
        ):
            return None
        unit = values[-1] - values[0]
        return cls((values - values[0]) / unit, counts / counts.sum(), float(unit))

    @cached_property
    def tilted(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Probabilities (T, m), means (T,) and variances (T,) of the answers tilted by a grid of
        exponents.
        """
        exponents = np.linspace(-STEEPEST, STEEPEST, FINE)
        weight = self.shares * np.exp(
            np.outer(exponents, self.values) - np.maximum(exponents, 0)[:, None]
        )
        p = weight / weight.sum(1, keepdims=True)
        mean = p @ self.values
        return p, mean, np.maximum(p @ self.values**2 - mean**2, 0)

    @cached_property
    def variance(self) -> np.ndarray:
        """V (M + 1,) in units of the range, at means from 0 to 1 in equal steps; 0 at the ends."""
        _, means, variances = self.tilted
        return np.interp(np.linspace(0, 1, MEANS + 1), [0, *means, 1], [0, *variances, 0])

    def probabilities(self, mean: float) -> np.ndarray:
        """Those (m,) of the tilt with this mean."""
        p, means, _ = self.tilted
        return p[np.abs(means - mean).argmin()]


@dataclass(frozen=True)
class Chance:
    """Where chance is drawn from: residuals (n,), or a scale; least is added to each variance."""

    residuals: np.ndarray
    scale: Scale | None
    least: float
    seed: int

    def statistic(self, variance: np.ndarray, mean: np.ndarray) -> np.ndarray:
        """log of variances; of answers on a scale relative to V at their means, counted from the
        scale's lower end.
        """
        return np.log(variance + self.least) - self.expected(mean)

    def expected(self, mean: np.ndarray) -> np.ndarray | float:
        """log V at means, 0 without a scale."""
        if self.scale is None:
            return 0.0
        place = np.rint(mean * (MEANS / self.scale.unit)).astype(int)
        return self._log_variance[place]

    @cached_property
    def _log_variance(self) -> np.ndarray:
        scale = present(self.scale)
        return np.log(scale.variance * scale.unit**2 + self.least)

    def reference(self, sizes: np.ndarray, mean: np.ndarray) -> Reference:
        """The distribution for interviewers with sizes (J,) interviews; on a scale with means (J,)
        too.
        """
        tilt, centres = self._tilts(sizes, mean)
        keys, place = np.unique(np.stack([tilt, sizes]), axis=1, return_inverse=True)
        capped = np.minimum(keys[1], MOST)
        rng = np.random.default_rng([self.seed, 9])
        count = DRAWS if self.scale is None else ON_SCALE
        picks = rng.integers(
            0, len(self._source(centres[0])), (capped.max(), count), dtype=np.uint32
        )
        draws: list[np.ndarray] = []
        for t, centre in enumerate(centres):
            wanted = capped[keys[0] == t]
            if len(wanted):
                made = _trimmed_of_first(self._source(centre), picks, wanted)
                of_size = {size: self.statistic(*first) for size, *first in made}
                draws += [of_size[size] for size in wanted]
        return Reference.of(draws, np.sqrt(capped / keys[1]), place.ravel())

    def _tilts(self, sizes: np.ndarray, mean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each interviewer the place (J,) of the nearest of some means, and these: means are
        drawn to that of all by one interview, so that nobody whose answers are all at one end is
        compared with none.
        """
        if self.scale is None:
            return np.zeros(len(sizes), int), np.zeros(1)
        whole = float(self.scale.shares @ self.scale.values)
        drawn = (sizes * mean / self.scale.unit + whole) / (sizes + 1)
        centres = np.unique(np.quantile(drawn, (np.arange(TILTS) + 0.5) / TILTS))
        return np.abs(drawn[:, None] - centres).argmin(1), centres

    def _source(self, centre: float) -> np.ndarray:
        """What is drawn from, every value as likely."""
        if self.scale is None:
            return self.residuals
        edges = np.rint(EVEN * np.cumsum(self.scale.probabilities(centre))).astype(int)
        return np.repeat(self.scale.values * self.scale.unit, np.diff(edges, prepend=0))


def trimmed_variances(e: np.ndarray, codes: np.ndarray, J: int) -> np.ndarray:
    """Variance (J,) of the values e (n,) of each interviewer without the one farthest from their
    mean; 0 of fewer than three.
    """
    n = np.bincount(codes, minlength=J)
    mean = np.bincount(codes, e, J) / np.maximum(n, 1)
    away = np.abs(e - mean[codes])
    order = np.lexsort((away, codes))
    last = np.cumsum(n)[n > 0] - 1
    kept = np.ones(len(e), bool)
    kept[order[last]] = False
    return variances(e, codes, kept.astype(float), J)


def variances(e: np.ndarray, codes: np.ndarray, weights: np.ndarray, J: int) -> np.ndarray:
    """Σ w(e − ē)²/(Σ w − 1) (J,) with ē the weighted mean; 0 where the weights sum to 1 or less."""
    total = np.bincount(codes, weights, J)
    mean = np.bincount(codes, weights * e, J) / np.where(total > 0, total, 1)
    square = np.bincount(codes, weights * (e - mean[codes]) ** 2, J)
    return np.divide(square, total - 1, out=np.zeros(J), where=total > 1)


def trimmed_variance(e: np.ndarray, weights: np.ndarray) -> float:
    """The same of one interviewer whose interviews count weights (n,) times: the farthest is left
    out.
    """
    counted = weights > 0
    far = np.abs(e - np.average(e, weights=weights)) * counted
    rest = np.where(np.arange(len(e)) == far.argmax(), 0, weights)
    return float(variances(e, np.zeros(len(e), int), rest, 1)[0])


def _trimmed_of_first(source: np.ndarray, picks: np.ndarray, sizes: np.ndarray):
    """k with trimmed variance and mean (D,) of the first k values picked (K, D), for each k of
    sizes (ascending).
    """
    count = picks.shape[1]
    total = np.zeros(count)
    square = np.zeros(count)
    low = np.full(count, np.inf)
    high = np.full(count, -np.inf)
    wanted = set(sizes.tolist())
    for k in range(1, int(sizes[-1]) + 1):
        values = source[picks[k - 1]]
        total += values
        square += values * values
        np.minimum(low, values, out=low)
        np.maximum(high, values, out=high)
        if k in wanted:
            mean = total / k
            far = np.where(high - mean > mean - low, high, low)
            rest = total - far
            yield k, np.maximum(square - far * far - rest * rest / (k - 1), 0) / (k - 2), mean


def _quantiles(draws: np.ndarray) -> np.ndarray:
    """Points (P,) of one distribution: exponential tails around the quantiles of the middle."""
    ordered = np.sort(draws)
    edge = int(TAIL * len(ordered))
    low, high = ordered[edge], ordered[-edge - 1]
    out = np.arange(STEP / 2, FARTHEST, STEP)
    below = low - np.mean(low - ordered[:edge]) * out[::-1]
    above = high + np.mean(ordered[-edge:] - high) * out
    middle = ordered[
        edge + ((np.arange(CENTRAL) + 0.5) / CENTRAL * (len(ordered) - 2 * edge)).astype(int)
    ]
    return np.concatenate([below, middle, above])


def _weights() -> np.ndarray:
    """The weights (P,) of these points."""
    out = np.exp(-np.arange(0, FARTHEST + STEP / 2, STEP))
    tail = TAIL * -np.diff(out) / (out[0] - out[-1])
    return np.concatenate([tail[::-1], np.full(CENTRAL, MIDDLE / CENTRAL), tail])
