"""Likelihood-ratio tests of fixed effects and of variance components, where the null hypothesis lies on the
boundary.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special


@dataclass(frozen=True)
class LikelihoodRatio:
    """statistic T = −2ℓ(null) + 2ℓ(alternative); p_naive from χ² with all added parameters; p_mixture from the
    boundary mixture (NaN where none applies).

    components: the mixture as ((weight, df), …). The naive p of a variance component is conservative: quote the
    mixture (Self & Liang 1987; Stram & Lee 1994).
    """

    statistic: float
    df: int
    p_naive: float
    p_mixture: float
    components: tuple[tuple[float, int], ...]


def chi2_mixture_p(statistic: float, components: tuple[tuple[float, int], ...]) -> float:
    """P(Σ weight χ²_df ≥ T); χ²_0 is a point mass at zero. T = 0 gives 1."""
    if statistic <= 0:
        return 1.0
    return float(sum(weight * (special.chdtrc(df, statistic) if df else 0.0) for weight, df in components))


def mixture(q_null: int, q_alternative: int, diagonal: bool) -> tuple[tuple[float, int], ...]:
    """Null distribution when one random effect is added to q: ½χ²_q + ½χ²_{q+1} (correlated), ½χ²_0 + ½χ²_1
    (diagonal). More than one at once has no such form: empty.
    """
    if q_alternative != q_null + 1:
        return ()
    below = 0 if diagonal else q_null
    return ((0.5, below), (0.5, below + 1))


def compare(deviance_null: float, deviance_alternative: float, df: int, components: tuple = ()) -> LikelihoodRatio:
    """The test from two deviances. Rounding below 1e-7 counts as T = 0, which gives p = 1."""
    statistic = deviance_null - deviance_alternative
    statistic = 0.0 if abs(statistic) < 1e-7 else statistic
    if statistic < 0:
        raise ValueError(f"The larger model has the higher deviance (by {-statistic:.3g}): the models are not nested.")
    naive = float(special.chdtrc(df, statistic)) if df else np.nan
    p_mixture = chi2_mixture_p(statistic, components) if components else np.nan
    return LikelihoodRatio(float(statistic), df, naive, p_mixture, components)


def _same_fixed(one, other) -> bool:
    """Whether two models have the same fixed columns: by name, and by value where the models hold them (the same name
    can stand for a column in other units).
    """
    if set(one.exog_names) != set(other.exog_names):
        return False
    if not (hasattr(one, "exog") and hasattr(other, "exog")):
        return True
    place = [list(other.exog_names).index(name) for name in one.exog_names]
    return np.array_equal(one.exog, other.exog[:, place])


def likelihood_ratio(null, alternative) -> LikelihoodRatio:
    """Compare two nested results of MixedModel on the same data.

    Raises ValueError when the data differ, when criteria differ, or when REML fits have different fixed effects:
    their likelihoods are of different contrasts of the data, refit with reml=False.
    """
    if null.reml != alternative.reml:
        raise ValueError("One fit is REML and one is ML: refit both with the same `reml`.")
    if null.model.nobs != alternative.model.nobs:
        raise ValueError(
            f"The fits use {null.model.nobs} and {alternative.model.nobs} rows: fit both on the same rows."
        )
    if null.reml and not _same_fixed(null.model, alternative.model):
        raise ValueError(
            "REML likelihoods cannot compare different fixed effects, they are of different contrasts of the data: "
            "refit both with reml=False."
        )
    q0, q1 = len(null.model.exog_re_names), len(alternative.model.exog_re_names)
    same_fixed = set(null.model.exog_names) == set(alternative.model.exog_names)
    diagonal = alternative.model.covariance == "diagonal"
    components = mixture(q0, q1, diagonal) if same_fixed and q1 > q0 else ()
    return compare(null.deviance, alternative.deviance, alternative.n_parameters - null.n_parameters, components)
