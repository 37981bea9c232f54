"""The printed summary of a generalised fit."""

from __future__ import annotations

import pandas as pd

MODELS = {
    "binary": "Mixed logit model",
    "ordinal": "Mixed cumulative logit model",
    "count": "Mixed Poisson model",
    "negative binomial": "Mixed negative binomial model",
}
WIDTH = 76


def summary_text(result) -> str:
    """Head, coefficients with Wald tests, and (co)variances of the random effects."""
    parts = [_head(result), _coefficients(result), _variances(result), _notes(result)]
    return "\n".join(line for part in parts for line in part)


def _head(result) -> list[str]:
    pairs = [
        ("Dependent variable:", result.model.endog_names),
        ("No. observations:", result.nobs),
        ("No. groups:", result.n_groups),
        ("Log-likelihood:", f"{result.llf:.4f}"),
        ("AIC:", f"{result.aic:.2f}"),
        ("BIC:", f"{result.bic:.2f}"),
        ("ICC of the answers:", f"{result.icc:.4f}"),
        ("ICC, latent:", f"{result.icc_latent:.4f}"),
        ("Status:", result.status),
        ("Integral:", result.quadrature),
    ]
    title = MODELS[result.family].center(WIDTH)
    return [title, "=" * WIDTH, *(f"{label:<22}{value}" for label, value in pairs), "-" * WIDTH]


def _coefficients(result) -> list[str]:
    table = pd.DataFrame(
        {
            "estimate": pd.concat([result.thresholds, result.fe_params]),
            "se": pd.concat([result.bse_thresholds, result.bse_fe]),
        }
    )
    limits = result.conf_int()
    lines = [f"{'':<26}{'Coef.':>11}{'Std.Err.':>11}{'z':>9}{'[0.025':>9} {'0.975]':>9}"]
    for name, row in table.iterrows():
        z = row["estimate"] / row["se"]
        low, high = limits.loc[name]
        numbers = f"{row['estimate']:>11.5g}{row['se']:>11.4g}{z:>9.2f}{low:>9.4g} {high:>9.4g}"
        lines.append(f"{name[:25]:<26}{numbers}")
    return lines


def _variances(result) -> list[str]:
    covariance = result.cov_re
    lines = ["-" * WIDTH]
    for row, name in enumerate(covariance.index):
        for column in range(row + 1):
            other = covariance.columns[column]
            label = f"var({name})" if row == column else f"cov({other},{name})"
            lines.append(f"{label[:36]:<37}{covariance.iloc[row, column]:>12.6g}")
    return [*lines, "=" * WIDTH]


def _notes(result) -> list[str]:
    lines = []
    if result.family == "negative binomial":
        lines.append(f"Dispersion: variance mu + mu^2/{result.dispersion:.4g}.")
    if result.status == "boundary":
        lines.append(
            "On the boundary: no variance in at least one direction of the random effects."
        )
    return lines
