"""What a sign test compares: which columns are tested, and the statistics of residuals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .interviews import Interviews
from .least_squares import Parts

# Interviews of an interviewer from whom the variance of a slope can be told from that of the
# answers
FEWEST = 3


@dataclass(frozen=True)
class SignDesign:
    """What a sign test reads.

    Attributes
    ----------
    interviews : Interviews
    W : ndarray (n, k)
        The tested random columns, in the order of the interviews.
    intercept : bool
        Whether the null has a random intercept.
    variance : float
        Its variance τ²; 0 without one.
    ratio : float
        τ²/σ².
    covariances : bool
        Whether covariances are part of the alternative.
    """

    interviews: Interviews
    W: Floats
    intercept: bool
    variance: float
    ratio: float
    covariances: bool

    @property
    def level_weights(self) -> Floats:
        """σ² v_j = n_j/(1 + n_j τ²/σ²) of the interviewers' levels (J,)."""
        n = self.interviews.sizes
        inflation = 1 + n * self.ratio
        return n / inflation

    @property
    def counted(self) -> Floats:
        """1 for interviewers who count, 0 for others (J,)."""
        fewest = FEWEST if self.intercept else 1
        counts = self.interviews.sizes >= fewest
        return counts.astype(float)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The tested columns with themselves, then, where covariances are part of the alternative,
        with one another.
        """
        columns = range(self.W.shape[1])
        pairs = [(column, column) for column in columns]
        if self.covariances:
            pairs += combinations(columns, 2)
        return pairs

    @property
    def has_level_covariances(self) -> bool:
        """Whether the tested effects may go with the level."""
        return self.intercept and self.covariances

    def noise_weights(self, product: Floats) -> Floats:
        """Weights (n,) of squared residuals that add up to what the residual variances alone give
        to a product of two sums, without bias for any of them; product (n,) is that of the two
        columns.
        """
        if not self.intercept:
            return product
        interviews = self.interviews
        n = np.maximum(interviews.sizes, FEWEST)
        share = interviews.sums(product) / (n * (n - 1))
        correction = 1 - 2 / n
        return (product - share[interviews.codes]) / correction[interviews.codes]

    @property
    def remaining_df(self) -> Floats:
        """n_j − 2, at least 1 (J,)."""
        n = self.interviews.sizes
        return np.maximum(n - 2, 1)


def sign_statistics(
    design: SignDesign,
    W: Floats,
    parts: Parts,
    level_weights: Floats,
) -> Floats:
    """T of every tested column, then C of every pair and, with a random intercept, of every column
    with it (m, R). W (n, k) are the tested columns as they vary, level_weights (J,) those of the
    interviewers' levels.
    """
    interviews = design.interviews
    r = parts.within.reshape(len(W), -1)
    squares = r * r
    S = [interviews.sums(r, column) for column in W.T]
    statistics = []
    for row, column in design.pairs:
        noise_weights = design.noise_weights(W[:, row] * W[:, column])
        noise = interviews.sums(squares, noise_weights)
        excess = S[row] * S[column] - noise
        statistics.append(design.counted @ excess)
    if design.has_level_covariances:
        level = parts.level.reshape(len(level_weights), -1)
        remaining_df = design.remaining_df[interviews.codes]
        for column, sums in zip(W.T, S, strict=True):
            noise = interviews.sums(squares, column / remaining_df)
            excess = level * sums - noise
            statistics.append(design.counted @ (level_weights[:, None] * excess))
    return np.array(statistics)


def design_of(
    null,
    alternative,
) -> SignDesign:
    """What is tested, of two results of MixedModel."""
    model = alternative.model
    if not hasattr(model, "exog"):
        raise ValueError(
            "A sign test needs single interviews, which this model does not hold: use MixedModel."
        )
    _check_random_effects(null, alternative)
    if null is not None:
        _check_same_data(null.model, model)
    has_intercept = bool(_random_effects_of(null))
    tested = [
        k
        for k, column in enumerate(model.exog_re.T)
        if not (has_intercept and _is_constant(column))
    ]
    interviews = Interviews.of(model.endog, model.exog, groups=model.groups)
    variance = float(null.cov_re.iloc[0, 0]) if has_intercept else 0.0
    return SignDesign(
        interviews=interviews,
        W=model.exog_re[interviews.order][:, tested],
        intercept=has_intercept,
        variance=variance,
        ratio=variance / null.scale if has_intercept else 0.0,
        covariances=model.covariance != "diagonal",
    )


def _random_effects_of(null) -> list[str]:
    if null is None:
        return []
    return list(null.model.exog_re_names)


def _check_random_effects(
    null,
    alternative,
) -> None:
    """Raises ValueError where the random effects are not a null and an alternative that the test
    knows.
    """
    names = _random_effects_of(null)
    if len(alternative.model.exog_re_names) <= len(names):
        raise ValueError(
            "The alternative has no more random effects than the null: there is nothing to test."
        )
    if not names:
        return
    if len(names) > 1 or not _is_constant(null.model.exog_re[:, 0]):
        raise ValueError(
            f"The null has the random effects {', '.join(names)}; a sign test knows nulls with a "
            "random intercept or none: use bootstrap_test."
        )
    if not any(_is_constant(column) for column in alternative.model.exog_re.T):
        raise ValueError(
            "The random intercept of the null is not in the alternative: the models are not nested."
        )


def _check_same_data(
    null_model,
    model,
) -> None:
    """Raises ValueError where two models have other rows, groups or fixed effects."""
    if null_model.nobs != model.nobs or not np.array_equal(null_model.endog, model.endog):
        raise ValueError(
            "The outcomes of the two models differ: fit both to the same rows in the same order."
        )
    if not np.array_equal(null_model.groups, model.groups):
        raise ValueError(
            "The groups of the two models differ: fit both to the same rows in the same order."
        )
    if sorted(null_model.exog_names) != sorted(model.exog_names):
        raise ValueError(
            "The fixed effects of the two models differ: a sign test is for random effects alone."
        )


def _is_constant(column: Floats) -> bool:
    if not column.size:
        return False
    value = column[0]
    return bool(value != 0 and (column == value).all())
