"""Every item of the screen: how much of its variance lies between interviewers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects.mixed import profile
from interviewer_effects.mixed.crossproducts import cross_products
from interviewer_effects.mixed.exact import exact_test
from interviewer_effects.mixed.fit import fit
from interviewer_effects.mixed.likelihood import compare, mixture
from interviewer_effects.mixed.moments import make_design

from .design_effect import design_effect, icc

DRAWS = 10_000
SCREENING = [
    "item", "n", "n_interviewers", "icc", "icc_low", "icc_high", "deff", "n_effective", "statistic", "p_mixture",
    "p_exact", "p_adjusted", "status",
]  # fmt: skip


def screen(survey: pd.DataFrame, interviewer: str, items: list[str], alpha: float, seed: int) -> pd.DataFrame:
    """screening.csv: null model (random intercept, REML) of each item, with ρ, its profile interval, boundary test
    and design effect, p adjusted over items (Benjamini-Hochberg).
    """
    from .flags import adjusted

    rows = [screen_item(survey[item], survey[interviewer], alpha, seed) for item in items]
    table = pd.DataFrame(rows)
    if len(table):
        table["p_adjusted"] = adjusted(table["p_mixture"].to_numpy(), "bh")
    return table


def screen_item(answers: pd.Series, interviewers: pd.Series, alpha: float, seed: int) -> dict:
    """One row of screening.csv."""
    known = answers.notna() & interviewers.notna()
    products = cross_products({"y": answers[known].to_numpy(dtype=float)}, interviewers[known].to_numpy())
    with_, without = (fit(make_design(products, [None], random, "y")) for random in ([None], []))
    ratio = compare(without.deviance, with_.deviance, 1, mixture(0, 1, False))
    rho, sizes = icc(with_.D, with_.sigma2, np.ones(1)), products.sizes
    low, high = profile.rho_interval(with_, np.ones(1), alpha)
    deff = design_effect(rho, sizes)
    return {
        "item": answers.name, "n": products.n, "n_interviewers": len(sizes),
        "icc": rho, "icc_low": low, "icc_high": high,
        "deff": deff, "n_effective": products.n / deff, "statistic": ratio.statistic, "p_mixture": ratio.p_mixture,
        "p_exact": exact_test(with_, DRAWS, seed).p, "status": with_.status,
    }  # fmt: skip
