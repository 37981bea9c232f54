"""What is published of the items of a survey: those that the config names, and nothing of its other
columns.

A survey file also holds names, telephone numbers and remarks; a table of all items would print the
commonest of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from interviewer_effects.files import copy_file, write_text

ITEM = "item"
OF_ALL = (
    "any item"  # of the tables of item nonresponse: no column of the file, and of no item alone
)


def of_named_items(table: pd.DataFrame, named: Collection[str] | None) -> pd.DataFrame:
    """The rows of named items; the whole table where it has no items, or where all may be named
    (None).
    """
    if named is None or ITEM not in table:
        return table
    return table[table[ITEM].astype(str).isin([*named, OF_ALL])].reset_index(drop=True)


def copy_of_named_items(
    source: str | Path, target: str | Path, named: Collection[str] | None
) -> None:
    """The same for the file of a table, every cell as it is written there."""
    if named is None:
        copy_file(source, target)
        return
    header, *rows = csv.reader(io.StringIO(Path(source).read_text(encoding="utf-8"), newline=""))
    if ITEM in header:
        place = header.index(ITEM)
        kept = {
            OF_ALL,
            *named,
            *(f"'{name}" for name in named),
        }  # an apostrophe keeps a spreadsheet from running it
        rows = [row for row in rows if row[place] in kept]
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows([header, *rows])
    write_text(written.getvalue(), target)
