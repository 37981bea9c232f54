"""Surveys simulated from a fitted model, as cells of the same design.

A cell of equal rows is drawn as a whole: binomial, Poisson or multinomial given its interviewer's
effects, so a simulated survey costs as much as it has cells and not as it has interviews.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from .cells import Cells
from .kernels import NegativeBinomial
from .marginal import Parameters


@dataclass(frozen=True)
class RowCells:
    """Rows with the same interviewer and predictors, whatever their answers.

    Attributes
    ----------
    count : ndarray (G,) of int
        Rows of each.
    fixed, random : ndarray (G, p) and (G, q)
    interviewer : ndarray (G,) of int
        Ascending.
    """

    count: np.ndarray
    fixed: np.ndarray
    random: np.ndarray
    interviewer: np.ndarray

    @classmethod
    def of(cls, fixed: np.ndarray, random: np.ndarray, *, interviewer: np.ndarray) -> RowCells:
        """The cells of rows (n,)."""
        keys = np.column_stack([interviewer, fixed, random])
        _, first, count = np.unique(keys, axis=0, return_index=True, return_counts=True)
        return cls(count, fixed[first], random[first], interviewer[first])


def simulate_cells(
    rows: RowCells,
    parameters: Parameters,
    *,
    like: Cells,
    replicates: int,
    rng: np.random.Generator,
) -> Cells:
    """Cells of `replicates` surveys drawn from a model.

    Parameters
    ----------
    rows : RowCells
        The design.
    parameters : Parameters
        Of one data set.
    like : Cells
        Cells of the observed data, for the family and its thresholds.
    """
    n_interviewers = rows.interviewer.max() + 1
    effects = rng.normal(size=(replicates, n_interviewers, parameters.factor.rank))
    loadings = rows.random @ parameters.loading[0]
    n_thresholds = like.fixed.shape[1] - rows.fixed.shape[1]
    slopes = parameters.fixed[0, n_thresholds:]
    eta = rows.fixed @ slopes + (effects[:, rows.interviewer] * loadings).sum(2)
    if n_thresholds:
        thresholds = parameters.fixed[0, :n_thresholds]
        counts = _draw_categories(rows.count, eta, thresholds, rng=rng)
        return _ordered_cells(rows, counts, like=like)
    events = _draw_events(rows.count, eta, kernel=like.kernel, rng=rng)
    return _cells_of(rows, events, like=like)


def with_columns(
    cells: Cells, fixed: np.ndarray, random: np.ndarray, *, replicates: int, n_thresholds: int
) -> Cells:
    """Simulated cells with other fixed and random columns (G, p) and (G, q) of their rows."""
    repeated = max(n_thresholds, 1)
    columns = np.tile(np.repeat(fixed, repeated, axis=0), (replicates, 1))
    indicator = cells.fixed[:, :n_thresholds]
    return replace(
        cells,
        fixed=np.column_stack([indicator, columns]),
        random=np.tile(np.repeat(random, repeated, axis=0), (replicates, 1)),
    )


def _draw_events(count: np.ndarray, eta: np.ndarray, *, kernel, rng) -> np.ndarray:
    """Sums of yes answers, or of counts (R, G)."""
    from .kernels import Logit

    if isinstance(kernel, Logit):
        return rng.binomial(count, special.expit(eta)).astype(float)
    mean = count * np.exp(eta)
    if isinstance(kernel, NegativeBinomial):
        size = count * kernel.size
        mean = mean * rng.gamma(size, size=mean.shape) / size
    return rng.poisson(mean).astype(float)


def _draw_categories(count, eta, thresholds, *, rng) -> np.ndarray:
    """Answers in each category (R, G, K), one category after the other by conditional binomials."""
    below = special.expit(thresholds - eta[..., None])
    shares = np.diff(below, prepend=0.0, append=1.0)
    left = np.broadcast_to(count, eta.shape).copy()
    remaining = np.ones_like(eta)
    drawn = []
    for category in range(len(thresholds)):
        share = np.clip(shares[..., category] / remaining, 0, 1)
        taken = rng.binomial(left, share)
        left = left - taken
        remaining = np.maximum(remaining - shares[..., category], 1e-300)
        drawn.append(taken)
    return np.stack([*drawn, left], axis=-1).astype(float)


def _cells_of(rows: RowCells, events: np.ndarray, *, like: Cells) -> Cells:
    """R data sets of the same cells, side by side."""
    replicates = len(events)
    n_interviewers = rows.interviewer.max() + 1
    offsets = n_interviewers * np.arange(replicates)
    return replace(
        like,
        events=events.ravel(),
        trials=np.tile(rows.count.astype(float), replicates),
        fixed=np.tile(rows.fixed, (replicates, 1)),
        random=np.tile(rows.random, (replicates, 1)),
        interviewer=(rows.interviewer + offsets[:, None]).ravel(),
        data_set=np.repeat(np.arange(replicates), n_interviewers),
        inner=np.zeros((replicates, 0)),
    )


def _ordered_cells(rows: RowCells, counts: np.ndarray, *, like: Cells) -> Cells:
    """The same of ordered answers: one cell for each threshold, some of them empty."""
    n_thresholds = counts.shape[-1] - 1
    n_rows = len(rows.count)
    indicator = np.repeat(-np.eye(n_thresholds)[None], n_rows, axis=0).reshape(-1, n_thresholds)
    expanded = RowCells(
        count=np.repeat(rows.count, n_thresholds),
        fixed=np.column_stack([indicator, np.repeat(rows.fixed, n_thresholds, axis=0)]),
        random=np.repeat(rows.random, n_thresholds, axis=0),
        interviewer=np.repeat(rows.interviewer, n_thresholds),
    )
    above = counts[..., 1:].reshape(len(counts), -1)
    below = counts[..., :-1].reshape(len(counts), -1)
    cells = _cells_of(expanded, above, like=like)
    return replace(cells, trials=(above + below).ravel(), inner=counts[..., 1:-1].sum(1))
