"""Surveys simulated from a fitted model, as cells of the same design.

A cell of equal rows is drawn as a whole: binomial, Poisson or multinomial given its interviewer's
effects, so a simulated survey costs as much as it has cells and not as it has interviews.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from interviewer_effects.mixed.arrays import Floats, Integers
from interviewer_effects.mixed.generalised.cells import Cells
from interviewer_effects.mixed.generalised.kernels import Kernel, Logit, NegativeBinomial
from interviewer_effects.mixed.generalised.parameters import Parameters


@dataclass(frozen=True, slots=True)
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

    count: Integers
    fixed: Floats
    random: Floats
    interviewer: Integers

    @classmethod
    def of(
        cls,
        fixed: Floats,
        random: Floats,
        *,
        interviewer: Integers,
    ) -> RowCells:
        """The cells of rows (n,)."""
        keys = np.column_stack([interviewer, fixed, random])
        _, first_row, count = np.unique(
            keys,
            axis=0,
            return_index=True,
            return_counts=True,
        )
        return cls(
            count,
            fixed[first_row],
            random[first_row],
            interviewer[first_row],
        )

    @property
    def n_interviewers(self) -> int:
        """J."""
        last = self.interviewer.max()
        return int(last) + 1

    def at_thresholds(self, n_thresholds: int) -> RowCells:
        """Each cell once for every threshold, whose column is −1 there (see `collapse`)."""
        n_cells = len(self.count)
        indicator = np.tile(-np.eye(n_thresholds), (n_cells, 1))
        each_repeated = np.repeat(np.arange(n_cells), n_thresholds)
        fixed = self.fixed[each_repeated]
        return RowCells(
            count=self.count[each_repeated],
            fixed=np.column_stack([indicator, fixed]),
            random=self.random[each_repeated],
            interviewer=self.interviewer[each_repeated],
        )


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
    replicates : int
    rng : Generator
    """
    rank = parameters.factor.rank
    shape = (replicates, rows.n_interviewers, rank)
    effects = rng.normal(size=shape)
    loadings = rows.random @ parameters.loading[0]
    n_thresholds = like.fixed.shape[1] - rows.fixed.shape[1]
    thresholds = parameters.fixed[0, :n_thresholds]
    slopes = parameters.fixed[0, n_thresholds:]
    random_part = (effects[:, rows.interviewer] * loadings).sum(2)
    eta = rows.fixed @ slopes + random_part
    if n_thresholds:
        counts = _draw_categories(
            rows.count,
            eta,
            thresholds,
            rng=rng,
        )
        return _ordered_cells(
            rows,
            counts,
            like=like,
        )
    events = _draw_events(
        rows.count,
        eta,
        kernel=like.kernel,
        rng=rng,
    )
    return _cells_of(
        rows,
        events,
        like=like,
    )


def with_columns(
    cells: Cells,
    fixed: Floats,
    random: Floats,
    *,
    replicates: int,
    n_thresholds: int,
) -> Cells:
    """Simulated cells with other fixed and random columns (G, p) and (G, q) of their rows."""
    cells_per_row = max(n_thresholds, 1)
    fixed_of_cells = np.repeat(fixed, cells_per_row, axis=0)
    random_of_cells = np.repeat(random, cells_per_row, axis=0)
    indicator = cells.fixed[:, :n_thresholds]
    all_fixed = np.tile(fixed_of_cells, (replicates, 1))
    return replace(
        cells,
        fixed=np.column_stack([indicator, all_fixed]),
        random=np.tile(random_of_cells, (replicates, 1)),
    )


def _draw_events(
    count: Integers,
    eta: Floats,
    *,
    kernel: Kernel,
    rng: np.random.Generator,
) -> Floats:
    """Sums of yes answers, or of counts (R, G)."""
    if isinstance(kernel, Logit):
        probability = special.expit(eta)
        return rng.binomial(count, probability).astype(float)
    mean = count * np.exp(eta)
    if isinstance(kernel, NegativeBinomial):
        size = count * kernel.size
        mean = mean * rng.gamma(size, size=mean.shape) / size
    return rng.poisson(mean).astype(float)


def _draw_categories(
    count: Integers,
    eta: Floats,
    thresholds: Floats,
    *,
    rng: np.random.Generator,
) -> Floats:
    """Answers in each category (R, G, K), one category after the other by conditional binomials."""
    cumulative = special.expit(thresholds - eta[..., None])
    shares = np.diff(cumulative, prepend=0.0, append=1.0)
    n_undrawn = np.broadcast_to(count, eta.shape).copy()
    undrawn_share = np.ones_like(eta)
    n_drawn = []
    for category in range(len(thresholds)):
        conditional_share = np.clip(shares[..., category] / undrawn_share, 0, 1)
        n_in_category = rng.binomial(n_undrawn, conditional_share)
        n_undrawn = n_undrawn - n_in_category
        undrawn_share = np.maximum(undrawn_share - shares[..., category], 1e-300)
        n_drawn.append(n_in_category)
    n_drawn.append(n_undrawn)
    return np.stack(n_drawn, axis=-1).astype(float)


def _cells_of(
    rows: RowCells,
    events: Floats,
    *,
    like: Cells,
) -> Cells:
    """R data sets of the same cells, side by side."""
    replicates = len(events)
    data_sets = np.arange(replicates)
    n_interviewers = rows.n_interviewers
    offsets = n_interviewers * data_sets
    interviewer = rows.interviewer + offsets[:, None]
    trials = rows.count.astype(float)
    fixed = np.tile(rows.fixed, (replicates, 1))
    random = np.tile(rows.random, (replicates, 1))
    return replace(
        like,
        events=events.ravel(),
        trials=np.tile(trials, replicates),
        fixed=fixed,
        random=random,
        interviewer=interviewer.ravel(),
        data_set=np.repeat(data_sets, n_interviewers),
        inner=np.zeros((replicates, 0)),
    )


def _ordered_cells(
    rows: RowCells,
    counts: Floats,
    *,
    like: Cells,
) -> Cells:
    """The same of ordered answers: one cell for each threshold, some of them empty."""
    replicates = len(counts)
    n_thresholds = counts.shape[-1] - 1
    n_above = counts[..., 1:].reshape(replicates, -1)
    n_at = counts[..., :-1].reshape(replicates, -1)
    expanded = rows.at_thresholds(n_thresholds)
    cells = _cells_of(
        expanded,
        n_above,
        like=like,
    )
    trials = n_above + n_at
    inner = counts[..., 1:-1]
    return replace(
        cells,
        trials=trials.ravel(),
        inner=inner.sum(1),
    )
