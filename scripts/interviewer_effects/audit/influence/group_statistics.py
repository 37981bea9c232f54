"""The likelihood-ratio statistic of a variance for any group left out, nearly for free: where the
group search looks first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.surface import Surface, factors, make_surface, merged

BLOCK = 1_200_000  # factors × groups × sums compared at a time: what a processor holds close by


@dataclass(frozen=True)
class Landscape:
    """Null and alternative of a test at fixed covariance factors, for one outcome; the surfaces
    without their XX, which stand in the sums.

    T without G ≈ lowest deviance of the null − lowest of the alternative over their factors, β and
    σ² re-estimated for each group: two interviewers who mask each other, in β or in the variances,
    are seen.
    """

    null: Surface
    alternative: Surface
    null_sums: np.ndarray
    sums: np.ndarray
    places: np.ndarray | None = None

    @classmethod
    def of_data(cls, null: Surface, alternative: Surface) -> Landscape:
        """Of the outcome that was fitted."""
        return cls(null.bare(), alternative.bare(), null.sums_of_data(), alternative.sums_of_data())

    def among(self, chosen: np.ndarray) -> Landscape:
        """The same for groups of the interviewers at positions chosen, quicker where they are
        few.
        """
        chosen, surfaces, sums = (
            np.sort(chosen),
            (self.null, self.alternative),
            (self.null_sums, self.sums),
        )
        return Landscape(
            *(s.merged(chosen) for s in surfaces), *(merged(s, chosen) for s in sums), chosen
        )

    def statistics(self, groups: np.ndarray) -> np.ndarray:
        """T (R,) without each of R groups of g positions (R, g); NaN where it cannot be had."""
        groups = groups if self.places is None else np.searchsorted(self.places, groups)
        n_sums = len(self.sums) * (len(self.sums) + 1) // 2
        J = len(self.alternative.sizes)  # each block adds up all of them
        size = max(J, BLOCK // (len(self.alternative.log_det) * n_sums))
        parts = [self._statistics(groups[at : at + size]) for at in range(0, len(groups), size)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _statistics(self, groups: np.ndarray) -> np.ndarray:
        null = self.null.without(self.null_sums, groups).min(0)
        with np.errstate(invalid="ignore"):  # infinite where the rest carries neither model
            ratio = null - self.alternative.without(self.sums, groups).min(0)
        return np.where(np.isfinite(ratio), np.maximum(ratio, 0), np.nan)

    def candidates(self, count: int) -> np.ndarray:
        """Positions of `count` interviewers who could matter in a group, the most likely first: in
        turns by how much T moves at any factor when they leave, by how far β moves, and by their
        share of the information on β (leverage), which is where those who mask each other show.
        """
        J = len(self.alternative.design.sizes)
        everybody = np.arange(J)[:, None]
        whole = self.alternative.without(self.sums, np.zeros((1, 0), int))
        near = (whole - whole.min())[:, 0].argsort(kind="stable")[:20]
        value = self.alternative.at(near).without(self.sums[:, :, near], everybody)
        null = self.null.without(self.null_sums, everybody).min(0)
        with np.errstate(invalid="ignore"):
            part = null - value - np.median(null - value, axis=1, keepdims=True)
        best = self.alternative, self.sums[:, :, near[:1]]
        beta = np.abs(best[0].shifts(best[1])[0]).max(-1)
        p = best[0].design.moments.p
        own = np.moveaxis(best[1][:p, :p, 0], -1, 0)
        leverage = np.trace(np.linalg.solve(own.sum(0), own), axis1=1, axis2=2)
        scores = [np.abs(part).max(0), beta, leverage]
        return _rounds(
            [np.argsort(-np.nan_to_num(score), kind="stable") for score in scores], count
        )


def _rounds(orders: list[np.ndarray], count: int) -> np.ndarray:
    """The first `count` different entries of several orders, taken in turns."""
    return np.array(list(dict.fromkeys(np.stack(orders, axis=1).ravel().tolist()))[:count])


def surfaces(null: Fit, alternative: Fit) -> tuple[Surface, Surface]:
    """The surfaces of both models of a test."""
    return make_surface(null, factors(null, null)), make_surface(
        alternative, factors(alternative, null)
    )
