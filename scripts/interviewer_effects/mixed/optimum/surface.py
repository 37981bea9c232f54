"""The deviance of one design at many fixed covariance factors, with every interviewer's share of
it.

At a fixed Λ the deviance is a function of sums over interviewers, so leaving one out is an exact
subtraction and costs nothing. The lowest of many fixed factors stands in for a refit where
thousands of deletions are compared; what it picks is then refitted exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers
from interviewer_effects.mixed.likelihood.moments import Design

from .fit import Fit

SMALLEST_PIVOT = 1e-9  # of X'V⁻¹X, by interview: below it the rest cannot carry the fixed effects
LARGEST_CONDITION = 1e9


@dataclass(frozen=True)
class Surface:
    """K fixed factors of a design.

    Attributes
    ----------
    W : (q, q, K, J)
        Λ M_j⁻¹ Λ', with M_j = I + Λ'Z_j'Z_jΛ.
    XX : (p, p, K, J)
        X_j'V_j⁻¹X_j. `bare` surfaces have none, which is large: only `sums` and `whole` read it.
    log_det : (K, J)
        log|M_j|.
    sizes : (J,)
        Interviews.
    """

    design: Design
    reml: bool
    W: Floats
    XX: Floats | None
    log_det: Floats
    sizes: Floats

    def sums(
        self,
        Zy: Floats,
        Xy: Floats,
        yy: Floats,
    ) -> Floats:
        """[X y]'V_j⁻¹[X y] (p + 1, p + 1, K, J) of an outcome with Z_j'y_j (J, q), X_j'y_j (J, p),
        y_j'y_j (J,).
        """
        p = self.design.moments.p
        ZX = self.design.moments.ZX
        WZy = np.einsum("abkj,jb->akj", self.W, Zy)
        explained_Xy = np.einsum("apj,akj->pkj", ZX, WZy)
        explained_yy = np.einsum("ja,akj->kj", Zy, WZy)

        sums = np.empty((p + 1, p + 1, *self.log_det.shape))
        sums[:p, :p] = self.XX
        sums[p, :p] = Xy.T[:, None] - explained_Xy
        sums[:p, p] = sums[p, :p]
        sums[p, p] = yy - explained_yy
        return sums

    def sums_of_data(self) -> Floats:
        """`sums` of the outcome that the design was made for."""
        design = self.design
        Zy = design.moments.Zy[0]
        Xy = design.per_group_X[..., -1]
        return self.sums(
            Zy.T,
            Xy,
            yy=design.per_group_y,
        )

    def without(
        self,
        sums: Floats,
        groups: Integers,
    ) -> Floats:
        """The deviance (K, R) at each factor of the data without each of R groups of g positions
        (R, g); infinite where the rest cannot carry the fixed effects.
        """

        def of_rest(values: Floats) -> Floats:
            total = values.sum(-1)[..., None]
            return total - sum(values[..., members] for members in groups.T)

        return self._deviance(of_rest, sums)

    def swapped(
        self,
        sums: Floats,
        owner: Integers,
        count: int,
    ) -> Floats:
        """The deviance (K, M) with interviewer owner[i] of the first `count` replaced by appended
        part i.
        """
        return self._deviance(
            lambda values: _swapped(
                values,
                owner,
                count=count,
            ),
            sums,
        )

    def whole(self, outcomes: OutcomeSums) -> Floats:
        """The deviance (R, K) of R outcomes with nobody left out."""
        p = self.design.moments.p
        R = len(outcomes.yy)
        K = len(self.log_det)
        assert self.XX is not None
        XX = self.XX.sum(-1)
        triangle = []
        for a in range(p):
            row = [np.broadcast_to(XX[a, b], (R, K)) for b in range(a + 1)]
            triangle.append(row)
        last_row = [*self._Xy_of(outcomes), self._yy_of(outcomes)]
        triangle.append(last_row)
        return self._value(
            triangle,
            self.log_det.sum(-1),
            n=self.sizes.sum(),
        )

    def _Xy_of(self, outcomes: OutcomeSums) -> list[Floats]:
        """X'V⁻¹y (R, K) of each column of X."""
        R = len(outcomes.yy)
        K = len(self.log_det)
        WZX = np.einsum("abkj,bpj->pkaj", self.W, self.design.moments.ZX)
        flat_Zy = outcomes.Zy.transpose(0, 2, 1).reshape(R, -1)
        columns = []
        for c, WZx in enumerate(WZX):
            Xy = outcomes.Xy[:, :, c].sum(1)
            explained = flat_Zy @ WZx.reshape(K, -1).T
            columns.append(Xy[:, None] - explained)
        return columns

    def _yy_of(self, outcomes: OutcomeSums) -> Floats:
        """y'V⁻¹y (R, K)."""
        yy = outcomes.yy.sum(1)
        effects = np.moveaxis(outcomes.Zy, -1, 0)  # (q, R, J)
        explained: Floats | int = 0
        for a, b in np.ndindex(self.W.shape[:2]):
            products = effects[a] * effects[b]
            explained = explained + products @ self.W[a, b].T
        return yy[:, None] - explained

    def _deviance(
        self,
        of_rest: Callable[[Floats], Floats],
        sums: Floats,
    ) -> Floats:
        """The deviance of what of_rest leaves of values (…, J) of the interviewers."""
        triangle = []
        for a, sums_of_a in enumerate(sums):
            row = [of_rest(sums_of_a[b]) for b in range(a + 1)]
            triangle.append(row)
        log_det = of_rest(self.log_det)
        return self._value(
            triangle,
            log_det,
            n=of_rest(self.sizes),
        )

    def _value(
        self,
        triangle: list[list[Floats]],
        log_det: Floats,
        n: Floats,
    ) -> Floats:
        """The deviance where the lower triangle of [X y]'V⁻¹[X y] is that of arrays; the triangle
        is overwritten.
        """
        *fixed_pivots, r2 = _pivots(triangle)
        N = n - self.design.moments.p * self.reml
        with np.errstate(invalid="ignore", divide="ignore"):
            value = log_det + N * (1 + np.log(2 * np.pi * r2 / N))
            log_omega = sum(np.log(pivot) for pivot in fixed_pivots)
            value = value + log_omega * self.reml
        are_large = [pivot > SMALLEST_PIVOT * n for pivot in fixed_pivots]
        carries_effects = np.isfinite(value) & np.all(are_large, axis=0)
        return np.where(carries_effects, value, np.inf)

    def at_factors(self, chosen: Integers) -> Surface:
        """The same at some of the factors."""
        W = self.W[:, :, chosen]
        XX = None if self.XX is None else self.XX[:, :, chosen]
        log_det = self.log_det[chosen]
        return replace(
            self,
            W=W,
            XX=XX,
            log_det=log_det,
        )

    def bare(self) -> Surface:
        """The same for deviances of sums that were made before."""
        return replace(self, XX=None)

    def merged(self, chosen: Integers) -> Surface:
        """The same with the interviewers at positions chosen, and all others as one more who cannot
        be told apart.
        """
        return replace(
            self,
            W=merged(self.W, chosen),
            XX=None if self.XX is None else merged(self.XX, chosen),
            log_det=merged(self.log_det, chosen),
            sizes=merged(self.sizes, chosen),
        )

    def shifts(self, sums: Floats) -> Floats:
        """How far β moves without each interviewer (K, J, p), in standard errors of the whole at
        each factor.
        """
        each = np.moveaxis(sums, (0, 1), (2, 3))
        total = each.sum(1)
        remainder = total[:, None] - each
        return self._shifts(
            total,
            remainder,
            n=self.sizes.sum(),
        )

    def swap_shifts(
        self,
        sums: Floats,
        owner: Integers,
        count: int,
    ) -> Floats:
        """The same (K, M, p) with interviewer owner[i] of the first `count` replaced by appended
        part i.
        """
        swapped = _swapped(
            sums,
            owner,
            count=count,
        )
        remainder = np.moveaxis(swapped, (0, 1), (2, 3))
        sums_before = sums[..., :count].sum(-1)
        total = np.moveaxis(sums_before, 2, 0)
        sizes_before = self.sizes[:count]
        return self._shifts(
            total,
            remainder,
            n=sizes_before.sum(),
        )

    def _shifts(
        self,
        total: Floats,
        remainder: Floats,
        n: float,
    ) -> Floats:
        """From sums of the whole (K, p + 1, p + 1) and of each rest (K, M, p + 1, p + 1)."""
        p = self.design.moments.p
        to_x = self.design.to_x
        Xy = total[:, :p, p:]
        inverse = np.linalg.inv(total[:, :p, :p])
        beta = (inverse @ Xy)[..., 0]
        explained = (beta * total[:, :p, p]).sum(-1)
        sigma2 = (total[:, p, p] - explained) / (n - p * self.reml)

        XX_of_rest = remainder[..., :p, :p]
        can_be_solved = np.linalg.cond(XX_of_rest) < LARGEST_CONDITION
        solvable = np.where(can_be_solved[..., None, None], XX_of_rest, np.eye(p))
        beta_of_rest = np.linalg.solve(solvable, remainder[..., :p, p:])[..., 0]
        shift = (beta_of_rest - beta[:, None]) @ to_x.T

        unscaled_variances = np.einsum("pa,kab,pb->kp", to_x, inverse, to_x)
        standard_errors = np.sqrt(unscaled_variances * sigma2[:, None])
        return np.where(can_be_solved[..., None], shift / standard_errors[:, None], np.nan)


def merged(
    values: Floats,
    chosen: Integers,
) -> Floats:
    """Values (…, J) of the interviewers at positions chosen, and last the sum over all others (…,
    len(chosen) + 1).
    """
    of_chosen = values[..., chosen]
    of_rest = values.sum(-1) - of_chosen.sum(-1)
    return np.concatenate([of_chosen, of_rest[..., None]], axis=-1)


def _swapped(
    values: Floats,
    owner: Integers,
    count: int,
) -> Floats:
    total = values[..., :count].sum(-1)
    appended = values[..., count:]
    return total[..., None] - values[..., owner] + appended


def _pivots(triangle: list[list[Floats]]) -> list[Floats]:
    """Pivots of symmetric matrices given as arrays of their lower triangles, eliminated in place
    and for all at once.
    """
    size = len(triangle)
    pivots = []
    for a in range(size):
        pivot = triangle[a][a]
        pivots.append(pivot)
        with np.errstate(invalid="ignore", divide="ignore"):
            for b in range(a + 1, size):
                row = triangle[b]
                ratio = row[a] / pivot
                for c in range(a + 1, b + 1):
                    row[c] = row[c] - ratio * triangle[c][a]
    return pivots


@dataclass(frozen=True)
class OutcomeSums:
    """Z_j'y_j (R, J, q), X_j'y_j (R, J, p) and y_j'y_j (R, J) of R outcomes in a design's
    columns.
    """

    Zy: Floats
    Xy: Floats
    yy: Floats

    @classmethod
    def of(
        cls,
        design: Design,
        By: Floats,
        yy: Floats,
    ) -> OutcomeSums:
        """From what `simulate` draws."""
        Zy = By @ design.base_z[:-1]
        Xy = By @ design.base_x[:-1]
        return cls(
            Zy,
            Xy,
            yy,
        )

    def __getitem__(self, row: int) -> SumsOfOutcome:
        return SumsOfOutcome(
            self.Zy[row],
            self.Xy[row],
            yy=self.yy[row],
        )


class SumsOfOutcome(NamedTuple):
    """The same of one outcome: Zy (J, q), Xy (J, p) and yy (J,)."""

    Zy: Floats
    Xy: Floats
    yy: Floats


def make_surface(
    fit: Fit,
    lam: Floats,
) -> Surface:
    """The surface of a fit's design at factors lam (K, q, q)."""
    design = fit.design
    moments = design.moments
    q = moments.q
    p = moments.p
    ZZ = np.moveaxis(moments.ZZ, -1, 0)
    lam_of_each = lam[:, None]
    transposed = lam.transpose(0, 2, 1)[:, None]
    M = np.eye(q) + transposed @ ZZ @ lam_of_each
    W = lam_of_each @ np.linalg.solve(M, np.broadcast_to(transposed, M.shape))
    W = np.ascontiguousarray(np.moveaxis(W, (0, 1), (2, 3)))

    X_products = np.moveaxis(design.per_group_X[..., :p], 0, -1)
    explained = np.einsum("apj,abkj,bcj->pckj", moments.ZX, W, moments.ZX, optimize=True)
    # In place: of many predictors this is most of a job's memory
    XX = np.subtract(
        X_products[:, :, None],
        explained,
        out=explained,
    )
    log_det = np.linalg.slogdet(M)[1] if q else np.zeros(M.shape[:2])
    return Surface(
        design,
        fit.reml,
        W=W,
        XX=XX,
        log_det=log_det,
        sizes=design.sizes,
    )
