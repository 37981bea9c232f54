"""What a weight is made of: constant within interviewers, or a function of another column, it says
nothing new.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects.frames import present

WEIGHT_COLUMNS = ["column", "fact", "value", "other", "sentence"]
NAMES = {"weight": "The weight", "interviewer_weight": "The interviewers' weight"}
SAME = (
    "One column is named as the weight of interviews and of interviewers; constant within "
    "interviewers, it can weigh "
    "interviewers only."
)
NEGLIGIBLE = 1e-6
FEWEST_VALUES = 3
GLANCE = 50


def describe_weight(frame: pd.DataFrame, columns: dict[str, str | None]) -> pd.DataFrame:
    """State the facts of the weights: range, whether it varies within interviewers, which column it
    is a function of.

    One row per fact: column, fact (range, constant within interviewer, function of a column, one
    column at both levels), value, other (the other column), sentence. No rows without a weight. A
    weight that is constant within interviewers becomes 1 everywhere when it is scaled as a level-1
    weight. A function is one of c·x, c/x and a + b·x that holds for every interview to a millionth;
    a weight rounded to few digits is not recognised.
    """
    rows: list[tuple] = []
    roles = [role for role in reversed(NAMES) if columns.get(role)]
    named = {present(columns[role]): role for role in roles}  # one at both levels: the weight
    for column, role in reversed(named.items()):
        if (
            column in frame.columns
            and frame[column].dtype.kind in "if"
            and frame[column].notna().any()
        ):
            facts = [_range(frame[column], NAMES[role])]
            if role == "weight":
                facts += _constancy(frame, column, present(columns["interviewer"]))
            facts += _functions(frame, column, _others(frame, columns, role), NAMES[role])
            rows += [(column, *fact) for fact in facts]
    if columns.get("weight") and columns["weight"] == columns.get("interviewer_weight"):
        rows.append(
            (columns["weight"], "one column at both levels", np.nan, columns["weight"], SAME)
        )
    return pd.DataFrame(rows, columns=WEIGHT_COLUMNS)


def _range(values: pd.Series, name: str) -> tuple:
    said = f"{name} runs from {values.min():.4g} to {values.max():.4g}."
    with np.errstate(over="ignore"):
        ratio = float(values.max() / values.min()) if values.min() > 0 else np.nan
    return ("largest divided by smallest", ratio, "", said)


def _others(frame: pd.DataFrame, columns: dict[str, str | None], role: str) -> list[str]:
    """The columns that a weight may be made of: no id, no area, and for the weight that of
    interviewers.
    """
    told = {
        column
        for other, column in columns.items()
        if role != "weight" or other != "interviewer_weight"
    }
    return [name for name in frame.columns if name not in told | {columns[role]}]


def _constancy(frame: pd.DataFrame, weight: str, interviewer: str) -> list[tuple]:
    if interviewer not in frame.columns:
        return []
    distinct = frame.groupby(interviewer)[weight].nunique()
    varying = int((distinct > 1).sum())
    if varying or frame[weight].nunique() == 1:
        return []
    said = (
        "The weight is constant within every interviewer: it weighs interviewers, not "
        "interviews, and scaled as a "
        "level-1 weight it becomes 1 everywhere."
    )
    return [("constant within interviewer", float(len(distinct)), interviewer, said)]


def _functions(frame: pd.DataFrame, weight: str, others: list[str], called: str) -> list[tuple]:
    rows = []
    for other in others:
        if not _is_possible(frame[weight], frame[other]):
            continue
        both = (
            frame[[weight, other]].dropna() if frame[other].dtype.kind in "if" else frame.iloc[:0]
        )
        if (
            not len(both)
            or len(both) < frame[weight].notna().sum()
            or both[other].nunique() < FEWEST_VALUES
        ):
            continue
        formula = _formula(
            both[weight].to_numpy(dtype=float), both[other].to_numpy(dtype=float), other
        )
        if formula:
            rows.append(("function of a column", np.nan, other, f"{called} is {formula} exactly."))
    return rows


def _is_possible(weight: pd.Series, other: pd.Series) -> bool:
    """Whether the first interviews allow a function, without a look at all the others."""
    if other.dtype.kind not in "if":
        return False
    first, second = (cells.to_numpy(dtype=float)[:GLANCE] for cells in (weight, other))
    known = np.isfinite(first) & np.isfinite(second)
    first, second = first[known], second[known]
    return len(np.unique(second)) < FEWEST_VALUES or bool(_formula(first, second, "x"))


def _formula(weight: np.ndarray, other: np.ndarray, name: str) -> str:
    """Write the weight as c/x, c·x or a + b·x where one of them holds in every interview."""
    scale = np.abs(weight).max()
    if not scale:  # zero everywhere, which is 0 times any column
        return ""
    with np.errstate(all="ignore"):
        for text, constants in (
            (f"{{:.6g}} / {name}", weight * other),
            (f"{{:.6g}} × {name}", weight / other),
        ):
            if (
                np.isfinite(constants).all()
                and np.ptp(constants) <= NEGLIGIBLE * np.abs(constants).max()
            ):
                return text.format(constants.mean()).removeprefix("1 × ")
        slope = np.cov(weight, other)[0, 1] / np.var(other, ddof=1)
        rest = weight - slope * other
        if slope and np.ptp(rest) <= NEGLIGIBLE * scale:
            return f"{rest.mean():.6g} + {slope:.6g} × {name}"
    return ""
