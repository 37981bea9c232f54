"""Numbers as coarse as what is hidden needs them: counts in steps of k, estimates in steps of k
interviews' worth.

A count is rounded to a multiple of k, up or down. Where it goes up is not halfway, but at an edge
that is drawn from all data of the survey (see edges.py): with one interview more every edge is
another one, so that a number that changes from one run to the next does not say what the interview
added. An estimate of n interviews is rounded to a step of at least k/n of its size: one interview
moves a mean by 1/n of its range.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from interviewer_effects.frames import names_of

from .edges import HALFWAY, Edges

NICE = (1.0, 2.0, 5.0, 10.0)  # a step is one of these times a power of ten
FINEST, COARSEST = 0.002, 0.1  # of the size of an estimate
SHARE_OF_TOTAL = 0.01  # a total is rounded to at least this share of it
OPENING = re.compile(r"\b\d[\d,]* of (\d[\d,]*) ([a-z]+)")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)([ \u202f]%)")
DECIMAL = re.compile(r"(?<![\w.])(\d+\.\d+)(?![\w.%]| ?%)")


def resolution(n: float, k: int) -> float:
    """The step of estimates that rest on n interviews, as a share of their size: k/n, within
    limits.
    """
    return float(np.clip(k / max(n, 1), FINEST, COARSEST))


def nice_step(least):
    """The smallest 1, 2 or 5 times a power of ten that is not below `least` (an array of positive
    numbers).
    """
    least = np.asarray(least, dtype=float)
    power = 10.0 ** np.floor(np.log10(least) + 1e-9)
    mantissa = least / power
    return power * np.select([mantissa <= size * (1 + 1e-9) for size in NICE], NICE, NICE[-1])


def steps_of(values, share: float, edges: Edges = HALFWAY) -> np.ndarray:
    """The steps to which values (n,) other than 0 are rounded."""
    return nice_step(share * edges.widening * np.abs(np.asarray(values, dtype=float)))


def coarse(values, share: float, downwards: bool = False, edges: Edges = HALFWAY) -> np.ndarray:
    """Values (n,) rounded to a step of at least this share of their size; what is not finite, and
    0, stays.

    `downwards` rounds towards 0: a p-value then stays on its side of any level that is itself a
    step.
    """
    values = np.array(values, dtype=float)
    rounded = values.copy()
    known = np.isfinite(values) & (values != 0)
    step = (
        nice_step(share * np.abs(values[known]))
        if downwards
        else steps_of(values[known], share, edges)
    )
    steps = values[known] / step
    whole = np.floor(np.abs(steps) + 1e-9)
    if not downwards:
        part = np.abs(steps) - whole
        whole = whole + (part >= edges.at(step, whole)) if edges.digest else np.round(np.abs(steps))
    rounded[known] = [float(f"{number:.12g}") for number in np.sign(steps) * whole * step]
    return rounded


def step_of_totals(n: float, k: int, edges: Edges = HALFWAY) -> int:
    """The multiple of k to which totals of a survey of n interviews are rounded: at least 1 % of
    n.
    """
    return k * int(nice_step(max(1.0, SHARE_OF_TOTAL * edges.widening * n / k)).round())


def to_step(count: float, step: int, edges: Edges = HALFWAY) -> float:
    """A count of at least one step, to a multiple of it, halves up where the edge is halfway; 0
    stays.
    """
    if not np.isfinite(count) or count == 0:
        return count
    below = int(np.floor(count / step))
    goes_up = count / step - below >= edges.at([step], [below])[0]
    return max(step, step * (below + int(goes_up)))


def coarse_columns(
    table: pd.DataFrame, share: float | np.ndarray, keep: tuple = (), edges: Edges = HALFWAY
) -> pd.DataFrame:
    """The table with every column of decimal numbers but those of `keep` rounded; `share` is one,
    or one per row.
    """
    names = [name for name in names_of(table) if table[name].dtype.kind == "f" and name not in keep]
    shares = np.broadcast_to(share, len(table))
    changed: dict[str, Any] = {}
    for name in names:
        is_p = name == "p" or name.startswith("p_") or name.endswith(("_p", "_p_chance"))
        values = table[name].to_numpy(dtype=float).copy()
        for one in np.unique(shares):
            values[shares == one] = coarse(values[shares == one], one, downwards=is_p, edges=edges)
        changed[name] = values
    return table.assign(**changed)


def coarse_text(text: str, share: float, edges: Edges = HALFWAY) -> str:
    """A sentence whose counts are shares, in steps of 5 %, and whose decimal numbers are
    rounded.
    """
    text = OPENING.sub(_as_share, text)
    text = PERCENT.sub(lambda found: f"{_to_five(float(found[1]), edges)}{found[2]}", text)
    return DECIMAL.sub(lambda found: _written(float(found[1]), share, edges), text)


def _as_share(found: re.Match) -> str:
    part = float(found[0].split(" ", 1)[0].replace(",", ""))
    return f"About {100 * part / float(found[1].replace(',', '')):.1f} % of {found[2]}"


def _to_five(percent: float, edges: Edges) -> int:
    below = int(percent // 5)
    return 5 * (below + int(percent / 5 - below >= edges.at([5], [below])[0]))


def _written(value: float, share: float, edges: Edges) -> str:
    number = float(coarse([value], share, edges=edges)[0])
    return f"{number:.6f}".rstrip("0").rstrip(".") or "0"
