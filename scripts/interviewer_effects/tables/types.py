"""Which columns of a file are read as text: interviewer 008 is not 8, and an item called 101 is no
amount.
"""

from __future__ import annotations

import os
from pathlib import Path

from .description import Level
from .of_analyses import OF_ANALYSES
from .of_surveys import OF_SURVEYS
from .of_variants import OF_VARIANTS

TABLES = {table.name: table for table in (*OF_SURVEYS, *OF_VARIANTS, *OF_ANALYSES)}
IDS = frozenset(
    ("interview", "interviewer", "pseudonym", "id")
)  # of files that are no table, such as a key


def text_columns(path: str | os.PathLike) -> frozenset[str]:
    """The columns that are text in a file of the results, told by its name, also where all their
    cells are numbers.
    """
    table = TABLES.get(Path(path).stem)
    return IDS if table is None else table.text_columns


def published_at(level: Level) -> list[str]:
    """The names of the published tables of which one file is made at a level, those that every
    survey has.
    """
    return [
        table.name
        for table in TABLES.values()
        if table.level == level and table.is_published and not table.is_optional
    ]
