"""Why someone's answers are alike or unlike: the causes of flags, tried on the variance within their interviews."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from interviewer_effects import numbers

from .candidates import CERTAIN, ONE, ORDER, Affected, Candidate, Observed, affected, candidates
from .counterfactuals import Case
from .flags import adjusted, most_sought
from .spread import LEAST, Within, rounding, spread, sums_within, tail_p, variances

COLUMNS = ["cause", "p_without", "evidence"]


def spread_with_causes(seen: Observed, cases: list[Case]) -> pd.DataFrame:
    """spread.csv of all cases: `spread`, and for everyone flagged the first cause that is established and without which
    the flag is gone, with the adjusted p then (NaN where too few interviews are left) and what is seen; empty where
    there is none, and for all but the first `most_sought` of many who are flagged.
    """
    tables = []
    for case in cases:
        table = spread(case, seen.adjust, seen.alpha, seen.seed)
        flagged = table[table["flag"] != ""].sort_values("p", kind="stable")["interviewer"]
        within, held = sums_within(case), affected(seen, case)
        known = variances(case, within)
        found = {who: _cause(seen, case, within, known, who, held) for who in flagged[: most_sought(len(case.place))]}
        said = pd.DataFrame([found.get(who, ("", np.nan, "")) for who in table["interviewer"]], columns=COLUMNS)
        tables.append(pd.concat([table, said], axis=1).assign(variant=case.variant))
    joined = pd.concat(tables, ignore_index=True)
    return joined[["variant", *joined.columns.drop("variant")]]


def _cause(
    seen: Observed,
    case: Case,
    within: Within,
    known: tuple[np.ndarray, np.ndarray],
    who: str,
    held: dict[str, Affected],
) -> tuple[str, float, str]:
    at = case.place[who]
    variance, worth = known
    for one in _tried(seen, case, within, who, held):
        own, df = _alone(within, at, one.weights)
        if df < LEAST and one.cause != ONE:  # nearly all of their interviews are of this kind
            return one.cause, np.nan, one.evidence
        changed, free = variance.copy(), worth.copy()
        changed[at], free[at] = own / df + rounding(case), df * worth[at] / max(within.df[at], 1)
        judged = within.df >= LEAST
        p = float(adjusted(tail_p(changed[judged], free[judged]), seen.adjust)[judged[:at].sum()])
        if p >= seen.alpha:
            return one.cause, p, one.evidence
    return "", np.nan, ""


def _tried(seen: Observed, case: Case, within: Within, who: str, held: dict[str, Affected]) -> Iterator[Candidate]:
    """What is established of them and can be taken away, as the causes of flags are ordered, and last the interview
    farthest from their line.
    """
    found = [one for one in candidates(seen, case, who, held) if one.weights is not None]
    yield from sorted(
        (one for one in found if one.cause in CERTAIN or one.p_adjusted < seen.alpha),
        key=lambda one: ORDER.index(one.cause),
    )
    rows = np.flatnonzero(within.codes == case.place[who])
    at = int(np.abs(within.e[rows]).argmax())
    far = numbers.statistic(within.e[rows][at])
    text = f"Interview {case.interviews[rows[at]]} alone lies {far} from their own line."
    yield Candidate(ONE, text, (np.arange(len(rows)) != at).astype(float))


def _alone(within: Within, at: int, weights: np.ndarray) -> tuple[float, float]:
    """Sum of squares and degrees of freedom of one interviewer, interviews counted `weights` times."""
    rows, root = within.codes == at, np.sqrt(weights)
    Z, y = within.Z[rows] * root[:, None], within.y[rows] * root
    coefficients, _, rank, _ = np.linalg.lstsq(Z, y, rcond=None)
    return float(((y - Z @ coefficients) ** 2).sum()), float(weights.sum() - rank)
