"""Which interviewers no published table shows: those with few interviews, and others so that none
of them is alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from .hidden_answers import Scale, are_answers_open
from .small_cells import hidden_people

SEEN_IN = {
    "effects": ("analysis", "variant"),
    "screening_interviewers": ("item",),
    "silence_interviewers": ("item", "reason"),
}  # tables that have a row for each interviewer, and what the rows are about


@dataclass(frozen=True)
class HiddenPeople:
    """k, the interviews of every interviewer in the file, and the tables before anything was
    hidden.
    """

    k: int
    workload: pd.Series
    tables: dict

    @cached_property
    def everywhere(self) -> set:
        """Interviewers who are in no table."""
        return hidden_people(self.workload, self.k, self.workload)

    @cached_property
    def by_item(self) -> dict:
        """Interviewers hidden in what is said of a screened item, by item: everybody where the
        effects of the others would tell an answer.
        """
        people = self.tables.get("screening_interviewers")
        if people is None or "n" not in people:
            return {}
        screening = self.tables.get("screening")
        iccs = (
            {} if screening is None else dict(zip(screening["item"], screening["icc"], strict=True))
        )
        hidden = {item: self._hidden(part) for item, part in people.groupby("item", sort=False)}
        for item, part in people.groupby("item", sort=False):
            if not self._is_open(part, hidden[item], iccs.get(item, np.nan), item):
                hidden[item] = set(part["interviewer"])
        return hidden

    @cached_property
    def by_analysis(self) -> dict:
        """Interviewers hidden in what is said of an analysis: those hidden in its items, and in any
        of its variants; everybody where the effects of the others would tell an answer.
        """
        effects = self.tables.get("effects")
        if effects is None:
            return {}
        hidden = {}
        for name, part in effects.groupby("analysis", sort=False):
            gone = self._of_items(name)
            for _ in range(2):  # who is added for one variant is hidden in the others too
                for _, rows in part.groupby("variant", sort=False):
                    gone |= self._hidden(rows, gone)
            is_open = all(
                self._is_open_in(name, rows, gone)
                for _, rows in part.groupby("variant", sort=False)
            )
            hidden[name] = gone if is_open else gone | set(part["interviewer"])
        return hidden

    def _is_open_in(self, analysis: str, effects: pd.DataFrame, hidden: set) -> bool:
        """Whether the intercepts of a variant leave the answers to its outcome open."""
        fits = self.tables.get("fits")
        items = self.items_of(analysis)
        if fits is None or "icc" not in fits or not items or "effect" not in effects:
            return True
        own = fits[(fits["analysis"] == analysis) & fits["variant"].isin(effects["variant"])]
        rows = effects[effects["effect"] == "Intercept"]
        return all(self._is_open(rows, hidden, icc, items[0]) for icc in own["icc"].dropna())

    def _is_open(self, people: pd.DataFrame, hidden: set, icc: float, item: str) -> bool:
        """Whether predicted effects leave the answers of those who are hidden open."""
        scale = self._scales.get(item)
        if scale is None or not {"eblup", "z"} <= set(people):
            return True
        return are_answers_open(people, hidden, icc, scale, self.k)

    @cached_property
    def _scales(self) -> dict:
        """item -> the answers that occur, of items whose answers are numbers."""
        rows, items = self.tables.get("distributions"), self.tables.get("items")
        if rows is None or items is None:
            return {}
        rows = rows[(rows["kind"] == "valid") & (rows["n"] > 0)]
        values = pd.to_numeric(rows["value"], errors="coerce").groupby(rows["item"]).apply(np.array)
        means = dict(zip(items["item"], items["mean"], strict=True))
        known = {item: each for item, each in values.items() if np.isfinite(each).all()}
        return {
            item: Scale(each, float(means[item]))
            for item, each in known.items()
            if np.isfinite(means[item])
        }

    @cached_property
    def in_some_item(self) -> set:
        """Interviewers hidden in any screened item: what sums up all items tells of that one."""
        return self.everywhere.union(*self.by_item.values())

    @cached_property
    def seen(self) -> dict:
        """(analysis, variant), (item,) or (item, reason) -> the interviewers that it is about."""
        made = {}
        for name, keys in SEEN_IN.items():
            table = self.tables.get(name)
            if table is None or not {*keys, "interviewer"} <= set(table):
                continue
            for key, part in table.groupby(list(keys), sort=False):
                made[key] = set(part["interviewer"])
        return made

    def absent_of(self, key: tuple) -> int:
        """How many hidden interviewers what is said of an item or analysis is not about."""
        gone = self.of_item(key[0]) | self.of_analysis(key[0]) | self.everywhere
        return len(gone & set(self.workload.index) - self.seen[key]) if key in self.seen else 0

    def of_item(self, item: str) -> set:
        """Interviewers hidden in a screened item."""
        return self.by_item.get(item, self.everywhere)

    def of_analysis(self, analysis: str) -> set:
        """Interviewers hidden in an analysis."""
        return self.by_analysis.get(analysis, self.everywhere)

    def items_of(self, analysis: str) -> list:
        """Outcome, predictors and covariates of an analysis."""
        dropped = self.tables.get("dropped")
        return (
            []
            if dropped is None
            else list(dropped.loc[dropped["analysis"] == analysis, "item"].unique())
        )

    def _of_items(self, analysis: str) -> set:
        return self.everywhere.union(
            *(self.by_item.get(item, set()) for item in self.items_of(analysis))
        )

    def _hidden(self, rows: pd.DataFrame, more: set | None = None) -> set:
        """Who is hidden where these are the interviews of each interviewer."""
        counts = rows.drop_duplicates("interviewer").set_index("interviewer")["n"]
        return self.everywhere | hidden_people(
            counts, self.k, self.workload, self.everywhere | (more or set())
        )
