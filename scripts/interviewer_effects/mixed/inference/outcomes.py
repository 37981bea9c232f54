"""Many outcomes on one design, fitted as one array."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.search import search

from .simulate import outcome_moments


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
    base = products.select_columns([c for c in products.names if c not in outcomes] + outcomes[:1])
    design = make_design(base, fixed, random, outcomes[0])
    columns = [0, *(products.names.index(c) + 1 for c in base.names[:-1])]
    at = [products.names.index(c) + 1 for c in outcomes]
    By = products.gram[:, columns][:, :, at].transpose(2, 0, 1)
    yy = products.gram[:, at, at].T
    moments = outcome_moments(design, By, yy)
    factor = Factor.of(len(random))
    found = search(moments, factor, reml)
    e = evaluate(factor.lam(found.theta), moments, reml, derivatives=False)
    scale, shift = products.scale[np.array(at) - 1], products.shift[np.array(at) - 1]
    return _table(design, factor, found, e, outcomes, scale, shift, (fixed, random, reml))


def _table(design, factor, found, e, outcomes, scale, shift, model) -> pd.DataFrame:
    fixed, random, reml = model
    beta = scale[:, None] * (e.beta @ design.to_x.T) + shift[:, None] * design.constant
    sigma2 = scale**2 * e.r2 / e.N
    root = design.to_z @ factor.lam(found.theta)
    D = sigma2[:, None, None] * root @ root.transpose(0, 2, 1)
    constant = design.log_volume(reml)
    names = ["Intercept" if c is None else c for c in random]
    table = pd.DataFrame({"outcome": outcomes})
    table[["Intercept" if c is None else c for c in fixed]] = beta
    for a, left in enumerate(names):
        table[f"var({left})"] = D[:, a, a]
        for b in range(a):
            table[f"cov({names[b]},{left})"] = D[:, a, b]
    table["sigma2"], table["deviance"] = sigma2, found.deviance + 2 * e.N * np.log(scale) - constant
    return table.assign(boundary=~found.free.all(1))
