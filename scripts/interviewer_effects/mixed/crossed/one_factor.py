"""The deviance of one of two crossed factors without the other: V = I + δZZ' is inverted in closed
form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .expansion import Expansion
from .meetings import Crossing


@dataclass(frozen=True, slots=True)
class SingleFactorDeviance:
    """−2ℓ of y = Xβ + Zu + e as a function of δ, with σ² and β at their best.

    With d = 1 + δn: Z'V⁻¹Z = diag(n/d), Z'V⁻¹B = Z'B/d, B'V⁻¹B = B'B − δ(Z'B)'diag(1/d)Z'B. The
    same number as `deviance.evaluate` with the other variance at zero, for a cost of the levels of
    this factor.

    Attributes
    ----------
    sums : ndarray (levels, p + 1)
        Z'[X y].
    sizes : ndarray (levels,)
        n, the rows of each level.
    total : ndarray (p + 1, p + 1)
        [X y]'[X y].
    N : float
        n, or n − p under REML.
    reml : bool
    """

    sums: Floats
    sizes: Floats
    total: Floats
    N: float
    reml: bool

    @classmethod
    def of(
        cls,
        crossing: Crossing,
        factor: int,
        *,
        reml: bool,
    ) -> SingleFactorDeviance:
        """That of the user's first (0) or second (1) factor."""
        is_large = (factor == 0) == crossing.first_is_major
        return cls(
            sums=crossing.major if is_large else crossing.minor,
            sizes=crossing.major_sizes if is_large else crossing.minor_sizes,
            total=crossing.total,
            N=crossing.n - crossing.p * reml,
            reml=reml,
        )

    def __call__(self, delta: Floats) -> Expansion:
        """Value, gradient (1,) and Hessian (1, 1) at δ (1,)."""
        N = self.N
        relative_variance = delta[0]
        p = len(self.total) - 1
        d = 1 + relative_variance * self.sizes
        swept_sums = self.sums / d[:, None]
        taken_by_factor = relative_variance * self.sums.T @ swept_sums
        total = self.total - taken_by_factor
        root = np.linalg.inv(np.linalg.cholesky(total[:p, :p]))
        projection = root @ total[:p, p]
        r2 = float(total[p, p] - projection @ projection)

        share = self.sizes / d
        beta = root.T @ projection
        of_predictors = swept_sums[:, :p]
        w = swept_sums[:, p] - of_predictors @ beta
        Q = of_predictors @ root.T
        projected = Q.T @ w
        product = float(w @ w)
        deviance = np.log(d).sum() + N * np.log(2 * np.pi * r2 / N) + N
        gradient = share.sum() - N / r2 * product
        curvature = (
            2 * N / r2 * (share @ w**2 - projected @ projected)
            - share @ share
            - N / r2**2 * product**2
        )
        if self.reml:
            QQ = Q.T @ Q
            deviance -= 2 * np.log(np.diag(root)).sum()
            gradient -= QQ.trace()
            curvature += 2 * (share @ Q**2).sum() - (QQ * QQ).sum()
        return Expansion(
            value=float(deviance),
            gradient=np.array([gradient]),
            hessian=np.array([[curvature]]),
        )
