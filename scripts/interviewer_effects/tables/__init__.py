"""Every table of the results, described once: columns, types, keys, meanings, and where it is
made.
"""

from .description import Column, Kind, Level, Table
from .types import TABLES, published_at, text_columns

__all__ = ["TABLES", "Column", "Kind", "Level", "Table", "published_at", "text_columns"]
