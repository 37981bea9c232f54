"""Exact refits after the records of some interviewers change, as one batch: what if these records
were not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.inference.predicted_effects import refitted_z
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.moments import reweighted
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import search
from interviewer_effects.mixed.optimum.warm_starts import starts_near

from .influence import refitted_parameters, standard_errors
from .refits import swapping, with_parts

Change = dict[int, np.ndarray]  # position of an interviewer -> their new cross-products (b, b)
BLOCK = 64  # changes refitted at a time: each adds a row and a column to the batch


@dataclass(frozen=True)
class Changed:
    """R refits of one model: deviance (R,) up to a constant of the model, z (R, J, q) of every
    interviewer with the changed ones in their places (NaN for those with no record left), beta and
    se (R, p), D (R, q, q) and sigma2 (R,) in the user's columns.
    """

    deviance: np.ndarray
    z: np.ndarray
    beta: np.ndarray
    se: np.ndarray
    D: np.ndarray
    sigma2: np.ndarray


def refit_changed(fit: Fit, changes: Sequence[Change]) -> Changed:
    """The global optimum after each change. Cost: one batch of R fits, whatever the number of
    interviews.
    """
    parts = [_refit(fit, part) for part in _blocks(changes)]
    return Changed(*(np.concatenate(of_all) for of_all in zip(*parts, strict=True)))


def changed_gram(products: CrossProducts, columns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Cross-products (b, b) of an interviewer's records columns (n_j, b−1), in the order of
    products.names, counted weights (n_j,) times: 0 leaves a record out.
    """
    base = np.column_stack([np.ones(len(columns)), (columns - products.shift) / products.scale])
    return (base * weights[:, None]).T @ base


def _blocks(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    for at in range(0, max(len(changes), 1), BLOCK):
        yield changes[at : at + BLOCK]


def _refit(fit: Fit, changes: Sequence[Change]) -> tuple:
    J, b = len(fit.design.sizes), len(fit.design.base)
    put = [(row, who, gram) for row, change in enumerate(changes) for who, gram in change.items()]
    grams = np.array([gram for *_, gram in put]).reshape(-1, b, b)
    parts = [[k for k, (row, *_) in enumerate(put) if row == r] for r in range(len(changes))]
    moments = reweighted(with_parts(fit, grams).design, swapping(changes, parts, J, len(put)))
    found = search(moments, fit.factor, fit.reml, starts_near(fit, fit.design.moments))
    e = evaluate(fit.factor.lam(found.theta), moments, fit.reml)
    z = refitted_z(fit, fit.factor.lam(found.theta), moments, e)
    own = z[:, :J].copy()
    for column, (row, who, gram) in enumerate(put):
        own[row, who] = z[row, J + column] if gram[0, 0] > 0 else np.nan
    deviance = found.deviance - fit.design.log_volume(fit.reml)
    beta, D, sigma2 = refitted_parameters(fit, found, e)
    return deviance, own, beta, standard_errors(fit, e, sigma2), D, sigma2
