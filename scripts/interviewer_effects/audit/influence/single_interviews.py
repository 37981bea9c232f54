"""Single interviews left out by exact refits: those that matter most alone, and the fewest of a
found group that carry a decision together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.audit.models.decisions import Decision, as_statistic, changes
from interviewer_effects.audit.models.model_sequence import Ladder
from interviewer_effects.mixed.deletion.refits import Refits, refits, swapping, with_parts
from interviewer_effects.mixed.optimum.surface import make_surface

CANDIDATES = 30
AT_ONCE = 20_000  # interviews looked at in one array


@dataclass(frozen=True)
class Records:
    """The interviews of a ladder as rows of its cross-products: rows (n, b) and the position of
    each one's interviewer (n,).
    """

    rows: np.ndarray
    owner: np.ndarray

    @classmethod
    def of(cls, ladder: Ladder) -> Records:
        """The rows in the order of the ladder's columns."""
        sums = ladder.products
        columns = [
            (ladder.columns[name] - sums.shift[k]) / sums.scale[k]
            for k, name in enumerate(sums.names)
        ]
        rows = np.column_stack([np.ones(len(ladder.interviewers)), *columns])
        return cls(rows, np.searchsorted(sums.groups, ladder.interviewers))


def influential_interviews(decision: Decision, records: Records) -> np.ndarray:
    """Positions of the interviews that could matter most alone, by one-step values at the fitted
    covariances: how far T moves, how far β moves, and leverage, in turns.
    """
    n = len(records.owner)
    parts = [
        _scores(decision, records, np.arange(n)[at : at + AT_ONCE]) for at in range(0, n, AT_ONCE)
    ]
    orders = [
        np.argsort(-np.nan_to_num(score), kind="stable") for score in np.concatenate(parts, axis=1)
    ]
    return np.sort(list(dict.fromkeys(np.stack(orders, axis=1).ravel().tolist()))[:CANDIDATES])


def _scores(decision: Decision, records: Records, chosen: np.ndarray) -> np.ndarray:
    owner, rows = records.owner[chosen], records.rows[chosen]
    gram = decision.products.gram[owner] - rows[:, :, None] * rows[:, None, :]
    deviances, J = [], len(decision.products.groups)
    for one in (decision.null, decision.alternative):
        surface = make_surface(with_parts(one, gram), one.lam)
        deviances.append(surface.swapped(surface.sums_of_data(), owner, J)[0])
    sums = surface.sums_of_data()
    beta = np.abs(surface.swap_shifts(sums, owner, J)[0]).max(-1)
    with np.errstate(invalid="ignore"):  # infinite where the rest carries neither model
        T = deviances[0] - deviances[1]
    p = decision.alternative.design.moments.p
    own = np.moveaxis(sums[:p, :p, 0], -1, 0)
    leverage = np.trace(np.linalg.solve(own[:J].sum(0), own[owner] - own[J:]), axis1=1, axis2=2)
    return np.array([np.abs(T - decision.statistic), beta, leverage])


def left_out(
    decision: Decision, records: Records, sets: list[np.ndarray]
) -> tuple[np.ndarray, Refits]:
    """T (R,) and the alternative's refits without each of R sets of interviews (positions),
    exactly.
    """
    gram, owners, parts = [], [], []
    for chosen in sets:
        mine = np.unique(records.owner[chosen])
        owners.append(mine)
        parts.append(range(len(gram), len(gram) + len(mine)))
        for j in mine:
            rows = records.rows[chosen[records.owner[chosen] == j]]
            gram.append(decision.products.gram[j] - rows.T @ rows)
    weights = swapping(owners, parts, len(decision.products.groups), len(gram))
    changed = np.array(gram).reshape(-1, *decision.products.gram.shape[1:])
    null, large = (with_parts(one, changed) for one in (decision.null, decision.alternative))
    out = refits(large, weights, decision.alternative)
    return as_statistic(refits(null, weights, decision.null).deviance - out.deviance), out


def fewest_interviews(decision: Decision, records: Records, group: tuple[int, ...]) -> np.ndarray:
    """The interviews of a group that carry its decision: all are left out, then put back, those
    that move T least first, as long as the decision stays the other one. What masks one another is
    not missed that way.
    """
    out = np.flatnonzero(np.isin(records.owner, group))
    if not len(out):
        return out
    alone, _ = left_out(decision, records, [np.delete(out, k) for k in range(len(out))])
    order = out[np.argsort(np.nan_to_num(-decision.sign * alone, nan=np.inf), kind="stable")]
    out = order[_back_at_once(decision, records, order) :]
    while len(out) > 1:
        T, _ = left_out(decision, records, [np.delete(out, k) for k in range(len(out))])
        fine = changes(decision, T)
        if not fine.any():
            break
        out = np.delete(out, int(np.where(fine, -decision.sign * T, np.inf).argmin()))
    return out


def _back_at_once(decision: Decision, records: Records, order: np.ndarray) -> int:
    """How many of the interviews can be put back together, in their order, by halving."""
    low, high = 0, len(order)
    while high - low > 1:
        middle = (low + high) // 2
        T, _ = left_out(decision, records, [order[middle:]])
        low, high = (middle, high) if changes(decision, T)[0] else (low, middle)
    return low
