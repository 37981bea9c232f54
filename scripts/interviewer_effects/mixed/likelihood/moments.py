"""The cross-products as one model sees them: well-scaled Z, X and y, and the way back to the user's
columns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats, Integers

from .counts import Counts
from .crossproducts import CrossProducts
from .orthonormal import StandardisedColumns, orthonormal_columns, scaled_columns

OF_DATA_SETS = (
    "Zy",
    "XX",
    "Xy",
    "yy",
    "n",
    "weights",
)  # fields of Moments with one row for each


@dataclass(frozen=True)
class Moments:
    """Sums that the deviance reads, for one design and a batch of R outcomes or weightings (R = 1:
    one data set).

    Shapes: ZB (q, c, J) holds Z'Z in its first q columns and Z'X from column x_at on (0 where X
    begins with Z, so that the common columns are there once; else q); Zy (R, q, J), XX (R, p, p),
    Xy (R, p), yy (R,), n (R,); weights (R, J) or None are multiplicities of interviewers (0 leaves
    one out).
    """

    ZB: Floats
    x_at: int
    Zy: Floats
    XX: Floats
    Xy: Floats
    yy: Floats
    n: Floats
    weights: Floats | None = None

    @cached_property
    def q(self) -> int:
        """Random effects per interviewer."""
        return self.ZB.shape[0]

    @cached_property
    def p(self) -> int:
        """Fixed effects."""
        n_columns = self.ZB.shape[1]
        return n_columns - self.x_at

    @property
    def groups(self) -> int:
        """Interviewers."""
        return self.ZB.shape[2]

    @property
    def ZZ(self) -> Floats:
        """Z_j'Z_j (q, q, J)."""
        return self.ZB[:, : self.q]

    @property
    def ZX(self) -> Floats:
        """Z_j'X_j (q, p, J)."""
        return self.ZB[:, self.x_at :]

    @cached_property
    def batch(self) -> int:
        """Data sets in the batch."""
        return len(self.yy)

    @cached_property
    def full(self) -> Counts:
        """What full likelihood counts."""
        return Counts.of(
            self.n,
            self.p,
            reml=False,
        )

    @cached_property
    def restricted(self) -> Counts:
        """What restricted likelihood counts."""
        return Counts.of(
            self.n,
            self.p,
            reml=True,
        )

    @cached_property
    def with_outcome(self) -> tuple[Floats, Floats]:
        """Z'[columns y] of each interviewer (R, q, c + 1, J) and [X y]'[X y] in all (R, p + 1, p +
        1).
        """
        R = self.batch
        q, n_columns, J = self.ZB.shape
        by_group = np.empty((R, q, n_columns + 1, J))
        by_group[:, :, :n_columns] = self.ZB
        by_group[:, :, n_columns] = self.Zy

        p = self.p
        gram = np.empty((R, p + 1, p + 1))
        gram[:, :p, :p] = self.XX
        gram[:, p, :p] = self.Xy
        gram[:, :p, p] = self.Xy
        gram[:, p, p] = self.yy
        return by_group, gram

    def times_weights(self, values: Floats) -> Floats:
        """Values (R, k, J) of each interviewer as often as the interviewer counts."""
        if self.weights is None:
            return values
        return values * self.weights[:, None]

    def with_columns(
        self,
        ZZ: Floats,
        ZX: Floats,
        **others: Any,
    ) -> Moments:
        """The same with other columns Z and X, which have nothing in common."""
        q = ZZ.shape[1]
        ZB = np.concatenate([ZZ, ZX], axis=1)
        return replace(
            self,
            ZB=ZB,
            x_at=q,
            **others,
        )

    def rows(self, index: Integers | slice) -> Moments:
        """The data sets at index, repeated as often as named; what all of them share stays as it
        is.
        """
        picked = {}
        for name in OF_DATA_SETS:
            values = getattr(self, name)
            if values is None or len(values) == 1:
                continue
            picked[name] = values[index]
        return replace(self, **picked)

    def of_groups(
        self,
        row: int,
        present: Booleans,
    ) -> Moments:
        """One data set of the batch, of the interviewers that are present (J,) only, each counted
        once.
        """
        index = np.array([row])
        data_set = self.rows(index)
        ZB = data_set.ZB[..., present]
        Zy = data_set.Zy[..., present]
        return replace(
            data_set,
            ZB=ZB,
            Zy=Zy,
            weights=None,
        )


@dataclass(frozen=True)
class Design:
    """One model on a set of cross-products.

    X* = X to_x, Z* = Z to_z and y* = (y − y_shift)/y_scale are the standardised columns: X*'X* = n
    I, and Z*'Z* = n I when D is unstructured. A fit in starred columns goes back by

        β         = y_scale to_x β* + y_shift γ
        D         = y_scale² to_z D* to_z'
        −2ℓ, REML : − 2 log|det to_x|      (statistics: the number for the user's own columns)

    Attributes
    ----------
    per_group_X : (J, p, p + 1)
        X*'X* and X*'y* of each interviewer, for deletions.
    per_group_y : (J,)
        y*'y* of each.
    sizes : (J,)
        Interviews of each.
    base : (b, k)
        [Z* X* y*] = B base in the columns of the cross-products, or [X* y*] if X begins with Z.
    constant : (p,)
        γ with Xγ = 1, or zeros when X holds no constant.
    """

    moments: Moments
    per_group_X: Floats
    per_group_y: Floats
    sizes: Floats
    base: Floats
    to_x: Floats
    to_z: Floats
    y_shift: float
    y_scale: float
    constant: Floats
    diagonal: bool

    @property
    def base_z(self) -> Floats:
        """Z* = B base_z (b, q)."""
        return self.base[:, : self.moments.q]

    @property
    def base_x(self) -> Floats:
        """X* = B base_x (b, p)."""
        return self.base[:, self.moments.x_at : -1]

    def log_volume(self, reml: bool) -> float:
        """By what −2ℓ of starred columns exceeds that of the user's own: log|det to_x|² if
        restricted, else nothing.
        """
        if not reml:
            return 0.0
        log_det = np.linalg.slogdet(self.to_x)[1]
        return float(2 * log_det)


def reweighted(
    design: Design,
    weights: Floats,
) -> Moments:
    """The same design with interviewers counted weights (R, J) times: 0 leaves one out."""
    moments = design.moments
    p = moments.p
    sums = np.tensordot(
        weights,
        design.per_group_X,
        1,
    )  # (R, p, p + 1)
    XX = sums[..., :p]
    Xy = sums[..., p]
    yy = weights @ design.per_group_y
    n = weights @ design.sizes
    return replace(
        moments,
        XX=XX,
        Xy=Xy,
        yy=yy,
        n=n,
        weights=weights,
    )


def subset(
    design: Design,
    groups: Integers,
) -> Moments:
    """The moments of some of the interviewers, in the columns of the whole design."""
    moments = design.moments
    p = moments.p
    sums = design.per_group_X[groups].sum(0)[None]  # (1, p, p + 1)
    yy = design.per_group_y[groups]
    sizes = design.sizes[groups]
    return replace(
        moments,
        ZB=moments.ZB[..., groups],
        Zy=moments.Zy[..., groups],
        XX=sums[..., :p],
        Xy=sums[..., p],
        yy=yy.sum(keepdims=True),
        n=sizes.sum(keepdims=True),
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
    q = len(random)
    has_constant = None in fixed
    is_within_fixed = set(random) <= set(fixed) and (None in random) == has_constant
    x_begins_with_z = is_within_fixed and not diagonal
    only_fixed = [name for name in fixed if name not in random]
    order = [*random, *only_fixed] if x_begins_with_z else fixed

    X = orthonormal_columns(
        products,
        order,
        role="fixed effects",
        centre=has_constant,
    )
    to_z = X.from_user[:q, :q]
    columns = [X.in_products]
    if not x_begins_with_z:
        Z = _random_columns(
            products,
            random,
            diagonal=diagonal,
        )
        to_z = Z.from_user
        columns = [Z.in_products, X.in_products]

    position = products.names.index(outcome)
    y_shift = products.shift[position] if has_constant else 0.0
    y_scale = products.scale[position]
    y = products.coordinates(outcome)
    y[0] -= y_shift
    base = np.concatenate([*columns, y[:, None] / y_scale], axis=1)

    moments, by_group = moments_of(
        products.gram,
        base,
        q=q,
        x_at=0 if x_begins_with_z else q,
    )
    in_users_order = [order.index(name) for name in fixed]
    return Design(
        moments=moments,
        per_group_X=by_group.X,
        per_group_y=by_group.y,
        sizes=products.sizes,
        base=base,
        to_x=X.from_user if order == fixed else X.from_user[in_users_order],
        to_z=to_z,
        y_shift=y_shift,
        y_scale=y_scale,
        constant=np.array([1.0 if name is None else 0.0 for name in fixed]),
        diagonal=diagonal,
    )


def _random_columns(
    products: CrossProducts,
    random: list[str | None],
    diagonal: bool,
) -> StandardisedColumns:
    """Z* where Z is no part of X."""
    if diagonal:
        return scaled_columns(products, random)
    return orthonormal_columns(
        products,
        random,
        role="random effects",
        centre=None in random,
    )


class GroupSums(NamedTuple):
    """By interviewer X*'[X* y*] (J, p, p + 1) and y*'y* (J,)."""

    X: Floats
    y: Floats


def moments_of(
    gram: Floats,
    columns: Floats,
    q: int,
    x_at: int,
) -> tuple[Moments, GroupSums]:
    """Moments of standardised columns (b, k) on cross-products gram (J, b, b): the first q are Z*,
    those from x_at on X* and y*; and what each interviewer adds.
    """
    J, b, _ = gram.shape
    n_columns = columns.shape[1]
    groups_last = np.ascontiguousarray(gram.transpose(1, 2, 0))
    columns_by_base = columns.T @ groups_last.reshape(b, b * J)
    each = columns.T @ columns_by_base.reshape(n_columns, b, J)  # (k, k, J)

    Z_products = each[:q]
    fixed_products = each[x_at:, x_at:]  # [X* y*]'[X* y*] (p + 1, p + 1, J)
    total = fixed_products.sum(-1)[None]
    sizes = gram[:, 0, 0]
    moments = Moments(
        ZB=np.ascontiguousarray(Z_products[:, :-1]),
        x_at=x_at,
        Zy=np.ascontiguousarray(Z_products[None, :, -1]),
        XX=total[:, :-1, :-1],
        Xy=total[:, :-1, -1],
        yy=total[:, -1, -1],
        n=sizes.sum(keepdims=True),
    )
    # Cached: they stand there as they are
    vars(moments)["with_outcome"] = Z_products[None], total
    X_by_group = fixed_products[:-1].transpose(2, 0, 1)
    return moments, GroupSums(X=X_by_group, y=fixed_products[-1, -1])
