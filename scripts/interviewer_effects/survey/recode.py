"""Missing codes set apart: the codes that the codebook declares become missing, and every cell changed is logged.

Only declared codes of the item itself are recoded. A blanket list would take ages of 77 and 88 for refusals; without
a codebook nothing is recoded.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects.survey.codebook import code_text

CELL_COLUMNS = ["interview", "interviewer", "item", "code", "reason"]
COUNT_COLUMNS = ["item", "code", "reason", "interviewer", "n"]


def recode(frame: pd.DataFrame, codebook: dict[str, dict]) -> pd.DataFrame:
    """Copy the frame with declared codes set to missing; columns without codes keep their type."""
    changed = {item: frame[item].mask(coded) for item, coded in _coded(frame, codebook)}
    return frame.assign(**changed)


def recoded_cells(frame: pd.DataFrame, codebook: dict[str, dict], interview: str, interviewer: str) -> pd.DataFrame:
    """List every cell that `recode` sets to missing: interview, interviewer, item, code, reason.

    In the order of the items, then of the file.
    """
    parts = []
    for item, coded in _coded(frame, codebook):
        rows = frame.loc[coded]
        codes = [code_text(value) for value in rows[item]]
        reasons = [codebook[item]["missing"][code] for code in codes]
        cells = (rows[interview].to_numpy(), rows[interviewer].to_numpy(), item, codes, reasons)
        parts.append(pd.DataFrame(dict(zip(CELL_COLUMNS, cells, strict=True))))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=CELL_COLUMNS, dtype=str)


def count_recodes(cells: pd.DataFrame) -> pd.DataFrame:
    """Count the recoded cells by item, code and interviewer; in the order of the items."""
    counts = cells.groupby(["item", "code", "reason", "interviewer"], sort=True).size().rename("n").reset_index()
    order = {item: place for place, item in enumerate(cells["item"].drop_duplicates())}
    return counts.sort_values("item", key=lambda items: items.map(order), kind="stable")[COUNT_COLUMNS].reset_index(
        drop=True
    )


def is_coded(values: pd.Series, codes: list[str]) -> pd.Series:
    """Mark the cells that hold one of the codes, in a column of numbers or of text."""
    if values.dtype.kind in "if":
        return values.isin([float(code) for code in codes])
    return values.isin(codes)


def _coded(frame: pd.DataFrame, codebook: dict[str, dict]) -> list[tuple[str, np.ndarray]]:
    """Pair each item that has codes in the data with the mask of the cells that hold them."""
    masks = (
        (item, is_coded(frame[item], list(entry["missing"]))) for item, entry in codebook.items() if entry["missing"]
    )
    return [(item, mask.to_numpy()) for item, mask in masks if mask.any()]
