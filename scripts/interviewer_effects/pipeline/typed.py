"""Tables in memory as they are read from the files of the results."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pandas as pd

from interviewer_effects.files import as_read
from interviewer_effects.tables import TABLES


def tables_of(result: Any) -> dict[str, pd.DataFrame]:
    """The tables among the fields of a stage's result, with the columns and types that `read_csv`
    gives them.
    """
    held = {field.name: getattr(result, field.name) for field in fields(result)}
    return {name: as_read(table, name) for name, table in held.items() if name in TABLES}
