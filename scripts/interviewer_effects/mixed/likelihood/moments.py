"""The cross-products as one model sees them: well-scaled Z, X and y, and the way back to the user's
columns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .counts import Counts
from .crossproducts import CrossProducts

COLLINEAR = 1e-12  # share of a column's sum of squares left by the columns before it


@dataclass(frozen=True)
class Moments:
    """Sums that the deviance reads, for one design and a batch of R outcomes or weightings (R = 1:
    one data set).

    Shapes: ZB (q, c, J) holds Z'Z in its first q columns and Z'X from column x_at on (0 where X
    begins with Z, so that the common columns are there once; else q); Zy (R, q, J), XX (R, p, p),
    Xy (R, p), yy (R,), n (R,); weights (R, J) or None are multiplicities of interviewers (0 leaves
    one out).
    """

    ZB: np.ndarray
    x_at: int
    Zy: np.ndarray
    XX: np.ndarray
    Xy: np.ndarray
    yy: np.ndarray
    n: np.ndarray
    weights: np.ndarray | None = None

    @cached_property
    def q(self) -> int:
        """Random effects per interviewer."""
        return self.ZB.shape[0]

    @cached_property
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

    @cached_property
    def batch(self) -> int:
        """Data sets in the batch."""
        return len(self.yy)

    @cached_property
    def full(self) -> Counts:
        """What full likelihood counts."""
        return Counts.of(self.n, self.p, reml=False)

    @cached_property
    def restricted(self) -> Counts:
        """What restricted likelihood counts."""
        return Counts.of(self.n, self.p, reml=True)

    @cached_property
    def with_outcome(self) -> tuple[np.ndarray, np.ndarray]:
        """Z'[columns y] of each interviewer (R, q, c + 1, J) and [X y]'[X y] in all (R, p + 1, p +
        1).
        """
        (q, c, J), R, p = self.ZB.shape, self.batch, self.p
        by_group, whole = np.empty((R, q, c + 1, J)), np.empty((R, p + 1, p + 1))
        by_group[:, :, :c], by_group[:, :, c] = self.ZB, self.Zy
        whole[:, :p, :p], whole[:, p, :p], whole[:, :p, p], whole[:, p, p] = (
            self.XX,
            self.Xy,
            self.Xy,
            self.yy,
        )
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

    def of_groups(self, row: int, present: np.ndarray) -> Moments:
        """One data set of the batch, of the interviewers that are present (J,) only, each counted
        once.
        """
        one = self.rows(np.array([row]))
        return replace(one, ZB=one.ZB[..., present], Zy=one.Zy[..., present], weights=None)


@dataclass(frozen=True)
class Design:
    """One model on a set of cross-products.

    X* = X to_x, Z* = Z to_z and y* = (y − y_shift)/y_scale are the standardised columns: X*'X* = n
    I, and Z*'Z* = n I when D is unstructured. A fit in starred columns goes back by
    β = y_scale to_x β* + y_shift γ,  D = y_scale² to_z D* to_z',  −2 REML: − 2 log|det to_x|
    (statistics: the number for the user's own columns).
    """

    moments: Moments
    per_group_X: np.ndarray  # (J, p, p + 1): X*'X* and X*'y* of each interviewer, for deletions
    per_group_y: np.ndarray  # (J,)
    sizes: np.ndarray  # (J,): interviews of each
    # (b, k): [Z* X* y*] = B base in the columns of the cross-products, or [X* y*] if X begins with
    # Z
    base: np.ndarray
    to_x: np.ndarray
    to_z: np.ndarray
    y_shift: float
    y_scale: float
    constant: np.ndarray  # γ (p,): X γ = 1, or zeros when X holds no constant
    diagonal: bool

    @property
    def base_z(self) -> np.ndarray:
        """Z* = B base_z (b, q)."""
        return self.base[:, : self.moments.q]

    @property
    def base_x(self) -> np.ndarray:
        """X* = B base_x (b, p)."""
        return self.base[:, self.moments.x_at : -1]

    def log_volume(self, reml: bool) -> float:
        """By what −2ℓ of starred columns exceeds that of the user's own: log|det to_x|² if
        restricted, else nothing.
        """
        return float(2 * np.linalg.slogdet(self.to_x)[1]) if reml else 0.0


def reweighted(design: Design, weights: np.ndarray) -> Moments:
    """The same design with interviewers counted weights (R, J) times: 0 leaves one out."""
    m, p = design.moments, design.moments.p
    sums = np.tensordot(weights, design.per_group_X, 1)  # (R, p, p + 1)
    return replace(
        m,
        XX=sums[..., :p],
        Xy=sums[..., p],
        yy=weights @ design.per_group_y,
        n=weights @ design.sizes,
        weights=weights,
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
    products: CrossProducts,
    fixed: list[str | None],
    random: list[str | None],
    outcome: str,
    diagonal: bool = False,
) -> Design:
    """The design y ~ fixed + (random | interviewer) on products; None stands for the constant
    column.

    Raises ValueError naming the columns when the fixed or the random columns are collinear.
    """
    total = products.gram.sum(0)
    common = not diagonal and set(random) <= set(fixed) and (None in random) == (None in fixed)
    order = [*random, *(name for name in fixed if name not in random)] if common else fixed
    X, to_x = _orthonormal(
        _columns(products, order), total, order, "fixed effects", centre=None in fixed
    )
    if common:  # the same columns in the same order: Z* is the beginning of X*
        to_z = to_x[: len(random), : len(random)]
    else:
        Z, to_z = _random_columns(products, total, random, diagonal)
    constant = np.array([1.0 if name is None else 0.0 for name in fixed])
    y_shift = products.shift[products.names.index(outcome)] if None in fixed else 0.0
    y_scale = products.scale[products.names.index(outcome)]
    y = products.coordinates(outcome)
    y[0] -= y_shift
    base = np.concatenate([*(() if common else (Z,)), X, y[:, None] / y_scale], 1)
    moments, per_group = moments_of(products.gram, base, len(random), 0 if common else len(random))
    if order != fixed:
        to_x = to_x[[order.index(name) for name in fixed]]
    return Design(
        moments, *per_group, products.sizes, base, to_x, to_z, y_shift, y_scale, constant, diagonal
    )


def moments_of(
    gram: np.ndarray, columns: np.ndarray, q: int, x_at: int
) -> tuple[Moments, tuple[np.ndarray, np.ndarray]]:
    """Moments of standardised columns (b, k) on cross-products gram (J, b, b): the first q are Z*,
    those from x_at on X* and y*; and by interviewer X*'[X* y*] (J, p, p + 1) and y*'y* (J,).
    """
    (J, b), k = gram.shape[:2], columns.shape[1]
    half = (columns.T @ np.ascontiguousarray(gram.transpose(1, 2, 0)).reshape(b, b * J)).reshape(
        k, b, J
    )
    each = columns.T @ half  # (k, k, J)
    whole = each[x_at:, x_at:].sum(-1)[None]
    moments = Moments(
        ZB=np.ascontiguousarray(each[:q, :-1]),
        x_at=x_at,
        Zy=np.ascontiguousarray(each[None, :q, -1]),
        XX=whole[:, :-1, :-1],
        Xy=whole[:, :-1, -1],
        yy=whole[:, -1, -1],
        n=gram[:, 0, 0].sum(keepdims=True),
    )
    vars(moments)["with_outcome"] = each[None, :q], whole  # cached: they stand there as they are
    return moments, (each[x_at:-1, x_at:].transpose(2, 0, 1), each[-1, -1])


def _random_columns(
    products: CrossProducts, total: np.ndarray, random: list[str | None], diagonal: bool
):
    """Z* and to_z where Z is no part of X; columns of a diagonal model keep their zero and are only
    scaled.
    """
    Z = _columns(products, random)
    if not diagonal:
        return _orthonormal(Z, total, random, "random effects", centre=None in random)
    to_z = (
        np.diag(1 / np.sqrt(np.einsum("bk,bc,ck->k", Z, total, Z) / total[0, 0]))
        if random
        else np.zeros((0, 0))
    )
    return Z @ to_z, to_z


def _columns(products: CrossProducts, names: list[str | None]) -> np.ndarray:
    unit = np.eye(len(products.names) + 1)[0]
    columns = [unit if name is None else products.coordinates(name) for name in names]
    return np.array(columns).reshape(len(names), len(unit)).T


def _orthonormal(
    columns: np.ndarray, total: np.ndarray, names: list[str | None], what: str, centre: bool
):
    """Columns made orthonormal in the total cross-product, and the triangular map that does it."""
    first = np.eye(len(names))
    # Take the constant out by arithmetic: exact at any offset, where a factorisation would cancel
    if centre:
        at = names.index(None)
        first[at] -= columns[0]
        first[at, at] = 1.0
        columns[0] = 0.0
        columns[0, at] = 1.0
    gram = columns.T @ total @ columns / total[0, 0]
    norms = np.sqrt(np.maximum(gram.diagonal(), 0))
    if names and norms.min() <= 0:
        raise ValueError(_collinear(names, int(norms.argmin()), what))
    turn = _inverse_factor(gram / norms / norms[:, None], names, what) / norms[:, None]
    return columns @ turn, first @ turn


def _inverse_factor(gram: np.ndarray, names: list[str | None], what: str) -> np.ndarray:
    """The inverse of the (upper) Cholesky factor of gram; a pivot near zero names its column."""
    try:
        factor = np.linalg.cholesky(gram)
    except np.linalg.LinAlgError:
        factor = None
    if factor is None or (factor.diagonal() ** 2 <= COLLINEAR).any():
        raise ValueError(_collinear(names, _first_dependent(gram), what))
    return np.linalg.inv(factor).T


def _first_dependent(gram: np.ndarray) -> int:
    """The first column of which the ones before leave nothing: the first leading minor without a
    Cholesky factor.
    """
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
