"""The variance tests of an analysis whose decision could hang on a few interviewers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from interviewer_effects.mixed.deletion.refits import Refits, refits
from interviewer_effects.mixed.inference.likelihood_ratio import mixture
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.fit import Fit, fit

from .design_columns import OUTCOME
from .model_sequence import Ladder, Model

TESTED = (("intercept", "slope"), ("ols", "slope"), ("ols", "intercept"))


@dataclass(frozen=True)
class Decision:
    """A REML likelihood-ratio test of the random effects that `alternative` adds to `null`, at
    level alpha.

    p is the boundary mixture's; where several effects are added at once there is none, and it is
    the naive χ² p, which is too large.
    """

    name: str
    columns: tuple[Model, Model]
    null: Fit
    alternative: Fit
    products: CrossProducts
    alpha: float

    @property
    def statistic(self) -> float:
        """T of the whole data."""
        return max(self.null.deviance - self.alternative.deviance, 0.0)

    @property
    def components(self) -> tuple[tuple[float, int], ...]:
        """The mixture of χ² that p is taken from."""
        added = self.alternative.n_parameters - self.null.n_parameters
        q0, q1 = self.null.factor.q, self.alternative.factor.q
        return mixture(q0, q1, self.alternative.design.diagonal) or ((1.0, added),)

    def p(self, statistic: np.ndarray | float) -> np.ndarray:
        """p of statistics; 1 at zero, NaN where the statistic is."""
        T = np.asarray(statistic, dtype=float)
        value = sum(
            weight * (special.chdtrc(df, T) if df else 0.0 * T) for weight, df in self.components
        )
        return np.where(T <= 0, 1.0, value)

    def differs(self, statistic: np.ndarray | float) -> np.ndarray:
        """Whether the test decides for the variance."""
        return self.p(statistic) < self.alpha

    @property
    def sign(self) -> int:
        """The way T must go to change the decision: −1 when the variance is significant, else 1."""
        return -1 if self.differs(self.statistic) else 1

    @property
    def bound(self) -> float:
        """The T at which p = alpha."""
        from scipy.optimize import brentq

        return float(brentq(lambda T: float(self.p(T)) - self.alpha, 1e-9, 1e4))

    def refitted(self, weights: np.ndarray) -> tuple[np.ndarray, Refits]:
        """T (R,) of exact refits of both models with interviewers counted weights (R, J) times, and
        the alternative's refits.
        """
        of_null = refits(self.null, weights)
        of_alternative = refits(self.alternative, weights)
        return as_statistic(of_null.deviance - of_alternative.deviance), of_alternative

    def among(self, kept: np.ndarray) -> Decision:
        """The same test on the interviewers at positions kept alone. Raises ValueError when they
        cannot carry it.
        """
        products = replace(
            self.products, gram=self.products.gram[kept], groups=self.products.groups[kept]
        )
        diagonal = self.alternative.design.diagonal
        designs = [
            make_design(products, [*m.fixed], [*m.random], OUTCOME, diagonal) for m in self.columns
        ]
        null, alternative = (fit(design) for design in designs)
        return replace(self, null=null, alternative=alternative, products=products)


def as_statistic(difference: np.ndarray) -> np.ndarray:
    """Differences of deviances with rounding below 1e-7 as 0."""
    return np.where(np.abs(difference) < 1e-7, 0.0, difference)


def changes(decision: Decision, statistics: np.ndarray | float) -> np.ndarray:
    """Whether the decision is another one with these statistics; not where there is none."""
    T = np.asarray(statistics, dtype=float)
    return np.isfinite(T) & (decision.differs(T) != decision.differs(decision.statistic))


def decisions(ladder: Ladder, fits: dict[tuple[str, str], Fit], alpha: float) -> list[Decision]:
    """The tests of the ladder, that of the main model first."""
    return [
        Decision(
            large,
            (ladder.models[small], ladder.models[large]),
            fits[small, "REML"],
            fits[large, "REML"],
            ladder.products,
            alpha,
        )
        for small, large in TESTED
        if small in ladder.models and large in ladder.models and _follows(ladder, small, large)
    ]


def _follows(ladder: Ladder, small: str, large: str) -> bool:
    """Slopes are compared with the intercept model, or with ols when there is no random
    intercept.
    """
    return large == "intercept" or (small == "intercept") == (None in ladder.models[large].random)
