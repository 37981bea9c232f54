"""The printed summary of a generalised fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from .result import GeneralisedResult

MODELS = {
    "binary": "Mixed logit model",
    "ordinal": "Mixed cumulative logit model",
    "count": "Mixed Poisson model",
    "negative binomial": "Mixed negative binomial model",
}
WIDTH = 76
LABEL_WIDTH = 22
HEADER = f"{'':<26}{'Coef.':>11}{'Std.Err.':>11}{'z':>9}{'[0.025':>9} {'0.975]':>9}"


def summary_text(result: GeneralisedResult) -> str:
    """Head, coefficients with Wald tests, and (co)variances of the random effects."""
    lines = _head(result)
    lines += _coefficients(result)
    lines += _variances(result)
    lines += _notes(result)
    return "\n".join(lines)


def _head(result: GeneralisedResult) -> list[str]:
    title = MODELS[result.family].center(WIDTH)
    model_lines = [
        _line("Dependent variable:", result.model.endog_names),
        _line("No. observations:", result.nobs),
        _line("No. groups:", result.n_groups),
    ]
    criteria_lines = [
        _line("Log-likelihood:", f"{result.llf:.4f}"),
        _line("AIC:", f"{result.aic:.2f}"),
        _line("BIC:", f"{result.bic:.2f}"),
    ]
    variance_lines = [
        _line("ICC of the answers:", f"{result.icc:.4f}"),
        _line("ICC, latent:", f"{result.icc_latent:.4f}"),
        _line("Status:", result.status),
        _line("Integral:", result.quadrature),
    ]
    lines = [*model_lines, *criteria_lines, *variance_lines]
    return [title, "=" * WIDTH, *lines, "-" * WIDTH]


def _line(
    label: str,
    value: str | int,
) -> str:
    return f"{label:<{LABEL_WIDTH}}{value}"


def _coefficients(result: GeneralisedResult) -> list[str]:
    estimates = pd.concat([result.thresholds, result.fe_params])
    errors = pd.concat([result.bse_thresholds, result.bse_fe])
    limits = result.conf_int()
    lines = [HEADER]
    for name, estimate in estimates.items():
        error = errors[name]
        low, high = limits.loc[name]
        label = f"{str(name)[:25]:<26}"
        coefficient = f"{estimate:>11.5g}{error:>11.4g}{estimate / error:>9.2f}"
        interval = f"{low:>9.4g} {high:>9.4g}"
        lines.append(label + coefficient + interval)
    return lines


def _variances(result: GeneralisedResult) -> list[str]:
    covariance = result._fit.D
    lines = ["-" * WIDTH]
    names = result.model.exog_re_names
    for row, name in enumerate(names):
        for column in range(row + 1):
            earlier_name = names[column]
            label = f"var({name})" if row == column else f"cov({earlier_name},{name})"
            value = covariance[row, column]
            lines.append(f"{label[:36]:<37}{value:>12.6g}")
    lines.append("=" * WIDTH)
    return lines


def _notes(result: GeneralisedResult) -> list[str]:
    notes = []
    if result.family == "negative binomial":
        notes.append(f"Dispersion: variance mu + mu^2/{result.dispersion:.4g}.")
    if result.status == "boundary":
        notes.append(
            "On the boundary: no variance in at least one direction of the random effects."
        )
    return notes
