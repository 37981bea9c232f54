"""Expected answers to interviews that are not of the fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from interviewer_effects.mixed.arrays import Floats, Integers
from interviewer_effects.mixed.design.formula import Terms

from .moments import marginal_moments, variances_of_rows

if TYPE_CHECKING:
    from .result import GeneralisedResult


@dataclass(frozen=True, slots=True)
class NewColumns:
    """The columns of the new rows without missing predictors.

    Attributes
    ----------
    fixed, random : ndarray (k, p) and (k, q)
    rows : ndarray (k,) of int
        Which of the m new rows they are.
    n_rows : int
        m.
    """

    fixed: Floats
    random: Floats
    rows: Integers
    n_rows: int


def predict(
    result: GeneralisedResult,
    data: pd.DataFrame | ArrayLike,
    exog_re: ArrayLike | None = None,
    *,
    groups: str | ArrayLike | None = None,
) -> Floats:
    """E[y] (m,): over all interviewers, or of those that `groups` names."""
    columns = new_columns(
        result,
        data,
        exog_re,
    )
    eta = columns.fixed @ result.fe_params.to_numpy()
    if groups is None:
        D = result.cov_re.to_numpy()
        variances = variances_of_rows(columns.random, D)
        moments = marginal_moments(
            eta,
            variances,
            conditional=result._moments,
        )
        expected = moments.mean
    else:
        labels = _labels(data, groups)
        effects = _effects_of(result, labels[columns.rows])
        effect = (columns.random * effects).sum(1)
        expected = result._moments(eta + effect).mean
    answers = np.full(columns.n_rows, np.nan)
    answers[columns.rows] = expected
    return answers


def new_columns(
    result: GeneralisedResult,
    data: pd.DataFrame | ArrayLike,
    exog_re: ArrayLike | None = None,
) -> NewColumns:
    """The columns of new data, in the order of the fit; of ordered answers without the constant."""
    terms = result.model.terms
    if terms is None:
        columns = _columns_of_arrays(data, exog_re)
    else:
        columns = _columns_by_formula(terms, data)
    _check_width(
        "exog",
        columns.fixed,
        result.model.exog_names,
    )
    _check_width(
        "exog_re",
        columns.random,
        result.model.exog_re_names,
    )
    of_fit = result._design.fixed_places
    return NewColumns(
        columns.fixed[:, of_fit],
        columns.random,
        columns.rows,
        columns.n_rows,
    )


def _columns_by_formula(
    terms: Terms,
    data: pd.DataFrame | ArrayLike,
) -> NewColumns:
    if not isinstance(data, pd.DataFrame):
        raise ValueError(
            "The model came from a formula: give predict a DataFrame with its columns."
        )
    numbered = data.reset_index(drop=True)
    fixed, random = terms.columns_of(numbered)
    rows = fixed.index.intersection(random.index)
    return NewColumns(
        fixed=fixed.loc[rows].to_numpy(float),
        random=random.loc[rows].to_numpy(float),
        rows=np.asarray(rows),
        n_rows=len(data),
    )


def _columns_of_arrays(
    data: pd.DataFrame | ArrayLike,
    exog_re: ArrayLike | None,
) -> NewColumns:
    exog = np.asarray(data, dtype=float)
    n_rows = len(exog)
    fixed = exog.reshape(n_rows, -1)
    random = np.ones((n_rows, 1))
    if exog_re is not None:
        random = np.asarray(exog_re, dtype=float).reshape(n_rows, -1)
    has_fixed = np.isfinite(fixed).all(1)
    has_random = np.isfinite(random).all(1)
    rows = np.flatnonzero(has_fixed & has_random)
    return NewColumns(
        fixed[rows],
        random[rows],
        rows,
        n_rows,
    )


def _check_width(
    argument: str,
    columns: Floats,
    names: list[str],
) -> None:
    n_columns = columns.shape[1]
    if n_columns != len(names):
        listed = ", ".join(names)
        raise ValueError(
            f"{argument} has {n_columns} columns and the model {len(names)}: {listed}."
        )


def _labels(
    data: pd.DataFrame | ArrayLike,
    groups: str | ArrayLike,
) -> np.ndarray:
    """The interviewer of each new row (m,)."""
    if isinstance(groups, str) and isinstance(data, pd.DataFrame):
        return data[groups].to_numpy()
    return np.asarray(groups)


def _effects_of(
    result: GeneralisedResult,
    labels: np.ndarray,
) -> Floats:
    """Posterior mean effects (k, q) of the interviewers named."""
    fitted_labels = pd.Index(result._design.group_labels)
    positions = fitted_labels.get_indexer(labels)
    is_unknown = positions < 0
    if is_unknown.any():
        unknown = labels[is_unknown].tolist()[0]
        raise ValueError(
            f"{unknown!r} is no interviewer of the fit: leave `groups` out for the "
            "expectation over all interviewers."
        )
    return result._fit.effect_mean[positions]
