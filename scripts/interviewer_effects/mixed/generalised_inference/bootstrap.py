"""Parametric bootstrap of a likelihood-ratio test between generalised models.

Surveys are simulated from the null and both models refitted, many surveys as one array.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers
from interviewer_effects.mixed.generalised.cells import Cells
from interviewer_effects.mixed.generalised.factor import Factor, lower_trapezoid
from interviewer_effects.mixed.generalised.fit import GeneralisedFit
from interviewer_effects.mixed.generalised.parameters import Parameters

from .maxima import maxima
from .simulate import RowCells, simulate_cells, with_columns

if TYPE_CHECKING:
    from .result import GeneralisedResult

DATA_SETS_PER_BLOCK = 8
ROUNDING = 1e-4  # of a statistic: what few nodes leave of zero


def bootstrap_statistics(
    null: GeneralisedResult,
    alternative: GeneralisedResult,
    *,
    replicates: int,
    seed: int,
) -> Floats:
    """T* (B,) of surveys simulated from the null, both models refitted to each.

    Parameters
    ----------
    null, alternative : GeneralisedResult
        Of the same answers; the null's columns are among the alternative's, by name.
    replicates, seed : int
        Every block of surveys has its own stream, so the first B of more are the same.

    Raises
    ------
    ValueError
        Where a column of the null is none of the alternative's, or effects are uncorrelated.

    Notes
    -----
    The size θ of the negative binomial is held at the null's in both refits.
    """
    if null._fit.diagonal or alternative._fit.diagonal:
        raise ValueError(
            "A bootstrap of binary, ordinal and count models is for correlated effects: use "
            "likelihood_ratio for models with covariance='diagonal'."
        )
    pair = _Pair.of(null, alternative)
    n_blocks = -(-replicates // DATA_SETS_PER_BLOCK)
    streams = np.random.default_rng(seed).spawn(n_blocks)
    blocks = [pair.block_of_statistics(rng) for rng in streams]
    statistics = np.concatenate(blocks)[:replicates]
    return np.where(statistics < ROUNDING, 0.0, statistics)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two nested models of the same answers.

    Attributes
    ----------
    null, alternative : GeneralisedFit
    rows : RowCells
        Rows with the same columns of both models, by interviewer: with the null's columns.
    wider_fixed, wider_random : ndarray (G, p) and (G, q)
        The alternative's columns of the same rows.
    fixed_positions, random_positions : ndarray of int
        Of the null's thresholds, fixed and random columns among the alternative's.
    """

    null: GeneralisedFit
    alternative: GeneralisedFit
    rows: RowCells
    wider_fixed: Floats
    wider_random: Floats
    fixed_positions: Integers
    random_positions: Integers

    @classmethod
    def of(
        cls,
        null: GeneralisedResult,
        alternative: GeneralisedResult,
    ) -> _Pair:
        """The pair, with the columns of both models collapsed together."""
        n_thresholds = len(null.thresholds)
        fixed = _positions(
            null._design.fixed_names,
            alternative._design.fixed_names,
            kind="fixed",
        )
        random = _positions(
            null.model.exog_re_names,
            alternative.model.exog_re_names,
            kind="random",
        )
        null_columns = null._fit.scaled
        wider_columns = alternative._fit.scaled
        columns = [
            null_columns.fixed,
            wider_columns.fixed,
            null_columns.random,
            wider_columns.random,
        ]
        widths = [block.shape[1] for block in columns]
        interviewer = null._design.group_index
        no_random = np.zeros((len(interviewer), 0))
        rows = RowCells.of(
            np.column_stack(columns),
            no_random,
            interviewer=interviewer,
        )
        boundaries = np.cumsum(widths)[:-1]
        blocks = np.split(rows.fixed, boundaries, axis=1)
        null_fixed, wider_fixed, null_random, wider_random = blocks
        null_rows = replace(
            rows,
            fixed=null_fixed,
            random=null_random,
        )
        thresholds = np.arange(n_thresholds)
        return cls(
            null=null._fit,
            alternative=alternative._fit,
            rows=null_rows,
            wider_fixed=wider_fixed,
            wider_random=wider_random,
            fixed_positions=np.concatenate([thresholds, n_thresholds + fixed]),
            random_positions=random,
        )

    def block_of_statistics(self, rng: np.random.Generator) -> Floats:
        """T* of DATA_SETS_PER_BLOCK surveys."""
        true_parameters = self.null.parameters
        cells = simulate_cells(
            self.rows,
            true_parameters,
            like=self.null.cells,
            replicates=DATA_SETS_PER_BLOCK,
            rng=rng,
        )
        of_first_data_set = np.zeros(DATA_SETS_PER_BLOCK, dtype=int)
        start = true_parameters.of_data_sets(of_first_data_set)
        smaller = maxima(
            cells,
            start,
            max_rank=len(self.null.D),
        )
        larger = maxima(
            self._with_wider_columns(cells),
            self._embedded(smaller.first),
            max_rank=len(self.alternative.D),
        )
        gain = larger.log_likelihood - smaller.log_likelihood
        return 2 * np.maximum(gain, 0.0)

    def _with_wider_columns(self, cells: Cells) -> Cells:
        return with_columns(
            cells,
            self.wider_fixed,
            self.wider_random,
            replicates=DATA_SETS_PER_BLOCK,
            n_thresholds=len(self.null.thresholds),
        )

    def _embedded(self, parameters: Parameters) -> Parameters:
        """The null's parameters (R data sets) as the alternative's."""
        from_data_random = np.linalg.inv(self.alternative.scaled.random_back)
        to_wider = from_data_random[:, self.random_positions] @ self.null.scaled.random_back
        factor = Factor.of_rank(len(to_wider), parameters.factor.rank)
        loading = lower_trapezoid(to_wider @ parameters.loading)

        from_data = np.linalg.inv(self.alternative.full_back)[:, self.fixed_positions]
        to_wider_fixed = from_data @ self.null.full_back
        fixed = parameters.fixed @ to_wider_fixed.T
        return Parameters(
            fixed,
            factor.elements(loading),
            factor,
        )


def _positions(
    names: list[str],
    wider_names: list[str],
    *,
    kind: str,
) -> Integers:
    """Where the smaller model's columns stand among the larger one's."""
    for name in names:
        if name not in wider_names:
            raise ValueError(
                f"The {kind} column '{name}' of the smaller model is none of the larger one's: a "
                "bootstrap of binary, ordinal and count models compares models with the same "
                "columns and some more."
            )
    positions = [wider_names.index(name) for name in names]
    return np.array(positions, dtype=int)
