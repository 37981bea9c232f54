"""The deviance of one design at many fixed covariance factors, with every interviewer's share of
it.

At a fixed Λ the deviance is a function of sums over interviewers, so leaving one out is an exact
subtraction and costs nothing. The lowest of many fixed factors stands in for a refit where
thousands of deletions are compared; what it picks is then refitted exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from interviewer_effects.mixed.likelihood.factor import Factor
from interviewer_effects.mixed.likelihood.moments import Design

from .fit import Fit

SIZES = (
    0.05,
    0.09,
    0.14,
    0.2,
    0.3,
    0.45,
    0.8,
)  # standard deviations of effects in units of the residual one
TURNS = (-0.9, -0.4, 0.0, 0.4, 0.9)
FACTORS = (0.4, 0.7, 1.0, 1.3)
ROOM = 12_000_000  # factors × interviewers × p² held at a time


@dataclass(frozen=True)
class Surface:
    """K fixed factors of a design: W (q, q, K, J) = Λ M_j⁻¹ Λ', XX (p, p, K, J) = X_j'V_j⁻¹X_j
    log_det (K, J) = log|M_j|, and sizes (J,) interviews. `bare` ones have no XX, which is large:
    only `sums` and `whole` read it.
    """

    design: Design
    reml: bool
    W: np.ndarray
    XX: np.ndarray | None
    log_det: np.ndarray
    sizes: np.ndarray

    def sums(self, Zy: np.ndarray, Xy: np.ndarray, yy: np.ndarray) -> np.ndarray:
        """[X y]'V_j⁻¹[X y] (p + 1, p + 1, K, J) of an outcome with Z_j'y_j (J, q), X_j'y_j (J, p),
        y_j'y_j (J,).
        """
        p = self.design.moments.p
        turned = np.einsum("abkj,jb->akj", self.W, Zy)
        out = np.empty((p + 1, p + 1, *self.log_det.shape))
        out[:p, :p] = self.XX
        out[p, :p] = Xy.T[:, None] - np.einsum("apj,akj->pkj", self.design.moments.ZX, turned)
        out[:p, p] = out[p, :p]
        out[p, p] = yy - np.einsum("ja,akj->kj", Zy, turned)
        return out

    def sums_of_data(self) -> np.ndarray:
        """`sums` of the outcome that the design was made for."""
        d = self.design
        return self.sums(d.moments.Zy[0].T, d.per_group_X[..., -1], d.per_group_y)

    def without(self, sums: np.ndarray, groups: np.ndarray) -> np.ndarray:
        """The deviance (K, R) at each factor of the data without each of R groups of g positions
        (R, g); infinite where the rest cannot carry the fixed effects.
        """

        def left(values: np.ndarray) -> np.ndarray:
            return values.sum(-1)[..., None] - sum(values[..., members] for members in groups.T)

        return self._deviance(left, sums)

    def swapped(self, sums: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
        """The deviance (K, M) with interviewer owner[i] of the first `count` replaced by appended
        part i.
        """
        return self._deviance(lambda values: _swapped(values, owner, count), sums)

    def whole(self, outcomes: OutcomeSums) -> np.ndarray:
        """The deviance (R, K) of R outcomes with nobody left out."""
        p, ZX = self.design.moments.p, self.design.moments.ZX
        turned = np.einsum("abkj,bpj->pkaj", self.W, ZX)
        wide = outcomes.Zy.transpose(0, 2, 1).reshape(len(outcomes.yy), -1)
        Xy = [
            outcomes.Xy[:, :, c].sum(1)[:, None] - wide @ turned[c].reshape(len(turned[c]), -1).T
            for c in range(p)
        ]
        yy = outcomes.yy.sum(1)[:, None] - sum(
            (outcomes.Zy[:, :, a] * outcomes.Zy[:, :, b]) @ self.W[a, b].T
            for a, b in np.ndindex(self.W.shape[:2])
        )
        XX = np.broadcast_to(self.XX.sum(-1)[:, :, None], (p, p, *yy.shape))
        sums = [[*(XX[a, b] for b in range(a + 1))] for a in range(p)] + [[*Xy, yy]]
        return self._value(sums, self.log_det.sum(-1), self.sizes.sum())

    def _deviance(self, left: Callable[[np.ndarray], np.ndarray], sums: np.ndarray) -> np.ndarray:
        rows = [[left(sums[a, b]) for b in range(a + 1)] for a in range(len(sums))]
        return self._value(rows, left(self.log_det), left(self.sizes))

    def _value(
        self, parts: list[list[np.ndarray]], log_det: np.ndarray, n: np.ndarray
    ) -> np.ndarray:
        """The deviance where the lower triangle of [X y]'V⁻¹[X y] is `parts`."""
        pivots = _pivots(parts)
        N = n - self.design.moments.p * self.reml
        with np.errstate(invalid="ignore", divide="ignore"):
            value = log_det + N * (1 + np.log(2 * np.pi * pivots[-1] / N))
            value = value + sum(np.log(pivot) for pivot in pivots[:-1]) * self.reml
        fine = np.isfinite(value) & np.all([pivot > 1e-9 * n for pivot in pivots[:-1]], axis=0)
        return np.where(fine, value, np.inf)

    def at_factors(self, chosen: np.ndarray) -> Surface:
        """The same at some of the factors."""
        XX = None if self.XX is None else self.XX[:, :, chosen]
        return replace(self, W=self.W[:, :, chosen], XX=XX, log_det=self.log_det[chosen])

    def bare(self) -> Surface:
        """The same for deviances of sums that were made before."""
        return replace(self, XX=None)

    def merged(self, chosen: np.ndarray) -> Surface:
        """The same with the interviewers at positions chosen, and all others as one more who cannot
        be told apart.
        """
        parts = {name: merged(getattr(self, name), chosen) for name in ("W", "log_det", "sizes")}
        return replace(self, XX=None if self.XX is None else merged(self.XX, chosen), **parts)

    def shifts(self, sums: np.ndarray) -> np.ndarray:
        """How far β moves without each interviewer (K, J, p), in standard errors of the whole at
        each factor.
        """
        own = np.moveaxis(sums, (0, 1), (2, 3))
        return self._shifts(own.sum(1), own.sum(1)[:, None] - own, self.sizes.sum())

    def swap_shifts(self, sums: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
        """The same (K, M, p) with interviewer owner[i] of the first `count` replaced by appended
        part i.
        """
        rest = np.moveaxis(_swapped(sums, owner, count), (0, 1), (2, 3))
        return self._shifts(
            np.moveaxis(sums[..., :count].sum(-1), 2, 0), rest, self.sizes[:count].sum()
        )

    def _shifts(self, total: np.ndarray, rest: np.ndarray, n: float) -> np.ndarray:
        p, back = self.design.moments.p, self.design.to_x
        inverse = np.linalg.inv(total[:, :p, :p])
        beta = (inverse @ total[:, :p, p:])[..., 0]
        scale = (total[:, p, p] - (beta * total[:, :p, p]).sum(-1)) / (n - p * self.reml)
        fine = np.linalg.cond(rest[..., :p, :p]) < 1e9
        omega = np.where(fine[..., None, None], rest[..., :p, :p], np.eye(p))
        move = np.linalg.solve(omega, rest[..., :p, p:])[..., 0] - beta[:, None]
        errors = np.sqrt(np.einsum("pa,kab,pb->kp", back, inverse, back) * scale[:, None])
        return np.where(fine[..., None], move @ back.T / errors[:, None], np.nan)


def merged(values: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Values (…, J) of the interviewers at positions chosen, and last the sum over all others (…,
    len(chosen) + 1).
    """
    own = values[..., chosen]
    return np.concatenate([own, (values.sum(-1) - own.sum(-1))[..., None]], axis=-1)


def _swapped(values: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
    return values[..., :count].sum(-1)[..., None] - values[..., owner] + values[..., count:]


def _pivots(left: list[list[np.ndarray]]) -> list[np.ndarray]:
    """Pivots of symmetric matrices given as arrays of their lower triangles, eliminated for all at
    once.
    """
    pivots = []
    for a in range(len(left)):
        pivots.append(left[a][a])
        with np.errstate(invalid="ignore", divide="ignore"):
            for b in range(a + 1, len(left)):
                ratio = left[b][a] / left[a][a]
                for c in range(a + 1, b + 1):
                    left[b][c] = left[b][c] - ratio * left[c][a]
    return pivots


@dataclass(frozen=True)
class OutcomeSums:
    """Z_j'y_j (R, J, q), X_j'y_j (R, J, p) and y_j'y_j (R, J) of R outcomes in a design's
    columns.
    """

    Zy: np.ndarray
    Xy: np.ndarray
    yy: np.ndarray

    @classmethod
    def of(cls, design: Design, By: np.ndarray, yy: np.ndarray) -> OutcomeSums:
        """From what `simulate` draws."""
        return cls(By @ design.base_z[:-1], By @ design.base_x[:-1], yy)

    def __getitem__(self, row: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.Zy[row], self.Xy[row], self.yy[row]


def make_surface(fit: Fit, lam: np.ndarray) -> Surface:
    """The surface of a fit's design at factors lam (K, q, q)."""
    m = fit.design.moments
    ZZ, turned = np.moveaxis(m.ZZ, -1, 0), lam.transpose(0, 2, 1)[:, None]
    M = np.eye(m.q) + turned @ ZZ @ lam[:, None]
    W = lam[:, None] @ np.linalg.solve(M, np.broadcast_to(turned, M.shape))
    W = np.ascontiguousarray(np.moveaxis(W, (0, 1), (2, 3)))
    XX = np.moveaxis(fit.design.per_group_X[..., : m.p], 0, -1)[:, :, None]
    taken = np.einsum("apj,abkj,bcj->pckj", m.ZX, W, m.ZX, optimize=True)
    XX = np.subtract(
        XX, taken, out=taken
    )  # in place: of many predictors this is most of a job's memory
    return Surface(
        fit.design,
        fit.reml,
        W,
        XX,
        np.linalg.slogdet(M)[1] if m.q else np.zeros(M.shape[:2]),
        fit.design.sizes,
    )


def factors(fit: Fit, null: Fit) -> np.ndarray:
    """Λ (K, q, q) around a fit and towards its null: the fit's rows rescaled, sizes with
    correlations, and the null's effects alone; the lowest deviances first where not all fit in
    memory.
    """
    factor, q = fit.factor, fit.factor.q
    if not q:
        return np.zeros((1, 0, 0))
    kept = null.factor.q if null.factor.q < q else 0
    lam = np.concatenate(
        [_rescaled(fit.lam[0], q), _standing(q, kept, factor), _of_null(null, q, kept)]
    )
    J, p = len(fit.design.sizes), fit.design.moments.p
    most = max(40, ROOM // (J * p * p))
    return np.unique(lam.round(9), axis=0)[:most] if len(lam) <= most else _lowest(fit, lam, most)


def _rescaled(lam: np.ndarray, q: int) -> np.ndarray:
    scales = FACTORS if q < 4 else (0.5, 1.0)
    return np.array([np.diag(scale) @ lam for scale in product(scales, repeat=q)])


def _standing(q: int, kept: int, factor: Factor) -> np.ndarray:
    """Factors of standard sizes, for two effects with correlations too."""
    if q == 1:
        return np.array(np.geomspace(0.02, 2.5, 40)).reshape(-1, 1, 1)
    sizes = SIZES if q == 2 else SIZES[1::3]
    scales = [np.diag(s) for s in product(sizes, repeat=q)]
    if q > 2 or factor.diagonal:
        return np.array(scales)
    turns = [np.array([[1, 0], [r, np.sqrt(1 - r * r)]]) for r in TURNS]
    return np.array([s @ turn for s in scales for turn in turns])


def _of_null(null: Fit, q: int, kept: int) -> np.ndarray:
    """The null's factor in the corner of a larger one, rescaled; the zero factor."""
    out = np.zeros((26, q, q))
    scales = np.geomspace(0.02, 2.0, 24)
    out[1:25, :kept, :kept] = scales[:, None, None] * np.eye(kept)
    out[25, :kept, :kept] = null.lam[0][:kept, :kept]
    return out


def _lowest(fit: Fit, lam: np.ndarray, most: int) -> np.ndarray:
    from interviewer_effects.mixed.likelihood.deviance import evaluate

    value = np.concatenate(
        [
            evaluate(one[None], fit.design.moments, fit.reml, derivatives=False).deviance
            for one in lam
        ]
    )
    return lam[np.sort(np.argsort(value, kind="stable")[:most])]
