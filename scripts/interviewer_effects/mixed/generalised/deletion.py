"""Exact refits without each interviewer in turn, many at once.

Leaving an interviewer out moves the estimates little, so every refit starts from the whole fit, at
its rank and with its rules. Where another rank is better, the search begins anew for that one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .cells import Cells
from .families import COUNTS
from .fit import LARGEST_DEVIATION, GeneralisedFit, full_back
from .marginal import Parameters, covariance_gradient
from .newton import Optimum, maximise
from .scheme import Scheme
from .search import rises_outside, search
from .separation import separation

DATA_SETS_PER_BLOCK = 8
TOLERANCE = 1e-9  # expected gain of ℓ at which a refit ends
FAR = 5.0  # change of a standardised estimate at which the answers may be separated


@dataclass(frozen=True)
class Deletions:
    """Refits without each interviewer, in the units of the data; NaN where no maximum exists.

    Attributes
    ----------
    fixed : ndarray (J, K − 1 + p)
        Thresholds, then fixed effects.
    D : ndarray (J, q, q)
    log_likelihood : ndarray (J,)
        Of the interviews left, without constants.
    """

    fixed: np.ndarray
    D: np.ndarray
    log_likelihood: np.ndarray


def delete_each(fit: GeneralisedFit) -> Deletions:
    """The maximum of the likelihood of the other interviewers' answers, for each interviewer.

    Notes
    -----
    The integral is computed by the rules that settled for the whole survey; the size θ of the
    negative binomial is held.
    """
    n_interviewers = fit.cells.n_interviewers
    blocks = [
        _delete_block(fit, np.arange(first, min(first + DATA_SETS_PER_BLOCK, n_interviewers)))
        for first in range(0, n_interviewers, DATA_SETS_PER_BLOCK)
    ]
    return Deletions(
        fixed=np.concatenate([block.fixed for block in blocks]),
        D=np.concatenate([block.D for block in blocks]),
        log_likelihood=np.concatenate([block.log_likelihood for block in blocks]),
    )


def copies_without(cells: Cells, left_out: np.ndarray) -> Cells:
    """One data set's cells as many data sets, each without one interviewer."""
    data_set, cell = np.nonzero(cells.interviewer != left_out[:, None])
    owner = cells.interviewer[cell]
    place = owner - (owner > left_out[data_set]) + data_set * (cells.n_interviewers - 1)
    return replace(
        cells,
        events=cells.events[cell],
        trials=cells.trials[cell],
        fixed=cells.fixed[cell],
        random=cells.random[cell],
        interviewer=place,
        data_set=np.repeat(np.arange(len(left_out)), cells.n_interviewers - 1),
        inner=cells.inner - _inner_answers(cells)[left_out],
    )


def _inner_answers(cells: Cells) -> np.ndarray:
    """Answers of every interviewer in each category between two thresholds (J, K − 2).

    An answer k is an event at threshold k − 1, whose column is −1 in the cells that belong to it.
    """
    at_threshold = -cells.fixed[:, : cells.inner.shape[1]]
    return cells.by_interviewer @ (cells.events[:, None] * at_threshold)


def _delete_block(fit: GeneralisedFit, left_out: np.ndarray) -> Deletions:
    whole = fit.maximum.optimum.parameters
    cells = copies_without(fit.cells, left_out)
    start = whole.of_data_sets(np.zeros(len(left_out), dtype=int))
    scheme = _scheme_without(fit, cells, left_out)
    optimum = maximise(scheme, start, tolerance=TOLERANCE)
    wider = _may_be_wider(scheme, optimum, diagonal=fit.diagonal)
    refits = [
        _single_refit(fit, cells, optimum, place=place, anew=wider[place])
        for place in range(len(left_out))
    ]
    return Deletions(*(np.array(part) for part in zip(*refits, strict=True)))


def _scheme_without(fit: GeneralisedFit, cells: Cells, left_out: np.ndarray) -> Scheme:
    scheme = fit.maximum.scheme
    rules = np.concatenate([np.delete(scheme.rule_of, interviewer) for interviewer in left_out])
    return Scheme.of(cells, scheme.rank, scheme.rules, rule_of=rules)


def _may_be_wider(scheme: Scheme, optimum: Optimum, *, diagonal: bool) -> np.ndarray:
    """Whether ℓ rises in a direction outside D's range, for each data set."""
    parameters = optimum.parameters
    drive = covariance_gradient(scheme, parameters, start=optimum.integral.modes)
    return rises_outside(scheme.cells, parameters, drive, diagonal=diagonal)


def _single_refit(fit: GeneralisedFit, cells: Cells, optimum: Optimum, *, place: int, anew: bool):
    """Fixed effects, D and ℓ of one refit, in the units of the data."""
    chosen = np.array([place])
    parameters = optimum.parameters.of_data_sets(chosen)
    log_likelihood = optimum.log_likelihood[place]
    left = cells.of_data_sets(chosen)
    if anew:
        maximum = search(left, parameters.fixed[0], diagonal=fit.diagonal)
        parameters = maximum.optimum.parameters
        log_likelihood = maximum.optimum.log_likelihood[0]
    n_thresholds = len(fit.thresholds)
    fixed = full_back(fit.scaled, n_thresholds) @ parameters.fixed[0]
    random_back = fit.scaled.random_back
    D = random_back @ parameters.covariance[0] @ random_back.T
    if _has_no_maximum(fit, left, parameters):
        return np.full_like(fixed, np.nan), np.full_like(D, np.nan), np.nan
    return fixed, D, log_likelihood


def _has_no_maximum(fit: GeneralisedFit, left: Cells, parameters: Parameters) -> bool:
    """Whether a category is gone, a predictor separates the answers, or a variance diverges."""
    if (left.inner == 0).any() or np.diagonal(
        parameters.covariance[0]
    ).max() > LARGEST_DEVIATION**2:
        return True
    moved = np.abs(parameters.fixed - fit.maximum.optimum.parameters.fixed)
    return bool(moved.max() > FAR) and separation(left, counts=fit.family in COUNTS) is not None


def deletion_table(result) -> pd.DataFrame:
    """One row per interviewer left out: Cook's distance and the refitted parameters.

    cooks_d is (θ̂₍ⱼ₎ − θ̂)'V⁻¹(θ̂₍ⱼ₎ − θ̂)/(number of parameters), with θ the thresholds and fixed
    effects and V their covariance matrix in the whole fit.
    """
    fit = result._fit
    without = delete_each(fit)
    whole = np.concatenate([fit.thresholds, fit.beta])
    move = without.fixed - whole
    precision = np.linalg.inv(fit.covariance_of_fixed)
    distance = np.einsum("jk,kl,jl->j", move, precision, move) / len(whole)
    table = pd.DataFrame({"group": result._design.group_labels, "cooks_d": distance})
    table[[*result.thresholds.index, *result.fe_params.index]] = without.fixed
    names = result.model.exog_re_names
    for row, name in enumerate(names):
        variance = without.D[:, row, row]
        before = fit.D[row, row]
        table[f"var({name})"] = variance
        table[f"change of var({name})"] = (variance - before) / before if before > 0 else np.nan
        for column, other in enumerate(names[:row]):
            table[f"cov({other},{name})"] = without.D[:, row, column]
    return table
