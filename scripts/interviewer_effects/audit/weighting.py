"""The main model unweighted and weighted, side by side: how much hangs on the sampling weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.mixed.weighted import WeightedFit, group_weights, scaled, weighted_fit

from .ladder import OUTCOME, Ladder, Model, main_model, make_ladder

WEIGHTING = [
    *("analysis", "variant", "model", "weighting", "kind", "term", "estimate", "se", "ci_low", "ci_high", "p"),
    *("status", "n", "note"),
]
ALL = ("level1_A", "level1_B", "level2")
CONSTANT = (
    "The weight is constant within every interviewer: scaled within interviewers it is 1 everywhere, so this is the "
    "unweighted fit."
)
BOTH = "There is one column of weights: an interviewer's weight is the mean of those of their interviews."


def weighting_rows(frame: pd.DataFrame, analysis: dict, weights: pd.Series, variant: str, alpha: float) -> list[dict]:
    """Rows of weighting.csv of one variant: every parameter of the models with a random
    intercept and with random slopes by pseudo-likelihood, unweighted and with
    the weights that the analysis asks for, and what they cost.

    frame: complete interviews; weights: the weight of each interview by its id. Interviews whose weight is missing or
    zero are in none of the fits, so that these differ by the weights alone. Standard errors are the sandwich over
    interviewers, p is Wald's (t with J − 1 df; one-sided and normal for a variance), limits of variances are
    symmetric in the logarithm. There is no likelihood-ratio test under weights.
    """
    w = frame["interview"].map(weights)
    known = (w > 0) & np.isfinite(w)
    kept, w = frame[known].reset_index(drop=True), w[known].to_numpy(dtype=float)
    ladder = make_ladder(kept, analysis)
    asked = ALL if analysis["weights"] == "all" else (analysis["weights"],)
    models = dict.fromkeys([name for name in ("intercept",) if name in ladder.models] + [main_model(ladder)])
    return [
        {"variant": variant, "model": model, "weighting": name, "n": len(kept)} | row
        for model in models
        for name in ("none", *asked)
        for row in _rows(ladder, model, name, w, alpha)
    ]


def _rows(ladder: Ladder, model: str, name: str, w: np.ndarray, alpha: float) -> list[dict]:
    done = _fit(ladder, model, name, w)
    about = {"status": done.fit.status, "note": _note(name, w, ladder.interviewers)}
    counted = np.ones(len(w)) if name == "none" else w
    parts = [*_parameters(ladder.models[model], done, alpha), *_design_effects(ladder, model, done, counted)]
    return [about | row for row in parts]


def _fit(ladder: Ladder, rung: str, name: str, w: np.ndarray) -> WeightedFit:
    model, groups = ladder.models[rung], ladder.interviewers
    given = {}
    if name == "level2":
        given["group_weights"] = group_weights(w, groups)
    elif name != "none":
        given["row_weights"] = scaled(w, groups, name[-1])
    return weighted_fit(
        ladder.columns, groups, list(model.fixed), list(model.random), OUTCOME, diagonal=ladder.diagonal, **given
    )


def _note(name: str, w: np.ndarray, interviewers: np.ndarray) -> str:
    if name == "level2":
        return BOTH
    within = pd.Series(w).groupby(interviewers).agg(np.ptp)
    return CONSTANT if name != "none" and within.max() <= 1e-9 * w.max() else ""


def _parameters(model: Model, done: WeightedFit, alpha: float) -> list[dict]:
    J = len(done.group_weights)
    se = np.sqrt(np.diag(done.cov_beta))
    wide, df = special.stdtrit(J - 1, 1 - alpha / 2), J - 1
    rows = [
        {"kind": "fixed", "term": term, "estimate": b, "se": e, "ci_low": b - wide * e, "ci_high": b + wide * e,
         "p": 2 * special.stdtr(df, -abs(b / e))}
        for term, b, e in zip(Model.terms(model.fixed), done.fit.beta, se, strict=True)
    ]  # fmt: skip
    errors, residual = done.variance_errors
    terms = [f"var({term})" for term in Model.terms(model.random)]
    variances = zip([*terms, "sigma2"], [*np.diag(done.fit.D), done.fit.sigma2], [*errors, residual], strict=True)
    tested = [*done.variance_tests, np.nan]
    return rows + [
        {"kind": "variance", "term": term, "estimate": v, "se": e, **_limits(v, e, alpha), "p": p}
        for (term, v, e), p in zip(variances, tested, strict=True)
    ]


def _limits(value: float, error: float, alpha: float) -> dict:
    if not (value > 0 and np.isfinite(error)):
        return {"ci_low": np.nan, "ci_high": np.nan}
    factor = np.exp(special.ndtri(1 - alpha / 2) * error / value)
    return {"ci_low": value / factor, "ci_high": value * factor}


def _design_effects(ladder: Ladder, model: str, done: WeightedFit, w: np.ndarray) -> list[dict]:
    """Of a weighted mean (Gabler, Häder & Lahiri 1999): deff = nΣw²/(Σw)² × [1 + (b* − 1)ρ] with b* = Σ_j(Σ_i w)²/Σw²,
    the part of the weights and the part of the interviewers; ρ at the means of the random predictors.
    """
    z = ladder.matrix(ladder.models[model].random).mean(0)
    rho, squares = done.fit.rho(z), float((w**2).sum())
    by_weights = len(w) * squares / w.sum() ** 2
    totals = pd.Series(w).groupby(ladder.interviewers).sum()
    by_interviewers = 1 + (float((totals**2).sum()) / squares - 1) * rho
    terms = (
        ("icc", rho),
        ("weights", by_weights),
        ("interviewers", by_interviewers),
        ("both", by_weights * by_interviewers),
    )
    return [
        {"kind": "share" if term == "icc" else "design effect", "term": term, "estimate": value}
        for term, value in terms
    ]
