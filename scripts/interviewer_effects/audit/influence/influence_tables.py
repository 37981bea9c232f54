"""Who pulls the result, as tables: influence.csv, influence_groups.csv and influence_interviews.csv
of a data set.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects.audit.models.decisions import changes
from interviewer_effects.audit.models.model_sequence import Model
from interviewer_effects.mixed.deletion.refits import Refits, leaving_out

from .group_search import CHANGED, members
from .influence import HALF, Influence, Traced, influential_alone
from .single_interviews import Records, fewest_interviews, influential_interviews, left_out

DECISION, ESTIMATE = "decision", "estimate"
NAMES = {"slope": "slope_test", "intercept": "level_test"}


def influence_rows(traced: Influence) -> pd.DataFrame:
    """influence.csv: one row per interviewer left out, with the refitted parameters of the main
    model.
    """
    r, fit = traced.refits, traced.fit
    table = pd.DataFrame(
        {"interviewer": traced.ladder.products.groups, "n": fit.design.sizes.astype(int)}
    )
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
        change = (
            (r.D[:, k, k] - whole[k, k]) / whole[k, k]
            if whole[k, k] > 0
            else np.full(len(r.sigma2), np.nan)
        )
        columns[f"change of var({name})"] = change
    columns["change of sigma2"] = r.sigma2 / traced.fit.sigma2 - 1
    return pd.DataFrame(columns)


def what_changed(traced: Influence) -> list[str]:
    """In words, per interviewer left out: decisions that change, estimates that move by half a
    standard error.
    """
    names = Model.terms(traced.model.fixed)
    said = {f"{DECISION}: {t.decision.name}": changes(t.decision, t.singles) for t in traced.tests}
    said |= {
        f"{ESTIMATE}: {name}": np.abs(traced.shift[:, k]) >= HALF for k, name in enumerate(names)
    }
    return [
        "; ".join(words for words, hit in said.items() if hit[j]) for j in range(len(traced.shift))
    ]


def group_rows(traced: Influence) -> pd.DataFrame:
    """influence_groups.csv: the best group of each size for each test, nobody first; the last row
    says why the search stopped, and whether the group is one that a survey with nothing wrong would
    hardly have.

    chance_low, chance_median, chance_high: where T would go in 95 % of simulated surveys from the
    step before, when one more leaves. changed_by_chance: the share of the simulated surveys that
    decide as this one does in which a group of up to this size changes the decision.
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
    table = pd.DataFrame(
        {"tested": d.name, "step": sizes, "interviewers": labels, "statistic": T, "p": d.p(T)}
    )
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
    return parameters(
        Influence(traced.ladder, one.decision.alternative, model, large, traced.shift, []), large
    )


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


def influential_groups(influence: pd.DataFrame, groups: pd.DataFrame) -> list[tuple[str, ...]]:
    """Everyone influential alone, and the found groups, from the two tables."""
    alone = influence.loc[influence["influential"].astype(bool), "interviewer"]
    found = groups.loc[groups["influential"].astype(bool), "interviewers"]
    groups_found = (tuple(members(group, influence["interviewer"])) for group in found)
    return list(dict.fromkeys([*((who,) for who in alone), *groups_found]))


def interview_rows(traced: Influence, labels: np.ndarray) -> pd.DataFrame:
    """influence_interviews.csv: exact refits without single interviews (set empty), and without the
    fewest interviews of a found group that carry its decision (set: all their labels, one row
    each).
    """
    one = traced.tests[0]
    records = Records.of(traced.ladder)
    alone = influential_interviews(one.decision, records)
    jointly = fewest_interviews(one.decision, records, one.found.found)
    sets = [np.array([i]) for i in alone] + ([jointly] if len(jointly) else [])
    T, large = left_out(one.decision, records, sets)
    table = pd.DataFrame({"slope_test_statistic": T, "slope_test_p": one.decision.p(T)})
    table["what_changed"] = [
        f"{DECISION}: {one.decision.name}" if hit else "" for hit in changes(one.decision, T)
    ]
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
