"""The comparisons of the ladder: tests.csv and explained.csv of one data set."""

from __future__ import annotations

import numpy as np

from interviewer_effects.mixed.bootstrap import bootstrap_fits
from interviewer_effects.mixed.exact import exact_test
from interviewer_effects.mixed.fit import Fit
from interviewer_effects.mixed.likelihood import compare, mixture

from .ladder import Ladder, Model

DRAWS = 20_000
EXPLAINED = ["component", "predictor", "without", "with", "explained"]
VARIANCE_TESTS = (("ols", "intercept"), ("intercept", "slope"), ("ols", "slope"))
FIXED_TESTS = (
    ("null", "intercept"),
    ("slope", "covariates"),
    ("intercept", "covariates"),
    ("covariates", "interaction"),
)


def variance_test(ladder: Ladder, fits: dict, null: str, alternative: str, criterion: str, settings: dict) -> dict:
    """A row of tests.csv for the random effects that alternative adds to null, both with the same fixed effects.

    p_mixture is the boundary mixture and the one to quote where one component is added; p_exact where that
    component is the only one; p_bootstrap under REML.
    """
    small, large = fits[null, criterion], fits[alternative, criterion]
    components = mixture(small.factor.q, large.factor.q, large.design.diagonal)
    ratio = compare(small.deviance, large.deviance, large.n_parameters - small.n_parameters, components)
    row = _row(criterion, null, alternative, "variance", ratio)
    row["tested"] = "; ".join(f"var({t})" for t in _added(ladder, null, alternative, "random"))
    if large.factor.q == 1:
        exact = exact_test(large, DRAWS, settings["seed"])
        row |= {"p_exact": exact.p}
    if criterion == "REML" and settings["bootstrap"]:
        boot = bootstrap_fits(small, large, ladder.products, ratio.statistic, settings["bootstrap"], settings["seed"])
        row |= {
            "p_bootstrap": boot.p, "p_bootstrap_low": boot.p_low, "p_bootstrap_high": boot.p_high,
            "replicates": settings["bootstrap"], "share_zero": boot.share_zero,
        }  # fmt: skip
    return row


def fixed_test(ladder: Ladder, fits: dict, null: str, alternative: str) -> dict:
    """A row of tests.csv for fixed effects, by ML (a REML likelihood cannot compare them)."""
    small, large = fits[null, "ML"], fits[alternative, "ML"]
    ratio = compare(small.deviance, large.deviance, large.n_parameters - small.n_parameters)
    row = _row("ML", null, alternative, "fixed", ratio)
    return row | {"tested": "; ".join(_added(ladder, null, alternative, "fixed"))}


def comparison_rows(ladder: Ladder, fits: dict[tuple[str, str], Fit], settings: dict) -> list[dict]:
    """Every row of tests.csv: variance components under REML and ML, fixed effects under ML."""
    models = ladder.models
    rows = [
        variance_test(ladder, fits, null, alternative, criterion, settings)
        for null, alternative in VARIANCE_TESTS
        if null in models and alternative in models and (alternative == "intercept" or _step(models, null, alternative))
        for criterion in ("REML", "ML")
    ]
    pairs = [(a, b) for a, b in FIXED_TESTS if a in models and b in models and models[a].random == models[b].random]
    return rows + [fixed_test(ladder, fits, a, b) for a, b in pairs if _added(ladder, a, b, "fixed")]


def explained_rows(ladder: Ladder, fits: dict[tuple[str, str], Fit]) -> list[dict]:
    """Rows of explained.csv: (D_kk without − D_kk with)/D_kk without, for the covariates together (Snijders &
    Bosker 2012, ch. 7). It can be negative.
    """
    if "covariates" not in ladder.models:
        return []
    without_name = "slope" if "slope" in ladder.models else "intercept"
    without, with_ = fits[without_name, "REML"], fits["covariates", "REML"]
    terms = Model.terms(ladder.models["covariates"].random)
    covariates = _added(ladder, without_name, "covariates", "fixed")
    rows = []
    for k, term in enumerate(terms):
        before, after = float(without.D[k, k]), float(with_.D[k, k])
        share = (before - after) / before if before > 0 else np.nan
        rows.append(
            {
                "component": f"var({term})",
                "predictor": "; ".join(covariates),
                "without": before,
                "with": after,
                "explained": share,
            }
        )
    return rows


def _step(models: dict[str, Model], null: str, alternative: str) -> bool:
    """The slope model is compared with the intercept model, or with ols when there is no random intercept."""
    return (null == "intercept") == (None in models[alternative].random)


def _added(ladder: Ladder, null: str, alternative: str, part: str) -> list[str]:
    have = getattr(ladder.models[null], part)
    return Model.terms(c for c in getattr(ladder.models[alternative], part) if c not in have)


def _row(criterion: str, null: str, alternative: str, kind: str, ratio) -> dict:
    blank = dict.fromkeys(["p_exact", "p_bootstrap", "p_bootstrap_low", "p_bootstrap_high", "share_zero"], np.nan)
    mixture_text = " + ".join(f"{w:g} χ²_{df}" for w, df in ratio.components)
    return {
        "criterion": criterion, "null": null, "alternative": alternative, "kind": kind, "tested": "",
        "statistic": ratio.statistic, "df": ratio.df, "p_naive": ratio.p_naive, "p_mixture": ratio.p_mixture,
        "mixture": mixture_text, **blank, "replicates": 0,
    }  # fmt: skip
