"""The one interview without which a flag is smallest, and whether that interview is unusual by
itself.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects import numbers
from interviewer_effects.audit.flags.counterfactuals import After, Case
from interviewer_effects.audit.models.design_columns import OUTCOME

from .candidates import ONE, Candidate

ALONE = "They have no second interview to be judged by."
DRAWN = "Not tried: only some of their interviews were drawn."


def one_left_out(case: Case, who: str) -> list[np.ndarray]:
    """Weights that leave out each interview of an interviewer in turn; none for someone with a
    single one, or where those drawn stand for others.
    """
    n = 0 if case.ladder.drawn else len(case.rows(who))
    return list(1.0 - np.eye(n)) if n > 1 else []


def one_interview(
    case: Case, who: str, after: After, rows: range, effect: int
) -> tuple[Candidate, int | None]:
    """The candidate, and the refit (a number among rows, one for each interview) in which |z| is
    smallest.
    """
    if not len(rows):
        return Candidate(ONE, DRAWN if case.ladder.drawn else ALONE), None
    sizes = np.abs(after.refits.z[rows.start : rows.stop, case.place[who], effect])
    if np.isnan(sizes).all():
        return Candidate(ONE, "The model cannot be refitted without single interviews."), None
    at = int(np.nanargmin(sizes))
    row, refit = case.rows(who)[at], rows.start + at
    p, why = unusual(case, row, after, refit)
    p_adjusted = min(1.0, p * len(case.frame))
    name = case.frame["interview"].iloc[row]
    text = (
        f"Of their {len(rows)} interviews {name} matters most; {why} ({numbers.p_phrase(p)}, "
        f"{numbers.p_value(p_adjusted)} adjusted over all interviews)."
    )
    weights = 1.0 - (np.arange(len(rows)) == at)
    return Candidate(ONE, text, weights, p, p_adjusted, interviews=(name,)), refit


def unusual(case: Case, row: int, after: After, refit: int) -> tuple[float, str]:
    """p and words for the most unusual of: its answer given its predictors, by the refit without
    it, and each numeric predictor beside those of all other interviews. Normal tails: a long-tailed
    predictor looks more unusual than it is.
    """
    ladder, model = case.ladder, case.ladder.models[case.model]
    r = after.refits
    x, z = (
        np.array([1.0 if c is None else ladder.columns[c][row] for c in part])
        for part in (model.fixed, model.random)
    )
    spread = np.sqrt(r.sigma2[refit] + z @ r.D[refit] @ z)
    expected = float(x @ r.beta[refit])
    own = ladder.columns[OUTCOME][row]
    found = [
        (
            abs(own - expected) / spread,
            f"the outcome is {own:g} where {numbers.significant(expected)} is expected",
        )
    ]
    for name in model.fixed:
        if name is not None and pd.api.types.is_numeric_dtype(
            case.frame.get(name, pd.Series(dtype=object))
        ):
            others = np.delete(ladder.columns[name], row)
            if others.std() > 0:
                value = ladder.columns[name][row]
                away = abs(value - others.mean()) / others.std()
                found.append(
                    (
                        away,
                        f"{name} is {value:g}, {numbers.fixed(away, 1)} standard deviations from "
                        "the mean",
                    )
                )
    away, why = max(found)
    return float(min(1.0, len(found) * 2 * special.ndtr(-away))), why
