"""Expected answers to interviews that are not of the fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .moments import marginal_moments


@dataclass(frozen=True)
class NewColumns:
    """Fixed (k, p) and random (k, q) columns of the new rows without missing predictors.

    `rows` (k,) says which of the m new rows they are.
    """

    fixed: np.ndarray
    random: np.ndarray
    rows: np.ndarray
    n_rows: int


def predict(result, data, exog_re=None, *, groups=None) -> np.ndarray:
    """E[y] (m,): over all interviewers, or of those that `groups` names."""
    columns = new_columns(result, data, exog_re)
    eta = columns.fixed @ result.fe_params.to_numpy()
    if groups is None:
        D = result.cov_re.to_numpy()
        variance = np.einsum("nq,qr,nr->n", columns.random, D, columns.random)
        expected = marginal_moments(eta, np.maximum(variance, 0), conditional=result._moments)[0]
    else:
        labels = data[groups] if isinstance(groups, str) else groups
        effects = _effects_of(result, np.asarray(labels)[columns.rows])
        expected = result._moments(eta + (columns.random * effects).sum(1)).mean
    answers = np.full(columns.n_rows, np.nan)
    answers[columns.rows] = expected
    return answers


def new_columns(result, data, exog_re=None) -> NewColumns:
    """The columns of new data, in the order of the fit; of ordered answers without the constant."""
    terms = result.model.terms
    if terms is not None:
        if not isinstance(data, pd.DataFrame):
            raise ValueError(
                "The model came from a formula: give predict a DataFrame with its columns."
            )
        numbered = data.reset_index(drop=True)
        fixed, random = terms.columns_of(numbered)
        rows = fixed.index.intersection(random.index)
        fixed_columns = fixed.loc[rows].to_numpy(float)
        random_columns = random.loc[rows].to_numpy(float)
    else:
        fixed_columns = np.asarray(data, dtype=float).reshape(len(data), -1)
        ones = np.ones((len(fixed_columns), 1))
        random_columns = ones if exog_re is None else np.asarray(exog_re, dtype=float)
        random_columns = random_columns.reshape(len(fixed_columns), -1)
        complete = np.isfinite(fixed_columns).all(1) & np.isfinite(random_columns).all(1)
        rows = np.flatnonzero(complete)
        fixed_columns = fixed_columns[rows]
        random_columns = random_columns[rows]
    _check_widths(result, fixed_columns, random_columns)
    kept = result._design.fixed_places
    return NewColumns(fixed_columns[:, kept], random_columns, np.asarray(rows), len(data))


def _check_widths(result, fixed: np.ndarray, random: np.ndarray) -> None:
    for given, names, what in (
        (fixed, result.model.exog_names, "exog"),
        (random, result.model.exog_re_names, "exog_re"),
    ):
        if given.shape[1] != len(names):
            raise ValueError(
                f"{what} has {given.shape[1]} columns and the model {len(names)}: "
                f"{', '.join(names)}."
            )


def _effects_of(result, labels: np.ndarray) -> np.ndarray:
    """Posterior mean effects (k, q) of the interviewers named."""
    known = result._design.group_labels
    place = pd.Index(known).get_indexer(labels)
    if (place < 0).any():
        unknown = labels[place < 0].tolist()[0]
        raise ValueError(
            f"{unknown!r} is no interviewer of the fit: leave `groups` out for the "
            "expectation over all interviewers."
        )
    return result._fit.effect_mean[place]
