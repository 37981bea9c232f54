"""Exact refits without each interviewer in turn, many at once.

Leaving an interviewer out moves the estimates little, so every refit starts from the whole fit, at
its rank and with its rules. Where another rank is better, the search begins anew for that one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from interviewer_effects.mixed.arrays import Floats, Integers
from interviewer_effects.mixed.generalised.cells import Cells
from interviewer_effects.mixed.generalised.families import COUNTS
from interviewer_effects.mixed.generalised.fit import GeneralisedFit
from interviewer_effects.mixed.generalised.marginal import covariance_gradient
from interviewer_effects.mixed.generalised.newton import Optimum, maximise
from interviewer_effects.mixed.generalised.parameters import Parameters
from interviewer_effects.mixed.generalised.ranks import rises_outside
from interviewer_effects.mixed.generalised.refusals import LARGEST_DEVIATION
from interviewer_effects.mixed.generalised.scheme import Scheme
from interviewer_effects.mixed.generalised.search import search
from interviewer_effects.mixed.generalised.separation import separation

if TYPE_CHECKING:
    from .result import GeneralisedResult

DATA_SETS_PER_BLOCK = 8
TOLERANCE = 1e-9  # expected gain of ℓ at which a refit ends
SUSPICIOUS_CHANGE = 5.0  # of a standardised estimate: the answers may be separated


@dataclass(frozen=True, slots=True)
class Deletion:
    """A refit without one interviewer, in the units of the data; NaN where no maximum exists.

    Attributes
    ----------
    fixed : ndarray (K − 1 + p,)
        Thresholds, then fixed effects.
    D : ndarray (q, q)
    log_likelihood : float
        Of the interviews of the others, without constants.
    """

    fixed: Floats
    D: Floats
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class Deletions:
    """The refits without each interviewer: the arrays of Deletion with J in front."""

    fixed: Floats
    D: Floats
    log_likelihood: Floats


def delete_each(fit: GeneralisedFit) -> Deletions:
    """The maximum of the likelihood of the other interviewers' answers, for each interviewer.

    Notes
    -----
    The integral is computed by the rules that settled for the whole survey; the size θ of the
    negative binomial is held.
    """
    n_interviewers = fit.cells.n_interviewers
    everybody = np.arange(n_interviewers)
    deletions: list[Deletion] = []
    for first in range(
        0,
        n_interviewers,
        DATA_SETS_PER_BLOCK,
    ):
        left_out = everybody[first : first + DATA_SETS_PER_BLOCK]
        deletions.extend(_delete_block(fit, left_out))
    fixed = [deletion.fixed for deletion in deletions]
    D = [deletion.D for deletion in deletions]
    log_likelihood = [deletion.log_likelihood for deletion in deletions]
    return Deletions(
        np.array(fixed),
        np.array(D),
        np.array(log_likelihood),
    )


def copies_without(
    cells: Cells,
    left_out: Integers,
) -> Cells:
    """One data set's cells as many data sets, each without one interviewer."""
    n_remaining = cells.n_interviewers - 1
    remains = cells.interviewer != left_out[:, None]
    data_set, cell = np.nonzero(remains)
    interviewer = cells.interviewer[cell]
    is_after_gap = interviewer > left_out[data_set]
    position = interviewer - is_after_gap + data_set * n_remaining
    data_sets = np.arange(len(left_out))
    inner_of_left_out = _inner_answers(cells)[left_out]
    return replace(
        cells,
        events=cells.events[cell],
        trials=cells.trials[cell],
        fixed=cells.fixed[cell],
        random=cells.random[cell],
        interviewer=position,
        data_set=np.repeat(data_sets, n_remaining),
        inner=cells.inner - inner_of_left_out,
    )


def _inner_answers(cells: Cells) -> Floats:
    """Answers of every interviewer in each category between two thresholds (J, K − 2).

    An answer k is an event at threshold k − 1, whose column is −1 in the cells that belong to it.
    """
    n_inner = cells.inner.shape[1]
    is_at_threshold = -cells.fixed[:, :n_inner]
    events = cells.events[:, None] * is_at_threshold
    return cells.by_interviewer @ events


def _delete_block(
    fit: GeneralisedFit,
    left_out: Integers,
) -> list[Deletion]:
    cells = copies_without(fit.cells, left_out)
    of_whole_fit = np.zeros(len(left_out), dtype=int)
    start = fit.parameters.of_data_sets(of_whole_fit)
    scheme = _scheme_without(
        fit,
        cells,
        left_out,
    )
    optimum = maximise(
        scheme,
        start,
        tolerance=TOLERANCE,
    )
    is_too_narrow = rises_outside(
        scheme.cells,
        optimum.parameters,
        covariance_gradient(
            scheme,
            optimum.parameters,
            start=optimum.integral.modes,
        ),
        diagonal=fit.diagonal,
    )
    deletions = []
    for data_set in range(len(left_out)):
        refit = _Refit.of(
            cells,
            optimum,
            data_set=data_set,
        )
        if is_too_narrow[data_set]:
            refit = refit.anew(diagonal=fit.diagonal)
        deletions.append(refit.in_units_of_the_data(fit))
    return deletions


def _scheme_without(
    fit: GeneralisedFit,
    cells: Cells,
    left_out: Integers,
) -> Scheme:
    scheme = fit.maximum.scheme
    rule_of_each = [np.delete(scheme.rule_of, interviewer) for interviewer in left_out]
    return Scheme.of(
        cells,
        scheme.rank,
        scheme.rules,
        rule_of=np.concatenate(rule_of_each),
    )


@dataclass(frozen=True, slots=True)
class _Refit:
    """Cells without one interviewer, and the best parameters for them."""

    cells: Cells
    parameters: Parameters
    log_likelihood: float

    @classmethod
    def of(
        cls,
        cells: Cells,
        optimum: Optimum,
        *,
        data_set: int,
    ) -> _Refit:
        """One of many that were refitted together."""
        chosen = np.array([data_set])
        return cls(
            cells.of_data_sets(chosen),
            optimum.parameters.of_data_sets(chosen),
            optimum.log_likelihood[data_set],
        )

    def anew(self, *, diagonal: bool) -> _Refit:
        """Searched from D = 0, over all ranks."""
        fixed_start = self.parameters.fixed[0]
        optimum = search(
            self.cells,
            fixed_start,
            diagonal=diagonal,
        ).optimum
        return _Refit(
            self.cells,
            optimum.parameters,
            optimum.log_likelihood[0],
        )

    def in_units_of_the_data(self, fit: GeneralisedFit) -> Deletion:
        """The estimates; NaN where no maximum exists."""
        random_back = fit.scaled.random_back
        fixed = fit.full_back @ self.parameters.fixed[0]
        D = random_back @ self.parameters.covariance[0] @ random_back.T
        if self._has_no_maximum(fit):
            return Deletion(
                np.full_like(fixed, np.nan),
                np.full_like(D, np.nan),
                np.nan,
            )
        return Deletion(
            fixed,
            D,
            self.log_likelihood,
        )

    def _has_no_maximum(self, fit: GeneralisedFit) -> bool:
        """Whether a category is gone, a variance diverges, or a predictor separates the answers."""
        has_lost_category = (self.cells.inner == 0).any()
        variances = np.diagonal(self.parameters.covariance[0])
        if has_lost_category or variances.max(initial=0) > LARGEST_DEVIATION**2:
            return True
        change = np.abs(self.parameters.fixed - fit.parameters.fixed)
        if change.max() <= SUSPICIOUS_CHANGE:
            return False
        return separation(self.cells, counts=fit.family in COUNTS) is not None


def deletion_table(result: GeneralisedResult) -> pd.DataFrame:
    """One row per interviewer left out: Cook's distance and the refitted parameters.

    cooks_d is (θ̂₍ⱼ₎ − θ̂)'V⁻¹(θ̂₍ⱼ₎ − θ̂)/(number of parameters), with θ the thresholds and fixed
    effects and V their covariance matrix in the whole fit.
    """
    fit = result._fit
    without_each = delete_each(fit)
    estimates = np.concatenate([fit.thresholds, fit.beta])
    shift = without_each.fixed - estimates
    precision = np.linalg.inv(fit.covariance_of_fixed)
    squared_distance = np.einsum("jk,kl,jl->j", shift, precision, shift)
    cooks_d = squared_distance / len(estimates)
    table = pd.DataFrame({"group": result._design.group_labels, "cooks_d": cooks_d})
    fixed_names = [*result.thresholds.index, *result.fe_params.index]
    table[fixed_names] = without_each.fixed
    variances = _variance_columns(
        without_each.D,
        result.model.exog_re_names,
        whole=fit.D,
    )
    return table.assign(**variances)


def _variance_columns(
    D: Floats,
    effects: list[str],
    *,
    whole: Floats,
) -> dict[str, Floats | float]:
    """Variances D (J, q, q), their changes relative to those of the whole fit, and covariances."""
    columns: dict[str, Floats | float] = {}
    for row, effect in enumerate(effects):
        variance = D[:, row, row]
        variance_of_all = whole[row, row]
        columns[f"var({effect})"] = variance
        change = (variance - variance_of_all) / variance_of_all if variance_of_all > 0 else np.nan
        columns[f"change of var({effect})"] = change
        for column, earlier_effect in enumerate(effects[:row]):
            columns[f"cov({earlier_effect},{effect})"] = D[:, row, column]
    return columns
