"""Models that reproduce every interview: σ² can go to zero, and the likelihood has no maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.moments import Moments

RANK = 1e-9  # eigenvalue, as a share of the largest, that is rounding
NO_ERROR = 1e-12  # residual sum of squares, as a share of the outcome's, that is rounding


def saturated(moments: Moments) -> bool:
    """Whether X and the Z_j together have as many dimensions as there are interviews: then σ² can
    go to zero.
    """
    sums = _GroupSums.of(moments)
    n = moments.n[0]
    ranks = np.linalg.matrix_rank(
        sums.ZZ,
        tol=RANK * np.abs(sums.ZZ).max(),
        hermitian=True,
    )
    XX_left = sums.XX_left(moments)
    rank_left = np.linalg.matrix_rank(
        XX_left,
        tol=RANK * n,
        hermitian=True,
    )
    return ranks.sum() + rank_left >= n


def is_reproduced(moments: Moments) -> bool:
    """Whether the outcome is a sum of columns of X and of the Z_j, without any error: then σ² goes
    to zero, and the likelihood has no maximum.
    """
    sums = _GroupSums.of(moments)
    ZX = sums.ZX
    Zy = moments.Zy[0].T
    yy = moments.yy[0]
    XX_left = sums.XX_left(moments)
    Xy_left = moments.Xy[0] - np.einsum("jap,jab,jb->p", ZX, sums.inverse, Zy)
    yy_left = yy - np.einsum("ja,jab,jb->", Zy, sums.inverse, Zy)

    eigenvalues, directions = np.linalg.eigh(XX_left)
    is_left = eigenvalues > RANK * moments.n[0]  # of the others the Z_j leave rounding
    along = directions[:, is_left].T @ Xy_left
    residual = yy_left - np.sum(along**2 / eigenvalues[is_left])
    return bool(residual <= NO_ERROR * yy)


@dataclass(frozen=True, slots=True)
class _GroupSums:
    """Z_j'Z_j (J, q, q), Z_j'X_j (J, q, p), and the inverse of the first where there is one."""

    ZZ: Floats
    ZX: Floats
    inverse: np.ndarray

    @classmethod
    def of(cls, moments: Moments) -> _GroupSums:
        ZZ = np.moveaxis(moments.ZZ, -1, 0)
        ZX = np.moveaxis(moments.ZX, -1, 0)
        inverse = np.linalg.pinv(
            ZZ,
            rcond=RANK,
            hermitian=True,
        )
        return cls(
            ZZ,
            ZX,
            inverse,
        )

    def XX_left(self, moments: Moments) -> Floats:
        """X'X (p, p) of what the Z_j leave of X."""
        explained = np.einsum("jap,jab,jbr->pr", self.ZX, self.inverse, self.ZX)
        return moments.XX[0] - explained
