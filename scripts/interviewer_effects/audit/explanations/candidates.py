"""The candidate explanations of a flag: what is seen, how unusual it is, and which interviews would
have to go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.flags.counterfactuals import Case
from interviewer_effects.audit.models.interviews import model_columns
from interviewer_effects.frames import each_row, names_of, present
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.codes.suspected_codes import suspected_codes
from interviewer_effects.survey.describe import split_cells

from .battery import Battery, find_battery
from .comparable_answers import Comparable, comparable
from .exact_counts import Marks, exact_tests
from .interview_kinds import (
    SHARES,
    battery_kinds,
    heaping_kinds,
    mix_kinds,
    nonresponse_kinds,
    share_kinds,
)
from .near_duplicates import near_duplicates
from .reversals import reversals

CODE, SUSPECTED, ONE, COPIES = "missing code", "suspected value", "one interview", "near-duplicates"
REVERSED = "reversed scale"
MIX, COVARIATES, WORKLOAD = "respondent mix", "interviewer covariates", "small workload"
CERTAIN = (CODE, SUSPECTED)  # these are there or not: nothing to test
ORDER = (
    *CERTAIN,
    COPIES,
    REVERSED,
    "straight-lining",
    ONE,
    "low variance",
    "heaping",
    "item nonresponse",
    *SHARES,
    MIX,
    COVARIATES,
    WORKLOAD,
)
DESCRIBING = SHARES  # they say what the answers of someone flagged are like rather than why
SURROUNDINGS = (MIX, COVARIATES)


@dataclass(frozen=True)
class Candidate:
    """One possible cause for one interviewer.

    weights: how often each of their interviews counts where the cause is taken away (0 leaves one
    out), None when there is nothing to take away. columns: the values that their interviews have
    instead, where the cause is in the values and not in the interviews. others: the same for
    interviewers with the same fault, tried together with them.
    """

    cause: str
    evidence: str
    weights: np.ndarray | None = None
    p: float = np.nan
    p_adjusted: float = np.nan
    others: dict[str, np.ndarray] = field(default_factory=dict)
    interviews: tuple = ()
    columns: np.ndarray | None = None


@dataclass(frozen=True)
class Observed:
    """A survey as the causes are sought in it.

    answers: every interview (interview, interviewer, items) with the codes recoded; raw: the same
    with the codes left in; cells: what was recoded; frames: complete interviews per variant.
    Patterns are sought in the recoded answers. respondents: what is known of the respondent of each
    interview.
    """

    raw: pd.DataFrame
    answers: pd.DataFrame
    cells: pd.DataFrame
    codebook: dict[str, dict]
    analysis: AnalysisSpec
    screened: list[str]
    frames: dict[str, pd.DataFrame]
    adjust: str
    alpha: float
    seed: int
    respondents: pd.DataFrame = field(default_factory=pd.DataFrame)

    @cached_property
    def battery(self) -> Battery | None:
        """The items on one scale."""
        return find_battery(self.answers, self.screened, self.codebook)

    @cached_property
    def kinds(self) -> list[Marks]:
        """Every kind of interviews that is counted."""
        frame, outcome = self.frames["recoded"], self.analysis.outcome
        valid = self.codebook.get(outcome, {}).get("valid")
        return [
            *share_kinds(frame, outcome, valid),
            *mix_kinds(frame, self.analysis.predictors, self.codebook),
            *self._respondent_kinds(frame),
            *heaping_kinds(frame, outcome, valid, self.battery),
            *battery_kinds(self.battery),
            *nonresponse_kinds(self.answers, self.cells, self.codebook),
        ]

    def _respondent_kinds(self, frame: pd.DataFrame) -> Iterator[Marks]:
        known = self.respondents.reindex(frame["interview"]).reset_index(drop=True)
        return mix_kinds(
            pd.concat([frame[["interview", "interviewer"]], known], axis=1), names_of(known), {}
        )

    @cached_property
    def patterns(self) -> pd.DataFrame:
        """The exact tests of all kinds and interviewers."""
        return exact_tests(self.kinds, self.adjust)

    @cached_property
    def copies(self) -> pd.DataFrame:
        """Near-duplicates of all interviewers, over all items."""
        if self.compared is None or not self.compared.answered.any():
            return pd.DataFrame(columns=["interviewer"])
        return near_duplicates(self.compared, self.alpha, self.seed)

    @cached_property
    def compared(self) -> Comparable | None:
        """The items by which interviews are compared with each other."""
        return comparable(self.answers, self.codebook or self.screened)

    @cached_property
    def reversals(self) -> pd.DataFrame:
        """Items that somebody seems to have recorded with the scale reversed."""
        return reversals(
            self.answers, [*self.screened, *model_columns(self.analysis)], self.adjust, self.alpha
        )

    @cached_property
    def suspects(self) -> pd.DataFrame:
        """Cells of the analysis' variables outside the valid range, or that look like a code nobody
        declared.
        """
        found = []
        for item in (
            name for name in model_columns(self.analysis) if name in self.raw
        ):  # no weight, no area
            for mask, why in self._doubtful(item) if self.raw[item].dtype.kind in "if" else ():
                rows = self.raw.loc[mask, ["interview", "interviewer", item]]
                found += [(*row, item, why) for row in rows.itertuples(index=False)]
        return pd.DataFrame(found, columns=["interview", "interviewer", "value", "item", "why"])

    def _doubtful(self, item: str) -> Iterator[tuple[pd.Series, str]]:
        entry = {"missing": {}, "valid": None} | self.codebook.get(item, {})
        cells = split_cells(self.raw[item], entry)
        yield cells["outside"], "outside the valid range"
        if not entry["valid"]:
            values = self.raw[item]
            yield (
                values.isin(suspected_codes(values[cells["valid"]].to_numpy())) & cells["valid"],
                "looks like a code",
            )

    @cached_property
    def nearest(self) -> dict[tuple[str, str], tuple[Marks, dict]]:
        """The kind with the smallest p of each interviewer and cause."""
        kinds = {(kind.cause, kind.what): kind for kind in self.kinds}
        rows = self.patterns.sort_values("p", kind="stable").drop_duplicates(
            ["interviewer", "cause"]
        )
        return {
            (r["interviewer"], r["cause"]): (kinds[r["cause"], r["what"]], r)
            for r in rows.to_dict("records")
        }


@dataclass(frozen=True)
class Affected:
    """Cells that are no answers in one case, and for each interviewer who has some, the weights
    that leave out the interviews that hold them.
    """

    cells: dict[str, pd.DataFrame]
    weights: dict[str, np.ndarray]

    @classmethod
    def by(cls, cells: pd.DataFrame, case: Case) -> Affected:
        """The cells (interviewer, interview, item, …) of the interviewers of a case."""
        by_name = {str(name): part for name, part in cells.groupby("interviewer")}
        own = {name: part for name, part in by_name.items() if name in case.place}
        return cls(
            own, {name: case.left_out(name, set(part["interview"])) for name, part in own.items()}
        )

    @cached_property
    def others(self) -> dict[str, np.ndarray]:
        """The weights of those who lose an interview by them."""
        return {name: w for name, w in self.weights.items() if (w == 0).any()}


def affected(seen: Observed, case: Case) -> dict[str, Affected]:
    """Whoever holds declared codes or suspected values, by cause."""
    return {CODE: Affected.by(case.cells, case), SUSPECTED: Affected.by(seen.suspects, case)}


def candidates(
    seen: Observed, case: Case, who: str, held: dict[str, Affected]
) -> Iterator[Candidate]:
    """Every candidate for one interviewer in one case, without the single interviews; held are the
    `affected`.
    """
    yield _values(held[CODE], case, who, CODE, "code", "No declared code among their answers.")
    none = "No value outside its range or that looks like a code."
    yield _values(held[SUSPECTED], case, who, SUSPECTED, "value", none)
    yield _copies(seen, case, who)
    yield _reversed(seen, case, who)
    yield from _patterns(seen, case, who)
    yield _workload(case, who)


def _values(held: Affected, case: Case, who: str, cause: str, column: str, none: str) -> Candidate:
    every = held.cells.get(who)
    if every is None:
        return Candidate(cause, none)
    own = every[every["interview"].isin(case.interviews[case.rows(who)])]
    if own.empty:
        return Candidate(cause, none)
    why = "reason" if column == "code" else "why"
    parts = [
        f"{item} holds the {column} {_value(value)} ({reason}) in "
        f"{numbers.plural(len(part), 'interview')} "
        f"{numbers.listed(part['interview'])}"
        for (item, value, reason), part in own.groupby(["item", column, why], sort=False)
    ]
    others = {name: w for name, w in held.others.items() if name != who}
    interviews = tuple(sorted(set(every["interview"])))
    return Candidate(
        cause, f"{'; '.join(parts)}.", held.weights[who], others=others, interviews=interviews
    )


def _value(value: object) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _copies(seen: Observed, case: Case, who: str) -> Candidate:
    own = seen.copies[seen.copies["interviewer"] == who]
    if own.empty:
        return Candidate(
            COPIES, "Not tried: too few items to compare, or fewer than two interviews."
        )
    top = own.iloc[0]
    k = len(present(seen.compared).items)
    text = (
        f"Interviews {top['interview_1']} and {top['interview_2']} agree in "
        f"{numbers.percent(top['most_alike'])} of "
        f"{k} answers, the most of their {numbers.count(top['pairs'])} pairs; pairs of different "
        "interviewers agree in "
        f"{numbers.percent(top['usual'])} ({_chances(top['p'], top['p_adjusted'])})."
    )
    called = own[own["p_adjusted"] < seen.alpha]
    if called.empty:
        return Candidate(COPIES, text, None, top["p"], top["p_adjusted"])
    copies = _all_but_one(called)
    return Candidate(
        COPIES,
        text,
        _useful(case.left_out(who, set(copies))),
        top["p"],
        top["p_adjusted"],
        {},
        tuple(copies),
    )


def _reversed(seen: Observed, case: Case, who: str) -> Candidate:
    """The outcome with the scale turned back."""
    outcome = seen.analysis.outcome
    rows = seen.reversals[
        (seen.reversals["interviewer"] == who) & (seen.reversals["item"] == outcome)
    ]
    if rows.empty:
        return Candidate(REVERSED, f"No sign that {outcome} was recorded with its scale reversed.")
    found = rows.iloc[0]
    text = (
        f"In their {found['n']} interviews {outcome} correlates "
        f"{numbers.fixed(found['correlation'], 2)} with what the "
        f"other answers predict, over all interviewers {numbers.fixed(found['usual'], 2)} "
        f"({_chances(found['p'], found['p_adjusted'])})."
    )
    answers = case.frame[outcome]
    low, high = seen.codebook.get(outcome, {}).get("valid") or (answers.min(), answers.max())
    turned = case.with_outcome(who, low + high - answers.iloc[case.rows(who)].to_numpy(dtype=float))
    return Candidate(REVERSED, text, p=found["p"], p_adjusted=found["p_adjusted"], columns=turned)


def _all_but_one(pairs: pd.DataFrame) -> list:
    """The interviews that repeat one that is kept: the second of each pair."""
    return sorted(set(pairs["interview_2"]))


def _patterns(seen: Observed, case: Case, who: str) -> Iterator[Candidate]:
    for cause in ("straight-lining", "low variance", "heaping", "item nonresponse", *SHARES, MIX):
        if (who, cause) in seen.nearest:
            yield _pattern(case, who, *seen.nearest[who, cause])
        else:
            yield Candidate(cause, "Not tried: the survey has no items for it.")


def _pattern(case: Case, who: str, kind: Marks, row: dict) -> Candidate:
    shares = (
        f"{numbers.percent(row['share'])}; {numbers.percent(row['share_all'])} over all "
        "interviewers"
    )
    chances = (
        f"{_chances(row['p'], row['p_adjusted'])} for {numbers.count(row['compared'])} comparisons"
    )
    text = (
        f"{row['count']} of {row['n']} {kind.what} ({shares}; exact test against the others: "
        f"{chances})."
    )
    weights = None
    if kind.cause in SHARES or (kind.cause == "heaping" and kind.what.startswith("answers")):
        weights = as_elsewhere(case, who, kind.marked(who), row["share_others"])
    elif kind.cause != MIX and row["count"]:
        weights = case.left_out(who, kind.marked(who))
    return Candidate(kind.cause, text, _useful(weights), row["p"], row["p_adjusted"])


def as_elsewhere(case: Case, who: str, inside: set, share: float) -> np.ndarray | None:
    """Weights under which an interviewer's interviews of a kind have the share that they have among
    the others; their number does not change. None where they have none of the kind; all out where
    they have no other.
    """
    marked = 1 - case.left_out(who, inside)
    own = marked.mean() if len(marked) else 0.0
    if own in (0, 1):
        return np.zeros_like(marked) if own else None
    return np.where(marked == 1, share / own, (1 - share) / (1 - own))


def _useful(weights: np.ndarray | None) -> np.ndarray | None:
    """Weights that change something."""
    return None if weights is None or (weights == 1).all() else weights


def _workload(case: Case, who: str) -> Candidate:
    own, median = int(case.workloads.get(who, 0)), float(case.workloads.median())
    text = (
        f"{own} complete {numbers.plural(own, 'interview')}; half of the interviewers have "
        f"{median:g} or fewer."
    )
    rows = case.effects[case.effects["interviewer"] == who]
    shown = [
        f"{numbers.percent(row.diagnostic_se**2 / (row.diagnostic_se**2 + row.pev_se**2))} for "
        f"{'the level' if row.effect == 'Intercept' else f'the slope of {row.effect}'}"
        for row in each_row(rows)
        if row.diagnostic_se + row.pev_se > 0
    ]
    return Candidate(
        WORKLOAD, f"{text} Reliability of the prediction: {' and '.join(shown)}." if shown else text
    )


def _chances(p: float, p_adjusted: float) -> str:
    return f"{numbers.p_phrase(p)}, {numbers.p_value(p_adjusted)} adjusted"
