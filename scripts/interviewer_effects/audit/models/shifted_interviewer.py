"""Would the audit notice one interviewer whose answers are shifted? Simulated with everything that
it does then.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from interviewer_effects.mixed.inference.predicted_effects import refitted_z
from interviewer_effects.mixed.inference.simulate import outcome_moments, simulate
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.moments import Moments
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import search
from interviewer_effects.mixed.optimum.starts import Starts, ordinary

WORK, FEWEST, MOST = (
    40_000,
    100,
    400,
)  # surveys × interviewers drawn, and the surveys that this may come to


class ShiftTest:
    """Surveys drawn from a fit, in which any one interviewer can be shifted and the model fitted
    again.

    The refit matters: a shifted interviewer inflates the variance that they are judged by, and with
    few interviewers so much that no shift, however large, makes anyone an outlier.
    """

    def __init__(self, fit: Fit, products: CrossProducts, adjust: str, alpha: float, seed: int):
        self.fit, self.products, self.adjust, self.alpha = fit, products, adjust, alpha
        self.draws = int(np.clip(WORK // len(fit.design.sizes), FEWEST, MOST))
        self.By, self.yy = simulate(fit, products, self.draws, np.random.default_rng(seed))

    def power(self, j: int, shifts: np.ndarray) -> np.ndarray:
        """Share of surveys in which interviewer number j, all answers shifted by so many units, is
        an outlier.
        """
        return np.array([self._found(j, shift).mean() for shift in shifts])

    def _found(self, j: int, shift: float) -> np.ndarray:
        """Whether the interviewer is an outlier (draws,): adjusted p of any of their effects below
        alpha.
        """
        p = 2 * special.ndtr(-np.abs(standardised(self.fit, self.shifted(j, shift))))
        flagged = rejected(p.transpose(0, 2, 1), self.adjust, self.alpha)[..., j]
        return np.any(flagged, axis=1)

    def shifted(self, j: int, shift: float) -> Moments:
        """The surveys with y_ij + shift for all interviews i of interviewer j."""
        step = shift / self.fit.design.y_scale
        By, yy = self.By.copy(), self.yy.copy()
        By[:, j] += step * self.products.gram[j, :-1, 0]
        yy[:, j] += 2 * step * self.By[:, j, 0] + step**2 * self.products.sizes[j]
        return outcome_moments(self.fit.design, By, yy)


def rejected(p: np.ndarray, adjust: str, alpha: float) -> np.ndarray:
    """Which p (…, J) stay below alpha after adjustment over the last axis: flags.adjusted, for many
    rows at once.
    """
    ordered, J = np.sort(p, axis=-1), p.shape[-1]
    rank = np.arange(1, J + 1)
    factor = {"holm": J - rank + 1.0, "bh": J / rank, "none": np.ones(J)}[adjust]
    below = ordered * factor < alpha
    if adjust == "holm":  # step down: up to the first that fails
        count = np.cumprod(below, axis=-1).sum(-1)
    else:  # step up: down from the last that holds
        count = np.where(below.any(-1), J - np.argmax(below[..., ::-1], axis=-1), 0)
    last = np.take_along_axis(ordered, np.maximum(count - 1, 0)[..., None], axis=-1)
    return (p <= last) & (count[..., None] > 0)


def standardised(fit: Fit, m: Moments) -> np.ndarray:
    """z (R, J, q) of every interviewer's effects after fitting each survey of a batch."""
    theta, free = ordinary(fit.factor.q, fit.factor.diagonal)
    inside = Starts(theta[:1], free[:1])  # the search leaves it by itself
    lam = fit.factor.lam(search(m, fit.factor, fit.reml, inside).theta)
    return refitted_z(fit, lam, m, evaluate(lam, m, fit.reml, derivatives=False))
