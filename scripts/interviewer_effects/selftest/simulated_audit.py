"""The audit of one simulated survey in one process, by the functions that the rules of the workflow
call.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from interviewer_effects.audit.explanations.candidates import Observed
from interviewer_effects.audit.explanations.causes import causes
from interviewer_effects.audit.explanations.conclusions import conclusions
from interviewer_effects.audit.explanations.respondents import respondents
from interviewer_effects.audit.flags.counterfactuals import Case, make_case
from interviewer_effects.audit.flags.flags import with_reason
from interviewer_effects.audit.flags.masking_check import (
    SECOND,
    found_at_first,
    second_case,
    second_look,
)
from interviewer_effects.audit.flags.unrecoded_codes import changing_codes
from interviewer_effects.audit.flags.variant_flags import judged
from interviewer_effects.audit.influence.influence import HALF, Influence, influential_sets
from interviewer_effects.audit.models.decisions import changes, decisions
from interviewer_effects.audit.models.interviews import (
    coded_cells,
    complete_interviews,
    every_interview,
)
from interviewer_effects.audit.models.model_sequence import Ladder, Model, main_model, make_ladder
from interviewer_effects.audit.models.obstacles import obstacle_without
from interviewer_effects.mixed.deletion.weights import leaving_out
from interviewer_effects.mixed.inference import standard_errors
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.codes.recode import recode, recoded_cells

from .simulated_survey import SurveyDesign

VARIANTS = ("recoded", "raw")


@dataclass(frozen=True)
class Settings:
    """The settings of the config that the audit of a survey reads."""

    adjust: str
    alpha: float
    seed: int
    max_group: int


@dataclass(frozen=True)
class Audited:
    """What the audit says of a survey: its cases and traces by variant, causes.csv and
    conclusions.csv.
    """

    cases: dict[str, Case]
    traced: dict[str, Influence]
    causes: pd.DataFrame
    conclusions: pd.DataFrame

    def reasons(self) -> dict[str, set[str]]:
        """Everyone looked at in any variant, with the reasons."""
        found: dict[str, set[str]] = {}
        for case in self.cases.values():
            for who, given in case.given.items():
                found.setdefault(who, set()).update(*given.values())
        return found


def audit(
    raw: pd.DataFrame, codebook: dict[str, dict], design: SurveyDesign, settings: Settings
) -> Audited:
    """Recode, fit, flag, trace and explain a survey of a design. A variant with the same interviews
    as another is not fitted again.
    """
    ids, analysis = (
        {role: design.roles[role] for role in ("interview", "interviewer")},
        design.analysis,
    )
    recoded, cells = recode(raw, codebook), recoded_cells(raw, codebook, **ids)
    answers = {"raw": raw, "recoded": recoded}
    frames = {
        v: complete_interviews(answers[v], analysis, ids, design.categories) for v in VARIANTS
    }
    coded = coded_cells(cells, analysis, frames["raw"]["interview"])
    cases: dict[str, Case] = {}
    traced: dict[str, Influence] = {}
    for variant, frame in frames.items():
        same = variant == "raw" and frame.equals(frames["recoded"])
        fitted = (
            (cases["recoded"].effects, traced["recoded"])
            if same
            else _judged(frame, analysis, settings)
        )
        effects, traced[variant] = fitted
        if variant == "raw":
            trace = traced[variant]
            tests = [one.decision for one in trace.tests]
            asked = (trace.ladder, tests, frame["interview"].to_numpy(), coded["interview"])
            effects = with_reason(effects, "coded", changing_codes(*asked))
        cases[variant] = _case(variant, frame, effects, coded, traced[variant], settings)
    cases[SECOND] = _again(cases["recoded"], analysis, settings)
    known = respondents(recoded, analysis.respondent_covariates, ids, design.categories)
    seen = Observed(
        every_interview(raw, codebook, ids),
        every_interview(recoded, codebook, ids),
        cells,
        codebook,
        analysis,
        design.screened,
        frames,
        settings.adjust,
        settings.alpha,
        settings.seed,
        known,
    )
    table = causes(seen, list(cases.values()))
    return Audited(cases, traced, table, conclusions(table, len(cases["recoded"].place)))


def _judged(
    frame: pd.DataFrame, analysis: AnalysisSpec, settings: Settings
) -> tuple[pd.DataFrame, Influence]:
    ladder = make_ladder(frame, analysis)
    return judged(
        ladder,
        reml_fits(ladder),
        settings.adjust,
        settings.alpha,
        settings.max_group,
        settings.seed,
    )


def _again(first: Case, analysis: AnalysisSpec, settings: Settings) -> Case:
    """The second look, without those found at first where the models can do without them."""
    found = found_at_first(first.effects)["interviewer"]
    left_out = found[:0] if obstacle_without(first.frame, found, analysis) else found
    return second_case(
        first, second_look(first.ladder, left_out, found, settings.adjust, settings.alpha)
    )


def _case(
    variant: str,
    frame: pd.DataFrame,
    effects: pd.DataFrame,
    coded: pd.DataFrame,
    traced: Influence,
    settings: Settings,
) -> Case:
    fits = {(t.decision.columns[0].name, "REML"): t.decision.null for t in traced.tests}
    fits[main_model(traced.ladder), "REML"] = traced.fit
    groups = influential_sets(traced)
    return make_case(
        variant, frame, traced.ladder, fits, effects, coded, settings.adjust, settings.alpha, groups
    )


def reml_fits(ladder: Ladder) -> dict:
    """Every model of a ladder by REML."""
    return {(name, "REML"): ladder.fit(name, True) for name in ladder.models}


def matters(case: Case, without: set, analysis: AnalysisSpec, alpha: float) -> bool:
    """Whether some interviews move a p reported of any model across alpha or a fixed effect by half
    a standard error: all models fitted with them and without them.
    """
    rest = case.frame[~case.frame["interview"].isin(without)].reset_index(drop=True)
    one, other = reported(case.ladder, alpha), reported(make_ladder(rest, analysis), alpha)
    both = [(one[key], other[key]) for key in one if key in other]
    crossed = any((a[0] < alpha) != (b[0] < alpha) for a, b in both)
    moved = any(abs(a[1] - b[1]) >= HALF * b[2] for a, b in both if b[2] > 0)
    return crossed or moved


def reported(ladder: Ladder, alpha: float) -> dict[tuple, tuple[float, float, float]]:
    """(p, estimate, SE) of each fixed effect of each model, and p of each test of a variance."""
    fits, found = reml_fits(ladder), {}
    for (name, _), fit in fits.items():
        t = standard_errors.fixed_effects(fit, alpha)
        for k, term in enumerate(Model.terms(ladder.models[name].fixed)):
            found[name, term] = (float(t["p"][k]), float(t["estimate"][k]), float(t["se"][k]))
    for test in decisions(ladder, fits, alpha):
        found["test", test.name] = (float(test.p(test.statistic)), 0.0, 0.0)
    return found


def masked(traced: Influence, people: list[str]) -> bool:
    """Whether leaving out all of some interviewers changes a decision that no fewer of them
    change.
    """
    place = {who: at for at, who in enumerate(traced.ladder.products.groups)}
    at = [place[who] for who in people if who in place]
    if len(at) < 2:
        return False
    sets = [part for size in range(1, len(at) + 1) for part in combinations(at, size)]
    for test in traced.tests:
        hit = changes(test.decision, test.decision.refitted(leaving_out(sets, len(place)))[0])
        if hit[-1] and not hit[:-1].any():
            return True
    return False
