"""Missing codes set apart: the codes that the codebook declares become missing, and every cell
changed is logged.

Only declared codes of the item itself are recoded. A blanket list would take ages of 77 and 88 for
refusals; without a codebook nothing is recoded.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .dictionary import NO_REASON, code_number, code_text

CELL_COLUMNS = ["interview", "interviewer", "item", "code", "reason"]
COUNT_COLUMNS = ["item", "code", "reason", "interviewer", "n"]


def recode(frame: pd.DataFrame, codebook: dict[str, dict]) -> pd.DataFrame:
    """Copy the frame with declared codes set to missing; columns without codes keep their type."""
    changed = {item: frame[item].mask(coded) for item, coded in _coded(frame, codebook)}
    return frame.assign(**changed)


def recoded_cells(
    frame: pd.DataFrame,
    codebook: dict[str, dict],
    interview: str,
    interviewer: str,
    extended: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """List every cell that is missing for a stated reason: interview, interviewer, item, code,
    reason.

    Those that `recode` sets to missing, and Stata's .a to .z (`extended`: row, item, code), which
    have no number and are missing in the raw survey too. In the order of the items, then of the
    file.
    """
    masks = dict(_coded(frame, codebook))
    lettered = {} if extended is None else dict(iter(extended.groupby("item")))
    parts = []
    for item in (item for item in codebook if item in masks or item in lettered):
        rows = np.flatnonzero(masks.get(item, np.zeros(len(frame), dtype=bool)))
        codes = [_cell_code(value) for value in frame[item].iloc[rows]]
        if item in lettered:
            rows = np.concatenate([rows, lettered[item]["row"].to_numpy(dtype=int)])
            codes += list(lettered[item]["code"])
        reasons = [codebook[item]["missing"].get(code, NO_REASON) for code in codes]
        ids = (frame[interview].to_numpy()[rows], frame[interviewer].to_numpy()[rows])
        cells = pd.DataFrame(dict(zip(CELL_COLUMNS, (*ids, item, codes, reasons), strict=True)))
        parts.append(cells.iloc[np.argsort(rows, kind="stable")])
    return (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=CELL_COLUMNS, dtype=str)
    )


def _cell_code(value: object) -> str:
    return value if isinstance(value, str) else code_text(value)


def count_recodes(cells: pd.DataFrame) -> pd.DataFrame:
    """Count the recoded cells by item, code and interviewer; in the order of the items."""
    counts = (
        cells.groupby(["item", "code", "reason", "interviewer"], sort=True)
        .size()
        .rename("n")
        .reset_index()
    )
    order = {item: place for place, item in enumerate(cells["item"].drop_duplicates())}
    return counts.sort_values("item", key=lambda items: items.map(order), kind="stable")[
        COUNT_COLUMNS
    ].reset_index(drop=True)


def total_recodes(parts: list[pd.DataFrame], codebook: dict[str, dict]) -> pd.DataFrame:
    """Add up the counts of several blocks of a survey, in the order of the codebook's items."""
    by = COUNT_COLUMNS[:-1]
    counts = pd.concat(parts, ignore_index=True).groupby(by, sort=True)["n"].sum().reset_index()
    order = {item: place for place, item in enumerate(codebook)}
    return counts.sort_values(
        "item", key=lambda items: items.map(order), kind="stable"
    ).reset_index(drop=True)


def is_coded(values: pd.Series, codes: list[str]) -> pd.Series:
    """Mark the cells that hold one of the codes, in a column of numbers or of text."""
    if values.dtype.kind not in "if":
        return values.isin(codes)
    numbers, marked = values.to_numpy(), np.zeros(len(values), dtype=bool)
    for number in map(code_number, codes):  # a few: faster than isin, which hashes every cell
        if number is not None:
            marked |= numbers == number
    return pd.Series(marked, index=values.index)


def _coded(frame: pd.DataFrame, codebook: dict[str, dict]) -> list[tuple[str, np.ndarray]]:
    """Pair each item that has codes in the data with the mask of the cells that hold them."""
    masks = (
        (item, is_coded(frame[item], list(entry["missing"])))
        for item, entry in codebook.items()
        if entry["missing"]
    )
    return [(item, mask.to_numpy()) for item, mask in masks if mask.any()]
