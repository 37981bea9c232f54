"""Likelihood-ratio tests of fixed effects and of variance components, where the null hypothesis
lies on the boundary.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

ROUNDING = 1e-7  # of a difference of deviances


@dataclass(frozen=True)
class LikelihoodRatio:
    """statistic T = −2ℓ(null) + 2ℓ(alternative); p_naive from χ² with all added parameters;
    p_mixture from the boundary mixture (NaN where none applies).

    components: the mixture as ((weight, df), …). The naive p of a variance component is
    conservative: quote the mixture (Self & Liang 1987; Stram & Lee 1994).
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
    return float(
        sum(weight * (special.chdtrc(df, statistic) if df else 0.0) for weight, df in components)
    )


def mixture(q_null: int, q_alternative: int, diagonal: bool) -> tuple[tuple[float, int], ...]:
    """Null distribution when one random effect is added to q: ½χ²_q + ½χ²_{q+1} (correlated), ½χ²_0
    + ½χ²_1 (diagonal). More than one at once has no such form: empty.
    """
    if q_alternative != q_null + 1:
        return ()
    below = 0 if diagonal else q_null
    return ((0.5, below), (0.5, below + 1))


def null_distribution(variances: int, lacking_rank: int) -> tuple[tuple[float, int], ...]:
    """The same for any nested pair: by how many (co)variances the alternative is larger, and how
    much rank its covariance matrix lacks under the null. χ² where it lacks none, empty where it
    lacks more than one.
    """
    if not lacking_rank:
        return ((1.0, variances),)
    return ((0.5, variances - 1), (0.5, variances)) if lacking_rank == 1 else ()


def compare(
    deviance_null: float,
    deviance_alternative: float,
    df: int,
    components: tuple = (),
    rounding: float = ROUNDING,
) -> LikelihoodRatio:
    """The test from two deviances. What lies within `rounding` counts as T = 0, which gives p =
    1.
    """
    statistic = deviance_null - deviance_alternative
    statistic = 0.0 if abs(statistic) < rounding else statistic
    if statistic < 0:
        raise ValueError(
            f"The larger model has the higher deviance (by {-statistic:.3g}): the models are not "
            "nested."
        )
    naive = float(special.chdtrc(df, statistic)) if df else np.nan
    p_mixture = chi2_mixture_p(statistic, components) if components else np.nan
    return LikelihoodRatio(float(statistic), df, naive, p_mixture, components)


def _same_fixed(one, other) -> bool:
    """Whether two models have the same fixed columns: by name, and by value where the models hold
    them (the same name can stand for a column in other units).
    """
    if set(one.exog_names) != set(other.exog_names):
        return False
    if not (hasattr(one, "exog") and hasattr(other, "exog")):
        return True
    place = [list(other.exog_names).index(name) for name in one.exog_names]
    return np.array_equal(one.exog, other.exog[:, place])


def likelihood_ratio(null, alternative) -> LikelihoodRatio:
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
    families = [getattr(result.model, "family", "gaussian") for result in (null, alternative)]
    if families[0] != families[1]:
        raise ValueError(
            f"One model is {families[0]} and one is {families[1]}: their likelihoods are of "
            "different answers."
        )
    if null.reml and not _same_fixed(null.model, alternative.model):
        raise ValueError(
            "REML likelihoods cannot compare different fixed effects, they are of different "
            "contrasts of the data: "
            "refit both with reml=False."
        )
    nesting = nesting_of(pair)
    components = () if nesting.fixed else null_distribution(nesting.variances, nesting.lacking_rank)
    rounding = sum(
        getattr(result, "deviance_error", ROUNDING / 2) for result in (null, alternative)
    )
    df = nesting.fixed + nesting.variances
    return compare(null.deviance, alternative.deviance, df, components, rounding=rounding)
