"""What has to stay hidden of a survey, worked out once from all of its tables before any is published."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
import pandas as pd

from .coarsening import COARSEST, resolution, step_of_totals, to_step
from .small_cells import ALSO, few, hidden_people, is_small, suppressed
from .solvable import NOTHING, Box, answers_are_open, parts_are_open, rounded_box, step_at, total_of

COARSER = (1, 2, 4, 8, 16)  # times the usual step, until nothing can be solved for
OF_FEW_CODES = 0.5  # the step of estimates of raw data, of their size, where few codes set them apart from recoded ones


@dataclass(frozen=True)
class Confidential:
    """k, the interviews of every interviewer in the file, and the tables before anything was hidden."""

    k: int
    workload: pd.Series
    tables: dict

    @cached_property
    def n(self) -> int:
        """Interviews of the file."""
        return int(self.workload.sum())

    @cached_property
    def everywhere(self) -> set:
        """Interviewers who are in no table."""
        return hidden_people(self.workload, self.k, self.workload)

    @cached_property
    def by_item(self) -> dict:
        """Interviewers hidden in what is said of a screened item, by item."""
        people = self.tables.get("screening_interviewers")
        if people is None or "n" not in people:
            return {}
        return {item: self._hidden(part) for item, part in people.groupby("item", sort=False)}

    @cached_property
    def by_analysis(self) -> dict:
        """Interviewers hidden in what is said of an analysis: those hidden in its items, and in any of its variants."""
        effects = self.tables.get("effects")
        if effects is None:
            return {}
        found = {}
        for name, part in effects.groupby("analysis", sort=False):
            gone = self._of_items(name)
            for _ in range(2):  # who is added for one variant is hidden in the others too
                for _, rows in part.groupby("variant", sort=False):
                    gone |= self._hidden(rows, gone)
            found[name] = gone
        return found

    def items_of(self, analysis: str) -> list:
        """Outcome, predictors and covariates of an analysis."""
        dropped = self.tables.get("dropped")
        return [] if dropped is None else list(dropped.loc[dropped["analysis"] == analysis, "item"].unique())

    def _of_items(self, analysis: str) -> set:
        return self.everywhere.union(*(self.by_item.get(item, set()) for item in self.items_of(analysis)))

    def _hidden(self, rows: pd.DataFrame, more: set | None = None) -> set:
        """Who is hidden where these are the interviews of each interviewer."""
        counts = rows.drop_duplicates("interviewer").set_index("interviewer")["n"]
        return self.everywhere | hidden_people(counts, self.k, self.workload, self.everywhere | (more or set()))

    def people_of(self, analysis: str) -> set:
        """Interviewers hidden in an analysis."""
        return self.by_analysis.get(analysis, self.everywhere)

    @cached_property
    def in_some_item(self) -> set:
        """Interviewers hidden in any screened item: what sums up all items tells of that one."""
        return self.everywhere.union(*self.by_item.values())

    def interviews(self, people: pd.Series, counts: pd.Series) -> list:
        """One number of interviews for each interviewer, whatever the item or variant: that in the file, in steps of k;
        "x" where it is less than half of that.
        """
        file = people.map(self.workload).fillna(0)
        shown = [to_step(n, self.k) for n in file]
        return [ALSO if 2 * n < whole else said for n, whole, said in zip(counts, file, shown, strict=True)]

    def count(self, n: float):
        """A number of answers or interviews, as it is published."""
        return few(self.k) if is_small([n], self.k)[0] else to_step(n, self.k)

    @cached_property
    def codes(self) -> dict:
        """item -> code -> how many answers hold it."""
        made: dict = {}
        if "recodes" in self.tables:
            counts = self.tables["recodes"].groupby(["item", "code"], sort=False)["n"].sum()
            for (item, code), n in counts.items():
                made.setdefault(item, {})[code] = n
        return made

    def missing(self, item: str, n: float, empty: float = 0):
        """Answers of an item that are missing: the sum of what is published of its parts, hidden where one is."""
        parts = [self.count(part) for part in [*self.codes.get(item, {}).values(), empty] if part]
        if n == 0 or len(parts) < 2:
            return self.count(n)
        return ALSO if few(self.k) in parts else int(sum(parts))

    def n_coded(self, analysis: str) -> int:
        """Answers with a code in the items of an analysis: what separates raw from recoded."""
        return int(sum(sum(self.codes.get(item, {}).values()) for item in self.items_of(analysis)))

    def has_codes(self, table: pd.DataFrame) -> np.ndarray:
        """Which rows are of raw data with codes: what they say beside recoded ones counts the codes."""
        raw = (table["variant"] == "raw").to_numpy()
        coded = [name for name in table["analysis"].unique() if self.n_coded(name)]
        return raw & table["analysis"].isin(coded).to_numpy()

    @cached_property
    def coded_people(self) -> dict:
        """analysis -> interviewers with at least k codes in one of its items, who may be named for them."""
        if "recodes" not in self.tables:
            return {}
        table = self.tables["recodes"]
        table = table[(table["n"] >= self.k) & ~table["interviewer"].isin(self.everywhere)]
        names = self.tables["effects"]["analysis"].unique() if "effects" in self.tables else []
        return {name: set(table.loc[table["item"].isin(self.items_of(name)), "interviewer"]) for name in names}

    @cached_property
    def step(self) -> int:
        """What totals of interviews are rounded to: the first step beside which no small count of a code, and no few
        empty answers, can be solved for.
        """
        usual = step_of_totals(self.n, self.k)
        steps = [usual * times for times in COARSER]
        return next((step for step in steps if self._gaps_are_open(step)), steps[-1])

    def _gaps_are_open(self, step: int) -> bool:
        if "items" not in self.tables:
            return True
        file = rounded_box(self.n, step)
        return all(self._gap_is_open(row, file, step) for row in self.tables["items"].itertuples())

    def _gap_is_open(self, row, file: Box, step: int) -> bool:
        counts = [*self.codes.get(row.item, {}).values(), row.n_empty, row.n_outside_valid]
        parts = [self._box(n) for n in counts]
        gap = file.less(rounded_box(row.n_valid, step))
        return parts_are_open(parts, list(is_small(counts, self.k)), gap, self.k)

    def _box(self, n: float) -> Box:
        if n == 0:
            return NOTHING
        return Box(1, self.k - 1) if is_small([n], self.k)[0] else rounded_box(n, self.k, self.k)

    def total(self, n: float) -> int:
        """A number of interviews over all interviewers, as it is published."""
        return to_step(n, self.step)

    @cached_property
    def answers(self) -> pd.Series:
        """n of distributions.csv as it is published: answers by item, codes as they are everywhere."""
        table = self.tables["distributions"]
        shown = suppressed(table["n"], self.k, [table["item"], table["kind"]])
        others = table["kind"] != "valid"
        shown[others] = [self.count(n) for n in table.loc[others, "n"]]
        return shown

    @cached_property
    def coarser(self) -> dict:
        """item -> how many times the usual step its mean and standard deviation are rounded to; infinite where they are
        withheld.
        """
        if "items" not in self.tables or "distributions" not in self.tables:
            return {}
        rows = self.tables["distributions"]
        rows = rows[(rows["kind"] == "valid") & (rows["n"] > 0)]
        parts = dict(list(rows.groupby("item", sort=False)))
        return {row.item: self._coarser(row, parts.get(row.item)) for row in self.tables["items"].itertuples()}

    def _coarser(self, row, answers: pd.DataFrame | None) -> float:
        if answers is None or pd.isna(row.mean) or not is_small(answers["n"], self.k).any():
            return 1
        values = pd.to_numeric(answers["value"], errors="coerce").to_numpy(dtype=float)
        if answers["value_high"].notna().any() or np.isnan(values).any():
            return 1
        said = self.answers.reindex(answers.index)
        boxes = [self._answer_box(n, text) for n, text in zip(answers["n"], said, strict=True)]
        total, share = self._valid_box(row), resolution(row.n_valid, self.k)
        for times in COARSER:
            mean, sd = ((value, max(step_at(value, share * times), 1e-9)) for value in (row.mean, row.sd))
            rounded = tuple((round(value / step) * step, step) for value, step in (mean, sd))
            if answers_are_open(values, boxes, is_small(answers["n"], self.k), total, *rounded, self.k):
                return times
        return inf

    def _valid_box(self, row) -> Box:
        """What the number of valid answers to an item may be, by itself and beside those that are missing."""
        own, file = rounded_box(row.n_valid, self.step), rounded_box(self.n, self.step)
        counts = [*self.codes.get(row.item, {}).values(), row.n_empty, row.n_outside_valid]
        beside = file.less(total_of(self._box(n) for n in counts))
        return Box(max(own.low, beside.low), min(own.high, beside.high))

    def _answer_box(self, count: float, said) -> Box:
        return Box(self.k, inf) if said == ALSO else self._box(count)

    def share(self, n: float, items=()) -> float:
        """The step of estimates that rest on n interviews and these items, as a share of their size."""
        times = max([self.coarser.get(item, 1) for item in items], default=1)
        return min(resolution(n, self.k) * times, COARSEST)

    @cached_property
    def share_of_analysis(self) -> dict:
        """(analysis, variant) -> the step of its estimates as a share of their size; of raw data such that k codes do
        not show.
        """
        if "fits" not in self.tables:
            return {}
        made = {}
        for (name, variant), n in self.tables["fits"].groupby(["analysis", "variant"], sort=False)["n"].min().items():
            share, coded = self.share(n, self.items_of(name)), self.n_coded(name)
            of_codes = self.k / coded if variant == "raw" and coded else 0
            made[name, variant] = float(np.clip(of_codes, share, OF_FEW_CODES))
        return made

    def shares(self, table: pd.DataFrame) -> np.ndarray:
        """The same for every row of a table with an analysis, of its variant or of the recoded data."""
        variants = table["variant"] if "variant" in table else ["recoded"] * len(table)
        usual = resolution(self.n, self.k)
        keys = zip(table["analysis"], variants, strict=True)
        return np.array([self.share_of_analysis.get(key, usual) for key in keys], dtype=float)
