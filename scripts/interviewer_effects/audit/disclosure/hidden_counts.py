"""Which counts of answers are hidden, and how far totals, means and standard deviations are rounded
for their sake.

An integer program (solvable.py) is asked about all items together. Totals are rounded to the first
step beside which no small count is tied down, and hidden where there is no such step; then the mean
and the standard deviation of each item likewise.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite

import numpy as np
import pandas as pd

from .coarsening import coarse, resolution, step_of_totals, steps_of, to_step
from .edges import Edges
from .hidden_people import HiddenPeople
from .open_together import Complete, are_open
from .small_cells import ALSO, few, is_small, suppressed, written
from .solvable import ANYTHING, HIDDEN, NOTHING, Box, ItemCounts, Moment, rounded_box

EMPTY = "empty"  # the kind of cells without anything
COARSER = (1, 2, 4, 8, 16)  # times the usual step, until nothing can be solved for


@dataclass(frozen=True)
class HiddenCounts:
    """The people that are hidden, and where numbers are rounded up."""

    people: HiddenPeople
    edges: Edges

    @property
    def k(self) -> int:
        """Counts below it are hidden."""
        return self.people.k

    @property
    def tables(self) -> dict:
        """The tables before anything was hidden."""
        return self.people.tables

    @cached_property
    def n(self) -> int:
        """Interviews of the file."""
        return int(self.people.workload.sum())

    def written(self, n: float) -> float | str:
        """A number of answers or interviews, as it is published by itself."""
        return written(n, self.k, self.edges)

    @cached_property
    def codes(self) -> dict:
        """item -> code -> how many answers hold it."""
        made: dict = {}
        if "recodes" in self.tables:
            counts = self.tables["recodes"].groupby(["item", "code"], sort=False)["n"].sum()
            for (item, code), n in counts.items():
                made.setdefault(item, {})[code] = n
        return made

    @cached_property
    def blanks(self) -> dict:
        """item -> how many cells are empty."""
        items = self.tables.get("items")
        return {} if items is None else dict(zip(items["item"], items["n_empty"], strict=True))

    def missing(self, item: str, n: float) -> float | str:
        """Answers of an item that are missing, for one reason or for all: the sum of what is
        published of its parts, hidden where one of them is, and where it is the sum of some.
        """
        parts = [
            part for part in (*self.codes.get(item, {}).values(), self.blanks.get(item, 0)) if part
        ]
        if n == 0 or n in parts or not parts:
            return self.written(n)
        labels = [self.written(part) for part in parts]
        shown = [label for label in labels if not isinstance(label, str)]
        is_sum = n == sum(parts) and len(shown) == len(labels)
        return int(sum(shown)) if is_sum else ALSO

    def one_of(self, item: str, n: float) -> float | str:
        """Answers of some kind to an item: hidden where it is the sum of several of its counts."""
        rows = self.tables.get("distributions")
        counts = set() if rows is None else set(rows.loc[rows["item"] == item, "n"])
        return self.written(n) if n in counts or not n or not counts else ALSO

    @cached_property
    def step(self) -> float:
        """What totals of interviews are rounded to; infinite where they are hidden."""
        usual = step_of_totals(self.n, self.k, self.edges)
        steps = [usual * times for times in COARSER]
        return next((step for step in steps if self._is_open_beside(step)), inf)

    def _is_open_beside(self, step: float) -> bool:
        counts = self._counts(step)
        return are_open(counts, self.k, self._analyses(step)) == set(counts)

    def total(self, n: float) -> float:
        """A number of interviews over all interviewers, as it is published; not a number where it
        is hidden.
        """
        return to_step(n, int(self.step), self.edges) if isfinite(self.step) or not n else np.nan

    def _total_box(self, n: float, step: float) -> Box:
        if not n:
            return NOTHING
        return rounded_box(n, int(step), edges=self.edges) if isfinite(step) else ANYTHING

    @cached_property
    def answers(self) -> pd.Series:
        """n of distributions.csv as it is published: answers by item, codes as they are
        everywhere.
        """
        table = self.tables["distributions"]
        shown = suppressed(table["n"], self.k, [table["item"], table["kind"]], self.edges)
        others = table["kind"] != "valid"
        shown[others] = [self.written(n) for n in table.loc[others, "n"]]
        return shown

    @cached_property
    def coarser(self) -> dict:
        """item -> how many times the usual step its mean and standard deviation are rounded to;
        infinite where they are withheld.
        """
        counts = self._counts(self.step)
        times: dict = {item: self._first_times(item) for item in counts}
        levels = [*COARSER, inf]
        while True:
            told = {
                item: self._with_moments(item, each, times[item]) for item, each in counts.items()
            }
            closed = set(counts) - are_open(told, self.k, self._analyses(self.step))
            raised = {item for item in closed if isfinite(times[item])} or {
                item for item in times if closed and isfinite(times[item])
            }
            if not raised:
                return times
            times |= {item: levels[levels.index(times[item]) + 1] for item in raised}

    def _first_times(self, item: str) -> float:
        """Means of answers that are no numbers cannot be judged: withheld, where a small count
        could follow.
        """
        rows = self._valid_rows(item)
        values = pd.to_numeric(rows["value"], errors="coerce")
        return inf if values.isna().any() and is_small(rows["n"], self.k).any() else 1

    def _valid_rows(self, item: str) -> pd.DataFrame:
        rows = self._rows_of[item]
        return rows[rows["kind"] == "valid"]

    @cached_property
    def _rows_of(self) -> dict:
        rows = self.tables["distributions"]
        return dict(list(rows[rows["n"] > 0].groupby("item", sort=False)))

    @cached_property
    def _summaries(self) -> dict:
        return {row.item: row for row in self.tables["items"].itertuples()}

    def _counts(self, step: float) -> dict:
        """The counts of every item, where totals are rounded to this step."""
        if "items" not in self.tables or "distributions" not in self.tables:
            return {}
        return {item: self._item(item, step) for item in self._summaries if item in self._rows_of}

    def _item(self, item: str, step: float) -> ItemCounts:
        rows = self._rows_of[item].sort_values(
            "kind", key=lambda kind: kind != "valid", kind="stable"
        )
        answers = rows[rows["kind"] == "valid"]
        low = pd.to_numeric(answers["value"], errors="coerce").to_numpy(dtype=float)
        high = pd.to_numeric(answers["value_high"], errors="coerce").to_numpy(dtype=float)
        return ItemCounts(
            counts=rows["n"].to_numpy(),
            boxes=[
                self._box(*count)
                for count in zip(rows["n"], self.answers.reindex(rows.index), strict=True)
            ],
            is_small=is_small(rows["n"], self.k),
            low=low,
            high=np.where(np.isnan(high), low, high),
            valid=self._valid_box(item, step),
            file=self._total_box(int(rows["n"].sum()), step),
            is_blank=(rows["kind"] == EMPTY).to_numpy(),
        )

    def _analyses(self, step: float) -> list[Complete]:
        """What the numbers of complete interviews say of each analysis."""
        fits = self.tables.get("fits", pd.DataFrame(columns=["analysis", "variant", "n"]))
        sizes = fits.groupby(["analysis", "variant"], sort=False)["n"].max()
        return [
            Complete(tuple(self.people.items_of(name)), self._total_box(n, step), variant == "raw")
            for (name, variant), n in sizes.items()
            if variant in ("raw", "recoded")
        ]

    def _box(self, n: float, label: float | str) -> Box:
        """What a count may be that is published as this."""
        if label == few(self.k):
            return Box(1, self.k - 1)
        return HIDDEN if label == ALSO else rounded_box(n, self.k, self.k, self.edges)

    def _valid_box(self, item: str, step: float) -> Box:
        """What the number of answers to an item may be, by itself and beside the analyses that it
        is in.
        """
        n = self._summaries[item].n_valid
        if is_small([n], self.k)[0]:
            return Box(1, self.k - 1)
        least = [self._total_box(size, step).low for size in self._sizes_of_analyses.get(item, ())]
        own = self._total_box(n, step)
        return Box(max([own.low, *least]), own.high)

    @cached_property
    def _sizes_of_analyses(self) -> dict:
        """item -> complete interviews of the analyses that it is in."""
        made: dict = {}
        fits = self.tables.get("fits", pd.DataFrame(columns=["analysis", "variant", "n"]))
        for name, n in fits[fits["variant"] == "recoded"].groupby("analysis")["n"].max().items():
            for item in self.people.items_of(name):
                made.setdefault(item, []).append(n)
        return made

    def _with_moments(self, item: str, counts: ItemCounts, times: float) -> ItemCounts:
        row = self._summaries[item]
        if not isfinite(times) or pd.isna(row.mean) or np.isnan(counts.low).any():
            return counts
        mean, sd = (self._moment(value, row.n_valid, times) for value in (row.mean, row.sd))
        return counts.with_moments(mean, sd)

    def _moment(self, value: float, n: float, times: float) -> Moment | None:
        if pd.isna(value):
            return None
        if not value:
            return Moment(0.0, 1e-9)
        share = resolution(n, self.k) * times
        step = float(steps_of([value], share, self.edges)[0])
        return Moment(self.moment(value, n, times), step if self.edges.digest else step / 2)

    def moment(self, value: float, n: float, times: float) -> float:
        """The mean or the standard deviation of n answers, as it is published."""
        if not isfinite(times):
            return np.nan
        return float(coarse([value], resolution(n, self.k) * times, edges=self.edges)[0])
