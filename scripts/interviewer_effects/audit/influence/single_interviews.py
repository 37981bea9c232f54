"""Single interviews left out by exact refits: those that matter most alone, and the fewest of a
found group that carry a decision together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.audit.models.decisions import Decision, as_statistic, changes
from interviewer_effects.audit.models.model_sequence import Ladder
from interviewer_effects.mixed.deletion.refits import Refits, refits
from interviewer_effects.mixed.deletion.replacements import replacing, with_replacements
from interviewer_effects.mixed.optimum.surface import make_surface

from .group_search import Group
from .group_statistics import in_turns

CANDIDATES = 30
AT_ONCE = 20_000  # interviews compared in one array


@dataclass(frozen=True)
class InterviewRows:
    """The interviews of a ladder as rows of its cross-products.

    Attributes
    ----------
    rows
        Standardised columns of each interview, the intercept first (n, b).
    owner
        Position of each one's interviewer (n,).
    """

    rows: np.ndarray
    owner: np.ndarray

    @classmethod
    def of(cls, ladder: Ladder) -> InterviewRows:
        """The rows in the order of the ladder's columns."""
        products = ladder.products
        n_interviews = len(ladder.interviewers)
        columns = [np.ones(n_interviews)]
        for k, name in enumerate(products.names):
            centred = ladder.columns[name] - products.shift[k]
            standardised = centred / products.scale[k]
            columns.append(standardised)
        owner = np.searchsorted(products.groups, ladder.interviewers)
        return cls(np.column_stack(columns), owner)


def influential_interviews(
    decision: Decision,
    interviews: InterviewRows,
) -> np.ndarray:
    """Positions of the interviews that could matter most alone, by one-step values at the fitted
    covariances: how far T moves, how far β moves, and leverage, in turns.
    """
    n_interviews = len(interviews.owner)
    positions = np.arange(n_interviews)
    blocks = [
        _scores(
            decision,
            interviews,
            positions[first : first + AT_ONCE],
        )
        for first in range(
            0,
            n_interviews,
            AT_ONCE,
        )
    ]
    scores = np.concatenate(blocks, axis=1)
    orders = [np.argsort(-np.nan_to_num(score), kind="stable") for score in scores]
    return np.sort(in_turns(orders, CANDIDATES))


def _scores(
    decision: Decision,
    interviews: InterviewRows,
    chosen: np.ndarray,
) -> np.ndarray:
    """|move of T|, largest move of β in standard errors, and leverage (3, m) of m interviews."""
    owner = interviews.owner[chosen]
    rows = interviews.rows[chosen]
    n_interviewers = len(decision.products.groups)
    gram_of_each = rows[:, :, None] * rows[:, None, :]
    without_each = decision.products.gram[owner] - gram_of_each

    null = make_surface(with_replacements(decision.null, without_each), decision.null.lam)
    null_deviance = null.swapped(
        null.sums_of_data(),
        owner,
        n_interviewers,
    )[0]
    fit = decision.alternative
    alternative = make_surface(with_replacements(fit, without_each), fit.lam)
    sums = alternative.sums_of_data()
    deviance = alternative.swapped(
        sums,
        owner,
        n_interviewers,
    )[0]
    with np.errstate(invalid="ignore"):  # infinite where the rest carries neither model
        statistic = null_deviance - deviance
    shifts = alternative.swap_shifts(
        sums,
        owner,
        n_interviewers,
    )[0]

    p = fit.design.moments.p
    information = np.moveaxis(
        sums[:p, :p, 0],
        -1,
        0,
    )
    of_interviewers = information[:n_interviewers]
    of_interviews = information[owner] - information[n_interviewers:]
    shares = np.linalg.solve(of_interviewers.sum(0), of_interviews)
    leverage = np.trace(
        shares,
        axis1=1,
        axis2=2,
    )
    move_of_statistic = np.abs(statistic - decision.statistic)
    move_of_beta = np.abs(shifts).max(-1)
    return np.array([move_of_statistic, move_of_beta, leverage])


def without_interviews(
    decision: Decision,
    interviews: InterviewRows,
    sets: list[np.ndarray],
) -> tuple[np.ndarray, Refits]:
    """T (R,) and the alternative's refits without each of R sets of interviews (positions),
    exactly.

    An interviewer whose interviews are left out is swapped for a part that holds the others.
    """
    grams: list[np.ndarray] = []
    owners = []
    positions_of_grams = []
    for chosen in sets:
        owner_of_chosen = interviews.owner[chosen]
        owners_of_set = np.unique(owner_of_chosen)
        owners.append(owners_of_set)
        first = len(grams)
        positions_of_grams.append(range(first, first + len(owners_of_set)))
        for owner in owners_of_set:
            left_out = chosen[owner_of_chosen == owner]
            rows = interviews.rows[left_out]
            grams.append(decision.products.gram[owner] - rows.T @ rows)

    n_interviewers = len(decision.products.groups)
    weights = replacing(
        owners,
        positions_of_grams,
        n_interviewers=n_interviewers,
        n_replacements=len(grams),
    )
    swapped_grams = np.array(grams).reshape(-1, *decision.products.gram.shape[1:])
    null = with_replacements(decision.null, swapped_grams)
    alternative = with_replacements(decision.alternative, swapped_grams)
    refits_of_null = refits(
        null,
        weights,
        decision.null,
    )
    refits_of_alternative = refits(
        alternative,
        weights,
        decision.alternative,
    )
    difference = refits_of_null.deviance - refits_of_alternative.deviance
    return as_statistic(difference), refits_of_alternative


def fewest_interviews(
    decision: Decision,
    interviews: InterviewRows,
    group: Group,
) -> np.ndarray:
    """The interviews of a group that carry its decision.

    All are left out, then put back, those that move T least first, as long as the decision stays
    the other one. What masks one another is not missed that way.
    """
    left_out = np.flatnonzero(np.isin(interviews.owner, group))
    if not len(left_out):
        return left_out
    statistics = _putting_each_back(
        decision,
        interviews,
        left_out,
    )
    moves = np.nan_to_num(-decision.sign * statistics, nan=np.inf)
    order = left_out[np.argsort(moves, kind="stable")]
    left_out = order[
        _back_at_once(
            decision,
            interviews,
            order,
        ) :
    ]
    while len(left_out) > 1:
        statistics = _putting_each_back(
            decision,
            interviews,
            left_out,
        )
        still_changed = changes(decision, statistics)
        if not still_changed.any():
            break
        towards = np.where(
            still_changed,
            -decision.sign * statistics,
            np.inf,
        )
        left_out = np.delete(left_out, int(towards.argmin()))
    return left_out


def _putting_each_back(
    decision: Decision,
    interviews: InterviewRows,
    left_out: np.ndarray,
) -> np.ndarray:
    """T with each one of the interviews left out put back."""
    sets = [np.delete(left_out, k) for k in range(len(left_out))]
    return without_interviews(
        decision,
        interviews,
        sets,
    )[0]


def _back_at_once(
    decision: Decision,
    interviews: InterviewRows,
    order: np.ndarray,
) -> int:
    """How many of the interviews can be put back together, in their order, by halving."""
    possible = 0
    impossible = len(order)
    while impossible - possible > 1:
        count = (possible + impossible) // 2
        statistics = without_interviews(
            decision,
            interviews,
            [order[count:]],
        )[0]
        if changes(decision, statistics)[0]:
            possible = count
        else:
            impossible = count
    return possible
