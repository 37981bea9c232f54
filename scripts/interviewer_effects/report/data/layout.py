"""Where the parts of a report lie: in its one page, or beside it in a folder where the page would
become too large.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BUDGET = 3_000_000  # bytes of the page
MAX_ROWS = 250  # of a table on the page
INLINE = 20_000  # bytes of a table that stays in a page that is too large otherwise


@dataclass(frozen=True)
class Layout:
    """`apart` puts the pages of interviewers beside the report, `slim` long tables as well; the
    page shows so many `rows` of a table. `beside` collects the files of `folder`, by their path
    inside it.
    """

    folder: str = ""
    apart: bool = False
    slim: bool = False
    rows: int = MAX_ROWS
    beside: dict = field(default_factory=dict, compare=False)

    def table_link(self, file: str, text: str, inline) -> str:
        """Where the whole of a table is found: in the page (inline makes a data: link of its text),
        or in a file.
        """
        if not self.slim or len(text) < INLINE:
            return inline(text)
        self.beside[f"tables/{file}"] = text
        return f"{self.folder}/tables/{file}"

    def page_of(self, analysis: str, names: list) -> dict:
        """The page of each of the interviewers looked at in an analysis, as a link from the
        report.
        """
        return {
            who: f"{self.folder}/interviewers/{slug}.html"
            for who, slug in slugs(analysis, names).items()
        }


def layouts(folder: str, many: bool, long: bool):
    """The layouts to try, the first being the best: everything in one page unless `many`
    interviewers are looked at, or a table is so `long` that no page could hold it.
    """
    whole = [] if long else [Layout(folder, apart=many), Layout(folder, apart=True)]
    slim = [Layout(folder, apart=True, slim=True, rows=rows) for rows in (50, 10)]
    return [*whole, *slim]


def slugs(analysis: str, names: list) -> dict:
    """A name of a file for each interviewer: the analysis, the letters and digits of the id, and a
    number where two would share a name, also on a disk that takes capitals for small letters.
    """
    taken, made = set(), {}
    for place, who in enumerate(names, start=1):
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", who).strip("-")[:40]
        own = f"{analysis}-{plain}" if plain else f"{analysis}-{place}"
        own = f"{own}-{place}" if own.lower() in taken else own
        taken.add(own.lower())
        made[who] = own
    return made
