"""Why someone's answers are alike or unlike: the causes of flags, tried on the variance within
their interviews.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from interviewer_effects.audit.flags.counterfactuals import Case
from interviewer_effects.audit.flags.dispersion import (
    Logarithms,
    Within,
    logarithms,
    p_without,
    spread,
    sums_within,
)
from interviewer_effects.audit.flags.flags import adjusted, most_sought
from interviewer_effects.frames import present

from .candidates import CERTAIN, ORDER, Affected, Candidate, Observed, affected, candidates

COLUMNS = ["cause", "p_without", "evidence"]


def spread_with_causes(seen: Observed, cases: list[Case]) -> pd.DataFrame:
    """spread.csv of all cases: `spread`, and for everyone flagged the first cause that is
    established and without which the flag is gone, with the adjusted p then (NaN where too few
    interviews are left) and what is seen; empty where there is none, and for all but the first
    `most_sought` of many who are flagged.
    """
    tables = []
    for case in cases:
        table = spread(case, seen.adjust, seen.alpha, seen.seed)
        flagged = table[table["flag"] != ""].sort_values("p", kind="stable")["interviewer"]
        causes = _causes(seen, case, list(flagged[: most_sought(len(case.place))]))
        told = pd.DataFrame(
            [causes.get(who, ("", np.nan, "")) for who in table["interviewer"]], columns=COLUMNS
        )
        tables.append(pd.concat([table, told], axis=1).assign(variant=case.variant))
    joined = pd.concat(tables, ignore_index=True)
    return joined[["variant", *joined.columns.drop("variant")]]


def _causes(seen: Observed, case: Case, flagged: list[str]) -> dict[str, tuple[str, float, str]]:
    """Cause, adjusted p without it and evidence of those flagged."""
    if not flagged:
        return {}
    within = sums_within(case)
    found = logarithms(within, seen.seed)
    held = affected(seen, case)
    return {who: _cause(seen, case, who, within, found, held) for who in flagged}


def _cause(
    seen: Observed,
    case: Case,
    who: str,
    within: Within,
    found: Logarithms,
    held: dict[str, Affected],
) -> tuple[str, float, str]:
    place = case.place[who]
    for one in _established(seen, case, who, held):
        p = adjusted(p_without(within, found, place, present(one.weights)), seen.adjust)
        p_then = float(p[within.judged[:place].sum()])
        if not p_then < seen.alpha:  # NaN where nearly all of their interviews are of this kind
            return one.cause, p_then, one.evidence
    return "", np.nan, ""


def _established(
    seen: Observed, case: Case, who: str, held: dict[str, Affected]
) -> Iterator[Candidate]:
    """What is established of them and can be taken away, as the causes of flags are ordered. That
    one interview lies far from the others is none: the variance is without the farthest.
    """
    found = [one for one in candidates(seen, case, who, held) if one.weights is not None]
    yield from sorted(
        (one for one in found if one.cause in CERTAIN or one.p_adjusted < seen.alpha),
        key=lambda one: ORDER.index(one.cause),
    )
