"""Which interviewers a result depends on, as tables: influence.csv, influence_groups.csv and
influence_interviews.csv of a data set.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from interviewer_effects.audit.models.decisions import changes
from interviewer_effects.audit.models.model_sequence import Model
from interviewer_effects.mixed.deletion.refits import Refits
from interviewer_effects.mixed.deletion.weights import leaving_out

from .group_search import CHANGED, members
from .influence import HALF, Influence, InfluenceOnTest, influential_alone
from .single_interviews import (
    InterviewRows,
    fewest_interviews,
    influential_interviews,
    without_interviews,
)

DECISION = "decision"
ESTIMATE = "estimate"
COLUMN_OF_TEST = {"slope": "slope_test", "intercept": "level_test"}
BAND = (0.025, 0.5, 0.975)  # quantiles of a simulated step


def influence_rows(influence: Influence) -> pd.DataFrame:
    """influence.csv: one row per interviewer left out, with the refitted parameters of the main
    model.
    """
    refits = influence.refits
    table = pd.DataFrame(
        {
            "interviewer": influence.ladder.products.groups,
            "n": influence.fit.design.sizes.astype(int),
            "cooks_d": refits.cooks_d,
            "mdffits": refits.mdffits,
            "covratio": refits.covratio,
        }
    )
    table = pd.concat([table, parameters(influence, refits)], axis=1)
    p_of_shifts = influence.p_of_shifts()
    for k, name in enumerate(Model.terms(influence.model.fixed)):
        table[f"shift of {name}"] = influence.shift[:, k]
        table[f"shift_p_chance of {name}"] = p_of_shifts[:, k]
    for number, test in enumerate(influence.tests):
        column = COLUMN_OF_TEST[test.decision.name] if number else "slope_test"
        table[f"{column}_statistic"] = test.singles
        table[f"{column}_p"] = test.decision.p(test.singles)
        table[f"{column}_changes"] = changes(test.decision, test.singles)
        table[f"{column}_p_chance"] = test.p_of_singles()
    table["what_changed"] = what_changed(influence)
    table["influential"] = influential_alone(influence)
    return table


def parameters(
    influence: Influence,
    refits: Refits,
) -> pd.DataFrame:
    """One column per refitted parameter, and the relative change of each variance."""
    fixed = Model.terms(influence.model.fixed)
    random = Model.terms(influence.model.random)
    columns = {name: refits.beta[:, k] for k, name in enumerate(fixed)}
    for k, name in enumerate(random):
        for earlier_k, earlier in enumerate(random[:k]):
            columns[f"cov({earlier},{name})"] = refits.D[:, k, earlier_k]
        columns[f"var({name})"] = refits.D[:, k, k]
    columns["sigma2"] = refits.sigma2
    for k, name in enumerate(random):
        refitted = refits.D[:, k, k]
        variance = influence.fit.D[k, k]
        columns[f"change of var({name})"] = relative_change(refitted, variance)
    columns["change of sigma2"] = refits.sigma2 / influence.fit.sigma2 - 1
    return pd.DataFrame(columns)


def relative_change(
    refitted: np.ndarray,
    whole: float,
) -> np.ndarray:
    """(refitted − whole) / whole; NaN where the variance of the whole is 0."""
    if whole > 0:
        return (refitted - whole) / whole
    return np.full(len(refitted), np.nan)


def what_changed(influence: Influence) -> list[str]:
    """In words, per interviewer left out: decisions that change, estimates that move by half a
    standard error.
    """
    changed = {
        f"{DECISION}: {test.decision.name}": changes(test.decision, test.singles)
        for test in influence.tests
    }
    for k, name in enumerate(Model.terms(influence.model.fixed)):
        changed[f"{ESTIMATE}: {name}"] = np.abs(influence.shift[:, k]) >= HALF
    return [
        "; ".join(words for words, by_interviewer in changed.items() if by_interviewer[position])
        for position in range(len(influence.shift))
    ]


def group_rows(influence: Influence) -> pd.DataFrame:
    """influence_groups.csv: the best group of each size for each test, nobody first; the last row
    says why the search stopped, and whether the group is one that a clean survey would hardly have.

    chance_low, chance_median, chance_high: where T would go in 95 % of simulated surveys from the
    step before, when one more leaves. changed_by_chance: the share of the simulated surveys that
    decide as this one does in which a group of up to this size changes the decision.
    """
    tables = [_group_rows(influence, test) for test in influence.tests]
    return pd.concat(tables, ignore_index=True)


def _group_rows(
    influence: Influence,
    test: InfluenceOnTest,
) -> pd.DataFrame:
    decision = test.decision
    steps = test.search.steps
    statistics = np.array([step.statistic for step in steps])
    sizes = [len(step.group) for step in steps]
    interviewers = influence.ladder.products.groups
    p_of_steps = [test.p_of_step(step) for step in steps]
    table = pd.DataFrame(
        {
            "tested": decision.name,
            "step": sizes,
            "interviewers": [";".join(interviewers[list(step.group)]) for step in steps],
            "statistic": statistics,
            "p": decision.p(statistics),
        }
    )
    table["what_changed"] = _changed_decision(test, statistics)
    table["p_chance"] = np.array(p_of_steps, dtype=float)
    table["changed_by_chance"] = [_changed_share(test, size) for size in sizes]
    bands = np.array([_band(test, size) for size in sizes])
    table[["chance_low", "chance_median", "chance_high"]] = bands
    table["bound"] = decision.bound
    is_final = np.arange(len(steps)) == len(steps) - 1
    table["influential"] = is_final & (test.search.reason == CHANGED)
    table["reason"] = np.where(
        is_final,
        test.search.reason,
        "",
    )

    weights = leaving_out([step.group for step in steps], len(interviewers))
    refits = decision.refitted(weights)[1]
    return pd.concat(
        [
            table,
            _parameters_of_test(
                influence,
                test,
                refits,
            ),
        ],
        axis=1,
    )


def _changed_decision(
    test: InfluenceOnTest,
    statistics: np.ndarray,
) -> list[str]:
    """In words, whether the decision is another one with each statistic."""
    words = f"{DECISION}: {test.decision.name}"
    changed = changes(test.decision, statistics)
    return np.where(
        changed,
        words,
        "",
    ).tolist()


def _parameters_of_test(
    influence: Influence,
    test: InfluenceOnTest,
    refits: Refits,
) -> pd.DataFrame:
    """The refitted parameters of the test's larger model."""
    larger_model = test.decision.columns[1]
    of_test = replace(
        influence,
        fit=test.decision.alternative,
        model=larger_model,
    )
    return parameters(of_test, refits)


def _band(
    test: InfluenceOnTest,
    size: int,
) -> np.ndarray:
    """Where T goes at a step in 95 % of simulated surveys, from where it was (3,)."""
    sign = test.decision.sign
    if not size:
        return np.full(3, test.decision.statistic)
    steps = test.reference.steps(sign)
    n_sizes = steps.shape[1]
    step = steps[:, min(size, n_sizes) - 1]
    moves = np.quantile(step, BAND)
    smaller_group = test.search.steps[size - 1].statistic
    root = np.sqrt(smaller_group) + sign * moves
    return np.sort(np.maximum(root, 0) ** 2)


def _changed_share(
    test: InfluenceOnTest,
    size: int,
) -> float:
    """The share of the simulated surveys deciding as this one in which a group of up to a size
    changes the decision; NaN where there are none.
    """
    decision = test.decision
    reference = test.reference
    decided = decision.differs(decision.statistic)
    comparable = decision.differs(reference.statistics) == decided
    if not size or not comparable.any():
        return np.nan
    largest = min(size, reference.best.shape[1])
    statistics = reference.best[comparable][:, :largest]
    changed = decision.differs(statistics) != decided
    return float(changed.any(1).mean())


def influential_groups(
    influence: pd.DataFrame,
    groups: pd.DataFrame,
) -> list[tuple[str, ...]]:
    """Everyone influential alone, and the groups found, from the two tables."""
    is_influential = influence["influential"].astype(bool)
    interviewers = influence.loc[is_influential, "interviewer"]
    sets: list[tuple[str, ...]] = [(interviewer,) for interviewer in interviewers]
    is_found = groups["influential"].astype(bool)
    labels = groups.loc[is_found, "interviewers"]
    for label in labels:
        group = members(label, influence["interviewer"])
        sets.append(tuple(group))
    return list(dict.fromkeys(sets))


def interview_rows(
    influence: Influence,
    labels: np.ndarray,
) -> pd.DataFrame:
    """influence_interviews.csv: exact refits without single interviews (set empty), and without the
    fewest interviews of a found group that carry its decision (set: all their labels, one row
    each).
    """
    test = influence.tests[0]
    interviews = InterviewRows.of(influence.ladder)
    singles = influential_interviews(test.decision, interviews)
    jointly = fewest_interviews(
        test.decision,
        interviews,
        test.search.influential,
    )
    sets = [np.array([position]) for position in singles]
    if len(jointly):
        sets.append(jointly)
    table = _rows_of_sets(
        influence,
        interviews,
        sets,
    )

    n_singles = len(singles)
    row_of_set = [*range(n_singles), *[n_singles] * len(jointly)]
    rows = table.iloc[row_of_set].reset_index(drop=True)
    names = np.asarray(labels, dtype=object)
    positions = np.concatenate([singles, jointly]).astype(int)
    owners = interviews.owner[positions]
    rows.insert(
        0,
        "interview",
        names[positions],
    )
    rows.insert(
        1,
        "interviewer",
        influence.ladder.products.groups[owners],
    )
    joined = ";".join(map(str, names[jointly]))
    rows.insert(
        2,
        "set",
        [""] * n_singles + [joined] * len(jointly),
    )
    return rows


def _rows_of_sets(
    influence: Influence,
    interviews: InterviewRows,
    sets: list[np.ndarray],
) -> pd.DataFrame:
    """The first test and the main model without each set of interviews."""
    test = influence.tests[0]
    statistics, refits = without_interviews(
        test.decision,
        interviews,
        sets,
    )
    table = pd.DataFrame(
        {"slope_test_statistic": statistics, "slope_test_p": test.decision.p(statistics)}
    )
    table["what_changed"] = _changed_decision(test, statistics)
    standard_errors = np.sqrt(np.diag(influence.fit.cov_beta))
    shift = (refits.beta - influence.fit.beta) / standard_errors
    for k, name in enumerate(Model.terms(influence.model.fixed)):
        table[f"shift of {name}"] = shift[:, k]
    return pd.concat([table, parameters(influence, refits)], axis=1)
