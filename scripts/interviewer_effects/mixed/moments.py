"""The cross-products as one model sees them: well-scaled Z, X and y, and the way back to the user's columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .crossproducts import CrossProducts

COLLINEAR = 1e-12  # share of a column's sum of squares left by the columns before it


@dataclass(frozen=True)
class Moments:
    """Sums that the deviance reads, for one design and a batch of R outcomes or weightings (R = 1: one data set).

    Shapes: ZB (q, c, J) holds Z'Z in its first q columns and Z'X from column x_at on (0 where X begins with Z, so that
    the common columns are there once; else q); Zy (R, q, J), XX (R, p, p), Xy (R, p), yy (R,), n (R,); weights (R, J)
    or None are multiplicities of interviewers (0 leaves one out).
    """

    ZB: np.ndarray
    x_at: int
    Zy: np.ndarray
    XX: np.ndarray
    Xy: np.ndarray
    yy: np.ndarray
    n: np.ndarray
    weights: np.ndarray | None = None

    @property
    def q(self) -> int:
        """Random effects per interviewer."""
        return self.ZB.shape[0]

    @property
    def p(self) -> int:
        """Fixed effects."""
        return self.ZB.shape[1] - self.x_at

    @property
    def groups(self) -> int:
        """Interviewers."""
        return self.ZB.shape[2]

    @property
    def ZZ(self) -> np.ndarray:
        """Z_j'Z_j (q, q, J)."""
        return self.ZB[:, : self.q]

    @property
    def ZX(self) -> np.ndarray:
        """Z_j'X_j (q, p, J)."""
        return self.ZB[:, self.x_at :]

    @property
    def batch(self) -> int:
        """Data sets in the batch."""
        return len(self.yy)

    @cached_property
    def with_outcome(self) -> tuple[np.ndarray, np.ndarray]:
        """Z'[columns y] of each interviewer (R, q, c + 1, J) and [X y]'[X y] in all (R, p + 1, p + 1)."""
        (q, c, J), R, p = self.ZB.shape, self.batch, self.p
        by_group, whole = np.empty((R, q, c + 1, J)), np.empty((R, p + 1, p + 1))
        by_group[:, :, :c], by_group[:, :, c] = self.ZB, self.Zy
        whole[:, :p, :p], whole[:, p, :p], whole[:, :p, p], whole[:, p, p] = self.XX, self.Xy, self.Xy, self.yy
        return by_group, whole

    def with_columns(self, ZZ: np.ndarray, ZX: np.ndarray, **others: np.ndarray) -> Moments:
        """The same with other columns Z and X, which have nothing in common."""
        return replace(self, ZB=np.concatenate([ZZ, ZX], 1), x_at=ZZ.shape[1], **others)

    def rows(self, index: np.ndarray | slice) -> Moments:
        """The data sets at index, repeated as often as named."""

        def pick(a: np.ndarray) -> np.ndarray:
            return a[index] if len(a) > 1 else a

        weights = None if self.weights is None else pick(self.weights)
        return replace(
            self,
            Zy=pick(self.Zy),
            XX=pick(self.XX),
            Xy=pick(self.Xy),
            yy=pick(self.yy),
            n=pick(self.n),
            weights=weights,
        )


@dataclass(frozen=True)
class Design:
    """One model on a set of cross-products.

    X* = X to_x, Z* = Z to_z and y* = (y − y_shift)/y_scale are the standardised columns: X*'X* = n I, and Z*'Z* = n
    I when D is unstructured. A fit in starred columns goes back by
    β = y_scale to_x β* + y_shift γ,  D = y_scale² to_z D* to_z',  −2 REML: − 2 log|det to_x| (statistics: the
    number for the user's own columns).
    """

    moments: Moments
    per_group_X: np.ndarray  # (J, p, p + 1): X*'X* and X*'y* of each interviewer, for deletions
    per_group_y: np.ndarray  # (J,)
    sizes: np.ndarray  # (J,): interviews of each
    base_x: np.ndarray  # (b, p): X* = B base_x in the columns of the cross-products
    base_z: np.ndarray  # (b, q)
    to_x: np.ndarray
    to_z: np.ndarray
    y_shift: float
    y_scale: float
    constant: np.ndarray  # γ (p,): X γ = 1, or zeros when X holds no constant
    diagonal: bool


def reweighted(design: Design, weights: np.ndarray) -> Moments:
    """The same design with interviewers counted weights (R, J) times: 0 leaves one out."""
    m, p = design.moments, design.moments.p
    sums = np.tensordot(weights, design.per_group_X, 1)  # (R, p, p + 1)
    return replace(
        m, XX=sums[..., :p], Xy=sums[..., p], yy=weights @ design.per_group_y, n=weights @ design.sizes, weights=weights
    )


def subset(design: Design, groups: np.ndarray) -> Moments:
    """The moments of some of the interviewers, in the columns of the whole design."""
    m, p = design.moments, design.moments.p
    sums = design.per_group_X[groups].sum(0)[None]
    return replace(
        m,
        ZB=m.ZB[..., groups],
        Zy=m.Zy[..., groups],
        XX=sums[..., :p],
        Xy=sums[..., p],
        yy=design.per_group_y[groups].sum(keepdims=True),
        n=design.sizes[groups].sum(keepdims=True),
    )


def make_design(
    products: CrossProducts, fixed: list[str | None], random: list[str | None], outcome: str, diagonal: bool = False
) -> Design:
    """The design y ~ fixed + (random | interviewer) on products; None stands for the constant column.

    Raises ValueError naming the columns when the fixed or the random columns are collinear.
    """
    total = products.gram.sum(0)
    common = not diagonal and set(random) <= set(fixed) and (None in random) == (None in fixed)
    order = [*random, *(name for name in fixed if name not in random)] if common else fixed
    Xs, to_x = _orthonormal(_columns(products, order), total, order, "fixed effects", centre=None in fixed)
    q, Z = len(random), _columns(products, random)
    if common:  # the same columns in the same order: Z* is the beginning of X*
        Zs, to_z = Xs[:, :q], to_x[:q, :q]
    elif diagonal:
        to_z = np.diag(1 / np.sqrt(np.einsum("bk,bc,ck->k", Z, total, Z) / total[0, 0])) if random else np.zeros((0, 0))
        Zs = Z @ to_z
    else:
        Zs, to_z = _orthonormal(Z, total, random, "random effects", centre=None in random)
    to_x = to_x[[order.index(name) for name in fixed]]
    y = products.coordinates(outcome)
    y_scale = products.scale[products.names.index(outcome)]
    constant = np.array([1.0 if name is None else 0.0 for name in fixed])
    y_shift = y[0] if constant.any() else 0.0
    y = (y - y_shift * np.eye(len(y))[0]) / y_scale
    return _assemble(products, Xs, Zs, y, common, (to_x, to_z, y_shift, y_scale, constant, diagonal))


def _columns(products: CrossProducts, names: list[str | None]) -> np.ndarray:
    unit = np.eye(len(products.names) + 1)[0]
    columns = [unit if name is None else products.coordinates(name) for name in names]
    return np.array(columns).reshape(len(names), len(unit)).T


def _orthonormal(columns: np.ndarray, total: np.ndarray, names: list[str | None], what: str, centre: bool):
    """Columns made orthonormal in the total cross-product, and the triangular map that does it."""
    k = len(names)
    first = np.eye(k)
    if centre:  # take the constant out by arithmetic: exact at any offset, where a factorisation would cancel
        at = names.index(None)
        first[at] -= columns[0]
        first[at, at] = 1.0
        columns = np.where(np.arange(len(total))[:, None] == 0, 0.0, columns)
        columns[0, at] = 1.0
    norms = np.sqrt(np.maximum(np.einsum("bk,bc,ck->k", columns, total, columns) / total[0, 0], 0))
    if k and norms.min() <= 0:
        raise ValueError(_collinear(names, int(norms.argmin()), what))
    first = first / norms
    gram = (columns / norms).T @ total @ (columns / norms) / total[0, 0]
    return _turned(columns / norms, first, gram, names, what)


def _turned(columns: np.ndarray, first: np.ndarray, gram: np.ndarray, names: list[str | None], what: str):
    """columns and first times the inverse Cholesky factor of gram; a pivot near zero names its column."""
    try:
        factor = np.linalg.cholesky(gram)
    except np.linalg.LinAlgError:
        factor = None
    if factor is None or (factor.diagonal() ** 2 <= COLLINEAR).any():
        raise ValueError(_collinear(names, _first_dependent(gram), what))
    inverse = np.linalg.inv(factor).T
    return columns @ inverse, first @ inverse


def _first_dependent(gram: np.ndarray) -> int:
    """The first column of which the ones before leave nothing: the first leading minor without a Cholesky factor."""
    for k in range(1, len(gram)):
        left = gram[k, k] - gram[k, :k] @ np.linalg.solve(gram[:k, :k], gram[:k, k])
        if left <= COLLINEAR:
            return k
    return len(gram) - 1


def _collinear(names: list[str | None], at: int, what: str) -> str:
    shown = ["Intercept" if name is None else name for name in names]
    others = ", ".join(f"'{name}'" for name in shown[:at]) or "nothing"
    return (
        f"Among the {what}, column '{shown[at]}' is constant or a linear combination of {others}: "
        f"it adds no information; leave '{shown[at]}' out."
    )


def _assemble(
    products: CrossProducts, X: np.ndarray, Z: np.ndarray, y: np.ndarray, common: bool, back: tuple
) -> Design:
    gram = products.gram
    right = np.column_stack([X, y])
    per_group = X.T @ gram @ right  # (J, p, p + 1)
    per_group_y = (gram @ y) @ y
    ZB = np.moveaxis(Z.T @ gram @ np.column_stack([Z, right]), 0, -1)  # (q, q + p + 1, J)
    q, p = Z.shape[1], X.shape[1]
    total = per_group.sum(0)
    moments = Moments(
        ZB=np.ascontiguousarray(ZB[:, q if common else 0 : q + p]),
        x_at=0 if common else q,
        Zy=np.ascontiguousarray(ZB[None, :, q + p]),
        XX=total[None, :, :p],
        Xy=total[None, :, p],
        yy=per_group_y.sum(keepdims=True),
        n=np.array([gram[:, 0, 0].sum()]),
    )
    return Design(moments, per_group, per_group_y, gram[:, 0, 0], X, Z, *back)
