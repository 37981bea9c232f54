"""Rows of rates.csv, with the goal of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .clean import Clean

FEWEST = 12  # interviewers of the smallest design, whose intervals may be a little wider
ERRORS = 2  # Monte Carlo errors beyond which a goal is missed


@dataclass(frozen=True)
class Goal:
    """Between what a number should lie."""

    low: float
    high: float


def goal_of(what: str, cell: Clean) -> Goal | None:
    """The goal of a number; None where it is shown for comparison."""
    if what == "level, to quote" and cell.answers == "log-normal":
        return Goal(0.02, 0.07)
    if what.endswith(", to quote"):
        return Goal(0.03, 0.07)
    if what == "covered, signs":
        return Goal(0.93, 0.99) if cell.J == FEWEST else Goal(0.92, 0.98)
    if what == "outlier, slope" and cell.answers == "log-normal":
        return Goal(0.0, 0.09)
    if what.startswith(("outlier, ", "flagged by")):
        return Goal(0.0, 0.07)
    if what.startswith("extreme, "):
        return Goal(0.0, 1.2)
    if what == "somebody influential":
        return Goal(0.0, 0.05)
    return None


def rows_of(part: str, cell: Clean, found: list[dict]) -> list[dict]:
    """A row for each number of the surveys of a cell: its mean with its Monte Carlo error."""
    if not found or not found[0]:
        return []
    base = {
        "part": part,
        "answers": cell.answers,
        "interviewers": cell.J,
        "icc": cell.icc,
        "design": cell.design,
    }
    surveys = pd.DataFrame(found)
    return [base | _row(what, values.dropna(), cell) for what, values in surveys.items()]


def _row(what: str, values: pd.Series, cell: Clean) -> dict:
    mean, count = float(values.mean()), len(values)
    # a share of 0 or 1 in so many surveys is not known without error
    share = (values.sum() + 1) / (count + 2)
    is_share = values.isin([0, 1]).all() and not what.startswith(("extreme", "width"))
    spread = np.sqrt(share * (1 - share)) if is_share else values.std()
    error = float(spread / np.sqrt(count))
    goal = goal_of(what, cell)
    low, high = (goal.low, goal.high) if goal else (np.nan, np.nan)
    missed = bool(goal) and not low - ERRORS * error <= mean <= high + ERRORS * error
    return {
        "what": what,
        "value": mean,
        "mc_error": error,
        "surveys": count,
        "goal_low": low,
        "goal_high": high,
        "missed": missed,
    }
