"""Tables without small cells, where that is asked for."""

from __future__ import annotations

from typing import Any

import pandas as pd

from interviewer_effects.audit.disclosure.edges import Edges
from interviewer_effects.audit.disclosure.published import published


def without_small_cells(
    tables: dict[str, pd.DataFrame], workload: pd.Series, source: dict[str, Any], min_cell: int
) -> dict[str, pd.DataFrame]:
    """The tables as they may be given to others.

    Parameters
    ----------
    tables
        By name.
    workload
        Interviews by interviewer.
    source
        What was read of the survey (source.json), which says where numbers are rounded up.
    min_cell
        The fewest respondents that may be shown; 1 shows all.
    """
    if min_cell <= 1:
        return tables
    return published(tables, workload, min_cell, Edges.of_source(source))
