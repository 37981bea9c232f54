"""Many outcomes on one design, fitted as one array."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects.mixed.arrays import Booleans, Floats
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.search import search

from .simulate import outcome_moments


@dataclass(frozen=True, slots=True)
class _Estimates:
    """Of K outcomes, in their own units: β̂ (K, p), D (K, q, q), σ̂² (K,), −2ℓ (K,), and
    whether D is singular (K,).
    """

    beta: Floats
    D: Floats
    sigma2: Floats
    deviance: Floats
    boundary: Booleans


def fit_outcomes(
    products: CrossProducts,
    fixed: list[str | None],
    random: list[str | None],
    outcomes: list[str],
    reml: bool = True,
) -> pd.DataFrame:
    """Fits outcome ~ fixed + (random | group) for each of K outcomes on the same rows; one row per
    outcome.

    Columns: outcome, the fixed effects, var(…) and cov(…) of the random effects, sigma2, deviance,
    boundary. None stands for the constant. Outcomes with missing values of their own need fits of
    their own: here every row counts.
    """
    estimates = _estimates(
        products,
        fixed,
        random=random,
        outcomes=outcomes,
        reml=reml,
    )
    table = pd.DataFrame({"outcome": outcomes})
    table[_terms(fixed)] = estimates.beta
    effects = _terms(random)
    for row, effect in enumerate(effects):
        table[f"var({effect})"] = estimates.D[:, row, row]
        for column, earlier_effect in enumerate(effects[:row]):
            table[f"cov({earlier_effect},{effect})"] = estimates.D[:, row, column]
    table["sigma2"] = estimates.sigma2
    table["deviance"] = estimates.deviance
    return table.assign(boundary=estimates.boundary)


def _estimates(
    products: CrossProducts,
    fixed: list[str | None],
    random: list[str | None],
    outcomes: list[str],
    reml: bool,
) -> _Estimates:
    """All outcomes are standardised by their own mean and spread, and share the design of the
    first.
    """
    predictors = [name for name in products.names if name not in outcomes]
    first_outcome = outcomes[0]
    base = products.select_columns([*predictors, first_outcome])
    design = make_design(base, fixed, random, first_outcome)
    predictor_rows = [0, *(products.names.index(name) + 1 for name in base.names[:-1])]
    outcome_rows = [products.names.index(name) + 1 for name in outcomes]
    B_y = products.gram[:, predictor_rows][:, :, outcome_rows].transpose(2, 0, 1)
    yy = products.gram[:, outcome_rows, outcome_rows].T
    moments = outcome_moments(design, B_y, yy=yy)

    factor = Factor.of(len(random))
    optimum = search(moments, factor, reml)
    lam = factor.lam(optimum.theta)
    evaluation = evaluate(lam, moments, reml, derivatives=False)

    standardisation = np.array(outcome_rows) - 1
    scale = products.scale[standardisation]
    shift = products.shift[standardisation]
    slopes = scale[:, None] * (evaluation.beta @ design.to_x.T)
    sigma2 = scale**2 * evaluation.r2 / evaluation.N
    root = design.to_z @ lam
    log_volume = design.log_volume(reml)
    return _Estimates(
        beta=slopes + shift[:, None] * design.constant,
        D=sigma2[:, None, None] * root @ root.transpose(0, 2, 1),
        sigma2=sigma2,
        deviance=optimum.deviance + 2 * evaluation.N * np.log(scale) - log_volume,
        boundary=np.logical_not(optimum.free.all(1)),
    )


def _terms(names: list[str | None]) -> list[str]:
    return ["Intercept" if name is None else name for name in names]
