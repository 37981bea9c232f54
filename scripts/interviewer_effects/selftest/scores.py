"""What the audit found of the faults that were planted, with Monte Carlo intervals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special, stats

from interviewer_effects.audit.explanations.conclusions import DESCRIBING
from interviewer_effects.audit.flags.flags import extreme_bound
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.terms import Flag

from .fault_kinds import KINDS, Kind
from .simulated_audit import Audited, masked, matters

REASONS = tuple(Flag)
LEVEL = 0.95


@dataclass(frozen=True)
class Planted:
    """A fault as it was planted: in whom, with how many interviews the first of them, and the
    interviews that hold a value that is no answer.
    """

    kind: Kind
    size: float
    workload: int
    people: list[str]
    n: int
    interviews: set


def fault_row(
    survey: int, setting: str, p: Planted, found: Audited, analysis: AnalysisSpec, alpha: float
) -> dict:
    """One fault as it was judged.

    found: everyone it was planted in is looked at, for any reason. established: and its cause is
    established for each of them in the table of causes. named: and their conclusions name it, as
    established or as what comes nearest to a cause; where a fault has no cause to name, they name
    none but the share of low, middle or high answers. resolves: and without it no reason is left.
    matters: values that are no answers that move a p across alpha or a fixed effect by half a
    standard error. masked: leaving all of them out changes a decision that no fewer of them change.
    pulled: all of them are influential, which the refits say without the codebook.
    """
    reasons = found.reasons()
    looked = all(who in reasons for who in p.people)
    own = found.causes[found.causes["interviewer"].isin(p.people)]
    right = own[own["cause"].isin(p.kind.causes)]
    firm, resolving = right["grade"] == "established", right["resolves"].astype(bool)
    said = found.conclusions[found.conclusions["interviewer"].isin(p.people)]
    wrong = set(said["cause"]) - {"", *DESCRIBING}
    pulled = {who for who, given in reasons.items() if Flag.INFLUENTIAL in given}
    nearest = said.loc[said["nearest"].isin(p.kind.causes), "interviewer"]
    named = _all(p.people, {*right.loc[firm, "interviewer"], *nearest})
    return {
        "survey": survey,
        "setting": setting,
        "kind": p.kind.name,
        "size": p.size,
        "unit": p.kind.unit,
        "workload": p.workload,
        "n": p.n,
        "interviewers": ";".join(p.people),
        "reasons": ";".join(sorted(set().union(*(reasons.get(who, set()) for who in p.people)))),
        "said": ";".join(sorted(set(said["cause"]) - {""})),
        "found": looked,
        "named": looked and (named if p.kind.causes else not wrong),
        "established": looked and _all(p.people, right.loc[firm, "interviewer"]),
        "resolves": looked and _all(p.people, right.loc[resolving, "interviewer"]),
        "matters": bool(p.interviews)
        and matters(found.cases["raw"], p.interviews, analysis, alpha),
        "masked": len(p.people) > 1
        and any(masked(trace, p.people) for trace in found.traced.values()),
        "pulled": _all(p.people, pulled),
    }


def survey_row(survey: int, setting: str, planted: list[Planted], found: Audited) -> dict:
    """How many of the interviewers in whom nothing was planted are looked at, by reason, and blamed
    for something.
    """
    faulty = {who for p in planted for who in p.people}
    case = found.cases["recoded"]
    reasons = {who: given for who, given in found.reasons().items() if who not in faulty}
    said = found.conclusions[
        ~found.conclusions["interviewer"].isin(faulty) & (found.conclusions["cause"] != "")
    ]
    J = len(case.place)
    counts = {reason: sum(reason in given for given in reasons.values()) for reason in REASONS}
    bound = 2 * special.ndtr(-extreme_bound(J)) * len(case.terms)
    base = {
        "survey": survey,
        "setting": setting,
        "clean": J - len(faulty & set(case.place)),
        "any": len(reasons),
    }
    return base | counts | {"cause": said["interviewer"].nunique(), "extreme_expected": bound}


def _all(people: list[str], named: Iterable[str]) -> bool:
    return set(people) <= set(named)


def detection(faults: pd.DataFrame) -> pd.DataFrame:
    """detection.csv: shares of the faults found, and found with the right cause, by kind, size,
    workload and setting (alone in the survey, together with others, both), each with its 95 %
    interval (Wilson).
    """
    keys, order = ["kind", "size", "unit", "workload"], [kind.name for kind in KINDS]
    both = [faults.assign(setting="both"), faults] if faults["setting"].nunique() > 1 else [faults]
    rows = []
    for values, part in pd.concat(both).groupby([*keys, "setting"], sort=True):
        row = dict(zip([*keys, "setting"], values, strict=True)) | {
            "faults": len(part),
            "n_median": part["n"].median(),
        }
        rows.append(row | _rates(part, ("found", "named", "established", "resolves")))
    return (
        pd.DataFrame(rows)
        .sort_values(
            ["kind", "size", "workload", "setting"],
            kind="stable",
            key=lambda c: c.map(order.index) if c.name == "kind" else c,
        )
        .reset_index(drop=True)
    )


def false_flags(surveys: pd.DataFrame) -> pd.DataFrame:
    """false_flags.csv: the share of the interviewers with nothing wrong who are looked at, by
    reason, and of the surveys with any of them; in surveys that hold no fault, and in those that
    do. cause: of those who are blamed for something. expected: per interviewer and at most, for the
    reason extreme by its definition.
    """
    rows = []
    groups = {
        "clean surveys": surveys["setting"] == "clean",
        "surveys with faults": surveys["setting"] != "clean",
    }
    for label, chosen in groups.items():
        part = surveys[chosen]
        for what in (
            ("outlier", "extreme", "influential", "coded", "any", "cause") if len(part) else ()
        ):
            per = _rate("interviewer", int(part[what].sum()), int(part["clean"].sum()))
            any_of = _rate("survey", int((part[what] > 0).sum()), len(part))
            expected = part["extreme_expected"].mean() if what == "extreme" else np.nan
            rows.append(
                {
                    "surveys": label,
                    "flag": what,
                    "n_surveys": len(part),
                    "n_interviewers": part["clean"].sum(),
                    **per,
                    **any_of,
                    "expected": expected,
                }
            )
    return pd.DataFrame(rows)


def goals(faults: pd.DataFrame, surveys: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """goals.csv: the goals of the audit with what was reached and its interval."""
    rows = [
        {
            "goal": name,
            "least": least,
            "n": len(part),
            **_rate("reached", int(part[what].sum()), len(part)),
        }
        for name, part, what, least in _goals_of_faults(faults)
    ]
    clean = surveys[surveys["setting"] == "clean"]
    hit = _rate("reached", int((clean["outlier"] > 0).sum()), len(clean))
    pulled = _rate("reached", int((clean["influential"] > 0).sum()), len(clean))
    for name, rate in (("outlier", hit), ("influential interviewer", pulled)):
        rows.append(
            {
                "goal": f"clean surveys with an {name}",
                "least": np.nan,
                "most": alpha,
                "n": len(clean),
                **rate,
            }
        )
    return pd.DataFrame(rows)


def _goals_of_faults(faults: pd.DataFrame) -> tuple[tuple[str, pd.DataFrame, str, float], ...]:
    """Goal, the planted faults that it is of, the column that says it was reached, least share."""
    code = faults["kind"].str.startswith("code left in")
    undeclared = faults["kind"] == "undeclared code"
    shifted = (
        (faults["kind"] == "mean shift") & (faults["size"] == 1.5) & (faults["workload"] == 15)
    )
    alone = faults["setting"] == "alone"
    return (
        (
            "codes left in that matter: found with cause",
            faults[code & faults["matters"]],
            "named",
            0.99,
        ),
        (
            "undeclared codes that matter: found with cause",
            faults[undeclared & faults["matters"]],
            "named",
            np.nan,
        ),
        (
            "pairs and groups that mask each other: found with cause",
            faults[faults["masked"]],
            "named",
            0.95,
        ),
        ("the same, found by leaving out alone", faults[faults["masked"]], "pulled", 0.95),
        (
            "mean shift of 1.5 SD in 15 interviews: found with cause",
            faults[shifted & alone],
            "named",
            0.90,
        ),
        ("the same beside two other faults", faults[shifted & ~alone], "named", 0.90),
    )


def _rates(part: pd.DataFrame, names: tuple[str, ...]) -> dict:
    return {
        key: value
        for name in names
        for key, value in _rate(name, int(part[name].sum()), len(part)).items()
    }


def _rate(name: str, hits: int, n: int) -> dict:
    """A share with its Wilson interval; NaN of nothing."""
    if not n:
        return dict.fromkeys((name, f"{name}_low", f"{name}_high"), np.nan)
    ci = stats.binomtest(hits, n).proportion_ci(LEVEL, method="wilson")
    return {name: hits / n, f"{name}_low": float(ci.low), f"{name}_high": float(ci.high)}
