"""The conclusion about one interviewer in words: the strongest cause first, or that there is
none.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.frames import each_row

from .candidates import CERTAIN, COPIES, COVARIATES, DESCRIBING, ONE, REVERSED
from .interview_kinds import SHARES

COLUMNS = ["variant", "interviewer", "reasons", "cause", "grade", "resolves", "nearest", "sentence"]
NONE = "No cause found."
WITHOUT = {
    ONE: "Without that interview",
    COPIES: "With one of each set of near-duplicates",
    COVARIATES: "With the covariates in the model",
    REVERSED: "With the scale turned back",
    **dict.fromkeys(CERTAIN, "Without these answers"),
    **{share: f"With as many {share} as the others have" for share in SHARES},
}
SHOWN = 3  # causes said in full


def conclusions(table: pd.DataFrame, n_interviewers: int) -> pd.DataFrame:
    """conclusions.csv from causes.csv: one row per variant and interviewer looked at."""
    people = table.groupby(["variant", "interviewer"], sort=False)
    rows = [
        {"variant": v, "interviewer": who, **conclude(rows, n_interviewers)}
        for (v, who), rows in people
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def conclude(rows: pd.DataFrame, n_interviewers: int) -> dict:
    """reasons, strongest cause, its grade, whether it resolves, what comes nearest where there is
    none, and the sentence, from one interviewer's causes.
    """
    first = rows.iloc[0]
    found = first["grade"] == "established" and bool(first["resolves"])
    said = rows[rows["grade"] == "established"]
    near = rows[(rows["grade"] == "possible") & rows["resolves"].astype(bool)].iloc[
        : 0 if found else 1
    ]
    if found:
        parts = [_explains(next(rows.itertuples()))]
    else:
        parts = [
            "No cause found that explains the flag." if len(said) else NONE,
            *_nearest(rows, near, n_interviewers),
        ]
    parts += [f"Also: {_lower(row.evidence)}" for row in _further(said, first if found else None)]
    return {
        "reasons": first["reasons"],
        "cause": first["cause"] if found else "",
        "grade": first["grade"],
        "resolves": found,
        "nearest": "".join(near["cause"]),
        "sentence": " ".join(part for part in parts if part),
    }


def _further(said: pd.DataFrame, first: pd.Series | None) -> list:
    """What else is established, without single interviews that the first cause is about."""
    known = set() if first is None else set(first["interviews"].split(";"))
    rows = said if first is None else said[said["cause"] != first["cause"]]
    return [
        r for r in each_row(rows) if r.cause != ONE or not set(r.interviews.split(";")) & known
    ][:SHOWN]


def _explains(row) -> str:
    describing = row.cause in DESCRIBING
    plural = row.cause.endswith("s") and row.cause not in DESCRIBING
    head = (
        "is what the flag is made of" if describing else f"explain{'' if plural else 's'} the flag"
    )
    return f"{_named(row.cause)} {head}: {_lower(row.evidence)} {_change(row)}{_test_change(row)}"


def _named(cause: str) -> str:
    names = {
        "missing code": "A missing code left in",
        "suspected value": "A suspected value",
        REVERSED: "A reversed scale",
    }
    names |= {ONE: "One influential interview"} | {
        share: f"An unusual share of {share}" for share in SHARES
    }
    return names.get(cause, cause.capitalize())


def _lower(text: str) -> str:
    return text if text[:2].isupper() or not text[:1].isupper() else text[0].lower() + text[1:]


def _change(row) -> str:
    what = "level" if row.effect == "Intercept" else f"slope of {row.effect}"
    without = _adjusted(row) or WITHOUT.get(row.cause, "Without these interviews")
    if np.isnan(row.z_after):
        return (
            "This cannot be tested by leaving interviews out: it holds for all of their interviews."
        )
    before, after = numbers.statistic(row.z_before), numbers.statistic(row.z_after)
    if before == after:
        gone = _reasons_gone(row)
        return f"{without} they are{gone.removeprefix(' and they are')}." if gone else ""
    others = ""
    if not np.isnan(row.z_together):
        others = (
            f", and to {numbers.statistic(row.z_together)} without the same at {_others(row)} too"
        )
    return f"{without} z in {what} goes from {before} to {after}{others}{_reasons_gone(row)}."


def _others(row) -> str:
    return numbers.listed(row.tried_with.split(";"), 4)


def _adjusted(row) -> str:
    return (
        f"With {numbers.listed(row.adjusted_for.split(';'))} in the model"
        if row.adjusted_for
        else ""
    )


def _reasons_gone(row) -> str:
    words = {"outlier": "an outlier", "extreme": "extreme", "influential": "influential"}
    gone = [words[reason] for reason in row.reasons.split(";") if reason in words]
    return f" and they are no longer {' or '.join(gone)}" if row.resolves and gone else ""


def _test_change(row) -> str:
    """What the test of the variance does, where it changes or others have the same fault."""
    if row.tried_with == "" or np.isnan(row.p_together):
        decides = "influential" in row.reasons and not np.isnan(row.p_after)
        return f" The test of the variance between interviewers {_from_to(row)}." if decides else ""
    return (
        f" The test of the variance between interviewers {_from_to(row)}; without the same at "
        f"{_others(row)} too it is "
        f"{_tested(row.statistic_together, row.p_together)}."
    )


def _from_to(row) -> str:
    before, after = (
        _tested(row.statistic_before, row.p_before),
        _tested(row.statistic_after, row.p_after),
    )
    return f"goes from {before} to {after}"


def _tested(statistic: float, p: float) -> str:
    return f"{numbers.statistic(statistic)} ({numbers.p_phrase(p)})"


def _nearest(rows: pd.DataFrame, near: pd.DataFrame, n_interviewers: int) -> list[str]:
    """What comes nearest to a cause, with what it is worth."""
    expected = (
        f"Of {n_interviewers} interviewers one is expected this far out by chance, for each effect."
    )
    chance = [expected] if rows["reasons"].iloc[0] == "extreme" else []
    if near.empty:
        return chance
    row = next(each_row(near))
    return [f"Nearest: {_lower(row.evidence)} {_change(row)}", *chance]
