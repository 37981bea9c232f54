"""The tables fits.csv and parameters.csv of one data set."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.frames import each_row
from interviewer_effects.mixed.inference import profile, standard_errors
from interviewer_effects.mixed.optimum.fit import Fit

from .centring import context
from .design_effect import design_effect, icc, mean_design_effect, weighted_workload
from .model_sequence import Ladder, Model


def fit_row(ladder: Ladder, name: str, criterion: str, fit: Fit, alpha: float) -> dict:
    """One row of fits.csv. icc is ρ at the means of the random predictors, with its profile
    interval; icc_at_zero is D₀₀/(D₀₀ + σ²). It misleads for random slopes without an intercept:
    there ρ is 0 where x is 0, so at the mean of a centred predictor.
    """
    ladder = ladder.of(name)
    sizes, n = ladder.products.sizes, ladder.products.n
    return {
        "model": name,
        "criterion": criterion,
        "n": n,
        "n_interviewers": len(sizes),
        "n_parameters": fit.n_parameters,
        "deviance": fit.deviance,
        "aic": fit.deviance + 2 * fit.n_parameters,
        "bic": fit.deviance + np.log(n) * fit.n_parameters,
        "sigma2": fit.sigma2,
        **_correlation(ladder, name, fit, sizes, alpha),
        "workload_mean": float(sizes.mean()),
        "workload_weighted": weighted_workload(sizes),
        "workload_max": int(sizes.max()),
        "status": fit.status,
        "gradient_norm": fit.gradient_norm,
        "starts_agreed": int(fit.optimum.agreed[0]),
        "starts_tried": int(fit.optimum.tried[0]),
        "newton_steps": int(fit.optimum.steps[0]),
    }


def _correlation(ladder: Ladder, name: str, fit: Fit, sizes: np.ndarray, alpha: float) -> dict:
    random = ladder.models[name].random
    keys = [
        "icc",
        "icc_low",
        "icc_high",
        "icc_at_zero",
        "deff",
        "deff_low",
        "deff_high",
        "deff_mean_workload",
        "n_effective",
        "se_factor",
    ]
    if not random:
        return dict.fromkeys(keys, np.nan)
    z = ladder.means(random)
    rho = fit.rho(z)
    low, high = profile.rho_interval(fit, z, alpha)
    deff = design_effect(rho, sizes)
    values = [
        rho, low, high,
        icc(fit.D[:1, :1], fit.sigma2, np.ones(1)) if random[0] is None else np.nan,
        deff, design_effect(low, sizes), design_effect(high, sizes), mean_design_effect(rho, sizes),
        ladder.products.n / deff, np.sqrt(deff),
    ]  # fmt: skip
    return dict(zip(keys, values, strict=True))


def parameter_rows(ladder: Ladder, name: str, criterion: str, fit: Fit, alpha: float) -> list[dict]:
    """Rows of parameters.csv: fixed effects and contrasts with Satterthwaite t, variances and
    correlations with profile intervals, covariances with Wald ones inside the space.
    """
    model, base = ladder.models[name], {"model": name, "criterion": criterion}
    fixed = pd.DataFrame(standard_errors.fixed_effects(fit, alpha))
    rows = [
        base
        | {
            "kind": "fixed",
            "term": term,
            "estimate": v.estimate,
            "se": v.se,
            "df": v.df,
            "statistic": v.t,
            "p": v.p,
            "ci_low": v.low,
            "ci_high": v.high,
        }
        for term, v in zip(Model.terms(model.fixed), each_row(fixed), strict=True)
    ]
    rows += [base | row for row in _contrast_rows(ladder, model, fit, alpha)]
    return rows + [base | row for row in _variance_rows(Model.terms(model.random), fit, alpha)]


def _contrast_rows(ladder: Ladder, model: Model, fit: Fit, alpha: float) -> list[dict]:
    """Slope between interviewers minus slope within them, of each predictor that is centred within:
    the effect of context, zero where only the respondent's own value counts (Bell & Jones 2015).
    """
    columns = (
        []
        if ladder.centring is None
        else [c for c in ladder.centring.means if context(c) in model.fixed]
    )
    rows = []
    for column in columns:
        contrast = np.zeros(len(model.fixed))
        contrast[model.fixed.index(context(column))], contrast[model.fixed.index(column)] = 1, -1
        estimate, se = (
            float(contrast @ fit.beta),
            float(np.sqrt(contrast @ fit.cov_beta @ contrast)),
        )
        (df,) = standard_errors.satterthwaite(fit, contrast)
        wide = special.stdtrit(df, 1 - alpha / 2) * se
        row = _row(
            "contrast",
            f"{context(column)} - {column}",
            estimate,
            se,
            (estimate - wide, estimate + wide),
        )
        t = estimate / se
        rows.append(row | {"df": df, "statistic": t, "p": 2 * special.stdtr(df, -abs(t))})
    return rows


def _variance_rows(terms: list[str], fit: Fit, alpha: float) -> list[dict]:
    errors, sigma2_error = standard_errors.variance_errors(fit)
    D, rows = fit.D, []
    for k, term in enumerate(terms):
        rows.append(
            _row(
                "variance",
                f"var({term})",
                D[k, k],
                errors[k, k],
                profile.variance_interval(fit, k, alpha),
            )
        )
    if not fit.design.diagonal:
        wide = special.ndtri(1 - alpha / 2)
        for k, term in enumerate(terms):
            for j in range(k):
                limits = (D[j, k] - wide * errors[j, k], D[j, k] + wide * errors[j, k])
                rows.append(
                    _row("covariance", f"cov({terms[j]},{term})", D[j, k], errors[j, k], limits)
                )
        rows += _correlation_rows(terms, fit, alpha)
    return [
        *rows,
        _row("variance", "sigma2", fit.sigma2, sigma2_error, profile.sigma2_interval(fit, alpha)),
    ]


def _correlation_rows(terms: list[str], fit: Fit, alpha: float) -> list[dict]:
    D, spread, rows = fit.D, np.sqrt(np.diag(fit.D)), []
    for k in range(len(terms)):
        for j in range(k):
            size = spread[j] * spread[k]
            value = float(np.clip(D[j, k] / size, -1, 1)) if size > 0 else np.nan
            limits = (
                profile.correlation_interval(fit, alpha) if len(terms) == 2 else (np.nan, np.nan)
            )
            rows.append(_row("correlation", f"corr({terms[j]},{terms[k]})", value, np.nan, limits))
    return rows


def _row(kind: str, term: str, estimate: float, se: float, limits: tuple[float, float]) -> dict:
    blank = {"df": np.nan, "statistic": np.nan, "p": np.nan}
    return (
        {"kind": kind, "term": term, "estimate": estimate, "se": se}
        | blank
        | {"ci_low": limits[0], "ci_high": limits[1]}
    )
