"""What distinguishes the families: their answers, their kernel, their constants and scales."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from interviewer_effects.mixed.arrays import Floats

from .kernels import Kernel, Logit, NegativeBinomial, Poisson

COUNTS = ("count", "negative binomial")
LOGISTIC_VARIANCE = np.pi**2 / 3
MAX_CATEGORIES = 30


@dataclass(frozen=True)
class Answers:
    """The answers as a family reads them.

    Attributes
    ----------
    values : ndarray (n,)
        0/1, categories 0 … K − 1, or counts.
    levels : ndarray
        The values of the data that stand for 0, 1, …; empty for counts.
    """

    values: np.ndarray
    levels: np.ndarray


def read_answers(
    values: Floats,
    family: str,
    name: str,
) -> Answers:
    """The answers (n,) for a family; ValueError names the column where they do not fit it."""
    if family in COUNTS:
        is_count = (values >= 0) & (values == np.floor(values))
        if not is_count.all():
            raise ValueError(
                f"The counts of '{name}' are not whole numbers from 0 on (such as "
                f"{values[~is_count][0]:g}): recode them, or use family='gaussian'."
            )
        return Answers(values, np.array([]))
    levels, category = np.unique(values, return_inverse=True)
    if family == "binary" and len(levels) != 2:
        raise ValueError(
            f"'{name}' has {len(levels)} different values and family='binary' needs two: "
            "recode it, or use family='ordinal' or 'gaussian'."
        )
    if len(levels) < 2 or len(levels) > MAX_CATEGORIES:
        raise ValueError(
            f"'{name}' has {len(levels)} different values: family='ordinal' takes 2 to "
            f"{MAX_CATEGORIES}; use family='gaussian' for more."
        )
    return Answers(category.reshape(-1), levels)


def kernel_of(family: str) -> Kernel:
    """The terms of a family; all counts begin as Poisson."""
    if family in COUNTS:
        return Poisson()
    return Logit()


def constant(
    answers: Answers,
    kernel: Kernel,
) -> float:
    """What the kernel leaves out of ℓ: −Σ log y! of counts and Γ terms of the negative binomial."""
    if isinstance(kernel, Logit):
        return 0.0
    counts = answers.values
    terms = -special.gammaln(counts + 1)
    if isinstance(kernel, NegativeBinomial):
        terms = terms + special.gammaln(counts + kernel.size) - special.gammaln(kernel.size)
    return float(terms.sum())


def starting_effects(
    answers: Answers,
    family: str,
    n_columns: int,
) -> Floats:
    """Fixed effects of the model without predictors: thresholds or intercept, then zeros."""
    start = np.zeros(n_columns)
    if family in COUNTS:
        start[0] = np.log(max(answers.values.mean(), 1e-8))
        return start
    shares = np.bincount(answers.values) / len(answers.values)
    cumulative = np.cumsum(shares)[:-1]
    if family == "ordinal":
        start[: len(cumulative)] = special.logit(cumulative)
    else:
        start[0] = special.logit(1 - cumulative[0])
    return start
