"""The stage record_tables: the parts of all analyses and variants as one table each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from interviewer_effects.audit.models.sensitivity import sensitivity


@dataclass(frozen=True)
class Part:
    """A table of one analysis, and of one variant where it has variants (else empty)."""

    table: str
    analysis: str
    variant: str
    rows: pd.DataFrame


def record_tables(parts: Iterable[Part]) -> dict[str, pd.DataFrame]:
    """The joined tables by name, and the one that is made of them, sensitivity.csv; none where a
    survey is screened only.
    """
    placed: dict[str, list[pd.DataFrame]] = {}
    for part in parts:
        place = {"analysis": part.analysis}
        if part.variant:
            place["variant"] = part.variant
        columns = [*place, *part.rows.columns]
        placed.setdefault(part.table, []).append(part.rows.assign(**place)[columns])
    joined = {name: pd.concat(rows, ignore_index=True) for name, rows in placed.items()}
    if joined:
        joined["sensitivity"] = sensitivity(joined["parameters"], joined["tests"])
    return joined
