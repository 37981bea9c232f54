"""The stage recode_codes: every cell that holds a declared missing code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from interviewer_effects.pipeline.inputs.answers import Answers
from interviewer_effects.survey.codes.recode import count_recodes, recoded_cells, total_recodes


@dataclass(frozen=True)
class Recodes:
    """The cells that are missing for a stated reason, and their counts; each field is a table of
    that name.
    """

    recoded_cells: pd.DataFrame
    recodes: pd.DataFrame

    @property
    def n_recoded(self) -> int:
        """Cells that held a number: Stata's .a to .z have none and were missing before."""
        is_number = ~self.recodes["code"].str.startswith(".")
        return int(self.recodes.loc[is_number, "n"].sum())


def recode_codes(
    raw: Answers,
    codebook: dict[str, dict],
    roles: dict[str, Any],
    extended: pd.DataFrame | None = None,
) -> Recodes:
    """List and count the cells to recode; of a large file the cells are those of the interviews
    drawn, and the counts those of all.
    """
    ids = (roles["interview"], roles["interviewer"])
    cells = recoded_cells(raw.interviews(), codebook, *ids, extended)
    if not raw.is_drawn:
        return Recodes(cells, count_recodes(cells))
    blocks = raw.blocks(list(dict.fromkeys([*ids, *codebook])))
    counts = [count_recodes(recoded_cells(block, codebook, *ids)) for block in blocks]
    return Recodes(cells, total_recodes(counts, codebook))
