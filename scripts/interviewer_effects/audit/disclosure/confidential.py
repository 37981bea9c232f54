"""What has to stay hidden of a survey, worked out once from all of its tables before any is
published.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from .coarsening import COARSEST, coarse, coarse_columns, coarse_text, resolution, to_step
from .edges import HALFWAY, Edges
from .hidden_counts import HiddenCounts
from .hidden_people import HiddenPeople
from .small_cells import ALSO

# The step of estimates of raw data, of their size, where few codes set them apart from recoded ones
OF_FEW_CODES = 0.5

KEYS = (("analysis", "variant"), ("item", "reason"), ("item",))  # what a row is about


@dataclass(frozen=True)
class Confidential:
    """k, the interviews of every interviewer in the file, the tables before anything was hidden,
    and where numbers are rounded up.
    """

    k: int
    workload: pd.Series
    tables: dict
    edges: Edges = HALFWAY

    @cached_property
    def people(self) -> HiddenPeople:
        """Who is hidden."""
        return HiddenPeople(self.k, self.workload, self.tables)

    @cached_property
    def counts(self) -> HiddenCounts:
        """Which counts are hidden."""
        return HiddenCounts(self.people, self.edges)

    def columns(
        self, table: pd.DataFrame, share: float | np.ndarray, keep: tuple = ()
    ) -> pd.DataFrame:
        """A table with its decimal numbers rounded to this share of their size."""
        return coarse_columns(table, share, keep, self.edges)

    def rounded(self, values, share: float) -> np.ndarray:
        """Numbers rounded to this share of their size."""
        return coarse(values, share, edges=self.edges)

    def text(self, text: str, share: float) -> str:
        """A sentence whose counts are shares and whose decimal numbers are rounded."""
        return coarse_text(text, share, self.edges)

    def interviews(self, people: pd.Series, counts: pd.Series) -> list:
        """One number of interviews for each interviewer, whatever the item or variant: that in the
        file, in steps of k; "x" where it is less than about half of that (drawn, so that one
        interview more does not say that it was reached).
        """
        file = people.map(self.workload).fillna(0)
        share = 0.4 + 0.2 * self.edges.luck("half")
        shown = [to_step(n, self.k, self.edges) for n in file]
        return [
            ALSO if n < share * whole else said
            for n, whole, said in zip(counts, file, shown, strict=True)
        ]

    def with_hidden(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table whose number of interviewers counts all hidden ones in the file. Who of them has
        no answer to an item, or is left out because the answer is unusual, is not told.
        """
        keys = next((keys for keys in KEYS if set(keys) <= set(table)), None)
        if keys is None or "n_interviewers" not in table:
            return table
        absent = [
            self.people.absent_of(key)
            for key in table[list(keys)].itertuples(index=False, name=None)
        ]
        return table.assign(n_interviewers=table["n_interviewers"] + np.array(absent, dtype=int))

    def n_coded(self, analysis: str) -> int:
        """Answers with a code in the items of an analysis: what separates raw from recoded."""
        return int(
            sum(
                sum(self.counts.codes.get(item, {}).values())
                for item in self.people.items_of(analysis)
            )
        )

    def has_codes(self, table: pd.DataFrame) -> np.ndarray:
        """Which rows are of raw data with codes: what they say beside recoded ones counts the
        codes.
        """
        raw = (table["variant"] == "raw").to_numpy()
        coded = [name for name in table["analysis"].unique() if self.n_coded(name)]
        return raw & table["analysis"].isin(coded).to_numpy()

    @cached_property
    def coded_people(self) -> dict:
        """analysis -> interviewers who may be named for their codes in one of its items, as
        recodes.csv names them.
        """
        if "recodes" not in self.tables:
            return {}
        table = self.tables["recodes"]
        table = table[self.may_be_told(table)]
        names = self.tables["effects"]["analysis"].unique() if "effects" in self.tables else []
        return {
            name: set(table.loc[table["item"].isin(self.people.items_of(name)), "interviewer"])
            for name in names
        }

    def may_be_told(self, recodes: pd.DataFrame) -> np.ndarray:
        """Which interviewers may be named for how many answers of an item hold a code."""
        is_shown = np.array(
            [not isinstance(self.counts.written(n), str) for n in recodes["n"]], dtype=bool
        )
        return is_shown & ~recodes["interviewer"].isin(self.people.everywhere).to_numpy()

    def share(self, n: float, items=()) -> float:
        """The step of estimates that rest on n interviews and these items, as a share of their
        size.
        """
        times = max([self.counts.coarser.get(item, 1) for item in items], default=1)
        return min(resolution(n, self.k) * times, COARSEST)

    @cached_property
    def share_of_analysis(self) -> dict:
        """(analysis, variant) -> the step of its estimates as a share of their size; of raw data
        such that k codes do not show.
        """
        if "fits" not in self.tables:
            return {}
        made = {}
        for (name, variant), n in (
            self.tables["fits"].groupby(["analysis", "variant"], sort=False)["n"].min().items()
        ):
            share, coded = self.share(n, self.people.items_of(name)), self.n_coded(name)
            of_codes = self.k / coded if variant == "raw" and coded else 0
            made[name, variant] = float(np.clip(of_codes, share, OF_FEW_CODES))
        return made

    def shares(self, table: pd.DataFrame) -> np.ndarray:
        """The same for every row of a table with an analysis, of its variant or of the recoded
        data.
        """
        variants = table["variant"] if "variant" in table else ["recoded"] * len(table)
        usual = resolution(self.counts.n, self.k)
        keys = zip(table["analysis"], variants, strict=True)
        return np.array([self.share_of_analysis.get(key, usual) for key in keys], dtype=float)
