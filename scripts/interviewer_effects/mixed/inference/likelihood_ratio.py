"""Likelihood-ratio tests of fixed effects and of variance components, where the null hypothesis
lies on the boundary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy import special

ROUNDING = 1e-7  # of a difference of deviances
Components: TypeAlias = tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class LikelihoodRatio:
    """Two nested models compared by their deviances.

    The naive p of a variance component is conservative: quote the mixture (Self & Liang 1987; Stram
    & Lee 1994).

    Attributes
    ----------
    statistic : float
        T = −2ℓ(null) + 2ℓ(alternative).
    df : int
        Added parameters.
    p_naive : float
        From χ² with all added parameters.
    p_mixture : float
        From the boundary mixture; NaN where none applies.
    components : tuple
        The mixture as ((weight, df), …).
    """

    statistic: float
    df: int
    p_naive: float
    p_mixture: float
    components: Components


def chi2_mixture_p(
    statistic: float,
    components: Components,
) -> float:
    """P(Σ weight χ²_df ≥ T); χ²_0 is a point mass at zero. T = 0 gives 1."""
    if statistic <= 0:
        return 1.0
    tail = 0.0
    for weight, df in components:
        tail_of_component = special.chdtrc(df, statistic) if df else 0.0
        tail += weight * tail_of_component
    return float(tail)


def mixture(
    q_null: int,
    q_alternative: int,
    diagonal: bool,
) -> Components:
    """Null distribution when one random effect is added to q: ½χ²_q + ½χ²_{q+1} (correlated), ½χ²_0
    + ½χ²_1 (diagonal). More than one at once has no such form: empty.
    """
    if q_alternative != q_null + 1:
        return ()
    added_covariances = 0 if diagonal else q_null
    return _half_and_half(added_covariances + 1)


def null_distribution(
    variances: int,
    lacking_rank: int,
) -> Components:
    """The same for any nested pair: by how many (co)variances the alternative is larger, and how
    much rank its covariance matrix lacks under the null. χ² where it lacks none, empty where it
    lacks more than one.
    """
    if lacking_rank == 0:
        return ((1.0, variances),)
    if lacking_rank == 1:
        return _half_and_half(variances)
    return ()


def _half_and_half(df: int) -> Components:
    """½χ²_{df−1} + ½χ²_df."""
    return ((0.5, df - 1), (0.5, df))


def compare(
    deviance_null: float,
    deviance_alternative: float,
    df: int,
    components: Components = (),
    rounding: float = ROUNDING,
) -> LikelihoodRatio:
    """The test from two deviances. What lies within `rounding` counts as T = 0, which gives p =
    1.

    Raises ValueError where the larger model has the higher deviance.
    """
    statistic = deviance_null - deviance_alternative
    if abs(statistic) < rounding:
        statistic = 0.0
    if statistic < 0:
        raise ValueError(
            f"The larger model has the higher deviance (by {-statistic:.3g}): the models are not "
            "nested."
        )
    return LikelihoodRatio(
        statistic=float(statistic),
        df=df,
        p_naive=float(special.chdtrc(df, statistic)) if df else np.nan,
        p_mixture=chi2_mixture_p(statistic, components) if components else np.nan,
        components=components,
    )


def likelihood_ratio(
    null,
    alternative,
) -> LikelihoodRatio:
    """Compare two nested results of MixedModel, or of FileModel, on the same data.

    Where the null lies inside the parameter space (equal variances of two groups, a covariance of
    zero) p_mixture is from χ²; where it lies on the boundary by one dimension, from ½χ²_{k−1} +
    ½χ²_k with k added (co)variances; NaN where it does by more (use bootstrap_test), and where
    fixed effects differ (p_naive is the one).

    Raises ValueError when rows, outcomes or groups differ, when the models are the same or not
    nested, when criteria differ, or when REML fits have different fixed effects: their likelihoods
    are of different contrasts of the data.
    """
    from .model_pair import pair_of
    from .nested_models import nesting_of

    if null.reml != alternative.reml:
        raise ValueError("One fit is REML and one is ML: refit both with the same `reml`.")
    pair = pair_of(null, alternative)
    _check_families(null.model, alternative.model)
    if null.reml and not _same_fixed(null.model, alternative.model):
        raise ValueError(
            "REML likelihoods cannot compare different fixed effects, they are of different "
            "contrasts of the data: refit both with reml=False."
        )

    nesting = nesting_of(pair)
    components: Components = ()
    if not nesting.fixed:
        components = null_distribution(nesting.variances, nesting.lacking_rank)
    return compare(
        null.deviance,
        alternative.deviance,
        df=nesting.fixed + nesting.variances,
        components=components,
        rounding=_rounding_of(null) + _rounding_of(alternative),
    )


def _rounding_of(result) -> float:
    return getattr(result, "deviance_error", ROUNDING / 2)


def _check_families(
    null_model,
    alternative_model,
) -> None:
    """Raises ValueError where the answers have different distributions."""
    null_family = getattr(null_model, "family", "gaussian")
    alternative_family = getattr(alternative_model, "family", "gaussian")
    if null_family != alternative_family:
        raise ValueError(
            f"One model is {null_family} and one is {alternative_family}: their likelihoods are of "
            "different answers."
        )


def _same_fixed(
    null_model,
    alternative_model,
) -> bool:
    """Whether two models have the same fixed columns: by name, and by value where the models hold
    them (the same name can stand for a column in other units).
    """
    names = list(null_model.exog_names)
    alternative_names = list(alternative_model.exog_names)
    if set(names) != set(alternative_names):
        return False
    if not (hasattr(null_model, "exog") and hasattr(alternative_model, "exog")):
        return True
    order = [alternative_names.index(name) for name in names]
    return np.array_equal(null_model.exog, alternative_model.exog[:, order])
