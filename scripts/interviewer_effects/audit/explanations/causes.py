"""Why someone is flagged: every candidate explanation tried by refitting without it. The table
causes.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.flags.counterfactuals import After, Case
from interviewer_effects.audit.flags.flags import flagged
from interviewer_effects.frames import cell_at
from interviewer_effects.terms import Flag

from .adjustments import Adjusted, adjusted_for_covariates, adjusted_for_mix
from .candidates import (
    CERTAIN,
    COVARIATES,
    DESCRIBING,
    MIX,
    ORDER,
    SURROUNDINGS,
    Affected,
    Candidate,
    Observed,
    affected,
    candidates,
)
from .single_interview import one_interview, one_left_out

COLUMNS = [
    "variant",
    "interviewer",
    "reasons",
    "strength",
    "cause",
    "grade",
    "resolves",
    "evidence",
    "effect",
    "z_before",
    "z_after",
    "p",
    "p_adjusted",
    "statistic_before",
    "statistic_after",
    "p_before",
    "p_after",
    "tried_with",
    "statistic_together",
    "p_together",
    "z_together",
    "interviews",
    "adjusted_for",
]
AT_ONCE = 20_000_000  # refits × interviewers × effects in memory at a time
CAUSES = 15  # refits for one interviewer besides those without single interviews
ESTABLISHED, POSSIBLE = "established", "possible"
# place in the batch of the refit without an influential group, by the refit that it starts from
# (None: all the data)
Without = dict[tuple[int | None, tuple[str, ...]], int]


@dataclass(frozen=True)
class Trial:
    """A candidate with the numbers of its refits in the batch: without it in one interviewer's
    interviews, and in those of everyone with the same fault; None where nothing was refitted.
    """

    candidate: Candidate
    alone: int | None = None
    together: int | None = None


def causes(seen: Observed, cases: list[Case]) -> pd.DataFrame:
    """causes.csv: a row per variant, interviewer looked at and candidate cause, strongest first.

    z_before and z_after: the flagged effect as it is and after the refit without the cause.
    resolves: none of the reasons to look at them holds then. grade: established (there, or p
    adjusted below alpha), possible (only the p not adjusted is), or empty. statistic and p: the
    test of the main model's variance. A cause that is established but does not resolve is a fact
    about them that does not explain the flag; one that resolves without being established may do so
    because any interview less makes a flag smaller. z_together: where it takes the same of others
    too to lift the flag, z without all of it. adjusted_for: what the model had in addition for
    z_after.
    """
    parts: list[pd.DataFrame] = []
    for case in cases:
        alike = (k for k, other in enumerate(cases[: len(parts)]) if _is_alike(other, case))
        same = next(alike, None)
        parts.append(
            _causes_of(seen, case) if same is None else parts[same].assign(variant=case.variant)
        )
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _is_alike(one: Case, other: Case) -> bool:
    """Whether two variants hold the same interviews, judged alike."""
    return one.frame.equals(other.frame) and one.effects.equals(other.effects)


def _causes_of(seen: Observed, case: Case) -> pd.DataFrame:
    people = [who for who in flagged(case.effects) if who in case.place]
    if not people:
        return pd.DataFrame(columns=COLUMNS)
    held = affected(seen, case)
    known = {
        MIX: adjusted_for_mix(case, seen.respondents),
        COVARIATES: adjusted_for_covariates(case),
    }
    tables = [
        table
        for part in _portions(case, people)
        for table in _causes_among(seen, case, part, held, known)
    ]
    return pd.concat(tables, ignore_index=True)


def _portions(case: Case, people: list[str]) -> Iterator[list[str]]:
    """The people in portions whose refits, which hold z of every interviewer, fit into memory
    together; one portion in all but large surveys.
    """
    part: list[str] = []
    held = 0
    for who in people:
        refits = len(case.rows(who)) + CAUSES
        if part and (held + refits) * len(case.place) * len(case.terms) > AT_ONCE:
            yield part
            part, held = [], 0
        part, held = [*part, who], held + refits
    yield part


def _causes_among(
    seen: Observed,
    case: Case,
    people: list[str],
    held: dict[str, Affected],
    known: dict[str, Adjusted | None],
) -> list[pd.DataFrame]:
    """A table for each of some people; known are the models with covariates."""
    batch: list[dict[str, np.ndarray]] = [{}]
    together: dict[tuple, int] = {}
    trials = {
        who: [_enter(batch, together, who, one) for one in candidates(seen, case, who, held)]
        for who in people
    }
    singles = {}
    for who in people:
        first = len(batch)
        batch += [{who: weights} for weights in one_left_out(case, who)]
        singles[who] = range(first, len(batch))
    without = _without_groups(batch, case, trials)
    after = case.refit(batch)
    tables = []
    for who in people:
        effect = main_effect(case, who)
        one, refit = one_interview(case, who, after, singles[who], case.terms.index(effect))
        tried = [_moved(trial, case, who, known[MIX]) for trial in trials[who]]
        tried += [Trial(one, refit), Trial(_covariates(case, who, known[COVARIATES]))]
        rows = [
            _row(seen, case, who, effect, trial, after, known.get(trial.candidate.cause), without)
            for trial in tried
        ]
        tables.append(_ranked(pd.DataFrame(rows)))
    return tables


def _without_groups(batch: list, case: Case, trials: dict[str, list[Trial]]) -> Without:
    """Enter the refits without each influential group: from the data as they are, and from those
    without a fault that a member of the group shares with others. Both sides of a comparison then
    differ by the group alone.
    """
    places: Without = {}
    for group in case.groups:
        nobody = {who: np.zeros(len(case.rows(who))) for who in group}
        shared = {trial.together for who in group for trial in trials.get(who, ())}
        for base in sorted(shared | {None}, key=lambda place: -1 if place is None else place):
            places[base, group] = len(batch)
            batch.append(nobody if base is None else batch[base] | nobody)
    return places


def _enter(batch: list, together: dict[tuple, int], who: str, candidate: Candidate) -> Trial:
    """Put the refits of a candidate into the batch; the one without a fault that several share is
    the same for all of them, and is made once.
    """
    change = candidate.weights if candidate.columns is None else candidate.columns
    if change is None:
        return Trial(candidate)
    batch.append({who: change})
    alone = len(batch) - 1
    if not candidate.others:
        return Trial(candidate, alone)
    shared = (candidate.cause, *sorted({who, *candidate.others}))
    if shared not in together:
        together[shared] = len(batch)
        batch.append({who: candidate.weights, **candidate.others})
    return Trial(candidate, alone, together[shared])


def _moved(trial: Trial, case: Case, who: str, known: Adjusted | None) -> Trial:
    """The candidate respondent mix with what the covariate that moves the interviewer's mean
    farthest does to it.
    """
    if trial.candidate.cause != MIX or known is None or not known.moves:
        return trial
    own = {name: moves[case.place[who]] for name, moves in known.moves.items()}
    name = max(own, key=lambda name: abs(own[name]))
    said = (
        f"Of what is known of them, {name} moves their mean answer farthest, by "
        f"{numbers.estimate(own[name])}."
    )
    return replace(
        trial, candidate=replace(trial.candidate, evidence=f"{trial.candidate.evidence} {said}")
    )


def main_effect(case: Case, who: str) -> str:
    """The effect in which someone is flagged with the largest |z_tail|; of someone flagged for
    codes the largest of all. The level where they hardly differ.
    """
    own = case.effects[case.effects["interviewer"] == who]
    by_z = own[own["reasons"].fillna("").str.contains("outlier|extreme")]
    chosen = by_z if len(by_z) else own
    return cell_at(chosen, chosen["z_tail"].abs().round(1).fillna(-1).idxmax(), "effect")


def _covariates(case: Case, who: str, known: Adjusted | None) -> Candidate:
    if known is None:
        return Candidate(
            COVARIATES, "Not available: the analysis names no interviewer covariate that can enter."
        )
    if who in case.ladder.unknown:
        return Candidate(COVARIATES, "Not available: a covariate of this interviewer is not known.")
    frame = case.frame.drop_duplicates("interviewer").set_index("interviewer")
    shown = [
        f"{name} is {numbers.significant(frame.loc[who, name], 3)}; half of the interviewers have "
        f"{numbers.significant(frame[name].median(), 3)} or less"
        for name in known.added
        if name in frame and pd.api.types.is_numeric_dtype(frame[name])
    ]
    said = shown or [f"{numbers.listed(known.added)} can enter the model"]
    return Candidate(COVARIATES, (
        f"{'; '.join(said)} (test in the model: "
        f"{numbers.p_phrase(known.p)})."
    ), p=known.p,
                     p_adjusted=known.p)  # fmt: skip


def _row(
    seen: Observed,
    case: Case,
    who: str,
    effect: str,
    trial: Trial,
    after: After,
    known: Adjusted | None,
    without: Without,
) -> dict:
    c, at, k = trial.candidate, case.place[who], case.terms.index(effect)
    z = (
        known.z
        if known is not None
        else None
        if trial.alone is None
        else after.refits.z[trial.alone]
    )
    z_together = None if trial.together is None else after.refits.z[trial.together]
    reasons = {reason for found in case.given[who].values() for reason in found}
    row = {
        "variant": case.variant,
        "interviewer": who,
        "reasons": ";".join(sorted(reasons)),
        "cause": c.cause,
        "evidence": c.evidence,
        "effect": effect,
        "z_before": after.refits.z[0, at, k],
        "p": c.p,
        "p_adjusted": c.p_adjusted,
        "statistic_before": after.statistic[0],
        "p_before": after.p[0],
        "adjusted_for": ";".join(known.words) if known is not None else "",
        "interviews": ";".join(map(str, c.interviews)),
        "tried_with": ";".join(sorted(c.others)),
        "resolves": False,
        "z_after": np.nan if z is None else z[at, k],
        "z_together": np.nan,
    }
    for name, refit in (("after", trial.alone), ("together", trial.together)):
        row |= {f"statistic_{name}": np.nan, f"p_{name}": np.nan}
        if refit is not None:
            row |= {f"statistic_{name}": after.statistic[refit], f"p_{name}": after.p[refit]}
    if z is not None and (np.isfinite(z[at]).all() or nothing_left(c)):
        stays = case.still(who, z)
        if stays and z_together is not None and not case.still(who, z_together):
            row["z_together"], stays = z_together[at, k], set()
        coded, pulls = (
            _still_coded(case, who, c.weights),
            _still_influential(case, who, trial, after, without),
        )
        row["resolves"] = not (stays or coded or pulls)
    return row | {"grade": _grade(c, seen.alpha, row["resolves"])}


def nothing_left(candidate: Candidate) -> bool:
    """Whether the cause is in all of their interviews, so that without it there is nobody left to
    look at.
    """
    return candidate.weights is not None and not candidate.weights.any()


def _still_coded(case: Case, who: str, weights: np.ndarray | None) -> bool:
    """Whether someone looked at for codes still has one."""
    if not any(Flag.CODED in reasons for reasons in case.given[who].values()):
        return False
    return weights is None or bool(weights[case.left_out(who, case.coded) == 0].any())


def _still_influential(case: Case, who: str, trial: Trial, after: After, without: Without) -> bool:
    """Whether leaving them, or their group, out of what is left still changes a decision or an
    estimate. What several share is taken away from all of them, with the group and without it.
    """
    if not any(Flag.INFLUENTIAL in reasons for reasons in case.given[who].values()):
        return False
    refit = trial.alone if trial.together is None else trial.together
    if refit is None:
        return True
    compared = [
        place for (base, group), place in without.items() if base == trial.together and who in group
    ]
    return any(after.moved(refit, place, case.alpha) for place in compared)


def _grade(candidate: Candidate, alpha: float, resolves: bool) -> str:
    if candidate.cause in CERTAIN:
        return ESTABLISHED if candidate.weights is not None else ""
    if candidate.cause == COVARIATES and not resolves:
        # A covariate that matters for everybody says nothing about someone who stays flagged with
        # it
        return ""
    return ESTABLISHED if candidate.p_adjusted < alpha else POSSIBLE if candidate.p < alpha else ""


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one interviewer, the strongest first: what is established and resolves, what is
    established, what is possible and resolves, what is possible, the rest. Among what is
    established: values that are no answers, then how interviews came about, then whom they were
    with, then what merely describes the answers; otherwise by p.
    """
    tier = 2 * rows["grade"].map({ESTABLISHED: 0, POSSIBLE: 1, "": 2}) + ~rows["resolves"]
    depth = rows["cause"].map(
        dict.fromkeys(CERTAIN, 0) | dict.fromkeys(SURROUNDINGS, 2) | dict.fromkeys(DESCRIBING, 3)
    )
    depth = depth.fillna(1).where((rows["grade"] == ESTABLISHED) | rows["cause"].isin(CERTAIN), 1)
    place = rows["cause"].map({cause: k for k, cause in enumerate(ORDER)})
    keys = pd.DataFrame({"tier": tier, "depth": depth, "p": rows["p"].fillna(2), "at": place})
    order = keys.sort_values(list(keys.columns), kind="stable").index
    return rows.loc[order].assign(strength=range(1, len(rows) + 1))
