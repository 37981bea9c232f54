"""Who pulls the result: influence.csv, influence_groups.csv and influence_interviews.csv of one data set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from interviewer_effects.mixed.fit import Fit
from interviewer_effects.mixed.refits import Refits, leaving_out, refits

from .chance import Chance, chance
from .decisions import Decision, changes
from .groups import CHANGED, FEWEST, Search, Step, members, search
from .ladder import Ladder, Model, main_model
from .landscape import Landscape, surfaces
from .records import Records, fewest_interviews, influential_interviews, left_out

DOUBTFUL = 0.2  # p by few simulated surveys from which no more are drawn
HALF = 0.5  # standard errors by which an estimate must move to be called moved
DECISION, ESTIMATE = "decision", "estimate"
GROUPS = ["tested", "step", "interviewers", "statistic", "p", "what_changed", "p_chance", "reason"]
NAMES = {"slope": "slope_test", "intercept": "level_test"}


@dataclass(frozen=True)
class Traced:
    """A test with the statistics (J,) without each interviewer, the search for a group, and what chance does, which is
    drawn once, when it is first asked for: most surveys have nobody whose leaving changes anything.
    """

    decision: Decision
    singles: np.ndarray
    found: Search
    draw: Callable[[], Chance]

    @property
    def chance(self) -> Chance:
        """What leaving a few out does in surveys with nothing wrong."""
        return self.draw()

    def alone_by_chance(self) -> np.ndarray:
        """The share of simulated surveys (J,) in which somebody's leaving moves T as far as each interviewer's."""
        return self._share(self.decision.statistic, self.singles, 1)

    def step_by_chance(self, step: Step) -> float:
        """The same for a group, by the step from the best group that is smaller by one and by all steps together.

        What two interviewers do who hide each other is in the step from one to two: the first alone moved nothing.
        """
        size = len(step.group)
        return float(self._share(self.found.steps[size - 1].statistic, step.statistic, size)) if size else np.nan

    def _share(self, before: float, after: np.ndarray | float, size: int) -> np.ndarray:
        sign, root = self.decision.sign, np.sqrt(np.maximum(after, 0))
        moved = (sign * (root - np.sqrt(start)) for start in (before, self.decision.statistic))
        return self.chance.share(*moved, size, sign)


@dataclass(frozen=True)
class Influence:
    """Everything that leaving people out says of one data set: the exact refits of the main model without each
    interviewer, the shift (J, p) of each fixed effect in standard errors of the whole fit, and the tests.
    """

    ladder: Ladder
    fit: Fit
    model: Model
    refits: Refits
    shift: np.ndarray
    tests: list[Traced]

    @property
    def level(self) -> float:
        """`shared` of the tests."""
        return shared([t.decision for t in self.tests])

    def shift_by_chance(self) -> np.ndarray:
        """The share of simulated surveys in which one interviewer moves some fixed effect as far (J, p)."""
        if not self.tests:
            return np.ones_like(self.shift)
        largest = self.tests[0].chance.shifts.max(1)
        return (1 + (largest >= np.abs(self.shift)[..., None]).sum(-1)) / (1 + len(largest))


def shared(tests: list[Decision]) -> float:
    """The share of surveys with nothing wrong in which a step of a search may count as beyond chance: alpha, half for
    the tests and half for the estimates.

    A flag needs a changed decision or half a standard error besides, so anybody at all is flagged less often than in
    alpha of such surveys (4 of 127 simulated ones, 20 to 125 interviewers, at alpha 0.05).
    """
    return tests[0].alpha / 2


def trace(ladder: Ladder, tests: list[Decision], fits: dict, largest: int, seed: int) -> Influence:
    """Leave out every interviewer and search groups of up to `largest`, for every test; with the chance of it."""
    name, J = main_model(ladder), len(ladder.products.groups)
    fit, each = fits[name, "REML"], leaving_out([[j] for j in range(J)], J)
    known: dict[int, Refits] = {}

    def once(fit: Fit, weights: np.ndarray) -> Refits:
        """One model is the alternative of a test and the null of another."""
        if id(fit) not in known:
            known[id(fit)] = refits(fit, weights)
        return known[id(fit)]

    without = [decision.refitted(each, once) for decision in tests]
    main = without[[decision.name for decision in tests].index(name)][1]
    shift = (main.beta - fit.beta) / np.sqrt(np.diag(fit.cov_beta))
    far = [_farthest(shift, largest) if decision.name == name else () for decision in tests]
    traced = [
        _traced(decision, singles, largest, apart, (seed + k, shared(tests)))
        for k, (decision, (singles, _), apart) in enumerate(zip(tests, without, far, strict=True))
    ]
    return Influence(ladder, fit, ladder.models[name], main, shift, traced)


def _traced(decision: Decision, singles: np.ndarray, largest: int, far: np.ndarray, drawn: tuple) -> Traced:
    """The search for one test, as far as the smallest group that changes the decision beyond chance; chance by the
    interviewers outside the largest group and those who move an estimate far.
    """
    seed, level = drawn
    count, landscape = len(decision.products.groups), Landscape.of_data(*surfaces(decision.null, decision.alternative))
    found = search(decision, landscape, largest, lambda g: decision.refitted(leaving_out(g, count))[0], singles)
    turning = found.changing(decision)
    apart = {*far, *(found.steps[-1].group if turning else ())}
    draw = cache(lambda: chance(decision, tuple(sorted(apart)), largest, seed, level, doubtful))

    def doubtful(drawn: Chance) -> bool:
        known = replace(whole, draw=lambda: drawn)
        hit = known.alone_by_chance()[changes(decision, singles)]
        return min([*hit, *map(known.step_by_chance, turning)], default=1.0) <= DOUBTFUL

    whole = Traced(decision, singles, found, draw)
    beyond = [step for step in turning if whole.step_by_chance(step) <= level]
    return replace(whole, found=found.until(beyond[0])) if beyond else whole


def _farthest(shift: np.ndarray, most: int) -> np.ndarray:
    """Positions of those who move an estimate by half a standard error, the farthest first."""
    far = np.nanmax(np.abs(np.nan_to_num(shift)), axis=1)
    order = np.argsort(-far, kind="stable")[: min(most, max(len(far) - FEWEST, 0))]
    return order[far[order] >= HALF]


def influence_rows(traced: Influence) -> pd.DataFrame:
    """influence.csv: one row per interviewer left out, with the refitted parameters of the main model."""
    r, fit = traced.refits, traced.fit
    table = pd.DataFrame({"interviewer": traced.ladder.products.groups, "n": fit.design.sizes.astype(int)})
    table = table.assign(cooks_d=r.cooks_d, mdffits=r.mdffits, covratio=r.covratio)
    table = pd.concat([table, parameters(traced, r)], axis=1)
    names = Model.terms(traced.model.fixed)
    chance_of_shift = traced.shift_by_chance()
    for k, name in enumerate(names):
        table[f"shift of {name}"] = traced.shift[:, k]
        table[f"shift_p_chance of {name}"] = chance_of_shift[:, k]
    for one in traced.tests:
        label = NAMES[one.decision.name] if one is not traced.tests[0] else "slope_test"
        table[f"{label}_statistic"], table[f"{label}_p"] = one.singles, one.decision.p(one.singles)
        table[f"{label}_changes"] = changes(one.decision, one.singles)
        table[f"{label}_p_chance"] = one.alone_by_chance()
    table["what_changed"] = what_changed(traced)
    table["influential"] = influential_alone(traced)
    return table


def parameters(traced: Influence, r: Refits) -> pd.DataFrame:
    """One column per refitted parameter, and the relative change of each variance."""
    fixed, random = Model.terms(traced.model.fixed), Model.terms(traced.model.random)
    columns = {name: r.beta[:, k] for k, name in enumerate(fixed)}
    for k, name in enumerate(random):
        columns |= {f"cov({other},{name})": r.D[:, k, a] for a, other in enumerate(random[:k])}
        columns[f"var({name})"] = r.D[:, k, k]
    columns["sigma2"] = r.sigma2
    whole = traced.fit.D
    for k, name in enumerate(random):
        change = (r.D[:, k, k] - whole[k, k]) / whole[k, k] if whole[k, k] > 0 else np.full(len(r.sigma2), np.nan)
        columns[f"change of var({name})"] = change
    columns["change of sigma2"] = r.sigma2 / traced.fit.sigma2 - 1
    return pd.DataFrame(columns)


def what_changed(traced: Influence) -> list[str]:
    """In words, per interviewer left out: decisions that change, estimates that move by half a standard error."""
    names = Model.terms(traced.model.fixed)
    said = {f"{DECISION}: {t.decision.name}": changes(t.decision, t.singles) for t in traced.tests}
    said |= {f"{ESTIMATE}: {name}": np.abs(traced.shift[:, k]) >= HALF for k, name in enumerate(names)}
    return ["; ".join(words for words, hit in said.items() if hit[j]) for j in range(len(traced.shift))]


def influential_alone(traced: Influence) -> np.ndarray:
    """Whether leaving one interviewer out changes a decision or moves an estimate by half a standard error, and does
    more than the most influential interviewer of a survey in which nothing is wrong (level).
    """
    level, hit = traced.level, np.zeros(len(traced.shift), dtype=bool)
    for t in traced.tests:
        changed = changes(t.decision, t.singles)
        hit |= changed & (t.alone_by_chance() <= level) if changed.any() else changed
    far = np.abs(traced.shift) >= HALF
    return hit | (far & (traced.shift_by_chance() <= level)).any(1) if far.any() else hit


def group_rows(traced: Influence) -> pd.DataFrame:
    """influence_groups.csv: the best group of each size for each test, nobody first; the last row says why the search
    stopped, and whether the group is one that a survey with nothing wrong would hardly have.

    chance_low, chance_median, chance_high: where T would go in 95 % of simulated surveys from the step before, when one
    more leaves. changed_by_chance: the share of the simulated surveys that decide as this one does in which a
    group of up to this size changes the decision.
    """
    return pd.concat([_group_rows(traced, one) for one in traced.tests], ignore_index=True)


def _group_rows(traced: Influence, one: Traced) -> pd.DataFrame:
    d, steps, J = one.decision, one.found.steps, len(traced.shift)
    T = np.array([step.statistic for step in steps])
    labels = [";".join(traced.ladder.products.groups[list(step.group)]) for step in steps]
    sizes = [len(step.group) for step in steps]
    changed = changes(d, T)
    p_chance = [one.step_by_chance(step) for step in steps]
    bands = np.array([_band(one, size) for size in sizes])
    table = pd.DataFrame({"tested": d.name, "step": sizes, "interviewers": labels, "statistic": T, "p": d.p(T)})
    table["what_changed"] = [f"{DECISION}: {d.name}" if hit else "" for hit in changed]
    table["p_chance"] = np.array(p_chance, dtype=float)
    table["changed_by_chance"] = [_changed_share(one, size) for size in sizes]
    table[["chance_low", "chance_median", "chance_high"]] = bands
    table["bound"] = d.bound
    table["influential"] = [*np.zeros(len(steps) - 1, dtype=bool), one.found.reason == CHANGED]
    table["reason"] = ["" for _ in steps[:-1]] + [one.found.reason]
    large = d.refitted(leaving_out([step.group for step in steps], J))[1]
    return pd.concat([table, _own_parameters(traced, one, large)], axis=1)


def _own_parameters(traced: Influence, one: Traced, large: Refits) -> pd.DataFrame:
    """The refitted parameters of the test's larger model."""
    model = one.decision.columns[1]
    return parameters(Influence(traced.ladder, one.decision.alternative, model, large, traced.shift, []), large)


def _band(one: Traced, size: int) -> np.ndarray:
    """Where T goes at a step in 95 % of simulated surveys, from where it was."""
    if not size:
        return np.full(3, one.decision.statistic)
    steps = one.chance.steps(one.decision.sign)
    moved = np.quantile(steps[:, min(size, steps.shape[1]) - 1], [0.025, 0.5, 0.975])
    root = np.sqrt(one.found.steps[size - 1].statistic) + one.decision.sign * moved
    return np.sort(np.maximum(root, 0) ** 2)


def _changed_share(one: Traced, size: int) -> float:
    d, simulated = one.decision, one.chance
    same = d.differs(simulated.whole) == d.differs(d.statistic)
    if not size or not same.any():
        return np.nan
    best = simulated.best[same][:, : min(size, simulated.best.shape[1])]
    return float((d.differs(best) != d.differs(d.statistic)).any(1).mean())


def pulling(traced: Influence) -> list[tuple[str, ...]]:
    """Everyone influential alone, and the found groups, as `influential_groups` reads them from the tables; quicker
    where nobody is, because chance need not be drawn then.
    """
    names = traced.ladder.products.groups
    alone = [(int(j),) for j in np.flatnonzero(influential_alone(traced))]
    found = [one.found.found for one in traced.tests if one.found.found]
    return list(dict.fromkeys(tuple(str(who) for who in names[list(group)]) for group in [*alone, *found]))


def influential_interviewers(influence: pd.DataFrame, groups: pd.DataFrame) -> set[str]:
    """Everyone influential alone or in a found group, from the two tables."""
    return {who for group in influential_groups(influence, groups) for who in group}


def influential_groups(influence: pd.DataFrame, groups: pd.DataFrame) -> list[tuple[str, ...]]:
    """Everyone influential alone, and the found groups, from the two tables."""
    alone = influence.loc[influence["influential"].astype(bool), "interviewer"]
    found = groups.loc[groups["influential"].astype(bool), "interviewers"]
    groups_found = (tuple(members(group, influence["interviewer"])) for group in found)
    return list(dict.fromkeys([*((who,) for who in alone), *groups_found]))


def interview_rows(traced: Influence, labels: np.ndarray) -> pd.DataFrame:
    """influence_interviews.csv: exact refits without single interviews (set empty), and without the fewest interviews
    of a found group that carry its decision (set: all their labels, one row each).
    """
    one = traced.tests[0]
    records = Records.of(traced.ladder)
    alone = influential_interviews(one.decision, records)
    jointly = fewest_interviews(one.decision, records, one.found.found)
    sets = [np.array([i]) for i in alone] + ([jointly] if len(jointly) else [])
    T, large = left_out(one.decision, records, sets)
    table = pd.DataFrame({"slope_test_statistic": T, "slope_test_p": one.decision.p(T)})
    table["what_changed"] = [f"{DECISION}: {one.decision.name}" if hit else "" for hit in changes(one.decision, T)]
    shift = (large.beta - traced.fit.beta) / np.sqrt(np.diag(traced.fit.cov_beta))
    for k, name in enumerate(Model.terms(traced.model.fixed)):
        table[f"shift of {name}"] = shift[:, k]
    table = pd.concat([table, parameters(traced, large)], axis=1)
    row = np.r_[np.arange(len(alone)), np.full(len(jointly), len(alone))].astype(int)
    place = np.concatenate([alone, jointly]).astype(int)
    names = np.asarray(labels, dtype=object)[place]
    out = table.iloc[row].reset_index(drop=True)
    out.insert(0, "interview", names)
    out.insert(1, "interviewer", traced.ladder.products.groups[records.owner[place]])
    joined = ";".join(str(label) for label in np.asarray(labels, dtype=object)[jointly])
    out.insert(2, "set", ["" for _ in alone] + [joined for _ in jointly])
    return out
