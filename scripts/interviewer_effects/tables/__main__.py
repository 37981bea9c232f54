"""Writes the page of the tables: `python -m interviewer_effects.tables docs/tables.md`."""

import sys
from pathlib import Path

from .document import page

Path(sys.argv[1]).write_text(page(), encoding="utf-8")
