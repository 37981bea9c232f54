"""Parametric bootstrap intervals: between which percentiles the estimates of simulated surveys lie.

The surveys are drawn from the fitted model, as lme4's confint(method = "boot") does. Where the
estimate of a variance is biased, as with few interviewers, so are its limits; the profile has no
such fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.generalised.fit import GeneralisedFit

from .maxima import Maxima, maxima
from .simulate import RowCells, simulate_cells

if TYPE_CHECKING:
    from .result import GeneralisedResult

DATA_SETS_PER_BLOCK = 8


@dataclass(frozen=True, slots=True)
class Replicates:
    """Estimates of B simulated surveys, in the units of the data.

    Attributes
    ----------
    fixed : ndarray (B, K − 1 + p)
        Thresholds, then fixed effects.
    D : ndarray (B, q, q)
    """

    fixed: Floats
    D: Floats

    @property
    def correlation(self) -> Floats:
        """Of the first two random effects (B,); NaN where one does not vary."""
        variances = np.diagonal(self.D, axis1=1, axis2=2)
        deviations = np.sqrt(variances)
        scale = deviations[:, 0] * deviations[:, 1]
        covariance = self.D[:, 0, 1]
        correlation = np.full_like(scale, np.nan)
        np.divide(covariance, scale, out=correlation, where=scale > 0)
        return np.clip(correlation, -1, 1)


def replicate_estimates(
    result: GeneralisedResult,
    *,
    replicates: int,
    seed: int,
) -> Replicates:
    """Refits of B surveys simulated from a fit.

    Parameters
    ----------
    result : GeneralisedResult
    replicates, seed : int
        Every block of surveys has its own stream, so the first B of more are the same.

    Raises
    ------
    ValueError
        Where effects are uncorrelated.

    Notes
    -----
    The size θ of the negative binomial is held.
    """
    fit = result._fit
    if fit.diagonal:
        raise ValueError(
            "Bootstrap intervals of binary, ordinal and count models are for correlated effects: "
            "use method='profile' for models with covariance='diagonal'."
        )
    rows = RowCells.of(
        fit.scaled.fixed,
        fit.scaled.random,
        interviewer=result._design.group_index,
    )
    n_blocks = -(-replicates // DATA_SETS_PER_BLOCK)
    streams = np.random.default_rng(seed).spawn(n_blocks)
    blocks = [
        _refitted_block(
            fit,
            rows,
            rng,
        )
        for rng in streams
    ]
    fixed = np.concatenate([block.fixed for block in blocks])[:replicates]
    D = np.concatenate([block.covariance for block in blocks])[:replicates]
    random_back = fit.scaled.random_back
    return Replicates(
        fixed=fixed @ fit.full_back.T,
        D=random_back @ D @ random_back.T,
    )


def _refitted_block(
    fit: GeneralisedFit,
    rows: RowCells,
    rng: np.random.Generator,
) -> Maxima:
    """DATA_SETS_PER_BLOCK surveys and their refits, on standardised columns."""
    cells = simulate_cells(
        rows,
        fit.parameters,
        like=fit.cells,
        replicates=DATA_SETS_PER_BLOCK,
        rng=rng,
    )
    of_first_data_set = np.zeros(DATA_SETS_PER_BLOCK, dtype=int)
    start = fit.parameters.of_data_sets(of_first_data_set)
    return maxima(
        cells,
        start,
        max_rank=len(fit.D),
    )


def bootstrap_table(
    result: GeneralisedResult,
    alpha: float,
    *,
    replicates: int,
    seed: int,
) -> pd.DataFrame:
    """(1 − alpha) percentile limits of thresholds, fixed effects, variances and the correlation of
    two effects, in the rows of the profile's table.
    """
    estimates = replicate_estimates(
        result,
        replicates=replicates,
        seed=seed,
    )
    names = result.model.exog_re_names
    fixed_names = [*result.thresholds.index, *result.fe_params.index]
    columns = dict(
        zip(
            fixed_names,
            estimates.fixed.T,
            strict=True,
        )
    )
    for effect, name in enumerate(names):
        columns[f"var({name})"] = estimates.D[:, effect, effect]
    if len(names) == 2:
        columns[f"corr({names[0]},{names[1]})"] = estimates.correlation
    low = {name: np.nanquantile(values, alpha / 2) for name, values in columns.items()}
    high = {name: np.nanquantile(values, 1 - alpha / 2) for name, values in columns.items()}
    return pd.DataFrame({"low": low, "high": high}, index=list(columns))
