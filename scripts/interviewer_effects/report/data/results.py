"""The files of one survey's audit, as the report sees them: tables, facts and interviews, nothing
else.

Only files that were handed over can be read, so a report never shows a number that the workflow
does not track.
"""

from dataclasses import dataclass, field
from functools import cached_property
from math import isnan
from pathlib import Path

import pandas as pd

from interviewer_effects.audit.disclosure.coarsening import nice_step, to_step
from interviewer_effects.audit.disclosure.edges import Edges
from interviewer_effects.audit.items.screening_areas import headline
from interviewer_effects.files import read_csv, read_json
from interviewer_effects.survey.reading.stored import workload
from interviewer_effects.tables import text_columns

from .layout import Layout

COUNTS = (
    "n",
    "n_valid",
    "n_missing",
    "n_empty",
    "n_not_applicable",
    "n_outside_valid",
    "n_suspected",
    "n_missing_alone",
    "n_flagged",
)
# After the name of a column of counts: what stands in place of a number that is hidden
HIDDEN = " as shown"


def read_table(path: Path) -> pd.DataFrame:
    """A CSV table: ids, codes and labels as text (empty where there is none), the other columns as
    they are. A count that is hidden is −∞, which no sum survives, and what is written in its place
    stands in a column beside it.
    """
    table = read_csv(path)
    texts = [name for name in table.columns if name in text_columns(path)]
    table[texts] = table[texts].astype(object).fillna("")
    for name in (
        name for name in COUNTS if name in table and isinstance(table[name].dtype, pd.StringDtype)
    ):
        numeric = pd.to_numeric(table[name], errors="coerce")
        table[name + HIDDEN] = table[name].where(numeric.isna(), "").fillna("")
        table[name] = numeric.where(numeric.notna() | table[name].isna(), float("-inf"))
    return table


@dataclass(frozen=True)
class Folder:
    """The files of results/{survey}/ that were handed over, by their path inside it."""

    files: dict

    @classmethod
    def of(cls, paths, root: Path) -> "Folder":
        """The folder of the `paths` that lie under `root`."""
        root = Path(root)
        return cls(
            {
                Path(p).relative_to(root).as_posix(): Path(p)
                for p in paths
                if Path(p).is_relative_to(root)
            }
        )

    @property
    def longest(self) -> int:
        """The bytes of the longest table."""
        return max(
            (
                path.stat().st_size
                for name, path in self.files.items()
                if name.startswith("tables/")
            ),
            default=0,
        )

    def path(self, name: str) -> Path:
        """Where the file `name` is; a KeyError names a file that the rule does not list as an
        input.
        """
        if name not in self.files:
            raise KeyError(f"{name} is read by the report but is not among the inputs of its rule")
        return self.files[name]

    def table(self, name: str) -> pd.DataFrame:
        """The CSV file `name`."""
        return read_table(self.path(name))

    def facts(self, name: str) -> dict:
        """The JSON file `name`."""
        return read_json(self.path(name))


@dataclass(frozen=True)
class Survey:
    """One survey: its source, codebook and tables; `analyses` is name -> settings of the config.
    Counts of fewer than `min_cell` respondents are not to be seen; `layout` says what lies beside
    the page.
    """

    name: str
    folder: Folder
    analyses: dict
    alpha: float = 0.05
    min_cell: int = 1
    layout: Layout = field(default_factory=Layout)
    read: dict = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def source(self) -> dict:
        """What was read (source.json)."""
        return self.folder.facts("source.json")

    @cached_property
    def codebook(self) -> dict:
        """Label, valid range and missing codes per item (codebook.json)."""
        return self.folder.facts("codebook.json")

    @property
    def interval(self) -> str:
        """What the intervals of the tables are called: they go with the level of the tests."""
        return f"{100 * (1 - self.alpha):g} % interval"

    @property
    def hides(self) -> bool:
        """Whether small cells are hidden: then nothing is said or drawn of single answers."""
        return self.min_cell > 1

    def table(self, name: str) -> pd.DataFrame:
        """tables/{name}.csv of the whole survey, read once."""
        if name not in self.read:
            self.read[name] = self.folder.table(f"tables/{name}.csv")
        return self.read[name]

    @cached_property
    def screened(self) -> pd.DataFrame:
        """The screened items that a variance between interviewers could be estimated of, with the
        numbers to quote: those beside areas, where there are any.
        """
        table = headline(self.table("screening"))
        return table[table["icc"].notna()].reset_index(drop=True)

    def frame(self, name: str) -> pd.DataFrame:
        """A Parquet file of the survey's folder, read once; not to be changed."""
        if name not in self.read:
            self.read[name] = pd.read_parquet(self.folder.path(name))
        return self.read[name]

    def label(self, item: str) -> str:
        """The codebook's label of an item, or its name where there is none."""
        return (self.codebook.get(item) or {}).get("label") or item

    @cached_property
    def edges(self) -> Edges:
        """Where the numbers of this survey are rounded up."""
        return Edges.of_source(self.source)

    def about(self, n: float) -> float:
        """A count of interviews of the file or of its rows: where small cells are hidden, in steps
        of min_cell and at least a twentieth of it, and as the tables say it where it is that of all
        interviews; not a number where they say none.
        """
        if not self.hides:
            return int(n)
        if n == self.workload.sum() or isnan(self.n_interviews):
            return self.n_interviews
        return self._rounded(n)

    def _rounded(self, n: float) -> int:
        return int(
            to_step(n, self.min_cell * int(nice_step(max(n / 20 / self.min_cell, 1))), self.edges)
        )

    @property
    def n_interviews(self) -> float:
        """Interviews of the file, where small cells are hidden as the tables say it; not a number
        where no table does, because no rounding is safe.
        """
        if not self.hides:
            return int(self.workload.sum())
        counts = [*self.table("items")["n_valid"], *self.table("fits")["n"]]
        return max([int(n) for n in counts if n > 0], default=float("nan"))

    @cached_property
    def workload(self) -> pd.Series:
        """Interviews per interviewer, everyone in the file."""
        return workload(self.folder.path("survey.parquet"), self.source["columns"]["interviewer"])


def survey_of_rule(smk) -> Survey:
    """The survey that a rule hands over: source, codebook, survey, the lists tables and parts;
    analyses, alpha, min_cell.
    """
    given = smk.input
    paths = [given.source, given.codebook, given.survey, *given.tables, *given.parts]
    folder = Folder.of(paths, Path(given.source).parent)
    return Survey(
        smk.wildcards.survey, folder, smk.params.analyses, smk.params.alpha, smk.params.min_cell
    )
