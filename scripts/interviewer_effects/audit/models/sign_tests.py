"""Tests of variances by random signs, which need no normal answers and no common residual
variance.
"""

from __future__ import annotations

import numpy as np

from interviewer_effects.mixed.distribution_free.interviews import Interviews
from interviewer_effects.mixed.distribution_free.sign_test import SignDesign, SignTest, signed
from interviewer_effects.mixed.optimum.fit import Fit

from .effect_tails import ladder_interviews
from .model_sequence import Ladder

SIGNS = 999
FEWEST, WORK = 199, 100_000_000  # signs of a test at least; signs × interviews
SIGNS_AN_ITEM = 40  # of a screen, so that the smallest p times the items is .025
NAMES = (
    "p_signs",
    "p_signs_low",
    "p_signs_high",
    "p_signs_variance",
    "p_signs_covariance",
    "signs",
)


def sign_columns(ladder: Ladder, null: str, alternative: str, small: Fit, seed: int) -> dict:
    """The columns of tests.csv about one variance test by random signs; NaN where it does not
    apply.

    It needs every interview, and interviewers of whom the tested columns differ within: with the
    intercept in the null, a slope shows only in interviewers with three interviews or more.
    """
    if not applies(ladder, null):
        return dict.fromkeys(NAMES, np.nan)
    design = sign_design(ladder, null, alternative, small)
    test = signed(design, signs_of_test(len(design.interviews.y)), seed)
    return columns_of(test)


def columns_of(test: SignTest) -> dict:
    """A test as columns; NaN where no replicate has anything to add up, so that every p would be
    1.
    """
    if not np.any(test.replicate_statistics > 0):
        return dict.fromkeys(NAMES, np.nan)
    values = (
        test.p,
        test.p_low,
        test.p_high,
        test.p_variance,
        test.p_covariance,
        len(test.replicate_statistics),
    )
    return dict(zip(NAMES, values, strict=True))


def applies(ladder: Ladder, null: str) -> bool:
    """Whether the interviews are at hand and the null has a random intercept or no random
    effect.
    """
    return not ladder.drawn and ladder.models[null].random in ((), (None,))


def sign_design(ladder: Ladder, null: str, alternative: str, small: Fit) -> SignDesign:
    """What the test of the random effects that a model adds to another reads."""
    interviews = ladder_interviews(ladder, alternative)
    has_intercept = bool(ladder.models[null].random)
    random = ladder.models[alternative].random
    added = [column for column in random if column not in ladder.models[null].random]
    W = ladder.matrix(added)[interviews.order]
    variance = float(small.D[0, 0]) if has_intercept else 0.0
    ratio = variance / small.sigma2
    return SignDesign(interviews, W, has_intercept, variance, ratio, not ladder.diagonal)


def signs_of_test(n: int) -> int:
    """How many signs a test of n interviews draws: 999, fewer where interviews are more than
    100,000.
    """
    return min(SIGNS, max(FEWEST, WORK // n))


def level_p(interviews: Interviews | None, seed: int, n_items: int = 1) -> float:
    """p of the variance between interviewers of one item without predictors; NaN where not every
    answer is held.

    Where no sign pattern reaches the statistic and p is to be adjusted over many items, more signs
    are drawn: 999 give no p below .001, and times 100 items that is no evidence.
    """
    if interviews is None:
        return np.nan
    constant = np.ones((len(interviews.y), 1))
    design = SignDesign(
        interviews, constant, intercept=False, variance=0.0, ratio=0.0, covariances=False
    )
    signs = signs_of_test(len(interviews.y))
    test = signed(design, signs, seed)
    more = min(SIGNS_AN_ITEM * n_items, max(FEWEST, WORK // len(interviews.y)))
    if test.p_low == 0 and more > signs:
        test = signed(design, more, seed)
    return columns_of(test)["p_signs"]
