"""Somebody who has everything that is published of a survey, and knows the rules by which the rest
was hidden.

The counts of a survey are whole numbers, and every published number is a constraint on them. The
attacker writes all constraints of all tables into one integer program and asks for the smallest and
the largest value of each hidden count. He is told more than he would know: which answer each hidden
row of distributions.csv is about, the step that totals are rounded to, and that of means and
standard deviations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

import numpy as np
import pandas as pd
from interviewer_effects.audit.disclosure.coarsening import resolution, steps_of
from interviewer_effects.audit.disclosure.confidential import Confidential
from interviewer_effects.audit.disclosure.edges import HALFWAY, Edges
from scipy.optimize import LinearConstraint, milp

SLACK = 1e-6


@dataclass(frozen=True)
class Release:
    """What is published of a survey with `min_cell: k`, beside what it was made of."""

    k: int
    shown: dict
    tables: dict
    workload: pd.Series
    edges: Edges = HALFWAY  # the attacker knows whether they are drawn, but not what was drawn

    @property
    def rules(self) -> Confidential:
        """What somebody knows who reads the source code: here the steps alone are asked for."""
        return Confidential(self.k, self.workload, self.tables, self.edges)

    @property
    def items(self) -> list:
        return list(self.tables["items"]["item"])

    def box(self, label, step: int, least: int = 1) -> tuple[float, float]:
        """The counts that are published as this."""
        if label == f"<{self.k}":
            return 1, self.k - 1
        if label == "x":
            return 1, inf
        if pd.isna(label):
            return 0, inf
        if np.isinf(step):
            return 0, inf
        if float(label) == 0:
            return 0, 0
        reach = step / 2 if not self.edges.digest else step - 1
        low = float(label) - reach if float(label) > step else least
        high = np.ceil(float(label) + reach) - 1 if not self.edges.digest else float(label) + reach
        return max(least, np.ceil(low)), high


@dataclass(frozen=True)
class Pinned:
    """A hidden count that cannot be anything below k, or a hidden answer with too few values
    left.
    """

    what: str
    true: float
    low: float
    high: float


@dataclass
class Program:
    """Unknown whole numbers, each with what it may be, and sums of them."""

    bounds: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    true: list = field(default_factory=list)

    def unknown(self, low: float, high: float, true: float) -> int:
        """One more unknown; its place."""
        assert low - SLACK <= true <= high + SLACK, ("the truth must be possible", low, true, high)
        self.bounds.append((low, high))
        self.true.append(true)
        return len(self.bounds) - 1

    def require(self, coefficients: dict, low: float, high: float) -> None:
        """A sum of coefficient × unknown lies between two numbers."""
        total = sum(c * self.true[place] for place, c in coefficients.items())
        assert low - 1e-5 <= total <= high + 1e-5, ("the truth must be possible", low, total, high)
        self.rows.append((coefficients, low - SLACK, high + SLACK))

    def ends(self, place: int) -> tuple[float, float]:
        """The smallest and the largest value that an unknown may have."""
        return self._end(place, 1), -self._end(place, -1)

    def may_be(self, place: int, value: float) -> bool:
        """Whether an unknown may have this value."""
        return self._solve(np.zeros(len(self.bounds)), {place: (value, value)}).success

    def _end(self, place: int, sign: int) -> float:
        aim = np.zeros(len(self.bounds))
        aim[place] = sign
        solution = self._solve(aim, {})
        if solution.status == 3:  # unbounded
            return -inf
        assert solution.success, solution.message
        return solution.fun

    def _solve(self, aim: np.ndarray, fixed: dict):
        bounds = np.array(self.bounds, dtype=float)
        for place, ends in fixed.items():
            bounds[place] = ends
        return milp(
            aim,
            constraints=self._constraints(),
            integrality=np.ones(len(aim)),
            bounds=tuple(bounds.T),
            options={"time_limit": 20},
        )

    def _constraints(self):
        if not self.rows:
            return None
        from scipy.sparse import coo_array

        triples = [
            (i, place, c) for i, (row, *_) in enumerate(self.rows) for place, c in row.items()
        ]
        i, j, c = (np.array(column) for column in zip(*triples, strict=True))
        matrix = coo_array((c.astype(float), (i, j)), (len(self.rows), len(self.bounds)))
        return LinearConstraint(
            matrix.tocsr(), [row[1] for row in self.rows], [row[2] for row in self.rows]
        )


@dataclass
class Counts:
    """The unknown counts of one release: interviews of the file, of each interviewer, and of each
    answer.
    """

    program: Program
    file: int
    people: dict  # interviewer -> place
    cells: dict  # item -> {row of distributions -> place}
    valid: dict  # item -> place
    hidden: list  # (what, place), true counts from 1 to k - 1


def counts_of(release: Release, program: Program) -> Counts:
    """All counts of a release as unknowns of a program, with all that is published of them."""
    step = release.rules.counts.step
    n = int(release.workload.sum())
    totals = release.shown["silence"]["n"] if "silence" in release.shown else pd.Series(dtype=float)
    file = program.unknown(*(release.box(totals.iloc[0], step) if len(totals) else (1, inf)), n)
    counts = Counts(program, file, {}, {}, {}, [])
    _people(release, counts)
    for item in release.items:
        _answers(release, counts, item, step)
    _analyses(release, counts, step)
    return counts


def _people(release: Release, counts: Counts) -> None:
    """Interviews of each interviewer: those shown by their published number, whatever table holds
    it.
    """
    shown = [
        table
        for name, table in release.shown.items()
        if name in ("screening_interviewers", "effects")
    ]
    told: dict = {}
    for table in shown:
        if "n" in table:
            told |= {
                who: n for who, n in zip(table["interviewer"], table["n"], strict=True) if n != "x"
            }
    for who, n in release.workload.items():
        box = release.box(told[who], release.k, release.k) if who in told else (1, inf)
        counts.people[who] = counts.program.unknown(*box, n)
        if n < release.k:
            counts.hidden.append((f"interviews of {who}", counts.people[who]))
    everyone = dict.fromkeys(counts.people.values(), 1)
    counts.program.require(everyone | {counts.file: -1}, 0, 0)


def _answers(release: Release, counts: Counts, item: str, step: int) -> None:
    """Answers, codes and blanks of an item add up to the file; the valid ones have a mean and a
    standard deviation.
    """
    k, program = release.k, counts.program
    true, shown = release.tables["distributions"], release.shown["distributions"]
    true = true[(true["item"] == item) & (true["n"] > 0)]
    places = {}
    for row in true.index:
        label, n = shown["n"].get(row, "x"), true["n"][row]
        places[row] = program.unknown(*release.box(label, k), n)
        if n < k:
            counts.hidden.append((f"{item}: {true['kind'][row]} {true['value'][row]}", places[row]))
    summary, exact = (
        t["items"].set_index("item").loc[item] for t in (release.shown, release.tables)
    )
    valid = program.unknown(*release.box(summary["n_valid"], step, 0), exact["n_valid"])
    counts.cells[item], counts.valid[item] = places, valid
    answers = [places[row] for row in true.index[true["kind"] == "valid"]]
    others = [places[row] for row in true.index[true["kind"] != "valid"]]
    program.require(dict.fromkeys(answers, 1) | {valid: -1}, 0, 0)
    program.require(dict.fromkeys(others, 1) | {valid: 1, counts.file: -1}, 0, 0)
    missing = [places[row] for row in true.index[true["kind"].isin(["missing", "empty"])]]
    if missing:
        known_parts = release.box(summary["n_missing"], k) if len(missing) == 1 else (0, inf)
        program.require(dict.fromkeys(missing, 1), *known_parts)
    if np.isfinite(summary["mean"]):
        _moments(release, counts, item, true[true["kind"] == "valid"], summary, exact)


def _moments(
    release: Release, counts: Counts, item: str, answers: pd.DataFrame, shown, exact
) -> None:
    """The mean and the standard deviation of an item, each within what is rounded to it."""
    values = pd.to_numeric(answers["value"], errors="coerce").to_numpy(dtype=float)
    if answers["value_high"].notna().any() or np.isnan(values).any():
        return
    places = [counts.cells[item][row] for row in answers.index]
    _require_moments(release, counts.program, (places, values), shown, exact)


def _require_moments(release: Release, program: Program, answers: tuple, shown, exact) -> None:
    """The same of unknown counts and the answers that they are of."""
    places, values = answers
    share = resolution(exact["n_valid"], release.k) * release.rules.counts.coarser[exact.name]
    if not np.isfinite(share):
        return
    reach = 1.0 if release.edges.digest else 0.5
    half, wide = (
        float(steps_of([max(v, 1e-9)], share, release.edges)[0]) * reach
        for v in (exact["mean"], exact["sd"])
    )
    centre, spread = shown["mean"], shown["sd"]
    program.require(dict(zip(places, values - centre - half, strict=True)), -inf, 0)
    program.require(dict(zip(places, values - centre + half, strict=True)), 0, inf)
    if np.isfinite(spread):
        squares = (values - centre) ** 2
        low, high = (
            max(spread - wide, 0) ** 2,
            (spread + wide) ** 2,
        )  # n - 1 times the variance, and the mean moves
        program.require(dict(zip(places, squares - high - half**2, strict=True)), -inf, -high)
        program.require(dict(zip(places, squares - low, strict=True)), -low, inf)


def _analyses(release: Release, counts: Counts, step: int) -> None:
    """Interviews of an analysis: no more than answered each of its items, no fewer than all less
    those who did not.
    """
    shown, true = release.shown.get("fits"), release.tables.get("fits")
    if shown is None or "dropped" not in release.tables:
        return
    dropped = release.tables["dropped"]
    for (name, variant), rows in true.groupby(["analysis", "variant"]):
        if variant != "recoded":
            continue
        label = shown.loc[rows.index[0], "n"]
        used = counts.program.unknown(*release.box(label, step), rows["n"].iloc[0])
        items = list(dropped.loc[dropped["analysis"] == name, "item"].unique())
        for item in items:
            counts.program.require({counts.valid[item]: 1, used: -1}, 0, inf)
        lost = {counts.valid[item]: 1 for item in items}
        counts.program.require(lost | {used: -1, counts.file: 1 - len(items)}, -inf, 0)


def fewest_values_left(scale) -> int:
    """How many values a hidden answer must keep: three, or as many as there are."""
    return min(3, len(scale))


def solved_counts(release: Release) -> list[Pinned]:
    """The hidden counts from 1 to k − 1 that cannot be each of these."""
    program = Program()
    counts = counts_of(release, program)
    pinned = []
    for what, place in counts.hidden:
        low, high = program.ends(place)
        if low > 1 or high < release.k - 1:
            pinned.append(Pinned(what, program.true[place], low, high))
    return pinned


def answers_left(before: Release, after: Release, item: str, scale: tuple[int, int]) -> list:
    """The answers that one interview more may have given to an item: everything that two runs say
    of it together.

    Hidden answers are one row, so any value that has no row of its own may be among them.
    """
    values = list(range(scale[0], scale[1] + 1))
    program = Program()
    first, second = (_cells_of(release, item, values) for release in (before, after))
    places, added = {}, {}
    for cell in second:
        (box, n), (box_after, n_after) = first.get(cell, ((0, 0), 0)), second[cell]
        places[cell] = program.unknown(*box, n)
        added[cell] = program.unknown(0, 1, n_after - n)
        program.require({places[cell]: 1, added[cell]: 1}, *box_after)
    program.require(dict.fromkeys(added.values(), 1), 1, 1)
    for release, cells in ((before, [places]), (after, [places, added])):
        _summary_of(release, program, item, values, cells)
    return [cell for cell, place in added.items() if cell in values and program.may_be(place, 1)]


def _cells_of(release: Release, item: str, values: list) -> dict:
    """answer or (kind, code) -> ((lowest, highest), true) count."""
    true, shown = release.tables["distributions"], release.shown["distributions"]
    true = true[true["item"] == item]
    cells: dict = dict.fromkeys(values, ((0, inf), 0))
    for row in true.index[true["n"] > 0]:
        label, n = shown["n"].get(row, "x"), true["n"][row]
        if true["kind"][row] == "valid":
            box = release.box(label, release.k) if label != "x" else (0, inf)
            cells[int(true["value"][row])] = (box, n)
        else:
            cells[true["kind"][row], true["value"][row]] = (release.box(label, release.k), n)
    return cells


def _summary_of(release: Release, program: Program, item: str, values: list, cells: list) -> None:
    """n, mean and standard deviation of the answers, which are the sums of some cells."""
    summary, exact = (
        t["items"].set_index("item").loc[item] for t in (release.shown, release.tables)
    )
    step = release.rules.counts.step
    sums = {cell[value]: 1 for cell in cells for value in values}
    program.require(sums, *release.box(summary["n_valid"], step, 0))
    if np.isfinite(summary["mean"]):
        places = [cell[value] for cell in cells for value in values]
        told = np.array([value for _ in cells for value in values], dtype=float)
        _require_moments(release, program, (places, told), summary, exact)


def answers_of_hidden(release: Release, item: str, scale: tuple[int, int], fit) -> list[Pinned]:
    """The interviewers with few interviews of whom fewer than three answers to an item are
    possible.

    Predicted effects sum to zero over interviewers, so those of the hidden ones are known together.
    Each effect is a shrunken mean: w (mean answer - overall mean). The attacker knows everybody's
    interviews and the variances, and takes the better one of z and the effect itself.
    """
    rows = release.shown["screening_interviewers"].query("item == @item")
    every = release.tables["screening_interviewers"].query("item == @item").set_index("interviewer")
    D, mean = float(fit.D[0, 0]), float(fit.beta[0])
    if D == 0 or every.empty:
        return []
    shown = every.loc[rows["interviewer"]]
    size = (shown["eblup"] / shown["z"]).abs().to_numpy()
    steps = np.minimum(_reach(release, rows["eblup"], 0.1), _reach(release, rows["z"], 0.02) * size)
    total, reach = -shown["eblup"].sum(), float(np.nansum(steps))
    gone = every[~every.index.isin(rows["interviewer"])]
    weights = gone["n"] * D / (gone["n"] * D + fit.sigma2)
    values = np.arange(scale[0], scale[1] + 1)
    pinned = []
    for person, n in gone["n"][gone["n"] < release.k].items():
        own = weights[person] / n
        others = weights.sum() - own
        low = mean + (total - reach - others * (scale[1] - mean)) / own
        high = mean + (total + reach - others * (scale[0] - mean)) / own
        left = values[(values >= low - SLACK) & (values <= high + SLACK)]
        if len(left) < min(3, len(values)):
            pinned.append(Pinned(f"{item}: answer to {person}", np.nan, low, high))
    return pinned


def _reach(release: Release, values: pd.Series, share: float) -> np.ndarray:
    """How far the true value of each published number may be from it."""
    sizes = np.maximum(np.abs(values.to_numpy(dtype=float)), 1e-12)
    return steps_of(sizes, share) * (1.0 if release.edges.digest else 0.5)
