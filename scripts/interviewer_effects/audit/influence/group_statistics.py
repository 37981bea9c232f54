"""The likelihood-ratio statistic of a variance without any group of interviewers, nearly for free:
where the group search looks first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.surface import Surface, make_surface, merged
from interviewer_effects.mixed.optimum.surface_factors import factors

BLOCK = 1_200_000  # factors × groups × sums compared at a time: what a processor holds close by
NEAREST_FACTORS = 20  # factors at which candidates are compared


@dataclass(frozen=True)
class GroupStatistics:
    """Null and alternative of a test at fixed covariance factors, for one outcome.

    T without a group ≈ lowest deviance of the null − lowest of the alternative over their factors,
    with β and σ² estimated anew for each group: two interviewers who mask each other, in β or in
    the variances, are seen.

    Attributes
    ----------
    null, alternative
        Surfaces of both models without their XX, which stands in the sums.
    null_sums, sums
        [X y]'V_j⁻¹[X y] at each factor and interviewer, of null and alternative.
    positions
        Of the interviewers that are told apart, ascending; None where all are.
    """

    null: Surface
    alternative: Surface
    null_sums: np.ndarray
    sums: np.ndarray
    positions: np.ndarray | None = None

    @classmethod
    def of_test(
        cls,
        null: Fit,
        alternative: Fit,
    ) -> GroupStatistics:
        """Of two fitted models and the outcome that they were fitted to."""
        null_surface, surface = surfaces(null, alternative)
        return cls(
            null=null_surface.bare(),
            alternative=surface.bare(),
            null_sums=null_surface.sums_of_data(),
            sums=surface.sums_of_data(),
        )

    def among(self, positions: np.ndarray) -> GroupStatistics:
        """The same for groups of the interviewers at some positions: quicker where they are few."""
        positions = np.sort(positions)
        return GroupStatistics(
            null=self.null.merged(positions),
            alternative=self.alternative.merged(positions),
            null_sums=merged(self.null_sums, positions),
            sums=merged(self.sums, positions),
            positions=positions,
        )

    def statistics(self, groups: np.ndarray) -> np.ndarray:
        """T (R,) without each of R groups of g positions (R, g); NaN where it cannot be had."""
        if self.positions is not None:
            groups = np.searchsorted(self.positions, groups)
        n_groups = len(groups)
        step = self._groups_at_once()
        blocks = [np.zeros(0)]
        for row in range(0, n_groups, step):
            block = groups[row : row + step]
            blocks.append(self._statistics(block))
        return np.concatenate(blocks)

    def _groups_at_once(self) -> int:
        """Groups that are compared in one array. Each block adds up all interviewers, so it should
        hold at least as many groups.
        """
        n_interviewers = len(self.alternative.sizes)
        n_factors = len(self.alternative.log_det)
        n_columns = len(self.sums)
        n_sums = n_columns * (n_columns + 1) // 2
        affordable = BLOCK // (n_factors * n_sums)
        return max(n_interviewers, affordable)

    def _statistics(self, groups: np.ndarray) -> np.ndarray:
        null_deviance = self.null.without(self.null_sums, groups).min(0)
        deviance = self.alternative.without(self.sums, groups).min(0)
        with np.errstate(invalid="ignore"):  # infinite where the rest carries neither model
            ratio = null_deviance - deviance
        finite = np.isfinite(ratio)
        statistics = np.maximum(ratio, 0)
        return np.where(finite, statistics, np.nan)

    def candidates(self, count: int) -> np.ndarray:
        """Positions of `count` interviewers who could matter in a group, the most likely first.

        In turns by how far T moves at any factor when they leave, by how far β moves, and by their
        share of the information on β (leverage), which is where those who mask each other show.
        """
        likely = self._likely_factors()
        most_likely = likely[:1]
        scores = [
            self._moves_of_statistic(likely),
            self._moves_of_estimates(most_likely),
            self._leverage(most_likely),
        ]
        orders = [np.argsort(-np.nan_to_num(score), kind="stable") for score in scores]
        return in_turns(orders, count)

    def _likely_factors(self) -> np.ndarray:
        """Positions of the factors with the lowest deviances of all data, the lowest first."""
        nobody = np.zeros((1, 0), int)
        deviance = self.alternative.without(self.sums, nobody)
        above_lowest = (deviance - deviance.min())[:, 0]
        order = above_lowest.argsort(kind="stable")
        return order[:NEAREST_FACTORS]

    def _moves_of_statistic(self, likely: np.ndarray) -> np.ndarray:
        """How far T moves at any factor without each interviewer (J,), beyond the median move."""
        n_interviewers = len(self.alternative.design.sizes)
        each = np.arange(n_interviewers)[:, None]
        null_deviance = self.null.without(self.null_sums, each).min(0)
        alternative = self.alternative.at_factors(likely)
        deviance = alternative.without(self.sums[:, :, likely], each)
        with np.errstate(invalid="ignore"):  # infinite where the rest carries neither model
            ratio = null_deviance - deviance
            median = np.median(
                ratio,
                axis=1,
                keepdims=True,
            )
            beyond_median = ratio - median
        return np.abs(beyond_median).max(0)

    def _moves_of_estimates(self, factor: np.ndarray) -> np.ndarray:
        """How far any fixed effect moves without each interviewer (J,), in standard errors."""
        sums = self.sums[:, :, factor]
        shifts = self.alternative.shifts(sums)[0]
        sizes = np.abs(shifts)
        return sizes.max(-1)

    def _leverage(self, factor: np.ndarray) -> np.ndarray:
        """Each interviewer's share of the information on β (J,): trace((X'V⁻¹X)⁻¹ X_j'V_j⁻¹X_j)."""
        p = self.alternative.design.moments.p
        sums = self.sums[:, :, factor]
        information = np.moveaxis(
            sums[:p, :p, 0],
            -1,
            0,
        )
        of_all = information.sum(0)
        shares = np.linalg.solve(of_all, information)
        return np.trace(
            shares,
            axis1=1,
            axis2=2,
        )


def in_turns(
    orders: list[np.ndarray],
    count: int,
) -> np.ndarray:
    """The first `count` different entries of several orders, taken in turns."""
    interleaved = np.stack(orders, axis=1).ravel()
    entries = interleaved.tolist()
    different = list(dict.fromkeys(entries))
    return np.array(different[:count])


def surfaces(
    null: Fit,
    alternative: Fit,
) -> tuple[Surface, Surface]:
    """The surfaces of both models of a test."""
    null_factors = factors(null, null)
    null_surface = make_surface(null, null_factors)
    alternative_factors = factors(alternative, null)
    return null_surface, make_surface(alternative, alternative_factors)
